"""Finding channels for a niche: by a search for its words, and by the addresses that people added.

A search runs only when a person asked for it: for a new niche, or for changed words.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from discovery import channels, coverage, niches, platforms, states
from discovery.api_budget import Meter
from discovery.collection import searching
from discovery.collection.containment import Containment
from discovery.errors import BudgetExhaustedError, SourceOffError
from discovery.models import Niche, Outcome, WatchedChannel
from discovery.platforms.base import Platform, Source
from foundation import leases
from foundation.errors import UpstreamError, UpstreamUnavailableError

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
_TERMS = leases.Terms(rows=Niche.objects.all, lasts=LEASE)
_LOOK_FOR_KEY_AFTER = timedelta(minutes=10)
_INTERRUPTED = "The search was interrupted several times. It will be retried later."


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A niche's claimed round of finding channels.

    ``at`` is set when the sandbox is queried as of an earlier moment.
    """

    niche: Niche
    claim: leases.Claim[Niche]
    claimed_at: datetime
    at: datetime | None = None

    @property
    def platform(self) -> Platform:
        """The niche's platform."""
        return platforms.of(self.niche)

    def now(self) -> datetime:
        """The time that counts as the time of the search."""
        return self.at or timezone.now()

    def channels(self) -> QuerySet[WatchedChannel]:
        """The niche's watched channels that its plan covers, in a stable order."""
        left_out = coverage.CHANNELS.paused(workspace=self.niche.workspace)
        found: QuerySet[WatchedChannel] = self.niche.channels.exclude(pk__in=left_out)
        return found.filter(livemode=self.niche.livemode).order_by("pk")


@transaction.atomic
def claim_niche(*, niche_id: str) -> Finding | None:
    """Claim the niche's round.

    None if nothing is to be found, it is paused, held by another worker, or sample data whose platform is
    live.
    """
    now = timezone.now()
    niche = leases.lock(terms=_TERMS, pk=niche_id, due=Q(next_round_at__lte=now))
    if niche is None or coverage.is_of_other_source(niche) or coverage.NICHES.is_paused(niche):
        return None
    if _backs_off(niche, now):
        return None
    claimed = leases.take(terms=_TERMS, row=niche, tried_at=now, failures=niche.failures)
    return Finding(niche=niche, claim=claimed, claimed_at=now)


def find(finding: Finding, *, past: Iterable[datetime] = ()) -> Iterator[datetime]:
    """Find channels at each of the ``past`` moments of the sandbox, and now. Yields after each past moment.

    The caller then collects the channels that were found, as of the same moment. A failure is stored in the
    niche, which is retried with backoff.
    """
    with _outcome_of(finding):
        for moment in past:
            earlier = replace(finding, at=moment)
            meter = Meter(finding.platform, at=moment)
            _find(earlier, finding.platform.source(meter=meter, at=moment))
            yield moment
        notes = _find(finding, finding.platform.source(meter=Meter(finding.platform)))
        _end(finding, notes=notes)


def _find(finding: Finding, source: Source) -> list[str]:
    """Returns problems that are not about a single channel."""
    containment: Containment[WatchedChannel] = Containment(
        mark=lambda watched, problem: _mark(finding, watched, problem)
    )
    _look_up_added(finding, source, containment)
    searching.find_channels(
        niche=finding.niche,
        source=source,
        at=finding.now(),
        hold=lambda: holding(finding),
        notes=containment.notes,
    )
    containment.settle()
    return containment.notes


def _look_up_added(finding: Finding, source: Source, containment: Containment[WatchedChannel]) -> None:
    """Look up the channels that people have added."""
    for watched in list(channels.to_look_up(channels=finding.channels(), at=finding.now())):
        with containment.about(watched):
            found = source.channel_at(address=watched.address)
            with holding(finding):
                channels.settle(watched=watched, found=found, livemode=source.livemode, at=finding.now())


def _mark(finding: Finding, watched: WatchedChannel, problem: str) -> None:
    with holding(finding):
        channels.fail_lookup(watched=watched, problem=problem, at=finding.now())


@contextmanager
def holding(finding: Finding) -> Iterator[None]:
    """Run one transaction as the round's holder. Raises LostLeaseError if another worker holds it now."""
    with transaction.atomic():
        leases.write(claim=finding.claim)
        yield


@contextmanager
def _outcome_of(finding: Finding) -> Iterator[None]:
    """Store how the round ended."""
    try:
        yield
    except BudgetExhaustedError as refusal:
        _postpone(finding, outcome=Outcome.BUDGET, problem=refusal.message, until=refusal.resets_at)
    except SourceOffError as refusal:
        later = timezone.now() + _LOOK_FOR_KEY_AFTER
        _postpone(finding, outcome=Outcome.OFF, problem=refusal.message, until=later)
    except leases.LostLeaseError:
        logger.warning("niche lease lost", extra={"niche_id": finding.niche.pk, "fence": finding.claim.fence})
    except UpstreamUnavailableError as error:
        wait = timedelta(seconds=error.retry_after_s or 0)
        _fail(finding, outcome=Outcome.UNAVAILABLE, problem=error.message, at_least=wait)
    except UpstreamError as error:
        _fail(finding, outcome=Outcome.REFUSED, problem=error.message)
    except Exception:
        # Otherwise the timetable would restart this round every two minutes, and use up the allowance that
        # all niches share.
        logger.exception("finding channels failed", extra={"niche_id": finding.niche.pk})
        _fail(finding, outcome=Outcome.FAILED, problem=states.OUR_ERROR)


def _end(finding: Finding, *, notes: Iterable[str]) -> None:
    """End the round. Words whose search was postponed are searched for once that is possible."""
    niche, resumes_at = finding.niche, finding.niche.search_resumes_at
    retry_at = channels.next_look_up(channels=finding.channels())
    again_at = min((at for at in (resumes_at, retry_at) if at is not None), default=None)
    with holding(finding):
        mine = Niche.objects.filter(pk=niche.pk)
        # If another round was requested meanwhile, say for a new address, start it next.
        is_requested_again = not mine.filter(next_round_at__lte=finding.claimed_at).update(
            next_round_at=again_at
        )
        leases.release(
            claim=finding.claim,
            outcome=Outcome.WAITING if resumes_at else Outcome.SUCCEEDED,
            problem=" ".join([*_waiting_words(niche), *notes])[:300],
            failures=0,
        )
    if is_requested_again:
        niches.enqueue(niche=niche)
    logger.info("channels found", extra={"niche_id": niche.pk})


def _postpone(finding: Finding, *, outcome: Outcome, problem: str, until: datetime, **fields: Any) -> None:
    """Release the round before its end; the next worker after ``until`` continues it."""
    leases.release(claim=finding.claim, outcome=outcome, problem=problem[:300], next_round_at=until, **fields)
    logger.info("search postponed", extra={"niche_id": finding.niche.pk, "outcome": outcome.value})


def _fail(finding: Finding, *, outcome: Outcome, problem: str, at_least: timedelta = timedelta(0)) -> None:
    failures = min(finding.niche.failures + 1, states.MOST_FAILURES)
    until = timezone.now() + max(at_least, states.backoff(outcome, failures))
    _postpone(finding, outcome=outcome, problem=problem, until=until, failures=failures)


def _backs_off(niche: Niche, now: datetime) -> bool:
    """Count a crashed holder. True if the round backs off now.

    After the first crash the round continues at once. A round that crashes every holder backs off like a
    failing one, or it would use up the allowance.
    """
    if niche.lease_until is None:
        return False
    niche.failures = min(niche.failures + 1, states.MOST_FAILURES)
    resumes_at = niche.lease_until + states.backoff(Outcome.FAILED, niche.failures - 1)
    if niche.failures == 1 or resumes_at <= now:
        return False
    niche.outcome, niche.problem, niche.lease_until = Outcome.FAILED, _INTERRUPTED, None
    niche.next_round_at = resumes_at
    niche.save(update_fields=["failures", "outcome", "problem", "lease_until", "next_round_at"])
    return True


def _waiting_words(niche: Niche) -> list[str]:
    if niche.search_resumes_at is None:
        return []
    words, platform = niche.search_words, platforms.of(niche)
    left = sum(word not in niche.searched_words for word in words)
    return [
        f"{platform.name}'s search quota for today is used up: {left} of {len(words)} keywords were not "
        f"searched yet. The search resumes at {platform.day_ends}."
    ]
