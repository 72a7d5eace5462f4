"""The encoding of an uploaded file: detected from its bytes, decoded in pieces, replacements counted."""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

_PIECE_BYTES = 256 * 1024
_SAMPLE_BYTES = 4096
_REPLACED = "\ufffd"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """The name of an encoding, and how many characters can't be decoded with it."""

    encoding: str
    replaced: int


def detect(file: IO[bytes]) -> Detected:
    """Detect UTF-8, UTF-16 or Windows-1252, which includes Latin-1. Reads the file once, in pieces."""
    file.seek(0)
    sample = file.read(_SAMPLE_BYTES)
    certain = next((name for bom, name in _BOMS if sample.startswith(bom)), None) or _utf16_of(sample)
    if certain is not None:
        return Detected(encoding=certain, replaced=_count(file, certain)[0])
    broken, beyond_ascii = _count(file, "utf-8")
    # A few broken bytes among many valid sequences are damage, not another encoding.
    if broken == 0 or beyond_ascii > broken:
        return Detected(encoding="utf-8", replaced=broken)
    return Detected(encoding="cp1252", replaced=_count(file, "cp1252")[0])


def text_of(file: IO[bytes], *, encoding: str) -> io.TextIOWrapper:
    """Return the file as text with its line ends. What can't be decoded is replaced by U+FFFD."""
    file.seek(0)
    return io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")


def _utf16_of(sample: bytes) -> str | None:
    """Western text in UTF-16 has a NUL in every second byte."""
    half = max(1, len(sample) // 2)
    if sample[1::2].count(0) > half * 0.4:
        return "utf-16-le"
    return "utf-16-be" if sample[0::2].count(0) > half * 0.4 else None


def _count(file: IO[bytes], encoding: str) -> tuple[int, int]:
    """Return how many characters can't be decoded, and how many others are beyond ASCII."""
    broken = beyond = 0
    for text in _decoded(file, encoding):
        replaced = text.count(_REPLACED)
        broken += replaced
        if not text.isascii():
            beyond += sum(letter > "\x7f" for letter in text) - replaced
    return broken, beyond


def _decoded(file: IO[bytes], encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    file.seek(0)
    while piece := file.read(_PIECE_BYTES):
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)
