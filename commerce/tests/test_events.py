"""Webhooks of shops: verified, stored once, applied in any order, retried and replayed."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection as database
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, Notification, User
from commerce import events, stores, subscriptions
from commerce.models import EventStatus, Order, Refund, ShopEvent, Store, StoreStatus
from commerce.platforms import EventKind, Money, ShopOrder, ShopRefund
from commerce.tests.conftest import an_order, apply_all, connect, deliver, open_workspace
from foundation.errors import UpstreamUnavailableError


@pytest.fixture
def effects(monkeypatch):
    """Replaces what orders change. Returns the shops and orders that reached it."""
    seen: list[tuple[str, tuple[str, ...]]] = []
    monkeypatch.setitem(
        events.EFFECTS, EventKind.ORDER, lambda store, heard: seen.append((store.pk, heard.order_ids))
    )
    return seen


def test_a_genuine_webhook_is_stored_and_answered(store):
    assert deliver("shop").status_code == 200

    event = ShopEvent.objects.get()
    assert (event.webhook_id, event.domain, event.status) == ("w1", "ali.bazaar.invalid", "waiting")


def test_a_forged_webhook_is_refused_with_401_and_not_stored(store):
    refusal = deliver("uninstalled", seal="forged")

    assert refusal.status_code == 401
    assert (refusal["Content-Type"], refusal.text) == ("text/plain", "The signature does not match.\n")
    assert not ShopEvent.objects.exists()


def test_a_webhook_of_an_unknown_platform_is_not_found(db):
    assert Client().post("/hooks/souk/", "{}", content_type="application/json").status_code == 404


def test_only_a_post_is_accepted(bazaar, db):
    assert Client().get("/hooks/bazaar/").status_code == 405


def test_an_unused_topic_is_answered_and_not_stored(store):
    assert deliver(None).status_code == 200
    assert not ShopEvent.objects.exists()


def test_a_repeated_webhook_counts_once(store, effects):
    for _ in range(5):
        assert deliver("order").status_code == 200
        apply_all()

    assert ShopEvent.objects.count() == 1
    assert len(effects) == 1


@pytest.mark.django_db(transaction=True)
def test_five_copies_at_once_are_stored_once(store):
    barrier = threading.Barrier(5)
    answers: list[int] = []

    def send() -> None:
        try:
            barrier.wait(timeout=10)
            answers.append(deliver("shop").status_code)
        finally:
            database.close()

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [200] * 5
    assert ShopEvent.objects.count() == 1


def test_while_one_worker_applies_an_event_another_does_not(store, monkeypatch):
    outcomes: list[bool] = []
    deliver("order")
    pk = ShopEvent.objects.get().pk
    monkeypatch.setitem(
        events.EFFECTS, EventKind.ORDER, lambda found, heard: outcomes.append(events.apply(event_id=pk))
    )

    assert events.apply(event_id=pk)
    assert outcomes == [False]


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_that_take_an_event_at_once_one_applies_it(store, effects):
    deliver("order")
    pk = ShopEvent.objects.get().pk
    outcomes: list[bool] = []

    def work() -> None:
        try:
            outcomes.append(events.apply(event_id=pk))
        finally:
            database.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    with transaction.atomic():
        # Both have found the event when they wait for its row.
        ShopEvent.objects.select_for_update().get(pk=pk)
        for thread in threads:
            thread.start()
        wait_for_waiting(2)
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == [False, True]
    assert len(effects) == 1


def wait_for_waiting(count):
    """Wait until this many connections wait for a lock."""
    ends_at = time.monotonic() + 10
    waiting = 0
    while waiting < count and time.monotonic() < ends_at:
        with database.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            waiting = cursor.fetchone()[0]
    assert waiting >= count


def test_an_event_reaches_every_workspace_of_its_shop_and_no_other(store, bazaar, user, effects):
    second = connect(bazaar, workspace=open_workspace(user, "Second"), user=user)
    third = open_workspace(user, "Third")
    connect(bazaar, workspace=third, user=user, domain="omar.bazaar.invalid")

    deliver("order")
    apply_all()

    assert sorted(pk for pk, _ in effects) == sorted([store.pk, second.pk])


def test_a_failure_in_one_workspace_does_not_block_the_other(store, bazaar, user, effects, monkeypatch):
    second = connect(bazaar, workspace=open_workspace(user, "Second"), user=user)

    def fail_for_the_first(found, heard):
        if found.pk == store.pk:
            raise UpstreamUnavailableError("Later.", system="Bazaar")
        effects.append((found.pk, ()))

    monkeypatch.setitem(events.EFFECTS, EventKind.ORDER, fail_for_the_first)
    deliver("order")
    apply_all()

    assert [pk for pk, _ in effects] == [second.pk]
    assert ShopEvent.objects.get().status == EventStatus.WAITING


def test_an_outage_postpones_an_event_and_it_is_applied_later(store, stall):
    stall.is_away, stall.currency = True, "CHF"
    deliver("shop")
    apply_all()
    event = ShopEvent.objects.get()
    assert (event.status, event.attempts) == ("waiting", 1)
    assert event.next_attempt_at > timezone.now()

    stall.is_away = False
    ShopEvent.objects.update(next_attempt_at=timezone.now())
    apply_all()

    assert ShopEvent.objects.get().status == EventStatus.APPLIED
    assert Store.objects.get().currency == "CHF"


def test_an_event_that_keeps_failing_is_given_up_and_can_be_replayed(store, stall, member, user):
    stall.is_away = True
    deliver("shop")
    ShopEvent.objects.update(attempts=15)
    apply_all()
    event = ShopEvent.objects.get()
    assert event.status == EventStatus.FAILED
    assert "closed today" in event.error

    stall.is_away = False
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    member.post(
        "/admin/commerce/shopevent/", {"action": "replay", "_selected_action": [event.pk]}, follow=True
    )
    apply_all()

    assert ShopEvent.objects.get().status == EventStatus.APPLIED


def test_an_event_of_a_lost_shop_is_done(store, stall):
    stall.refuses_renewal, stall.token = True, "another one"
    deliver("shop")
    apply_all()

    assert ShopEvent.objects.get().status == EventStatus.APPLIED
    assert Store.objects.get().status == StoreStatus.NEEDS_RECONNECT


def test_old_applied_events_are_pruned(store):
    for number in range(3):
        deliver("shop", webhook_id=f"w{number}")
    old = timezone.now() - timedelta(days=31)
    ShopEvent.objects.filter(webhook_id__in=["w0", "w1"]).update(received_at=old)
    ShopEvent.objects.filter(webhook_id="w0").update(status=EventStatus.APPLIED)

    assert events.prune() == 1
    assert set(ShopEvent.objects.values_list("webhook_id", flat=True)) == {"w1", "w2"}


# --- personal data ------------------------------------------------------------------------------------------


def test_a_customers_request_is_answered_and_recorded_once(store, user):
    an_order(store)
    for webhook in ("w1", "w1"):
        deliver("customer_data", webhook_id=webhook, order_ids=["1001", "1002"])
        apply_all()
    events.replay(event_ids=[ShopEvent.objects.get().pk])
    apply_all()

    entry = AuditEntry.objects.get(action="shop.customer_data_requested")
    assert (entry.facts["named"], entry.facts["stored"]) == (2, 1)
    assert Notification.objects.filter(event="store.privacy_request").count() == 1


def test_a_refund_in_another_currency_than_the_shops_is_read_from_its_order(store, stall):
    now = timezone.now()
    euros, dollars = Money(amount_minor=900, currency="EUR"), Money(amount_minor=1000, currency="USD")
    in_euros = ShopRefund(shop_id="9", order_shop_id="1001", amount=euros, refunded_at=now)
    in_dollars = in_euros.model_copy(update={"amount": dollars})
    total = Money(amount_minor=2400, currency="EUR")
    stall.orders["1001"] = ShopOrder(
        shop_id="1001", total=total, placed_at=now, updated_at=now, refunds=(in_euros,)
    )

    deliver("refund", refund=in_dollars.model_dump(mode="json"), order_ids=["1001"])
    apply_all()

    refund = Refund.objects.get(store=store)
    assert (refund.amount_minor, refund.currency) == (900, "EUR")


def test_a_redaction_empties_what_leads_to_the_customer_and_keeps_amounts(store):
    order = an_order(store, visit_code="abc", visited_at=timezone.now(), note_code="abc")
    other = an_order(store, shop_id="1002", visit_code="abc")

    deliver("customer_redact", order_ids=["1001"])
    apply_all()

    order.refresh_from_db()
    other.refresh_from_db()
    assert (order.name, order.visit_code, order.note_code, order.visited_at) == ("", "", "", None)
    assert (order.total_minor, other.visit_code) == (2400, "abc")
    assert AuditEntry.objects.get(action="shop.customer_redacted").facts["orders"] == 1


def test_a_redaction_empties_the_stored_reports_of_the_order_too(store):
    now = timezone.now()
    total = Money(amount_minor=2400, currency="EUR")
    order = ShopOrder(
        shop_id="1001", name="#1001", note_code="abc", landing_codes=("abc",), visit_codes=("abc",),
        visited_at=now, total=total, placed_at=now, updated_at=now,
    )  # fmt: skip
    deliver("order", webhook_id="w1", order=order.model_dump(mode="json"))
    apply_all()

    deliver("customer_redact", webhook_id="w2", order_ids=["1001"])
    apply_all()

    event = ShopEvent.objects.get(webhook_id="w1")
    left_out = {"name", "note_code", "landing_codes", "visit_codes", "visited_at"}
    assert left_out.isdisjoint(event.document["order"])
    assert event.document["order"]["total"]["amount_minor"] == 2400
    events.replay(event_ids=[event.pk])
    apply_all()
    event.refresh_from_db()
    assert (event.status, Order.objects.get().name) == (EventStatus.APPLIED, "")


# --- subscriptions ------------------------------------------------------------------------------------------


def test_the_subscriptions_of_a_new_shop_are_created_once(store, stall, settings):
    subscriptions.check(store_id=store.pk)
    Store.objects.update(hooks_due_at=timezone.now())
    subscriptions.check(store_id=store.pk)

    assert stall.subscribed == 3
    url = f"{settings.SITE_URL}/hooks/bazaar/"
    assert sorted((hook.topic, hook.url) for hook in stall.hooks.values()) == [
        ("closing", url), ("sales", url), ("wares", url),
    ]  # fmt: skip
    store.refresh_from_db()
    assert store.hooks_checked_at is not None
    assert subscriptions.due_ids() == []


def test_a_deleted_subscription_is_made_again_and_everything_is_compared(store, stall):
    subscriptions.check(store_id=store.pk)
    stall.hooks.pop("h-sales")
    later = timezone.now() + timedelta(days=1)
    Store.objects.update(hooks_due_at=timezone.now(), orders_due_at=later, products_due_at=later)

    subscriptions.check(store_id=store.pk)

    store.refresh_from_db()
    assert len(stall.hooks) == 3
    assert store.orders_due_at <= timezone.now()
    assert store.products_due_at <= timezone.now()


def test_a_check_during_an_outage_is_repeated_soon(store, stall):
    stall.is_away = True

    subscriptions.check(store_id=store.pk)

    store.refresh_from_db()
    assert store.hooks_checked_at is None
    assert timezone.now() < store.hooks_due_at < timezone.now() + timedelta(minutes=10)


def test_a_shop_that_was_uninstalled_unnoticed_is_found_by_the_check(store, stall):
    stall.close()

    subscriptions.check(store_id=store.pk)

    assert Store.objects.get().status == StoreStatus.NEEDS_RECONNECT


def test_without_the_apps_secret_nothing_is_subscribed_and_the_page_says_so(store, bazaar, stall, member):
    bazaar.is_deaf = True

    subscriptions.check(store_id=store.pk)

    assert stall.hooks == {}
    assert "can&#39;t be verified" in member.get(f"/shop/stores/{store.pk}/").content.decode()


def test_a_live_shop_of_an_installation_without_https_is_not_subscribed(store, stall, settings):
    Store.objects.update(livemode=True)
    settings.SITE_URL = "http://studio.example"

    subscriptions.check(store_id=store.pk)

    assert stall.hooks == {}
    assert "https addresses only" in Store.objects.get().hooks_problem


def test_a_disconnected_shop_is_not_checked(store, stall, user):
    stores.disconnect(store=store, actor=user)

    subscriptions.check(store_id=store.pk)

    assert stall.hooks == {}
