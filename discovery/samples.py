"""A workspace with a past: niches that look as if they had been followed for two weeks.

The past is the sandbox's, which can be asked what it would have answered at an earlier moment. All else is
the real collection, round by round.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Workspace
from billing.errors import PlanLimitError
from discovery import collection, niches, platforms
from discovery.collection import Round
from discovery.errors import SamplesNeedSandboxError, SourceOffError
from discovery.models import Niche
from discovery.platforms.base import Platform
from foundation.vendors import Mode

_NAMES = [suggestion.name for suggestion in niches.SUGGESTIONS]
PAST = timedelta(days=14)
_EVERY = timedelta(hours=14)
_LATELY = timedelta(hours=30)
_EVERY_LATELY = timedelta(hours=6)


def load(*, workspace: Workspace) -> list[Niche]:
    """Follow the suggested niches and see their last two weeks; niches that are there stay as they are.

    Raises SamplesNeedSandboxError where the platform is real: nobody can ask it about yesterday.
    """
    platform = require_sandbox()
    return [_follow(workspace, platform, suggestion) for suggestion in niches.SUGGESTIONS]


def require_sandbox() -> Platform:
    """The platform that has sample data.

    Raises SamplesNeedSandboxError where it is real, and SourceOffError where there is none.
    """
    found = _sampled()
    if found is not None:
        return found
    first = next(each for each in platforms.all() if each.sample_topics)
    if first.mode is Mode.OFF:
        raise SourceOffError(platform=first.name, setting=first.key_setting)
    raise SamplesNeedSandboxError(platform=first.name)


@dataclass(frozen=True, slots=True)
class Offer:
    """Sample data of a platform: which topics it knows, and which niches to begin with."""

    platform: str
    topics: Sequence[str]
    suggestions: Sequence[niches.Suggestion]


def offer(*, workspace: Workspace, niche: Niche | None = None) -> Offer | None:
    """What sample data has for the workspace, or instead of that niche.

    None where the platform is live, or nothing is set up.
    """
    platform = _sampled()
    if platform is None or (niche is not None and niche.platform != platform.key):
        return None
    return Offer(platform.name, platform.sample_topics, _left(workspace, platform))


def follow(*, workspace: Workspace) -> list[Niche]:
    """Follow the suggested niches, as many as the plan has room for; their first rounds begin at once.

    Raises SamplesNeedSandboxError where the platform is real, and PlanLimitError when there is room for none.
    """
    platform = require_sandbox()
    followed: list[Niche] = []
    for suggestion in _left(workspace, platform):
        try:
            followed.append(_create(workspace, platform, suggestion))
        except PlanLimitError:
            if not followed:
                raise
    return followed or [*_niches_of(workspace, platform).filter(name__in=_NAMES)]


def past_of(round_: Round) -> Iterator[datetime]:
    """The moments to look back to before the first round of a suggested niche of sample data, oldest first.

    So that whoever tries the product sees videos with a past at once. A niche in anyone's own words has none.
    """
    niche = round_.niche
    is_suggested = any(
        niche.name == suggestion.name and niche.keywords == list(suggestion.keywords)
        for suggestion in niches.SUGGESTIONS
    )
    platform = platforms.of(niche)
    has_past = bool(platform.sample_topics) and platform.mode is Mode.SANDBOX
    if is_suggested and niche.collected_at is None and has_past:
        yield from _moments(timezone.now())


def _sampled() -> Platform | None:
    """The first platform that the sandbox has sample data of, where the sandbox answers for it."""
    return next((each for each in platforms.all() if each.sample_topics and each.mode is Mode.SANDBOX), None)


def _niches_of(workspace: Workspace, platform: Platform) -> QuerySet[Niche]:
    return Niche.objects.for_workspace(workspace).filter(platform=platform.key)


def _follow(workspace: Workspace, platform: Platform, suggestion: niches.Suggestion) -> Niche:
    known = _niches_of(workspace, platform).filter(name=suggestion.name).first()
    if known is not None and known.has_been_scanned:
        return known
    niche, held = _begin(workspace, platform, suggestion, known)
    if held is not None:
        collection.run(held, past=past_of(held))
    niche.refresh_from_db()
    return niche


def _left(workspace: Workspace, platform: Platform) -> list[niches.Suggestion]:
    """The suggestions that the workspace does not follow yet."""
    rows = _niches_of(workspace, platform)
    known = {name.lower() for name in rows.values_list("name", flat=True)}
    return [suggestion for suggestion in niches.SUGGESTIONS if suggestion.name.lower() not in known]


def _create(workspace: Workspace, platform: Platform, suggestion: niches.Suggestion) -> Niche:
    return niches.create(
        workspace=workspace,
        platform=platform.key,
        name=suggestion.name,
        keywords=suggestion.keywords,
        language="en",
    )


@transaction.atomic
def _begin(
    workspace: Workspace, platform: Platform, suggestion: niches.Suggestion, known: Niche | None
) -> tuple[Niche, Round | None]:
    """The niche, and its first round in the same transaction, so that no worker begins without the past."""
    niche = known or _create(workspace, platform, suggestion)
    return niche, collection.claim(niche_id=niche.pk)


def _moments(now: datetime) -> Iterator[datetime]:
    """When it is looked back to, oldest first: seldom at first, then more often."""
    moment = now - PAST
    while moment < now - collection.LIST_EVERY:
        yield moment
        moment += _EVERY if moment < now - _LATELY else _EVERY_LATELY
