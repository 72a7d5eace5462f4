"""Labels that follow each other, by language: days, weekdays, times of day, steps, tips."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from synthesis.studio.looks import spacing

_FILE = Path(__file__).with_name("series.toml")
# "1st", "1er", "1.", "1º", "1-й"
_ORDINAL = r"(?:st|nd|rd|th|er|re|e|ème|\.|º|ª|-?(?:й|я|е|ий|та))?"
_SIGN = r"(?:#|\u2116|n[o\u00ba\u00b0r]\.?\s?)?"
_TIME = r"\d{1,2}(?:(?:[:.\uff1a]|\s?h\s?)\d{2})?"
_MINUTES = (
    r"(?:[01]?\d|2[0-4])(?:[:.\uff1a]|\s?h\s?)[0-5]\d(?:\s?(?:-|\u2013)\s?(?:[01]?\d|2[0-4])[:.h\uff1a][0-5]\d)?"
    r"(?:\s?(?:a\.?m\.?|p\.?m\.?|uhr|h|uur)(?!\w))?"
)
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
# The families whose labels are times, in order; the others are steps and points.
TIMES = ("times", "weekdays", "months", "hours", "clock")
FAMILIES = (*TIMES, "steps", "points")
_WITH_ENGLISH = frozenset({"numbers", "times", "steps", "points"})


@dataclass(frozen=True, slots=True)
class Table:
    """The labels of one language: a pattern for each family, and the small words around them.

    ``need`` stands before an enumeration, and ``need_after`` behind it; ``lead_end`` ends what leads to one.
    """

    labels: dict[str, re.Pattern[str]]
    before: str
    after: str
    first: re.Pattern[str]
    then: re.Pattern[str]
    need: re.Pattern[str]
    need_after: re.Pattern[str]
    lead_end: re.Pattern[str]


@cache
def of(language: str) -> Table:
    """The table of a language; the English one where the language has none."""
    tables = _tables()
    primary = language.lower().split("-")[0].replace("nb", "no")
    own, english = tables.get(primary, tables["en"]), tables["en"]
    words = {
        kind: list(dict.fromkeys([*own.get(kind, []), *(english[kind] if kind in _WITH_ENGLISH else [])]))
        for kind in english
    }
    numbers = _any(words["numbers"], is_joined=True)
    labels = {
        family: re.compile(
            _any(words[family], number=rf"(?:{_SIGN}\d{{1,2}}{_ORDINAL}|{numbers})"), re.IGNORECASE
        )
        for family in FAMILIES
        if words[family]
    }
    # 16時間 is a length of time, and "6 h" a part of "6 h 30".
    clock = rf"(?:{_any(words['clock'])})(?![\u95f4\u9593\u9592\uac04]|\s?\d\d)|{_MINUTES}"
    labels["clock"] = re.compile(clock, re.IGNORECASE)
    return Table(
        labels=labels,
        before=_any(words["before"]),
        after=_any(words["after"], is_joined=True),
        first=re.compile(_any(words["first"]), re.IGNORECASE),
        then=re.compile(_any(words["then"]), re.IGNORECASE),
        need=re.compile(_any(words["need"]), re.IGNORECASE),
        need_after=re.compile(rf"(?:{_any(words['need_after'], is_joined=True)})\W*$", re.IGNORECASE),
        lead_end=re.compile(rf"^.*?(?:{_any(own.get('lead_end', []))})", re.IGNORECASE),
    )


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _any(words: Iterable[str], *, number: str = "", is_joined: bool = False) -> str:
    """A pattern for one of the words, the longest first, whole where their script has spaces.

    ``is_joined`` is True if in Korean they are written together with a noun.
    """
    found = "|".join(
        _pattern(word, number, is_joined=is_joined) for word in sorted(words, key=len, reverse=True)
    )
    # Without words, nothing matches.
    return found or r"(?!)"


def _pattern(word: str, number: str, *, is_joined: bool) -> str:
    signs = {"#": number, "@": _TIME}
    joined = "".join(signs.get(part) or _escaped(part) for part in re.split("([#@])", word))
    # "Day1" and "1 日目" are written, too.
    joined = re.sub(r"\\s(?=\(\?:\\d)", r"\\s?", joined)
    if spacing.is_unspaced(word):
        return joined
    if _HANGUL.search(word) and (is_joined or len(word) > 1):
        # A particle may follow.
        return joined if is_joined else rf"(?<!\w){joined}"
    # A combining sign of Hindi is a part of its word.
    return rf"(?<![\w\u0900-\u0903\u093a-\u094f]){joined}(?![\w\u0900-\u0903\u093a-\u094f])"


def _escaped(text: str) -> str:
    return re.escape(text).replace("'", "['\u2019]").replace(r"\ ", r"\s")
