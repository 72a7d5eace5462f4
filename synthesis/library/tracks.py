"""Music that people upload for their videos."""

import tempfile
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from accounts.models import Workspace
from foundation import bulkhead, media, storage
from foundation.media import kinds
from synthesis.assembly.music import tracks as conversion
from synthesis.library import assets, signatures
from synthesis.models import Asset, AssetOrigin, AssetRole
from synthesis.models.assets import LICENCE_LENGTH

# Five minutes of uncompressed stereo have 58 MB; ten minutes of MP3 have 24.
MAX_BYTES = 64 * 1024 * 1024
SHORTEST_S = 5.0
MAX_S = 600.0
# Where the words for a recording of a voice do not fit music.
_WORDS = {
    "sound_too_long": f"This music is longer than {MAX_S / 60:.0f} minutes. Cut it first.",
    "silent": "This file is silent. Choose another one.",
    "no_sound": "This file has no sound. Choose a music file.",
    "unknown": "This file cannot be opened as music. Use an MP3, M4A, WAV, FLAC or OGG file.",
}


def store(*, workspace: Workspace, file: "UploadedFile[Any]", licence: str, title: str = "") -> Asset:
    """Store music without its row, as ``assets.store`` does, as FLAC.

    ``licence`` says what permits its use. Raises UploadUnusableError for a file that is not usable music,
    and StorageUnavailableError if the store is full or unavailable.
    """
    if (file.size or 0) > MAX_BYTES:
        raise assets.unusable(f"This file is larger than {MAX_BYTES // 1024**2} MB. Save it as MP3 or M4A.")
    with (
        storage.guarded("temporary files"),
        assets.on_disk(file) as path,
        tempfile.TemporaryDirectory(prefix="ettametta-music-") as folder,
    ):
        converted = Path(folder, f"music{conversion.SUFFIX}")
        facts = _converted(path, destination=converted)
        return assets.store(
            workspace=workspace,
            path=converted,
            role=AssetRole.MUSIC,
            origin=AssetOrigin.UPLOADED,
            title=title or Path(file.name or "").stem,
            licence=licence[:LICENCE_LENGTH],
            mime_type=facts.kind.mime_type,
            duration_s=round(facts.duration_s, 3),
            **signatures.kept_of(path=path, mime_type=kinds.of_sound(path).mime_type, title="Music"),
        )


def _converted(path: Path, *, destination: Path) -> media.Sound:
    """Convert the upload after checking it by its content. Raises UploadUnusableError."""
    try:
        media.inspect_sound(path, max_duration_s=MAX_S)
        with bulkhead.waiting():
            conversion.convert(track=path, destination=destination, should_stop=lambda: False)
        facts = media.inspect_sound(destination, max_duration_s=MAX_S)
    except media.MediaRefusedError as refusal:
        raise assets.unusable(_WORDS.get(refusal.reason, refusal.message)) from refusal
    if facts.duration_s < SHORTEST_S:
        raise assets.unusable(f"This music is shorter than {SHORTEST_S:.0f} seconds. Choose a longer one.")
    return facts
