"""Changing, canceling and resuming a subscription."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils import timezone

from accounts import audit
from accounts.models import User, Workspace
from billing import adapters, checkout, entitlements, plans, previews, subscriptions
from billing.adapters.base import Collection
from billing.catalogue import Offer
from billing.errors import (
    ChangeUnconfirmedError,
    ConfirmationRequiredError,
    CurrencyDiffersError,
    GoneError,
    NoSubscriptionError,
    NothingToPayError,
    SamePlanError,
    SubscriptionUnpaidError,
    UnconfirmedError,
)
from billing.models import Standing
from billing.plans import Plan
from billing.signals import Holding, holdings_requested
from foundation.errors import UpstreamError, UpstreamUnavailableError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Excess:
    """Resources beyond a plan's limit. They are kept."""

    holding: Holding
    covered: int

    @property
    def count(self) -> int:
        """How many exceed the plan."""
        return self.holding.count - self.covered


def excess(*, workspace: Workspace, plan: Plan) -> list[Excess]:
    """Return what would exceed the plan, as counted by the apps that own it."""
    answers: Any = holdings_requested.send(sender=Plan, workspace=workspace)
    holdings: list[Holding] = [holding for _, found in answers for holding in found or ()]
    covered = [(holding, plan.limits[holding.key]) for holding in holdings]
    return [
        Excess(holding, limit) for holding, limit in covered if limit is not None and holding.count > limit
    ]


def is_upgrade(*, standing: Standing, plan: Plan) -> bool:
    """True when the plan ranks higher than the subscribed one."""
    return plans.rank(plan) > plans.rank(plans.by_code_or_free(standing.plan))


def offer_to_switch(*, workspace: Workspace, plan: str) -> tuple[Standing, Offer]:
    """Return the standing and the offer to switch to. Raises as ``switch`` does."""
    standing = require_subscription(workspace=workspace)
    offer = checkout.offer_for(plan)
    if standing.is_overdue:
        raise SubscriptionUnpaidError()
    if standing.plan == offer.plan.code:
        raise SamePlanError(plan=offer.plan.name)
    if standing.currency and standing.currency != offer.currency:
        raise CurrencyDiffersError(
            plan=offer.plan.name, paid_in=standing.currency.upper(), sold_in=offer.currency.upper()
        )
    return standing, offer


def switch(
    *, workspace: Workspace, plan: str, nonce: str, actor: User | None, priced_at: str = ""
) -> Standing:
    """Change the plan now.

    For a larger plan, the rest of the period is paid first, at the amount previewed at ``priced_at``; a
    smaller plan leaves a credit. If the bank requires a confirmation by the cardholder, the change waits
    (``pending_plan``) until the invoice at ``payment_page`` is paid.

    The subscription is read from Stripe first, so that a change whose response was lost is not made, or paid,
    again. Raises ChangeUnconfirmedError if the outcome is unknown. Nothing has changed after
    NoSubscriptionError, SubscriptionUnpaidError, SamePlanError, CurrencyDiffersError, PlanUnknownError,
    PlanNotForSaleError and CardDeclinedError.
    """
    checkout.require_for_sale(plan=plan)
    _refresh_first(workspace)
    standing, offer = offer_to_switch(workspace=workspace, plan=plan)
    if standing.pending_plan == offer.plan.code:
        return standing
    _drop_pending(standing, nonce)
    seen = _carry_out(
        standing,
        lambda: _switch(standing, offer, nonce, previews.seconds_in(priced_at, standing=standing)),
        is_done=lambda found: offer.plan.code in (found.plan, found.pending_plan),
    )
    action = "plan.switch_waits" if seen.pending_plan else "plan.switched"
    _record(workspace, actor, action, plan=offer.plan.code)
    return seen if seen.pending_plan else _undo_cancellation(seen, nonce)


def cancel(*, workspace: Workspace, nonce: str, actor: User | None) -> Standing:
    """Set the subscription to end with its period; the plan is kept until then.

    An unpaid subscription gives no plan and ends at once. Raises NoSubscriptionError and
    ChangeUnconfirmedError.
    """
    standing = require_subscription(workspace=workspace)
    _drop_pending(standing, nonce)
    if standing.is_unpaid:
        seen = _carry_out(
            standing,
            lambda: _end(standing, nonce),
            # Another subscription may have become the relevant one.
            is_done=lambda found: not found.is_live or found.subscription_id != standing.subscription_id,
        )
    else:
        seen = _carry_out(
            standing,
            lambda: _set_cancellation(standing, nonce, at_period_end=True),
            is_done=lambda found: found.cancels_at is not None or not found.is_live,
        )
    _record(workspace, actor, "plan.canceled", plan=standing.plan)
    return seen


def drop(*, workspace: Workspace, nonce: str, actor: User | None) -> Standing:
    """Drop a change that waits for its payment. The plan stays.

    The subscription is read from Stripe first: if the change was paid meanwhile, it has taken effect and is
    not dropped. Raises NoSubscriptionError and ChangeUnconfirmedError.
    """
    _refresh_first(workspace)
    standing = require_subscription(workspace=workspace)
    if not standing.pending_plan:
        return standing
    seen = _carry_out(
        standing, lambda: _drop_pending(standing, nonce), is_done=lambda found: not found.pending_plan
    )
    _record(workspace, actor, "plan.switch_dropped", plan=standing.pending_plan)
    return seen


def resume(*, workspace: Workspace, nonce: str, actor: User | None) -> Standing:
    """Undo the cancellation of a subscription.

    Raises NoSubscriptionError if it has ended, and ChangeUnconfirmedError.
    """
    standing = require_subscription(workspace=workspace)
    seen = _carry_out(
        standing,
        lambda: _set_cancellation(standing, nonce, at_period_end=False),
        is_done=lambda found: found.cancels_at is None and found.is_live,
    )
    _record(workspace, actor, "plan.resumed", plan=standing.plan)
    return seen


def payment_page(*, workspace: Workspace) -> str:
    """Return the page to pay the open invoice or to confirm its payment.

    Raises NoSubscriptionError, and NothingToPayError if Stripe has no open invoice; the subscription is then
    refreshed.
    """
    standing = require_subscription(workspace=workspace)
    try:
        page = adapters.payments().payment_page(standing.subscription_id)
    except GoneError:
        page = None
    if page is None or not page.url:
        subscriptions.refresh(customer_id=standing.customer_id, subscription_id=standing.subscription_id)
        entitlements.discard_cached(workspace=workspace)
        raise NothingToPayError()
    return page.url


def require_subscription(*, workspace: Workspace) -> Standing:
    """Return the workspace's standing if it has a subscription at Stripe. Raises NoSubscriptionError."""
    standing = entitlements.standing_of(workspace=workspace)
    if not standing.is_live:
        raise NoSubscriptionError()
    return standing


def _record(workspace: Workspace, actor: User | None, action: str, *, plan: str) -> None:
    audit.record(workspace=workspace, actor=actor, action=action, plan=plans.by_code_or_free(plan).name)


def _refresh_first(workspace: Workspace) -> None:
    """Refresh the subscription from Stripe: an earlier response, or an event, may have been lost."""
    standing = require_subscription(workspace=workspace)
    subscriptions.refresh(customer_id=standing.customer_id, subscription_id=standing.subscription_id)
    entitlements.discard_cached(workspace=workspace)


def _carry_out(
    standing: Standing, call: Callable[[], None], *, is_done: Callable[[Standing], bool]
) -> Standing:
    """Make the call, then refresh the subscription.

    If the response was lost, the refreshed subscription decides. Raises ChangeUnconfirmedError if it does not
    show the change either, and NoSubscriptionError if the refusal is due to an ended subscription.
    """
    try:
        call()
    except UnconfirmedError as error:
        _note_unconfirmed(standing, is_spent=error.is_spent)
        seen = _refreshed(standing)
        if not is_done(seen):
            raise ChangeUnconfirmedError() from error
        Standing.objects.filter(pk=standing.pk).update(unconfirmed_at=None)
        return seen
    except UpstreamUnavailableError:
        raise
    except UpstreamError as refusal:
        if not _refresh_after_refusal(standing, refusal).is_live:
            raise NoSubscriptionError() from refusal
        raise
    return _refreshed(standing)


def _refreshed(standing: Standing) -> Standing:
    """Refresh the subscription after a call. The response may belong to an earlier call with the same key.

    Raises ChangeUnconfirmedError if Stripe can't be read; the sweep then retries.
    """
    try:
        subscriptions.refresh(customer_id=standing.customer_id, subscription_id=standing.subscription_id)
    except UpstreamError as error:
        _note_unconfirmed(standing, is_spent=False)
        raise ChangeUnconfirmedError() from error
    return _reload(standing)


def _refresh_after_refusal(standing: Standing, refusal: UpstreamError) -> Standing:
    """After a refusal, check if the subscription has ended at Stripe. If that fails, raise the refusal."""
    try:
        subscriptions.refresh(customer_id=standing.customer_id, subscription_id=standing.subscription_id)
    except UpstreamError as error:
        raise refusal from error
    return _reload(standing)


def _reload(standing: Standing) -> Standing:
    entitlements.discard_cached(workspace=standing.workspace)
    return entitlements.standing_of(workspace=standing.workspace)


def _note_unconfirmed(standing: Standing, *, is_spent: bool) -> None:
    """Schedule a refresh by the sweep. After a failure that Stripe stored, the next call uses another key."""
    Standing.objects.filter(pk=standing.pk).update(
        unconfirmed_at=timezone.now(), failed_calls=F("failed_calls") + int(is_spent)
    )


def _switch(standing: Standing, offer: Offer, nonce: str, priced_at: int | None) -> None:
    """Collect the difference first. If the bank requires a confirmation, let the change wait for it."""
    is_larger = is_upgrade(standing=standing, plan=offer.plan)
    try:
        collection = Collection.NOW if is_larger else Collection.LATER
        _request_switch(standing, offer, nonce, collection, priced_at)
    except ConfirmationRequiredError:
        _request_switch(standing, offer, nonce, Collection.MAY_WAIT, priced_at)


def _request_switch(
    standing: Standing, offer: Offer, nonce: str, collection: Collection, priced_at: int | None
) -> None:
    adapters.payments().switch(
        # After that instant expires the price differs, so the idempotency key does too.
        name=_name(standing, f"switch:{offer.plan.code}:{collection.value}:{priced_at or ''}", nonce),
        subscription_id=standing.subscription_id,
        item_id=standing.item_id,
        price_id=offer.price_id,
        collection=collection,
        priced_at=priced_at,
    )


def _undo_cancellation(standing: Standing, nonce: str) -> Standing:
    """Undo a cancellation after a plan change.

    If that fails, the plan has still changed, and the subscription still ends. Its page offers to resume it.
    """
    if not standing.cancels_at:
        return standing
    try:
        _set_cancellation(standing, nonce, at_period_end=False)
        return _refreshed(standing)
    except UpstreamError as error:
        _note_unconfirmed(standing, is_spent=isinstance(error, UnconfirmedError) and error.is_spent)
        logger.warning("plan not resumed after a switch", extra={"code": error.code})
        return standing


def _drop_pending(standing: Standing, nonce: str) -> None:
    """Drop a change that waits for its invoice, because another change replaces it."""
    if not standing.pending_plan:
        return
    payments = adapters.payments()
    page = payments.payment_page(standing.subscription_id)
    if page is not None:
        payments.void_invoice(name=_name(standing, "drop", nonce), invoice_id=page.invoice_id)


def _end(standing: Standing, nonce: str) -> None:
    adapters.payments().end_subscription(
        name=_name(standing, "end", nonce), subscription_id=standing.subscription_id
    )


def _set_cancellation(standing: Standing, nonce: str, *, at_period_end: bool) -> None:
    adapters.payments().set_cancellation(
        name=_name(standing, f"cancel:{at_period_end}", nonce),
        subscription_id=standing.subscription_id,
        at_period_end=at_period_end,
    )


def _name(standing: Standing, deed: str, nonce: str) -> str:
    """The idempotency key. It changes after each failure that Stripe has stored for the previous key."""
    name = f"{standing.subscription_id}:{deed}:{nonce}"
    return f"{name}:{standing.failed_calls}" if standing.failed_calls else name
