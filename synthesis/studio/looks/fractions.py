"""Parts of a whole in words, by language: "3人に1人", "on kişiden yedisi", "ثلث", "jeder Dritte"."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

_FILE = Path(__file__).with_name("fractions.toml")
# A part with a name of its own counts only where a clause begins: not in "add a third of the flour".
_START = r"(?:^|(?<=[.!?:;,\u2026\u3002\u060c\u0964]\s)|(?<=[\u2013\u2014]\s))"
_DIGITS = r"(?<![\d.,/:])\d{1,3}(?![\d/:%]|[.,]\d)"
_LARGEST, _SMALLEST = 1000, 2


@dataclass(frozen=True, slots=True)
class Fraction:
    """A part of a whole, and its place in the text. ``is_of_people`` is True if its words say so."""

    start: int
    end: int
    part: int
    whole: int
    is_of_people: bool


class _Table(BaseModel):
    """The patterns of a language; see the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    numbers: dict[str, int] = {}
    out_of: tuple[str, ...] = ()
    counter: str = "(?!)"
    named: dict[str, tuple[int, int]] = {}
    after: str = ""
    is_named_last: bool = False
    every: dict[str, int] = {}
    every_thing: str = ""
    not_every: str = "(?!)"
    about: str = "(?!)"
    people: str = ""


def find(text: str, *, language: str) -> Fraction | None:
    """The first part of a whole in the text, if it has one."""
    tag = language.lower().split("-")[0]
    found = _out_of(text, tag) or _named(text, tag) or _every(text, tag)
    if found is None or not 0 < found.part < found.whole <= _LARGEST or found.whole <= _SMALLEST:
        return None
    return found


def _out_of(text: str, tag: str) -> Fraction | None:
    table = _tables().get(tag, _Table())
    for pattern in _patterns(tag):
        if (match := pattern.search(text)) is not None:
            groups = match.groupdict()
            tenths = groups.get("tenths")
            part = _number(tenths or groups["part"], table)
            whole = 10 if tenths else _number(groups["whole"], table)
            return _fraction(text, match.start(), match.end(), part, whole, table)
    return None


def _named(text: str, tag: str) -> Fraction | None:
    table = _tables().get(tag, _Table())
    for pattern, (part, whole) in _names(tag):
        if (match := pattern.search(text)) is not None:
            return _fraction(text, match.start(), match.end(), part, whole, table)
    return None


def _every(text: str, tag: str) -> Fraction | None:
    table = _tables().get(tag, _Table())
    thing = (
        rf"\s(?:{table.every_thing})(?!\w)"
        if table.every_thing
        else rf"(?!\w)(?!\s(?:{table.not_every})(?!\w))"
    )
    for words, whole in table.every.items():
        match = re.search(rf"{_START}(?:(?:{table.about})\s)?(?:{words})(?={thing})", text, re.IGNORECASE)
        if match is not None:
            start, end = match.span()
            # "Jeder Dritte zahlt": a person, unless a noun follows.
            is_person = not table.every_thing and not _is_before_noun(text[start:end], text[end:], tag)
            return Fraction(start, end, 1, whole, is_person)
    return None


def _is_before_noun(figure: str, rest: str, tag: str) -> bool:
    """Whether the ordinal belongs to a noun behind it: in German, it would have a capital without one."""
    return tag == "de" and not figure.split()[-1][0].isupper() and rest[1:2].isupper()


def _fraction(text: str, start: int, end: int, part: int, whole: int, table: _Table) -> Fraction:
    is_of_people = bool(table.people) and re.search(table.people, text[start:end]) is not None
    return Fraction(start, end, part, whole, is_of_people)


def _number(written: str, table: _Table) -> int:
    return int(written) if written.isdecimal() else _by_letters(table)[plain_letters(written)]


def plain_letters(text: str) -> str:
    """In small letters, with the dotted, dotless and long ones that patterns take for "i" and "s"."""
    return text.casefold().replace("i\u0307", "i").replace("\u0131", "i")


def _by_letters(table: _Table) -> dict[str, int]:
    return {plain_letters(word): number for word, number in table.numbers.items()}


@cache
def _patterns(tag: str) -> list[re.Pattern[str]]:
    table = _tables().get(tag, _Table())
    words = "|".join(sorted(map(re.escape, table.numbers), key=len, reverse=True))
    is_wide = tag in {"ja", "zh", "ko"}
    number = rf"{_DIGITS}|{words}" if is_wide else rf"{_DIGITS}|(?<!\w)(?:{words})"
    parts = {
        "{part}": rf"(?P<part>{number})" + ("" if is_wide or tag == "tr" else r"(?!\w)"),
        "{whole}": rf"(?P<whole>{number})" + ("" if is_wide else r"(?!\w)"),
        "{counter}": rf"(?:{table.counter})",
    }
    return [re.compile(_filled(line, parts), re.IGNORECASE) for line in table.out_of]


def _filled(line: str, parts: dict[str, str]) -> str:
    for name, pattern in parts.items():
        line = line.replace(name, pattern)
    return line


@cache
def _names(tag: str) -> list[tuple[re.Pattern[str], tuple[int, int]]]:
    table = _tables().get(tag, _Table())
    start = r"(?<!\w)" if table.is_named_last else rf"{_START}(?:(?:{table.about})['’\s]\s?)?"
    end = rf"(?=\s(?:{table.after})(?!\w))" if table.after else r"(?=\s)"
    longest_first = sorted(table.named.items(), key=lambda item: -len(item[0]))
    return [
        (re.compile(rf"{start}(?:{words}){end}", re.IGNORECASE), amounts) for words, amounts in longest_first
    ]


@cache
def _tables() -> dict[str, _Table]:
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {tag: _Table.model_validate(table) for tag, table in content.items()}
