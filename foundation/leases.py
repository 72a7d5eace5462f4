"""Leases: one worker at a time per row, and a fencing token that keeps a late worker from writing.

A leased row has two columns, ``lease_until`` and ``fence``; a row with several leases has one prefixed pair
for each. A claim takes one short transaction and increments the fence. Its holder works outside any
transaction, renews the lease while it works, and can write only while the row still has its fence.
All times are the database's: a worker whose clock is wrong neither keeps a row for hours nor loses it soon.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from django.db import connection, transaction
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils import timezone

Row = TypeVar("Row", bound=Model)

RENEW_EVERY_S = 8


class LostLeaseError(Exception):
    """Another worker has claimed the row, or its work has ended. Nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms(Generic[Row]):
    """The lease rules of a kind of row.

    ``rows`` returns the rows with work to do; no other row can be claimed or held. ``prefix`` is the prefix
    of the two columns. ``lasts`` is how long a lease holds without being renewed.
    """

    rows: Callable[[], QuerySet[Row]]
    lasts: timedelta
    prefix: str = ""

    def columns(self, *, fence: int) -> dict[str, Any]:
        """Column values of a lease that is held under ``fence`` and renewed now."""
        return {f"{self.prefix}fence": fence, f"{self.prefix}lease_until": self.until()}

    def until(self) -> Combinable:
        """When a lease that is taken or renewed now expires."""
        return Now() + self.lasts


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Generic[Row]):
    """One worker's right to work on one row."""

    terms: Terms[Row]
    pk: str
    fence: int

    def row(self) -> QuerySet[Row]:
        """The claimed row, as a query that is empty once the claim is lost."""
        return self.terms.rows().filter(pk=self.pk, **{f"{self.terms.prefix}fence": self.fence})


def free(*, prefix: str = "") -> Q:
    """The condition that a row's lease is free or expired."""
    return Q(**{f"{prefix}lease_until": None}) | Q(**{f"{prefix}lease_until__lte": Now()})


@transaction.atomic
def claim(*, terms: Terms[Row], pk: str, due: Q | None = None, **fields: Any) -> Claim[Row] | None:
    """Take the lease and set ``fields``.

    None when another worker holds it, the row's work has ended, or the row is not ``due``.
    """
    row = lock(terms=terms, pk=pk, due=due)
    return None if row is None else take(terms=terms, row=row, **fields)


def lock(*, terms: Terms[Row], pk: str, due: Q | None = None) -> Row | None:
    """Return the row if it can be claimed, locked until the transaction ends. ``take`` then claims it.

    Doesn't wait for a row that another claim has locked; returns None.
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
    # In place of the expression.
    setattr(row, f"{terms.prefix}lease_until", timezone.now() + terms.lasts)
    return Claim(terms=terms, pk=row.pk, fence=fence)


def is_held(*, claim: Claim[Row]) -> bool:
    """True while the claim is valid."""
    return claim.row().exists()


def require(*, claim: Claim[Row]) -> Row:
    """Return the row, locked until the transaction ends. Raises LostLeaseError."""
    row = claim.row().select_for_update(of=("self",)).first()
    if row is None:
        raise LostLeaseError(claim)
    return row


def renew(*, claim: Claim[Row], **fields: Any) -> bool:
    """Renew the lease and set ``fields``. False when the claim was lost; then nothing was written."""
    return bool(claim.row().update(**claim.terms.columns(fence=claim.fence), **fields))


def write(*, claim: Claim[Row], **fields: Any) -> None:
    """Set ``fields`` and renew the lease. Raises LostLeaseError."""
    if not renew(claim=claim, **fields):
        raise LostLeaseError(claim)


def release(*, claim: Claim[Row], **fields: Any) -> bool:
    """Free the row for the next worker and set ``fields``. False when the claim was lost."""
    return bool(claim.row().update(**{f"{claim.terms.prefix}lease_until": None}, **fields))


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch(Generic[Row]):
    """One worker's right to work on several rows, all under the same fence."""

    terms: Terms[Row]
    pks: frozenset[Any]
    fence: int

    def rows(self) -> QuerySet[Row]:
        """The rows that are still claimed."""
        return self.terms.rows().filter(pk__in=self.pks, **{f"{self.terms.prefix}fence": self.fence})


@transaction.atomic
def claim_batch(
    *, terms: Terms[Row], due: Callable[[QuerySet[Row]], QuerySet[Row]], most: int
) -> Batch[Row] | None:
    """Take the leases of up to ``most`` rows; None if there is none.

    ``due`` filters and orders the rows. Rows that another claim has locked are skipped.
    """
    free_rows = terms.rows().filter(free(prefix=terms.prefix))
    found = list(due(free_rows).select_for_update(skip_locked=True, of=("self",))[:most])
    if not found:
        return None
    # Higher than every row's fence, so that one comparison serves all of them.
    fence = max(getattr(row, f"{terms.prefix}fence") for row in found) + 1
    batch = Batch(terms=terms, pks=frozenset(row.pk for row in found), fence=fence)
    terms.rows().filter(pk__in=batch.pks).update(**terms.columns(fence=fence))
    return batch


def write_batch(*, batch: Batch[Row]) -> None:
    """Renew all leases of the batch. Raises LostLeaseError if one was lost."""
    if batch.rows().update(**batch.terms.columns(fence=batch.fence)) != len(batch.pks):
        raise LostLeaseError(batch)


@contextmanager
def heartbeat(*, claim: Claim[Row]) -> "Iterator[Heartbeat]":
    """Renew the claim from a thread until the block ends."""
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
        """Renew until stopped. A check each second lets a cancellation take effect within two seconds."""
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
            # Without a heartbeat the work must stop, whatever the reason. A sweeper starts it again.
            self._lost.set()
            raise
        finally:
            connection.close()

    def stop(self) -> None:
        """Stop the thread and wait for it."""
        self._stopped.set()
        self.join(timeout=10)
