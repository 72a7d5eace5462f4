"""A text that is ready for a voice: what is spoken, and the written words that it stands for."""

from collections.abc import Mapping
from dataclasses import dataclass

from synthesis.assembly.speech import tokens
from synthesis.assembly.speech.tokens import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text for a voice. ``spoken`` is what is said; each token has its span in it."""

    text: str
    language: str
    spoken: str
    tokens: tuple[Token, ...]


def prepare(*, text: str, language: str, pronunciations: Mapping[str, str]) -> Passage:
    """Prepare a text. ``pronunciations`` maps written words to the way they are to be said."""
    prepared = tokens.prepare(text=text, language=language)
    return Passage(text=text, language=language, spoken=prepared.spoken, tokens=prepared.tokens)
