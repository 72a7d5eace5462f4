"""Keeps baked pictures on disk, because drawing an object takes far longer than reading it."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from PIL import Image

# Of all pictures; the longest unused ones are deleted.
_MOST_FILES = 600
# A picture that was drawn by other code is another picture.
_REVISION = 2

_folder: Path | None = None


def keep_in(folder: Path | None) -> None:
    """Keep pictures in this folder from now on; None keeps none."""
    global _folder
    _folder = folder
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        _tidy(folder)


def kept(key: object, draw: Callable[[], Image.Image]) -> Image.Image:
    """The RGBA picture of this key, from the disk or drawn. ``key`` has the same text in each process."""
    if _folder is None:
        return draw()
    path = _folder / f"{hashlib.sha256(f'{_REVISION}:{key!r}'.encode()).hexdigest()[:32]}.png"
    try:
        with Image.open(path) as found:
            found.load()
        path.touch()
        return found
    except (OSError, SyntaxError, ValueError):
        # Missing, or cut off when the disk was full.
        picture = draw()
        _write(path, picture)
        return picture


def _write(path: Path, picture: Image.Image) -> None:
    unfinished = path.with_suffix(f".{os.getpid()}")
    try:
        picture.save(unfinished, "PNG", compress_level=1)
        unfinished.replace(path)
    except OSError:
        # A full disk costs time, not the picture.
        unfinished.unlink(missing_ok=True)


def _tidy(folder: Path) -> None:
    files = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[_MOST_FILES:]:
        path.unlink(missing_ok=True)
