"""Direction of text: Unicode's bidirectional algorithm, by python-bidi."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from unicodedata import bidirectional

from bidi import get_base_level, get_display

# A variation selector takes the direction of the character before it, so it marks a place without reordering.
_MARKS = [chr(0xE0100 + number) for number in range(240)]
_MARK = re.compile(f"[{_MARKS[0]}-{_MARKS[-1]}]")
_LEFTWARD = frozenset({"R", "AL"})
_RTL_LANGUAGES = frozenset({"ar", "arz", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "ug", "ur", "yi"})
# Tags that name no language, and one language that is written in two directions.
_UNSTATED = frozenset({"", "mis", "mul", "und", "zxx", "ku"})
_NUMERIC = frozenset({"EN", "AN", "ES", "ET", "CS"})
_FOLLOWS = frozenset({"NSM", "BN"})


@dataclass(frozen=True)
class Run:
    """Letters in reading order with the same direction."""

    text: str
    is_rtl: bool


def is_rtl(text: str, *, language: str = "") -> bool:
    """Whether lines of the text run from right to left: by its language, or by the first letter with a
    direction.
    """
    first, *rest = language.lower().split("-")
    if first not in _UNSTATED:
        return "arab" in rest or (first in _RTL_LANGUAGES and "latn" not in rest)
    line = " ".join(text.split())
    return bool(line and get_base_level(line))


def visual_order(parts: Sequence[str], *, rtl: bool, between: Sequence[str]) -> list[int]:
    """The indexes of ``parts`` from left to right. ``between`` is the text before each part.

    Parts beyond the first 240, more than any line or word has, keep the paragraph's direction.
    """
    marked = "".join(
        gap + _marked(part, mark) for gap, part, mark in zip(between, parts, _MARKS, strict=False)
    )
    seen = [ord(mark) - ord(_MARKS[0]) for mark in _MARK.findall(_displayed(marked, rtl=rtl))]
    rest = list(range(len(_MARKS), len(parts)))
    return [*reversed(rest), *seen] if rtl else [*seen, *rest]


def _marked(part: str, mark: str) -> str:
    """Mark the first letter or digit: a bracket before it may have another direction."""
    part = _MARK.sub("", part)
    at = next((number for number, letter in enumerate(part, start=1) if _counts(letter)), 1)
    return part[:at] + mark + part[at:]


def _displayed(text: str, *, rtl: bool) -> str:
    return str(get_display(text, base_dir="R" if rtl else "L"))


def runs(text: str) -> list[Run]:
    """The runs of one word from left to right."""
    rtl = is_rtl(text)
    segments = _segments(text)
    kinds = [_kind(segment[0]) for segment in segments]
    if not rtl and "R" not in kinds:
        return [Run(text, is_rtl=False)]
    order = visual_order(segments, rtl=rtl, between=[""] * len(segments))
    leftward = _leftward(order, kinds=kinds, rtl=rtl)
    found: list[Run] = []
    for is_leftward, group in groupby(order, key=lambda number: leftward[number]):
        numbers = list(group)
        texts = [segments[number] for number in (reversed(numbers) if is_leftward else numbers)]
        found.append(Run("".join(texts), is_rtl=is_leftward))
    return found


def _segments(text: str) -> list[str]:
    """Letters of one direction, numbers with their signs, and every other character by itself."""
    segments: list[str] = []
    for letter in _MARK.sub("", text):
        kind = _kind(letter)
        if segments and (
            bidirectional(letter) in _FOLLOWS or (kind != "N" and kind == _kind(segments[-1][0]))
        ):
            segments[-1] += letter
        else:
            segments.append(letter)
    return segments


def _kind(letter: str) -> str:
    found = bidirectional(letter)
    if found in _LEFTWARD:
        return "R"
    if found in _NUMERIC:
        return "E"
    return "L" if found == "L" else "N"


def _counts(letter: str) -> bool:
    return bidirectional(letter) in {"L", "R", "AL", "EN", "AN"}


def _leftward(order: Sequence[int], *, kinds: Sequence[str], rtl: bool) -> list[bool]:
    """Whether each segment runs right to left. A segment without a direction takes that of its neighbours."""
    leftward = [kind == "R" or (kind == "N" and rtl) for kind in kinds]
    for left, right in pairwise(order):
        for number in (left, right):
            if kinds[number] == "N" and abs(left - right) == 1:
                leftward[number] = right < left
    return leftward
