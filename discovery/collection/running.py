"""Collects claimed batches of channels, and stores what stopped a batch."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from discovery import candidates, channels, coverage, platforms, scores, states
from discovery.api_budget import Meter
from discovery.collection import batches, details, listing, observing
from discovery.collection.batches import Batch, holding
from discovery.collection.containment import Containment
from discovery.collection.finding import Finding, find
from discovery.errors import BudgetExhaustedError, SourceOffError
from discovery.models import Niche, Outcome, SourceChannel
from discovery.platforms.base import Platform, Source
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.leases import LostLeaseError

logger = logging.getLogger(__name__)


WORKS_FOR = timedelta(minutes=8)


def collect_niche(*, niche: Niche, finding: Finding | None, past: Iterable[datetime] = ()) -> None:
    """Find channels for the niche if its round was claimed, and collect those of its channels that are due.

    ``past`` are earlier moments to query the sandbox for first, oldest first.
    """
    platform, until = platforms.of(niche), timezone.now() + WORKS_FOR
    if finding is not None:
        for moment in find(finding, past=past):
            collect_channels(platform=platform, niche=niche, at=moment, until=until)
    # A failed search is a problem of all calls; the timetable collects the channels later.
    if _found_well(niche, finding) and not coverage.NICHES.is_paused(niche):
        collect_channels(platform=platform, niche=niche, until=until)


def _found_well(niche: Niche, finding: Finding | None) -> bool:
    outcome = Niche.objects.filter(pk=niche.pk).values_list("outcome", flat=True).first()
    if outcome is None:  # It was deleted meanwhile.
        return False
    is_well = finding is None or outcome in {Outcome.SUCCEEDED, Outcome.WAITING}
    return is_well and not coverage.is_of_other_source(niche)


def collect_channels(
    *, platform: Platform, niche: Niche | None = None, at: datetime | None = None, until: datetime
) -> None:
    """Collect due channels batch by batch, only those of the niche if given, until none is due.

    Starts no batch after ``until``. With ``at``, an earlier moment of the sandbox, channels that were never
    collected are queried as of that moment.
    """
    while timezone.now() < until:
        batch = batches.claim(platform=platform, niche=niche, at=at)
        if batch is None or not collect(batch) or at is not None:
            return


def collect(batch: Batch) -> bool:
    """Collect the batch. False if a problem stopped it that concerns all channels of the platform."""
    platform = batch.platform
    with _problem_of(batch) as problem:
        source = platform.source(meter=Meter(platform, at=batch.at), at=batch.at)
        containment = _query(batch, source)
        if batch.at is not None:
            batches.release(batch)
        else:
            published = _publish(batch, containment)
            batches.end(batch, published=published)
            states.succeed(platform=platform, notes=containment.notes)
    return not problem


def _query(batch: Batch, source: Source) -> Containment[SourceChannel]:
    """Query the platform. Returns the problems so far."""
    containment: Containment[SourceChannel] = Containment(
        mark=lambda channel, problem: _mark(batch, channel, problem)
    )
    listing.refresh_channels(batch, source, containment)
    listing.list_channels(batch, source, containment)
    details.read_details(batch, source, containment)
    observing.poll_videos(batch, source, containment)
    containment.settle()
    return containment


def _publish(batch: Batch, containment: Containment[SourceChannel]) -> set[int]:
    """Compare the channels' videos, and update all lists. Returns the channels of which that was possible.

    Each transaction is small. If a worker crashes between them, some workspaces have the new values and
    others do not. The next collection then updates all that changed since the last complete one.
    """
    published: set[int] = set()
    for channel in batch.channels:
        with containment.about(channel):
            _add_missing(batch, channel)
            scores.rescore(channel=channel, at=batch.now(), hold=partial(holding, batch))
            published.add(channel.pk)
    return published


def _add_missing(batch: Batch, channel: SourceChannel) -> None:
    """Add the videos that an interrupted collection stored to the lists that lack them."""
    since = scores.last_complete(channel=channel)
    new = channel.videos.filter(created_at__gte=since) if since else channel.videos.all()
    ids = list(new.values_list("platform_id", flat=True))
    candidates.add_for_watchers(channel=channel, platform_ids=ids, hold=partial(holding, batch))


def _mark(batch: Batch, channel: SourceChannel, problem: str) -> None:
    with holding(batch):
        channels.mark_unreadable(channel=channel, problem=problem, at=batch.now())


@contextmanager
def _problem_of(batch: Batch) -> Iterator[list[str]]:
    """Pause the platform for a problem that concerns all channels. They are due again at once afterwards.

    Yields a list that then contains the problem.
    """
    problem: list[str] = []
    try:
        yield problem
    except LostLeaseError:
        logger.warning("collection lease lost", extra={"fence": batch.claim.fence})
    except BudgetExhaustedError as refusal:
        states.pause(
            platform=batch.platform, outcome=Outcome.BUDGET, problem=refusal.message, until=refusal.resets_at
        )
        problem.append(refusal.message)
    except UpstreamUnavailableError as error:
        wait = timedelta(seconds=error.retry_after_s or 0)
        _fail(batch, problem, Outcome.UNAVAILABLE, error.message, at_least=wait)
    except (SourceOffError, UpstreamError) as error:
        _fail(batch, problem, Outcome.REFUSED, error.message)
    except Exception:
        # Otherwise the timetable would repeat this batch every minute, and use up the allowance.
        logger.exception("collection failed", extra={"platform": batch.platform.key})
        _fail(batch, problem, Outcome.FAILED, states.OUR_ERROR)
    if problem:
        batches.release(batch)


def _fail(
    batch: Batch, problem: list[str], outcome: Outcome, words: str, *, at_least: timedelta = timedelta(0)
) -> None:
    states.fail(platform=batch.platform, outcome=outcome, problem=words, at_least=at_least)
    problem.append(words)
