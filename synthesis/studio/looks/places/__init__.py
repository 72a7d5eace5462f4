"""Places that a text names, with their coordinates: large cities, destinations and countries.

Their names, in many languages, are those of GeoNames (CC BY 4.0); ``packing`` makes the file, and LICENSE.txt
names its source.
"""

import gzip
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from synthesis.studio.looks import spacing

FILE = Path(__file__).with_name("places.tsv.gz")
# How many words a name has, and how many letters in scripts without spaces: the longest first.
_WORDS, _LETTERS = range(3, 0, -1), range(8, 1, -1)
_WORD = re.compile(r"[^\W\d_]+(?:[-'\u2019.][^\W\d_]+)*")


# Latitude and longitude, in degrees.
Spot: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the text names it, in degrees."""

    name: str
    latitude: float
    longitude: float


def find(text: str) -> list[Place]:
    """The places of a text in order, each once."""
    if spacing.is_unspaced(text):
        letters = [(at, at + 1) for at in range(len(text))]
        found = _longest(text, letters, lengths=_LETTERS, spot_of=_places().get)
    else:
        words = [word.span() for word in _WORD.finditer(text)]
        found = _longest(text, words, lengths=_WORDS, spot_of=_spot)
    several: dict[Spot, Place] = {}
    for place in found:
        several.setdefault((place.latitude, place.longitude), place)
    return list(several.values())


def _longest(
    text: str,
    parts: Sequence[tuple[int, int]],
    *,
    lengths: range,
    spot_of: Callable[[str], Spot | None],
) -> Iterator[Place]:
    """From left to right, the longest names of so many parts of a text, each given as start and end."""
    position = 0
    while position < len(parts):
        for length in (each for each in lengths if position + each <= len(parts)):
            name = text[parts[position][0] : parts[position + length - 1][1]]
            spot = spot_of(name)
            if spot is not None:
                yield Place(name, *spot)
                position += length - 1
                break
        position += 1


def _spot(name: str) -> Spot | None:
    """None for words in small letters: a name begins with a capital where the script has them."""
    is_name = name[0].isupper() or name[0].lower() == name[0].upper()
    return _places().get(name.casefold().replace("\u2019", "'")) if is_name else None


@cache
def _places() -> dict[str, Spot]:
    with gzip.open(FILE, "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    found: dict[str, Spot] = {}
    # Places are sorted by size, so that a name means the largest. The first name counts before others:
    # "Porto" is not Bordeaux, which is also called so.
    for names in (slice(2, 3), slice(3, None)):
        for row in rows:
            for name in row[names]:
                found.setdefault(name, (float(row[0]), float(row[1])))
    return found
