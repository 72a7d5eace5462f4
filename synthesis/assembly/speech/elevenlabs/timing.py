"""ElevenLabs' character times as the times of the passage's words."""

from difflib import SequenceMatcher

import numpy as np
from pydantic import BaseModel, model_validator

from synthesis.assembly.speech import word_times
from synthesis.assembly.speech.base import SpokenWord
from synthesis.assembly.speech.lines import Line
from synthesis.assembly.speech.passages import Passage

# Below this share of words with a time, the characters are those of another text.
FEWEST_TIMED = 0.5


class Alignment(BaseModel):
    """When each character is spoken, in seconds."""

    characters: list[str]
    character_start_times_seconds: list[float]
    character_end_times_seconds: list[float]

    @model_validator(mode="after")
    def _is_complete(self) -> "Alignment":
        starts, ends = self.character_start_times_seconds, self.character_end_times_seconds
        if not len(self.characters) == len(starts) == len(ends):
            raise ValueError("characters and times differ in number")
        return self

    @property
    def ends_s(self) -> float:
        """When the last character ends."""
        return max(self.character_end_times_seconds, default=0.0)


def words(
    *, passage: Passage, line: Line, alignment: Alignment, tempo: float, duration_s: float
) -> tuple[SpokenWord, ...] | None:
    """The words' times in a recording whose pace was multiplied by ``tempo``; None if the texts differ."""
    spoken = [
        _span(line, span, alignment, places) for places in [_places(line, alignment)] for span in line.spans
    ]
    timed = [index for index, span in enumerate(spoken) if span is not None]
    if not timed or len(timed) < FEWEST_TIMED * len(spoken):
        return None
    starts = [span[0] for span in spoken if span is not None]
    last = max(span[1] for span in spoken if span is not None)
    # A word without a time of its own shares the time of the word before it.
    instants = np.interp(range(len(spoken) + 1), [*timed, len(spoken)], [*starts, max(last, starts[-1])])
    within_s = np.clip(np.maximum.accumulate(instants / tempo), 0, duration_s)
    spans = word_times.contiguous([float(each) for each in within_s])
    return tuple(
        SpokenWord(
            text=token.text,
            position=token.position,
            starts_s=starts_s,
            ends_s=_end(ends_s, own=None if own is None else own[1] / tempo, starts_s=starts_s),
        )
        for token, (starts_s, ends_s), own in zip(passage.tokens, spans, spoken, strict=True)
    )


def _end(next_s: float, *, own: float | None, starts_s: float) -> float:
    """A word lasts until the next one, unless there is a pause between them."""
    if own is None or own <= starts_s or next_s - own < word_times.SHORTEST_PAUSE_S:
        return next_s
    return own


def _places(line: Line, alignment: Alignment) -> dict[int, int]:
    """For each character of the line, the alignment's character that stands for it."""
    heard = "".join(alignment.characters)
    # An entry may hold several characters.
    entries = [index for index, text in enumerate(alignment.characters) for _ in text]
    if heard == line.text:
        return dict(enumerate(entries))
    matcher = SequenceMatcher(None, line.text.lower(), heard.lower(), autojunk=False)
    return {
        block.a + offset: entries[block.b + offset]
        for block in matcher.get_matching_blocks()
        for offset in range(block.size)
        if block.a + offset < len(line.text) and block.b + offset < len(entries)
    }


def _span(
    line: Line, span: tuple[int, int], alignment: Alignment, places: dict[int, int]
) -> tuple[float, float] | None:
    found = [places[at] for at in range(*span) if line.text[at : at + 1].isalnum() and at in places]
    if not found:
        return None
    starts = [alignment.character_start_times_seconds[at] for at in found]
    return min(starts), max(alignment.character_end_times_seconds[at] for at in found)
