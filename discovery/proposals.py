"""What a new idea begins with: words of our own about why a video stands out, and none of its creator's.

The title and the branding of the other video stay in the idea's facts. Everything proposed is a question or
stands in the facts; where there is nothing to say, a field is left empty for its owner.
"""

import re
from dataclasses import dataclass
from zlib import crc32

from django.conf import settings

from discovery import explanations
from discovery.models import Candidate, Format, Niche

_NAMELESS = "this topic"
# A score below this is no reason to make a video of it.
_STANDS_OUT = 1.5
_TITLES = (
    "What people want to know about {topic}",
    "{Topic}: my own answer",
    "One question about {topic}",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The words that an idea begins with."""

    title: str
    hook: str
    angle: str


def propose(*, candidate: Candidate, niche: Niche | None, language: str) -> Proposal:
    """In English, title, hook and angle; in other languages the topic alone, in the words of the niche."""
    topic = topic_of(title=candidate.title, niche=niche)
    if language.split("-")[0] != "en":
        return Proposal(title=_capital(topic), hook="", angle="")
    template = _TITLES[crc32(candidate.pk.encode()) % len(_TITLES)]
    return Proposal(
        title=template.format(topic=topic, Topic=_capital(topic)),
        hook=_hook(candidate, topic),
        angle=_angle(candidate, topic),
    )


def topic_of(*, title: str, niche: Niche | None) -> str:
    """The longest of the niche's own words that the title has, or the niche's name."""
    if niche is None:
        return _NAMELESS
    plain = title.casefold()
    found = [word for word in niche.keywords if _has(plain, word.casefold())]
    return max(found, key=len, default=niche.name)


def _hook(candidate: Candidate, topic: str) -> str:
    times = _times(candidate)
    if not times:
        return f"What makes the difference with {topic}?"
    return f"One video about {topic} has {times} times its channel's usual views. Why that one?"


def _angle(candidate: Candidate, topic: str) -> str:
    times = _times(candidate)
    question = f"What do people want to know about {topic} right now?"
    if not times:
        return question
    kind = "Short" if candidate.format == Format.SHORT else "long video"
    return (
        f"A {kind} about {topic} has {times} times the views that its channel usually has at that age. "
        f"It was compared with {candidate.baseline_n} others of the channel. {question}"
    )


def _times(candidate: Candidate) -> str:
    """The score as it is said; empty where there is none, or none that stands out."""
    if (
        candidate.score is None
        or candidate.score < _STANDS_OUT
        or not settings.YOUTUBE_DERIVED_METRICS_ACCEPTED
    ):
        return ""
    return explanations.times(candidate.score).removesuffix("×").removesuffix(".0")


def _has(text: str, word: str) -> bool:
    # Scripts without spaces are looked for anywhere in the text.
    return word in text if not word.isascii() else re.search(rf"\b{re.escape(word)}", text) is not None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
