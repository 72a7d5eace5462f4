"""The voices that come with the product, from ``voices.toml``."""

import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from synthesis.assembly.speech.base import Quality, Voice

FILE = Path(__file__).with_name("voices.toml")


@lru_cache(maxsize=256)
def voices(*, engine: str, language: str) -> tuple[Voice, ...]:
    """An engine's voices for a language: those whose own language it is first, best first."""
    tag = language.lower().replace("_", "-")
    rows = [row for row in _rows() if row["name"].partition(":")[0] == engine]
    exact = [row for row in rows if tag == row["languages"][0].lower()]
    others = [row for row in rows if row not in exact and _is_offered(row, tag)]
    return tuple(_voice(row) for row in exact + others)


def _is_offered(row: dict[str, Any], tag: str) -> bool:
    offered = {language.lower() for language in row["languages"]}
    # A language in a region (es-MX) has the voices of the language, unless it has its own.
    has_own = any(tag in map(str.lower, other["languages"]) for other in _rows())
    return tag in offered or (not has_own and tag.split("-")[0] in offered)


def _voice(row: dict[str, Any]) -> Voice:
    return Voice(
        name=row["name"],
        title=row["title"],
        language=row["languages"][0],
        gender=row["gender"],
        style=row["style"],
        quality=Quality.NATURAL,
        licence=_document()["licences"][row["name"].partition(":")[0]],
        credit=row.get("credit", ""),
        length=row.get("length", 1.0),
    )


def _rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = _document()["voice"]
    return rows


@cache
def _document() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
