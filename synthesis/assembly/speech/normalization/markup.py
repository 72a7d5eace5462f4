"""Markup that pasted texts bring along: tags, links. Their text is said, the markup is not."""

import re

from synthesis.assembly.speech.normalization import signs
from synthesis.assembly.speech.normalization.language import Rule

TAG = r"</?[a-zA-Z][a-zA-Z0-9]{0,10}(?:\s[^<>\n]{0,200})?/?>"
# The target of "[text](target)". The brackets are signs that no voice reads.
TARGET = r"\]\([^()\s]{1,300}\)"


def rules() -> tuple[Rule, ...]:
    """The rules for markup, which are the same for all languages."""
    return (
        Rule(re.compile(rf"{signs.SPACES_BEFORE}(?:{TAG}[ \u00a0]*)+"), signs.space),
        Rule(re.compile(rf"{TARGET}[ \u00a0]*"), signs.space),
    )
