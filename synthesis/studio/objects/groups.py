"""Groups of objects with rules of their own, from ``groups.toml``."""

import tomllib
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from synthesis.studio.objects import index

_FILE = Path(__file__).with_name("groups.toml")


@cache
def listed_only() -> frozenset[str]:
    """Chosen only by the words of the product's own list."""
    return _named("listed_only")


@cache
def named_only() -> frozenset[str]:
    """Chosen only by their own names, never by keywords."""
    return _named("named_only")


@cache
def food_only() -> frozenset[str]:
    """Chosen only in a video about food."""
    return _named("food_only")


@cache
def foods() -> frozenset[str]:
    """They show that a video is about food."""
    return _named("foods")


@cache
def animals() -> frozenset[str]:
    """Not meant where they only describe a plant or a dish: "snake plant"."""
    return _named("animals")


@cache
def pets() -> frozenset[str]:
    """Animals that people feed."""
    return _named("pets")


@cache
def meals() -> frozenset[str]:
    """Food of no certain kind."""
    return _named("meals")


@cache
def plants() -> frozenset[str]:
    """Plants and their parts."""
    return _named("plants")


@cache
def faces() -> frozenset[str]:
    """Chosen only next to another object."""
    return _named("faces") - _named("not_faces")


@cache
def times() -> frozenset[str]:
    """Pictures of a time of day or a date."""
    return _named("times")


@cache
def sights() -> frozenset[str]:
    """Terms that name such a picture itself, such as "sunrise"; others only say when something happens."""
    return frozenset(term.replace("_", " ") for term in str(_groups()["sights"]).split())


@cache
def alike() -> dict[str, int]:
    """The number of the group of objects that look alike, for those in one."""
    return {name: number for number, line in enumerate(_groups()["alike"]) for name in line.split()}


def _named(group: str) -> frozenset[str]:
    patterns = str(_groups()[group]).split()
    plain = {pattern for pattern in patterns if "*" not in pattern}
    wild = [pattern for pattern in patterns if "*" in pattern]
    return frozenset(
        plain | {name for name in index.names() for pattern in wild if fnmatchcase(name, pattern)}
    )


@cache
def _groups() -> dict[str, str | list[str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
