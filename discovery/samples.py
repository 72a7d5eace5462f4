"""A workspace with a past: niches that look as if they had been followed for two weeks.

The past is the sandbox's, which can be asked what it would have answered at an earlier moment. All else is
the real collection, round by round.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Workspace
from billing.errors import PlanLimitError
from discovery import adapters, collection, niches
from discovery.collection import Round
from discovery.errors import SamplesNeedSandboxError
from discovery.models import Niche

# What the sandbox's channels publish on.
TOPICS = (
    "home coffee", "budget travel", "strength training", "desk setups", "sourdough baking", "houseplants",
    "personal finance", "street photography", "board games", "language learning",
)  # fmt: skip
_NAMES = [suggestion.name for suggestion in niches.SUGGESTIONS]
PAST = timedelta(days=14)
_EVERY = timedelta(hours=14)
_LATELY = timedelta(hours=30)
_EVERY_LATELY = timedelta(hours=6)


def load(*, workspace: Workspace) -> list[Niche]:
    """Follow the suggested niches and see their last two weeks; niches that are there stay as they are.

    Raises SamplesNeedSandboxError where YouTube is real: nobody can ask it about yesterday.
    """
    require_sandbox()
    return [_follow(workspace, suggestion) for suggestion in niches.SUGGESTIONS]


def require_sandbox() -> None:
    """Raises SamplesNeedSandboxError where YouTube is real, and SourceOffError where there is none."""
    if adapters.source().livemode:
        raise SamplesNeedSandboxError()


@dataclass(frozen=True, slots=True)
class Offer:
    """Sample data, where it can be had: which topics it knows, and which niches to begin with."""

    topics: Sequence[str]
    suggestions: Sequence[niches.Suggestion]


def offer(*, workspace: Workspace) -> Offer | None:
    """What sample data has for the workspace; None where YouTube is live, or nothing is set up."""
    if adapters.mode() is not adapters.Mode.SANDBOX:
        return None
    return Offer(TOPICS, _left(workspace))


def follow(*, workspace: Workspace) -> list[Niche]:
    """Follow the suggested niches, as many as the plan has room for; their first rounds begin at once.

    Raises SamplesNeedSandboxError where YouTube is real, and PlanLimitError when there is room for none.
    """
    require_sandbox()
    followed: list[Niche] = []
    for suggestion in _left(workspace):
        try:
            followed.append(_create(workspace, suggestion))
        except PlanLimitError:
            if not followed:
                raise
    return followed or [*Niche.objects.for_workspace(workspace).filter(name__in=_NAMES)]


def past_of(round_: Round) -> Iterator[datetime]:
    """The moments to look back to before the first round of a suggested niche of sample data, oldest first.

    So that whoever tries the product sees videos with a past at once. A niche in anyone's own words has none.
    """
    niche = round_.niche
    is_suggested = any(
        niche.name == suggestion.name and niche.keywords == list(suggestion.keywords)
        for suggestion in niches.SUGGESTIONS
    )
    if is_suggested and niche.collected_at is None and adapters.mode() is adapters.Mode.SANDBOX:
        yield from _moments(timezone.now())


def _follow(workspace: Workspace, suggestion: niches.Suggestion) -> Niche:
    known = Niche.objects.for_workspace(workspace).filter(name=suggestion.name).first()
    if known is not None and known.has_been_scanned:
        return known
    niche, held = _begin(workspace, suggestion, known)
    if held is not None:
        collection.run(held, past=past_of(held))
    niche.refresh_from_db()
    return niche


def _left(workspace: Workspace) -> list[niches.Suggestion]:
    """The suggestions that the workspace does not follow yet."""
    rows = Niche.objects.for_workspace(workspace)
    known = {name.lower() for name in rows.values_list("name", flat=True)}
    return [suggestion for suggestion in niches.SUGGESTIONS if suggestion.name.lower() not in known]


def _create(workspace: Workspace, suggestion: niches.Suggestion) -> Niche:
    return niches.create(
        workspace=workspace, name=suggestion.name, keywords=suggestion.keywords, language="en"
    )


@transaction.atomic
def _begin(
    workspace: Workspace, suggestion: niches.Suggestion, known: Niche | None
) -> tuple[Niche, Round | None]:
    """The niche, and its first round in the same transaction, so that no worker begins without the past."""
    niche = known or _create(workspace, suggestion)
    return niche, collection.claim(niche_id=niche.pk)


def _moments(now: datetime) -> Iterator[datetime]:
    """When it is looked back to, oldest first: seldom at first, then more often."""
    moment = now - PAST
    while moment < now - collection.LIST_EVERY:
        yield moment
        moment += _EVERY if moment < now - _LATELY else _EVERY_LATELY
