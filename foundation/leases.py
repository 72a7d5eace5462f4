"""Leases: one worker at a time on a row, and a fence that keeps a late worker from writing.

A leased row has two columns, ``lease_until`` and ``fence``, or several pairs under different prefixes. A
claim takes one short transaction and raises the fence. Its holder works outside any transaction, renews the
lease for as long as that takes, and writes only while the fence is still its own.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import connection, transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

Row = TypeVar("Row", bound=Model)

RENEW_EVERY_S = 8


class LostLeaseError(Exception):
    """Another worker has claimed the row since, or its work has ended. Nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms(Generic[Row]):
    """How a kind of row is leased.

    ``rows`` returns those with work left: a row that is not among them can be neither claimed nor held.
    ``prefix`` is that of the two columns, and ``lasts`` how long a lease holds without being renewed.
    """

    rows: Callable[[], QuerySet[Row]]
    lasts: timedelta
    prefix: str = ""

    def columns(self, *, fence: int) -> dict[str, Any]:
        """What holding the lease under ``fence`` for its whole time is in the row's columns."""
        return {f"{self.prefix}fence": fence, f"{self.prefix}lease_until": self.until()}

    def until(self) -> datetime:
        """When a lease that is taken or renewed now runs out."""
        return timezone.now() + self.lasts


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Generic[Row]):
    """One worker's right to work on one row."""

    terms: Terms[Row]
    pk: str
    fence: int

    def row(self) -> QuerySet[Row]:
        """The claimed row, as a query that finds nothing once the claim is lost."""
        return self.terms.rows().filter(pk=self.pk, **{f"{self.terms.prefix}fence": self.fence})


def free(*, prefix: str = "") -> Q:
    """The condition that nobody holds a row's lease."""
    return Q(**{f"{prefix}lease_until": None}) | Q(**{f"{prefix}lease_until__lte": timezone.now()})


@transaction.atomic
def claim(*, terms: Terms[Row], pk: str, due: Q | None = None, **fields: Any) -> Claim[Row] | None:
    """Take the lease and set ``fields``. None when it is held, or the row has ended or is not ``due``."""
    row = lock(terms=terms, pk=pk, due=due)
    return None if row is None else take(terms=terms, row=row, **fields)


def lock(*, terms: Terms[Row], pk: str, due: Q | None = None) -> Row | None:
    """The row if it can be claimed, locked until the transaction ends. ``take`` then claims it.

    A row that another claim has locked at this moment is not waited for.
    """
    rows = terms.rows().filter(due or Q(), free(prefix=terms.prefix), pk=pk)
    return rows.select_for_update(skip_locked=True, of=("self",)).first()


def take(*, terms: Terms[Row], row: Row, **fields: Any) -> Claim[Row]:
    """Claim a row that ``lock`` returned, in the same transaction, and set ``fields``."""
    fence: int = getattr(row, f"{terms.prefix}fence") + 1
    fields |= terms.columns(fence=fence)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
    return Claim(terms=terms, pk=row.pk, fence=fence)


def is_held(*, claim: Claim[Row]) -> bool:
    """True while the claim holds."""
    return claim.row().exists()


def require(*, claim: Claim[Row]) -> Row:
    """The row, locked until the transaction ends. Raises LostLeaseError."""
    row = claim.row().select_for_update(of=("self",)).first()
    if row is None:
        raise LostLeaseError(claim)
    return row


def renew(*, claim: Claim[Row], **fields: Any) -> bool:
    """Start the lease's time anew and set ``fields``. False when the claim was lost: nothing was written."""
    return bool(claim.row().update(**claim.terms.columns(fence=claim.fence), **fields))


def write(*, claim: Claim[Row], **fields: Any) -> None:
    """Set ``fields`` and renew the lease. Raises LostLeaseError."""
    if not renew(claim=claim, **fields):
        raise LostLeaseError(claim)


def release(*, claim: Claim[Row], **fields: Any) -> bool:
    """Leave the row to the next worker and set ``fields``. False when the claim was lost."""
    return bool(claim.row().update(**{f"{claim.terms.prefix}lease_until": None}, **fields))


@contextmanager
def heartbeat(*, claim: Claim[Row]) -> "Iterator[Heartbeat]":
    """Renew the claim from a thread for as long as the block runs."""
    beating = Heartbeat(claim)
    beating.start()
    try:
        yield beating
    finally:
        beating.stop()


class Heartbeat(threading.Thread):
    """Renews a claim every few seconds. Once ``is_lost``, its holder must stop."""

    def __init__(self, claim: Claim[Any]) -> None:
        super().__init__(name=f"heartbeat {claim.pk}", daemon=True)
        self._claim = claim
        self._stopped = threading.Event()
        self._lost = threading.Event()

    @property
    def is_lost(self) -> bool:
        """True when the work has ended, or another worker has claimed it."""
        return self._lost.is_set()

    def run(self) -> None:
        """Renew until stopped. A check each second lets a cancel take effect within two."""
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
            # Without its heartbeat the work must end, whatever the reason; a sweeper starts it again.
            self._lost.set()
            raise
        finally:
            connection.close()

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._stopped.set()
        self.join(timeout=10)
