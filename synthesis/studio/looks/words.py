"""Words that reveal what a scene says, by language."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from synthesis.studio.looks import spacing

_FILE = Path(__file__).with_name("words.toml")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. ``stamp`` is put on a refuted claim, ``vs`` between two sides."""

    patterns: dict[str, re.Pattern[str]]
    stamp: str
    vs: str

    def find(self, kind: str, text: str) -> re.Match[str] | None:
        """The first word of this kind in the text."""
        return self.patterns[kind].search(text)


@cache
def of(language: str) -> Words:
    """The words of a language; English ones where the language has none."""
    tables = _tables()
    table = tables.get(language.lower().split("-")[0].replace("nb", "no"), tables["en"])
    patterns = {kind: _pattern(words) for kind, words in table.items() if isinstance(words, list)}
    return Words(patterns=patterns, stamp=str(table["stamp"]), vs=str(table["vs"]))


@cache
def _tables() -> dict[str, dict[str, list[str] | str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _pattern(words: list[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(_bounded(word) for word in longest_first), re.IGNORECASE)


def _bounded(word: str) -> str:
    if spacing.is_unspaced(word):
        return re.escape(word)
    return rf"(?<!\w){re.escape(word)}(?!\w)"
