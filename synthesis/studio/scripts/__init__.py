"""Scripts: from an idea to scenes. The prompt, the writers, the checks, and pasted scripts."""

from synthesis.assembly import narration
from synthesis.studio.scripts.assignment import PROMPT_VERSION, TARGET_S
from synthesis.studio.scripts.claims import of_draft as claims_of_draft
from synthesis.studio.scripts.claims import of_scenes as claims_of_scenes
from synthesis.studio.scripts.pasting import SCRIPT_LENGTH, begin, headline_of, paste, split
from synthesis.studio.scripts.writing import (
    MOST_TRIES,
    WRITE_SCRIPT,
    latest_draft,
    no_writer,
    request,
    resume_stalled,
    write,
)

__all__ = [
    "MOST_TRIES",
    "PROMPT_VERSION",
    "SCRIPT_LENGTH",
    "TARGET_S",
    "WRITE_SCRIPT",
    "begin",
    "claims_of_draft",
    "claims_of_scenes",
    "headline_of",
    "latest_draft",
    "no_writer",
    "paste",
    "request",
    "resume_stalled",
    "split",
    "spoken_s",
    "write",
]


def spoken_s(*, text: str, language: str) -> float:
    """Estimate the seconds that it takes to say the text."""
    return narration.estimate_s(text=text, language=language)
