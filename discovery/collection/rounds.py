"""The lease of a niche's round: claimed, held, and released with the round's result."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from discovery import api_budget, coverage, niches, platforms
from discovery.models import Niche, Outcome, WatchedChannel
from discovery.platforms.base import Platform
from foundation import leases

logger = logging.getLogger(__name__)

Item = TypeVar("Item")

LEASE = timedelta(seconds=90)
_TERMS = leases.Terms(rows=Niche.objects.all, lasts=LEASE)
# A round that could not be finished in this time is started again instead of continued.
_STALE_AFTER = timedelta(hours=2)
# Backoff after a failed round: the first delay, and the maximum.
_BACKOFFS = {
    Outcome.UNAVAILABLE: (timedelta(minutes=5), timedelta(hours=2)),
    Outcome.REFUSED: (timedelta(hours=1), timedelta(hours=6)),
    Outcome.FAILED: (timedelta(minutes=5), timedelta(hours=24)),
}
_MOST_FAILURES = 16
_INTERRUPTED = "The scan was interrupted several times. It will be retried later."


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A claimed round. ``left_out`` are ids of channels that the plan does not cover.

    ``at`` is set when the sandbox is queried as of an earlier moment.
    """

    niche: Niche
    claim: leases.Claim[Niche]
    claimed_at: datetime
    started_at: datetime
    left_out: frozenset[str] = frozenset()
    at: datetime | None = None

    @property
    def platform(self) -> Platform:
        """The niche's platform."""
        return platforms.of(self.niche)

    def in_calls(self, items: Sequence[Item]) -> Iterator[Sequence[Item]]:
        """Split the items into batches of the size that one call to the platform accepts."""
        size = self.platform.ids_per_call
        return (items[start : start + size] for start in range(0, len(items), size))

    def now(self) -> datetime:
        """The time that counts as the time of observation."""
        return self.at or timezone.now()

    def channels(self) -> QuerySet[WatchedChannel]:
        """The niche's watched channels, in a stable order."""
        found: QuerySet[WatchedChannel] = self.niche.channels.exclude(pk__in=self.left_out)
        return found.filter(livemode=self.niche.livemode).order_by("pk")


@transaction.atomic
def claim(*, niche_id: str) -> Round | None:
    """Claim the niche's round.

    None if it is not due, paused, held by another worker, or sample data whose platform is live.
    """
    now = timezone.now()
    niche = leases.lock(terms=_TERMS, pk=niche_id, due=Q(next_round_at__lte=now))
    if niche is None:
        return None
    if coverage.is_of_other_source(niche) or coverage.NICHES.is_paused(niche):
        return None
    if _backs_off(niche, now):
        return None
    begun = niche.round_started_at
    started_at = begun if begun and begun > now - _STALE_AFTER else now
    claimed = leases.take(
        terms=_TERMS, row=niche, round_started_at=started_at, tried_at=now, failures=niche.failures
    )
    return Round(
        niche=niche,
        claim=claimed,
        claimed_at=now,
        started_at=started_at,
        left_out=coverage.CHANNELS.paused(workspace=niche.workspace),
    )


@contextmanager
def holding(round_: Round) -> Iterator[None]:
    """Run one transaction as the round's holder. Raises LostLeaseError if another worker holds it now."""
    with transaction.atomic():
        leases.write(claim=round_.claim)
        yield


def end(round_: Round, *, units: int, notes: Sequence[str]) -> None:
    """End the round. Words whose search was postponed are searched for once that is possible."""
    now = timezone.now()
    mine = Niche.objects.filter(pk=round_.niche.pk)
    resumes_at = round_.niche.search_resumes_at
    next_round_at = now + api_budget.interval(platform=round_.platform)
    with holding(round_):
        # If another round was requested meanwhile, say for a new channel, start it next.
        is_requested_again = not mine.filter(next_round_at__lte=round_.claimed_at).update(
            next_round_at=min(next_round_at, resumes_at) if resumes_at else next_round_at
        )
        leases.release(
            claim=round_.claim,
            round_started_at=None,
            collected_at=now,
            outcome=Outcome.WAITING if resumes_at else Outcome.SUCCEEDED,
            problem=" ".join([*_waiting_words(round_.niche), *notes])[:300],
            round_units=units,
            failures=0,
        )
    if is_requested_again:
        niches.enqueue(niche=round_.niche)
    logger.info("collection finished", extra={"niche_id": round_.niche.pk, "units": units})


def postpone(round_: Round, *, outcome: Outcome, problem: str, until: datetime, **fields: Any) -> None:
    """Release the round before its end and set ``fields``; the next worker after ``until`` continues it."""
    leases.release(claim=round_.claim, outcome=outcome, problem=problem[:300], next_round_at=until, **fields)
    logger.info("collection postponed", extra={"niche_id": round_.niche.pk, "outcome": outcome.value})


def postpone_failed(
    round_: Round, *, outcome: Outcome, problem: str, at_least: timedelta = timedelta(0)
) -> None:
    """Postpone a failed round with backoff, so that a lasting failure uses little of the allowance."""
    failures = min(round_.niche.failures + 1, _MOST_FAILURES)
    wait = max(at_least, _backoff(outcome, failures))
    until = timezone.now() + wait
    postpone(round_, outcome=outcome, problem=problem, until=until, failures=failures)


def _backs_off(niche: Niche, now: datetime) -> bool:
    """Count a crashed holder. True if the round backs off now.

    After the first crash the round continues at once. A round that crashes every holder backs off like a
    failing one, or it would use up the allowance.
    """
    if niche.lease_until is None:
        return False
    niche.failures = min(niche.failures + 1, _MOST_FAILURES)
    resumes_at = niche.lease_until + _backoff(Outcome.FAILED, niche.failures - 1)
    if niche.failures == 1 or resumes_at <= now:
        return False
    niche.outcome, niche.problem, niche.lease_until = Outcome.FAILED, _INTERRUPTED, None
    niche.next_round_at = resumes_at
    niche.save(update_fields=["failures", "outcome", "problem", "lease_until", "next_round_at"])
    return True


def _backoff(outcome: Outcome, failures: int) -> timedelta:
    first, longest = _BACKOFFS[outcome]
    return min(longest, first * (1 << max(0, failures - 1)))


def _waiting_words(niche: Niche) -> list[str]:
    if niche.search_resumes_at is None:
        return []
    words, platform = niche.search_words, platforms.of(niche)
    left = sum(word not in niche.searched_words for word in words)
    return [
        f"{platform.name}'s search quota for today is used up: {left} of {len(words)} keywords were not "
        f"searched yet. The search resumes at {platform.day_ends}."
    ]
