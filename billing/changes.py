"""Changing, canceling and resuming a subscription."""

from dataclasses import dataclass
from typing import Any

from accounts import audit
from accounts.models import User, Workspace
from billing import adapters, checkout, entitlements, plans, subscriptions
from billing.catalogue import Offer
from billing.errors import NoSubscriptionError, SamePlanError, SubscriptionUnpaidError
from billing.models import Standing, SubscriptionState
from billing.plans import Plan
from billing.signals import Holding, holdings_asked_for


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
    if standing.state in (SubscriptionState.PAST_DUE, SubscriptionState.READ_ONLY):
        raise SubscriptionUnpaidError()
    if standing.plan == offer.plan.code:
        raise SamePlanError(plan=offer.plan.name)
    return standing, offer


def switch(*, workspace: Workspace, plan: str, nonce: str, actor: User | None) -> Standing:
    """Change the plan now. A larger one is paid for the rest of the period first; a smaller one leaves a
    credit.

    The same ``nonce`` changes it once. Raises NoSubscriptionError, SubscriptionUnpaidError, SamePlanError,
    PlanUnknownError, PlanNotForSaleError and CardDeclinedError, after which all is as it was.
    """
    standing, offer = offer_to_switch(workspace=workspace, plan=plan)
    adapters.payments().switch(
        name=_name(standing, f"switch:{plan}", nonce),
        subscription_id=standing.subscription_id,
        item_id=standing.item_id,
        price_id=offer.price_id,
        pay_now=is_upgrade(standing=standing, plan=offer.plan),
    )
    if standing.cancels_at:
        _set_cancellation(standing, nonce, at_period_end=False)
    audit.record(workspace=workspace, actor=actor, action="plan.switched", plan=offer.plan.name)
    return _seen(standing)


def cancel(*, workspace: Workspace, nonce: str, actor: User | None) -> Standing:
    """Let the subscription end with its period, which is kept until then. Raises NoSubscriptionError.

    One that is not paid gives nothing that could be kept, and ends at once.
    """
    standing = require_subscription(workspace=workspace)
    if standing.state == SubscriptionState.READ_ONLY:
        adapters.payments().end_subscription(
            name=_name(standing, "end", nonce), subscription_id=standing.subscription_id
        )
    else:
        _set_cancellation(standing, nonce, at_period_end=True)
    audit.record(
        workspace=workspace,
        actor=actor,
        action="plan.canceled",
        plan=plans.by_code_or_free(standing.plan).name,
    )
    return _seen(standing)


def resume(*, workspace: Workspace, nonce: str, actor: User | None) -> Standing:
    """Let a subscription that was to end go on. Raises NoSubscriptionError where it has ended."""
    standing = require_subscription(workspace=workspace)
    _set_cancellation(standing, nonce, at_period_end=False)
    audit.record(
        workspace=workspace,
        actor=actor,
        action="plan.resumed",
        plan=plans.by_code_or_free(standing.plan).name,
    )
    return _seen(standing)


def require_subscription(*, workspace: Workspace) -> Standing:
    """Where the workspace stands, if Stripe has a subscription of it. Raises NoSubscriptionError."""
    standing = entitlements.standing_of(workspace=workspace)
    if not standing.is_live:
        raise NoSubscriptionError()
    return standing


def _set_cancellation(standing: Standing, nonce: str, *, at_period_end: bool) -> None:
    adapters.payments().set_cancellation(
        name=_name(standing, f"cancel:{at_period_end}", nonce),
        subscription_id=standing.subscription_id,
        at_period_end=at_period_end,
    )


def _seen(standing: Standing) -> Standing:
    """Look at what has come of it: the answer may be that of an earlier call under the same name."""
    subscriptions.refresh(customer_id=standing.customer_id, subscription_id=standing.subscription_id)
    standing.refresh_from_db()
    return standing


def _name(standing: Standing, deed: str, nonce: str) -> str:
    return f"{standing.subscription_id}:{deed}:{nonce}"
