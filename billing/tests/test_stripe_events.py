"""Events: the result does not depend on their order, their number or failures."""

import itertools
import json
import random
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from djstripe.models import Subscription, WebhookEndpoint

from billing import checkout, endpoints, entitlements, invoices, mirror, stripe_events
from billing.models import EventStatus, Standing, StripeEvent
from billing.tests.shop import FAILS_LATER, GOOD_CARD, one, our_endpoint

DOWN = {"kind": "status", "match": {"path": "^/stripe/v1/subscriptions/"}, "times": None}


def plan_of(workspace):
    return entitlements.plan_of(workspace=workspace).code


def try_again():
    """Run a sweep as if every event's pause were over."""
    StripeEvent.objects.update(next_attempt_at=timezone.now())
    return stripe_events.apply_due()


# --- order and number --------------------------------------------------------------------------------


def test_the_same_event_again_changes_nothing(shop, bought, workspace):
    event = one(bought, "customer.subscription.created")

    assert shop.deliver_and_apply([event] * 3) == [200] * 3

    assert StripeEvent.objects.filter(event_id=event["id"]).count() == 1
    assert plan_of(workspace) == "creator"


def test_an_old_event_does_not_bring_an_ended_plan_back(shop, workspace, owner, bought):
    shop.deliver_and_apply()
    shop.client.subscriptions.cancel(Standing.objects.get().subscription_id)
    shop.deliver_and_apply()
    assert plan_of(workspace) == "free"

    late = one(bought, "customer.subscription.updated")
    StripeEvent.objects.all().delete()
    assert shop.deliver_and_apply([late]) == [200]

    assert plan_of(workspace) == "free"


@pytest.mark.parametrize("seed", range(3))
def test_any_order_with_duplicates_and_faults_ends_in_stripes_truth(shop, workspace, owner, seed):
    chance = random.Random(seed)  # noqa: S311 - a shuffled test
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))
    standing = Standing.objects.get()
    assert standing.period_ends_at is not None
    shop.client.subscriptions.update(standing.subscription_id, {"cancel_at_period_end": True})
    shop.client.subscriptions.update(standing.subscription_id, {"cancel_at_period_end": False})
    shop.turn_clock(standing.period_ends_at + timedelta(hours=2))
    if seed == 1:
        shop.client.subscriptions.cancel(standing.subscription_id)
    if seed == 2:
        shop.client.customers.delete(standing.customer_id)
    events = shop.events() * 2
    chance.shuffle(events)
    shop.sabotage(
        *({"kind": kind, "match": {"path": "^/stripe/v1/", "nth": nth}, "times": 1}
          for kind, nth in (("status", 3), ("drop_before_commit", 9), ("malformed", 14), ("status", 20)))
    )  # fmt: skip

    assert set(shop.deliver_and_apply(events)) == {200}
    shop.sabotage()
    try_again()

    alive = shop.client.subscriptions.list({"status": "active"}).data
    assert plan_of(workspace) == ("creator" if alive else "free")
    if alive:
        item = alive[0]["items"].data[0]
        standing.refresh_from_db()
        assert standing.period_ends_at == datetime.fromtimestamp(item.current_period_end, UTC)
    assert not StripeEvent.objects.exclude(status=EventStatus.APPLIED).exists()


def test_every_order_of_an_end_and_a_deleted_customer_ends_on_free(shop, workspace, owner, bought):
    shop.deliver_and_apply()
    shop.client.customers.delete(Standing.objects.get().customer_id)
    ends = [event for event in shop.events() if event["type"].endswith(".deleted")]
    late = one(shop.events(), "customer.subscription.updated")
    assert len(ends) == 2

    for order in itertools.permutations([*ends, late]):
        StripeEvent.objects.all().delete()
        assert set(shop.deliver_and_apply(order)) == {200}
        assert plan_of(workspace) == "free"


@pytest.mark.django_db(transaction=True)
def test_copies_at_once_are_applied_once_and_in_turn(shop, workspace, owner):
    shop.buy(workspace, owner)
    bodies = [json.dumps(event) for event in shop.events()]
    answers: list[int] = []

    def send(body: str) -> None:
        try:
            answers.append(shop.post(body).status_code)
            stripe_events.apply(json.loads(body)["id"])
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(body,)) for body in bodies * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(answers) == {200}
    assert list(StripeEvent.objects.values_list("status", "attempts")) == [("applied", 1)] * len(bodies)
    assert plan_of(workspace) == "creator"


@pytest.mark.django_db(transaction=True)
def test_an_event_that_cannot_get_its_lock_is_postponed_and_blocks_no_other(
    shop, workspace, owner, monkeypatch
):
    monkeypatch.setattr(mirror, "_WAIT_S", 0.1)
    shop.buy(workspace, owner)
    event = one(shop.events(), "customer.subscription.created")
    holds, may_go = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            mirror.lock(event["data"]["object"]["customer"])
            holds.set()
            may_go.wait(timeout=20)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert holds.wait(timeout=20)
    assert shop.deliver_and_apply([event]) == [200]
    assert StripeEvent.objects.get().status == EventStatus.WAITING
    may_go.set()
    holder.join()

    assert try_again() == 1
    assert plan_of(workspace) == "creator"


# --- what they are about -----------------------------------------------------------------------------


def test_an_event_of_an_unknown_customer_succeeds_without_effect(shop, workspace):
    stranger = shop.client.customers.create({"email": "x@example.com"})
    shop.client.customers.update(stranger.id, {"name": "Somebody"})

    assert set(shop.deliver_and_apply()) == {200}
    assert not Standing.objects.exists()


def test_a_price_that_is_no_plan_of_ours_gives_nothing_and_is_flagged(shop, workspace, owner):
    customer = checkout.start(workspace=workspace, plan="creator", user=owner).customer_id
    product = shop.client.products.create({"name": "A mug"})
    price = shop.client.prices.create(
        {"product": product.id, "unit_amount": 500, "currency": "usd", "recurring": {"interval": "month"}}
    )
    shop.replace_card(customer, GOOD_CARD)
    shop.client.subscriptions.create({"customer": customer, "items": [{"price": price.id}]})

    assert set(shop.deliver_and_apply()) == {200}

    standing = Standing.objects.get()
    assert (plan_of(workspace), standing.unknown_price) == ("free", price.id)


def test_of_two_subscriptions_the_larger_counts_and_both_are_flagged(shop, workspace, owner, bought):
    shop.deliver_and_apply()
    standing = Standing.objects.get()
    empire = shop.client.prices.list({"lookup_keys": ["ettametta_empire_monthly"]}).data[0]
    shop.replace_card(standing.customer_id, GOOD_CARD)
    shop.client.subscriptions.create({"customer": standing.customer_id, "items": [{"price": empire.id}]})

    shop.deliver_and_apply()

    standing.refresh_from_db()
    assert (standing.plan, standing.is_doubled) == ("empire", True)


def test_an_invoice_event_alone_brings_the_subscription_up_to_date(shop, workspace, bought):
    assert shop.deliver_and_apply([one(bought, "invoice.paid")]) == [200]

    assert plan_of(workspace) == "creator"


def test_a_bill_that_is_written_off_is_shown_as_not_paid(shop, workspace, owner, bought):
    shop.deliver_and_apply()
    standing = Standing.objects.get()
    assert standing.period_ends_at is not None
    shop.replace_card(standing.customer_id, FAILS_LATER)
    shop.turn_clock(standing.period_ends_at + timedelta(hours=2))
    shop.deliver_and_apply()
    due = next(bill for bill in invoices.of_workspace(workspace=workspace) if bill.invoice.status == "open")

    shop.client.invoices.mark_uncollectible(due.invoice.id)
    assert shop.deliver_and_apply([one(shop.events(), "invoice.marked_uncollectible")]) == [200]

    assert "Not paid" in [bill.status for bill in invoices.of_workspace(workspace=workspace)]


# --- failures ----------------------------------------------------------------------------------------


def test_an_event_is_stored_and_answered_without_asking_stripe(shop, workspace, bought):
    asked = shop.requests_to("/stripe/v1/")

    assert set(shop.deliver(bought * 3)) == {200}

    assert shop.requests_to("/stripe/v1/") == asked
    assert StripeEvent.objects.count() == len(bought)
    assert plan_of(workspace) == "free"


def test_what_cannot_be_applied_is_kept_and_tried_again(shop, workspace, bought):
    shop.sabotage(DOWN)
    event = one(bought, "customer.subscription.created")

    shop.deliver_and_apply([event])

    kept = StripeEvent.objects.get()
    assert (kept.event_id, kept.status, kept.attempts) == (event["id"], "waiting", 1)
    assert "Unavailable" in kept.error
    assert not Subscription.objects.exists()

    shop.sabotage()
    assert stripe_events.apply_due() == 0, "its pause is not over"
    assert try_again() == 1

    kept.refresh_from_db()
    assert (kept.status, kept.error) == (EventStatus.APPLIED, "")
    assert plan_of(workspace) == "creator"


def test_pauses_grow_and_a_copy_of_the_event_does_not_cut_them_short(shop, bought):
    shop.sabotage(DOWN)
    event = one(bought, "customer.subscription.created")
    pauses = []
    for _ in range(4):
        StripeEvent.objects.update(next_attempt_at=timezone.now())
        shop.deliver_and_apply([event])
        kept = StripeEvent.objects.get()
        assert kept.attempted_at is not None
        pauses.append(round((kept.next_attempt_at - kept.attempted_at).total_seconds() / 60))
    shop.deliver_and_apply([event])

    assert pauses == [1, 2, 4, 8]
    assert StripeEvent.objects.get().attempts == 4


def test_what_waits_for_stripe_is_applied_soon_after_stripe_answers_again(shop, workspace, bought):
    shop.sabotage(DOWN)
    first, second = one(bought, "customer.subscription.created"), one(bought, "customer.subscription.updated")
    shop.deliver_and_apply([first])
    long_ago, later = timezone.now() - timedelta(hours=1), timezone.now() + timedelta(hours=3)
    StripeEvent.objects.update(attempted_at=long_ago, next_attempt_at=later)
    shop.sabotage()

    shop.deliver_and_apply([second])
    assert stripe_events.apply_due() == 1

    assert set(StripeEvent.objects.values_list("status", flat=True)) == {"applied"}


def test_a_sweep_stops_where_stripe_does_not_answer_and_leaves_the_others_due(shop, bought):
    shop.sabotage(DOWN)
    shop.deliver(event for event in bought if event["type"].startswith("customer.subscription."))
    shop.deliver([{**one(bought, "customer.subscription.created"), "id": f"evt_{n}"} for n in range(5)])
    before = StripeEvent.objects.count()

    assert stripe_events.apply_due() == 0

    assert StripeEvent.objects.filter(attempts=1).count() == 2
    assert StripeEvent.objects.due().count() == before - 2


def test_an_event_that_always_fails_is_given_up_shown_and_replayed(shop, workspace, bought, operator):
    shop.sabotage(DOWN)
    shop.deliver_and_apply([one(bought, "customer.subscription.created")])
    StripeEvent.objects.update(tries_begin_at=timezone.now() - timedelta(days=2, hours=1))
    try_again()
    event = StripeEvent.objects.get()
    assert event.status == EventStatus.FAILED
    assert try_again() == 0, "it is not tried any more"
    page = reverse("admin:billing_stripeevent_changelist")
    assert event.event_id in operator.get(page).content.decode()

    shop.sabotage()
    asked = shop.requests_to("/stripe/v1/")
    operator.post(page, {"action": "replay", "_selected_action": [event.pk]})
    assert shop.requests_to("/stripe/v1/") == asked, "a worker asks, not the page"
    stripe_events.apply_due()

    event.refresh_from_db()
    assert event.status == EventStatus.APPLIED
    assert plan_of(workspace) == "creator"


def test_one_event_that_cannot_be_applied_keeps_no_other_from_its_turn(shop, workspace, bought):
    bad = {**one(bought, "customer.subscription.created"), "id": "evt_bad"}
    bad["data"] = {"object": {**bad["data"]["object"], "customer": "cus_of_another_account"}}

    shop.deliver_and_apply([bad, one(bought, "customer.subscription.updated")])

    assert StripeEvent.objects.get(event_id="evt_bad").status == EventStatus.WAITING
    assert plan_of(workspace) == "creator"


def test_applied_events_are_forgotten_after_a_month_and_unsettled_ones_kept(shop, workspace, bought):
    shop.deliver_and_apply([one(bought, "customer.subscription.created")])
    shop.sabotage(DOWN)
    shop.deliver_and_apply([one(bought, "customer.subscription.updated")])
    StripeEvent.objects.update(received_at=timezone.now() - timedelta(days=40))

    assert stripe_events.prune() == 1

    assert [event.status for event in StripeEvent.objects.all()] == [EventStatus.WAITING]


# --- secrets -----------------------------------------------------------------------------------------


def whole_database():
    """Everything that is stored anywhere, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        for name in tables:
            cursor.execute(f'SELECT t::text FROM "{name}" t')  # noqa: S608 - names from the catalogue
            for (row,) in cursor.fetchall():
                yield name, row


def test_no_key_lies_open_in_the_database_or_the_logs(shop, workspace, owner, bought, settings, caplog):
    shop.sabotage({"kind": "status", "status": 401, "match": {"path": "^/stripe/v1/subscriptions/"}})
    shop.deliver_and_apply()
    secrets = [settings.STRIPE_SECRET_KEY, endpoints.secret_of(our_endpoint())]

    leaks = [(name, secret) for name, row in whole_database() for secret in secrets if secret in row]

    assert leaks == []
    assert Subscription.objects.exists()
    assert not any(secret in caplog.text for secret in secrets)


def test_the_endpoint_is_made_once_and_follows_the_address(shop, settings):
    assert endpoints.ensure().endswith("is up to date")
    settings.SITE_URL = "http://127.0.0.1:9999"

    assert endpoints.ensure().endswith("changed")

    found = shop.client.webhook_endpoints.list().data
    assert [each.url.startswith("http://127.0.0.1:9999/hooks/stripe/") for each in found] == [True]
    assert WebhookEndpoint.objects.count() == 1


def test_an_endpoint_whose_secret_cannot_be_read_is_made_anew(shop, settings):
    old = WebhookEndpoint.objects.get().id
    settings.FIELD_ENCRYPTION_KEYS = ["k2:" + "1" * 64]

    assert "created" in endpoints.ensure()

    assert WebhookEndpoint.objects.exclude(id=old).exists()


def test_stripe_itself_is_not_pointed_at_this_machine(db, settings):
    settings.STRIPE_API_URL = "https://api.stripe.com"

    with pytest.raises(endpoints.NotReachableError, match="stripe listen"):
        endpoints.ensure()
