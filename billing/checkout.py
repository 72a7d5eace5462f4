"""Sending someone to pay, and what they come back with; or to the page for cards and invoices.

A purchase is a row before Stripe is asked, and its id names the call: whatever is lost or pressed twice,
there is one page to pay on.
"""

import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts import audit
from accounts.models import User, Workspace
from billing import adapters, catalogue, entitlements, mirror, plans, subscriptions
from billing.catalogue import Offer
from billing.errors import (
    AlreadySubscribedError,
    CheckoutUnknownError,
    GoneError,
    NoSubscriptionError,
    PlanNotForSaleError,
    PlanUnknownError,
)
from billing.models import Checkout, CheckoutStatus, Standing
from foundation.errors import UpstreamError, UpstreamUnavailableError

logger = logging.getLogger(__name__)


def start(*, workspace: Workspace, plan: str, user: User | None) -> Checkout:
    """A checkout of the plan with an address to pay at; the one that is open already, if there is one.

    Raises PaymentsOffError, PlanUnknownError, PlanNotForSaleError, AlreadySubscribedError, and
    UpstreamUnavailableError where Stripe is away: asking again goes on where this stopped.
    """
    offer = offer_for(plan)
    if entitlements.standing_of(workspace=workspace).is_live:
        raise AlreadySubscribedError()
    checkout = _reach(_open(workspace, offer, user))
    if checkout.plan == offer.plan.code and checkout.price_id == offer.price_id and _is_open(checkout):
        return checkout
    _give_up(checkout)
    return _reach(_open(workspace, offer, user))


def finish(*, workspace: Workspace, session_id: str) -> bool:
    """Take over what a checkout came to, ahead of its event; says whether it was completed.

    Raises CheckoutUnknownError for one that is not the workspace's. The second time changes nothing.
    """
    try:
        session = adapters.payments().checkout(session_id)
    except GoneError as error:
        raise CheckoutUnknownError() from error
    if session.reference != workspace.pk:
        raise CheckoutUnknownError()
    if session.status != "complete" or not session.subscription:
        return False
    subscriptions.refresh(customer_id=session.customer, subscription_id=session.subscription)
    _end(Checkout.objects.for_workspace(workspace).filter(session_id=session_id), CheckoutStatus.COMPLETED)
    entitlements.look_again(workspace=workspace)
    return True


def open_portal(*, workspace: Workspace) -> str:
    """The address of Stripe's page for the workspace's card and invoices. Raises NoSubscriptionError."""
    customer_id = mirror.customer_of(workspace)
    if not customer_id:
        raise NoSubscriptionError()
    return_url = settings.SITE_URL + reverse("billing:portal-return")
    try:
        return adapters.payments().open_portal(customer_id=customer_id, return_url=return_url)
    except GoneError as error:
        mirror.forget_customer(customer_id)
        raise NoSubscriptionError() from error


def come_back(*, workspace: Workspace) -> None:
    """See what was changed on the page for cards and invoices, ahead of its event."""
    standing = entitlements.standing_of(workspace=workspace)
    if standing.is_live:
        subscriptions.refresh(customer_id=standing.customer_id, subscription_id=standing.subscription_id)
        entitlements.look_again(workspace=workspace)


def is_possible() -> bool:
    """True where plans can be bought."""
    return adapters.is_configured()


def offer_for(plan: str) -> Offer:
    """What is sold under that name. Raises PlanUnknownError, PaymentsOffError and PlanNotForSaleError."""
    found = plans.by_code(plan)
    if found is None or found not in plans.PAID:
        raise PlanUnknownError(code=plan)
    adapters.payments()
    offer = catalogue.offer_of(found)
    if not offer.price_id:
        raise PlanNotForSaleError(plan=found.name)
    return offer


@transaction.atomic
def _open(workspace: Workspace, offer: Offer, user: User | None) -> Checkout:
    """The workspace's one open purchase, which may be for another plan."""
    checkout, is_new = Checkout.objects.get_or_create(
        workspace=workspace,
        status=CheckoutStatus.OPEN,
        defaults={"plan": offer.plan.code, "price_id": offer.price_id, "started_by": user},
    )
    if is_new:
        audit.record(workspace=workspace, actor=user, action="checkout.started", plan=offer.plan.name)
    return checkout


def _reach(checkout: Checkout, *, may_repeat: bool = True) -> Checkout:
    """The purchase with its page at Stripe. No transaction is open meanwhile."""
    if checkout.session_id:
        return checkout
    customer_id = mirror.customer_of(checkout.workspace) or _create_customer(checkout)
    # Of two tabs, the first decides what is asked, so that both ask the same.
    Checkout.objects.filter(pk=checkout.pk, customer_id="").update(
        customer_id=customer_id, request=_request(checkout, customer_id)
    )
    checkout.refresh_from_db()
    try:
        session = adapters.payments().start_checkout(name=checkout.pk, request=checkout.request)
    except UpstreamUnavailableError:
        raise
    except UpstreamError as error:
        _end(Checkout.objects.filter(pk=checkout.pk), CheckoutStatus.ABANDONED)
        if not may_repeat or not isinstance(error, GoneError):
            raise
        return _reach_without(checkout)
    Checkout.objects.filter(pk=checkout.pk).update(session_id=session.id, url=session.url)
    checkout.refresh_from_db()
    return checkout


def _reach_without(checkout: Checkout) -> Checkout:
    """Once more with another customer, since Stripe does not know this one."""
    logger.warning("customer gone at stripe", extra={"customer_id": checkout.customer_id})
    mirror.forget_customer(checkout.customer_id)
    offer = catalogue.offer_of(plans.by_code_or_free(checkout.plan))
    return _reach(_open(checkout.workspace, offer, checkout.started_by), may_repeat=False)


def _create_customer(checkout: Checkout) -> str:
    workspace = checkout.workspace
    raw = adapters.payments().create_customer(
        name=f"{checkout.pk}:customer",
        workspace_id=workspace.pk,
        email=workspace.email,
        title=workspace.name,
    )
    with transaction.atomic():
        mirror.lock(raw["id"])
        mirror.store_customer(raw, workspace=workspace)
    return str(raw["id"])


def _request(checkout: Checkout, customer_id: str) -> dict[str, Any]:
    workspace = checkout.workspace
    metadata = {"workspace": workspace.pk, "checkout": checkout.pk}
    back = settings.SITE_URL + reverse("billing:checkout-return")
    request: dict[str, Any] = {
        "mode": "subscription",
        "customer": customer_id,
        "client_reference_id": workspace.pk,
        "line_items": [{"price": checkout.price_id, "quantity": 1}],
        "success_url": back + "?session_id={CHECKOUT_SESSION_ID}",
        "cancel_url": back,
        "metadata": metadata,
        "subscription_data": {"metadata": metadata},
    }
    if settings.STRIPE_PROMOTION_CODES:
        request["allow_promotion_codes"] = True
    if settings.STRIPE_AUTOMATIC_TAX:
        request["automatic_tax"] = {"enabled": True}
        request["tax_id_collection"] = {"enabled": True}
        request["customer_update"] = {"address": "auto", "name": "auto"}
    if has_trial(entitlements.standing_of(workspace=workspace)):
        request["subscription_data"]["trial_period_days"] = settings.STRIPE_TRIAL_DAYS
    return request


def has_trial(standing: Standing) -> bool:
    """True when a purchase begins with a trial: where there are any, the first time."""
    return settings.STRIPE_TRIAL_DAYS > 0 and not standing.had_trial and not standing.subscription_id


def _is_open(checkout: Checkout) -> bool:
    """Whether it can still be paid. One that was paid meanwhile is taken over: AlreadySubscribedError."""
    try:
        status = adapters.payments().checkout(checkout.session_id).status
    except GoneError:
        # Made under other keys, or in the other mode.
        return False
    if status == "complete":
        finish(workspace=checkout.workspace, session_id=checkout.session_id)
        raise AlreadySubscribedError()
    return status == "open"


def _give_up(checkout: Checkout) -> None:
    """Close the page of a purchase that another one replaces, so that not both can be paid."""
    try:
        adapters.payments().expire_checkout(checkout.session_id)
    except UpstreamUnavailableError:
        raise
    except UpstreamError:
        # Closed already: because its time was over, or because it has just been paid.
        _is_open(checkout)
    _end(Checkout.objects.filter(pk=checkout.pk), CheckoutStatus.ABANDONED)


def _end(checkouts: Any, status: CheckoutStatus) -> None:
    checkouts.filter(status=CheckoutStatus.OPEN).update(status=status)
