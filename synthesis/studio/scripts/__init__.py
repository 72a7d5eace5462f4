"""Scripts: from an idea to scenes. The prompt, the writers, the checks, and pasted scripts."""

from synthesis.assembly import narration
from synthesis.studio.scripts.answers import no_writer
from synthesis.studio.scripts.assignment import PROMPT_VERSION
from synthesis.studio.scripts.claims import of_draft as claims_of_draft
from synthesis.studio.scripts.claims import of_scenes as claims_of_scenes
from synthesis.studio.scripts.drafts import known_topics, latest_draft, latest_options
from synthesis.studio.scripts.hooks import MOST_ALTERNATIVES, Opening, openings
from synthesis.studio.scripts.hooks import use as use_hook
from synthesis.studio.scripts.hooks import written_for as hooks_written_for
from synthesis.studio.scripts.pasting import SCRIPT_LENGTH, begin, headline_of, paste, split
from synthesis.studio.scripts.writing import (
    MOST_TRIES,
    WRITE_SCRIPT,
    request,
    resume_stalled,
    write,
)

__all__ = [
    "MOST_ALTERNATIVES",
    "MOST_TRIES",
    "PROMPT_VERSION",
    "SCRIPT_LENGTH",
    "WRITE_SCRIPT",
    "Opening",
    "begin",
    "claims_of_draft",
    "claims_of_scenes",
    "headline_of",
    "hooks_written_for",
    "known_topics",
    "latest_draft",
    "latest_options",
    "no_writer",
    "openings",
    "paste",
    "request",
    "resume_stalled",
    "split",
    "spoken_s",
    "use_hook",
    "write",
]


def spoken_s(*, text: str, language: str) -> float:
    """Estimate the seconds that it takes to say the text."""
    return narration.estimate_s(text=text, language=language)
