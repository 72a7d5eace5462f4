"""A text that is ready for a voice: what is spoken, and the written words that it stands for."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from synthesis.assembly import sentences
from synthesis.assembly.speech import tokens
from synthesis.assembly.speech.normalization import normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A written word: its place in the text, and the span of what is spoken for it.

    Neighbours that are read as a whole have the same span.
    """

    text: str
    position: int
    spoken_from: int
    spoken_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A stretch of spoken text with its written words: one, or several that are read as a whole ("20 °C")."""

    spoken: str
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text for a voice. ``spoken`` is what is said; each token has its span in it."""

    text: str
    language: str
    spoken: str
    tokens: tuple[Token, ...]

    def sentences(self) -> list[list[Unit]]:
        """The units of each sentence, in order."""
        starts = [sentence.position for sentence in sentences.split(self.text, language=self.language)]
        groups: dict[int, list[Unit]] = {}
        for unit in self._units():
            # Signs before a sentence belong to the word after them.
            ends_at = unit.tokens[-1].position + len(unit.tokens[-1].text)
            groups.setdefault(bisect_left(starts, ends_at), []).append(unit)
        return list(groups.values())

    def _units(self) -> Iterator[Unit]:
        group: list[Token] = []
        for token in self.tokens:
            if group and token.spoken_from >= group[-1].spoken_to:
                yield self._unit(group)
                group = []
            group.append(token)
        if group:
            yield self._unit(group)

    def _unit(self, group: Sequence[Token]) -> Unit:
        start, end = group[0].spoken_from, max(token.spoken_to for token in group)
        return Unit(spoken=" ".join(self.spoken[start:end].split()), tokens=tuple(group))


def prepare(*, text: str, language: str, pronunciations: Mapping[str, str]) -> Passage:
    """Prepare a text. ``pronunciations`` maps written words to how they are to be said."""
    normalized = normalise(text=text, language=language, pronunciations=pronunciations)
    placed = []
    for word in tokens.split(text=text, language=language):
        start, end = normalized.spoken_span(word.starts_at, word.ends_at)
        placed.append(Token(text=word.text, position=word.starts_at, spoken_from=start, spoken_to=end))
    return Passage(text=text, language=language, spoken=normalized.spoken, tokens=tuple(placed))
