"""Derives a workspace's standing from its mirrored subscriptions, and applies the consequences."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.models import User, Workspace
from billing import (
    adapters,
    catalogue,
    customers,
    entitlements,
    invoices,
    mirror,
    money,
    notices,
    periods,
    plans,
)
from billing.customers import Presence
from billing.errors import GoneError
from billing.mirror import Item, Subscription
from billing.models import PAYING_STATES, NoticeKind, Standing, SubscriptionState
from billing.plans import Plan
from billing.signals import plan_refreshed

logger = logging.getLogger(__name__)

# Stripe's statuses as ours. A status that is missing here, such as an unpaid first payment, is no
# subscription.
_STATES = {
    "trialing": SubscriptionState.TRIALING,
    "active": SubscriptionState.ACTIVE,
    "past_due": SubscriptionState.PAST_DUE,
    "unpaid": SubscriptionState.READ_ONLY,
    "canceled": SubscriptionState.CANCELED,
}
# Stripe's own event comes three days before a trial's end; the extra hours allow for clock differences.
_TRIAL_TOLD_BEFORE = timedelta(days=3, hours=3)
# Notices state a day. What ends within a day of it is not named as the following plan.
_A_DAY = timedelta(days=1)
# Paid, or can still be paid. Two such subscriptions are one too many.
_LIVE = frozenset({"trialing", "active", "past_due"})
_PAID = frozenset({"trialing", "active"})
_FOLLOWED = (
    "status", "plan", "customer_id", "subscription_id", "item_id", "price_id", "amount_minor", "currency",
    "period_starts_at", "period_ends_at", "trial_ends_at", "cancels_at", "past_due_since", "is_doubled",
    "unknown_price", "had_trial", "overdue_since", "other_plan", "pending_plan", "pending_until",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A subscription and the item in it that is one of our plans, if any."""

    subscription: Subscription
    item: Item | None
    plan: Plan | None
    overdue_since: datetime | None = None

    @property
    def counts_before(self) -> tuple[int, int, bool, int]:
        """Sort key: subscriptions that provide their plan, then those that owe payment, then ended ones.

        Within each group, the larger plan first; of the same plan, the paid one; then the newer one.
        """
        rank = plans.rank(self.plan) if self.plan else -1
        is_paid = self.subscription.status in _PAID
        return self._group, -rank, not is_paid, -self.subscription.created

    @property
    def _group(self) -> int:
        if self.subscription.status == "canceled":
            return 2
        return 1 if self.subscription.status == "unpaid" or self._is_out_of_grace else 0

    @property
    def _is_out_of_grace(self) -> bool:
        grace = timedelta(days=settings.BILLING_GRACE_DAYS)
        return self.overdue_since is not None and self.overdue_since + grace <= timezone.now()


def follow_customer(customer_id: str) -> None:
    """Update the standing of every workspace that has, or had, this customer."""
    known = Standing.objects.filter(customer_id=customer_id).select_related("workspace")
    present = mirror.workspace_of(customer_id)
    for workspace in {standing.workspace for standing in known} | ({present} if present else set()):
        follow(workspace=workspace)


@transaction.atomic
def refresh(*, customer_id: str, subscription_id: str) -> None:
    """Read the subscription from Stripe now, and update the standing.

    Stripe is called under the customer's lock, so that a slow read can't overwrite a later one. That takes
    seconds at most. Raises UpstreamUnavailableError and UpstreamError; GoneError if Stripe finds neither the
    subscription nor its customer, which suggests a wrong key.
    """
    mirror.lock(customer_id)
    fetch(customer_id=customer_id, subscription_id=subscription_id)
    follow_customer(customer_id)


def fetch(*, customer_id: str, subscription_id: str) -> None:
    """Mirror the subscription from Stripe. Call it under the customer's lock, then update the standing.

    Raises as ``refresh`` does.
    """
    try:
        mirror.store_subscription(adapters.payments().subscription(subscription_id))
    except GoneError as error:
        _follow_missing(customer_id, subscription_id, error)


def _follow_missing(customer_id: str, subscription_id: str, error: GoneError) -> None:
    """Handle a missing subscription. It has ended if its customer exists, or existed, without it."""
    presence = customers.presence_of(customer_id)
    if presence is Presence.UNKNOWN:
        raise GoneError(about="customer", system=error.system) from error
    listed = adapters.payments().subscriptions_of(customer_id) if presence is Presence.PRESENT else ()
    found = next((raw for raw in listed if raw.get("id") == subscription_id), None)
    if found is None:
        mirror.end_subscription(subscription_id)
    else:
        mirror.store_subscription(found)


def refresh_customer(customer_id: str) -> Presence:
    """Look up a customer that Stripe did not accept, and update the standing.

    A deleted customer has no subscriptions any more. One that doesn't exist under the current key stays
    unchanged. Raises UpstreamUnavailableError and UpstreamError.
    """
    presence = customers.presence_of(customer_id)
    if presence is Presence.UNKNOWN:
        return presence
    for subscription_id in mirror.unended_of(customer_id):
        refresh(customer_id=customer_id, subscription_id=subscription_id)
    if presence is Presence.DELETED:
        customers.unlink_deleted(customer_id)
    return presence


def unlink_deleted_customer(customer_id: str) -> None:
    """Handle a customer that was deleted at Stripe: refresh its subscriptions, and stop using it."""
    for subscription_id in mirror.unended_of(customer_id):
        fetch(customer_id=customer_id, subscription_id=subscription_id)
    customers.unlink_deleted(customer_id)


@transaction.atomic
def follow(*, workspace: Workspace) -> Standing:
    """Derive the workspace's standing from the mirror, and apply the consequences of a change.

    Depends only on the mirror's rows, so it is idempotent and may be called at any time.
    """
    # The workspace's row is the lock, because the standing may not exist yet.
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    standing, _ = Standing.objects.get_or_create(workspace=workspace)
    before = standing.copy()
    _derive(standing, _candidates(standing, mirror.subscriptions_of(workspace)))
    # The fields about calls in progress are written without this lock, so they are not saved here.
    standing.save(update_fields=[*_FOLLOWED, "livemode", "looked_at"])
    _note_changes(workspace, before, standing)
    _notify_trial_end(workspace, standing)
    # Opens the period, lapses another, or grants the difference, so that the ledger shows it at once.
    if standing.carries_plan or (before.plan, before.status) != (standing.plan, standing.status):
        periods.current(workspace=workspace)
    plan_refreshed.send(sender=Plan, workspace=workspace)
    return standing


@transaction.atomic
def assign(*, workspace: Workspace, plan: Plan | None, reason: str, actor: User | None) -> Standing:
    """Assign a plan to the workspace without a subscription, or withdraw it with None."""
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    standing, _ = Standing.objects.get_or_create(workspace=workspace)
    standing.assigned_plan = plan.code if plan else ""
    standing.assigned_reason, standing.assigned_by = reason, actor
    standing.save(update_fields=["assigned_plan", "assigned_reason", "assigned_by"])
    audit.record(
        workspace=workspace,
        actor=actor,
        action="plan.assigned" if plan else "plan.withdrawn",
        plan=plan.name if plan else entitlements.plan_by(standing).name,
        reason=reason,
    )
    if standing.is_read_only:
        _notify_unpaid(workspace, standing)
    periods.current(workspace=workspace)
    plan_refreshed.send(sender=Plan, workspace=workspace)
    return standing


def once_ended(*, workspace: Workspace, standing: Standing) -> Standing:
    """Return the standing after its subscription has ended, from its other subscriptions. It is not saved."""
    now = timezone.now()
    ends_at = standing.ends_at + _A_DAY if standing.ends_at else now
    others = [
        each
        for each in mirror.subscriptions_of(workspace)
        if each.id != standing.subscription_id and not (each.cancels_at and each.cancels_at <= ends_at)
    ]
    # Move each grace's start back by that time, so that it has elapsed as far as it will have then.
    ahead = max(ends_at - now, timedelta(0))
    then = [
        replace(each, overdue_since=each.overdue_since and each.overdue_since - ahead)
        for each in _candidates(standing, others)
    ]
    left = standing.copy()
    _derive(left, sorted(then, key=lambda each: each.counts_before))
    return left


def end_graces() -> int:
    """Notify workspaces whose grace period has ended. Returns how many. Their plan has ended by itself.

    If another subscription is paid, the workspace continues on that one.
    """
    overdue = Standing.objects.filter(status__in=PAYING_STATES).filter(
        Q(past_due_since__isnull=False) | ~Q(other_plan="")
    )
    notified = 0
    for standing in overdue.select_related("workspace").iterator():
        if not standing.has_lapsed:
            continue
        if standing.other_plan:
            follow(workspace=standing.workspace)
        elif standing.state == SubscriptionState.READ_ONLY:
            notified += _notify_unpaid(standing.workspace, standing)
            periods.current(workspace=standing.workspace)
            plan_refreshed.send(sender=Plan, workspace=standing.workspace)
    return notified


def _candidates(standing: Standing, found: Iterable[Subscription]) -> list[_Candidate]:
    """Return the relevant subscriptions, the effective one first. Grace begins when overdue is first seen."""
    overdue = {name: datetime.fromisoformat(since) for name, since in standing.overdue_since.items()}
    if standing.past_due_since is not None:
        overdue[standing.subscription_id] = standing.past_due_since
    known = []
    for each in found:
        if each.status in _STATES:
            is_overdue = each.status == "past_due"
            since = overdue.get(each.id, timezone.now()) if is_overdue else None
            known.append(_candidate(each, since))
    return sorted(known, key=lambda each: each.counts_before)


def _candidate(subscription: Subscription, overdue_since: datetime | None) -> _Candidate:
    ours = [(item, plan) for item in subscription.items.data if (plan := catalogue.plan_of_price(item.price))]
    if not ours:
        return _Candidate(subscription, next(iter(subscription.items.data), None), None, overdue_since)
    item, plan = max(ours, key=lambda pair: plans.rank(pair[1]))
    return _Candidate(subscription, item, plan, overdue_since)


def _derive(standing: Standing, candidates: list[_Candidate]) -> None:
    """Set every derived field from the effective subscription. No old value remains."""
    standing.livemode, standing.looked_at = settings.STRIPE_LIVE_MODE, timezone.now()
    fresh = Standing()
    for name in _FOLLOWED:
        setattr(standing, name, getattr(fresh, name))
    live = [each for each in candidates if each.subscription.status in _LIVE]
    known = [each for each in candidates if each.plan is not None]
    standing.is_doubled = len(live) > 1
    standing.had_trial = any(each.subscription.trial_end for each in candidates)
    standing.unknown_price = next((each.item.price.id for each in live if each.item and not each.plan), "")
    standing.overdue_since = {
        each.subscription.id: each.overdue_since.isoformat() for each in candidates if each.overdue_since
    }
    if not known:
        # Paid, but not for one of our plans: an operator must check. Meanwhile no plan is provided.
        standing.customer_id = next((each.subscription.customer for each in candidates), "")
        return
    first, *others = known
    _take(standing, first.subscription, first.item, first.plan)
    standing.past_due_since = first.overdue_since
    paid = [each.plan for each in others if each.plan and each.subscription.status in _PAID]
    standing.other_plan = max(paid, key=plans.rank).code if paid else ""


def _take(standing: Standing, subscription: Subscription, item: Item | None, plan: Plan | None) -> None:
    standing.status = _STATES[subscription.status]
    standing.customer_id, standing.subscription_id = subscription.customer, subscription.id
    standing.looked_at = subscription.seen_at
    standing.trial_ends_at = _at(subscription.trial_end)
    if plan is not None:
        standing.plan = plan.code
    if item is not None:
        standing.item_id, standing.price_id = item.id, item.price.id
        quantity = item.quantity or 1
        standing.amount_minor = (
            None if item.price.amount_minor is None else item.price.amount_minor * quantity
        )
        standing.currency = item.price.currency
        standing.period_starts_at = _at(item.current_period_start)
        standing.period_ends_at = _at(item.current_period_end)
    _take_pending(standing, subscription)
    standing.cancels_at = subscription.cancels_at


def _take_pending(standing: Standing, subscription: Subscription) -> None:
    """Set the fields of a change that waits until its invoice is paid."""
    waiting = subscription.pending_update
    found = [
        plan
        for item in (waiting.subscription_items or [] if waiting else [])
        if (plan := catalogue.plan_of_price(item.price))
    ]
    if waiting and found:
        standing.pending_plan = max(found, key=plans.rank).code
        standing.pending_until = _at(waiting.expires_at)


def _at(seconds: int | None) -> datetime | None:
    return None if seconds is None else mirror.moment(seconds)


def _note_changes(workspace: Workspace, before: Standing, after: Standing) -> None:
    if (before.status, before.plan) == (after.status, after.plan):
        return
    facts = {"plan": plans.by_code_or_free(after.plan).name, "status": after.status_in_words}
    audit.record(workspace=workspace, actor=None, action="subscription.changed", **facts)
    logger.info(
        "subscription changed",
        extra={"workspace_id": workspace.pk, "plan": after.plan, "subscription_status": after.status},
    )
    if after.state == SubscriptionState.PAST_DUE:
        _notify_failed(workspace, after)
    elif after.state == SubscriptionState.READ_ONLY:
        _notify_unpaid(workspace, after)
    elif before.is_live and not after.is_live:
        was, plan = plans.by_code_or_free(before.plan), entitlements.plan_by(after)
        notices.schedule(
            workspace=workspace,
            kind=NoticeKind.PLAN_ENDED,
            about=before.subscription_id,
            plan=was.name,
            next_plan=plan.name,
            is_smaller=plans.rank(plan) < plans.rank(was),
        )


def _notify_failed(workspace: Workspace, standing: Standing) -> None:
    """Notify of a failed payment and its consequence: another plan, or none, which is read-only."""
    plan = entitlements.plan_by(once_ended(workspace=workspace, standing=standing))
    notices.schedule(
        workspace=workspace,
        kind=NoticeKind.PAYMENT_FAILED,
        about=standing.month,
        ends_at=standing.grace_ends_at.isoformat() if standing.grace_ends_at else "",
        next_plan="" if plan == plans.FREE else plan.name,
        **_facts_of_debt(workspace, standing),
    )


def _notify_unpaid(workspace: Workspace, standing: Standing) -> bool:
    """Notify of an unpaid plan.

    Another plan may keep the workspace writable. If the same bill makes it read-only later, that is another
    notice.
    """
    facts, about = _facts_of_debt(workspace, standing), standing.month
    if standing.is_read_only:
        facts["owes_more"] = once_ended(workspace=workspace, standing=standing).is_read_only
    else:
        facts["next_plan"], about = entitlements.plan_by(standing).name, f"{about}:open"
    return notices.schedule(workspace=workspace, kind=NoticeKind.READ_ONLY, about=about, **facts)


def _facts_of_debt(workspace: Workspace, standing: Standing) -> dict[str, Any]:
    owed = invoices.owed(invoices.of_workspace(workspace=workspace))
    return {"plan": plans.by_code_or_free(standing.plan).name, "owed": owed}


def _notify_trial_end(workspace: Workspace, standing: Standing) -> None:
    """Notify before the first charge after a trial. The sweep does it if Stripe's event is lost."""
    ends_at = standing.trial_ends_at
    if standing.state != SubscriptionState.TRIALING or ends_at is None or standing.cancels_at:
        return
    if ends_at <= timezone.now() + _TRIAL_TOLD_BEFORE and standing.amount_minor is not None:
        notices.schedule(
            workspace=workspace,
            kind=NoticeKind.TRIAL_ENDS,
            about=f"{standing.subscription_id}:{ends_at:%Y-%m-%d}",
            plan=plans.by_code_or_free(standing.plan).name,
            ends_at=ends_at.isoformat(),
            amount=money.in_words(standing.amount_minor, standing.currency),
        )
