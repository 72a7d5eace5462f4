"""Shopify's webhooks: signatures, headers, and reports without personal data."""

import json

import pytest

from commerce.errors import WebhookRefusedError
from commerce.platforms.shopify import SHOPIFY, subscriptions, webhooks
from commerce.platforms.values import EventKind, Heard, Money
from commerce.tests.shopify import DOMAIN, headers, hear

VECTOR = b'{"id":820982911946154508,"total_price":"12.00"}'
SIGNED = "n0vqjbqrcZ9wmfIERLVUoj5tyLLBWXcd/9hkVf9Y/2Q="


@pytest.fixture(autouse=True)
def _secret(settings):
    settings.SHOPIFY_CLIENT_ID = "client-1"
    settings.SHOPIFY_CLIENT_SECRET = "shopify_client_secret"


def shop_set(amount, currency="EUR"):
    return {"shop_money": {"amount": amount, "currency_code": currency}}


def order(**changes):
    return {
        "id": 820982911946154508,
        "admin_graphql_api_id": "gid://shopify/Order/820982911946154508",
        "name": "#1007",
        "currency": "EUR",
        "total_price": "31.20",
        "total_price_set": shop_set("31.20"),
        "current_total_price": "31.20",
        "created_at": "2026-11-30T13:00:00+01:00",
        "processed_at": "2026-11-30T13:00:00+01:00",
        "updated_at": "2026-11-30T13:05:00+01:00",
        "cancelled_at": None,
        "financial_status": "paid",
        "test": False,
        "discount_codes": [{"code": "NIA10", "amount": "3.10", "type": "percentage"}],
        "note_attributes": [{"name": "ettametta_link", "value": "abc2345678"}],
        "landing_site": "/products/mug?utm_content=abc2345678&ref=abc2345678",
        "line_items": [{"product_id": 1}, {"product_id": 1}, {"product_id": None}],
        "refunds": [],
        **changes,
    }


def refund(**changes):
    return {
        "id": 55,
        "order_id": 820982911946154508,
        "created_at": "2026-11-30T14:00:00+01:00",
        "processed_at": "2026-11-30T14:00:00+01:00",
        "transactions": [{"kind": "refund", "status": "success", "amount": "10.00", "currency": "EUR"}],
        "refund_line_items": [{"subtotal_set": shop_set("10.00")}],
        "order_adjustments": [],
        **changes,
    }


# --- signatures and headers -------------------------------------------------------------------------------


def test_the_signature_is_that_of_the_contract():
    heard, is_live = SHOPIFY.heard(
        body=VECTOR, headers=headers("orders/create", VECTOR) | {"X-Shopify-Hmac-Sha256": SIGNED}
    )

    assert is_live
    assert (heard.webhook_id, heard.event_id, heard.domain) == ("wh-1", "ev-1", DOMAIN)


def test_one_byte_more_is_refused():
    sent = headers("orders/create", VECTOR) | {"X-Shopify-Hmac-Sha256": SIGNED}

    with pytest.raises(WebhookRefusedError):
        SHOPIFY.heard(body=VECTOR + b"\n", headers=sent)


@pytest.mark.parametrize("signature", [None, "", "é", "n0vq", SIGNED.lower()])
def test_any_other_signature_is_refused(signature):
    with pytest.raises(WebhookRefusedError) as refusal:
        SHOPIFY.heard(body=VECTOR, headers=headers("orders/create", VECTOR, Hmac_Sha256=signature))

    assert refusal.value.status == 401


def test_the_secret_before_the_current_one_is_accepted(settings):
    settings.SHOPIFY_CLIENT_SECRET, settings.SHOPIFY_CLIENT_SECRET_PREVIOUS = "new", "shopify_client_secret"

    assert hear("app/uninstalled", {})[1]


def test_an_empty_secret_signs_nothing(settings):
    settings.SHOPIFY_CLIENT_SECRET = ""

    with pytest.raises(WebhookRefusedError):
        hear("app/uninstalled", {}, secret="")
    with pytest.raises(WebhookRefusedError):
        webhooks.verify(body=b"", headers=headers("app/uninstalled", b"", secret=""), secrets=[("", True)])


def test_the_sandbox_speaks_only_for_the_sandbox():
    assert hear("app/uninstalled", {}, secret="sandbox")[1] is False


@pytest.mark.parametrize("prefix", ["X-Shopify-", "Shopify-", "x-shopify-", "SHOPIFY-"])
def test_headers_may_lack_their_x_and_have_any_case(prefix):
    heard, _ = hear("ORDERS_CREATE", order(), prefix=prefix)

    assert (heard.topic, heard.kind) == ("orders/create", EventKind.ORDER)


@pytest.mark.parametrize(
    "changes",
    [
        {"Webhook_Id": None},
        {"Webhook_Id": "a b"},
        {"Webhook_Id": "x" * 200},
        {"Topic": None},
        {"Topic": "../../x"},
        {"Shop_Domain": None},
        {"Shop_Domain": "moka.myshopify.com.evil.example"},
    ],
)
def test_a_webhook_without_its_id_topic_or_shop_is_refused(changes):
    topic = changes.pop("Topic", "orders/create")

    with pytest.raises(WebhookRefusedError):
        hear(topic, order(), **changes)


@pytest.mark.parametrize("field", ["myshopify_domain", "shop_domain"])
def test_a_body_of_another_shop_is_refused(field):
    with pytest.raises(WebhookRefusedError):
        hear("shop/redact", {field: "other.myshopify.com"})


# --- orders and refunds -----------------------------------------------------------------------------------


@pytest.mark.parametrize("topic", ["orders/create", "orders/updated", "orders/paid", "orders/cancelled"])
def test_an_order_is_reduced_to_what_is_used(topic):
    found = hear(topic, order())[0].order

    assert found.shop_id == "820982911946154508"
    assert found.total == Money(amount_minor=3120, currency="EUR")
    assert (found.note_code, found.landing_codes, found.discount_codes) == (
        "abc2345678",
        ("abc2345678",),
        ("NIA10",),
    )
    assert found.product_ids == ("1",)
    assert found.refunds == ()
    assert found.journey_is_ready is None


def test_no_personal_data_is_kept():
    personal = {
        "email": "secret-mail@example.com",
        "contact_email": "secret-mail@example.com",
        "phone": "+49 secret-phone",
        "browser_ip": "192.0.2.77",
        "note": "secret-note",
        "customer": {"id": 1, "first_name": "secret-name", "email": "secret-mail@example.com"},
        "billing_address": {"address1": "secret-street"},
        "shipping_address": {"address1": "secret-street"},
        "client_details": {"browser_ip": "192.0.2.77", "user_agent": "secret-agent"},
        "order_status_url": "https://moka.myshopify.com/secret-key",
        "note_attributes": [{"name": "gift", "value": "secret-gift"}],
        "line_items": [{"product_id": 1, "properties": [{"name": "name", "value": "secret-print"}]}],
    }

    kept = json.dumps(hear("orders/create", order(**personal))[0].model_dump(mode="json"))

    assert "secret" not in kept
    assert "192.0.2" not in kept


def test_requests_about_customers_keep_only_the_orders_numbers():
    sent = {
        "shop_domain": DOMAIN,
        "customer": {"email": "secret@example.com"},
        "orders_to_redact": [1, "2", None],
    }

    heard, _ = hear("customers/redact", sent)

    assert heard.order_ids == ("1", "2")
    assert "secret" not in heard.model_dump_json()


@pytest.mark.parametrize(
    ("amount", "currency", "minor"), [("1200", "JPY", 1200), ("1.2345", "KWD", 1235), ("0.1", "USD", 10)]
)
def test_amounts_have_the_places_of_their_currency(amount, currency, minor):
    found = hear("orders/create", order(total_price_set=shop_set(amount, currency)))[0].order

    assert found.total == Money(amount_minor=minor, currency=currency)


def test_a_number_in_place_of_a_text_is_not_rounded_as_a_float():
    body = json.dumps(order(total_price_set=None)).replace('"31.20"', "1234567890123.29").encode()

    assert hear("orders/create", body)[0].order.total.amount_minor == 123456789012329


@pytest.mark.parametrize("status", ["voided", "expired"])
def test_an_order_that_was_not_paid_counts_as_canceled(status):
    found = hear("orders/updated", order(financial_status=status))[0].order

    assert found.canceled_at == found.updated_at


def test_the_refunds_of_an_order_are_the_money_that_was_paid_back():
    pending = {"kind": "refund", "status": "pending", "amount": "5.00", "currency": "EUR"}
    sent = order(refunds=[refund(), refund(id=56, transactions=[pending])], current_total_price="21.20")

    found = hear("orders/updated", sent)[0].order

    assert [each.amount.amount_minor for each in found.refunds] == [1000, 0]
    assert found.remaining.amount_minor == 2120


def test_a_refund_names_its_order():
    heard, _ = hear("refunds/create", refund(refund_line_items=[]))

    found = heard.refund
    assert heard.order_ids == ("820982911946154508",)
    assert (found.shop_id, found.order_shop_id) == ("55", "820982911946154508")
    assert found.amount == Money(amount_minor=1000, currency="EUR")


@pytest.mark.parametrize("in_dollars", ["refunds/create", "orders/updated"])
def test_a_refund_in_the_customers_currency_is_not_guessed(in_dollars):
    paid = {"kind": "refund", "status": "success", "amount": "11.00", "currency": "USD"}
    foreign = refund(transactions=[paid])
    heard, _ = hear(in_dollars, foreign if in_dollars == "refunds/create" else order(refunds=[foreign]))

    if heard.kind is EventKind.REFUND:
        assert (heard.refund, heard.order_ids) == (None, ("820982911946154508",))
    else:
        assert heard.order.refunds is None


@pytest.mark.parametrize("topic", ["refunds/create", "orders/updated"])
def test_a_refund_without_its_transactions_does_not_count_as_nothing(topic):
    unknown = refund()
    del unknown["transactions"]
    heard, _ = hear(topic, unknown if topic == "refunds/create" else order(refunds=[unknown]))

    if heard.kind is EventKind.REFUND:
        assert (heard.refund, heard.order_ids) == (None, ("820982911946154508",))
    else:
        assert heard.order.refunds is None


# --- other topics and odd reports -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("topic", "document", "kind"),
    [
        ("products/update", {"id": 9, "title": "Mug"}, EventKind.PRODUCT),
        ("products/delete", {"id": 9}, EventKind.PRODUCT_DELETED),
        ("shop/update", {"myshopify_domain": DOMAIN, "email": "x@example.com"}, EventKind.SHOP),
        ("app/uninstalled", {"myshopify_domain": DOMAIN}, EventKind.UNINSTALLED),
        ("shop/redact", {"shop_domain": DOMAIN}, EventKind.SHOP_REDACT),
        ("customers/data_request", {"orders_requested": [1]}, EventKind.CUSTOMER_DATA),
        ("themes/publish", {"id": 1}, None),
    ],
)
def test_each_topic_has_its_kind(topic, document, kind):
    assert hear(topic, document)[0].kind is kind


def test_changed_permissions_are_the_current_ones():
    heard, _ = hear("app/scopes_update", {"previous": [], "current": ["read_products", None]})

    assert heard.scopes == ("read_products",)


@pytest.mark.parametrize(
    "changes",
    [
        {"total_price": None, "total_price_set": None},
        {"total_price_set": {"shop_money": {"amount": "NaN", "currency_code": "EUR"}}},
        {"total_price_set": {"shop_money": {"amount": "1e3", "currency_code": "EUR"}}},
        {"total_price_set": {"shop_money": {"amount": "12,00", "currency_code": "EUR"}}},
        {"total_price_set": {"shop_money": {"amount": True, "currency_code": "EUR"}}},
        {"total_price_set": {"shop_money": {"amount": "1", "currency_code": "USDC"}}},
        {"total_price_set": {"shop_money": {"amount": "9" * 40, "currency_code": "EUR"}}},
        {"updated_at": None},
        {"updated_at": "yesterday"},
        {"total_price_set": []},
        {"line_items": [{"product_id": 1}, "odd"]},
    ],
)
def test_an_odd_order_is_read_again(changes):
    heard, _ = hear("orders/updated", order(**changes))

    assert (heard.kind, heard.order, heard.order_ids) == (EventKind.ORDER, None, ("820982911946154508",))


@pytest.mark.parametrize(
    "changes",
    [
        {"discount_codes": None, "note_attributes": None, "line_items": None, "landing_site": None},
        {"discount_codes": [{"code": None}], "note_attributes": [{"name": "ettametta_link", "value": "<b>"}]},
        {"landing_site": "http://[::1/?ref=a", "test": "no", "name": {"odd": 1}},
    ],
)
def test_odd_details_do_not_lose_an_order(changes):
    found = hear("orders/create", order(**changes))[0].order

    assert found.total.amount_minor == 3120


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"id": {}}', b"[" * 100_000])
def test_a_body_that_says_nothing_is_not_applied(body):
    assert hear("orders/create", body)[0].kind is None


def test_what_was_heard_survives_its_storage():
    heard, _ = hear("orders/create", order(refunds=[refund()]))

    assert Heard.model_validate(heard.model_dump(mode="json")) == heard


def test_every_topic_that_we_subscribe_to_is_used():
    assert all(hear(topic, {"id": 1, "order_id": 2})[0].kind is not None for topic in subscriptions.TOPICS)
