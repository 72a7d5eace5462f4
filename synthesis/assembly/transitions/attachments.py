"""What drawn clips carry besides their pictures: the objects of their last frame, and the one that lands.

The file ends with a box that players skip: the length of a JSON document in four bytes (big endian), the
document, and the PNG files that it describes.
"""

import hashlib
import io
import os
import struct
import uuid
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX
from synthesis.assembly.transitions.sheets import Sheet

ATTACHMENT = uuid.UUID("6b0f7f0e-5d0f-4c2b-9c55-0c1a8d5c3f21")
# More than the objects of a scene take.
_MOST_BYTES, _LONGEST_DOCUMENT = 32_000_000, 100_000
# More than the boxes of a clip.
_MOST_BOXES = 1000


class _Shown(BaseModel):
    """An object, and the length of its PNG: luma, opacity, and both colours beside each other."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str
    x: int = Field(ge=-WIDTH_PX, le=WIDTH_PX, multiple_of=2)
    y: int = Field(ge=-HEIGHT_PX, le=HEIGHT_PX, multiple_of=2)
    width: int = Field(gt=0, le=2 * WIDTH_PX, multiple_of=2)
    height: int = Field(gt=0, le=2 * HEIGHT_PX, multiple_of=2)
    turn: float = Field(allow_inf_nan=False)
    picture_bytes: int = Field(gt=0)


class _Leaving(_Shown):
    """An object of the last frame, and the length of the PNG of what is behind it."""

    ground_bytes: int = Field(gt=0)


class _Document(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    width: int
    height: int
    leaving: tuple[_Leaving, ...] = ()
    landing: _Shown | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An object in a frame: its sheet begins at (``x_px``, ``y_px``), which are even. ``turn`` is in degrees
    clockwise.
    """

    sheet: Sheet
    x_px: int
    y_px: int
    turn: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving(Placed):
    """An object of a clip's last frame. ``ground`` is that frame without it, as far as its box is inside."""

    ground: Sheet

    @property
    def parts(self) -> tuple[object, ...]:
        """What a transition that carries it depends on."""
        digest = hashlib.sha256()
        for plane in (*self.sheet.planes(), *self.ground.planes()):
            digest.update(plane.tobytes())
        return self.x_px, self.y_px, self.turn, digest.hexdigest()


def leaving(clip: Path, name: str) -> Leaving | None:
    """The object of this name in the clip's last frame; None unless the frame shows it, alone."""
    found = _read(clip)
    if found is None:
        return None
    document, files = found
    start = 0
    for shown in document.leaving:
        middle = start + shown.picture_bytes
        if shown.name == name:
            return _left(shown, files[start:middle], files[middle : middle + shown.ground_bytes])
        start = middle + shown.ground_bytes
    return None


def landing(clip: Path, name: str) -> Placed | None:
    """The object of this name as it first stands in its place; None if the clip shows it otherwise."""
    found = _read(clip)
    if found is None or found[0].landing is None or found[0].landing.name != name:
        return None
    shown = found[0].landing
    sheet = _sheet(shown, found[1][-shown.picture_bytes :])
    return Placed(sheet=sheet, x_px=shown.x, y_px=shown.y, turn=shown.turn) if sheet else None


def _left(shown: _Leaving, picture: bytes, ground: bytes) -> Leaving | None:
    sheet = _sheet(shown, picture)
    left, top = max(0, shown.x), max(0, shown.y)
    size = min(WIDTH_PX, shown.x + shown.width) - left, min(HEIGHT_PX, shown.y + shown.height) - top
    planes = _planes(ground, size=size, is_opaque=True)
    if sheet is None or planes is None:
        return None
    return Leaving(sheet=sheet, x_px=shown.x, y_px=shown.y, turn=shown.turn, ground=planes)


def _sheet(shown: _Shown, picture: bytes) -> Sheet | None:
    return _planes(picture, size=(shown.width, shown.height), is_opaque=False)


def _planes(file: bytes, *, size: tuple[int, int], is_opaque: bool) -> Sheet | None:
    """A sheet from a grey PNG with its planes below each other. None for a file of another size."""
    width, height = size
    rows = 1 if is_opaque else 2
    try:
        whole = Image.open(io.BytesIO(file), formats=("PNG",))
        if whole.mode != "L" or whole.size != (width, rows * height + height // 2):
            return None
        whole.load()
    except (
        OSError,
        SyntaxError,
        ValueError,
        LookupError,
        EOFError,
        struct.error,
        Image.DecompressionBombError,
    ):
        return None
    luma = whole.crop((0, 0, width, height))
    alpha = Image.new("L", size, 255) if is_opaque else whole.crop((0, height, width, 2 * height))
    colours = whole.crop((0, rows * height, width, rows * height + height // 2))
    blue, red = (colours.crop((left, 0, left + width // 2, height // 2)) for left in (0, width // 2))
    return Sheet(luma, blue, red, alpha, alpha.reduce(2))


def _read(clip: Path) -> tuple[_Document, bytes] | None:
    """The document of a clip, and the files that follow it. None without one that fits a video."""
    box = _box(clip)
    if box is None:
        return None
    length = int.from_bytes(box[:4], "big")
    if length > _LONGEST_DOCUMENT:
        return None
    try:
        document = _Document.model_validate_json(box[4 : 4 + length])
    except ValidationError:
        return None
    is_ours = (document.width, document.height) == (WIDTH_PX, HEIGHT_PX)
    return (document, box[4 + length :]) if is_ours else None


def _box(clip: Path) -> bytes | None:
    """The contents of our box, of those that the file consists of."""
    left = clip.stat().st_size
    with clip.open("rb") as file:
        for _ in range(_MOST_BOXES):
            if left < 8:
                return None
            length, kind = struct.unpack(">I4s", file.read(8))
            header = 8
            if length == 1:
                length, header = int.from_bytes(file.read(8), "big"), 16
            if not header <= length <= left:
                return None
            is_fit = header + 16 <= length <= _MOST_BYTES
            if kind == b"uuid" and is_fit and file.read(16) == ATTACHMENT.bytes:
                return file.read(length - header - 16)
            left -= length
            file.seek(-left, os.SEEK_END)
    return None
