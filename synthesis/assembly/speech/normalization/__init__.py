"""Text as a narrator says it: "$3.5M" becomes "three point five million dollars".

Captions keep the written text. ``normalise`` reports which spoken words stand for which written ones.
"""

from collections.abc import Mapping

from synthesis.assembly.speech.normalization import ordering
from synthesis.assembly.speech.normalization import pronunciations as corrections
from synthesis.assembly.speech.normalization.draft import Draft
from synthesis.assembly.speech.normalization.languages import find
from synthesis.assembly.speech.normalization.spans import Normalized, Reading

__all__ = ["Normalized", "Reading", "normalise"]


def normalise(*, text: str, language: str, pronunciations: Mapping[str, str] | None = None) -> Normalized:
    """Write the text out in the words that a voice has to say. ``language`` is a BCP 47 tag.

    In languages without a table, only markup, emoji and web addresses change. ``pronunciations`` maps
    written words to what to say for them; they precede everything else. Any text is accepted.
    """
    spoken_in = find(language)
    draft = Draft(text)
    own = corrections.rules(pronunciations or {}, is_spaced=spoken_in.is_spaced)
    for rule in (*own, *ordering.rules(spoken_in), ordering.last_rule(text)):
        draft.apply(rule, language=spoken_in)
    return draft.finish(is_spaced=spoken_in.is_spaced)
