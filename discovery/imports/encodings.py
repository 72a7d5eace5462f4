"""The encoding of an uploaded file: detected from its bytes, decoded in pieces, replacements counted."""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import charset_normalizer

_PIECE_BYTES = 256 * 1024
_SAMPLE_BYTES = 4096
_REPLACED = "\ufffd"
# Encodings of other scripts, with their names in spreadsheets; all others are read as Windows-1252.
_OF_SCRIPTS = {
    "cp932": "Shift-JIS",
    "gb18030": "GB18030",
    "big5": "Big5",
    "cp949": "Korean (Windows-949)",
    "cp1251": "Cyrillic (Windows-1251)",
    "cp1253": "Greek (Windows-1253)",
    "cp1255": "Hebrew (Windows-1255)",
    "cp1256": "Arabic (Windows-1256)",
    "cp874": "Thai (Windows-874)",
}
_WESTERN = "cp1252"
# Cells for the detection, and the bytes read to find them.
_CELLS_BYTES, _SEARCHED_BYTES = 16 * 1024, 2 * 1024 * 1024
_CELL = re.compile(rb"[^,;\t\r\n\"]*[\x80-\xff][^,;\t\r\n\"]*")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """The name of an encoding, and how many characters can't be decoded with it."""

    encoding: str
    replaced: int

    @property
    def guess(self) -> str:
        """The encoding in words if it is one of several possible ones, otherwise empty."""
        return "Windows-1252" if self.encoding == _WESTERN else _OF_SCRIPTS.get(self.encoding, "")


def detect(file: IO[bytes]) -> Detected:
    """Detect UTF-8, UTF-16, an encoding of another script, or Windows-1252, which includes Latin-1.

    Reads the file in pieces.
    """
    file.seek(0)
    sample = file.read(_SAMPLE_BYTES)
    certain = next((name for bom, name in _BOMS if sample.startswith(bom)), None) or _utf16_of(sample)
    if certain is not None:
        return Detected(encoding=certain, replaced=_count(file, certain)[0])
    broken, beyond_ascii = _count(file, "utf-8")
    # A few broken bytes among many valid sequences are damage, not another encoding.
    if broken == 0 or beyond_ascii > broken:
        return Detected(encoding="utf-8", replaced=broken)
    guessed = _guess(file)
    return Detected(encoding=guessed, replaced=_count(file, guessed)[0])


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


def _guess(file: IO[bytes]) -> str:
    """Return the likeliest encoding of the cells that are mostly not ASCII; Windows-1252 without such cells.

    Western words have few letters beyond ASCII. Too little of them can't be told from other encodings.
    """
    file.seek(0)
    cells = b"\n".join(match[0] for match in _CELL.finditer(file.read(_SEARCHED_BYTES)))[:_CELLS_BYTES]
    beyond, plain = sum(byte > 0x7F for byte in cells), len(re.findall(rb"[A-Za-z]", cells))
    if beyond <= plain:
        return _WESTERN
    best = charset_normalizer.from_bytes(cells, cp_isolation=[*_OF_SCRIPTS, _WESTERN]).best()
    return best.encoding if best is not None else _WESTERN


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
