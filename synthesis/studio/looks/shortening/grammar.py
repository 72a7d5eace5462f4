"""Word classes by language: what may be left out of a headline, and what must not get lost."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from synthesis.studio.headlines import thoughts
from synthesis.studio.headlines.clause_words import listed

_FILE = Path(__file__).with_name("grammar.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """The word classes of one language, in lower case; ``grammar.toml`` says what each is for."""

    fillers: frozenset[str]
    articles: frozenset[str]
    beginners: frozenset[str]
    negations: frozenset[str]
    quantifiers: frozenset[str]
    rates: frozenset[str]
    closings: frozenset[str]
    copulas: frozenset[str]
    measuring: frozenset[str]
    conditions: frozenset[str]
    joints: frozenset[str]
    postpositions: frozenset[str]
    numbers: frozenset[str]
    vague: frozenset[str]
    announcing: frozenset[str]
    announcers: frozenset[str]
    mistakes: frozenset[str]
    presenting: frozenset[str]
    leaning: frozenset[str]
    modals: frozenset[str]
    outcomes: frozenset[str]
    fronted: frozenset[str]
    subordinating: frozenset[str]
    leads: frozenset[str]
    correlatives: frozenset[str]
    without: frozenset[str]
    until: frozenset[str]
    said: frozenset[str]
    commands: frozenset[str]
    objects: frozenset[str]
    than: frozenset[str]
    comparatives: frozenset[str]


@cache
def of(language: str) -> Grammar:
    """The word classes of a language tag; empty ones for a language without them."""
    own = _tables().get(language.lower().split("-")[0] or "en", {})
    return Grammar(**{name: _words(own.get(name, "")) for name in Grammar.__dataclass_fields__})


def mistake_in(text: str, language: str) -> str:
    """The noun by which a text calls something a mistake; empty if none does."""
    # Korean particles are written together with their noun.
    words = (word.rpartition("'")[2] for word in thoughts.words_of(text))
    said, end = f" {' '.join(words)} ", "" if language.startswith("ko") else " "
    known = sorted(of(language).mistakes, key=len, reverse=True)
    return next((each for each in known if f" {each}{end}" in said), "")


def _words(value: str | list[str]) -> frozenset[str]:
    return listed(value) if isinstance(value, str) else frozenset(value)


@cache
def _tables() -> dict[str, dict[str, str | list[str]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
