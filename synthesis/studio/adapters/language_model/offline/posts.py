"""The text that is published with a video."""

import re
from collections.abc import Mapping, Sequence
from typing import Any


def text(*, opening: str, points: Sequence[str], ask: str, facts: Mapping[str, Any]) -> str:
    """The opening, the points, the small request, and hashtags of the idea's keywords."""
    paragraphs = [opening, "\n".join(f"• {point}" for point in points), ask, _hashtags(facts)]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _hashtags(facts: Mapping[str, Any]) -> str:
    tags = {re.sub(r"\W", "", str(word)).lower() for word in list(facts.get("keywords") or ())[:4]}
    return " ".join(f"#{tag}" for tag in sorted(tags) if tag)
