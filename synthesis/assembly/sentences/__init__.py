"""Sentences of a text in any language: where each begins, and whether a word ends one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from synthesis.assembly.sentences import boundaries
from synthesis.assembly.sentences.boundaries import is_end

__all__ = ["Sentence", "is_end", "split"]

_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, verbatim, and its position in the text in characters."""

    position: int
    text: str


def split(text: str, *, language: str = "") -> list[Sentence]:
    """Split a text into sentences. Only white space lies between them, and a line break ends one.

    A sentence without a letter or digit joins the one before it, or the first one after it in its line.
    Without a language, the abbreviations are those of English.
    """
    found: list[Sentence] = []
    for line in _LINE.finditer(text):
        spans = list(_spoken(line[0], boundaries.spans(line[0], language=language)))
        found += [Sentence(line.start() + start, line[0][start:end]) for start, end in spans]
    return found


def _spoken(line: str, spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Merge spans that make no sound into their neighbours, and leave out the space around each."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        is_silent = not _has_sound(line[start:end])
        if kept and (is_silent or not _has_sound(line[slice(*kept[-1])])):
            kept[-1] = (kept[-1][0], end)
        else:
            kept.append((start, end))
    for start, end in kept:
        part = line[start:end]
        if part.strip():
            lead = len(part) - len(part.lstrip())
            yield start + lead, start + len(part.rstrip())


def _has_sound(text: str) -> bool:
    return any(character.isalnum() for character in text)
