"""Ranks of ideas: by what the source's score suggests and what the workspace's posts show, with exploration.

Each day, one value is drawn for every kind of hook from what is known of it (Thompson sampling): a kind with
few posts varies more, so that it is tried from time to time, and a kind that is known to do badly is not.
"""

import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.models import Workspace
from discovery import expectations, ranks
from discovery.models import Idea
from discovery.predictions import effect_of
from discovery.ranks import Rank
from publishing.learning import features, lessons
from publishing.models import Connection, Finding, Lesson

logger = logging.getLogger(__name__)

RANK = "publishing.rank_ideas"
# What is known of a kind of hook without posts: the standard deviation of the log of its effect.
_UNTRIED = 0.25
# A draw this many standard deviations above what is known is named as the reason.
_NOTABLE = 0.5
_MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class _Draw:
    """A kind of hook today: the value that was drawn, and what is known of it."""

    kind: str
    value: float
    mean: float
    deviation: float
    finding: Finding | None


def due_ids() -> list[str]:
    """Return the workspaces with a connected channel and open ideas that have no rank of today."""
    rows = Idea.objects.filter(
        status__in=ranks.OPEN, workspace__connections__in=Connection.objects.readable()
    ).exclude(ranked_on=_today())
    return list(rows.order_by().values_list("workspace_id", flat=True).distinct()[:_MOST_AT_ONCE])


def rank(*, workspace: Workspace) -> int:
    """Rank the open ideas that have no rank of today, and return how many. Idempotent within a day."""
    on = _today()
    ideas = ranks.unranked(workspace=workspace, on=on)
    learned = lessons.shown(workspace=workspace)
    found = {idea.pk: rank_of(idea=idea, learned=learned, on=on) for idea in ideas}
    ranks.store(workspace=workspace, ranks=found, on=on)
    logger.info("ideas ranked", extra={"workspace_id": workspace.pk, "count": len(found)})
    return len(found)


def rank_of(*, idea: Idea, learned: list[Lesson], on: date) -> Rank:
    """Return the rank of an idea on a day. The same idea, lessons and day always have the same rank."""
    source = expectations.source_score(idea)
    carried = effect_of(source) if source else 0.0
    told = []
    if source and carried:
        told.append(f"Its source did {source.value:.1f}×.")
    draw = _draw(idea, _lesson(idea, learned), on)
    if draw is None:
        return Rank(value=carried, reason=" ".join(told) or "Nothing is known about it yet.")
    return Rank(value=carried + draw.value, reason=" ".join([*told, *_words(draw)]))


def _lesson(idea: Idea, learned: list[Lesson]) -> Lesson | None:
    """The lesson on the idea's platform; for an idea written by hand, that from most posts."""
    platform = idea.facts.get("platform")
    there = [lesson for lesson in learned if platform in (None, lesson.platform)]
    return there[0] if there else None


def _draw(idea: Idea, lesson: Lesson | None, on: date) -> _Draw | None:
    kind = features.hook_of(text=idea.hook, language=idea.language)
    if lesson is None or not kind:
        return None
    known: Mapping[str, Finding] = {
        finding.level: finding for finding in lesson.findings if finding.factor == features.HOOK
    }
    finding = known.get(kind)
    mean, deviation = (finding.mean, finding.deviation) if finding else (0.0, _UNTRIED)
    # One draw for a kind, a workspace and a day, whatever else is ranked.
    chance = random.Random(f"{idea.workspace_id} {on.isoformat()} {kind}")  # noqa: S311 - not for secrets
    return _Draw(kind, chance.gauss(mean, deviation), mean, deviation, finding)


def _words(draw: _Draw) -> list[str]:
    hooks = features.level_words(features.HOOK, draw.kind)
    said = draw.finding.sentence if draw.finding else f"Your posts say nothing about {hooks.lower()} yet."
    if draw.value > draw.mean + _NOTABLE * draw.deviation:
        return [said, f"Placed higher today to learn more about {hooks.lower()}."]
    return [said]


def _today() -> date:
    return timezone.now().date()
