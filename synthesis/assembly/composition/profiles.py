"""Pictures with a colour profile, which ffmpeg ignores: Display P3 of phones, Adobe RGB of cameras."""

from pathlib import Path

from foundation import media
from synthesis.assembly import workfiles
from synthesis.assembly.storyboard import HEIGHT_PX

# Raised when a change here makes another picture of the same file.
REVISION = 1


def in_srgb(*, picture: Path, workdir: Path) -> Path:
    """A copy of the picture in sRGB, or the picture itself if its colours are those of sRGB.

    Raises the upstream errors for a file that cannot be opened.
    """
    path = workfiles.path_for(
        workdir=workdir,
        kind="srgb",
        key="picture",
        parts=(REVISION, workfiles.content_of(picture)),
        suffix=".picture",
    )
    if path.exists():
        return path
    converted = media.in_srgb(picture, side_px=HEIGHT_PX)
    return workfiles.make(path, lambda draft: _write(draft, converted)) if converted else picture


def _write(draft: Path, converted: bytes) -> None:
    draft.write_bytes(converted)
