"""Quotations and brackets in a line: sentences inside them belong to the sentence around them."""

import re
from collections.abc import Sequence
from itertools import pairwise

# Longer quotations and brackets may be split inside.
LONGEST = 120
_PAIRS = {
    "\u201c": "\u201d",
    "\u201e": "\u201c",
    "\u00ab": "\u00bb",
    "\u00bb": "\u00ab",
    "\u300c": "\u300d",
    "\u300e": "\u300f",
    "\uff08": "\uff09",
    "\u300a": "\u300b",
    "\u3010": "\u3011",
    "(": ")",
    "[": "]",
}
_OPENER = re.compile("[" + re.escape("".join(_PAIRS)) + "]")
_STRAIGHT = re.compile(r'"')
# Single marks are apostrophes too: a quotation ends with the sign of a sentence.
_SINGLE = re.compile(
    r"(?:(?<=\s)|(?<=^))(?:'(?=\w)[^'\n]*(?:(?<=\w)'(?=\w)[^'\n]*)*(?<=[.!?,\u2026])'"
    r"|\u2018(?=\w)[^\u2018\u2019\n]*(?:(?<=\w)\u2019(?=\w)[^\u2018\u2019\n]*)*(?<=[.!?,\u2026])\u2019)(?=\W|$)"
)


def of(line: str) -> list[tuple[int, int]]:
    """The spans of the outermost quotations and brackets, from the opening sign to after the closing one."""
    found: list[tuple[int, int]] = []
    position = 0
    while (opener := _OPENER.search(line, position)) is not None:
        closer = line.find(_PAIRS[opener[0]], opener.end(), opener.end() + LONGEST)
        position = opener.end() if closer < 0 else closer + 1
        if closer >= 0:
            found.append((opener.start(), closer + 1))
    single = [match.span() for match in _SINGLE.finditer(line) if len(match[0]) <= LONGEST]
    return sorted([*found, *_straight(line), *single])


def is_inside(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a sign with the closing signs after it lies inside a span and does not end it."""
    return any(opening < start and end < closing for opening, closing in spans)


def _straight(line: str) -> list[tuple[int, int]]:
    """Straight quotation marks in pairs, if their number is even."""
    places = [match.start() for match in _STRAIGHT.finditer(line)]
    if len(places) % 2:
        return []
    pairs = list(pairwise(places))[::2]
    return [(opening, closing + 1) for opening, closing in pairs if closing - opening <= LONGEST]
