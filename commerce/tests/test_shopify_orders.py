"""Reading orders with their refunds and visits."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from commerce.platforms.shopify import queries
from commerce.platforms.shopify.graphql import Query
from commerce.platforms.values import Money
from commerce.tests.shopify import bag, client, order, page
from foundation.errors import UpstreamUnavailableError

SINCE = datetime(2026, 11, 29, 10, 30, tzinfo=timezone(timedelta(hours=2)))


def eur(minor):
    return Money(amount_minor=minor, currency="EUR")


def refund(number=1, amount="10.00", **changes):
    return {
        "id": f"gid://shopify/Refund/{number}",
        "createdAt": None,
        "processedAt": "2026-11-30T14:00:00Z",
        "totalRefundedSet": bag(amount),
        **changes,
    }


def paid(amount, *, status="SUCCESS", kind="REFUND"):
    return {"kind": kind, "status": status, "amountSet": bag(amount)}


def test_orders_are_asked_for_by_their_last_change(shop):
    shop.on("orders", {"orders": page([order(7), order(8)], cursor="c1")})

    found = client().orders(since=SINCE, after="c0")

    assert [each.shop_id for each in found.orders] == ["7", "8"]
    assert found.cursor == "c1"
    assert shop.sent("orders") == [
        {"first": 10, "after": "c0", "query": "updated_at:>='2026-11-29T08:30:00Z'"}
    ]


@pytest.mark.parametrize(
    "odd", [{"totalPriceSet": bag("n/a")}, {"createdAt": None}, {"updatedAt": "9999-12-31T23:59:59Z"}]
)
def test_an_order_that_cannot_be_read_does_not_keep_the_others_from_it(shop, odd):
    shop.on("orders", {"orders": page([order(7), order(8, **odd), order(9)], cursor="c1")})

    found = client().orders(since=SINCE)

    assert ([each.shop_id for each in found.orders], found.cursor) == (["7", "9"], "c1")
    assert found.unreadable == ["8"]


def test_an_order_is_reduced_to_what_is_used(shop):
    shop.on("orders", {"orders": page([order()])})

    found = client().orders(since=SINCE).orders[0]

    assert (found.name, found.total, found.remaining) == ("#1007", eur(3120), eur(3120))
    assert (found.note_code, found.discount_codes, found.product_ids) == ("abc2345678", ("NIA10",), ("1",))
    assert found.placed_at == datetime(2026, 11, 30, 12, tzinfo=UTC)
    assert (found.refunds, found.canceled_at, found.journey_is_ready) == ((), None, None)


def test_refunds_are_part_of_a_page(shop):
    changes = {"refunds": [refund(1), refund(2, "5.50")], "totalRefundedSet": bag("15.5")}
    shop.on("orders", {"orders": page([order(currentTotalPriceSet=bag("21.20"), **changes)])})

    found = client().orders(since=SINCE).orders[0]

    assert [each.amount for each in found.refunds] == [eur(1000), eur(550)]
    assert (found.remaining, found.refunds[0].order_shop_id) == (eur(2120), "7")
    assert [each[0] for each in shop.asked] == ["orders"]


def test_without_a_total_an_order_is_worth_what_is_left_and_what_was_paid_back(shop):
    changes = {"totalPriceSet": None, "currentTotalPriceSet": bag("21.20"), "totalRefundedSet": bag("10")}
    shop.on("orders", {"orders": page([order(refunds=[refund()], **changes)])})

    assert client().orders(since=SINCE).orders[0].total == eur(3120)


def test_a_refund_counts_once_it_was_paid_back(shop):
    listed = page([paid("4.00"), paid("6.00", status="PENDING"), paid("9.00", kind="VOID")])
    shop.on("orders", {"orders": page([order(refunds=[refund()], totalRefundedSet=bag("4.00"))])})
    shop.on("refunds", {"order": {"refunds": [refund(transactions=listed)]}})

    assert client().orders(since=SINCE).orders[0].refunds[0].amount == eur(400)


def test_more_refunds_than_fit_into_a_page_are_read_apart(shop):
    many = [refund(n, "1.00") for n in range(12)]
    shop.on("orders", {"orders": page([order(refunds=many[:10], totalRefundedSet=bag("12.00"))])})
    shop.on("refunds", {"order": {"refunds": many}})

    assert len(client().orders(since=SINCE).orders[0].refunds) == 12


def test_the_products_of_further_lines_are_read_apart(shop):
    lines = page([{"product": {"id": "gid://shopify/Product/1"}}], cursor="l1")
    more = page([{"product": {"id": "gid://shopify/Product/2"}}])
    shop.on("orders", {"orders": page([order(lineItems=lines)])})
    shop.on("lines", {"order": {"lineItems": more}})

    assert client().orders(since=SINCE).orders[0].product_ids == ("1", "2")


@pytest.mark.parametrize("status", ["VOIDED", "EXPIRED"])
def test_an_order_that_was_not_paid_counts_as_canceled(shop, status):
    shop.on("order", {"order": order(displayFinancialStatus=status)})

    found = client().order(shop_id="7")

    assert found.canceled_at == found.updated_at


def test_an_order_that_is_gone_is_none(shop):
    shop.on("order", {"order": None})

    assert client().order(shop_id="7") is None


def journey(**visit):
    return {"ready": True, "lastVisit": {"occurredAt": "2026-11-30T11:00:00Z", **visit}}


@pytest.mark.parametrize(
    "visit",
    [
        {"utmParameters": {"content": "abc2345678"}},
        {"utmParameters": None, "referralCode": "abc2345678"},
        {"landingPage": "https://moka.myshopify.com/products/mug?ref=abc2345678"},
        {"utmParameters": {"content": "ad_1234567"}, "landingPage": "https://m.example/?ref=ABC2345678"},
        {"landingPage": "https://m.example/discount/X?redirect=%2Fproducts%2Fmug%3Futm_content%3Dabc2345678"},
    ],
)
def test_the_last_visit_carries_our_code(shop, visit):
    shop.on("order", {"order": order(customerJourneySummary=journey(**visit))})

    found = client().order(shop_id="7")

    assert (found.visit_codes, found.journey_is_ready) == (("abc2345678",), True)
    assert found.visited_at == datetime(2026, 11, 30, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("summary", "is_ready"),
    [
        ({"ready": False, "lastVisit": None}, False),
        ({"ready": True, "lastVisit": None}, True),
        (None, None),
        (journey(utmParameters={"content": "<script>"}, referralCode="a b", landingPage="http://[::1"), True),
    ],
)
def test_visits_may_be_missing_or_odd(shop, summary, is_ready):
    shop.on("order", {"order": order(customerJourneySummary=summary)})

    found = client().order(shop_id="7")

    assert (found.visit_codes, found.journey_is_ready) == ((), is_ready)


@pytest.mark.parametrize(
    "changes",
    [
        {"totalPriceSet": None, "currentTotalPriceSet": None},
        {"totalPriceSet": bag("NaN")},
        {"totalPriceSet": bag("1", "EURO")},
        {"updatedAt": None},
        {"refunds": [{"id": "x"}]},
        {"refunds": None, "createdAt": "yesterday"},
    ],
)
def test_an_order_whose_worth_is_unclear_is_never_counted(shop, changes):
    shop.on("order", {"order": order(**changes)})

    with pytest.raises(UpstreamUnavailableError):
        client().order(shop_id="7")


def test_no_personal_data_is_asked_for():
    texts = " ".join(each.text for each in vars(queries).values() if isinstance(each, Query))

    words = ("email", "phone", "address", "firstName", "customer {", "note ", "clientIp", "displayName")
    assert not [each for each in words if each in texts]
