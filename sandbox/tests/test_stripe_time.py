"""Effects of the clock on subscriptions of the Stripe stand-in: renewals, trials, late payments."""

import pytest
import requests
import stripe

from sandbox.tests.conftest import move_clock
from sandbox.tests.stripe_world import (
    at,
    client,
    day,
    event_types,
    item_of,
    make_customer,
    make_plan,
    stop_clock,
    subscribe,
    switch,
    wait_until,
)


@pytest.fixture
def api(sandbox_url):
    return client(sandbox_url)


@pytest.fixture
def price(api):
    return make_plan(api)


def late(sandbox_url, api, price):
    """A subscription of 1 April whose renewal on 1 May was not paid."""
    stop_clock(sandbox_url, "2027-04-01T00:00:00Z")
    customer = make_customer(api)
    subscription = subscribe(api, customer, price)
    replace_card(sandbox_url, customer, "4000000000000341")
    stop_clock(sandbox_url, "2027-05-01T00:00:00Z")
    return customer, subscription


def replace_card(sandbox_url, customer, number):
    body = {"customer": customer.id, "number": number}
    requests.post(f"{sandbox_url}/_sandbox/stripe/cards", json=body, timeout=5).raise_for_status()


def status_of(api, subscription):
    return api.subscriptions.retrieve(subscription.id).status


# --- renewals -------------------------------------------------------------------------------------------


def test_a_subscription_of_the_31st_comes_back_to_the_31st(sandbox_url, api, price):
    stop_clock(sandbox_url, "2028-01-31T10:00:00Z")
    customer = make_customer(api)
    subscription = subscribe(api, customer, price)

    stop_clock(sandbox_url, "2028-06-01T00:00:00Z")

    invoices = api.invoices.list({"customer": customer.id}).data[::-1]
    assert [day(invoice.created) for invoice in invoices] == [
        "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31",
    ]  # fmt: skip
    assert [invoice.status for invoice in invoices] == ["paid"] * 5
    assert day(item_of(api.subscriptions.retrieve(subscription.id)).current_period_end) == "2028-06-30"


def test_a_subscription_of_a_leap_day_is_renewed_on_the_28th(sandbox_url, api):
    price = make_plan(api, interval="year")
    stop_clock(sandbox_url, "2028-02-29T10:00:00Z")
    subscription = subscribe(api, make_customer(api), price)

    ends = []
    for year in range(2029, 2033):
        ends.append(day(item_of(api.subscriptions.retrieve(subscription.id)).current_period_end))
        stop_clock(sandbox_url, f"{year}-03-01T00:00:00Z")

    assert ends == ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]


def test_a_jump_of_many_months_happens_one_after_the_other(sandbox_url, api, price):
    stop_clock(sandbox_url, "2027-01-15T00:00:00Z")
    customers = [make_customer(api), make_customer(api)]
    for customer in customers:
        subscribe(api, customer, price)

    stop_clock(sandbox_url, "2028-01-15T00:00:00Z")

    events = api.events.list({"limit": 100, "type": "invoice.paid"}).data[::-1]
    assert len(events) == 2 * 13
    assert [event.created for event in events] == sorted(event.created for event in events)
    assert api.customers.retrieve(customers[0].id).next_invoice_sequence == 14


def test_time_passes_by_itself_too(sandbox_url, api, price):
    subscription = subscribe(api, make_customer(api), price, trial_period_days=1)
    end = item_of(subscription).current_period_end

    # The clock continues from a second before the end.
    move_clock(sandbox_url, end - subscription.created - 2)

    # From the sandbox's own list, which triggers nothing.
    assert wait_until(lambda: "charge.succeeded" in event_types(sandbox_url), timeout_s=6)
    assert status_of(api, subscription) == "active"


# --- trials -----------------------------------------------------------------------------------------------


def test_a_trial_is_announced_to_end_and_then_paid_for(sandbox_url, api, price):
    stop_clock(sandbox_url, "2027-04-01T00:00:00Z")
    subscription = subscribe(api, make_customer(api), price, trial_period_days=14)

    stop_clock(sandbox_url, "2027-04-11T23:59:59Z")
    told_early = "customer.subscription.trial_will_end" in event_types(sandbox_url)
    stop_clock(sandbox_url, "2027-04-12T00:00:00Z")
    told = "customer.subscription.trial_will_end" in event_types(sandbox_url)
    stop_clock(sandbox_url, "2027-04-15T00:00:00Z")

    after = api.subscriptions.retrieve(subscription.id)
    assert (subscription.status, after.status) == ("trialing", "active")
    assert (told_early, told) == (False, True)
    assert api.invoices.retrieve(after.latest_invoice).total == 1900
    assert day(item_of(after).current_period_end) == "2027-05-15"


@pytest.mark.parametrize(
    ("behavior", "status"), [("cancel", "canceled"), ("pause", "paused"), ("create_invoice", "past_due")]
)
def test_a_trial_that_ends_without_a_card_does_as_it_says(sandbox_url, api, price, behavior, status):
    stop_clock(sandbox_url, "2027-04-01T00:00:00Z")
    customer = api.customers.create({"name": "Ada"})
    settings = {"end_behavior": {"missing_payment_method": behavior}}
    subscription = subscribe(api, customer, price, trial_period_days=14, trial_settings=settings)

    stop_clock(sandbox_url, "2027-04-15T00:00:00Z")

    assert status_of(api, subscription) == status


def test_a_paused_subscription_is_resumed_with_a_card(sandbox_url, api, price):
    stop_clock(sandbox_url, "2027-04-01T00:00:00Z")
    customer = api.customers.create({"name": "Ada"})
    settings = {"end_behavior": {"missing_payment_method": "pause"}}
    subscription = subscribe(api, customer, price, trial_period_days=14, trial_settings=settings)
    stop_clock(sandbox_url, "2027-04-15T00:00:00Z")
    replace_card(sandbox_url, customer, "4242424242424242")

    resumed = api.subscriptions.resume(subscription.id)

    assert resumed.status == "active"
    assert event_types(sandbox_url)[-1] == "customer.subscription.resumed"


def test_a_trial_can_be_ended_now(sandbox_url, api, price):
    stop_clock(sandbox_url, "2027-04-01T00:00:00Z")
    subscription = subscribe(api, make_customer(api), price, trial_period_days=14)

    changed = api.subscriptions.update(subscription.id, {"trial_end": "now"})

    assert changed.status == "active"
    assert api.invoices.retrieve(changed.latest_invoice).amount_paid == 1900


# --- payments that fail -----------------------------------------------------------------------------------


def test_a_renewal_that_fails_is_tried_again_after_days(sandbox_url, api, price):
    customer, subscription = late(sandbox_url, api, price)

    attempts = []
    for moment in ("2027-05-01", "2027-05-04", "2027-05-09", "2027-05-16"):
        stop_clock(sandbox_url, f"{moment}T00:00:00Z")
        invoice = api.invoices.list({"customer": customer.id, "status": "open"}).data[0]
        following = invoice.next_payment_attempt and day(invoice.next_payment_attempt)
        attempts.append((invoice.attempt_count, following, status_of(api, subscription)))

    assert attempts == [
        (1, "2027-05-04", "past_due"),
        (2, "2027-05-09", "past_due"),
        (3, "2027-05-16", "past_due"),
        (4, None, "unpaid"),
    ]
    assert event_types(sandbox_url).count("invoice.payment_failed") == 4
    assert api.customers.retrieve(customer.id).delinquent is True


@pytest.mark.parametrize("outcome", ["canceled", "past_due", "unpaid"])
def test_what_becomes_of_it_in_the_end_is_a_switch(sandbox_url, api, price, outcome):
    switch(sandbox_url, after_retries=outcome)
    _, subscription = late(sandbox_url, api, price)

    stop_clock(sandbox_url, "2027-05-20T00:00:00Z")

    assert status_of(api, subscription) == outcome


def test_a_better_card_makes_it_active_again(sandbox_url, api, price):
    customer, subscription = late(sandbox_url, api, price)
    stop_clock(sandbox_url, "2027-05-20T00:00:00Z")

    replace_card(sandbox_url, customer, "4242424242424242")

    assert status_of(api, subscription) == "active"
    assert api.invoices.list({"customer": customer.id, "status": "open"}).data == []
    assert api.customers.retrieve(customer.id).delinquent is False


def test_paying_the_open_invoice_makes_it_active_again(sandbox_url, api, price):
    _, subscription = late(sandbox_url, api, price)
    invoice = api.subscriptions.retrieve(subscription.id).latest_invoice

    api.invoices.pay(invoice, {"payment_method": "pm_card_visa"})

    assert status_of(api, subscription) == "active"


def test_an_unpaid_subscription_is_billed_in_drafts(sandbox_url, api, price):
    customer, subscription = late(sandbox_url, api, price)

    stop_clock(sandbox_url, "2027-07-02T00:00:00Z")

    statuses = [invoice.status for invoice in api.invoices.list({"customer": customer.id}).data]
    assert statuses == ["draft", "draft", "open", "paid"]
    assert status_of(api, subscription) == "unpaid"


# --- test clocks --------------------------------------------------------------------------------------------


def test_a_test_clock_moves_its_own_customers_only(api, price):
    clock = api.test_helpers.test_clocks.create({"frozen_time": at("2027-04-01T00:00:00Z")})
    inside, outside = make_customer(api, test_clock=clock.id), make_customer(api)
    subscriptions = [subscribe(api, inside, price), subscribe(api, outside, price)]

    moved = api.test_helpers.test_clocks.advance(clock.id, {"frozen_time": at("2027-06-15T00:00:00Z")})

    invoices = [len(api.invoices.list({"customer": customer.id}).data) for customer in (inside, outside)]
    assert (moved.status, moved.frozen_time) == ("ready", at("2027-06-15T00:00:00Z"))
    assert invoices == [3, 1]
    assert day(item_of(api.subscriptions.retrieve(subscriptions[0].id)).current_period_end) == "2027-07-01"


def test_a_test_clock_takes_its_customers_along(api, price):
    clock = api.test_helpers.test_clocks.create({"frozen_time": at("2027-04-01T00:00:00Z")})
    customer = make_customer(api, test_clock=clock.id)

    api.test_helpers.test_clocks.delete(clock.id)

    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        api.customers.retrieve(customer.id)
