"""Sample data: niches with two weeks of simulated history.

The history comes from the sandbox, which can be queried as of an earlier moment. Everything else is the real
collection, round by round.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Workspace
from billing.errors import PlanLimitError
from discovery import collection, coverage, niches, platforms, schedule
from discovery.collection import Finding
from discovery.errors import SamplesNeedSandboxError, SourceOffError
from discovery.models import Niche, Outcome
from discovery.platforms.base import Platform
from foundation.vendors import Mode

_NAMES = [suggestion.name for suggestion in niches.SUGGESTIONS]
PAST = timedelta(days=14)
_EVERY = timedelta(hours=14)
_LATELY = timedelta(hours=30)
_EVERY_LATELY = timedelta(hours=6)


def load(*, workspace: Workspace) -> list[Niche]:
    """Create the suggested niches with their last two weeks, as many as the plan allows.

    Existing niches stay unchanged. Raises SamplesNeedSandboxError if the platform is live, since it can't be
    queried about the past.
    """
    platform = require_sandbox()
    loaded: list[Niche] = []
    for suggestion in niches.SUGGESTIONS:
        with suppress(PlanLimitError):
            loaded.append(_follow(workspace, platform, suggestion))
    return loaded


def require_sandbox() -> Platform:
    """Return the platform that has sample data.

    Raises SamplesNeedSandboxError if it is live, and SourceOffError if there is none.
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
    """Sample data of a platform: its topics, and its suggested niches.

    ``refusal`` says why the plan covers no further niche; empty if it covers one.
    """

    platform: str
    topics: Sequence[str]
    suggestions: Sequence[niches.Suggestion]
    refusal: str = ""


def offer(*, workspace: Workspace, niche: Niche | None = None) -> Offer | None:
    """Return the sample data available to the workspace, or in place of that niche.

    None if the platform is live, or nothing is set up.
    """
    platform = _sampled()
    if platform is None or (niche is not None and niche.platform != platform.key):
        return None
    refusal = coverage.NICHES.refusal_shown(workspace=workspace)
    return Offer(platform.name, platform.sample_topics, _left(workspace, platform), refusal)


def follow(*, workspace: Workspace) -> list[Niche]:
    """Create the suggested niches, as many as the plan allows. Their first rounds start at once.

    Raises SamplesNeedSandboxError if the platform is live, and PlanLimitError if the plan allows none.
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


def past_of(niche: Niche) -> Iterator[datetime]:
    """Return the moments to collect before the first round of a suggested sample niche, oldest first.

    This way new users see videos with a history at once. A niche with custom words has no such moments.
    """
    is_suggested = any(
        niche.name == suggestion.name and niche.keywords == list(suggestion.keywords)
        for suggestion in niches.SUGGESTIONS
    )
    platform = platforms.of(niche)
    has_past = bool(platform.sample_topics) and platform.mode is Mode.SANDBOX
    if is_suggested and niche.outcome == Outcome.NEVER and has_past:
        yield from _moments(timezone.now())


def _sampled() -> Platform | None:
    """Return the first platform that the sandbox replaces and has sample data for."""
    return next((each for each in platforms.all() if each.sample_topics and each.mode is Mode.SANDBOX), None)


def _niches_of(workspace: Workspace, platform: Platform) -> QuerySet[Niche]:
    return Niche.objects.for_workspace(workspace).filter(platform=platform.key)


def _follow(workspace: Workspace, platform: Platform, suggestion: niches.Suggestion) -> Niche:
    known = _niches_of(workspace, platform).filter(name=suggestion.name).first()
    if known is not None and known.outcome != Outcome.NEVER:
        return known
    niche, finding = _begin(workspace, platform, suggestion, known)
    if finding is not None:
        collection.collect_niche(niche=niche, finding=finding, past=past_of(niche))
    niche.refresh_from_db()
    return niche


def _left(workspace: Workspace, platform: Platform) -> list[niches.Suggestion]:
    """Return the suggestions that the workspace does not follow yet."""
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
) -> tuple[Niche, Finding | None]:
    """Create the niche and its first round in one transaction, so that no worker starts without the past."""
    niche = known or _create(workspace, platform, suggestion)
    return niche, collection.claim_niche(niche_id=niche.pk)


def _moments(now: datetime) -> Iterator[datetime]:
    """Return the moments to collect, oldest first: sparse at first, then denser."""
    moment = now - PAST
    while moment < now - schedule.LISTINGS[0][1]:
        yield moment
        moment += _EVERY if moment < now - _LATELY else _EVERY_LATELY
