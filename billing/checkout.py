"""Checkout sessions at Stripe: opening one, and applying its result. Also Stripe's customer portal.

A purchase is stored as a row before Stripe is called, and its id is the idempotency key. Lost responses and
double clicks therefore lead to the same page.
"""

import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from accounts import audit
from accounts.models import User, Workspace
from billing import adapters, catalogue, entitlements, mirror, plans, subscriptions
from billing.adapters.base import Session
from billing.catalogue import Offer
from billing.customers import Presence
from billing.errors import (
    AlreadySubscribedError,
    CheckoutUnknownError,
    GoneError,
    NoSubscriptionError,
    PlanNotForSaleError,
    PlanUnknownError,
    PurchasePendingError,
    UnconfirmedError,
)
from billing.models import Checkout, CheckoutStatus, Standing
from foundation.errors import UpstreamError, UpstreamUnavailableError

logger = logging.getLogger(__name__)

# Stripe's subscription statuses that are paid or owed.
_LIVE = frozenset({"trialing", "active", "past_due", "unpaid"})


def start(*, workspace: Workspace, plan: str, user: User | None) -> Checkout:
    """Return a checkout of the plan with a URL to pay at. Reuses an open one.

    Raises PaymentsOffError, PlanUnknownError, PlanNotForSaleError, AlreadySubscribedError, and
    UpstreamUnavailableError if Stripe is unavailable; a retry continues where this call stopped.
    """
    offer = offer_for(plan)
    require_none(workspace=workspace)
    checkout = _with_page(_open(workspace, offer, user), offer)
    status = _status_of(checkout)
    if status == "open" and (checkout.plan, checkout.price_id) == (offer.plan.code, offer.price_id):
        return checkout
    _abandon(checkout, status)
    return _with_page(_open(workspace, offer, user), offer)


def require_none(*, workspace: Workspace) -> None:
    """Raise AlreadySubscribedError if the workspace has a subscription, after a refresh from Stripe."""
    standing = entitlements.standing_of(workspace=workspace)
    if not standing.is_live:
        return
    subscriptions.refresh(customer_id=standing.customer_id, subscription_id=standing.subscription_id)
    _refuse_if_live(workspace)


def finish(*, workspace: Workspace, session_id: str) -> bool:
    """Apply a checkout's result ahead of its event. True if it was completed.

    Idempotent. Raises CheckoutUnknownError for a checkout of another workspace.
    """
    try:
        session = adapters.payments().checkout(session_id)
    except GoneError as error:
        raise CheckoutUnknownError() from error
    if session.reference != workspace.pk:
        raise CheckoutUnknownError()
    if session.status != "complete" or not session.subscription:
        return False
    _apply_session(workspace, session)
    return True


def note_completed(found: Mapping[str, Any]) -> None:
    """Close the purchase of a paid checkout, from its event, whether or not the buyer returns."""
    metadata = found.get("metadata")
    purchase = metadata.get("checkout") if isinstance(metadata, Mapping) else None
    rows = Checkout.objects.filter(Q(session_id=str(found.get("id"))) | Q(pk=str(purchase)))
    _end(rows, CheckoutStatus.COMPLETED)


def open_portal(*, workspace: Workspace) -> str:
    """Return the URL of Stripe's page for the workspace's card and invoices. Raises NoSubscriptionError.

    If the customer was deleted at Stripe, its plan ends here too. Any other refusal changes nothing here.
    """
    standing = entitlements.standing_of(workspace=workspace)
    customer_id = standing.customer_id if standing.is_live else mirror.customer_of(workspace)
    if not customer_id:
        raise NoSubscriptionError()
    return_url = settings.SITE_URL + reverse("billing:portal-return")
    try:
        return adapters.payments().open_portal(customer_id=customer_id, return_url=return_url)
    except GoneError as error:
        if error.about != "customer":
            raise
        presence = subscriptions.refresh_customer(customer_id)
        entitlements.discard_cached(workspace=workspace)
        if presence is Presence.DELETED:
            raise NoSubscriptionError() from error
        raise


def apply_portal_changes(*, workspace: Workspace) -> None:
    """Apply changes from Stripe's page for cards and invoices, ahead of their event."""
    standing = entitlements.standing_of(workspace=workspace)
    if standing.is_live:
        subscriptions.refresh(customer_id=standing.customer_id, subscription_id=standing.subscription_id)
        entitlements.discard_cached(workspace=workspace)


def test_mode() -> str:
    """Why nothing is charged: "sandbox", or "test" for a test key. Empty if charges are real."""
    if not is_possible() or settings.STRIPE_LIVE_MODE:
        return ""
    return "sandbox" if settings.STRIPE_IS_SANDBOX else "test"


def is_possible() -> bool:
    """True if plans can be bought."""
    return adapters.is_configured()


def require_for_sale(*, plan: str) -> None:
    """Raise as ``offer_for`` does if the plan can't be bought."""
    offer_for(plan)


def offer_for(plan: str) -> Offer:
    """Return the plan's offer. Raises PlanUnknownError, PaymentsOffError and PlanNotForSaleError."""
    found = plans.by_code(plan)
    if found is None or found not in plans.PAID:
        raise PlanUnknownError(code=plan)
    adapters.require_configured()
    offer = catalogue.offer_of(found)
    if not offer.price_id:
        raise PlanNotForSaleError(plan=found.name)
    return offer


@transaction.atomic
def _open(workspace: Workspace, offer: Offer, user: User | None) -> Checkout:
    """Return the workspace's single open purchase, which may be for another plan. Creates one if needed."""
    checkout, is_new = Checkout.objects.get_or_create(
        workspace=workspace,
        status=CheckoutStatus.OPEN,
        defaults={"plan": offer.plan.code, "price_id": offer.price_id, "started_by": user},
    )
    if is_new:
        audit.record(workspace=workspace, actor=user, action="checkout.started", plan=offer.plan.name)
    return checkout


def _with_page(checkout: Checkout, offer: Offer, *, may_repeat: bool = True) -> Checkout:
    """Return the purchase with its page at Stripe. Runs outside a transaction."""
    if checkout.session_id:
        return checkout
    try:
        session = _session_of(checkout, offer)
    except UnconfirmedError as error:
        _count_failure(checkout, error)
        raise
    except UpstreamUnavailableError:
        raise
    except UpstreamError as error:
        _end(Checkout.objects.filter(pk=checkout.pk), CheckoutStatus.ABANDONED)
        if not may_repeat or not isinstance(error, GoneError) or error.about != "customer":
            raise
        # The customer was deleted after the purchase began. The new purchase selects another one.
        fresh = _open(checkout.workspace, offer, checkout.started_by)
        return _with_page(fresh, offer, may_repeat=False)
    return _keep(checkout, session)


def _session_of(checkout: Checkout, offer: Offer) -> Session:
    if not checkout.customer_id:
        customer_id = _usable_customer(checkout, offer) or _create_customer(checkout)
        # The first of two tabs stores the request, so that both send the same one.
        Checkout.objects.filter(pk=checkout.pk, customer_id="").update(
            customer_id=customer_id, request=_request(checkout, customer_id)
        )
        _reload(checkout)
    return _created_before(checkout) or adapters.payments().start_checkout(
        name=_name(checkout), request=checkout.request
    )


def _created_before(checkout: Checkout) -> Session | None:
    """Find the page that an earlier call created although it returned a failure."""
    if checkout.attempt == 0:
        return None
    found = adapters.payments().open_checkouts(checkout.customer_id)
    return next((session for session in found if session.checkout == checkout.pk), None)


def _keep(checkout: Checkout, session: Session) -> Checkout:
    kept = Checkout.objects.filter(pk=checkout.pk).update(session_id=session.id, url=session.url)
    if not kept:
        # The workspace was deleted meanwhile, so the page must not be paid.
        adapters.payments().expire_checkout(session.id)
        raise CheckoutUnknownError()
    _reload(checkout)
    return checkout


def _reload(checkout: Checkout) -> None:
    """Raise CheckoutUnknownError if the workspace, and with it the purchase, was deleted meanwhile."""
    try:
        checkout.refresh_from_db()
    except Checkout.DoesNotExist as error:
        raise CheckoutUnknownError() from error


def _usable_customer(checkout: Checkout, offer: Offer) -> str:
    """Return a customer of the workspace that may buy the offer; empty if there is none.

    Skips customers that were deleted, that don't exist under the current key, or that pay in another
    currency. Raises AlreadySubscribedError for a subscription that was not mirrored yet.
    """
    workspace = checkout.workspace
    for customer_id in mirror.customers_of(workspace):
        if subscriptions.refresh_customer(customer_id) is not Presence.PRESENT:
            continue
        listed = adapters.payments().subscriptions_of(customer_id)
        found = [mirror.parse(mirror.Subscription, raw) for raw in listed]
        for subscription in found:
            if subscription.status in _LIVE:
                subscriptions.refresh(customer_id=customer_id, subscription_id=subscription.id)
        _refuse_if_live(workspace)
        if {subscription.currency for subscription in found} <= {None, offer.currency}:
            return customer_id
    return ""


def _create_customer(checkout: Checkout) -> str:
    workspace = checkout.workspace
    raw = adapters.payments().create_customer(
        name=f"{_name(checkout)}:customer",
        workspace_id=workspace.pk,
        email=workspace.email,
        title=workspace.name,
    )
    with transaction.atomic():
        mirror.lock(raw["id"])
        mirror.store_customer(raw, workspace=workspace)
    return str(raw["id"])


def _name(checkout: Checkout) -> str:
    """The idempotency key. It changes after each failure that Stripe has stored for the previous key."""
    return checkout.pk if checkout.attempt == 0 else f"{checkout.pk}:{checkout.attempt}"


def _count_failure(checkout: Checkout, error: UnconfirmedError) -> None:
    if error.is_spent:
        seen = Checkout.objects.filter(pk=checkout.pk, attempt=checkout.attempt)
        seen.update(attempt=F("attempt") + 1)


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
    """True when a purchase begins with a trial: if trials are configured, for the first purchase only."""
    return settings.STRIPE_TRIAL_DAYS > 0 and not standing.had_trial and not standing.subscription_id


def _status_of(checkout: Checkout) -> str:
    """Return the page's status at Stripe. A paid checkout is applied first.

    Raises AlreadySubscribedError if that created a subscription, and PurchasePendingError while its payment
    is in progress.
    """
    try:
        session = adapters.payments().checkout(checkout.session_id)
    except GoneError:
        # Created with other keys, or in the other mode.
        return "expired"
    if session.status != "complete" or not session.subscription:
        return session.status
    _apply_session(checkout.workspace, session)
    _refuse_if_live(checkout.workspace)
    if mirror.is_incomplete(session.subscription):
        raise PurchasePendingError()
    return session.status


def _apply_session(workspace: Workspace, session: Session) -> None:
    subscriptions.refresh(customer_id=session.customer, subscription_id=session.subscription)
    _end(Checkout.objects.for_workspace(workspace).filter(session_id=session.id), CheckoutStatus.COMPLETED)
    entitlements.discard_cached(workspace=workspace)


def _refuse_if_live(workspace: Workspace) -> None:
    entitlements.discard_cached(workspace=workspace)
    if entitlements.standing_of(workspace=workspace).is_live:
        raise AlreadySubscribedError()


def _abandon(checkout: Checkout, status: str) -> None:
    """Close the page of a replaced purchase, so that only one can be paid."""
    if status == "open":
        try:
            adapters.payments().expire_checkout(checkout.session_id)
        except UpstreamUnavailableError:
            raise
        except UpstreamError:
            # Already closed: it has expired, or has just been paid.
            _status_of(checkout)
    _end(Checkout.objects.filter(pk=checkout.pk), CheckoutStatus.ABANDONED)


def _end(checkouts: Any, status: CheckoutStatus) -> None:
    checkouts.filter(status=CheckoutStatus.OPEN).update(status=status)
