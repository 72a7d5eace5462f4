"""Looking at Stripe itself: what events did not tell is mended, and nobody pays for a workspace that is
gone.
"""

from datetime import timedelta

import pytest
import requests
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from billing import checkout, entitlements, quotas, resync
from billing.models import AbandonedSubscription, Standing
from billing.tests.shop import FAILS_LATER


@pytest.fixture
def subscribed(shop, workspace, owner):
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))
    return Standing.objects.get()


def plan_of(workspace):
    return entitlements.plan_of(workspace=workspace).code


def test_lost_events_are_made_good(shop, workspace, owner):
    shop.buy(workspace, owner)

    outcome = resync.everything()

    assert (outcome.seen, outcome.mended) == (1, 1)
    assert plan_of(workspace) == "creator"
    assert resync.everything().mended == 0


def test_an_end_that_nobody_told_of_is_noticed(shop, workspace, subscribed):
    shop.client.subscriptions.cancel(subscribed.subscription_id)

    resync.everything()

    assert plan_of(workspace) == "free"


def test_what_stripe_does_not_know_any_more_has_ended(shop, workspace, subscribed, sandbox_url):
    requests.post(f"{sandbox_url}/_sandbox/reset", timeout=10).raise_for_status()

    resync.everything()

    assert plan_of(workspace) == "free"


def test_a_renewal_that_nobody_told_of_is_looked_up(shop, workspace, subscribed):
    past = timezone.now() - timedelta(hours=1)
    Standing.objects.update(period_ends_at=past, looked_at=past)
    assert quotas.usage(workspace=workspace).limit == 50, "nobody loses a plan because an event is late"

    assert resync.late_renewals() == 1

    assert Standing.objects.get().period_ends_at == subscribed.period_ends_at
    assert resync.late_renewals() == 0


def test_a_failed_renewal_that_nobody_told_of_gives_nothing_away(shop, workspace, subscribed):
    shop.replace_card(subscribed.customer_id, FAILS_LATER)
    shop.turn_clock(subscribed.period_ends_at + timedelta(days=30))

    resync.everything()

    assert Standing.objects.get().state == "read_only"


def test_the_command_says_what_was_mended(shop, workspace, owner, capsys):
    shop.buy(workspace, owner)

    call_command("resync_stripe")

    assert "1 subscriptions at Stripe, 1 mended" in capsys.readouterr().out


def test_the_commands_say_why_they_did_nothing(db, sandbox_url, shop, settings):
    shop.sabotage({"kind": "status", "match": {"path": "^/stripe/"}, "times": None})
    for command in ("resync_stripe", "connect_stripe"):
        with pytest.raises(CommandError, match="Stripe is not available"):
            call_command(command)

    settings.STRIPE_SECRET_KEY = ""
    for command in ("resync_stripe", "connect_stripe"):
        with pytest.raises(CommandError, match="Nothing can be bought here"):
            call_command(command)
    call_command("connect_stripe", "--keep-going")


def test_a_workspace_that_goes_takes_its_subscription_along(shop, workspace, subscribed):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ettametta.erasing = 'on'")
    workspace.delete()
    assert AbandonedSubscription.objects.get().subscription_id == subscribed.subscription_id

    assert resync.end_abandoned() == 1

    assert shop.client.subscriptions.retrieve(subscribed.subscription_id).status == "canceled"
    assert resync.end_abandoned() == 0
    assert set(shop.tell()) == {200}


def test_a_subscription_that_has_ended_already_is_no_trouble(shop, workspace, subscribed):
    AbandonedSubscription.objects.create(subscription_id="sub_never", customer_id="cus_never")

    assert resync.end_abandoned() == 1
