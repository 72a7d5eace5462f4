"""Places that a text names, with their coordinates: large cities, destinations and countries.

Their names, in many languages, are those of GeoNames (CC BY 4.0); ``packing`` makes the file, and LICENSE.txt
names its source. Names that are also words are in ``ambiguous.toml``.
"""

import gzip
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from synthesis.studio.looks import spacing

FILE = Path(__file__).with_name("places.tsv.gz")
_AMBIGUOUS = Path(__file__).with_name("ambiguous.toml")
_MOST_WORDS = 3
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
            if spot is None and length == 1:
                # "d'Avignon", "L'Espagne"
                name = _ELIDED.sub("", name)
                spot = _ambiguous_at(words, position) or (
                    _places().get(_folded(name)) if _is_name(name) else None
                )
            if spot is not None:
                found.append(Place(name, *spot))
                position += length - 1
                break
        position += 1
    return found


def _ambiguous_at(words: list[re.Match[str]], position: int) -> tuple[float, float] | None:
    """The place of a name that is also a word, if a preposition stands before it: "nach Essen"."""
    apostrophe, _, after = words[position][0].rpartition("'")
    name = after if apostrophe.casefold() in _OF else words[position][0]
    before = apostrophe or (words[position - 1][0] if position else "")
    if not name[:1].isupper() or before.casefold() not in _TOWARD | _OF:
        return None
    following = {word[0].casefold() for word in words[position + 1 : position + 1 + _MOST_BETWEEN]}
    if before.casefold() in _OF and not following & _ONWARD:
        return None
    return _ambiguous().get(_folded(name))


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


@cache
def _ambiguous() -> dict[str, tuple[float, float]]:
    table = tomllib.loads(_AMBIGUOUS.read_text(encoding="utf-8"))
    return {name: (north, east) for name, (north, east) in table.items()}


def _folded(name: str) -> str:
    return name.casefold().replace("\u2019", "'")
