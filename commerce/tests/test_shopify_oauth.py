"""Connecting a shop: addresses, consent, tokens, permissions."""

import hashlib
import hmac
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from commerce.errors import CommerceOffError, ConsentForgedError, ShopAddressError, StoreLostError
from commerce.platforms.shopify import SHOPIFY
from commerce.platforms.values import CredentialKind
from commerce.tests.shopify import DOMAIN, SECRET, client, raw
from foundation.errors import UpstreamError, UpstreamUnavailableError

TOKENS = "/admin/oauth/access_token"
HOST = "YWRtaW4uc2hvcGlmeS5jb20vc3RvcmUvbW9rYQ=="


@pytest.mark.parametrize(
    "typed",
    [
        "moka",
        " Moka.MyShopify.com ",
        "https://moka.myshopify.com",
        "http://moka.myshopify.com/products/mug?a=b",
        "moka.myshopify.com#top",
        "https://admin.shopify.com/store/moka/settings/domains",
    ],
)
def test_a_shop_is_found_by_what_people_paste(typed):
    assert SHOPIFY.domain_of(address=typed) == DOMAIN


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "moka.example",
        "moka.myshopify.com.evil.example",
        "evil.example/moka.myshopify.com",
        "https://moka.myshopify.com@evil.example",
        "https://user@moka.myshopify.com",
        "https://moka.myshopify.com:8080",
        "https://evil.example#.myshopify.com",
        "http://127.0.0.1/",
        "moka.myshopify.com evil",
        "moka.myshopify.com\nevil.example",
        "-moka.myshopify.com",
        "a.b.myshopify.com",
        "мока.myshopify.com",
        "mo\u212aa",
        "javascript:alert(1)",
        "x" * 64,
    ],
)
def test_any_other_address_is_refused(typed):
    with pytest.raises(ShopAddressError):
        SHOPIFY.domain_of(address=typed)


def test_no_other_host_is_called(settings):
    settings.SHOPIFY_CLIENT_ID = settings.SHOPIFY_CLIENT_SECRET = "x"

    with pytest.raises(ShopAddressError):
        SHOPIFY.client(domain="169.254.169.254", access_token="t", livemode=True)


def test_the_consent_page_is_the_shops_own(settings):
    settings.SHOPIFY_CLIENT_ID, settings.SHOPIFY_CLIENT_SECRET = "client-1", SECRET
    page = SHOPIFY.authorize_url(
        domain=DOMAIN, state="s&1", redirect_url="https://us.example/back/", scopes=SHOPIFY.scopes
    )

    parts = urlsplit(page)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", DOMAIN, "/admin/oauth/authorize")
    assert parse_qs(parts.query) == {
        "client_id": ["client-1"],
        "scope": ["read_products,read_orders,write_discounts"],
        "redirect_uri": ["https://us.example/back/"],
        "state": ["s&1"],
    }


def test_without_keys_and_sandbox_shops_are_off(settings):
    settings.SANDBOX_URL = ""

    with pytest.raises(CommerceOffError):
        SHOPIFY.authorize_url(domain=DOMAIN, state="s", redirect_url="https://x/", scopes=())


# --- callback ---------------------------------------------------------------------------------------------


def callback(*, secret=SECRET, sign=urlencode, also="", **changes):
    fields = {
        "code": "c0de",
        "host": "YWRtaW4",
        "shop": DOMAIN,
        "state": "s1",
        "timestamp": str(int(time.time())),
        **changes,
    }
    fields = {name: value for name, value in fields.items() if value is not None}
    signed = hmac.new(secret.encode(), sign(sorted(fields.items())).encode(), hashlib.sha256).hexdigest()
    return f"hmac={signed}&{urlencode(fields)}{also}"


def separated(pairs):
    return "&".join(f"{name}={value}" for name, value in pairs)


@pytest.mark.parametrize("sign", [urlencode, separated])
def test_a_genuine_callback_passes_in_each_form_of_shopifys_libraries(shop, sign):
    SHOPIFY.check_callback(query=callback(sign=sign, host=HOST), domain=DOMAIN)


def test_the_secret_before_the_current_one_signs_callbacks_too(shop, settings):
    settings.SHOPIFY_CLIENT_SECRET, settings.SHOPIFY_CLIENT_SECRET_PREVIOUS = "new", SECRET

    SHOPIFY.check_callback(query=callback(), domain=DOMAIN)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "shop=moka.myshopify.com",
        callback(secret="other"),
        callback(secret="sandbox"),
        callback(shop="other.myshopify.com"),
        callback(shop=None),
        callback(timestamp=str(int(time.time()) - 3600)),
        callback(timestamp="soon"),
        callback(also="&state=s2"),
        callback(also="&extra=1"),
        f"state=s2&{callback()}",
        callback().replace("c0de", "c0df"),
        callback().replace("hmac=", "hmac=é"),
        "&".join(f"a{n}=1" for n in range(100)),
    ],
)
def test_any_other_callback_is_refused(shop, query):
    with pytest.raises(ConsentForgedError):
        SHOPIFY.check_callback(query=query, domain=DOMAIN)


# --- tokens -----------------------------------------------------------------------------------------------


def tokens(**changes):
    text = ",".join(f'"{name}": {value}' for name, value in changes.items())
    return raw(
        200, f'{{"access_token": "shpat_2", "scope": "read_products,write_discounts", {text}}}'.encode()
    )


def test_tokens_that_expire_are_asked_for(shop):
    shop.on(TOKENS, tokens(expires_in="3600", refresh_token='"shprt_1"', refresh_token_expires_in="7776000"))

    found = SHOPIFY.exchange(domain=DOMAIN, code="c0de")

    assert shop.sent(TOKENS) == [
        {"client_id": "client-1", "client_secret": SECRET, "code": "c0de", "expiring": "1"}
    ]
    assert (found.access_token, found.refresh_token, found.expires_in_s) == ("shpat_2", "shprt_1", 3600)
    assert found.scopes == ("read_products", "write_discounts")
    assert "shp" not in repr(found)


@pytest.mark.parametrize("lifetime", ["null", '"soon"', "-1", "0", "true", "1e9", "[]"])
def test_an_odd_lifetime_loses_no_token(shop, lifetime):
    shop.on(TOKENS, tokens(expires_in=lifetime))

    assert SHOPIFY.exchange(domain=DOMAIN, code="c0de").access_token == "shpat_2"


def refresh(kind=CredentialKind.OAUTH, renewing="shprt_1"):
    return SHOPIFY.refresh(domain=DOMAIN, kind=kind, refresh_token=renewing, livemode=True)


def test_a_refresh_token_gives_new_tokens(shop):
    shop.on(TOKENS, tokens(expires_in="3600", refresh_token='"shprt_2"'))

    assert refresh().refresh_token == "shprt_2"
    assert shop.sent(TOKENS)[0]["grant_type"] == "refresh_token"


def test_the_own_shop_gets_a_token_for_a_day(shop, settings):
    settings.SHOPIFY_SHOP_URL = "https://moka.myshopify.com/"
    shop.on(TOKENS, tokens(expires_in="86399"))

    assert SHOPIFY.own_shop() == (DOMAIN, CredentialKind.CLIENT_CREDENTIALS)
    assert SHOPIFY.own_tokens().expires_in_s == 86399
    assert refresh(CredentialKind.CLIENT_CREDENTIALS, "").access_token == "shpat_2"
    assert shop.sent(TOKENS)[0] == {
        "client_id": "client-1",
        "client_secret": SECRET,
        "grant_type": "client_credentials",
    }


def test_an_older_custom_apps_token_needs_no_app(settings):
    settings.SHOPIFY_SHOP_URL, settings.SHOPIFY_ACCESS_TOKEN = "moka", "shpat_9"

    assert not SHOPIFY.is_live()
    assert SHOPIFY.own_shop() == (DOMAIN, CredentialKind.STATIC)
    assert SHOPIFY.own_tokens().access_token == "shpat_9"
    assert SHOPIFY.own_tokens().expires_in_s is None


@pytest.mark.parametrize("kind", [CredentialKind.STATIC, CredentialKind.OAUTH])
def test_a_token_without_a_refresh_token_is_lost(kind):
    with pytest.raises(StoreLostError):
        refresh(kind, "")


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, b'{"error": "invalid_grant"}', StoreLostError),
        (400, b'{"error": "invalid_request"}', StoreLostError),
        (401, b"", StoreLostError),
        (200, b'{"error": "invalid_grant"}', StoreLostError),
        (400, b'{"error": "invalid_client"}', UpstreamError),
        (400, b'{"error": "shop_not_permitted"}', UpstreamError),
        (503, b"", UpstreamUnavailableError),
        (200, b"<html>", UpstreamUnavailableError),
        (200, b"{}", UpstreamUnavailableError),
    ],
)
def test_a_refused_refresh_is_an_error_of_its_kind(shop, status, body, kind):
    shop.on(TOKENS, raw(status, body))

    with pytest.raises(UpstreamError) as refusal:
        refresh()

    assert type(refusal.value) is kind


def test_a_code_that_is_not_accepted_loses_no_store(shop):
    shop.on(TOKENS, raw(400, b'{"error": "invalid_request"}'))

    with pytest.raises(UpstreamError) as refusal:
        SHOPIFY.exchange(domain=DOMAIN, code="used")

    assert not isinstance(refusal.value, StoreLostError)


# --- permissions ------------------------------------------------------------------------------------------


def test_a_permission_to_write_includes_the_one_to_read():
    granted = ("write_products", "write_discounts")

    assert SHOPIFY.lacking(scopes=granted, wanted=("read_products", "read_discounts", "read_orders")) == (
        "read orders",
    )


def test_the_permissions_of_the_token_are_read(shop):
    handles = [{"handle": "read_orders"}, {"handle": "write_discounts"}]
    shop.on("scopes", {"currentAppInstallation": {"accessScopes": handles}})

    assert client().scopes() == ("read_orders", "write_discounts")
