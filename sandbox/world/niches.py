"""The topics of the sandbox's channels: the data files under ``data/niches``, read once."""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent / "data" / "niches"

# The order is part of the world: a video's id contains its channel's position. Append only.
SLUGS = (
    "home_coffee",
    "budget_travel",
    "strength_training",
    "desk_setups",
    "sourdough_baking",
    "houseplants",
    "personal_finance",
    "street_photography",
    "board_games",
    "language_learning",
)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One true and useful fact about a niche, as a script would say and show it."""

    headline: str
    text: str
    visual: str


@dataclass(frozen=True, slots=True)
class Niche:
    """A topic with its words, its look and its texts."""

    slug: str
    name: str
    category_id: str
    subject: str
    palette: tuple[str, ...]
    keywords: tuple[str, ...]
    tags: tuple[str, ...]
    fills: Mapping[str, list[str]]
    titles: Mapping[str, list[str]]
    lessons: tuple[Lesson, ...]
    channels: tuple[Mapping[str, Any], ...]


@functools.cache
def every() -> tuple[Niche, ...]:
    """All niches, in the world's order."""
    return tuple(_read(DATA / f"{slug}.toml") for slug in SLUGS)


def closest(text: str) -> Niche | None:
    """Return the niche whose keywords occur most often in ``text``, or None if none does."""
    lowered = text.lower()
    best = max(every(), key=lambda niche: _mentions(niche, lowered))
    return best if _mentions(best, lowered) else None


def _mentions(niche: Niche, text: str) -> int:
    return sum(text.count(keyword) * len(keyword.split()) for keyword in niche.keywords)


def _read(path: Path) -> Niche:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Niche(
        slug=data["slug"],
        name=data["name"],
        category_id=data["category_id"],
        subject=data["subject"],
        palette=tuple(data["palette"]),
        keywords=tuple(data["keywords"]),
        tags=tuple(data["tags"]),
        fills=data["fills"],
        titles=data["titles"],
        lessons=tuple(Lesson(**lesson) for lesson in data["lessons"]),
        channels=tuple(data["channels"]),
    )
