"""Records of a CSV file, read line by line in bounded memory.

A broken record loses itself only: a quote that is never closed does not swallow the rest of the file.
"""

import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# A longer line is skipped.
_LONGEST_LINE = 32_000
# A quoted text with more lines counts as a quote that is never closed.
_MOST_LINES = 20
_QUOTE = '"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record. ``line`` is its first line, counted from 1. ``problem`` says why it has no cells."""

    line: int
    cells: Sequence[str] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    is_cut: bool = False


def read(text: io.TextIOBase, *, delimiter: str) -> Iterator[Record]:
    """Yield the file's records in order. Empty lines are left out."""
    waiting: deque[_Line] = deque()
    lines = _lines(text)
    while True:
        first = waiting.popleft() if waiting else next(lines, None)
        if first is None:
            return
        if first.is_cut:
            yield Record(line=first.number, problem=f"the line is longer than {_LONGEST_LINE:,} characters")
        elif first.text.strip(" \t\r\n" + delimiter):
            yield _record(first, waiting, lines, delimiter)


def cells_of(line: str, *, delimiter: str) -> Sequence[str]:
    """Return the cells of a record that is one line; none if it is broken."""
    return _parse(line, delimiter) or ()


def _record(first: _Line, waiting: deque[_Line], lines: Iterator[_Line], delimiter: str) -> Record:
    taken = [first]
    while _is_open(taken) and len(taken) < _MOST_LINES:
        following = waiting.popleft() if waiting else next(lines, None)
        if following is None:
            break
        taken.append(following)
        if following.is_cut:
            break
    cells = None if _is_open(taken) or taken[-1].is_cut else _parse("".join(t.text for t in taken), delimiter)
    if cells is not None:
        return Record(line=first.number, cells=cells)
    waiting.extendleft(reversed(taken[1:]))
    # A single quote inside a cell that is not quoted is a character like others.
    alone = None if _starts_quoted(first.text, delimiter) else _parse(first.text, delimiter)
    if alone is not None:
        return Record(line=first.number, cells=alone)
    return Record(line=first.number, problem="a quote is not closed")


def _is_open(lines: Sequence[_Line]) -> bool:
    return sum(line.text.count(_QUOTE) for line in lines) % 2 == 1


def _starts_quoted(text: str, delimiter: str) -> bool:
    return text.startswith(_QUOTE) or f"{delimiter}{_QUOTE}" in text


def _parse(text: str, delimiter: str) -> Sequence[str] | None:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _lines(text: io.TextIOBase) -> Iterator[_Line]:
    number = 0
    while line := text.readline(_LONGEST_LINE + 1):
        number += 1
        is_cut = len(line) > _LONGEST_LINE
        while is_cut and not line.endswith(("\n", "\r")) and (rest := text.readline(_LONGEST_LINE)):
            line = rest
        yield _Line(number, "" if is_cut else line, is_cut)
