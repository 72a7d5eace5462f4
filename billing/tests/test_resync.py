"""Comparison with Stripe: changes from lost events are repaired, and deleted workspaces are not charged."""

from datetime import timedelta

import pytest
import requests
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from djstripe.models import Customer, Subscription

from billing import (
    abandonment,
    catalogue,
    changes,
    checkout,
    entitlements,
    mirror,
    plans,
    quotas,
    resync,
    subscriptions,
)
from billing.errors import AlreadySubscribedError, GoneError
from billing.models import AbandonedCustomer, AbandonedSubscription, Checkout, Standing
from billing.tests.shop import FAILS_LATER


@pytest.fixture
def subscribed(shop, workspace, owner):
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))
    return Standing.objects.get()


def delete(workspace):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ettametta.erasing = 'on'")
    workspace.delete()


def plan_of(workspace):
    return entitlements.plan_of(workspace=workspace).code


def test_the_effects_of_lost_events_are_repaired(shop, workspace, owner):
    shop.buy(workspace, owner)

    outcome = resync.everything()

    assert (outcome.seen, outcome.corrected) == (1, 1)
    assert plan_of(workspace) == "creator"
    assert resync.everything().corrected == 0


def test_an_end_without_an_event_is_detected(shop, workspace, subscribed):
    shop.client.subscriptions.cancel(subscribed.subscription_id)

    resync.everything()

    assert plan_of(workspace) == "free"


def test_what_stripe_does_not_know_is_named_and_ends_only_by_command(
    shop, workspace, subscribed, sandbox_url, capsys
):
    requests.post(f"{sandbox_url}/_sandbox/reset", timeout=10).raise_for_status()

    call_command("resync_stripe")

    assert plan_of(workspace) == "creator"
    assert f"{subscribed.subscription_id} was refused" in capsys.readouterr().out

    call_command("resync_stripe", "--end-unknown")

    assert plan_of(workspace) == "free"


def test_another_accounts_key_ends_no_plan_and_unlinks_no_customer(
    shop, workspace, owner, subscribed, settings
):
    right = settings.STRIPE_SECRET_KEY
    settings.STRIPE_SECRET_KEY = "sk_test_other_account"
    presses = (
        lambda: checkout.open_portal(workspace=workspace),
        lambda: checkout.start(workspace=workspace, plan="empire", user=owner),
        lambda: changes.switch(workspace=workspace, plan="empire", nonce="n1", actor=owner),
        lambda: changes.cancel(workspace=workspace, nonce="n2", actor=owner),
        lambda: changes.resume(workspace=workspace, nonce="n3", actor=owner),
    )
    for press in presses:
        with pytest.raises(GoneError):
            press()
    assert len(resync.everything().problems) == 1

    settings.STRIPE_SECRET_KEY = right
    shop.deliver_and_apply()

    assert resync.everything().problems == []
    assert plan_of(workspace) == "creator"
    assert mirror.customers_of(workspace) == [subscribed.customer_id]
    with pytest.raises(AlreadySubscribedError):
        checkout.start(workspace=workspace, plan="creator", user=owner)


def test_a_customer_that_was_forgotten_is_linked_to_its_workspace_again(shop, workspace, subscribed, capsys):
    Customer.objects.update(subscriber=None, date_purged=timezone.now())
    subscriptions.follow(workspace=workspace)
    assert plan_of(workspace) == "free"

    call_command("resync_stripe")

    assert plan_of(workspace) == "creator"
    assert mirror.customers_of(workspace) == [subscribed.customer_id]
    assert "1 customers linked" in capsys.readouterr().out


def test_a_workspace_that_pays_twice_is_named_and_told(shop, workspace, owner, subscribed):
    Customer.objects.update(subscriber=None, date_purged=timezone.now())
    subscriptions.follow(workspace=workspace)
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))

    outcome = resync.everything()

    assert Standing.objects.get().is_doubled
    (problem,) = outcome.problems
    assert subscribed.subscription_id in problem
    assert workspace.pk in problem


def test_a_live_subscription_without_a_workspace_is_named(shop, workspace, owner):
    customer = shop.client.customers.create(
        {"payment_method": "pm_card_visa", "invoice_settings": {"default_payment_method": "pm_card_visa"}}
    )
    price = catalogue.offer_of(plans.CREATOR).price_id
    subscription = shop.client.subscriptions.create({"customer": customer.id, "items": [{"price": price}]})

    assert [subscription.id in problem for problem in resync.everything().problems] == [True]


def test_one_bad_subscription_does_not_keep_the_others_from_their_turn(shop, workspace, owner, subscribed):
    shop.buy_again(subscribed.customer_id)
    path = f"/v1/subscriptions/{subscribed.subscription_id}$"
    shop.sabotage({"kind": "status", "status": 500, "match": {"path": path}, "times": None})
    shop.client.subscriptions.list()
    Subscription.objects.update(
        stripe_data={**Subscription.objects.get().stripe_data, "metadata": {"x": "y"}}
    )

    outcome = resync.everything()

    assert (outcome.seen, outcome.corrected, len(outcome.problems)) == (2, 1, 2)
    assert Standing.objects.get().is_doubled


def test_a_renewal_without_an_event_is_looked_up(shop, workspace, subscribed):
    past = timezone.now() - timedelta(hours=1)
    Standing.objects.update(period_ends_at=past, looked_at=past)
    assert quotas.usage(workspace=workspace).limit == 50, "nobody loses a plan because an event is late"

    assert resync.late_renewals() == 1

    assert Standing.objects.get().period_ends_at == subscribed.period_ends_at
    assert resync.late_renewals() == 0


def test_a_failed_renewal_without_an_event_grants_no_videos(shop, workspace, subscribed):
    shop.replace_card(subscribed.customer_id, FAILS_LATER)
    shop.turn_clock(subscribed.period_ends_at + timedelta(days=30))

    resync.everything()

    assert Standing.objects.get().state == "read_only"


def test_the_command_reports_what_it_repaired(shop, workspace, owner, capsys):
    shop.buy(workspace, owner)

    call_command("resync_stripe")

    assert "1 subscriptions at Stripe, 1 corrected" in capsys.readouterr().out


def test_the_commands_say_why_they_did_nothing(db, sandbox_url, shop, settings):
    shop.sabotage({"kind": "status", "match": {"path": "^/stripe/"}, "times": None})
    for command in ("resync_stripe", "connect_stripe"):
        with pytest.raises(CommandError, match="Stripe is unavailable"):
            call_command(command)

    settings.STRIPE_SECRET_KEY = ""
    for command in ("resync_stripe", "connect_stripe"):
        with pytest.raises(CommandError, match="This installation doesn't sell plans"):
            call_command(command)
    call_command("connect_stripe", "--keep-going")


def test_deleting_a_workspace_ends_its_subscription(shop, workspace, subscribed):
    delete(workspace)
    assert AbandonedSubscription.objects.get().subscription_id == subscribed.subscription_id

    assert abandonment.clear() == 1

    assert shop.client.subscriptions.retrieve(subscribed.subscription_id).status == "canceled"
    assert abandonment.clear() == 0
    assert set(shop.deliver_and_apply()) == {200}


def test_a_subscription_that_has_ended_already_is_no_trouble(shop, workspace, subscribed):
    shop.client.subscriptions.cancel(subscribed.subscription_id)
    abandonment.note_subscription(
        subscription_id=subscribed.subscription_id, customer_id=subscribed.customer_id
    )

    assert abandonment.clear() == 1


def test_a_subscription_that_the_key_does_not_know_stays_to_be_ended(shop, workspace, subscribed, settings):
    right = settings.STRIPE_SECRET_KEY
    delete(workspace)
    settings.STRIPE_SECRET_KEY = "sk_test_other_account"
    assert abandonment.clear() == 0

    settings.STRIPE_SECRET_KEY = right

    assert abandonment.clear() == 1
    assert shop.client.subscriptions.retrieve(subscribed.subscription_id).status == "canceled"


def test_a_deleted_workspaces_open_checkout_cannot_be_paid(shop, workspace, owner):
    started = checkout.start(workspace=workspace, plan="creator", user=owner)
    delete(workspace)

    abandonment.clear()

    assert shop.client.checkout.sessions.retrieve(started.session_id).status == "expired"
    assert shop.pay(started.url).status_code == 410
    assert AbandonedCustomer.objects.get().cleared_at is not None


def test_a_deleted_workspaces_checkout_that_was_paid_meanwhile_is_ended(shop, workspace, owner):
    started = checkout.start(workspace=workspace, plan="creator", user=owner)
    delete(workspace)
    shop.pay(started.url)

    assert abandonment.clear() == 1

    states = [each.status for each in shop.client.subscriptions.list({"status": "all"}).data]
    assert states == ["canceled"]


def test_a_workspace_that_is_deleted_while_its_page_is_made_leaves_none(shop, workspace, owner):
    begun = Checkout.objects.create(workspace=workspace, plan="creator", price_id="price_x")
    session = shop.client.checkout.sessions.create(
        {
            "mode": "subscription",
            "line_items": [{"price": catalogue.offer_of(plans.CREATOR).price_id, "quantity": 1}],
            "success_url": "http://127.0.0.1:1/done",
            "customer": shop.client.customers.create().id,
        }
    )
    Checkout.objects.filter(pk=begun.pk).update(customer_id=session.customer)
    delete(workspace)

    abandonment.clear()

    assert shop.client.checkout.sessions.retrieve(session.id).status == "expired"
