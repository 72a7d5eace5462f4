"""The client against the simulated Shopify, whose schema is the official one."""

import io
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import requests
from django.utils import timezone
from PIL import Image

from commerce.errors import DiscountTakenError, ScopeMissingError, StoreClosedError, StoreLostError
from commerce.platforms.base import DraftWanted
from commerce.platforms.shopify import SHOPIFY, graphql
from commerce.platforms.values import CredentialKind, EventKind, Money
from foundation.errors import UpstreamUnavailableError
from sandbox.tests import shopify_world
from sandbox.tests.conftest import move_clock
from sandbox.tests.shopify_world import GOODS, KISSA, change_order, control, order
from tests.waiting import until

BACK = "http://127.0.0.1:1/back/"


@pytest.fixture
def client(sandbox_url):
    return client_of(GOODS)


def client_of(domain, access="shpat_sandbox"):
    return SHOPIFY.client(domain=domain, access_token=access, livemode=False)


def consented(sandbox_url, **changes):
    query = urlencode(shopify_world.consent(sandbox_url, **changes))
    SHOPIFY.check_callback(query=query, domain=GOODS)
    return dict(pair.split("=", 1) for pair in query.split("&"))["code"]


# --- consent and tokens -----------------------------------------------------------------------------------


def test_a_consent_gives_tokens_that_are_renewed(sandbox_url):
    tokens = SHOPIFY.exchange(domain=GOODS, code=consented(sandbox_url))

    renewed = SHOPIFY.refresh(
        domain=GOODS, kind=CredentialKind.OAUTH, refresh_token=tokens.refresh_token, livemode=False
    )

    assert not SHOPIFY.lacking(scopes=tokens.scopes, wanted=SHOPIFY.scopes)
    assert (tokens.expires_in_s, renewed.expires_in_s) == (3600, 3600)
    assert renewed.refresh_token not in ("", tokens.refresh_token)
    assert client_of(GOODS, renewed.access_token).shop().domain == GOODS


def test_the_consent_page_is_found(sandbox_url):
    page = SHOPIFY.authorize_url(domain=GOODS, state="s1", redirect_url=BACK, scopes=SHOPIFY.scopes)

    assert requests.get(page, timeout=5).status_code == 200


def test_an_unticked_permission_is_lacking(sandbox_url):
    code = consented(sandbox_url, granted="read_products,write_discounts")
    tokens = SHOPIFY.exchange(domain=GOODS, code=code)

    assert SHOPIFY.lacking(scopes=tokens.scopes, wanted=SHOPIFY.scopes) == ("read orders",)
    with pytest.raises(ScopeMissingError):
        client_of(GOODS, tokens.access_token).orders(since=timezone.now())


def test_an_unknown_token_and_a_frozen_shop_are_told_apart(sandbox_url):
    with pytest.raises(StoreLostError):
        client_of(GOODS, "shpat_unknown").shop()
    with pytest.raises(StoreClosedError):
        client_of("frozen-one.myshopify.com").shop()


def test_a_throttled_shop_says_when_to_come_back(sandbox_url, client):
    client.shop()
    control(sandbox_url, f"/shops/{GOODS}/bucket", method="PUT", available=-900)

    with pytest.raises(UpstreamUnavailableError) as outage:
        client_of(GOODS).products()

    assert (outage.value.retry_after_s or 0) >= 9


def test_the_pinned_version_is_served(client, caplog, monkeypatch):
    monkeypatch.setattr(graphql, "_other_versions", set())

    client.shop()

    assert caplog.records == []


# --- products ---------------------------------------------------------------------------------------------


def pages(client):
    cursor, found = "", []
    while True:
        page = client.products(after=cursor)
        found += page.products
        cursor = page.cursor
        if not cursor:
            return found


def test_pages_and_an_export_have_the_same_products(sandbox_url, client, tmp_path):
    control(sandbox_url, method="PUT", bulk_s=0)
    paged = {each.shop_id: each for each in pages(client)}
    operation = client.start_bulk()
    until(
        lambda: client.bulk_state(operation=operation).url != "", within_s=20, what="the export is complete"
    )
    state = client.bulk_state(operation=operation)

    exported = {each.shop_id: each for each in client.bulk_products(url=state.url, folder=tmp_path)}

    assert len(paged) == 24
    assert exported == paged
    assert {money.currency for money in paged.popitem()[1].variants[0].prices} == {"EUR", "USD", "GBP"}


def test_yen_have_no_decimal_places(sandbox_url):
    prices = [variant.prices[0] for each in pages(client_of(KISSA)) for variant in each.variants]

    assert {each.currency for each in prices} == {"JPY"}
    assert min(each.amount_minor for each in prices) > 100


def test_one_product_is_read_as_in_its_page(client):
    first = client.products().products[0]

    assert client.product(shop_id=first.shop_id) == first
    assert client.product(shop_id="1") is None


# --- orders -----------------------------------------------------------------------------------------------


def test_an_order_carries_its_clues_and_its_refunds(sandbox_url, client):
    landing = "/products/morning-mug?ref=abc2345678&utm_content=abc2345678"
    placed = order(
        sandbox_url,
        attributes={"ettametta_link": "abc2345678"},
        visits=[{"landing": landing, "minutes_before": 5}],
    )
    change_order(sandbox_url, placed, "refund", quantity=0, amount="2.50")
    since = timezone.now() - timedelta(minutes=5)

    found = next(each for each in client.orders(since=since).orders if each.shop_id == str(placed["id"]))

    assert found.note_code == "abc2345678"
    assert [each.amount for each in found.refunds] == [Money(amount_minor=250, currency="EUR")]
    assert found.remaining == found.total


def test_the_journey_is_not_ready_at_once(sandbox_url, client):
    landing = "/products/morning-mug?ref=abc2345678"
    placed = order(sandbox_url, visits=[{"landing": landing, "minutes_before": 5}])
    before = client.order(shop_id=str(placed["id"]))
    control(sandbox_url, method="PUT", journey_ready_s=0)
    after = client.order(shop_id=str(placed["id"]))

    assert (before.journey_is_ready, before.visit_codes) == (False, ())
    assert (after.journey_is_ready, after.visit_codes) == (True, ("abc2345678",))


def test_webhooks_and_readings_say_the_same_of_an_order(sandbox_url, client):
    with shopify_world.inbox() as inbox:
        for topic in SHOPIFY.topics:
            client.create_hook(topic=topic, url=inbox.url)
        placed = order(sandbox_url, attributes={"ettametta_link": "abc2345678"})
        change_order(sandbox_url, placed, "refund", quantity=0, amount="2.50")
        shopify_world.deliver(sandbox_url)

    heard = [SHOPIFY.heard(body=body, headers=headers) for headers, body in inbox.received]
    orders = [each.order for each, _ in heard if each.order is not None]
    refunds = [each.refund for each, _ in heard if each.kind is EventKind.REFUND]
    read = client.order(shop_id=str(placed["id"]))
    latest = max(orders, key=lambda each: (each.updated_at, len(each.refunds or ())))
    only_one_of_them_has = {"landing_codes", "journey_is_ready"}
    assert {is_live for _, is_live in heard} == {False}
    assert refunds == [read.refunds[0]]
    assert latest.model_dump(exclude=only_one_of_them_has) == read.model_dump(exclude=only_one_of_them_has)


# --- changes ----------------------------------------------------------------------------------------------


def test_a_discount_is_created_once_ended_and_begun_again(client):
    number = client.products().products[0].shop_id
    wanted = {"code": "NIA10", "percent": 10, "title": "dsc_1", "product_ids": [number]}

    first = client.create_discount(**wanted)
    again = client.create_discount(**wanted)
    client.end_discount(shop_id=first.shop_id)
    ended = client.discount(code="nia10")

    assert again == first
    assert (ended.shop_id, ended.percent, ended.is_active) == (first.shop_id, 10, False)
    assert client.create_discount(**wanted).shop_id == first.shop_id
    assert client.discount(code="NIA10").is_active
    with pytest.raises(DiscountTakenError):
        client.create_discount(**{**wanted, "percent": 20})
    assert client.discount(code="OTHER") is None
    client.end_discount(shop_id="1")


def test_a_draft_is_created_once_and_has_its_picture_soon(client, sandbox_url, tmp_path):
    picture = tmp_path / "frame.png"
    content = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(content, "PNG")
    picture.write_bytes(content.getvalue())
    wanted = DraftWanted(
        key="mch_01abc",
        title="Lighthouse",
        description="A print.",
        price=Money(amount_minor=1990, currency="EUR"),
        picture=picture,
        picture_alt="A lighthouse",
    )

    first = client.create_draft(wanted=wanted)
    again = client.create_draft(wanted=wanted)

    assert (first.status, first.title, first.url) == ("draft", "Lighthouse", "")
    assert first.variants[0].prices[0] == wanted.price
    assert again.shop_id == first.shop_id
    assert client.find_draft(key="mch_01abc").shop_id == first.shop_id
    assert client.find_draft(key="mch_other") is None
    assert first.image_url == ""
    move_clock(sandbox_url, 5)
    assert client.product(shop_id=first.shop_id).image_url


def test_subscriptions_are_created_once_and_deleted(client):
    url = "http://127.0.0.1:1/hooks/shopify/"
    first = client.create_hook(topic="orders/create", url=url)

    assert client.create_hook(topic="orders/create", url=url) == first
    assert first in client.hooks()
    client.delete_hook(hook_id=first.id)
    client.delete_hook(hook_id=first.id)
    assert first not in client.hooks()


def test_an_app_is_removed_once(sandbox_url):
    tokens = SHOPIFY.exchange(domain=GOODS, code=consented(sandbox_url))
    client = client_of(GOODS, tokens.access_token)

    client.uninstall()
    client.uninstall()

    with pytest.raises(StoreLostError):
        client.shop()
