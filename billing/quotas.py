"""What happens to a workspace's videos of a period: reserve, commit, release, grant, adjust.

Each writes one line of the ledger in the same transaction as the running totals, so that the balance is
the sum of the lines.
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

# Longer than any work takes between two signs of life; whoever works on, extends.
HOLD_FOR = timedelta(hours=24)


_PERIODS: Prepared[QuotaPeriod] = Prepared(
    lambda workspace, starts_at: QuotaPeriod.objects.filter(workspace_id=workspace, starts_at=starts_at),
    workspace="a workspace's id",
    starts_at=datetime.min.replace(tzinfo=UTC),
)


@dataclass(frozen=True, slots=True)
class Usage:
    """Where a workspace stands in its present period. ``limit`` is None when the plan has none."""

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
        """Used, or set aside for work under way."""
        return self.used + self.held

    @property
    def left(self) -> int | None:
        """How many more may be asked for; None is no limit."""
        return None if self.limit is None else self.limit - self.taken


@transaction.atomic
def reserve(*, workspace: Workspace, reference: str, videos: int = 1) -> Reservation:
    """Set ``videos`` aside for the work that ``reference`` names, such as "render:rnd_…".

    Asking again with the same reference returns the reservation already made, whatever became of it.
    Raises QuotaExhaustedError or WorkspaceReadOnlyError, and then nothing was set aside.
    """
    if entitlements.is_read_only(workspace=workspace):
        raise WorkspaceReadOnlyError()
    period = periods.current(workspace=workspace)
    # The insert comes first: of two requests with one reference, the later waits here for the earlier.
    reservation, is_new = Reservation.objects.get_or_create(
        reference=reference,
        workspace=workspace,
        defaults={"period": period, "videos": videos, "expires_at": timezone.now() + HOLD_FOR},
    )
    if not is_new:
        return reservation
    # Check and change are one statement, so that two requests for the last video cannot both have it.
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
        reason="Render asked for",
    )
    _keep_lapsed(period)
    notices.watch_quota(period=period)
    return reservation


@transaction.atomic
def commit(*, reference: str, reason: str = "Video delivered") -> None:
    """Count what was set aside as used. The second time changes nothing.

    Raises ReservationUnknownError, and ReservationClosedError for what was given back.
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
    """Give back what was set aside, to the period it was taken from. The second time changes nothing.

    ``reason`` is shown to the workspace. Raises ReservationUnknownError, and ReservationClosedError for
    what was used.
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
    """Say that the work is alive: hold what was set aside until ``until``, or a day from now.

    Never shortens a hold, and does nothing to a reservation that has ended.
    """
    until = until or timezone.now() + HOLD_FOR
    Reservation.objects.filter(
        reference=reference, status=ReservationStatus.HELD, expires_at__lt=until
    ).update(expires_at=until)


def release_expired(*, at_most: int = 500) -> int:
    """Give back what was set aside for work that gave no sign of life in time; says how many."""
    expired = Reservation.objects.filter(status=ReservationStatus.HELD, expires_at__lt=timezone.now())
    references = list(expired.order_by("expires_at").values_list("reference", flat=True)[:at_most])
    return sum(_release_if_expired(reference) for reference in references)


@transaction.atomic
def _release_if_expired(reference: str) -> bool:
    # Looked at again under a lock: the owner may have extended, or ended, since the list was read.
    still = Reservation.objects.select_for_update().filter(
        reference=reference, status=ReservationStatus.HELD, expires_at__lt=timezone.now()
    )
    if not still.exists():
        return False
    release(reference=reference, reason="The work stopped without a result")
    return True


@transaction.atomic
def grant(
    *, workspace: Workspace, videos: int, reason: str, actor: User | None = None, reference: str = ""
) -> None:
    """Give the workspace more videos in this period. A ``reference`` that was granted before changes
    nothing.
    """
    if videos < 1:
        raise ValueError(f"a grant is at least one video, not {videos}")
    _change_granted(EntryKind.GRANT, workspace, videos, reason, actor, reference)


@transaction.atomic
def adjust(
    *, workspace: Workspace, videos: int, reason: str, actor: User | None, reference: str = ""
) -> None:
    """Correct this period's balance by ``videos``, up or down.

    Raises AdjustmentTooLargeError when fewer are left. A ``reference`` used before changes nothing.
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
    """Where the workspace stands in its present period. Writes nothing.

    ``standing`` is the workspace's, where the caller has looked it up already.
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
    """The same for display: at most ten seconds old, and mostly without a query."""

    def make() -> Usage:
        return usage(workspace=workspace, standing=entitlements.standing_shown(workspace=workspace))

    return frames.part(workspace=workspace, name="quota", make=make)


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A period whose totals are not what its lines or its reservations add up to."""

    period_id: str
    total: str
    kept: int
    computed: int

    def __str__(self) -> str:
        return f"{self.period_id}: {self.total} is {self.kept} and should be {self.computed}"


def discrepancies() -> list[Discrepancy]:
    """Every total that does not add up, over all workspaces. There should be none."""
    # Subqueries, since joining lines and reservations would count each line once a reservation.
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
    """What comes back to a period that is over lapses at once. ``period`` was read after its change."""
    if period.lapsed_at is not None:
        periods.lapse(period)


def _find(reference: str) -> Reservation:
    reservation = Reservation.objects.select_related("period").filter(reference=reference).first()
    if reservation is None:
        raise ReservationUnknownError(reference=reference)
    return reservation


def _end(reservation: Reservation, status: ReservationStatus) -> bool:
    """True for the one caller that ends it; False when it has ended like this before."""
    if not reservation.is_finished and reservation.move_to(status):
        return True
    if reservation.status != status:
        raise ReservationClosedError(reference=reservation.reference, status=reservation.status)
    return False
