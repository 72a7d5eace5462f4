"""Packs the names and coordinates of large cities, capitals, and the destinations of ``words.toml``."""

import gzip
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from synthesis.studio.languages import OFFERED
from synthesis.studio.looks.places import FILE
from synthesis.studio.objects import grammar, index, lexicon

Row: TypeAlias = dict[str, Any]

_LEAST_PEOPLE = 250_000
# Shorter Latin names of destinations are mostly transcriptions of other alphabets, and some are words.
_SHORTEST_OTHER = 5
_SHORTEST_NAME = 3
_LISTS = Path(__file__).with_name("words.toml")


def pack(*, cities_file: Path, countries_file: Path, names_folder: Path) -> int:
    """Write the packed file. Returns the number of places."""
    cities = json.loads(cities_file.read_text(encoding="utf-8"))
    countries = json.loads(countries_file.read_text(encoding="utf-8"))
    capitals = _capitals(cities.values(), countries.values())
    ids = {row["geonameid"] for row in capitals.values()}
    rows = [row for row in cities.values() if row["population"] >= _LEAST_PEOPLE or row["geonameid"] in ids]
    rows += _destinations(cities.values(), rows)
    rows.sort(key=lambda row: -row["population"])
    lines = [_line(row["latitude"], row["longitude"], [row["name"], *row["alternatenames"]]) for row in rows]
    for country in countries.values():
        if capital := capitals.get(country["iso"]):
            names = [country["name"], *_names_of(country["iso"], names_folder)]
            lines.append(_line(capital["latitude"], capital["longitude"], names))
    FILE.write_bytes(gzip.compress("".join(lines).encode(), mtime=0))
    return len(lines)


def _destinations(rows: Iterable[Row], kept: list[Row]) -> list[Row]:
    """The rows of the listed destinations: of the places of a name in the country, the best known one.

    Raises ValueError if the source lacks one. Names of theirs that are words of a language are left out.
    """
    by_name: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        for name in {row["name"], *row["alternatenames"]}:
            by_name[row["countrycode"], name.casefold()].append(row)
    ids = {row["geonameid"] for row in kept}
    found: dict[int, Row] = {}
    for country, name in _listed():
        several = by_name[country, name.casefold()]
        if not several:
            raise ValueError(f"no such place: {name}, {country}")
        row = max(several, key=lambda row: _fame(row, name))
        if row["geonameid"] not in ids:
            names = [other for other in (row["name"], *row["alternatenames"]) if _is_certain(other)]
            found[row["geonameid"]] = {**row, "name": name, "alternatenames": names}
    return list(found.values())


def _listed() -> Iterator[tuple[str, str]]:
    """The countries and names of the destinations."""
    for country, names in _lists()["destinations"].items():
        for name in names.split(","):
            yield country, " ".join(name.split())


def _fame(row: Row, name: str) -> tuple[bool, int, int]:
    """How likely it is that the row is the place that is known by this name."""
    return row["name"].casefold() == name.casefold(), len(row["alternatenames"]), row["population"]


def _is_certain(name: str) -> bool:
    """Whether the name is no transcription such as "ena", and no word of a language such as "brunnen"."""
    is_word = any(lexicon.of(tag).knows(name.casefold()) for tag in _tags())
    return not is_word and (not name.isascii() or len(name) >= _SHORTEST_OTHER)


def _is_small_word(name: str) -> bool:
    """Whether the name is a word that says nothing, such as "von"."""
    return any(name.casefold() in grammar.vague(tag) for tag in _tags())


@cache
def _tags() -> frozenset[str]:
    return frozenset(index.tag_of(tag) for tag in OFFERED)


def _names_of(territory: str, folder: Path) -> list[str]:
    """The names of a country in all languages that videos are offered in."""
    found: list[str] = []
    for tag in dict.fromkeys(tag.split("-")[0] for tag in OFFERED):
        file = folder / tag / "territories.json"
        names = json.loads(file.read_text(encoding="utf-8"))["main"][tag]["localeDisplayNames"]["territories"]
        found += [names[key] for key in (territory, f"{territory}-alt-short") if key in names]
    return found


def _capitals(cities: Iterable[Row], countries: Iterable[Row]) -> dict[str, Row]:
    """The capitals by country: of the places with that name or other name in the country, the largest one."""
    wanted = {country["iso"]: country["capital"].strip() for country in countries}
    largest: dict[str, Row] = {}
    for row in sorted(cities, key=lambda row: int(row["population"])):
        if wanted.get(row["countrycode"]) in {row["name"], *row["alternatenames"]}:
            largest[row["countrycode"]] = row
    return largest


def _line(latitude: float, longitude: float, names: list[str]) -> str:
    first, *others = names
    several = [first, *(name for name in others if not _is_small_word(name))]
    kept = dict.fromkeys(name.casefold() for name in several if _is_usable(name))
    return "\t".join([f"{latitude:.2f}", f"{longitude:.2f}", *kept]) + "\n"


@cache
def _words() -> frozenset[str]:
    """Names that are also words: alone they would put a map where none belongs."""
    return frozenset(_lists()["words"].split())


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads(_LISTS.read_text(encoding="utf-8"))


def _is_usable(name: str) -> bool:
    folded = name.casefold()
    is_word = folded in _words()
    is_code = name.isascii() and name.isupper()
    shortest = 2 if not folded.isascii() and folded.upper() == folded else _SHORTEST_NAME
    return bool(name) and not is_word and not is_code and len(name) >= shortest and "\t" not in name
