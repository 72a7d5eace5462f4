"""Leases on renders: each of a render's two lanes has at most one worker at a time.

The mechanism is ``foundation.leases``. This module adds the lanes, the deadline of a render, the count of
failed starts in the media lane, and storage outages.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from foundation import leases
from foundation.leases import LostLeaseError, heartbeat, is_held, release, renew, require, write
from synthesis.models import Lane, Render

__all__ = [
    "PROMPT_AFTER_S",
    "Claim",
    "LostLeaseError",
    "advance",
    "claim",
    "deadline",
    "end_outage",
    "heartbeat",
    "is_held",
    "note_outage",
    "release",
    "renew",
    "require",
    "write",
]

LEASE = timedelta(seconds=30)
# The sweeper enqueues a render again if no worker has claimed it for this long.
PROMPT_AFTER_S = 5

Claim = leases.Claim[Render]
_TERMS = {lane: leases.Terms(rows=Render.objects.unfinished, lasts=LEASE, prefix=f"{lane}_") for lane in Lane}


def claim(*, render_id: str, lane: Lane, fence: int | None = None) -> Claim | None:
    """Claim the lane. Returns None if another worker holds it, or if the render has ended.

    With ``fence``, the claim succeeds only if that is still the lane's latest fencing token.
    """
    return leases.claim(
        terms=_TERMS[lane],
        pk=render_id,
        due=None if fence is None else Q(**{f"{lane}_fence": fence}),
        due_at=timezone.now() + timedelta(seconds=PROMPT_AFTER_S),
        failed_starts=F("failed_starts") + int(lane == Lane.MEDIA),
    )


def advance(*, claim: Claim, **fields: Any) -> None:
    """Write fields that count as progress, which restarts the deadline. Raises LostLeaseError."""
    write(claim=claim, deadline_at=deadline(), **fields)


def note_outage(*, claim: Claim, reason: str, again_after_s: float) -> None:
    """Mark the render as waiting for storage. The interrupted start does not count as failed."""
    now = timezone.now()
    started = int(claim.terms is _TERMS[Lane.MEDIA])
    claim.row().update(
        outage=reason,
        outage_since=Coalesce("outage_since", now),
        due_at=now + timedelta(seconds=again_after_s),
        failed_starts=Greatest(F("failed_starts") - started, 0),
    )


def end_outage(*, claim: Claim) -> None:
    """Clear the outage: storage is available again."""
    claim.row().exclude(outage="").update(outage="", outage_since=None)


def deadline() -> datetime:
    """The time at which a render fails if it makes no progress from now on."""
    return timezone.now() + timedelta(seconds=settings.RENDER_DEADLINE_S)
