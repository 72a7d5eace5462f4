"""A person's own corrections: a written word, and how to say it."""

import re
from collections.abc import Mapping
from re import Match

from synthesis.assembly.speech.normalization.language import Language, Rule


def rules(pronunciations: Mapping[str, str], *, is_spaced: bool) -> tuple[Rule, ...]:
    """The rule for the corrected words: whole words in any case, the longest first."""
    spoken = {
        " ".join(word.split()).casefold(): said for word, said in pronunciations.items() if word.split()
    }
    if not spoken:
        return ()
    longest_first = sorted((word for word in pronunciations if word.split()), key=len, reverse=True)
    words = "|".join(r"\s+".join(map(re.escape, word.split())) for word in longest_first)

    def read(match: Match[str], language: Language) -> str | None:
        return spoken.get(" ".join(match[0].split()).casefold())

    # Without spaces, letters of the language stand beside a word; only Latin letters would continue it.
    flags = re.IGNORECASE if is_spaced else re.IGNORECASE | re.ASCII
    return (Rule(re.compile(rf"(?<!\w)(?:{words})(?!\w)", flags), read),)
