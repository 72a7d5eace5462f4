"""Stored files. Names are generated, and a file is on the disk before its row is written."""

import hashlib
import logging
import mimetypes
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.models import User, Workspace
from foundation import ids, media, storage
from foundation.media import kinds
from synthesis.errors import AssetInUseError, UploadUnusableError
from synthesis.models import Asset, AssetOrigin, AssetRole, Render
from synthesis.models.assets import LICENCE_LENGTH, TITLE_LENGTH

logger = logging.getLogger(__name__)

# Clips of scenes are kept for a while, so that a render can be repeated with one scene changed.
KEEP_CLIPS = timedelta(days=14)
MAX_UPLOAD_BYTES = 512 * 1024 * 1024
# Types that browsers show without conversion.
UPLOADS = {kinds.MP4, kinds.QUICKTIME, kinds.WEBM, kinds.JPEG, kinds.PNG, kinds.WEBP}
_BLOCK_BYTES = 1024 * 1024


def keep(
    *, workspace: Workspace, path: Path, role: AssetRole, origin: AssetOrigin, title: str = "", **facts: Any
) -> Asset:
    """Store the file at ``path`` and write its row. ``facts`` are further fields of Asset."""
    asset = store(workspace=workspace, path=path, role=role, origin=origin, title=title, **facts)
    with discarded_on_failure() as kept:
        kept.append(asset)
        asset.save(force_insert=True)
    return asset


def store(
    *,
    workspace: Workspace,
    path: Path,
    role: AssetRole,
    origin: AssetOrigin,
    title: str = "",
    extension: str = "",
    **facts: Any,
) -> Asset:
    """Store the file at ``path`` without its row: the caller writes the row in a transaction, or ``discard``s
    the file.

    Without ``extension``, the stored name has the extension of ``path``. Raises StorageUnavailableError, and
    leaves no partial file.
    """
    asset = Asset(
        pk=ids.new("ast"),
        workspace=workspace,
        role=role,
        origin=origin,
        title=title[:TITLE_LENGTH],
        sha256=_digest(path),
        size_bytes=path.stat().st_size,
        **{"mime_type": _mime_type(path), **facts},
    )
    asset.file.name = _store(path, name=f"{workspace.pk}/{asset.pk}{extension or path.suffix.lower()}")
    return asset


def discard(*, asset: Asset) -> None:
    """Delete the file of a row that was not written. A file whose row may exist is kept."""
    try:
        is_named = Asset.objects.filter(pk=asset.pk).exists()
    except DatabaseError:
        # After a lost response to COMMIT the row may exist: the nightly sweep checks again.
        return
    if not is_named:
        _delete_file(str(asset.file.name))


@contextmanager
def discarded_on_failure() -> Iterator[list[Asset]]:
    """Discard the assets that the block appended to the list, if the block raises."""
    kept: list[Asset] = []
    with ExitStack() as undo:
        undo.callback(_discard_all, kept)
        yield kept
        undo.pop_all()


@contextmanager
def local_path(*, asset: Asset) -> Iterator[Path]:
    """The file as a readable path. If the store is remote, a copy that lasts as long as the block."""
    try:
        yield Path(asset.file.path)
        return
    except NotImplementedError:
        pass
    with tempfile.TemporaryDirectory(prefix="ettametta-asset-") as folder:
        copy = Path(folder) / f"{asset.pk}{asset.extension}"
        fetch(asset=asset, destination=copy)
        yield copy


def path_for_work(*, asset: Asset, workdir: Path) -> Path:
    """The file as a path that lasts as long as ``workdir``: the stored file, or a copy."""
    try:
        return Path(asset.file.path)
    except NotImplementedError:
        return fetch(asset=asset, destination=workdir / f"asset-{asset.pk}{asset.extension}")


def fetch(*, asset: Asset, destination: Path) -> Path:
    """Copy the file to ``destination``, whole or not at all, unless it exists there already."""
    if destination.exists():
        return destination
    draft = destination.with_name(f".{ids.new('tmp')}{destination.suffix}")
    with storage.guarded("MEDIA_ROOT"):
        destination.parent.mkdir(parents=True, exist_ok=True)
        try:
            with asset.file.open("rb") as source, draft.open("wb") as target:
                shutil.copyfileobj(source, target, _BLOCK_BYTES)
            draft.replace(destination)
        finally:
            draft.unlink(missing_ok=True)
    return destination


def store_upload(
    *, workspace: Workspace, user: User | None, file: "UploadedFile[Any]", title: str = "", licence: str = ""
) -> Asset:
    """Store an upload after checking that it is a picture or a video.

    Raises UploadUnusableError, and StorageUnavailableError if the store is full or unavailable.
    """
    if (file.size or 0) > MAX_UPLOAD_BYTES:
        raise unusable(f"This file is larger than {MAX_UPLOAD_BYTES // 1024**2} MB. Shorten or compress it.")
    with storage.guarded("temporary files"), on_disk(file) as path:
        facts = _probed(path)
        return keep(
            workspace=workspace,
            path=path,
            role=AssetRole.UPLOAD,
            origin=AssetOrigin.UPLOADED,
            title=title or Path(file.name or "").stem,
            extension=facts.kind.extension,
            licence=licence[:LICENCE_LENGTH],
            mime_type=facts.kind.mime_type,
            width_px=facts.width_px,
            height_px=facts.height_px,
            duration_s=None if facts.kind.is_picture else facts.duration_s,
        )


def delete(*, asset: Asset) -> None:
    """Delete the file and its row. Raises AssetInUseError while a scene or a finished video shows it."""
    if Render.objects.filter(final_asset=asset).exists():
        raise AssetInUseError()
    try:
        with transaction.atomic():
            name = asset.file.name
            asset.delete()
            transaction.on_commit(lambda: _delete_file(str(name)))
    except ProtectedError as error:
        raise AssetInUseError() from error


def delete_expired(*, at_most: int = 200) -> int:
    """Delete expired files. Returns how many."""
    expired = list(Asset.objects.expired()[:at_most])
    for asset in expired:
        delete(asset=asset)
    return len(expired)


def expiry_of_clips() -> Any:
    """The expiry of a clip that is stored now."""
    return timezone.now() + KEEP_CLIPS


def _store(path: Path, *, name: str) -> str:
    with storage.guarded("MEDIA_ROOT"), ExitStack() as undo:
        # A full disk leaves an empty file behind.
        undo.callback(_delete_file, name)
        with path.open("rb") as file:
            stored = default_storage.save(name, File(file))
        _write_through(stored)
        undo.pop_all()
    return stored


def _discard_all(kept: list[Asset]) -> None:
    for asset in kept:
        discard(asset=asset)


def _delete_file(name: str) -> None:
    """Delete a stored file. If that fails, the nightly sweep deletes it later."""
    try:
        default_storage.delete(name)
    except storage.failures() as error:
        logger.warning("file not deleted", extra={"file": name, "cause": str(error)})


def _write_through(stored: str) -> None:
    try:
        written = Path(default_storage.path(stored))
    except NotImplementedError:
        # A bucket confirms an object only once it is durable.
        return
    for target, flags in ((written, os.O_RDONLY), (written.parent, os.O_RDONLY | os.O_DIRECTORY)):
        descriptor = os.open(target, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def on_disk(file: "UploadedFile[Any]") -> Iterator[Path]:
    """The upload as a file. A large upload is on the disk already and is not copied."""
    if isinstance(file, TemporaryUploadedFile):
        yield Path(file.temporary_file_path())
        return
    with tempfile.NamedTemporaryFile(prefix="ettametta-upload-") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        yield Path(copy.name)


def _probed(path: Path) -> media.Facts:
    """Probe the upload by its content, not by its name. Raises UploadUnusableError."""
    try:
        facts = media.inspect(path)
    except media.MediaRefusedError as refusal:
        raise unusable(refusal.message) from refusal
    if facts.kind not in UPLOADS:
        raise unusable("MKV videos cannot be shown in a browser. Save it as MP4 or WebM.")
    return facts


def unusable(detail: str) -> UploadUnusableError:
    """The refusal of an uploaded file."""
    return UploadUnusableError(detail, errors=[{"field": "file", "code": "unusable", "detail": detail}])


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _mime_type(path: Path) -> str:
    known = {".vtt": "text/vtt", ".srt": "application/x-subrip"}
    return known.get(path.suffix.lower()) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
