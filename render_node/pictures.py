"""Start pictures: validated on arrival, stored once each, deleted with their videos."""

import base64
import binascii
import hashlib
import io
import os
import threading
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from render_node import errors

LONGEST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000
LEAST_SIDE_PX = 16
PREFIX = "sha256:"
_KINDS = ("PNG", "JPEG", "WEBP")
_PARAM = "input_reference"
# Pillow's decoders raise each of these for corrupt files.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, zlib.error)
_FLOOD = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Picture:
    """A complete picture file."""

    content: bytes
    sha256: str

    @property
    def reference(self) -> str:
        """The reference that a request stores instead of the picture."""
        return PREFIX + self.sha256


def read(reference: object) -> Picture:
    """Read the picture of a request: the bytes of a file, a data URL, or ``{"image_url": <data URL>}``.

    Raises PictureError for any other value, and for a file that is not a complete PNG, JPEG or WebP picture.
    """
    if isinstance(reference, dict):
        if reference.get("file_id"):
            raise _refusal("file_id is not supported. Send the picture itself.")
        reference = reference.get("image_url")
    content = reference if isinstance(reference, bytes) else _decode(reference)
    if len(content) > LONGEST_BYTES:
        raise _refusal(f"The picture has more than {LONGEST_BYTES // 1024**2} MB. Send a smaller one.")
    _check(content)
    return Picture(content=content, sha256=hashlib.sha256(content).hexdigest())


def _decode(text: object) -> bytes:
    if not isinstance(text, str) or not text.startswith("data:"):
        raise _refusal(
            "URLs are not fetched. Send the picture itself, as a file or as a data URL "
            "(data:image/png;base64,…)."
        )
    head, _, payload = text.partition(",")
    try:
        if not head.endswith(";base64"):
            raise ValueError
        return base64.b64decode(payload, validate=True)
    except (binascii.Error, ValueError):
        raise _refusal("The data URL is not base64.") from None


def _check(content: bytes) -> None:
    try:
        with Image.open(io.BytesIO(content), formats=_KINDS) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise _too_many_pixels()
            picture.load()
    except _FLOOD:
        raise _too_many_pixels() from None
    except _BROKEN:
        raise _refusal("This is not a complete PNG, JPEG or WebP picture.") from None
    if min(width, height) < LEAST_SIDE_PX:
        raise _refusal(
            f"The picture is {width}x{height}; each side must have at least {LEAST_SIDE_PX} pixels."
        )


def _too_many_pixels() -> errors.PictureError:
    return _refusal(f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels.")


def _refusal(sentence: str) -> errors.PictureError:
    return errors.PictureError(sentence, param=_PARAM)


def path_of(sha256: str | None, *, folder: Path) -> Path | None:
    return None if sha256 is None else folder / sha256


class Pictures:
    """The folder of pictures. One process writes to it; others read."""

    def __init__(self, *, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    @contextmanager
    def kept(self, picture: Picture | None) -> Iterator[None]:
        """Store the picture; it is not purged inside the block, so that a row may refer to it."""
        if picture is None:
            yield
            return
        with self._lock:
            self._write(picture)
            yield

    def _write(self, picture: Picture) -> None:
        path = self._folder / picture.sha256
        if path.exists():
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        try:
            with unfinished.open("wb") as file:
                file.write(picture.content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def purge(self, *, all_but: Callable[[], Collection[str]]) -> int:
        """Delete the pictures that no row refers to. Returns how many."""
        with self._lock:
            needed = all_but()
            gone = [path for path in self._folder.glob("*") if path.name not in needed]
            for path in gone:
                path.unlink(missing_ok=True)
        return len(gone)
