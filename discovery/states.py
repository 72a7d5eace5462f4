"""Whether a platform is collected now: paused after a problem that concerns all channels, with backoff."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import cast

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from discovery import platforms
from discovery.models import CollectionState, Outcome
from discovery.platforms.base import Platform
from foundation.vendors import Mode

logger = logging.getLogger(__name__)

# Backoff after a failure: the first delay, and the maximum.
BACKOFFS = {
    Outcome.UNAVAILABLE: (timedelta(minutes=5), timedelta(hours=2)),
    Outcome.REFUSED: (timedelta(hours=1), timedelta(hours=6)),
    Outcome.FAILED: (timedelta(minutes=5), timedelta(hours=24)),
}
MOST_FAILURES = 16
OUR_ERROR = (
    "An internal error stopped the scan. It will be retried. Your administrator can find details in the log."
)
_SHOWN_FOR_S = 30


def of(platform: Platform) -> CollectionState:
    """Return the platform's state, for the mode that it has now."""
    rows = CollectionState.objects.filter(platform=platform.key, livemode=_is_live(platform))
    return rows.first() or CollectionState(platform=platform.key, livemode=_is_live(platform))


def shown(platform: Platform) -> CollectionState:
    """Return the state for display, up to half a minute old."""
    return cast(CollectionState, cache.get_or_set(_key(platform), lambda: of(platform), timeout=_SHOWN_FOR_S))


def is_open(*, platform: Platform, at: datetime) -> bool:
    """True if the platform is set up and no problem pauses it."""
    if platform.mode is Mode.OFF:
        return False
    resumes_at = of(platform).resumes_at
    return resumes_at is None or resumes_at <= at


def is_paused(state: CollectionState) -> bool:
    """True if the platform of that state is off, or a problem pauses it."""
    now = timezone.now()
    return platforms.of(state).mode is Mode.OFF or (state.resumes_at or now) > now


def succeed(*, platform: Platform, notes: Iterable[str] = ()) -> None:
    """Record that the platform answers. ``notes`` are problems that stopped nothing."""
    problem = " ".join(notes)[:300]
    state = of(platform)
    if (state.outcome, state.problem, state.failures) != (Outcome.SUCCEEDED, problem, 0):
        _store(platform, outcome=Outcome.SUCCEEDED, problem=problem, failures=0, resumes_at=None)


def pause(*, platform: Platform, outcome: Outcome, problem: str, until: datetime) -> None:
    """Collect nothing from the platform before ``until``."""
    _store(platform, outcome=outcome, problem=problem[:300], resumes_at=until)
    logger.warning("collection paused", extra={"platform": platform.key, "outcome": outcome.value})


def fail(*, platform: Platform, outcome: Outcome, problem: str, at_least: timedelta = timedelta(0)) -> None:
    """Pause the platform with backoff, so that a lasting failure uses little of the allowance."""
    failures = min(of(platform).failures + 1, MOST_FAILURES)
    until = timezone.now() + max(at_least, backoff(outcome, failures))
    _store(platform, outcome=outcome, problem=problem[:300], failures=failures, resumes_at=until)
    logger.warning("collection paused", extra={"platform": platform.key, "outcome": outcome.value})


def backoff(outcome: Outcome, failures: int) -> timedelta:
    """Return the delay after that many failures in a row."""
    first, longest = BACKOFFS[outcome]
    return min(longest, first * (1 << max(0, failures - 1)))


def _store(platform: Platform, **fields: object) -> None:
    CollectionState.objects.update_or_create(
        platform=platform.key,
        livemode=_is_live(platform),
        defaults={**fields, "changed_at": timezone.now()},
    )
    transaction.on_commit(lambda: cache.delete(_key(platform)), robust=True)


def _key(platform: Platform) -> str:
    return f"states:{platform.key}:{platform.mode}"


def _is_live(platform: Platform) -> bool:
    return platform.mode is Mode.LIVE
