"""Packs the names and coordinates of places."""

import gzip
import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from synthesis.studio.languages import OFFERED
from synthesis.studio.looks.places import FILE

_LEAST_PEOPLE = 250_000
_SHORTEST_NAME = 3
_LISTS = Path(__file__).with_name("words.toml")


def pack(*, cities_file: Path, countries_file: Path, names_folder: Path) -> int:
    """Write the packed file. Returns the number of places."""
    cities = json.loads(cities_file.read_text(encoding="utf-8"))
    countries = json.loads(countries_file.read_text(encoding="utf-8"))
    capitals = {(country["iso"], country["capital"]) for country in countries.values()}
    rows = [row for row in cities.values() if _is_kept(row, capitals)]
    rows.sort(key=lambda row: -row["population"])
    spots = {(row["countrycode"], row["name"]): (row["latitude"], row["longitude"]) for row in rows}
    lines = [_line(row["latitude"], row["longitude"], [row["name"], *row["alternatenames"]]) for row in rows]
    for country in countries.values():
        spot = spots.get((country["iso"], country["capital"]))
        if spot is not None:
            lines.append(_line(*spot, [country["name"], *_names_of(country["iso"], names_folder)]))
    FILE.write_bytes(gzip.compress("".join(lines).encode(), mtime=0))
    return len(lines)


def _names_of(territory: str, folder: Path) -> list[str]:
    """The names of a country in all languages that videos are offered in."""
    found: list[str] = []
    for tag in dict.fromkeys(tag.split("-")[0] for tag in OFFERED):
        file = folder / tag / "territories.json"
        names = json.loads(file.read_text(encoding="utf-8"))["main"][tag]["localeDisplayNames"]["territories"]
        found += [names[key] for key in (territory, f"{territory}-alt-short") if key in names]
    return found


def _is_kept(row: dict[str, Any], capitals: set[tuple[str, str]]) -> bool:
    return row["population"] >= _LEAST_PEOPLE or (row["countrycode"], row["name"]) in capitals


def _line(latitude: float, longitude: float, names: list[str]) -> str:
    kept = dict.fromkeys(name.casefold() for name in names if _is_usable(name))
    return "\t".join([f"{latitude:.2f}", f"{longitude:.2f}", *kept]) + "\n"


@cache
def _words() -> frozenset[str]:
    """Names that are also words: alone they would put a map where none belongs."""
    return frozenset(tomllib.loads(_LISTS.read_text(encoding="utf-8"))["words"].split())


def _is_usable(name: str) -> bool:
    folded = name.casefold()
    is_word = folded in _words()
    is_code = name.isascii() and name.isupper()
    shortest = 2 if not folded.isascii() and folded.upper() == folded else _SHORTEST_NAME
    return bool(name) and not is_word and not is_code and len(name) >= shortest and "\t" not in name
