"""Products, prices, coupons, cards and customers of the Stripe stand-in, in the shape of the pinned SDK."""

import typing

import pytest
import stripe
from stripe._stripe_object import UntypedStripeObject

from sandbox.tests.stripe_world import (
    checkout,
    client,
    event_types,
    make_customer,
    make_plan,
    subscribe,
)

UNTYPED = (stripe.StripeObject, UntypedStripeObject)


@pytest.fixture
def api(sandbox_url):
    return client(sandbox_url)


# --- products and prices ------------------------------------------------------------------------------


def test_a_product_keeps_the_id_that_it_was_given(api):
    api.products.create({"id": "ettametta_creator", "name": "Creator"})

    assert api.products.retrieve("ettametta_creator").name == "Creator"
    assert api.products.features.list("ettametta_creator").data == []
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        api.products.create({"id": "ettametta_creator", "name": "Creator"})
    assert refusal.value.code == "resource_already_exists"


def test_an_update_that_changes_nothing_is_no_event(sandbox_url, api):
    product = api.products.create({"name": "Creator"})

    api.products.update(product.id, {"name": "Creator"})

    assert event_types(sandbox_url) == ["product.created"]


def test_a_price_is_found_by_its_lookup_key(api):
    make_plan(api, "creator")
    empire = make_plan(api, "empire", 9900)

    assert [price.id for price in api.prices.list({"lookup_keys": ["empire-month"]}).data] == [empire.id]


def test_a_lookup_key_leads_to_one_price_at_a_time(sandbox_url, api):
    first = make_plan(api)
    with pytest.raises(stripe.InvalidRequestError, match="already uses that lookup key"):
        make_plan(api, cents=2900)

    second = make_plan(api, cents=2900, transfer_lookup_key=True)

    assert api.prices.retrieve(first.id).lookup_key is None
    assert api.prices.list({"lookup_keys": ["creator-month"]}).data[0].id == second.id
    assert event_types(sandbox_url)[-2:] == ["price.updated", "price.created"]


def test_an_inactive_price_is_not_for_sale(api):
    price = make_plan(api, active=False)

    with pytest.raises(stripe.InvalidRequestError, match="inactive"):
        subscribe(api, make_customer(api), price)
    with pytest.raises(stripe.InvalidRequestError, match="inactive"):
        checkout(api, price)


def test_currencies_do_not_mix(api):
    dollars = make_plan(api)
    euros = make_plan(api, "empire", currency="eur")

    with pytest.raises(stripe.InvalidRequestError, match="currency"):
        api.subscriptions.create(
            {"customer": make_customer(api).id, "items": [{"price": dollars.id}, {"price": euros.id}]}
        )


def test_a_product_with_prices_stays(api):
    price = make_plan(api)

    with pytest.raises(stripe.InvalidRequestError, match="cannot be deleted"):
        api.products.delete(price.product)


# --- coupons ------------------------------------------------------------------------------------------


def test_a_coupon_takes_off_a_share_or_an_amount_and_not_both(api):
    with pytest.raises(stripe.InvalidRequestError):
        api.coupons.create({"percent_off": 10, "amount_off": 100, "currency": "usd", "duration": "once"})
    with pytest.raises(stripe.InvalidRequestError):
        api.coupons.create({"percent_off": 101, "duration": "once"})


def test_a_coupon_for_one_invoice_is_gone_from_the_next(api):
    coupon = api.coupons.create({"percent_off": 50, "duration": "once"})

    subscription = subscribe(api, make_customer(api), make_plan(api), discounts=[{"coupon": coupon.id}])

    assert api.invoices.retrieve(subscription.latest_invoice).total == 950
    assert api.subscriptions.retrieve(subscription.id).discounts == []


def test_a_coupon_is_redeemed_as_often_as_it_says(api):
    coupon = api.coupons.create({"percent_off": 50, "duration": "forever", "max_redemptions": 1})
    price = make_plan(api)
    subscribe(api, make_customer(api), price, discounts=[{"coupon": coupon.id}])

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        subscribe(api, make_customer(api), price, discounts=[{"coupon": coupon.id}])

    assert refusal.value.code == "coupon_expired"
    assert api.coupons.retrieve(coupon.id).valid is False


def test_an_amount_off_is_spread_over_the_lines_to_the_cent(api):
    coupon = api.coupons.create({"amount_off": 1000, "currency": "usd", "duration": "forever"})
    prices = [make_plan(api), make_plan(api, "empire", 9900)]

    subscription = api.subscriptions.create(
        {
            "customer": make_customer(api).id,
            "items": [{"price": price.id} for price in prices],
            "discounts": [{"coupon": coupon.id}],
        }
    )

    invoice = api.invoices.retrieve(subscription.latest_invoice)
    assert (invoice.subtotal, invoice.total) == (11800, 10800)
    assert sum(line.discount_amounts[0].amount for line in invoice.lines.data) == 1000


# --- customers and cards ------------------------------------------------------------------------------


def test_a_ready_made_card_becomes_the_customers_own(api):
    customer = make_customer(api)

    methods = api.customers.payment_methods.list(customer.id).data

    assert [method.id for method in methods] == [customer.invoice_settings.default_payment_method]
    assert (methods[0].card.brand, methods[0].card.last4, methods[0].customer) == (
        "visa",
        "4242",
        customer.id,
    )


def test_a_card_that_is_declined_is_not_kept(api):
    customer = api.customers.create({"name": "Ada"})
    method = api.payment_methods.create({"type": "card", "card": card("4000000000000002")})

    with pytest.raises(stripe.CardError) as refusal:
        api.payment_methods.attach(method.id, {"customer": customer.id})

    assert (refusal.value.http_status, refusal.value.code) == (402, "card_declined")
    assert api.payment_methods.list({"customer": customer.id}).data == []


@pytest.mark.parametrize(
    ("number", "code"), [("1234", "incorrect_number"), ("4111111111111111", "card_declined")]
)
def test_a_number_that_is_no_test_card_is_refused(api, number, code):
    with pytest.raises(stripe.CardError) as refusal:
        api.payment_methods.create({"type": "card", "card": card(number)})

    assert refusal.value.code == code


def card(number):
    return {"number": number, "exp_month": 1, "exp_year": 2030, "cvc": "123"}


def test_a_detached_card_pays_for_nothing_more(sandbox_url, api):
    customer = make_customer(api)

    api.payment_methods.detach(customer.invoice_settings.default_payment_method)

    assert api.customers.retrieve(customer.id).invoice_settings.default_payment_method is None
    assert "payment_method.detached" in event_types(sandbox_url)
    with pytest.raises(stripe.InvalidRequestError, match="no attached payment source"):
        subscribe(api, customer, make_plan(api))


def test_a_deleted_customer_leaves_a_stub_and_no_subscription(sandbox_url, api):
    customer = make_customer(api)
    subscription = subscribe(api, customer, make_plan(api))

    api.customers.delete(customer.id)

    found = api.customers.retrieve(customer.id)
    assert found.to_dict() == {"id": customer.id, "object": "customer", "deleted": True}
    assert api.subscriptions.retrieve(subscription.id).status == "canceled"
    assert api.customers.list().data == []
    assert {"customer.deleted", "customer.subscription.deleted"} <= set(event_types(sandbox_url))
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        api.customers.update(customer.id, {"name": "Ada"})


# --- the pinned SDK's shapes ----------------------------------------------------------------------------


def test_every_field_is_one_that_the_pinned_sdk_knows_and_none_is_left_out(api):
    price = make_plan(api)
    customer = make_customer(api)
    subscription = subscribe(api, customer, price)
    invoice = api.invoices.retrieve(subscription.latest_invoice)
    coupon = api.coupons.create({"percent_off": 10, "duration": "forever"})
    found = [
        price,
        customer,
        subscription,
        subscription["items"]["data"][0],
        invoice,
        invoice.lines.data[0],
        coupon,
        api.products.retrieve(price.product),
        api.accounts.retrieve_current(),
        api.promotion_codes.create({"promotion": {"type": "coupon", "coupon": coupon.id}}),
        api.customers.payment_methods.list(customer.id).data[0],
        api.charges.list().data[0],
        api.payment_intents.list().data[0],
        api.invoice_payments.list().data[0],
        api.checkout.sessions.retrieve(checkout(api, price).id, {"expand": ["line_items"]}),
        api.billing_portal.sessions.create({"customer": customer.id}),
        api.billing_portal.configurations.list().data[0],
        api.webhook_endpoints.create({"url": "http://127.0.0.1:1/", "enabled_events": ["*"]}),
        api.events.list().data[0],
        api.test_helpers.test_clocks.create({"frozen_time": 1_800_000_000}),
    ]

    wholes = [part for one in found for part in parts(one)]
    assert {type(one).__name__: unlike(one) for one in wholes if unlike(one) != (set(), set())} == {}


def parts(found):
    """Return the object and all nested objects that the SDK has a class for."""
    nested = [value for name in found.to_dict() for value in (found[name], *as_list(found[name]))]
    typed = [one for one in nested if isinstance(one, stripe.StripeObject) and type(one) not in UNTYPED]
    return [found, *(part for one in typed for part in parts(one))]


def as_list(value):
    return value if isinstance(value, list) else []


def unlike(found):
    """Return fields that the SDK's class does not have, and required ones that are missing."""
    declared = {
        name: hint
        for kind in type(found).__mro__
        for name, hint in vars(kind).get("__annotations__", {}).items()
        if typing.get_origin(hint) is not typing.ClassVar and not name.startswith("_")
    }
    required = {name for name, hint in declared.items() if type(None) not in typing.get_args(hint)} - {
        "object"
    }
    # Stripe counts some lists, which the SDK does not declare.
    present = set(found.to_dict()) - {"object", "total_count"}
    return present - set(declared), required - present


def test_periods_are_on_the_items_and_the_subscription_of_an_invoice_on_its_parent(api):
    subscription = subscribe(api, make_customer(api), make_plan(api))

    invoice = api.invoices.retrieve(subscription.latest_invoice)

    assert "current_period_end" not in subscription
    assert subscription["items"]["data"][0].current_period_end > subscription.created
    assert "subscription" not in invoice
    assert invoice.parent.subscription_details.subscription == subscription.id
