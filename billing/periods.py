"""Quota periods: when they begin and end, and how many videos the plan grants in them.

A period is the subscription's own, or a calendar month in UTC on Free. It is created when first needed, and
follows the plan when that changes within it. The remaining videos of the previous period then lapse; they
return if that period becomes current again, as when a subscription begins and ends within a month.
"""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts import frames
from accounts.models import Workspace
from billing import entitlements, ledger, plans
from billing.models import EntryKind, QuotaPeriod, Standing
from billing.plans import Plan
from foundation import ids


def bounds_of(standing: Standing) -> tuple[datetime, datetime]:
    """Return when the current period began and when the next one begins."""
    if standing.carries_plan and standing.period_starts_at and standing.period_ends_at:
        return standing.period_starts_at, standing.period_ends_at
    return _month_of(timezone.now())


@transaction.atomic
def current(*, workspace: Workspace) -> QuotaPeriod:
    """Return the current period with the plan's grant. Creates or updates it if needed."""
    standing = entitlements.standing_of(workspace=workspace)
    plan = entitlements.plan_by(standing)
    starts_at, ends_at = bounds_of(standing)
    allowance = plan.limits[plans.VIDEOS_PER_MONTH]
    period, is_new = QuotaPeriod.objects.get_or_create(
        workspace=workspace,
        starts_at=starts_at,
        defaults={
            "ends_at": ends_at,
            "plan": plan.code,
            "is_unlimited": allowance is None,
            "granted": allowance or 0,
        },
    )
    if is_new:
        _lapse_others(_locked(period), period)
        _grant_opening(period, plan)
    elif period.lapsed_at or period.plan != plan.code or period.ends_at != ends_at:
        return _follow(period, workspace)
    return period


def granted_by(plan: Plan, *, period: QuotaPeriod) -> int:
    """Return the period's videos under ``plan``: never fewer than are used or reserved.

    On a plan without a limit, the number has no effect and does not change.
    """
    allowance = plan.limits[plans.VIDEOS_PER_MONTH]
    if allowance is None:
        return period.granted
    return max(allowance + period.extra, period.held + period.used)


def lapse(period: QuotaPeriod) -> None:
    """Remove the remaining videos of a replaced period. It must have been read under lock."""
    QuotaPeriod.objects.filter(pk=period.pk).update(
        granted=F("held") + F("used"), lapsed_at=period.lapsed_at or timezone.now()
    )
    if period.balance:
        ledger.write(
            period=period,
            kind=EntryKind.LAPSE,
            videos=-period.balance,
            reference=ids.new("lapse"),
            reason=_in_words(period, plans.by_code_or_free(period.plan)),
        )


def _lapse_others(rows: list[QuotaPeriod], period: QuotaPeriod) -> None:
    for other in rows:
        if other.pk != period.pk:
            lapse(other)


def _locked(period: QuotaPeriod) -> list[QuotaPeriod]:
    """Lock the period and all that have not lapsed, in a fixed order, so that no deadlock can occur."""
    rows = QuotaPeriod.objects.filter(Q(lapsed_at=None) | Q(pk=period.pk), workspace_id=period.workspace_id)
    return list(rows.order_by("pk").select_for_update())


def _grant_opening(period: QuotaPeriod, plan: Plan) -> None:
    ledger.write(
        period=period,
        kind=EntryKind.GRANT,
        videos=period.granted,
        reference=f"period:{period.pk}",
        reason=_in_words(period, plan),
    )


def _in_words(period: QuotaPeriod, plan: Plan) -> str:
    is_month = period.starts_at == _month_of(period.starts_at)[0]
    span = f"{period.starts_at:%B %Y}" if is_month else f"{_day(period.starts_at)} to {_day(period.ends_at)}"
    return f"{plan.name} plan, {span}" + (", no limit" if period.is_unlimited else "")


def _follow(period: QuotaPeriod, workspace: Workspace) -> QuotaPeriod:
    rows = _locked(period)
    period = next(row for row in rows if row.pk == period.pk)
    # Read again under the lock, because another process may have changed it meanwhile.
    standing = entitlements.standing_of(workspace=workspace)
    plan = entitlements.plan_by(standing)
    starts_at, ends_at = bounds_of(standing)
    if starts_at != period.starts_at:
        return period
    QuotaPeriod.objects.filter(pk=period.pk).update(ends_at=ends_at)
    frames.drop(workspace_id=workspace.pk)
    if period.lapsed_at:
        _lapse_others(rows, period)
        _reopen(period, plan)
    elif period.plan != plan.code:
        _change_plan(period, plan)
    period.refresh_from_db()
    return period


def _reopen(period: QuotaPeriod, plan: Plan) -> None:
    """Make the period current again: with the plan's grant, less what was used in it before."""
    granted = granted_by(plan, period=period)
    QuotaPeriod.objects.filter(pk=period.pk).update(
        plan=plan.code,
        is_unlimited=plan.limits[plans.VIDEOS_PER_MONTH] is None,
        granted=granted,
        lapsed_at=None,
    )
    more = granted - period.granted
    period.refresh_from_db()
    ledger.write(
        period=period,
        kind=EntryKind.GRANT,
        videos=more,
        reference=ids.new("plan"),
        reason=f"{_in_words(period, plan)}, resumed",
    )


def _change_plan(period: QuotaPeriod, plan: Plan) -> None:
    before = plans.by_code_or_free(period.plan)
    granted = granted_by(plan, period=period)
    is_unlimited = plan.limits[plans.VIDEOS_PER_MONTH] is None
    QuotaPeriod.objects.filter(pk=period.pk).update(
        plan=plan.code, is_unlimited=is_unlimited, granted=granted
    )
    more = granted - period.granted
    ledger.write(
        period=period,
        kind=EntryKind.GRANT if more >= 0 else EntryKind.ADJUST,
        videos=more,
        reference=ids.new("plan"),
        reason=f"{plan.name} plan instead of {before.name}" + (", no limit" if is_unlimited else ""),
    )


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B}"


def _month_of(now: datetime) -> tuple[datetime, datetime]:
    """Return when the month began and when the next one begins, both in UTC."""
    first = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first, (first + timedelta(days=32)).replace(day=1)
