"""Links to shops, and amounts."""

from urllib.parse import parse_qs, urlsplit

import pytest

from commerce.errors import UnsafeLinkError
from commerce.platforms.base import Destination
from commerce.platforms.shopify import SHOPIFY, links, money
from commerce.platforms.values import Money
from commerce.tests.shopify import DOMAIN

CODE = "abc2345678"
MARKS = {
    "utm_source": ["tiktok"],
    "utm_medium": ["video"],
    "utm_campaign": ["pub_1"],
    "utm_content": [CODE],
    "ref": [CODE],
}


def destination(**changes):
    fields = {
        "product_url": f"https://{DOMAIN}/products/mug",
        "public_domain": "moka.example",
        "domain": DOMAIN,
        "handle": "mug",
        "link_code": CODE,
        "source": "tiktok",
        "campaign": "pub_1",
        "content": CODE,
        **changes,
    }
    return SHOPIFY.destination(to=Destination(**fields))


def test_a_link_leads_to_the_products_page_with_our_marks():
    parts = urlsplit(destination())

    assert (parts.scheme, parts.netloc, parts.path) == ("https", DOMAIN, "/products/mug")
    assert parse_qs(parts.query) == MARKS


@pytest.mark.parametrize(
    ("handle", "path"), [("mug", "/products/mug"), ("", "/"), ("a/../b", "/products/a%2F..%2Fb")]
)
def test_without_an_address_it_is_built_from_the_shops_public_one(handle, path):
    parts = urlsplit(destination(product_url="", handle=handle))

    assert (parts.netloc, parts.path) == ("moka.example", path)


def test_a_discount_code_is_applied_on_the_way():
    parts = urlsplit(destination(discount_code="NIA 10/%"))

    query = parse_qs(parts.query)
    assert (parts.netloc, parts.path) == (DOMAIN, "/discount/NIA%2010%2F%25")
    assert urlsplit(query["redirect"][0]).path == "/products/mug"
    assert parse_qs(urlsplit(query["redirect"][0]).query) == MARKS
    assert links.codes_in(f"{parts.path}?{parts.query}") == (CODE,)


def test_after_its_discount_a_product_with_two_slashes_stays_in_the_shop():
    url = destination(product_url=f"https://{DOMAIN}//evil.example/mug", discount_code="NIA10")

    redirect = parse_qs(urlsplit(url).query)["redirect"][0]
    assert redirect.startswith("/evil.example/mug?")


def test_a_variant_is_selected_on_the_products_page():
    parts = urlsplit(destination(variant_id="11"))

    assert (parts.path, parse_qs(parts.query)) == ("/products/mug", {"variant": ["11"], **MARKS})


def test_a_checkout_carries_our_code_in_its_cart():
    parts = urlsplit(destination(variant_id="11", to_checkout=True, discount_code="NIA10"))

    query = parse_qs(parts.query)
    assert parts.path == "/cart/11:1"
    assert (query["attributes[ettametta_link]"], query["discount"]) == ([CODE], ["NIA10"])


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        f"http://{DOMAIN}/products/mug",
        "https://evil.example/products/mug",
        f"https://{DOMAIN}@evil.example/",
        f"https://user@{DOMAIN}/",
        f"https://{DOMAIN}:8443/products/mug",
        f"https://{DOMAIN}.evil.example/",
        f"//{DOMAIN}/products/mug",
        f"https:\\\\{DOMAIN}/",
        "https://[::1",
        "data:text/html,x",
    ],
)
def test_a_link_leads_to_no_other_host(url):
    with pytest.raises(UnsafeLinkError):
        destination(product_url=url)


@pytest.mark.parametrize("host", ["evil.example/x", "a@b", "moka.example:1", "a b", "x#y", "x?y"])
def test_an_odd_public_host_is_refused(host):
    with pytest.raises(UnsafeLinkError):
        destination(product_url="", public_domain=host)


def test_a_line_break_cannot_split_the_answer():
    found = destination(product_url=f"https://{DOMAIN}/products/mug\r\nSet-Cookie: a=b", content="a\r\nb")

    assert "\r" not in found
    assert "\n" not in found


def test_a_sandbox_shop_leads_to_the_sandbox(settings):
    found = destination(livemode=False)

    assert found.startswith(f"{settings.SANDBOX_URL}/shopify/shops/{DOMAIN}/products/mug?")


@pytest.mark.parametrize(
    ("page", "found"),
    [
        (f"/products/mug?ref={CODE}", (CODE,)),
        (f"https://moka.example/?utm_content={CODE}", (CODE,)),
        # Other tools replace a parameter, add it once more, or write something in the form of our codes.
        (f"/?utm_content=summer_sale_23&ref={CODE}", (CODE,)),
        (f"/?utm_content={CODE}&utm_content=summer", (CODE,)),
        (f"/?utm_content=summer2345&ref={CODE}", ("summer2345", CODE)),
        (f"/discount/X?utm_content=a&redirect=%2F%3Futm_content%3D{CODE}", (CODE,)),
        ("/products/mug", ()),
        ("", ()),
        ("/?ref=<script>", ()),
        ("http://[::1/?ref=a", ()),
        ("/?redirect=http://[::1", ()),
    ],
)
def test_our_code_is_found_in_a_landing_page(page, found):
    assert links.codes_in(page) == found


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("12", "EUR", 1200),
        ("12.5", "eur", 1250),
        ("-3.99", "USD", -399),
        ("1200.0", "JPY", 1200),
        ("0.5", "JPY", 1),
        ("1.2345", "KWD", 1235),
        ("0.005", "USD", 1),
        ("999999999999999.99", "USD", 99999999999999999),
        (7, "USD", 700),
    ],
)
def test_amounts_are_integers_of_the_currencys_smallest_unit(text, currency, minor):
    assert money.parsed(text, currency) == Money(amount_minor=minor, currency=currency.upper())


@pytest.mark.parametrize(
    "text", ["", "NaN", "Infinity", "1e3", "1,5", "١٢", "0x1", None, True, 1.5, "1" * 20, "--1"]
)
def test_anything_else_is_no_amount(text):
    with pytest.raises(ValueError, match="amount"):
        money.parsed(text, "EUR")


@pytest.mark.parametrize("currency", ["", "EURO", "E1R", None, 978])
def test_an_unknown_kind_of_currency_is_no_currency(currency):
    with pytest.raises(ValueError, match="currency"):
        money.parsed("1", currency)


def test_an_order_of_a_sandbox_shop_is_in_the_sandboxs_admin(settings):
    order = {"domain": DOMAIN, "shop_id": "7"}

    assert SHOPIFY.order_url(livemode=True, **order).startswith("https://admin.shopify.com/store/")
    settings.SANDBOX_URL = "http://127.0.0.1:8099"
    found = SHOPIFY.order_url(livemode=False, **order)
    assert found == f"http://127.0.0.1:8099/shopify/shops/{DOMAIN}/admin#order-7"
    settings.SANDBOX_URL = ""
    assert SHOPIFY.order_url(livemode=False, **order) == ""
