"""How much of a text's wording stands in another text. Arithmetic only; see docs/sameness.md.

Texts are compared by overlapping pieces of characters, so that it works in languages without spaces and with
inflection, and survives small edits. The pieces must stand near each other: phrases scattered over a long
text about the same topic don't count as the same wording.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from zlib import crc32

# From this share of common wording on, two texts are versions of one. Of the labelled pairs in
# discovery/tests/wording.py, edits of a text share at least 0.66, and different texts at most 0.40.
HIGH = 0.5
# The stretch of the longer text that is compared, in lengths of the shorter one.
_WIDTH = 1.5
_PIECE = 5
_SHORT_PIECE = 2
# Of texts that may share enough, only these many are read, those with most pieces in common first.
_MOST_READ = 8
# A text with less has too little wording to compare: about four words.
_LEAST_EXTENT = 4.0
# First and last code points of scripts whose characters carry more than a Latin letter: Thai and Lao,
# Burmese, Khmer, kana, Han, Hangul, and Han for compatibility.
_DENSE = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF),
    (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0x20000, 0x3FFFF),
)  # fmt: skip


@dataclass(frozen=True)
class Wording:
    """A text as its pieces, in order. ``extent`` is its length in words, approximately."""

    pieces: Sequence[int]
    extent: float

    @cached_property
    def distinct(self) -> frozenset[int]:
        """Its different pieces."""
        return frozenset(self.pieces)

    @property
    def is_comparable(self) -> bool:
        """False for a text of less than about four words."""
        return self.extent >= _LEAST_EXTENT


def wording_of(text: str) -> Wording:
    """Return the wording of ``text``, without case, accents and punctuation."""
    padded = f" {_plain(text)} "
    pieces, extent = [], 0.0
    for start, character in enumerate(padded[:-1]):
        size = _SHORT_PIECE if _is_dense(character) else _PIECE
        piece = padded[start : start + size]
        if len(piece) == size:
            pieces.append(crc32(piece.encode()))
            extent += 1 / size
    return Wording(pieces=pieces, extent=extent)


def shared(one: Wording, other: Wording) -> float:
    """Return the share of the shorter text's wording that stands together in the longer one, 0 to 1."""
    shorter, longer = sorted((one, other), key=lambda wording: len(wording.pieces))
    return _within(shorter, longer)


def shared_with_source(own: Wording, source: Wording) -> float:
    """Return the share of the wording of ``own`` that stands together in ``source``, 0 to 1."""
    return _within(own, source)


def _within(part: Wording, whole: Wording) -> float:
    wanted = part.distinct
    if not wanted or wanted.isdisjoint(whole.distinct):
        return 0.0
    width = int(len(part.pieces) * _WIDTH)
    inside: Counter[int] = Counter()
    most = 0
    for place, piece in enumerate(whole.pieces):
        if piece in wanted:
            inside[piece] += 1
        left = whole.pieces[place - width] if place >= width else None
        if left is not None and left in wanted:
            inside[left] -= 1
            if not inside[left]:
                del inside[left]
        most = max(most, len(inside))
    return most / len(wanted)


class Index:
    """Wordings by their pieces, to find those that may share enough with another one."""

    def __init__(self, wordings: Mapping[str, Wording]) -> None:
        self._wordings = {key: wording for key, wording in wordings.items() if wording.is_comparable}
        self._keys: defaultdict[int, list[str]] = defaultdict(list)
        for key, wording in self._wordings.items():
            for piece in wording.distinct:
                self._keys[piece].append(key)

    def closest(self, one: Wording, *, without: Collection[str] = ()) -> tuple[float, str] | None:
        """Return the share and the key of the wording that ``one`` is most like; None below HIGH."""
        found: tuple[float, str] | None = None
        for bound, key in self._bounds(one, without)[:_MOST_READ]:
            if bound < HIGH or (found and bound <= found[0]):
                break
            share = shared(one, self._wordings[key])
            if share >= HIGH and (found is None or share > found[0]):
                found = (share, key)
        return found

    def _bounds(self, one: Wording, without: Collection[str]) -> list[tuple[float, str]]:
        """Return what each wording shares at most, highest first: pieces in common, wherever they stand."""
        common = Counter(chain.from_iterable(self._keys.get(piece, ()) for piece in one.distinct))
        size = len(one.distinct)
        return sorted(
            (
                (count / min(size, len(self._wordings[key].distinct)), key)
                for key, count in common.items()
                if key not in without
            ),
            reverse=True,
        )


def _plain(text: str) -> str:
    letters = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    composed = unicodedata.normalize("NFKC", letters.casefold())
    kept = (each if unicodedata.category(each)[0] in "LNM" else " " for each in composed)
    return " ".join("".join(kept).split())


def _is_dense(character: str) -> bool:
    code = ord(character)
    return code >= _DENSE[0][0] and any(first <= code <= last for first, last in _DENSE)
