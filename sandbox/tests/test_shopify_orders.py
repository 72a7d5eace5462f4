"""Shopify: orders, refunds, and the webhooks that tell of them."""

from sandbox.tests.conftest import move_clock
from sandbox.tests.shopify_world import (
    GOODS,
    ask,
    change_order,
    control,
    deliver,
    inbox,
    order,
    read,
    signed,
    subscribe,
    token,
)

ORDER = (
    "query($id: ID!) { order(id: $id) { totalPriceSet { shopMoney { amount currencyCode }"
    " presentmentMoney { amount currencyCode } } currentTotalPriceSet { shopMoney { amount } }"
    " totalRefundedSet { shopMoney { amount } } netPaymentSet { shopMoney { amount } }"
    " displayFinancialStatus discountCodes customAttributes { key value } cancelledAt"
    " customerJourneySummary { ready lastVisit { referralCode utmParameters { source content } } } } }"
)


def test_an_order_reports_amounts_in_both_currencies_and_its_visits_later(sandbox_url):
    landing = "/products/morning-mug?utm_source=tiktok&utm_content=c1&ref=c1"
    placed = order(sandbox_url, visits=[{"landing": landing}], attributes={"link": "c1"}, country="US")
    gid = f"gid://shopify/Order/{placed['id']}"

    early = read(sandbox_url, ORDER, id=gid)["order"]
    move_clock(sandbox_url, 600)
    late = read(sandbox_url, ORDER, id=gid)["order"]

    assert early["totalPriceSet"] == {
        "shopMoney": {"amount": "23.4", "currencyCode": "EUR"},
        "presentmentMoney": {"amount": "25.74", "currencyCode": "USD"},
    }
    assert early["customAttributes"] == [{"key": "link", "value": "c1"}]
    assert early["customerJourneySummary"] == {"ready": False, "lastVisit": None}
    assert late["customerJourneySummary"]["lastVisit"]["referralCode"] == "c1"
    assert late["customerJourneySummary"]["lastVisit"]["utmParameters"]["source"] == "tiktok"


def test_refunds_lower_what_is_left_and_a_gift_of_money_returns_nothing(sandbox_url):
    placed = order(sandbox_url, quantity=2)
    change_order(sandbox_url, placed, "refund", quantity=0, amount="5.00")
    change_order(sandbox_url, placed, "refund", quantity=1)

    found = read(sandbox_url, ORDER, id=f"gid://shopify/Order/{placed['id']}")["order"]

    assert found["totalRefundedSet"]["shopMoney"]["amount"] == "23.5"
    assert found["netPaymentSet"]["shopMoney"]["amount"] == "18.4"
    assert found["currentTotalPriceSet"]["shopMoney"]["amount"] == "23.4"
    assert found["displayFinancialStatus"] == "PARTIALLY_REFUNDED"


def test_orders_are_read_by_the_time_of_their_change(sandbox_url):
    query = (
        "query($q: String, $after: String) {"
        " orders(first: 1, query: $q, after: $after, sortKey: UPDATED_AT) {"
        " pageInfo { hasNextPage endCursor } nodes { name } } }"
    )
    first = order(sandbox_url, shop="tiny.myshopify.com", product="")
    move_clock(sandbox_url, 3600)
    second = order(sandbox_url, shop="tiny.myshopify.com", product="")
    change_order(sandbox_url, first, "touch", shop="tiny.myshopify.com")

    page = read(sandbox_url, query, shop="tiny.myshopify.com", q="updated_at:>='2026-01-01T00:00:00Z'")[
        "orders"
    ]
    rest = read(sandbox_url, query, shop="tiny.myshopify.com", after=page["pageInfo"]["endCursor"])["orders"]

    assert {page["nodes"][0]["name"], rest["nodes"][0]["name"]} == {first["name"], second["name"]}
    assert (page["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)


def test_webhooks_are_signed_named_and_carry_personal_data(sandbox_url):
    with inbox() as box:
        for topic in ("ORDERS_CREATE", "ORDERS_PAID", "REFUNDS_CREATE", "ORDERS_CANCELLED"):
            assert subscribe(sandbox_url, topic, box.url)["userErrors"] == []
        again = subscribe(sandbox_url, "ORDERS_PAID", box.url)
        placed = order(sandbox_url, note="For Mira")
        change_order(sandbox_url, placed, "cancel")
        deliver(sandbox_url)
    headers, body = next(each for each in box.received if each[0]["X-Shopify-Topic"] == "orders/create")
    refund = box.documents("refunds/create")[0]

    assert again["userErrors"][0]["message"] == "Address for this topic has already been taken"
    assert headers["X-Shopify-Hmac-SHA256"] == signed(body)
    assert headers["X-Shopify-Shop-Domain"] == GOODS
    assert box.topics() == ["orders/cancelled", "orders/create", "orders/paid", "refunds/create"]
    document = box.documents("orders/create")[0]
    assert document["customer"]["email"].endswith("@customers.example")
    assert document["billing_address"]["address1"]
    assert document["note"] == "For Mira"
    assert refund["transactions"][0]["amount"] == document["total_price"]


def test_a_subscription_can_leave_members_out(sandbox_url):
    with inbox() as box:
        fields = ["id", "customer.id", "line_items.product_id"]
        subscribe(sandbox_url, "ORDERS_CREATE", box.url, includeFields=fields)
        order(sandbox_url)
        deliver(sandbox_url)
    document = box.documents("orders/create")[0]

    assert set(document) == {"id", "customer", "line_items"}
    assert set(document["customer"]) == {"id"}
    assert set(document["line_items"][0]) == {"product_id"}


def test_a_refused_webhook_is_retried_for_four_hours_and_then_unsubscribed(sandbox_url):
    with inbox() as box:
        subscribe(sandbox_url, "ORDERS_CREATE", box.url)
        box.status = 500
        order(sandbox_url)
        for _ in range(9):
            deliver(sandbox_url)
    shown = control(sandbox_url, f"/shops/{GOODS}")

    assert len(box.received) == 9
    assert len({headers["X-Shopify-Webhook-Id"] for headers, _ in box.received}) == 1
    assert shown["webhooks"] == []


def test_deliveries_can_be_doubled_and_lost(sandbox_url):
    with inbox() as box:
        subscribe(sandbox_url, "ORDERS_CREATE", box.url)
        control(sandbox_url, method="PUT", copies=2)
        order(sandbox_url)
        control(sandbox_url, method="PUT", copies=1, drop_topics=["orders/create"])
        order(sandbox_url)
        counts = deliver(sandbox_url)

    assert len(box.received) == 2
    assert len({headers["X-Shopify-Webhook-Id"] for headers, _ in box.received}) == 1
    assert (counts["delivered"], counts["dropped"]) == (2, 1)
    assert control(sandbox_url, f"/shops/{GOODS}")["totals"]["orders"] == 2


def test_uninstalling_ends_tokens_and_subscriptions_and_redacts_two_days_later(sandbox_url):
    access = token(sandbox_url)
    with inbox() as box:
        subscribe(sandbox_url, "APP_UNINSTALLED", box.url, access=access)
        gone = read(sandbox_url, "mutation { appUninstall { userErrors { code } } }", access=access)
        refused = ask(sandbox_url, "{ shop { name } }", access=access)
        deliver(sandbox_url)
        move_clock(sandbox_url, 49 * 3600)
        deliver(sandbox_url)

    assert gone["appUninstall"]["userErrors"] == []
    assert refused.status_code == 401
    assert box.topics() == ["app/uninstalled", "shop/redact"]
    assert control(sandbox_url, f"/shops/{GOODS}")["webhooks"] == []


def test_the_owner_can_change_the_currency_and_a_product_can_go(sandbox_url):
    shop = "tiny.myshopify.com"
    with inbox() as box:
        for topic in ("SHOP_UPDATE", "PRODUCTS_DELETE", "PRODUCTS_UPDATE"):
            subscribe(sandbox_url, topic, box.url, shop=shop)
        control(sandbox_url, f"/shops/{shop}", method="PATCH", currency="CHF")
        products = read(sandbox_url, "{ products(first: 2) { nodes { handle id } } }", shop=shop)["products"]
        first, second = (each["handle"] for each in products["nodes"])
        control(sandbox_url, f"/shops/{shop}/products/{first}", method="DELETE")
        control(sandbox_url, f"/shops/{shop}/products/{second}", method="PATCH", price="3.00")
        deliver(sandbox_url)

    assert box.documents("shop/update")[0]["currency"] == "CHF"
    assert f"gid://shopify/Product/{box.documents('products/delete')[0]['id']}" == products["nodes"][0]["id"]
    assert box.documents("products/update")[0]["variants"][0]["price"] == "3.00"


def test_a_persons_wishes_arrive_as_privacy_webhooks(sandbox_url):
    placed = order(sandbox_url)
    with inbox() as box:
        control(sandbox_url, method="PUT", compliance_url=box.url)
        path = f"/shops/{GOODS}/customers/redact"
        control(sandbox_url, path, method="POST", customer=placed["customer"])
        deliver(sandbox_url)

    assert box.documents("customers/redact")[0]["orders_to_redact"] == [placed["id"]]


def test_everything_survives_a_restart(own_sandbox):
    access = token(own_sandbox.url)
    placed = order(own_sandbox.url)
    own_sandbox.kill()
    own_sandbox.start()

    assert ask(own_sandbox.url, "{ shop { name } }", access=access).ok
    assert control(own_sandbox.url, f"/shops/{GOODS}")["orders"][0]["id"] == placed["id"]
