"""The layout of a video file, read from its top level: a copy that lacks its end is refused undecoded."""

import struct
from pathlib import Path
from typing import BinaryIO

from foundation.media.kinds import Kind, MediaRefusedError

TRUNCATED = "This video is incomplete: its end is missing. Copy or download it again, then upload it."
# Maximum number of boxes or elements. A fragmented file has two per second.
_MOST_PARTS = 20_000
# Boxes that hold frames or the index. Devices append boxes of their own, some of which are cut short.
_NEEDED_BOXES = {b"moov", b"mdat", b"moof"}
_SEGMENT_ID = 0x18538067
_EBML_ID = 0x1A45DFA3


def check(path: Path, *, kind: Kind) -> None:
    """Raise MediaRefusedError for a file that ends before its last part does."""
    size = path.stat().st_size
    with path.open("rb") as file:
        try:
            is_whole = _mp4_is_whole(file, size) if kind.demuxer == "mov" else _matroska_is_whole(file, size)
        except (struct.error, IndexError, OverflowError, ValueError):
            # A damaged header, on which the decoder decides.
            is_whole = True
    if not is_whole:
        raise MediaRefusedError("truncated", TRUNCATED)


def _mp4_is_whole(file: BinaryIO, size: int) -> bool:
    """ISO 14496-12: boxes of a 32-bit length and a name. Length 1 means a 64-bit length, 0 the file's end."""
    at, found = 0, set()
    for _ in range(_MOST_PARTS):
        if at + 8 > size:
            break
        file.seek(at)
        length, name = struct.unpack(">I4s", file.read(8))
        if length == 1:
            (length,) = struct.unpack(">Q", file.read(8))
        found.add(name)
        if name in _NEEDED_BOXES and length and at + length > size:
            return False
        if length < 8:
            break
        at += length
    # The index of a recording is written last.
    return b"mdat" not in found or bool(found & {b"moov", b"moof"})


def _matroska_is_whole(file: BinaryIO, size: int) -> bool:
    """RFC 8794: elements of an id and a length. A live recording has a segment of unknown length."""
    at = 0
    for _ in range(2):
        file.seek(at)
        element = _number(file, keeps_marker=True)
        length = _number(file, keeps_marker=False)
        if element == _SEGMENT_ID:
            return length is None or file.tell() + length <= size
        if element != _EBML_ID or length is None:
            return True
        at = file.tell() + length
    return True


def _number(file: BinaryIO, *, keeps_marker: bool) -> int | None:
    """A number of variable length: the leading zeros of its first byte count its bytes. None if unknown."""
    first = file.read(1)[0]
    length = 9 - first.bit_length()
    rest = file.read(length - 1)
    if length > 8 or len(rest) < length - 1:
        raise ValueError(first)
    if keeps_marker:
        return int.from_bytes(bytes([first]) + rest)
    value = int.from_bytes(bytes([first & (0xFF >> length)]) + rest)
    return None if value == (1 << 7 * length) - 1 else value
