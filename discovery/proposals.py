"""Initial texts of an idea: our own questions about the topic, without the other creator's words.

The title, the branding and the figures of the other video stay in the idea's facts. They show the owner why
the idea is worth a video, and are not narrated.
"""

import dataclasses
import re
from dataclasses import dataclass
from zlib import crc32

from discovery.models import Candidate, Finding, Idea, Niche

_NAMELESS = "this topic"
_TITLES = (
    "What people want to know about {topic}",
    "{Topic}: my own answer",
    "One question about {topic}",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The initial texts of an idea."""

    title: str
    hook: str
    angle: str


def propose(*, candidate: Candidate, niche: Niche | None, language: str) -> Proposal:
    """Return title, hook and angle in English; in other languages only the topic, in the niche's words."""
    topic = topic_of(title=candidate.title, niche=niche)
    if language.split("-")[0] != "en":
        return Proposal(title=_capital(topic), hook="", angle="")
    template = _TITLES[crc32(candidate.pk.encode()) % len(_TITLES)]
    return Proposal(
        title=template.format(topic=topic, Topic=_capital(topic)),
        hook=f"What makes the difference with {topic}?",
        angle=f"What do people want to know about {topic} right now?",
    )


def of_finding(*, finding: Finding, niche: Niche | None) -> Proposal:
    """Return the title of an idea that uses a finding. Its hook and angle are the owner's to write."""
    topic = topic_of(title=finding.analysis.title, niche=niche)
    title = f"{finding.get_kind_display()} to try" + ("" if topic == _NAMELESS else f": {topic}")
    return Proposal(title=title, hook="", angle="")


def of_idea(idea: Idea) -> Proposal | None:
    """Return the texts that were proposed for the idea; None for an idea written by hand."""
    if idea.finding is not None:
        return of_finding(finding=idea.finding, niche=idea.niche)
    if idea.candidate is not None:
        return propose(candidate=idea.candidate, niche=idea.niche, language=idea.language)
    return None


def own_texts(idea: Idea) -> Proposal:
    """Return the idea's texts, and an empty one for each that is still as it was proposed.

    Reads the candidate, the niche, and the finding with its analysis.
    """
    own = Proposal(title=idea.title, hook=idea.hook, angle=idea.angle)
    proposed = [of_idea(idea)]
    if idea.candidate is not None:
        # The idea may have been proposed in another language than it has now.
        proposed.append(propose(candidate=idea.candidate, niche=idea.niche, language="en"))
    known = {text for each in proposed if each for text in (each.title, each.hook, each.angle)}
    return Proposal(**{name: "" if text in known else text for name, text in dataclasses.asdict(own).items()})


def topic_name(idea: Idea) -> str:
    """Return the name of the idea's topic, in the niche's words; empty without a niche."""
    if idea.niche is None:
        return ""
    source = idea.source_candidate.title if idea.source_candidate else idea.title
    return topic_of(title=source, niche=idea.niche)


def topic_of(*, title: str, niche: Niche | None) -> str:
    """Return the longest of the niche's words that the title contains, or the niche's name."""
    if niche is None:
        return _NAMELESS
    plain = title.casefold()
    found = [word for word in niche.keywords if _has(plain, word.casefold())]
    return max(found, key=len, default=niche.name)


def _has(text: str, word: str) -> bool:
    # Scripts without spaces are matched anywhere in the text.
    return word in text if not word.isascii() else re.search(rf"\b{re.escape(word)}", text) is not None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
