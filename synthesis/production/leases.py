"""Who works on a render: one worker at a time in each of its two lanes.

``foundation.leases`` is the mechanism. A render adds its lanes, its deadline, failed starts of the media
lane, and outages of storage.
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
# The sweeper prompts a render that nobody has claimed for this long.
PROMPT_AFTER_S = 5

Claim = leases.Claim[Render]
_TERMS = {lane: leases.Terms(rows=Render.objects.unfinished, lasts=LEASE, prefix=f"{lane}_") for lane in Lane}


def claim(*, render_id: str, lane: Lane, fence: int | None = None) -> Claim | None:
    """Take the lane, or None when a worker holds it, or the render has ended.

    With ``fence`` the lane is taken only if nobody has claimed it since that one was.
    """
    return leases.claim(
        terms=_TERMS[lane],
        pk=render_id,
        due=None if fence is None else Q(**{f"{lane}_fence": fence}),
        due_at=timezone.now() + timedelta(seconds=PROMPT_AFTER_S),
        failed_starts=F("failed_starts") + int(lane == Lane.MEDIA),
    )


def advance(*, claim: Claim, **fields: Any) -> None:
    """Set fields that are progress: the render's deadline starts anew. Raises LostLeaseError."""
    write(claim=claim, deadline_at=deadline(), **fields)


def note_outage(*, claim: Claim, reason: str, again_after_s: float) -> None:
    """Have the render wait for storage. The start that met the outage does not count as a failed one."""
    now = timezone.now()
    started = int(claim.terms is _TERMS[Lane.MEDIA])
    claim.row().update(
        outage=reason,
        outage_since=Coalesce("outage_since", now),
        due_at=now + timedelta(seconds=again_after_s),
        failed_starts=Greatest(F("failed_starts") - started, 0),
    )


def end_outage(*, claim: Claim) -> None:
    """Files can be stored again."""
    claim.row().exclude(outage="").update(outage="", outage_since=None)


def deadline() -> datetime:
    """When a render that makes no progress from now on has failed."""
    return timezone.now() + timedelta(seconds=settings.RENDER_DEADLINE_S)
