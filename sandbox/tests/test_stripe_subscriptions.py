"""Subscriptions of the Stripe stand-in: changes and their price, ends, and declined cards."""

import pytest
import stripe

from sandbox.tests.stripe_world import (
    at,
    client,
    event_types,
    item_of,
    make_customer,
    make_plan,
    stop_clock,
    subscribe,
)


@pytest.fixture
def api(sandbox_url):
    return client(sandbox_url)


@pytest.fixture
def creator(api):
    return make_plan(api, "creator", 1900)


@pytest.fixture
def empire(api):
    return make_plan(api, "empire", 9900)


def change(api, subscription, price, **facts):
    items = [{"id": item_of(subscription).id, "price": price.id}]
    return api.subscriptions.update(subscription.id, {"items": items, **facts})


# --- switching ----------------------------------------------------------------------------------------


def test_a_switch_in_the_middle_of_a_period_is_billed_by_the_second(sandbox_url, api, creator, empire):
    stop_clock(sandbox_url, "2027-04-01T00:00:00Z")
    subscription = subscribe(api, make_customer(api), creator)
    stop_clock(sandbox_url, "2027-04-11T00:00:00Z")

    changed = change(api, subscription, empire, proration_behavior="always_invoice")

    # 20 of 30 days are left: 19.00 and 99.00 by two thirds.
    invoice = api.invoices.retrieve(changed.latest_invoice)
    assert [(line.amount, line.description) for line in invoice.lines.data] == [
        (-1267, "Unused time on Creator after 11 Apr 2027"),
        (6600, "Remaining time on Empire after 11 Apr 2027"),
    ]
    assert (invoice.total, invoice.status, invoice.billing_reason) == (5333, "paid", "subscription_update")
    assert all(line.parent.subscription_item_details.proration for line in invoice.lines.data)
    assert item_of(changed).current_period_end == at("2027-05-01T00:00:00Z")


def test_prorations_wait_for_the_next_invoice_unless_they_are_billed_now(sandbox_url, api, creator, empire):
    stop_clock(sandbox_url, "2027-04-01T00:00:00Z")
    customer = make_customer(api)
    subscription = subscribe(api, customer, creator)
    stop_clock(sandbox_url, "2027-04-16T00:00:00Z")

    change(api, subscription, empire)
    waiting = api.invoice_items.list({"customer": customer.id}).data
    stop_clock(sandbox_url, "2027-05-01T00:00:00Z")

    renewal = api.invoices.list({"customer": customer.id}).data[0]
    assert [item.amount for item in waiting] == [4950, -950]
    assert [line.amount for line in renewal.lines.data] == [-950, 4950, 9900]
    assert renewal.total == 13900


def test_a_cheaper_plan_leaves_a_credit_that_later_invoices_use(sandbox_url, api, creator, empire):
    stop_clock(sandbox_url, "2027-04-01T00:00:00Z")
    customer = make_customer(api)
    subscription = subscribe(api, customer, empire)
    stop_clock(sandbox_url, "2027-04-16T00:00:00Z")

    changed = change(api, subscription, creator, proration_behavior="always_invoice")
    credit = api.invoices.retrieve(changed.latest_invoice)
    balance = api.customers.retrieve(customer.id).balance
    stop_clock(sandbox_url, "2027-05-01T00:00:00Z")

    renewal = api.invoices.list({"customer": customer.id}).data[0]
    assert (credit.total, credit.amount_due, credit.status, balance) == (-4000, 0, "paid", -4000)
    assert (renewal.total, renewal.amount_due, renewal.ending_balance) == (1900, 0, -2100)


def test_no_proration_costs_nothing(api, creator, empire):
    subscription = subscribe(api, make_customer(api), creator)

    changed = change(api, subscription, empire, proration_behavior="none")

    assert item_of(changed).price.id == empire.id
    assert changed.latest_invoice == subscription.latest_invoice
    assert api.invoice_items.list().data == []


def test_another_interval_begins_a_new_period_at_once(sandbox_url, api, creator):
    yearly = make_plan(api, "creator", 19000, interval="year")
    stop_clock(sandbox_url, "2027-04-01T00:00:00Z")
    subscription = subscribe(api, make_customer(api), creator)
    stop_clock(sandbox_url, "2027-04-16T00:00:00Z")

    changed = change(api, subscription, yearly)

    assert item_of(changed).current_period_end == at("2028-04-16T00:00:00Z")
    assert api.invoices.retrieve(changed.latest_invoice).total == 19000 - 950


def test_a_preview_says_what_a_switch_costs_and_changes_nothing(sandbox_url, api, creator, empire):
    stop_clock(sandbox_url, "2027-04-01T00:00:00Z")
    subscription = subscribe(api, make_customer(api), creator)
    stop_clock(sandbox_url, "2027-04-16T00:00:00Z")
    told_before = event_types(sandbox_url)

    details = {
        "items": [{"id": item_of(subscription).id, "price": empire.id}],
        "proration_behavior": "always_invoice",
    }
    preview = api.invoices.create_preview({"subscription": subscription.id, "subscription_details": details})
    upcoming = api.invoices.create_preview({"subscription": subscription.id})

    assert (preview.amount_due, upcoming.amount_due) == (4000, 1900)
    assert upcoming.period_end == at("2027-05-01T00:00:00Z")
    assert item_of(api.subscriptions.retrieve(subscription.id)).price.id == creator.id
    assert event_types(sandbox_url) == told_before
    assert len(api.invoices.list().data) == 1


def test_a_price_that_is_added_without_its_items_id_is_a_second_item(api, creator, empire):
    subscription = subscribe(api, make_customer(api), creator)

    changed = api.subscriptions.update(subscription.id, {"items": [{"price": empire.id}]})

    assert [item.price.id for item in changed["items"]["data"]] == [creator.id, empire.id]
    assert len(api.subscription_items.list({"subscription": subscription.id}).data) == 2
    with pytest.raises(stripe.InvalidRequestError, match="same plan"):
        api.subscriptions.update(subscription.id, {"items": [{"price": empire.id}]})


def test_an_update_tells_what_was_before(sandbox_url, api, creator):
    subscription = subscribe(api, make_customer(api), creator)

    api.subscriptions.update(
        subscription.id, {"metadata": {"workspace": "ws_1"}, "cancel_at_period_end": True}
    )

    event = api.events.list({"type": "customer.subscription.updated"}).data[0]
    assert event.data.previous_attributes.to_dict() == {
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "cancellation_details": {"reason": None},
        "metadata": {"workspace": None},
    }
    assert event["request"]["id"].startswith("req_")


# --- declined cards -----------------------------------------------------------------------------------


def test_a_switch_that_is_not_paid_for_changes_nothing_if_so_wanted(sandbox_url, api, creator, empire):
    customer = make_customer(api)
    subscription = subscribe(api, customer, creator)
    bad = api.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": customer.id})
    api.subscriptions.update(subscription.id, {"default_payment_method": bad.id})
    told_before = event_types(sandbox_url)

    with pytest.raises(stripe.CardError) as refusal:
        change(
            api,
            subscription,
            empire,
            proration_behavior="always_invoice",
            payment_behavior="error_if_incomplete",
        )

    assert (refusal.value.http_status, refusal.value.code) == (402, "card_declined")
    assert item_of(api.subscriptions.retrieve(subscription.id)).price.id == creator.id
    assert event_types(sandbox_url) == told_before


def test_a_switch_that_is_not_paid_for_is_past_due_otherwise(api, creator, empire):
    customer = make_customer(api)
    subscription = subscribe(api, customer, creator)
    bad = api.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": customer.id})
    api.subscriptions.update(subscription.id, {"default_payment_method": bad.id})

    changed = change(api, subscription, empire, proration_behavior="always_invoice")

    assert (changed.status, item_of(changed).price.id) == ("past_due", empire.id)


def test_a_first_payment_that_fails_leaves_it_incomplete_for_23_hours(sandbox_url, api, creator):
    stop_clock(sandbox_url, "2027-04-01T00:00:00Z")

    subscription = subscribe(api, make_customer(api, "pm_card_chargeCustomerFail"), creator)
    stop_clock(sandbox_url, "2027-04-01T23:00:01Z")

    later = api.subscriptions.retrieve(subscription.id)
    assert (subscription.status, later.status) == ("incomplete", "incomplete_expired")
    assert api.invoices.retrieve(subscription.latest_invoice).status == "void"
    assert {"invoice.payment_failed", "invoice.voided"} <= set(event_types(sandbox_url))


def test_paying_the_first_invoice_makes_it_active(api, creator):
    customer = make_customer(api, "pm_card_chargeCustomerFail")
    subscription = subscribe(api, customer, creator)
    with pytest.raises(stripe.CardError):
        api.invoices.pay(subscription.latest_invoice)

    invoice = api.invoices.pay(subscription.latest_invoice, {"payment_method": "pm_card_visa"})

    assert (invoice.status, invoice.attempt_count) == ("paid", 3)
    assert api.subscriptions.retrieve(subscription.id).status == "active"
    with pytest.raises(stripe.InvalidRequestError, match="already paid"):
        api.invoices.pay(subscription.latest_invoice)


def test_an_error_on_the_first_payment_can_be_had_instead(api, creator):
    with pytest.raises(stripe.CardError):
        subscribe(
            api,
            make_customer(api, "pm_card_chargeCustomerFail"),
            creator,
            payment_behavior="error_if_incomplete",
        )

    assert api.subscriptions.list({"status": "all"}).data == []


def test_a_first_payment_may_be_left_to_the_customer(api, creator):
    subscription = subscribe(api, make_customer(api), creator, payment_behavior="default_incomplete")

    assert subscription.status == "incomplete"
    assert api.invoices.retrieve(subscription.latest_invoice).attempt_count == 0


# --- ends -----------------------------------------------------------------------------------------------


def test_a_canceled_subscription_ends_with_its_period(sandbox_url, api, creator):
    stop_clock(sandbox_url, "2027-04-01T00:00:00Z")
    subscription = subscribe(api, make_customer(api), creator)
    api.subscriptions.update(subscription.id, {"cancel_at_period_end": True})

    stop_clock(sandbox_url, "2027-04-30T23:59:59Z")
    before = api.subscriptions.retrieve(subscription.id)
    stop_clock(sandbox_url, "2027-05-01T00:00:00Z")

    after = api.subscriptions.retrieve(subscription.id)
    assert (before.status, after.status, after.ended_at) == ("active", "canceled", at("2027-05-01T00:00:00Z"))
    assert after.cancellation_details.reason == "cancellation_requested"
    assert len(api.invoices.list().data) == 1
    assert event_types(sandbox_url)[-1] == "customer.subscription.deleted"


def test_a_cancellation_can_be_taken_back_until_then(sandbox_url, api, creator):
    subscription = subscribe(api, make_customer(api), creator)
    api.subscriptions.update(subscription.id, {"cancel_at_period_end": True})

    resumed = api.subscriptions.update(subscription.id, {"cancel_at_period_end": False})

    assert (resumed.cancel_at, resumed.canceled_at, resumed.status) == (None, None, "active")


def test_an_end_at_an_instant_is_taken_back_by_its_own_parameter(api, creator):
    subscription = subscribe(api, make_customer(api), creator)
    moment = subscription.created + 86_400
    api.subscriptions.update(subscription.id, {"cancel_at": moment})

    still = api.subscriptions.update(subscription.id, {"cancel_at_period_end": False})
    never = api.subscriptions.update(subscription.id, {"cancel_at": ""})

    assert (still.cancel_at, never.cancel_at) == (moment, None)


@pytest.mark.parametrize("moment", [1, 99_999_999_999])
def test_an_end_lies_in_the_next_five_years(api, creator, moment):
    subscription = subscribe(api, make_customer(api), creator)

    with pytest.raises(stripe.InvalidRequestError, match="Invalid timestamp"):
        api.subscriptions.update(subscription.id, {"cancel_at": moment})


def test_a_deleted_subscription_ends_at_once_and_gives_the_rest_back(sandbox_url, api, creator):
    stop_clock(sandbox_url, "2027-04-01T00:00:00Z")
    customer = make_customer(api)
    subscription = subscribe(api, customer, creator)
    stop_clock(sandbox_url, "2027-04-16T00:00:00Z")

    ended = api.subscriptions.cancel(subscription.id, {"prorate": True, "invoice_now": True})

    assert ended.status == "canceled"
    assert api.customers.retrieve(customer.id).balance == -950
    assert api.subscriptions.list({"customer": customer.id}).data == []
    assert len(api.subscriptions.list({"customer": customer.id, "status": "all"}).data) == 1
    with pytest.raises(stripe.InvalidRequestError, match="No such subscription"):
        api.subscriptions.cancel(subscription.id)
    with pytest.raises(stripe.InvalidRequestError, match="canceled subscription"):
        api.subscriptions.update(subscription.id, {"cancel_at_period_end": False})


def test_a_hundred_percent_off_is_active_without_a_card(api, creator):
    coupon = api.coupons.create({"percent_off": 100, "duration": "forever"})
    customer = api.customers.create({"name": "Ada"})

    subscription = subscribe(api, customer, creator, discounts=[{"coupon": coupon.id}])

    found = api.subscriptions.retrieve(subscription.id, {"expand": ["discounts.source.coupon"]})
    invoice = api.invoices.retrieve(subscription.latest_invoice)
    assert (subscription.status, invoice.total, invoice.status) == ("active", 0, "paid")
    assert found.discounts[0].source.coupon.percent_off == 100


def test_an_invoice_can_be_voided_or_given_up(api, creator):
    first = subscribe(api, make_customer(api, "pm_card_chargeCustomerFail"), creator).latest_invoice
    second = subscribe(api, make_customer(api, "pm_card_chargeCustomerFail"), creator).latest_invoice

    assert api.invoices.void_invoice(first).status == "void"
    assert api.invoices.mark_uncollectible(second).status == "uncollectible"
    with pytest.raises(stripe.InvalidRequestError, match="isn't open"):
        api.invoices.void_invoice(first)
