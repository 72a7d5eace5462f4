"""Tables in a pasted script whose columns are what is seen and what is spoken."""

import re
from collections.abc import Sequence
from itertools import groupby

from synthesis.studio.scripts.pasting import cues

_RULE = re.compile(r"[\s|:-]*-[\s|:-]*")
_DECORATION = re.compile(r"[*_`#]|[^\w\s/&().:-]")
_EMPTY = re.compile(r"[\W\d]*(?:s|sec|seconds?|min)?[\W\d]*(?:s|sec|seconds?|min)?\W*", re.IGNORECASE)


def spoken(text: str) -> str:
    """The text with such tables as paragraphs: what is seen in brackets, above what is spoken."""
    if "|" not in text and "\t" not in text:
        return text
    found: list[str] = []
    for sign, group in groupby(text.split("\n"), key=_separator):
        rows = list(group)
        found += _paragraphs(rows, sign) if sign else rows
    return "\n".join(found)


def _separator(row: str) -> str:
    bare = row.strip()
    if bare.startswith("|") and bare.count("|") > 1:
        return "|"
    return "\t" if "\t" in bare else ""


def _paragraphs(rows: Sequence[str], sign: str) -> Sequence[str]:
    cells = [_cells(row, sign) for row in rows if not _RULE.fullmatch(row)]
    header = [_DECORATION.sub("", cell).strip() for cell in cells[0]] if cells else []
    is_spoken = [_is_spoken(name) for name in header]
    if len(cells) < 2 or len(header) < 2 or not any(is_spoken):
        return rows
    found = [""]
    for row in cells[1:]:
        columns = list(zip(header, is_spoken, row, strict=False))
        seen = [f"[{cell}]" for name, said, cell in columns if not said and _is_seen(name, cell)]
        said = " ".join(cell for _, said, cell in columns if said and any(map(str.isalnum, cell)))
        found += [*seen, *([f"VO: {said}"] if said else []), ""]
    return found


def _cells(row: str, sign: str) -> list[str]:
    bare = row.strip().strip("|") if sign == "|" else row.strip("\n")
    return [cell.strip() for cell in bare.split(sign)]


def _is_spoken(name: str) -> bool:
    return (
        cues.SPEAKER.fullmatch(name) or cues.SCRIPT.fullmatch(name) or cues.LINES.fullmatch(name)
    ) is not None


def _is_seen(name: str, cell: str) -> bool:
    return not cues.HEARD.fullmatch(name) and not _EMPTY.fullmatch(cell)
