"""The Stripe stand-in's pages, used as a person uses them."""

import threading

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


@pytest.fixture
def api(sandbox_url):
    return client(sandbox_url)


@pytest.fixture
def price(api):
    return make_plan(api)


def portal_url(api, customer, **facts):
    session = api.billing_portal.sessions.create(
        {"customer": customer.id, "return_url": "http://127.0.0.1:1/billing", **facts}
    )
    return session.url


# --- checkout -----------------------------------------------------------------------------------------


def test_pressing_pay_buys_and_leads_back(sandbox_url, api, price):
    customer = api.customers.create({"email": "ada@example.com"})
    session = checkout(api, price, customer=customer.id, client_reference_id="ws_1", metadata={"nonce": "n1"})

    answer = press(session.url, card="works", action="pay")

    paid = api.checkout.sessions.retrieve(session.id, {"expand": ["subscription", "line_items"]})
    assert session.url.startswith(sandbox_url)
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"http://127.0.0.1:1/done?session={session.id}",
    )
    assert (paid.status, paid.payment_status, paid.client_reference_id) == ("complete", "paid", "ws_1")
    assert (paid.subscription.status, item_of(paid.subscription).price.metadata["tier"]) == (
        "active",
        "creator",
    )
    assert (paid.customer_details.email, paid.line_items.data[0].amount_total) == ("ada@example.com", 1900)
    assert api.invoices.retrieve(paid.invoice).status == "paid"
    assert event_types(sandbox_url)[-1] == "checkout.session.completed"


def test_the_page_says_what_is_bought_and_that_it_is_the_sandbox(api, price):
    page = requests.get(checkout(api, price).url, timeout=5).text

    assert "Creator" in page
    assert "$19.00 / month" in page
    assert "Sandbox" in page
    assert ">Pay</button>" in page
    assert '<a href="http://127.0.0.1:1/plans">Back</a>' in page
    assert "Promotion code" not in page


@pytest.mark.parametrize("card", ["declined", "fails_later"])
def test_a_declined_card_is_told_and_nothing_is_bought(sandbox_url, api, price, card):
    session = checkout(api, price)

    answer = press(session.url, card=card, action="pay")

    assert (answer.status_code, "Your card was declined." in answer.text) == (402, True)
    assert api.checkout.sessions.retrieve(session.id).status == "open"
    assert api.subscriptions.list({"status": "all"}).data == []
    assert press(session.url, card="works", action="pay").status_code == 303


def test_pressing_twice_at_once_pays_once(api, price):
    session = checkout(api, price)
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(press(session.url, card="works", action="pay")))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert len(api.subscriptions.list({"status": "all"}).data) == 1
    assert len(api.charges.list().data) == 1


def test_a_completed_session_says_so(api, price):
    session = checkout(api, price)
    press(session.url, card="works", action="pay")

    page = requests.get(session.url, timeout=5)

    assert "This checkout is complete" in page.text
    assert api.checkout.sessions.retrieve(session.id).url is None


def test_a_session_expires_by_the_clock_and_says_so(sandbox_url, api, price):
    stop_clock(sandbox_url, "2027-01-10T12:00:00Z")
    session = checkout(api, price)

    stop_clock(sandbox_url, "2027-01-11T12:00:01Z")

    assert api.checkout.sessions.retrieve(session.id).status == "expired"
    assert press(session.url, card="works", action="pay").status_code == 410
    assert "checkout.session.expired" in event_types(sandbox_url)


def test_a_session_is_expired_on_request_and_only_once(api, price):
    session = checkout(api, price)

    assert api.checkout.sessions.expire(session.id).status == "expired"
    with pytest.raises(stripe.InvalidRequestError, match="status of `expired`"):
        api.checkout.sessions.expire(session.id)


def test_a_trial_costs_nothing_today(api, price):
    session = checkout(
        api, price, subscription_data={"trial_period_days": 14, "metadata": {"workspace": "ws_1"}}
    )

    page = requests.get(session.url, timeout=5).text
    press(session.url, card="works", action="pay")

    paid = api.checkout.sessions.retrieve(session.id, {"expand": ["subscription"]})
    assert ">Start trial</button>" in page
    assert "14 days free" in page
    assert (paid.amount_total, paid.payment_status) == (0, "no_payment_required")
    assert (paid.subscription.status, paid.subscription.metadata["workspace"]) == ("trialing", "ws_1")
    assert api.charges.list().data == []


def test_a_code_that_takes_off_everything_needs_no_payment(api, price):
    coupon = api.coupons.create({"percent_off": 100, "duration": "forever"})
    api.promotion_codes.create({"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "FRIENDS"})
    session = checkout(api, price, allow_promotion_codes=True, payment_method_collection="if_required")

    applied = press(session.url, promotion_code="friends", action="apply")
    press(session.url, action="pay")

    paid = api.checkout.sessions.retrieve(session.id, {"expand": ["subscription", "invoice"]})
    assert "Promotion code FRIENDS is applied." in applied.text
    assert 'name="card"' not in applied.text
    assert (paid.payment_status, paid.subscription.status, paid.invoice.total) == (
        "no_payment_required", "active", 0,
    )  # fmt: skip


def test_a_code_that_is_none_is_told(api, price):
    session = checkout(api, price, allow_promotion_codes=True)

    answer = press(session.url, promotion_code="NOPE", action="apply")

    assert (answer.status_code, "This code is invalid." in answer.text) == (400, True)


def test_user_text_is_escaped(api):
    product = api.products.create({"name": "<script>alert(1)</script>"})
    price = api.prices.create(
        {"product": product.id, "unit_amount": 100, "currency": "usd", "recurring": {"interval": "year"}}
    )

    page = requests.get(checkout(api, price).url, timeout=5).text

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("path", ["checkout/cs_test_x", "portal/bps_x", "invoices/in_x"])
def test_a_page_of_nothing_is_404(sandbox_url, path):
    assert requests.get(f"{sandbox_url}/stripe/{path}", timeout=5).status_code == 404


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"mode": "payment"}, "mode=subscription only"),
        ({"line_items": []}, "line_items"),
        ({"customer": "cus_x"}, "No such customer"),
        ({"customer_update": {"name": "auto"}}, "can only be used with `customer`"),
        ({"expires_at": 1}, "between 30 minutes and 24 hours"),
        ({"allow_promotion_codes": True, "discounts": [{"coupon": "x"}]}, "You may only specify one"),
        ({"subscription_data": {"trial_period_days": 0}}, "minimum number of trial period days"),
    ],
)
def test_a_session_that_makes_no_sense_is_refused(api, price, params, message):
    with pytest.raises(stripe.InvalidRequestError, match=message):
        checkout(api, price, **params)


@pytest.mark.parametrize("asked", ["automatic_tax", "tax_id_collection"])
def test_tax_asks_for_what_the_page_may_write_down(api, price, asked):
    customer = api.customers.create({"name": "Ada"})
    facts = {"customer": customer.id, asked: {"enabled": True}}

    with pytest.raises(stripe.InvalidRequestError, match="customer_update"):
        checkout(api, price, **facts)
    session = checkout(api, price, **facts, customer_update={"name": "auto", "address": "auto"})

    assert session[asked].enabled is True


# --- the portal ---------------------------------------------------------------------------------------


def test_the_portal_switches_plans_cancels_and_resumes(api, price):
    empire = make_plan(api, "empire", 9900)
    customer = make_customer(api)
    subscription = subscribe(api, customer, price)
    url = portal_url(api, customer)

    page = requests.get(url, timeout=5).text
    press(url, action="switch", subscription=subscription.id, price=empire.id)
    switched = api.subscriptions.retrieve(subscription.id)
    press(url, action="cancel", subscription=subscription.id)
    canceled = api.subscriptions.retrieve(subscription.id)
    press(url, action="resume", subscription=subscription.id)
    resumed = api.subscriptions.retrieve(subscription.id)

    assert "Switch to Empire" in page
    assert '<a href="http://127.0.0.1:1/billing">Return</a>' in page
    assert item_of(switched).price.id == empire.id
    assert (canceled.cancel_at_period_end, canceled.cancel_at) == (True, item_of(canceled).current_period_end)
    assert (resumed.cancel_at_period_end, resumed.cancel_at) == (False, None)


def test_a_switch_that_the_card_does_not_pay_changes_nothing(api, price):
    empire = make_plan(api, "empire", 9900)
    customer = make_customer(api)
    subscription = subscribe(api, customer, price)
    url = portal_url(api, customer)
    press(url, action="card", card="fails_later")

    answer = press(url, action="switch", subscription=subscription.id, price=empire.id)

    assert (answer.status_code, "Your card was declined." in answer.text) == (402, True)
    assert item_of(api.subscriptions.retrieve(subscription.id)).price.id == price.id
    assert len(api.invoices.list({"customer": customer.id}).data) == 1


def test_the_portal_shows_invoices_that_can_be_read(api, price):
    customer = make_customer(api)
    subscription = subscribe(api, customer, price)
    invoice = api.invoices.retrieve(subscription.latest_invoice)

    page = requests.get(portal_url(api, customer), timeout=5).text
    shown = requests.get(invoice.hosted_invoice_url, timeout=5)

    assert f"/stripe/invoices/{invoice.id}" in page
    assert (shown.status_code, "$19.00" in shown.text) == (200, True)
    assert requests.get(invoice.invoice_pdf, timeout=5).ok


def test_a_portal_offers_what_its_configuration_allows(api, price):
    customer = make_customer(api)
    subscription = subscribe(api, customer, price)
    make_plan(api, "empire", 9900)
    configuration = api.billing_portal.configurations.create(
        {"features": {"subscription_update": {"enabled": False}, "subscription_cancel": {"enabled": False}}}
    )
    url = portal_url(api, customer, configuration=configuration.id)

    page = requests.get(url, timeout=5).text
    answer = press(url, action="cancel", subscription=subscription.id)

    assert "Switch to" not in page
    assert "Cancel" not in page
    assert answer.status_code == 400


def test_a_portal_is_for_one_customer(api, price):
    subscription = subscribe(api, make_customer(api), price)
    url = portal_url(api, make_customer(api))

    answer = press(url, action="cancel", subscription=subscription.id)

    assert answer.status_code == 404
    assert api.subscriptions.retrieve(subscription.id).cancel_at is None
