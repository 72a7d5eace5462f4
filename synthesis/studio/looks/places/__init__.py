"""Places that a text names, with their coordinates: large cities, destinations and countries.

Their names, in many languages, are those of GeoNames (CC BY 4.0); ``packing`` makes the file, and LICENSE.txt
names its source. Names that are also words are in ``ambiguous.toml``.
"""

import gzip
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from synthesis.studio.looks import spacing
from synthesis.studio.looks.places import neighbours
from synthesis.studio.looks.places.neighbours import Spot

FILE = Path(__file__).with_name("places.tsv.gz")
_AMBIGUOUS = Path(__file__).with_name("ambiguous.toml")
# How many words a name has, and how many letters in scripts without spaces: the longest first.
_WORDS, _LETTERS = range(3, 0, -1), range(8, 1, -1)
# Prepositions of place. After "von" and "de", which mean "of" as well, the way goes on: "von Essen nach Ulm".
_TOWARD = frozenset(
    ("in", "to", "from", "near", "nach", "aus", "bei", "bis", "à", "vers", "en", "a", "até", "em", "para",
     "desde", "hasta", "da", "naar", "via", "do", "z", "w")
)  # fmt: skip
_OF = frozenset({"von", "de", "van", "d", "di"})
_ONWARD = frozenset({"to", "nach", "bis", "à", "vers", "a", "até", "hasta", "naar"})
_MOST_BETWEEN = 3
_ELIDED = re.compile(r"^[dl]['\u2019](?=[A-Z\u00c0-\u00de])", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:[-'\u2019.][^\W\d_]+)*")

# A name as a text has it, and the places that are called so, the largest first.
_Named: TypeAlias = tuple[str, tuple[Spot, ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the text names it, in degrees."""

    name: str
    latitude: float
    longitude: float


def find(text: str) -> list[Place]:
    """The places of a text in order, each once. Of several places of a name, one near the others is meant."""
    named = list(_in_unspaced(text) if spacing.is_unspaced(text) else _in_spaced(text))
    meant = neighbours.choose([spots for _, spots in named])
    several: dict[Spot, Place] = {}
    for (name, _), spot in zip(named, meant, strict=True):
        several.setdefault(spot, Place(name, *spot))
    return list(several.values())


def _in_spaced(text: str) -> Iterator[_Named]:
    words = list(_WORD.finditer(text))

    def read(position: int, length: int) -> _Named | None:
        name = text[words[position].start() : words[position + length - 1].end()]
        if spots := _spots(name):
            return name, spots
        if length > 1:
            return None
        # "d'Avignon", "L'Espagne"
        name = _ELIDED.sub("", name)
        spots = _ambiguous_at(words, position) or _spots(name)
        return (name, spots) if spots else None

    return _longest(len(words), lengths=_WORDS, read=read)


def _in_unspaced(text: str) -> Iterator[_Named]:
    def read(position: int, length: int) -> _Named | None:
        name = text[position : position + length]
        spots = _places().get(name)
        return (name, spots) if spots else None

    return _longest(len(text), lengths=_LETTERS, read=read)


def _longest(count: int, *, lengths: range, read: Callable[[int, int], _Named | None]) -> Iterator[_Named]:
    """The longest names of so many parts of a text, from left to right; ``read`` gets position and length."""
    position = 0
    while position < count:
        for length in (each for each in lengths if position + each <= count):
            if named := read(position, length):
                yield named
                position += length - 1
                break
        position += 1


def _spots(name: str) -> tuple[Spot, ...]:
    """Empty for words in small letters: a name begins with a capital where the script has them."""
    is_name = name[0].isupper() or name[0].lower() == name[0].upper()
    return _places().get(_folded(name), ()) if is_name else ()


def _ambiguous_at(words: list[re.Match[str]], position: int) -> tuple[Spot, ...]:
    """The place of a name that is also a word, if a preposition stands before it: "nach Essen"."""
    apostrophe, _, after = words[position][0].rpartition("'")
    name = after if apostrophe.casefold() in _OF else words[position][0]
    before = apostrophe or (words[position - 1][0] if position else "")
    if not name[:1].isupper() or before.casefold() not in _TOWARD | _OF:
        return ()
    following = {word[0].casefold() for word in words[position + 1 : position + 1 + _MOST_BETWEEN]}
    if before.casefold() in _OF and not following & _ONWARD:
        return ()
    spot = _ambiguous().get(_folded(name))
    return (spot,) if spot else ()


@cache
def _places() -> dict[str, tuple[Spot, ...]]:
    with gzip.open(FILE, "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    found: dict[str, tuple[Spot, ...]] = {}
    # Places are sorted by size. The first name counts before others: "Porto" is not Bordeaux, which is also
    # called so.
    for names in (slice(2, 3), slice(3, None)):
        for row in rows:
            spot = (float(row[0]), float(row[1]))
            for name in row[names]:
                others = found.get(name, ())
                if spot not in others:
                    found[name] = (*others, spot)
    return found


@cache
def _ambiguous() -> dict[str, Spot]:
    table = tomllib.loads(_AMBIGUOUS.read_text(encoding="utf-8"))
    return {name: (north, east) for name, (north, east) in table.items()}


def _folded(name: str) -> str:
    return name.casefold().replace("\u2019", "'")
