"""What an idea's wording has in common with the workspace's other ideas, its videos, and the source."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from pydantic import BaseModel, ConfigDict

from accounts.models import Workspace
from discovery import proposals, sameness
from discovery.models import Candidate, Idea
from discovery.signals import Work, works_requested

# The newest ideas and videos that an idea is compared with.
MOST_COMPARED = 200
_KEPT_S = 86_400
_KEY_VERSION = "likeness-1"


class Alike(StrEnum):
    """What an idea is like."""

    NOTHING = "nothing"
    IDEA = "idea"
    VIDEO = "video"
    SOURCE = "source"
    SOURCE_TITLE = "source_title"
    # It was not compared: it has too few words, or only those that were proposed for it.
    UNKNOWN = "unknown"


class Likeness(BaseModel):
    """The text that an idea shares most wording with, if it shares at least half of it.

    ``share`` is from 0.5 to 1. ``ideas`` and ``videos`` are the numbers of texts that it was compared with.
    """

    model_config = ConfigDict(frozen=True)

    alike: Alike
    share: float | None = None
    id: str = ""
    title: str = ""
    url: str = ""
    made_at: datetime | None = None
    ideas: int = 0
    videos: int = 0
    has_source: bool = False

    @property
    def is_high(self) -> bool:
        """True if the idea is a version of something that exists."""
        return self.share is not None

    @property
    def percent(self) -> str:
        """The share in whole percent; empty if there is none."""
        return "" if self.share is None else f"{self.share:.0%}"

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        if self.alike == Alike.UNKNOWN:
            return "Not compared yet: write a title, a hook or an angle in your own words."
        if self.alike == Alike.SOURCE:
            return f"Shares {self.percent} of its wording with the source video."
        if self.alike == Alike.SOURCE_TITLE:
            return f"Its title is {self.percent} like the title of the source video."
        if self.alike == Alike.NOTHING:
            return self._compared
        made = f" of {date_format(timezone.localtime(self.made_at), 'j F')}" if self.made_at else ""
        return f"{self.percent} like your {self.alike.value} “{self.title}”{made}."

    @property
    def _compared(self) -> str:
        counts = [(self.ideas, "other idea"), (self.videos, "video")]
        named = [f"{count} {noun}s" if count > 1 else f"one {noun}" for count, noun in counts if count]
        others = " and ".join(f"your {each}" if at == 0 else each for at, each in enumerate(named))
        source = "the source video" if self.has_source else ""
        words = ", and ".join(filter(None, (others, source))) if others and source else others or source
        return (
            f"Its wording is its own, compared with {words}." if words else "Nothing to compare it with yet."
        )


def of_ideas(*, workspace: Workspace, ideas: Sequence[Idea]) -> dict[str, Likeness]:
    """Return the likeness of each idea by its id. The ideas were read ``for_cards``.

    Two short queries while nothing has changed.
    """
    if not ideas:
        return {}
    newest = Idea.objects.for_workspace(workspace).order_by("-created_at", "-pk")[:MOST_COMPARED]
    versions = list(newest.values_list("pk", "version"))
    works = _works(workspace, with_texts=False)
    key = _key(workspace, ideas, versions, works)
    kept: dict[str, Likeness] | None = cache.get(key)
    if kept is None:
        if works:
            works = _works(workspace, with_texts=True)
        kept = _compare(ideas, list(newest.for_cards()), works)
        cache.set(key, kept, _KEPT_S)
    return kept


def _works(workspace: Workspace, *, with_texts: bool) -> list[Work]:
    answers: list[tuple[Any, Any]] = works_requested.send(
        Workspace, workspace=workspace, most=MOST_COMPARED, with_texts=with_texts
    )
    return [work for _, works in answers for work in works]


def _key(
    workspace: Workspace, ideas: Sequence[Idea], versions: Sequence[tuple[str, int]], works: Sequence[Work]
) -> str:
    parts = (
        (f"{idea.pk}:{idea.version}" for idea in ideas),
        (f"{pk}:{version}" for pk, version in versions),
        (f"{work.id}:{work.version}" for work in works),
    )
    digest = hashlib.sha256("\n".join(" ".join(part) for part in parts).encode()).hexdigest()
    return f"{_KEY_VERSION}:{workspace.pk}:{digest[:32]}"


def _compare(ideas: Sequence[Idea], others: Sequence[Idea], works: Sequence[Work]) -> dict[str, Likeness]:
    named = {idea.pk: _of_idea(idea) for idea in others} | {work.id: _of_work(work) for work in works}
    texts = {idea.pk: _text(idea) for idea in others}
    texts |= {work.id: f"{work.title}. {work.text}" for work in works}
    index = sameness.Index({key: sameness.wording_of(text) for key, text in texts.items()})
    descriptions = _descriptions(ideas)
    compared = {}
    for idea in ideas:
        made_from_it = {work.id for work in works if work.idea_id == idea.pk}
        source = idea.source_candidate
        description = descriptions.get(source.pk, "") if source else ""
        found = _likeness(idea, index, named, made_from_it, description)
        compared[idea.pk] = found.model_copy(
            update={
                "ideas": len(others) - (idea.pk in named),
                "videos": len(works) - len(made_from_it),
                "has_source": bool(_source_title(idea)),
            }
        )
    return compared


def _likeness(
    idea: Idea, index: sameness.Index, named: dict[str, Likeness], made_from_it: set[str], description: str
) -> Likeness:
    """Return what the idea shares most with: another idea, a video, or the source."""
    wording = sameness.wording_of(_text(idea))
    if not wording.is_comparable:
        return Likeness(alike=Alike.UNKNOWN)
    found = _source_likeness(idea, wording, description)
    closest = index.closest(wording, without={idea.pk, *made_from_it})
    if closest is not None and closest[0] > (found.share or 0.0):
        return named[closest[1]].model_copy(update={"share": closest[0]})
    return found


def _source_likeness(idea: Idea, wording: sameness.Wording, description: str) -> Likeness:
    title = _source_title(idea)
    if not title:
        return Likeness(alike=Alike.NOTHING)
    source = sameness.wording_of(f"{title}. {description}")
    own_title = sameness.wording_of(proposals.own_texts(idea).title)
    whole = sameness.shared_with_source(wording, source)
    of_title = 0.0
    if own_title.is_comparable:
        of_title = sameness.shared(own_title, sameness.wording_of(title))
    share, alike = max((whole, Alike.SOURCE), (of_title, Alike.SOURCE_TITLE))
    return Likeness(alike=alike, share=share) if share >= sameness.HIGH else Likeness(alike=Alike.NOTHING)


def _descriptions(ideas: Sequence[Idea]) -> dict[str, str]:
    sources = [idea.source_candidate.pk for idea in ideas if idea.source_candidate]
    rows = Candidate.objects.filter(pk__in=sources)
    return dict(rows.values_list("pk", "source__description")) if sources else {}


def _source_title(idea: Idea) -> str:
    return str(idea.facts.get("source_title") or "")


def _text(idea: Idea) -> str:
    own = proposals.own_texts(idea)
    return ". ".join(filter(None, (own.title, own.hook, own.angle)))


def _of_idea(idea: Idea) -> Likeness:
    return Likeness(
        alike=Alike.IDEA,
        id=idea.pk,
        title=idea.title,
        url=reverse("discovery:idea", args=[idea.pk]),
        made_at=idea.created_at,
    )


def _of_work(work: Work) -> Likeness:
    return Likeness(alike=Alike.VIDEO, id=work.id, title=work.title, url=work.url, made_at=work.made_at)
