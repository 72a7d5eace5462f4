"""A workspace's videos in a period: reserve, commit, release, grant, adjust.

Each operation writes one ledger entry in the same transaction as the running totals, so that the balance is
the sum of the entries.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts import frames
from accounts.models import User, Workspace
from billing import entitlements, ledger, notices, periods, plans
from billing.errors import (
    AdjustmentTooLargeError,
    QuotaExhaustedError,
    ReservationClosedError,
    ReservationUnknownError,
    WorkspaceReadOnlyError,
)
from billing.models import EntryKind, LedgerEntry, QuotaPeriod, Reservation, ReservationStatus, Standing
from foundation import ids
from foundation.prepared import Prepared

# Longer than any work takes between two heartbeats. Running work extends its reservation.
HOLD_FOR = timedelta(hours=24)


_PERIODS: Prepared[QuotaPeriod] = Prepared(
    lambda workspace, starts_at: QuotaPeriod.objects.filter(workspace_id=workspace, starts_at=starts_at),
    workspace="a workspace's id",
    starts_at=datetime.min.replace(tzinfo=UTC),
)


@dataclass(frozen=True, slots=True)
class Usage:
    """A workspace's usage in the current period. ``limit`` is None when the plan has none."""

    used: int
    held: int
    limit: int | None
    starts_at: datetime
    resets_at: datetime

    @property
    def starts_on(self) -> date:
        """The day the period began, in UTC."""
        return self.starts_at.astimezone(UTC).date()

    @property
    def resets_on(self) -> date:
        """The day the next period begins, in UTC."""
        return self.resets_at.astimezone(UTC).date()

    @property
    def taken(self) -> int:
        """Videos used, or reserved for work in progress."""
        return self.used + self.held

    @property
    def left(self) -> int | None:
        """How many more can be requested; None is no limit."""
        return None if self.limit is None else self.limit - self.taken


@transaction.atomic
def reserve(*, workspace: Workspace, reference: str, videos: int = 1) -> Reservation:
    """Reserve ``videos`` for the work that ``reference`` names, such as "render:rnd_…".

    A repeated call with the same reference returns the existing reservation, whatever its outcome. Raises
    QuotaExhaustedError or WorkspaceReadOnlyError, and then reserves nothing.
    """
    if entitlements.is_read_only(workspace=workspace):
        raise WorkspaceReadOnlyError()
    period = periods.current(workspace=workspace)
    # The insert comes first: of two requests with one reference, the later one waits here for the earlier.
    reservation, is_new = Reservation.objects.get_or_create(
        reference=reference,
        workspace=workspace,
        defaults={"period": period, "videos": videos, "expires_at": timezone.now() + HOLD_FOR},
    )
    if not is_new:
        return reservation
    # Check and change are one statement, so that only one of two requests gets the last video.
    has_enough = Q(is_unlimited=True) | Q(granted__gte=F("held") + F("used") + videos)
    if not QuotaPeriod.objects.filter(has_enough, pk=period.pk).update(held=F("held") + videos):
        period.refresh_from_db()
        raise QuotaExhaustedError(
            needed=videos,
            limit=period.granted,
            used=period.used,
            held=period.held,
            resets_at=period.ends_at,
        )
    ledger.write(
        period=period,
        kind=EntryKind.RESERVE,
        videos=-videos,
        reference=reference,
        reason="Render started",
    )
    _keep_lapsed(period)
    notices.watch_quota(period=period)
    return reservation


@transaction.atomic
def commit(*, reference: str, reason: str = "Video delivered") -> None:
    """Count a reservation as used. Idempotent.

    Raises ReservationUnknownError, and ReservationClosedError for a released reservation.
    """
    reservation = _find(reference)
    if _end(reservation, ReservationStatus.COMMITTED):
        QuotaPeriod.objects.filter(pk=reservation.period_id).update(
            held=F("held") - reservation.videos, used=F("used") + reservation.videos
        )
        ledger.write(
            period=reservation.period, kind=EntryKind.COMMIT, videos=0, reference=reference, reason=reason
        )


@transaction.atomic
def release(*, reference: str, reason: str) -> None:
    """Return reserved videos to the period they were taken from. Idempotent.

    ``reason`` is shown to the workspace. Raises ReservationUnknownError, and ReservationClosedError for a
    committed reservation.
    """
    reservation = _find(reference)
    if _end(reservation, ReservationStatus.RELEASED):
        QuotaPeriod.objects.filter(pk=reservation.period_id).update(held=F("held") - reservation.videos)
        ledger.write(
            period=reservation.period,
            kind=EntryKind.RELEASE,
            videos=reservation.videos,
            reference=reference,
            reason=reason,
        )
        _keep_lapsed(reservation.period)


def extend(*, reference: str, until: datetime | None = None) -> None:
    """Extend the reservation of running work until ``until``, or a day from now.

    Never shortens a reservation, and has no effect on one that has ended.
    """
    until = until or timezone.now() + HOLD_FOR
    Reservation.objects.filter(
        reference=reference, status=ReservationStatus.HELD, expires_at__lt=until
    ).update(expires_at=until)


def release_expired(*, at_most: int = 500) -> int:
    """Release expired reservations, whose work has stopped without a result. Returns how many."""
    expired = Reservation.objects.filter(status=ReservationStatus.HELD, expires_at__lt=timezone.now())
    references = list(expired.order_by("expires_at").values_list("reference", flat=True)[:at_most])
    return sum(_release_if_expired(reference) for reference in references)


@transaction.atomic
def _release_if_expired(reference: str) -> bool:
    # Check again under a lock: the owner may have extended or ended it since the list was read.
    still = Reservation.objects.select_for_update().filter(
        reference=reference, status=ReservationStatus.HELD, expires_at__lt=timezone.now()
    )
    if not still.exists():
        return False
    release(reference=reference, reason="The render stopped without a result")
    return True


@transaction.atomic
def grant(
    *, workspace: Workspace, videos: int, reason: str, actor: User | None = None, reference: str = ""
) -> None:
    """Grant the workspace more videos in this period. A repeated ``reference`` has no effect."""
    if videos < 1:
        raise ValueError(f"a grant is at least one video, not {videos}")
    _change_granted(EntryKind.GRANT, workspace, videos, reason, actor, reference)


@transaction.atomic
def adjust(
    *, workspace: Workspace, videos: int, reason: str, actor: User | None, reference: str = ""
) -> None:
    """Correct this period's balance by ``videos``, up or down.

    Raises AdjustmentTooLargeError when fewer remain. A repeated ``reference`` has no effect.
    """
    _change_granted(EntryKind.ADJUST, workspace, videos, reason, actor, reference)


def _change_granted(
    kind: EntryKind, workspace: Workspace, videos: int, reason: str, actor: User | None, reference: str
) -> None:
    period = QuotaPeriod.objects.select_for_update().get(pk=periods.current(workspace=workspace).pk)
    reference = reference or ids.new(kind.value)
    if LedgerEntry.objects.for_workspace(workspace).filter(kind=kind, reference=reference).exists():
        return
    if not period.is_unlimited and period.balance + videos < 0:
        raise AdjustmentTooLargeError(asked=-videos, available=period.balance)
    QuotaPeriod.objects.filter(pk=period.pk).update(granted=F("granted") + videos, extra=F("extra") + videos)
    ledger.write(period=period, kind=kind, videos=videos, reference=reference, reason=reason, actor=actor)


def usage(*, workspace: Workspace, standing: Standing | None = None) -> Usage:
    """Return the workspace's usage in the current period. Writes nothing.

    ``standing`` is the workspace's, if the caller has already read it.
    """
    standing = standing or entitlements.standing_of(workspace=workspace)
    plan = entitlements.plan_by(standing)
    starts_at, resets_at = periods.bounds_of(standing)
    allowance = plan.limits[plans.VIDEOS_PER_MONTH]
    period = _PERIODS.first(workspace=workspace.pk, starts_at=starts_at)
    if period is None:
        return Usage(used=0, held=0, limit=allowance, starts_at=starts_at, resets_at=resets_at)
    is_current = period.plan == plan.code and period.lapsed_at is None
    granted = period.granted if is_current else periods.granted_by(plan, period=period)
    return Usage(
        used=period.used,
        held=period.held,
        limit=None if allowance is None else granted,
        starts_at=starts_at,
        resets_at=resets_at,
    )


def usage_shown(*, workspace: Workspace) -> Usage:
    """Return the usage for display: at most ten seconds old, and mostly without a query."""

    def make() -> Usage:
        return usage(workspace=workspace, standing=entitlements.standing_shown(workspace=workspace))

    return frames.part(workspace=workspace, name="quota", make=make)


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A period whose totals don't match its ledger entries or its reservations."""

    period_id: str
    total: str
    kept: int
    computed: int

    def __str__(self) -> str:
        return f"{self.period_id}: {self.total} is {self.kept}, expected {self.computed}"


def discrepancies() -> list[Discrepancy]:
    """Return every total that doesn't match, over all workspaces. There should be none."""
    # Subqueries, because a join of entries and reservations would count each entry once per reservation.
    lines = LedgerEntry.objects.filter(period=OuterRef("pk"))
    gifts = lines.filter(kind__in=[EntryKind.GRANT, EntryKind.ADJUST, EntryKind.LAPSE])
    reservations = Reservation.objects.filter(period=OuterRef("pk"))
    periods = QuotaPeriod.objects.annotate(
        computed_balance=_sum(lines),
        computed_granted=_sum(gifts),
        computed_held=_sum(reservations.filter(status=ReservationStatus.HELD)),
        computed_used=_sum(reservations.filter(status=ReservationStatus.COMMITTED)),
    )
    return [
        Discrepancy(period.pk, total, kept, computed)
        for period in periods.iterator()
        for total in ("balance", "granted", "held", "used")
        if (kept := getattr(period, total)) != (computed := getattr(period, f"computed_{total}"))
    ]


def _sum(rows: QuerySet[Any]) -> Combinable:
    totals = rows.order_by().values("period").annotate(total=Sum("videos")).values("total")
    return Coalesce(Subquery(totals), 0, output_field=IntegerField())


def _keep_lapsed(period: QuotaPeriod) -> None:
    """Lapse videos that return to a past period at once. ``period`` must have been read after its change."""
    if period.lapsed_at is not None:
        periods.lapse(period)


def _find(reference: str) -> Reservation:
    reservation = Reservation.objects.select_related("period").filter(reference=reference).first()
    if reservation is None:
        raise ReservationUnknownError(reference=reference)
    return reservation


def _end(reservation: Reservation, status: ReservationStatus) -> bool:
    """True for the one caller that ends it; False if it already ended in this way."""
    if not reservation.is_finished and reservation.move_to(status):
        return True
    if reservation.status != status:
        raise ReservationClosedError(reference=reservation.reference, status=reservation.status)
    return False
