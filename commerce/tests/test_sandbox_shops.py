"""Shops of the sandbox: its consent page, tokens, webhooks and privacy requests, over HTTP."""

import pytest
from django.db import connection as database
from django.utils import timezone
from psycopg import sql

from accounts.models import AuditEntry
from commerce import access_tokens, events, subscriptions
from commerce.models import Order, ShopEvent, Store, StoreStatus
from commerce.tasks import apply_event, leave_shop
from commerce.tests.conftest import expire, open_workspace
from commerce.tests.stand import GOODS, Postman, connect, consent


@pytest.fixture
def postman(sandbox_url, settings):
    found = Postman(sandbox_url)
    settings.SITE_URL = found.url
    found.control(method="PUT", compliance_url=f"{found.url}/hooks/shopify/")
    yield found
    found.close()


@pytest.fixture
def shop(postman, member):
    """A connected shop with its subscriptions."""
    connect(member)
    store = Store.objects.get()
    subscriptions.check(store_id=store.pk)
    store.refresh_from_db()
    return store


def apply_all():
    while due := events.due_ids():
        for pk in due:
            apply_event(pk)


def installed(postman):
    return postman.control(f"/shops/{GOODS}")["installations"]


def test_consent_connects_a_shop_with_a_token_that_expires(shop):
    assert (shop.domain, shop.currency, shop.status, shop.livemode) == (GOODS, "EUR", "active", False)
    assert shop.access_expires_at is not None
    assert shop.hooks_problem == ""
    assert shop.hooks_checked_at is not None


def test_the_connect_form_may_lead_to_any_shop_and_to_the_sign_in(member):
    policy = member.get("/shop/")["Content-Security-Policy"]

    targets = next(each for each in policy.split(";") if each.strip().startswith("form-action")).split()
    assert {"https://*.myshopify.com", "https://*.shopify.com"} <= set(targets)


def test_the_connect_form_names_the_shops_of_the_sandbox(member):
    assert "It has the shops sandbox-goods and sandbox-kissa." in member.get("/shop/").content.decode()


def test_a_callback_that_was_changed_is_refused(postman, member):
    started = member.post("/shop/connect/shopify/", {"address": GOODS})
    path = consent(started["Location"])

    assert member.get(path.replace("code=", "code=x")).status_code == 422
    assert not Store.objects.exists()


def test_an_unticked_permission_connects_nothing(postman, member):
    answer = connect(member, without=("read_orders",))

    assert answer.status_code == 422
    assert "did not grant permission to read orders" in answer.content.decode()


def test_renewed_tokens_serve_both_workspaces_of_a_shop(shop, member, user):
    second = open_workspace(user, "Second")
    session = member.session
    session["workspace"] = second.pk
    session.save()
    connect(member)
    other = Store.objects.get(workspace=second)

    for store in (shop, other, shop):
        expire(store)
        assert access_tokens.call(store=store, work=lambda client: client.shop()).domain == GOODS


def test_an_order_delivered_five_times_in_disorder_counts_once(shop, postman):
    postman.control(method="PUT", copies=5, shuffle=True)
    placed = postman.control(f"/shops/{GOODS}/orders", method="POST", product="morning-mug")

    statuses = postman.carry()
    apply_all()

    assert len(statuses) >= 5
    assert set(statuses) == {200}
    assert Order.objects.get().shop_id == str(placed["id"])
    assert ShopEvent.objects.count() < len(statuses)


def test_an_uninstalled_app_disconnects_the_shop(shop, postman):
    postman.control(f"/shops/{GOODS}/apps/sandbox", method="DELETE")

    postman.carry()
    apply_all()

    shop.refresh_from_db()
    assert (shop.status, shop.access_token, shop.refresh_token) == ("revoked", "", "")
    assert "removed from the shop" in shop.status_note


def test_a_removed_permission_needs_a_reconnect(shop, postman):
    postman.control(f"/shops/{GOODS}/apps/sandbox/scopes", method="PUT", scopes=["read_products"])

    postman.carry()
    apply_all()

    shop.refresh_from_db()
    assert shop.status == StoreStatus.NEEDS_RECONNECT


def test_disconnecting_uninstalls_the_app(shop, postman, member):
    assert installed(postman)

    member.post(f"/shop/stores/{shop.pk}/disconnect/")
    leave_shop(shop.pk)

    assert not installed(postman)
    shop.refresh_from_db()
    assert shop.access_token == ""


def test_privacy_requests_are_answered_and_recorded(shop, postman):
    placed = postman.control(f"/shops/{GOODS}/orders", method="POST", product="morning-mug")
    postman.carry()
    apply_all()
    for topic in ("customers/data_request", "customers/redact"):
        postman.control(f"/shops/{GOODS}/{topic}", method="POST", customer=placed["customer"])

    assert set(postman.carry()) == {200}
    apply_all()

    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"shop.customer_data_requested", "shop.customer_redacted"} <= actions
    order = Order.objects.get()
    assert (order.name, order.redacted_at is None, order.total_minor) == ("", False, placed["total"])


def test_a_shop_that_asks_to_be_forgotten_is(shop, postman):
    postman.control(f"/shops/{GOODS}/apps/sandbox", method="DELETE")
    postman.control(f"/shops/{GOODS}/shop/redact", method="POST")

    postman.carry()
    apply_all()

    assert not Store.objects.exists()


def test_what_is_stored_of_events_has_no_personal_data(shop, postman):
    postman.control(f"/shops/{GOODS}/orders", method="POST", product="morning-mug")
    postman.carry()
    apply_all()

    stored = str(list(ShopEvent.objects.values()))
    assert "orders/create" in stored
    assert "@" not in stored
    assert not {"address", "phone", "email", "customer"} & set(stored.lower().replace('"', " ").split())


def test_no_row_and_no_log_contains_a_token(caplog, postman, member):
    caplog.set_level("DEBUG")
    connect(member)
    store = Store.objects.get()
    tokens = {store.access_token, store.refresh_token}
    subscriptions.check(store_id=store.pk)
    expire(store)
    access_tokens.get(store=store)
    tokens |= {store.access_token, store.refresh_token}

    logged = caplog.text + str([record.__dict__ for record in caplog.records])
    everything = logged + stored_text()
    assert len(tokens) == 4
    assert [token for token in tokens if token in everything] == []


def stored_text():
    """Every row of every table, as text."""
    found = []
    with database.cursor() as cursor:
        for table in database.introspection.table_names(cursor):
            cursor.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table)))
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


def test_a_lost_shop_is_found_by_the_hourly_check(shop, postman):
    postman.control(f"/shops/{GOODS}/apps/sandbox", method="DELETE")
    Store.objects.update(hooks_due_at=timezone.now())

    subscriptions.check(store_id=shop.pk)

    shop.refresh_from_db()
    assert shop.status == StoreStatus.NEEDS_RECONNECT
