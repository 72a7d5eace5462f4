"""An image's size, read from its header: a small file that expands to gigabytes is refused undecoded."""

import mmap
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from foundation.media.kinds import JPEG, PNG, WEBP, Kind, MediaRefusedError

# Large enough for the images of any camera: 50 megapixels.
MAX_PIXELS = 50_000_000
MAX_SIDE_PX = 20_000
MIN_SIDE_PX = 16
# Decoding each scan of a JPEG processes the whole image. A progressive JPEG has about ten.
MAX_SCANS = 100
# Bytes that start a segment after 0xFF. In scan data, only zeros and restart markers follow 0xFF.
_NEXT_MARKER = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")
_END, _SCAN = 0xD9, 0xDA
# Maximum number of chunks and segments before the size. Real files have a dozen.
_MOST_PARTS = 4_000
_MARKER_START = 0xFF
_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MARKERS_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
_WEBP_ANIMATED = 0x02
# What precedes a colour profile.
_PROFILES = {PNG: b"iCCP", JPEG: b"ICC_PROFILE\0", WEBP: b"ICCP"}


@dataclass(frozen=True, slots=True)
class _Header:
    width_px: int
    height_px: int
    is_animated: bool = False


def check(path: Path, *, kind: Kind) -> None:
    """Raise MediaRefusedError for an image that is too large, animated or without a readable header."""
    read = {PNG: _png, JPEG: _jpeg}.get(kind, _webp)
    with path.open("rb") as file:
        try:
            header = read(file)
        except (struct.error, IndexError, ValueError):
            header = None
    if header is None or not (header.width_px and header.height_px):
        raise MediaRefusedError("unreadable", "This picture is damaged or incomplete. Save it again.")
    _check_size(header)
    if kind is JPEG and _scans(path) > MAX_SCANS:
        raise MediaRefusedError(
            "too_expensive", "Opening this picture takes too much time. Save it as a non-progressive picture."
        )
    if header.is_animated:
        raise MediaRefusedError(
            "animated", "Animated pictures cannot be used. Use a video, or a still picture."
        )


def has_profile(path: Path, *, kind: Kind) -> bool:
    """True if the image may have a colour profile. A file that holds its marker elsewhere counts, too."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(_PROFILES[kind]) >= 0


def _check_size(header: _Header) -> None:
    width_px, height_px = header.width_px, header.height_px
    if width_px * height_px > MAX_PIXELS or max(width_px, height_px) > MAX_SIDE_PX:
        raise MediaRefusedError(
            "too_many_pixels",
            f"This picture has {width_px} × {height_px} pixels. At most {MAX_PIXELS // 1_000_000} megapixels "
            f"and {MAX_SIDE_PX} pixels a side can be opened. Make it smaller.",
        )
    if min(width_px, height_px) < MIN_SIDE_PX:
        raise MediaRefusedError(
            "too_small",
            f"This picture has {width_px} × {height_px} pixels. Each side needs at least {MIN_SIDE_PX}.",
        )


def _png(file: BinaryIO) -> _Header | None:
    file.seek(8)
    length, name = struct.unpack(">I4s", file.read(8))
    if name != b"IHDR":
        return None
    width_px, height_px = struct.unpack(">II", file.read(8))
    file.seek(length - 8 + 4, 1)
    is_animated = False
    for _ in range(_MOST_PARTS):
        length, name = struct.unpack(">I4s", file.read(8))
        if name == b"IDAT":
            return _Header(width_px, height_px, is_animated)
        is_animated = is_animated or name == b"acTL"
        file.seek(length + 4, 1)
    return None


def _jpeg(file: BinaryIO) -> _Header | None:
    file.seek(2)
    for _ in range(_MOST_PARTS):
        start, marker = file.read(2)
        if start != _MARKER_START:
            return None
        if marker == _MARKER_START:
            # A fill byte: the next one may be the marker.
            file.seek(-1, 1)
            continue
        if marker in _MARKERS_WITHOUT_LENGTH:
            continue
        (length,) = struct.unpack(">H", file.read(2))
        if marker in _FRAME_MARKERS:
            _, height_px, width_px = struct.unpack(">BHH", file.read(5))
            return _Header(width_px, height_px)
        file.seek(max(0, length - 2), 1)
    return None


def _scans(path: Path) -> int:
    """Count the scans before the image's end. Data that cameras append after the image doesn't count."""
    scans, position = 0, 2
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for _ in range(_MOST_PARTS):
            found = _NEXT_MARKER.search(data, position)
            if found is None or found[1][0] == _END:
                return scans
            position = found.end()
            if found[1][0] not in _MARKERS_WITHOUT_LENGTH:
                position += int.from_bytes(data[position : position + 2], "big")
            scans += found[1][0] == _SCAN
    return _MOST_PARTS


def _webp(file: BinaryIO) -> _Header | None:
    file.seek(12)
    head = file.read(18)
    if head[:4] == b"VP8X":
        width_px, height_px = int.from_bytes(head[12:15], "little"), int.from_bytes(head[15:18], "little")
        return _Header(width_px + 1, height_px + 1, bool(head[8] & _WEBP_ANIMATED))
    if head[:4] == b"VP8L":
        bits = int.from_bytes(head[9:13], "little")
        return _Header((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if head[:4] == b"VP8 ":
        width_px, height_px = struct.unpack("<HH", head[14:18])
        return _Header(width_px & 0x3FFF, height_px & 0x3FFF)
    return None
