"""A workspace with a past: niches that look as if they had been followed for two weeks.

The past is the sandbox's, which can be asked what it would have answered at an earlier moment. All else is
the real collection, round by round.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Workspace
from discovery import adapters, collection, niches
from discovery.collection import Round
from discovery.errors import SamplesNeedSandboxError
from discovery.models import Niche

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


def _follow(workspace: Workspace, suggestion: niches.Suggestion) -> Niche:
    known = Niche.objects.for_workspace(workspace).filter(name=suggestion.name).first()
    if known is not None and known.has_been_scanned:
        return known
    niche, held = _begin(workspace, suggestion, known)
    if held is not None:
        for moment in _moments(timezone.now()):
            collection.look_back(held, at=moment)
        collection.run(held)
    niche.refresh_from_db()
    return niche


@transaction.atomic
def _begin(
    workspace: Workspace, suggestion: niches.Suggestion, known: Niche | None
) -> tuple[Niche, Round | None]:
    """The niche, and its first round in the same transaction, so that no worker begins without the past."""
    niche = known or niches.create(
        workspace=workspace, name=suggestion.name, keywords=suggestion.keywords, language="en"
    )
    return niche, collection.claim(niche_id=niche.pk)


def _moments(now: datetime) -> Iterator[datetime]:
    """When it is looked back to, oldest first: seldom at first, then more often."""
    moment = now - PAST
    while moment < now - collection.LIST_EVERY:
        yield moment
        moment += _EVERY if moment < now - _LATELY else _EVERY_LATELY
