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
from billing.signals import Holding, holdings_asked_for
from foundation.errors import UpstreamError, UpstreamUnavailableError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Excess:
    """Of something, more than a plan covers. All of it is kept."""

    holding: Holding
    covered: int

    @property
    def count(self) -> int:
        """How many are beyond the plan."""
        return self.holding.count - self.covered


def excess(*, workspace: Workspace, plan: Plan) -> list[Excess]:
    """What would be beyond the plan, as the apps that know count it."""
    answers: Any = holdings_asked_for.send(sender=Plan, workspace=workspace)
    holdings: list[Holding] = [holding for _, found in answers for holding in found or ()]
    covered = [(holding, plan.limits[holding.key]) for holding in holdings]
    return [
        Excess(holding, limit) for holding, limit in covered if limit is not None and holding.count > limit
    ]


def is_upgrade(*, standing: Standing, plan: Plan) -> bool:
    """True when the plan gives more than the one that is subscribed to."""
    return plans.rank(plan) > plans.rank(plans.by_code_or_free(standing.plan))


def offer_to_switch(*, workspace: Workspace, plan: str) -> tuple[Standing, Offer]:
    """What the subscription would be changed to. Raises what ``switch`` raises."""
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
    """Change the plan now. A larger one is paid for the rest of the period first, as it was previewed at
    ``priced_at``; a smaller one leaves a credit. Where the card's bank asks its owner to confirm, the change
    waits (``pending_plan``) until the invoice at ``payment_page`` is paid.

    Stripe is looked at first, so that a change whose answer was lost is not made, or paid, again. Raises
    NoSubscriptionError, SubscriptionUnpaidError, SamePlanError, CurrencyDiffersError, PlanUnknownError,
    PlanNotForSaleError and CardDeclinedError, after which all is as it was; and ChangeUnconfirmedError.
    """
    checkout.require_for_sale(plan=plan)
    _look_first(workspace)
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
    return seen if seen.pending_plan else _go_on(seen, nonce)


def cancel(*, workspace: Workspace, nonce: str, actor: User | None) -> Standing:
    """Let the subscription end with its period, which is kept until then. Raises NoSubscriptionError, and
    ChangeUnconfirmedError.

    One that is not paid gives nothing that could be kept, and ends at once.
    """
    standing = require_subscription(workspace=workspace)
    _drop_pending(standing, nonce)
    if standing.is_unpaid:
        seen = _carry_out(
            standing,
            lambda: _end(standing, nonce),
            # Another subscription may count then.
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
    """Drop a change that waits for its payment; the plan stays. Raises NoSubscriptionError, and
    ChangeUnconfirmedError.

    Stripe is looked at first: what was paid meanwhile has changed the plan, and is not dropped.
    """
    _look_first(workspace)
    standing = require_subscription(workspace=workspace)
    if not standing.pending_plan:
        return standing
    seen = _carry_out(
        standing, lambda: _drop_pending(standing, nonce), is_done=lambda found: not found.pending_plan
    )
    _record(workspace, actor, "plan.switch_dropped", plan=standing.pending_plan)
    return seen


def resume(*, workspace: Workspace, nonce: str, actor: User | None) -> Standing:
    """Let a subscription that was to end go on. Raises NoSubscriptionError where it has ended, and
    ChangeUnconfirmedError.
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
    """Where the open invoice is paid, or its payment confirmed. Raises NoSubscriptionError, and
    NothingToPayError where Stripe knows of no open invoice; what has come of it is seen then.
    """
    standing = require_subscription(workspace=workspace)
    try:
        page = adapters.payments().payment_page(standing.subscription_id)
    except GoneError:
        page = None
    if page is None or not page.url:
        subscriptions.refresh(customer_id=standing.customer_id, subscription_id=standing.subscription_id)
        entitlements.look_again(workspace=workspace)
        raise NothingToPayError()
    return page.url


def require_subscription(*, workspace: Workspace) -> Standing:
    """Where the workspace stands, if Stripe has a subscription of it. Raises NoSubscriptionError."""
    standing = entitlements.standing_of(workspace=workspace)
    if not standing.is_live:
        raise NoSubscriptionError()
    return standing


def _record(workspace: Workspace, actor: User | None, action: str, *, plan: str) -> None:
    audit.record(workspace=workspace, actor=actor, action=action, plan=plans.by_code_or_free(plan).name)


def _look_first(workspace: Workspace) -> None:
    """See the subscription as Stripe has it now: an earlier answer, or an event, may have been lost."""
    standing = require_subscription(workspace=workspace)
    subscriptions.refresh(customer_id=standing.customer_id, subscription_id=standing.subscription_id)
    entitlements.look_again(workspace=workspace)


def _carry_out(
    standing: Standing, call: Callable[[], None], *, is_done: Callable[[Standing], bool]
) -> Standing:
    """Make the call, and see what came of it.

    Where its answer was lost, a look decides. Raises ChangeUnconfirmedError where that does not show the
    change either, and NoSubscriptionError where a refusal is due to a subscription that has ended.
    """
    try:
        call()
    except UnconfirmedError as error:
        _note_unconfirmed(standing, is_spent=error.is_spent)
        seen = _seen(standing)
        if not is_done(seen):
            raise ChangeUnconfirmedError() from error
        Standing.objects.filter(pk=standing.pk).update(unconfirmed_at=None)
        return seen
    except UpstreamUnavailableError:
        raise
    except UpstreamError as refusal:
        if not _look_after(standing, refusal).is_live:
            raise NoSubscriptionError() from refusal
        raise
    return _seen(standing)


def _seen(standing: Standing) -> Standing:
    """Look at what has come of a call: the answer may be that of an earlier one under the same name.

    Raises ChangeUnconfirmedError where Stripe cannot be looked at; the sweep looks again.
    """
    try:
        subscriptions.refresh(customer_id=standing.customer_id, subscription_id=standing.subscription_id)
    except UpstreamError as error:
        _note_unconfirmed(standing, is_spent=False)
        raise ChangeUnconfirmedError() from error
    return _read_again(standing)


def _look_after(standing: Standing, refusal: UpstreamError) -> Standing:
    """A refusal may mean that the subscription has ended at Stripe. Raises the refusal where a look fails."""
    try:
        subscriptions.refresh(customer_id=standing.customer_id, subscription_id=standing.subscription_id)
    except UpstreamError as error:
        raise refusal from error
    return _read_again(standing)


def _read_again(standing: Standing) -> Standing:
    entitlements.look_again(workspace=standing.workspace)
    return entitlements.standing_of(workspace=standing.workspace)


def _note_unconfirmed(standing: Standing, *, is_spent: bool) -> None:
    """Have the sweep look again. A failure that Stripe stores takes the next call to another key."""
    Standing.objects.filter(pk=standing.pk).update(
        unconfirmed_at=timezone.now(), failed_calls=F("failed_calls") + int(is_spent)
    )


def _switch(standing: Standing, offer: Offer, nonce: str, priced_at: int | None) -> None:
    """Pay the difference first; where a bank asks for confirmation, let the change wait for it."""
    is_larger = is_upgrade(standing=standing, plan=offer.plan)
    try:
        collection = Collection.NOW if is_larger else Collection.LATER
        _ask_to_switch(standing, offer, nonce, collection, priced_at)
    except ConfirmationRequiredError:
        _ask_to_switch(standing, offer, nonce, Collection.MAY_WAIT, priced_at)


def _ask_to_switch(
    standing: Standing, offer: Offer, nonce: str, collection: Collection, priced_at: int | None
) -> None:
    adapters.payments().switch(
        # After the instant expires the price is another one, so the idempotency key is too.
        name=_name(standing, f"switch:{offer.plan.code}:{collection.value}:{priced_at or ''}", nonce),
        subscription_id=standing.subscription_id,
        item_id=standing.item_id,
        price_id=offer.price_id,
        collection=collection,
        priced_at=priced_at,
    )


def _go_on(standing: Standing, nonce: str) -> Standing:
    """A subscription that was to end goes on with its new plan. Where that fails, the plan has changed all
    the same, and still ends; its page offers to resume it.
    """
    if not standing.cancels_at:
        return standing
    try:
        _set_cancellation(standing, nonce, at_period_end=False)
        return _seen(standing)
    except UpstreamError as error:
        _note_unconfirmed(standing, is_spent=isinstance(error, UnconfirmedError) and error.is_spent)
        logger.warning("plan not resumed after a switch", extra={"code": error.code})
        return standing


def _drop_pending(standing: Standing, nonce: str) -> None:
    """Another change takes the place of one that waits for its invoice."""
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
    """The idempotency key; another one after each failure that Stripe has stored for the one before."""
    name = f"{standing.subscription_id}:{deed}:{nonce}"
    return f"{name}:{standing.failed_calls}" if standing.failed_calls else name
