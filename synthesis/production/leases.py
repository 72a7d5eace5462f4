"""Who is at work on a render: a lease that runs out, and a fence that tells a late worker from the present.

A claim takes one short transaction. Whoever holds it does its step outside any transaction and writes the
result only while the fence is still its own.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from synthesis.models import Lane, Render, RenderQuerySet

LEASE_S = 30
RENEW_EVERY_S = 8
# The sweeper prompts a render that nobody has claimed for this long.
PROMPT_AFTER_S = 5


class LostLeaseError(Exception):
    """Somebody else has claimed the lane since, or the render has ended: whatever was done is void."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to work in one lane of one render."""

    render_id: str
    lane: Lane
    fence: int


@transaction.atomic
def claim(*, render_id: str, lane: Lane, fence: int | None = None) -> Claim | None:
    """Take the lane, or None when somebody is at work there, or the render has ended.

    With ``fence`` the lane is taken only if nobody has claimed it since that one was.
    """
    free = Q(**{f"{lane}_lease_until": None}) | Q(**{f"{lane}_lease_until__lt": timezone.now()})
    rows = Render.objects.unfinished().filter(free, pk=render_id)
    if fence is not None:
        rows = rows.filter(**{f"{lane}_fence": fence})
    # A row that another claim has locked at this moment is not waited for.
    render = rows.select_for_update(skip_locked=True).first()
    if render is None:
        return None
    raised = getattr(render, f"{lane}_fence") + 1
    Render.objects.filter(pk=render_id).update(
        due_at=timezone.now() + timedelta(seconds=PROMPT_AFTER_S),
        failed_starts=F("failed_starts") + int(lane == Lane.MEDIA),
        **{f"{lane}_fence": raised, f"{lane}_lease_until": _until()},
    )
    return Claim(render_id=render_id, lane=lane, fence=raised)


def write(*, claim: Claim, **fields: Any) -> None:
    """Set fields of the render while the claim holds. Raises LostLeaseError."""
    if not _held(claim).update(**fields):
        raise LostLeaseError(claim)


def advance(*, claim: Claim, **fields: Any) -> None:
    """Set fields that are headway: the render has its whole time again. Raises LostLeaseError."""
    write(claim=claim, deadline_at=deadline(), **fields)


def note_outage(*, claim: Claim, reason: str, again_after_s: float) -> None:
    """Have the render wait for storage. The start that met the outage does not count as failed."""
    now = timezone.now()
    _held(claim).update(
        outage=reason,
        outage_since=Coalesce("outage_since", now),
        due_at=now + timedelta(seconds=again_after_s),
        failed_starts=Greatest(F("failed_starts") - int(claim.lane == Lane.MEDIA), 0),
    )


def end_outage(*, claim: Claim) -> None:
    """Files can be stored again."""
    _held(claim).exclude(outage="").update(outage="", outage_since=None)


def deadline() -> datetime:
    """When a render that makes no headway from now on has failed."""
    return timezone.now() + timedelta(seconds=settings.RENDER_DEADLINE_S)


def require(*, claim: Claim) -> Render:
    """The render with its row locked until the transaction ends. Raises LostLeaseError."""
    render = _held(claim).select_for_update().first()
    if render is None:
        raise LostLeaseError(claim)
    return render


def is_held(*, claim: Claim) -> bool:
    """True while the claim holds."""
    return _held(claim).exists()


def renew(*, claim: Claim) -> bool:
    """Hold the lane for longer; False when it was lost."""
    return bool(_held(claim).update(**{f"{claim.lane}_lease_until": _until()}))


def release(*, claim: Claim, **fields: Any) -> None:
    """Leave the lane to whoever comes next. One that was lost already stays as it is."""
    _held(claim).update(**{f"{claim.lane}_lease_until": None}, **fields)


@contextmanager
def heartbeat(*, claim: Claim) -> "Iterator[Heartbeat]":
    """Renew the claim from a thread for as long as the block runs."""
    beating = Heartbeat(claim)
    beating.start()
    try:
        yield beating
    finally:
        beating.stop()


class Heartbeat(threading.Thread):
    """Renews a claim every few seconds. ``is_lost`` once that failed: stop what you are doing."""

    def __init__(self, claim: Claim) -> None:
        super().__init__(name=f"heartbeat {claim.render_id}", daemon=True)
        self._claim = claim
        self._stopped = threading.Event()
        self._lost = threading.Event()

    @property
    def is_lost(self) -> bool:
        """True when the work has been canceled, or given to somebody else."""
        return self._lost.is_set()

    def run(self) -> None:
        """Renew until stopped. A look each second lets a cancel take effect within two."""
        since_renewal_s = 0.0
        try:
            while not self._stopped.wait(1.0):
                since_renewal_s += 1.0
                if since_renewal_s >= RENEW_EVERY_S:
                    since_renewal_s = 0.0
                    alive = renew(claim=self._claim)
                else:
                    alive = is_held(claim=self._claim)
                if not alive:
                    self._lost.set()
                    return
        except Exception:
            # Without its heartbeat the work must end, whatever the reason; the sweeper takes it up again.
            self._lost.set()
            raise
        finally:
            connection.close()

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._stopped.set()
        self.join(timeout=10)


def _held(claim: Claim) -> RenderQuerySet:
    return Render.objects.unfinished().filter(pk=claim.render_id, **{f"{claim.lane}_fence": claim.fence})


def _until() -> datetime:
    return timezone.now() + timedelta(seconds=LEASE_S)
