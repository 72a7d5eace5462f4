"""One round of collection: find channels, list their videos, read their numbers, and compare them.

A round belongs to the holder of the niche's lease. Each write is one short transaction that first renews the
lease under the holder's fence, so that of two holders only the later one writes. No transaction is open
during calls to the platform. If a holder crashes, the next one continues its round: the time of each
observation shows what is done.

A problem with one channel or one video is recorded there and does not stop the others. A problem that affects
all of them (an outage, the day's allowance, the key) postpones the round.
"""

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from discovery import candidates
from discovery.api_budget import Meter
from discovery.collection import listing, observing, searching
from discovery.collection.containment import Containment
from discovery.collection.rounds import LEASE, Round, claim, end, holding, postpone, postpone_failed
from discovery.errors import BudgetExhaustedError, SourceOffError
from discovery.models import Outcome
from discovery.platforms.base import Source
from foundation.leases import LostLeaseError

__all__ = [
    "LEASE",
    "LIST_EVERY",
    "Round",
    "backfill",
    "claim",
    "collect",
    "postpone",
    "postpone_failed",
    "run",
]

logger = logging.getLogger(__name__)

LIST_EVERY = listing.LIST_EVERY
_LOOK_FOR_KEY_AFTER = timedelta(minutes=10)


def run(round_: Round, *, past: Iterable[datetime] = ()) -> None:
    """Run the round to its end. If the day's allowance is used up, it continues on the platform's next day.

    ``past`` are earlier moments to query the sandbox for first, oldest first.

    Raises UpstreamUnavailableError and UpstreamError; ``postpone_failed`` then sets the time of the retry.
    """
    try:
        for moment in past:
            backfill(round_, at=moment)
        platform = round_.platform
        meter = Meter(platform)
        notes = collect(round_, platform.source(meter=meter))
        end(round_, units=meter.units, notes=notes)
    except BudgetExhaustedError as refusal:
        postpone(round_, outcome=Outcome.BUDGET, problem=refusal.message, until=refusal.resets_at)
    except SourceOffError as refusal:
        later = timezone.now() + _LOOK_FOR_KEY_AFTER
        postpone(round_, outcome=Outcome.OFF, problem=refusal.message, until=later)
    except LostLeaseError:
        logger.warning(
            "collection lease lost", extra={"niche_id": round_.niche.pk, "fence": round_.claim.fence}
        )


def backfill(round_: Round, *, at: datetime) -> None:
    """Store the results of a round at an earlier moment of the sandbox. The niche stays leased."""
    earlier, platform = replace(round_, started_at=at, at=at), round_.platform
    source = platform.source(meter=Meter(platform, at=at), at=at)
    _query(earlier, source, Containment(earlier))


def collect(round_: Round, source: Source) -> list[str]:
    """Query the platform, then compare. Returns problems that are not about a single channel."""
    containment = Containment(round_)
    _query(round_, source, containment)
    for channel in round_.channels():
        with containment.about(channel), holding(round_):
            candidates.rescore(channel=channel, at=round_.now())
    return containment.notes


def _query(round_: Round, source: Source, containment: Containment) -> None:
    listing.look_up_added(round_, source, containment)
    searching.find_channels(round_, source, containment)
    listing.list_channels(round_, source, containment)
    observing.poll_videos(round_, source, containment)
    containment.settle()
