"""Cards whose bank requires confirmation, changes that wait for it, and keys of another account."""

from datetime import UTC, datetime

import pytest
import requests
import stripe

from sandbox.tests.stripe_world import (
    checkout,
    client,
    event_types,
    item_of,
    make_customer,
    make_plan,
    press,
    stop_clock,
    subscribe,
)

CONFIRMS, ALWAYS = "pm_card_authenticationRequiredOnSetup", "pm_card_authenticationRequired"


@pytest.fixture
def api(sandbox_url):
    return client(sandbox_url)


@pytest.fixture
def creator(api):
    return make_plan(api, "creator", 1900)


@pytest.fixture
def empire(api):
    return make_plan(api, "empire", 9900)


@pytest.fixture
def bought(api, creator):
    """A subscription bought with a card whose bank requires confirmation."""
    session = checkout(api, creator, customer=make_customer(api).id)
    assert press(session.url, card="confirms").status_code == 303
    return api.subscriptions.retrieve(api.checkout.sessions.retrieve(session.id).subscription)


def change(api, subscription, price, behavior):
    items = [{"id": item_of(subscription).id, "price": price.id}]
    wanted = {"items": items, "proration_behavior": "always_invoice", "payment_behavior": behavior}
    return api.subscriptions.update(subscription.id, wanted)


def test_error_if_incomplete_changes_nothing_where_a_bank_asks(api, empire, bought):
    with pytest.raises(stripe.CardError) as refused:
        change(api, bought, empire, "error_if_incomplete")

    assert refused.value.code == "subscription_payment_intent_requires_action"
    found = api.subscriptions.retrieve(bought.id)
    assert item_of(found).price.id == item_of(bought).price.id
    assert found.latest_invoice == bought.latest_invoice


def test_a_change_waits_for_its_invoice_and_is_applied_once_that_is_paid(sandbox_url, api, empire, bought):
    waiting = change(api, bought, empire, "pending_if_incomplete")

    assert waiting.status == "active"
    assert item_of(waiting).price.id == item_of(bought).price.id
    assert waiting.pending_update.subscription_items[0].price.id == empire.id
    invoice = api.invoices.retrieve(waiting.latest_invoice, {"expand": ["payments"]})
    intent = api.payment_intents.retrieve(invoice.payments.data[0].payment.payment_intent)
    assert (invoice.status, intent.status) == ("open", "requires_action")
    assert "invoice.payment_action_required" in event_types(sandbox_url)

    assert press(invoice.hosted_invoice_url).status_code == 303

    found = api.subscriptions.retrieve(bought.id)
    assert (item_of(found).price.id, found.pending_update) == (empire.id, None)
    assert api.invoices.retrieve(invoice.id).status == "paid"
    assert "customer.subscription.pending_update_applied" in event_types(sandbox_url)


def test_a_declined_card_on_the_invoice_leaves_the_change_waiting(api, empire, bought):
    waiting = change(api, bought, empire, "pending_if_incomplete")
    url = api.invoices.retrieve(waiting.latest_invoice).hosted_invoice_url

    assert press(url, card="declined").status_code == 402

    assert api.subscriptions.retrieve(bought.id).pending_update is not None


def test_a_voided_invoice_drops_the_change(api, empire, bought):
    waiting = change(api, bought, empire, "pending_if_incomplete")
    with pytest.raises(stripe.InvalidRequestError, match="pending update"):
        change(api, bought, empire, "error_if_incomplete")

    api.invoices.void_invoice(waiting.latest_invoice)

    found = api.subscriptions.retrieve(bought.id)
    assert (item_of(found).price.id, found.pending_update) == (item_of(bought).price.id, None)


def test_an_unpaid_change_expires(sandbox_url, api, empire, bought):
    waiting = change(api, bought, empire, "pending_if_incomplete")

    expires_at = datetime.fromtimestamp(waiting.pending_update.expires_at, UTC)
    stop_clock(sandbox_url, expires_at.isoformat())

    assert api.subscriptions.retrieve(bought.id).pending_update is None
    assert api.invoices.retrieve(waiting.latest_invoice).status == "void"
    assert "customer.subscription.pending_update_expired" in event_types(sandbox_url)


def test_a_change_that_is_paid_at_once_does_not_wait(api, creator, empire):
    subscription = subscribe(api, make_customer(api), creator)

    changed = change(api, subscription, empire, "pending_if_incomplete")

    assert (item_of(changed).price.id, changed.pending_update) == (empire.id, None)


@pytest.mark.parametrize(("card", "status"), [(CONFIRMS, "active"), (ALWAYS, "past_due")])
def test_renewals_are_paid_in_the_owners_absence_where_the_card_allows(
    sandbox_url, api, creator, card, status
):
    customer = make_customer(api, card)
    subscription = subscribe(api, customer, creator, payment_behavior="default_incomplete")
    press(api.invoices.retrieve(subscription.latest_invoice).hosted_invoice_url)
    end = item_of(api.subscriptions.retrieve(subscription.id)).current_period_end

    stop_clock(sandbox_url, datetime.fromtimestamp(end + 3600, UTC).isoformat())

    assert api.subscriptions.retrieve(subscription.id).status == status


def test_a_customer_pays_in_one_currency(api, creator):
    customer = make_customer(api)
    subscribe(api, customer, creator)
    assert api.customers.retrieve(customer.id).currency == "usd"
    euros = make_plan(api, "empire", 9900, currency="eur")

    with pytest.raises(stripe.InvalidRequestError, match="combine currencies"):
        checkout(api, euros, customer=customer.id)


def test_another_accounts_key_knows_nothing_of_this_one(sandbox_url, api):
    customer = make_customer(api)
    other = client(sandbox_url, key="sk_test_other_account")

    with pytest.raises(stripe.InvalidRequestError) as refused:
        other.customers.retrieve(customer.id)

    assert refused.value.code == "resource_missing"
    assert other.accounts.retrieve_current().id != api.accounts.retrieve_current().id


def test_an_answer_that_is_prescribed_may_be_stored_for_its_key(sandbox_url, api):
    error = {"error": {"type": "api_error", "message": "Stored."}}
    rule = {
        "kind": "answer",
        "status": 500,
        "body": error,
        "is_kept": True,
        "match": {"path": "/v1/customers"},
    }
    requests.put(f"{sandbox_url}/_sandbox/faults", json=[rule], timeout=5).raise_for_status()

    for _ in range(2):
        with pytest.raises(stripe.APIError, match="Stored"):
            api.customers.create({"email": "ada@example.com"}, {"idempotency_key": "one"})

    assert api.customers.create({"email": "ada@example.com"}, {"idempotency_key": "two"}).email
    assert len(api.customers.list().data) == 1


def test_a_prescribed_answer_may_follow_the_work(sandbox_url, api):
    rule = {"kind": "answer", "body": {}, "is_done": True, "match": {"path": "/v1/customers"}}
    requests.put(f"{sandbox_url}/_sandbox/faults", json=[rule], timeout=5).raise_for_status()

    lost = api.customers.create({"email": "ada@example.com"}, {"idempotency_key": "one"})
    again = api.customers.create({"email": "ada@example.com"}, {"idempotency_key": "one"})

    assert "id" not in lost
    assert [again.id] == [found.id for found in api.customers.list().data]
