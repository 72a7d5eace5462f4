"""Written text and what is spoken for it, with the place of each reading in both."""

from bisect import bisect_right
from dataclasses import dataclass

# Takes the place of each character that already has a reading, in the text that later rules see. It is not a
# word character, a digit or a space, so no pattern matches across it by accident.
CLAIMED = "\ufffc"


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
