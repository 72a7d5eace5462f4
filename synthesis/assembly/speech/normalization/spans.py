"""Written text and what is spoken for it, with the place of each reading in both."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# Takes the place of each character that already has a reading, in the text that later rules see. It is not a
# word character, a digit or a space, so no pattern matches across it by accident.
CLAIMED = "\ufffc"

WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A stretch of written text, and the stretch of spoken text that is said for it."""

    starts_at: int
    ends_at: int
    spoken_from: int
    spoken_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalized:
    """Text for a voice. Between readings, it is the written text unchanged."""

    spoken: str
    readings: tuple[Reading, ...]

    def spoken_span(self, start: int, end: int) -> tuple[int, int]:
        """The spoken span of a written span. Part of a reading has the span of the whole reading."""
        return self._spoken_at(start, is_end=False), self._spoken_at(end, is_end=True)

    def spoken_spans(self, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """The spoken spans of written words, in order and not overlapping.

        Words that share a reading ("20 °C") divide its spoken words among them.
        """
        found: list[tuple[int, int]] = []
        group: list[tuple[int, int]] = []
        for span in (self.spoken_span(start, end) for start, end in spans):
            if group and span[0] >= group[-1][1]:
                found += self._divided(group)
                group = []
            group.append(span)
        return found + self._divided(group)

    def _divided(self, group: list[tuple[int, int]]) -> list[tuple[int, int]]:
        if len(group) < 2:
            return group
        first, last = group[0][0], max(end for _, end in group)
        starts = [first + word.start() for word in WORD.finditer(self.spoken[first:last])]
        if len(starts) < len(group):
            starts = list(range(first, max(last, first + len(group))))
        borders = [starts[index * len(starts) // len(group)] for index in range(1, len(group))]
        return list(pairwise([first, *borders, last]))

    def _spoken_at(self, position: int, *, is_end: bool) -> int:
        # An end belongs to the character before it.
        character = position - 1 if is_end else position
        index = bisect_right(self.readings, character, key=lambda reading: reading.starts_at) - 1
        if index < 0:
            return position
        reading = self.readings[index]
        if character < reading.ends_at:
            return reading.spoken_to if is_end else reading.spoken_from
        return position - reading.ends_at + reading.spoken_to
