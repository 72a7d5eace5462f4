"""Recordings that people upload for the narration of a scene."""

import tempfile
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from accounts.models import Workspace
from foundation import bulkhead, media, storage
from foundation.media import kinds
from foundation.media.children import MAX_SOUND_S as MAX_S
from synthesis.assembly import recordings as conversion
from synthesis.library import assets, signatures
from synthesis.models import Asset, AssetOrigin, AssetRole

__all__ = ["MAX_BYTES", "MAX_S", "store"]

# Three minutes of uncompressed stereo of studio quality have 52 MB.
MAX_BYTES = 64 * 1024 * 1024
LICENCE = "Yours"


def store(*, workspace: Workspace, file: "UploadedFile[Any]", title: str = "") -> Asset:
    """Store a recording without its row, as ``assets.store`` does, at the loudness of the voices.

    Raises UploadUnusableError for a file that is not a usable recording, and StorageUnavailableError if the
    store is full or unavailable.
    """
    if (file.size or 0) > MAX_BYTES:
        raise assets.unusable(f"This file is larger than {MAX_BYTES // 1024**2} MB. Save it as MP3 or M4A.")
    with (
        storage.guarded("temporary files"),
        assets.on_disk(file) as path,
        tempfile.TemporaryDirectory(prefix="ettametta-recording-") as folder,
    ):
        converted = Path(folder, f"recording{conversion.SUFFIX}")
        facts = _converted(path, destination=converted)
        return assets.store(
            workspace=workspace,
            path=converted,
            role=AssetRole.RECORDING,
            origin=AssetOrigin.UPLOADED,
            title=title or Path(file.name or "").stem,
            licence=LICENCE,
            mime_type=facts.kind.mime_type,
            duration_s=round(facts.duration_s, 3),
            **signatures.kept_of(path=path, mime_type=kinds.of_sound(path).mime_type, title="A voice"),
        )


def _converted(path: Path, *, destination: Path) -> media.Sound:
    """Convert the upload after checking it by its content. Raises UploadUnusableError."""
    try:
        found = media.inspect_sound(path)
        with bulkhead.waiting():
            conversion.convert(
                recording=path,
                level=found.level,
                peak=found.peak,
                destination=destination,
                should_stop=lambda: False,
            )
        return media.inspect_sound(destination)
    except media.MediaRefusedError as refusal:
        raise assets.unusable(refusal.message) from refusal
