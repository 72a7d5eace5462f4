"""Accepting a file, and listing what was imported."""

import unicodedata
from collections.abc import Iterator
from datetime import timedelta

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.models import User, Workspace
from discovery import platforms
from discovery.errors import ImportRefusedError
from discovery.models import Candidate, Import, ImportStatus, SkippedRow
from foundation import ids, messages, storage

ADVANCE_IMPORT = "discovery.advance_import"
MOST_ROWS = 50_000
MOST_BYTES = 32 * 1024 * 1024
# Imports that a workspace may have at the same time.
MOST_KEPT = 20
_FOLDER = "imports"
# Files of uploads whose row was never written.
_FORGOTTEN_AFTER = timedelta(days=1)


def start(
    *, workspace: Workspace, file: File[bytes], name: str, platform: str = "", user: User | None = None
) -> Import:
    """Store the file. A worker then reads it.

    ``platform`` is that of rows with a video's id and no URL. Raises ImportRefusedError for an empty or too
    large file and beyond MOST_KEPT, UnknownPlatformError, and StorageUnavailableError.
    """
    chosen = platforms.named(platform or platforms.default_key())
    if not file.size:
        raise ImportRefusedError("The file is empty.")
    if file.size > MOST_BYTES:
        raise ImportRefusedError(f"The file is larger than {MOST_BYTES // 2**20} MB. Split it.")
    _require_room(workspace)
    pk = ids.new("imp")
    with storage.guarded("MEDIA_ROOT"):
        key = default_storage.save(f"{_FOLDER}/{pk}.csv", file)
    with transaction.atomic():
        Workspace.objects.select_for_update().get(pk=workspace.pk)
        _require_room(workspace)
        row = Import.objects.create(
            pk=pk,
            workspace=workspace,
            platform=chosen.key,
            imported_by=user,
            file_name=_plain(name),
            file_key=key,
            size_bytes=file.size,
        )
        enqueue(import_id=row.pk)
    return row


@transaction.atomic
def remove(*, row: Import) -> None:
    """Have a worker delete the import and what only it supplied. A second time has no effect.

    Ideas made from its videos stay.
    """
    if row.status != ImportStatus.REMOVING:
        row.move_to(ImportStatus.REMOVING, due_at=timezone.now(), starts=0)
    enqueue(import_id=row.pk)


def enqueue(*, import_id: str, delay_s: float = 0) -> None:
    """Notify the workers after the commit. A periodic task finds rows whose message was lost."""
    messages.send_on_commit(ADVANCE_IMPORT, import_id, delay_s=delay_s)


def listed(*, workspace: Workspace) -> list[Import]:
    """Return the workspace's imports, newest first."""
    return list(Import.objects.for_workspace(workspace))


def skipped(*, row: Import) -> Iterator[SkippedRow]:
    """Yield the skipped rows in the order of the file, in bounded memory."""
    return row.skipped.order_by("line").iterator(chunk_size=1000)


def videos(*, row: Import, most: int) -> list[Candidate]:
    """Return the newest videos that the import supplied, at most that many."""
    supplied = row.entries.values("source_id")
    found = Candidate.objects.for_workspace(row.workspace).filter(source_id__in=supplied)
    return list(found.order_by("-published_at", "-pk")[:most])


def delete_file(row: Import) -> None:
    """Delete the uploaded file, if it is still stored."""
    if row.file_key:
        with storage.guarded("MEDIA_ROOT"):
            default_storage.delete(row.file_key)


def sweep_files() -> int:
    """Delete stored files that no unfinished import reads. Returns how many."""
    before = timezone.now() - _FORGOTTEN_AFTER
    read = set(Import.objects.unfinished().values_list("file_key", flat=True))
    with storage.guarded("MEDIA_ROOT"):
        if not default_storage.exists(_FOLDER):
            return 0
        names = [f"{_FOLDER}/{name}" for name in default_storage.listdir(_FOLDER)[1]]
        old = [
            name for name in names if name not in read and default_storage.get_modified_time(name) < before
        ]
        for name in old:
            default_storage.delete(name)
    return len(old)


def _require_room(workspace: Workspace) -> None:
    if Import.objects.for_workspace(workspace).count() >= MOST_KEPT:
        raise ImportRefusedError(f"You have {MOST_KEPT} imports. Remove one that you no longer need.")


def _plain(name: str) -> str:
    """The file's name without folders and control characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    return shown.strip()[:120] or "file.csv"
