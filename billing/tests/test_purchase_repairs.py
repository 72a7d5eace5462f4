"""Purchases after a loss: the buyer's return, an event, a customer, a price, a currency."""

import threading

import pytest
from django.db import connection, transaction
from djstripe.models import Price

from accounts.models import Workspace
from billing import catalogue, changes, checkout, entitlements, mirror
from billing.errors import (
    AlreadySubscribedError,
    CheckoutUnknownError,
    CurrencyDiffersError,
    GoneError,
    NoSubscriptionError,
)
from billing.models import Checkout, CheckoutStatus, Standing
from foundation.errors import DomainError
from tests import waiting


def plan_of(workspace):
    return entitlements.plan_of(workspace=workspace).code


def start(workspace, owner, plan="creator"):
    return checkout.start(workspace=workspace, plan=plan, user=owner)


def test_a_purchase_that_was_paid_and_ended_is_closed_without_a_return(shop, workspace, owner):
    shop.buy(workspace, owner)
    shop.client.subscriptions.cancel(shop.client.subscriptions.list().data[0].id)

    started = start(workspace, owner)

    assert started.status == CheckoutStatus.OPEN
    assert Checkout.objects.exclude(pk=started.pk).get().status == CheckoutStatus.COMPLETED


def test_the_event_of_a_completed_checkout_closes_its_purchase(shop, workspace, owner):
    shop.buy(workspace, owner)

    shop.deliver_and_apply()

    assert Checkout.objects.get().status == CheckoutStatus.COMPLETED


def test_a_subscription_that_ended_without_an_event_does_not_keep_from_buying(shop, workspace, owner):
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))
    shop.client.customers.delete(Standing.objects.get().customer_id)

    started = start(workspace, owner)

    assert started.url
    assert plan_of(workspace) == "free"


def test_a_deleted_customer_is_noticed_at_the_portal(shop, workspace, owner):
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))
    shop.client.customers.delete(Standing.objects.get().customer_id)

    with pytest.raises(NoSubscriptionError):
        checkout.open_portal(workspace=workspace)

    assert plan_of(workspace) == "free"
    assert mirror.customers_of(workspace) == []


@pytest.mark.parametrize("deed", ["switch", "cancel", "resume"])
def test_a_deleted_customer_is_noticed_at_a_change(shop, workspace, owner, deed):
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))
    shop.client.customers.delete(Standing.objects.get().customer_id)
    wanted = {"plan": "empire"} if deed == "switch" else {}

    with pytest.raises(NoSubscriptionError):
        getattr(changes, deed)(workspace=workspace, nonce="n1", actor=owner, **wanted)

    assert plan_of(workspace) == "free"


def test_a_missing_portal_configuration_is_named_and_no_customer_is_unlinked(
    shop, workspace, owner, settings
):
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))
    settings.STRIPE_PORTAL_CONFIGURATION = "bpc_none"

    with pytest.raises(GoneError, match="STRIPE_PORTAL_CONFIGURATION"):
        checkout.open_portal(workspace=workspace)

    shop.deliver_and_apply()
    assert plan_of(workspace) == "creator"
    assert mirror.customer_of(workspace)


def test_a_missing_price_is_named_and_no_customer_is_unlinked(shop, workspace, owner):
    customer = start(workspace, owner).customer_id
    Checkout.objects.all().delete()
    Price.objects.filter(lookup_key="ettametta_empire_monthly").update(id="price_none")
    Price.objects.filter(id="price_none").update(
        stripe_data={**Price.objects.get(id="price_none").stripe_data, "id": "price_none"}
    )

    with pytest.raises(GoneError, match="publish the prices"):
        start(workspace, owner, plan="empire")

    assert mirror.customers_of(workspace) == [customer]


def test_a_purchase_whose_row_was_lost_is_found_before_another(shop, workspace, owner):
    """The first purchase's return and events were lost, and its row was deleted."""
    shop.buy(workspace, owner)
    Checkout.objects.all().delete()

    with pytest.raises(AlreadySubscribedError):
        start(workspace, owner)

    assert plan_of(workspace) == "creator"


def test_an_old_customer_may_buy_in_another_currency(shop, workspace, owner, settings):
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))
    old = Standing.objects.get()
    settings.PLAN_CURRENCY = "eur"
    catalogue.publish()

    with pytest.raises(CurrencyDiffersError, match="is in USD"):
        changes.switch(workspace=workspace, plan="empire", nonce="n1", actor=owner)

    shop.client.subscriptions.cancel(old.subscription_id)
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner, plan="empire"))

    standing = Standing.objects.get()
    assert (standing.plan, standing.currency) == ("empire", "eur")
    assert standing.customer_id != old.customer_id


@pytest.mark.django_db(transaction=True)
def test_a_workspace_that_is_deleted_while_stripe_makes_its_page_leaves_none_to_pay(shop, workspace, owner):
    shop.sabotage({"kind": "slow", "delay_s": 2, "match": {"method": "POST", "path": "/checkout/sessions$"}})
    raised: list[Exception] = []

    def press() -> None:
        try:
            start(workspace, owner)
        except DomainError as error:
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=press)
    thread.start()
    waiting.until(
        lambda: shop.requests_to("/checkout/sessions", "POST") > 0, within_s=20, what="Stripe is asked"
    )
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ettametta.erasing = 'on'")
        Workspace.objects.get(pk=workspace.pk).delete()
    thread.join()

    assert [type(error) for error in raised] == [CheckoutUnknownError]
    assert [each.status for each in shop.client.checkout.sessions.list().data] == ["expired"]
