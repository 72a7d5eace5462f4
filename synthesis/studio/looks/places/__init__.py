"""Places that a text names, with their coordinates: large cities, destinations and countries.

Their names, in many languages, are those of GeoNames (CC BY 4.0); ``packing`` makes the file, and LICENSE.txt
names its source.
"""

import gzip
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from synthesis.studio.looks import spacing

FILE = Path(__file__).with_name("places.tsv.gz")
_MOST_WORDS = 3
_WORD = re.compile(r"[^\W\d_]+(?:[-'\u2019.][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the text names it, in degrees."""

    name: str
    latitude: float
    longitude: float


def find(text: str) -> list[Place]:
    """The places of a text in order, each once."""
    found = _in_unspaced(text) if spacing.is_unspaced(text) else _in_spaced(text)
    several: dict[tuple[float, float], Place] = {}
    for place in found:
        several.setdefault((place.latitude, place.longitude), place)
    return list(several.values())


def _in_spaced(text: str) -> list[Place]:
    words = list(_WORD.finditer(text))
    found: list[Place] = []
    position = 0
    while position < len(words):
        for length in range(min(_MOST_WORDS, len(words) - position), 0, -1):
            start, end = words[position].start(), words[position + length - 1].end()
            name = text[start:end]
            spot = _places().get(_folded(name)) if _is_name(name) else None
            if spot is not None:
                found.append(Place(name, *spot))
                position += length - 1
                break
        position += 1
    return found


def _is_name(name: str) -> bool:
    """False for words in small letters: a name begins with a capital where the script has them."""
    return name[0].isupper() or name[0].lower() == name[0].upper()


def _in_unspaced(text: str) -> list[Place]:
    found: list[Place] = []
    position = 0
    while position < len(text):
        for length in range(8, 1, -1):
            name = text[position : position + length]
            spot = _places().get(name) if len(name) == length else None
            if spot is not None:
                found.append(Place(name, *spot))
                position += length - 1
                break
        position += 1
    return found


@cache
def _places() -> dict[str, tuple[float, float]]:
    with gzip.open(FILE, "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    found: dict[str, tuple[float, float]] = {}
    # Places are sorted by size, so that a name means the largest. The first name counts before others:
    # "Porto" is not Bordeaux, which is also called so.
    for names in (slice(2, 3), slice(3, None)):
        for row in rows:
            for name in row[names]:
                found.setdefault(name, (float(row[0]), float(row[1])))
    return found


def _folded(name: str) -> str:
    return name.casefold().replace("\u2019", "'")
