"""Reading products: pages, one, and all of them by a bulk operation."""

import json
import tracemalloc

import pytest

from commerce.platforms.shopify import queries
from commerce.platforms.values import Money
from commerce.tests.shopify import DOMAIN, SHOP, client, ok, page, product, raw
from foundation.errors import UpstreamError, UpstreamUnavailableError

EUR = {"currency": "EUR"}


@pytest.fixture(autouse=True)
def _facts(shop):
    shop.on("shop", SHOP)


def variant(number, **changes):
    return {
        "id": f"gid://shopify/ProductVariant/{number}",
        "title": f"Size {number}",
        "sku": f"M-{number}",
        "position": number,
        "price": "12.00",
        "availableForSale": True,
        **changes,
    }


def test_a_page_of_products_says_where_the_next_one_begins(shop):
    shop.on("products", {"products": page([product(1), product(2)], cursor="c1")})

    found = client().products()

    assert [each.shop_id for each in found.products] == ["1", "2"]
    assert found.cursor == "c1"
    assert shop.sent("products") == [{"first": 12, "after": None}]


def test_the_next_page_begins_at_the_cursor(shop):
    shop.on("products", {"products": page([])})

    assert client().products(after="c1").cursor == ""
    assert shop.sent("products")[0]["after"] == "c1"


def test_a_product_is_reduced_to_what_is_used(shop):
    shop.on("product", {"product": product()})

    found = client().product(shop_id="1")

    assert (found.title, found.kind, found.status) == ("Mug", "Kitchen", "active")
    assert (found.url, found.image_url) == (f"https://{DOMAIN}/products/mug", "https://cdn.shopify.com/m.jpg")
    assert found.image_alt == "A mug"
    assert found.variants[0].prices == (Money(amount_minor=1200, **EUR),)


def test_prices_without_a_currency_are_in_the_shops(shop):
    shop.on("product", {"product": product(priceRangeV2=None)})

    assert client().product(shop_id="1").variants[0].prices == (Money(amount_minor=1200, **EUR),)


def test_a_product_that_is_gone_is_none(shop):
    shop.on("product", {"product": None})

    assert client().product(shop_id="1") is None


def test_further_variants_are_read_apart(shop):
    shop.on("product", {"product": product(variants=[])})
    shop.answers["product"][0]["product"]["variants"] = page([variant(1)], cursor="v1")
    shop.on(
        "variants",
        {"product": {"variants": page([variant(2)], cursor="v2")}},
        {"product": {"variants": page([variant(3)])}},
    )

    found = client().product(shop_id="1")

    assert [each.shop_id for each in found.variants] == ["1", "2", "3"]
    assert [each["after"] for each in shop.sent("variants")] == ["v1", "v2"]


def test_prices_in_other_currencies_follow_the_shops_own(shop):
    selling = SHOP["shop"] | {"enabledPresentmentCurrencies": ["EUR", "JPY", "USD", "XXX"]}
    shop.answers["shop"] = [{"shop": selling}]
    prices = {
        "priceUS": {"price": {"amount": "13.5", "currencyCode": "USD"}},
        "priceJP": {"price": {"amount": "2000.0", "currencyCode": "JPY"}},
    }
    shop.on("product", {"product": product(variants=[variant(1, **prices)])})

    found = client().product(shop_id="1").variants[0].prices

    assert [(each.amount_minor, each.currency) for each in found] == [
        (1200, "EUR"),
        (1350, "USD"),
        (2000, "JPY"),
    ]


def test_the_currencies_of_a_shop_are_asked_for_once(shop):
    shop.on("product", {"product": product()})

    client().product(shop_id="1")
    client().product(shop_id="1")

    assert len(shop.sent("shop")) == 1


@pytest.mark.parametrize(
    ("status", "known"),
    [
        ("DRAFT", "draft"),
        ("ARCHIVED", "archived"),
        ("UNLISTED", "active"),
        ("NEW_ONE", "draft"),
        (None, "draft"),
    ],
)
def test_an_unknown_status_is_not_for_sale(shop, status, known):
    shop.on("product", {"product": product(status=status)})

    assert client().product(shop_id="1").status == known


@pytest.mark.parametrize(
    "changes",
    [
        {"featuredMedia": None, "onlineStoreUrl": None},
        {"featuredMedia": {"alt": None, "preview": None}, "onlineStoreUrl": "javascript:alert(1)"},
        {
            "featuredMedia": {"preview": {"image": {"url": "http://10.0.0.1/x"}}},
            "onlineStoreUrl": "http://a/",
        },
        {"featuredMedia": {"preview": {"image": None}}, "onlineStoreUrl": "https://a b/"},
    ],
)
def test_an_address_without_https_is_not_kept(shop, changes):
    shop.on("product", {"product": product(**changes)})

    found = client().product(shop_id="1")

    assert (found.url, found.image_url) == ("", "")


@pytest.mark.parametrize("price", [None, "free", "1e3", True, {"amount": "1"}])
def test_a_variant_without_a_readable_price_is_left_out(shop, price):
    shop.on("product", {"product": product(variants=[variant(1), variant(2, price=price)])})

    try:
        found = client().product(shop_id="1")
    except UpstreamUnavailableError:
        assert isinstance(price, dict | bool)
    else:
        assert [each.shop_id for each in found.variants] == ["1"]


def test_odd_details_do_not_lose_a_product(shop):
    odd = product(
        title=None, vendor=7, updatedAt="soon", handle="a\x00b", variants=[None, variant(1, sku=None)]
    )
    shop.on("product", {"product": odd})

    found = client().product(shop_id="1")

    assert (found.title, found.vendor, found.handle) == ("Untitled product", "", "ab")
    assert [each.shop_id for each in found.variants] == ["1"]


# --- bulk -------------------------------------------------------------------------------------------------


def operation(status, **changes):
    return {"bulkOperation": {"id": "gid://shopify/BulkOperation/1", "status": status, **changes}}


def lines(*documents):
    return b"".join(json.dumps(each).encode() + b"\n" for each in documents)


def in_bulk(number=1, **changes):
    found = product(number, **changes)
    del found["variants"]
    return found


def child(number, parent):
    return variant(number) | {"__parentId": f"gid://shopify/Product/{parent}"}


def exported(shop, tmp_path, content, url="/file.jsonl"):
    shop.on(url, raw(200, content))
    return client().bulk_products(url=f"{shop.url}{url}", folder=tmp_path)


def test_an_export_is_started_once(shop):
    started = {**operation("CREATED"), "userErrors": []}
    shop.on("start", {"bulkOperationRunQuery": started})

    assert client().start_bulk() == "gid://shopify/BulkOperation/1"
    assert "products { edges" in shop.sent("start")[0]["query"]


@pytest.mark.parametrize("code", ["OPERATION_IN_PROGRESS", "LIMIT_REACHED"])
def test_a_running_export_of_ours_is_taken_over(shop, code):
    busy = {"bulkOperation": None, "userErrors": [{"field": None, "message": "Busy", "code": code}]}
    ours = {
        "id": "gid://shopify/BulkOperation/7",
        "status": "RUNNING",
        "query": f" {queries.all_products(())}",
    }
    other = {"id": "gid://shopify/BulkOperation/8", "status": "RUNNING", "query": "{ orders { edges } }"}
    done = {**ours, "id": "gid://shopify/BulkOperation/9", "status": "COMPLETED"}
    shop.on("start", {"bulkOperationRunQuery": busy})
    shop.on(
        "bulks", {"bulkOperations": {"nodes": [other, done, ours]}}, {"bulkOperations": {"nodes": [other]}}
    )

    assert client().start_bulk() == "gid://shopify/BulkOperation/7"
    with pytest.raises(UpstreamUnavailableError) as outage:
        client().start_bulk()
    assert outage.value.retry_after_s == 60


@pytest.mark.parametrize("status", ["CREATED", "RUNNING", "SOMETHING_NEW"])
def test_an_export_that_runs_has_neither_a_file_nor_a_problem(shop, status):
    shop.on("bulk", operation(status))

    found = client().bulk_state(operation="gid://shopify/BulkOperation/1")

    assert (found.url, found.problem) == ("", "")


@pytest.mark.parametrize(
    "answer", [operation("FAILED", errorCode="TIMEOUT"), operation("EXPIRED"), {"bulkOperation": None}]
)
def test_an_export_that_ended_without_a_file_has_a_problem(shop, answer):
    shop.on("bulk", answer)

    assert client().bulk_state(operation="gid://shopify/BulkOperation/1").problem


def test_an_empty_catalogue_is_complete(shop, tmp_path):
    shop.on("bulk", operation("COMPLETED", url=None))
    found = client().bulk_state(operation="gid://shopify/BulkOperation/1")

    assert found.url
    assert list(client().bulk_products(url=found.url, folder=tmp_path)) == []


def test_children_may_stand_anywhere_in_an_export(shop, tmp_path):
    content = lines(child(22, 2), in_bulk(1), in_bulk(2), child(11, 1), child(21, 2), {**child(12, 1)})

    found = list(exported(shop, tmp_path, content))

    assert {each.shop_id: [one.shop_id for one in each.variants] for each in found} == {
        "1": ["11", "12"],
        "2": ["21", "22"],
    }


@pytest.mark.parametrize(
    "tail",
    [b'{"id": "gid://shopify/Product/2", "ti', b"<html>", b"[]", b'{"title": "no id"}', b"x" * 5_000_000],
)
def test_a_broken_export_yields_nothing(shop, tmp_path, tail):
    with pytest.raises(UpstreamUnavailableError):
        next(exported(shop, tmp_path, lines(in_bulk(1), child(11, 1)) + tail))


@pytest.mark.parametrize("url", ["/short.jsonl", None])
def test_an_export_that_lacks_lines_yields_nothing(shop, tmp_path, url):
    """A connection that ends between two lines leaves a file that looks whole."""
    shop.on("/short.jsonl", raw(200, lines(in_bulk(1))))
    shop.on("bulk", operation("COMPLETED", url=url and f"{shop.url}{url}", objectCount="2"))
    found = client().bulk_state(operation="gid://shopify/BulkOperation/1")

    with pytest.raises(UpstreamUnavailableError):
        next(client().bulk_products(url=found.url, folder=tmp_path, objects=found.objects))


def test_a_truncated_export_yields_nothing(shop, tmp_path):
    content = lines(in_bulk(1))
    shop.on("/cut.jsonl", (200, {"Content-Length": str(len(content) + 50)}, content))

    with pytest.raises(UpstreamUnavailableError):
        next(client().bulk_products(url=f"{shop.url}/cut.jsonl", folder=tmp_path))


@pytest.mark.parametrize(
    "url",
    [
        "http://storage.googleapis.com/x",
        "https://169.254.169.254/latest",
        "https://storage.googleapis.com.evil.example/x",
        "https://storage.googleapis.com@evil.example/x",
        "https://user@storage.googleapis.com/x",
        "https://storage.googleapis.com:8443/x",
        "file:///etc/passwd",
        "https://[::1",
        "",
    ],
)
def test_an_export_is_downloaded_from_shopifys_storage_only(shop, tmp_path, url):
    with pytest.raises(UpstreamError, match="not its own"):
        next(client().bulk_products(url=url, folder=tmp_path))

    assert not list(tmp_path.iterdir())


def test_a_large_export_is_read_in_bounded_memory(shop, tmp_path):
    filler = "x" * 20_000
    content = b"".join(lines(in_bulk(n, filler=filler), child(n * 10, n)) for n in range(1, 301))
    found = exported(shop, tmp_path, content)
    tracemalloc.start()

    count = sum(len(each.variants) for each in found)

    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 300
    assert peak_bytes < len(content) / 4


def test_an_answer_with_errors_is_no_page(shop):
    problem = [{"message": "Timeout", "extensions": {"code": "TIMEOUT"}}]
    shop.on("products", ok({"products": page([product()])}, errors=problem))

    with pytest.raises(UpstreamUnavailableError):
        client().products()
