"""Calling Shopify: errors with any status, costs, versions, unreadable answers."""

import json
import logging

import pytest
from django.core.cache import cache

from commerce.errors import ScopeMissingError, ShopNotFoundError, StoreClosedError, StoreLostError
from commerce.platforms.shopify import costs, graphql
from commerce.platforms.shopify.costs import Cost, Pace
from commerce.platforms.shopify.refusals import QueryTooCostlyError
from commerce.tests.shopify import DOMAIN, SHOP, client, errors, ok, raw
from foundation.errors import UpstreamError, UpstreamUnavailableError

THROTTLED = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}


def throttle(available, *, requested=502, rate=100.0):
    level = {"maximumAvailable": 2000.0, "currentlyAvailable": available, "restoreRate": rate}
    return {"cost": {"requestedQueryCost": requested, "actualQueryCost": None, "throttleStatus": level}}


def test_the_token_and_the_pinned_version_are_sent(shop):
    shop.on("shop", SHOP)

    facts = client().shop()

    assert (facts.domain, facts.public_domain, facts.currency) == (DOMAIN, "moka.example", "EUR")
    assert shop.headers()["X-Shopify-Access-Token"] == "shpat_1"


def test_a_currency_that_is_not_of_iso_4217_is_refused(shop):
    shop.on("shop", {"shop": {**SHOP["shop"], "currencyCode": "USDC"}})

    with pytest.raises(UpstreamError, match="USDC"):
        client().shop()


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, b'{"errors":"[API] Invalid API key or access token"}', StoreLostError),
        (403, b"", StoreLostError),
        (
            403,
            b'{"errors":"This action requires merchant approval for read_orders scope."}',
            ScopeMissingError,
        ),
        (402, b"", StoreClosedError),
        (423, b"", StoreClosedError),
        (404, b'{"errors":"Not Found"}', ShopNotFoundError),
        (429, b"", UpstreamUnavailableError),
        (503, b"<html>", UpstreamUnavailableError),
        (302, b"", UpstreamError),
    ],
)
def test_each_status_is_an_error_of_its_kind(shop, status, body, kind):
    shop.on("shop", raw(status, body))

    with pytest.raises(kind) as refusal:
        client().shop()

    is_outage = issubclass(kind, UpstreamUnavailableError)
    assert isinstance(refusal.value, UpstreamUnavailableError) is is_outage


def test_a_denied_field_names_the_missing_permission_and_its_data_is_not_used(shop):
    denied = {
        "message": "Access denied for orders field.",
        "path": ["shop"],
        "extensions": {"code": "ACCESS_DENIED", "requiredAccess": "`read_orders` access scope."},
    }
    shop.on("shop", errors(denied, data=SHOP))

    with pytest.raises(ScopeMissingError) as refusal:
        client().shop()

    assert refusal.value.context["scopes"] == ["read_orders"]


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        ("[API] Invalid API key or access token (unrecognized login or wrong password)", StoreLostError),
        ([{"message": "Shop is inactive", "extensions": {"code": "SHOP_INACTIVE"}}], StoreClosedError),
        ([{"message": "", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}], UpstreamUnavailableError),
        ([{"message": "Internal error. Looks like something went wrong."}], UpstreamUnavailableError),
        ([{"message": "Field 'x' doesn't exist", "extensions": {"code": "undefinedField"}}], UpstreamError),
        ({"customer": ["is odd"]}, UpstreamError),
        ("Odd.", UpstreamError),
        ([None, 7], UpstreamError),
    ],
)
def test_errors_come_as_a_text_or_as_a_list(shop, found, kind):
    shop.on("shop", raw(200, json.dumps({"errors": found, "data": SHOP}).encode()))

    with pytest.raises(UpstreamError) as refusal:
        client().shop()

    assert type(refusal.value) is kind


def test_a_query_that_costs_too_much_is_a_bug(shop):
    shop.on("shop", errors({"message": "Query cost is 1100", "extensions": {"code": "MAX_COST_EXCEEDED"}}))

    with pytest.raises(QueryTooCostlyError):
        client().shop()


@pytest.mark.parametrize(
    ("extensions", "wait_s"),
    [(throttle(2), 5), (throttle(501), 1), (throttle(-98, rate=1), 600), ({}, 10), ({"cost": "odd"}, 10)],
)
def test_a_throttled_query_says_when_the_bucket_has_its_points(shop, extensions, wait_s):
    shop.on("shop", errors(THROTTLED, extensions=extensions))

    with pytest.raises(UpstreamUnavailableError) as outage:
        client().shop()

    assert outage.value.retry_after_s == wait_s


@pytest.mark.parametrize(
    "body",
    [
        b"<html>proxy</html>",
        b"",
        b"null",
        b"[]",
        b'{"data": null}',
        b'{"data": []}',
        b'{"data": {"shop": null}}',
        b'{"data": {"shop": {"myshopifyDomain": 7}}}',
        b"[" * 100_000,
        b'{"data": {"shop": ',
    ],
)
def test_an_unreadable_answer_is_an_outage(shop, body):
    shop.on("shop", raw(200, body))

    with pytest.raises(UpstreamUnavailableError):
        client().shop()


def test_an_answer_of_20_megabytes_is_not_parsed(shop):
    shop.on("shop", raw(200, b'{"data": "' + b"x" * 20_000_000 + b'"}'))

    with pytest.raises(UpstreamUnavailableError):
        client().shop()


def test_another_version_than_the_pinned_one_is_logged_once(shop, caplog, monkeypatch):
    monkeypatch.setattr(graphql, "_other_versions", set())
    status, _, body = ok(SHOP)
    shop.on("shop", (status, {"X-Shopify-API-Version": "2027-01"}, body))

    with caplog.at_level(logging.WARNING):
        client().shop()
        client().shop()

    assert [each.served for each in caplog.records] == ["2027-01"]


def test_a_stand_in_that_serves_all_shops_is_told_which_one(shop):
    shop.on("shop", SHOP)

    client().shop()

    assert shop.headers()["X-Shopify-Shop-Domain"] == DOMAIN


# --- pacing -----------------------------------------------------------------------------------------------


@pytest.fixture
def slept():
    return []


@pytest.fixture
def pace(slept):
    return Pace(domain=DOMAIN, is_live=True, sleep=slept.append)


def cost(available, requested=500):
    return Cost.model_validate(throttle(available, requested=requested)["cost"])


def test_nothing_is_paced_before_the_first_answer(pace, slept):
    pace.take(query="products", points=900)

    assert slept == []


def test_a_short_wait_for_points_is_slept(pace, slept):
    pace.note(query="products", cost=cost(400))

    pace.take(query="products", points=900)

    assert len(slept) == 1
    assert 0.5 < slept[0] <= 1


def test_a_long_wait_is_left_to_the_caller(pace, slept):
    pace.note(query="products", cost=cost(10, requested=900))

    with pytest.raises(UpstreamUnavailableError) as outage:
        pace.take(query="products", points=900)

    assert outage.value.retry_after_s == 9
    assert slept == []


def test_a_query_larger_than_the_bucket_waits_for_a_full_bucket_only(pace, slept):
    pace.note(query="products", cost=cost(1950, requested=9000))

    pace.take(query="products", points=9000)

    assert slept[0] <= 0.5


def test_another_shop_has_a_bucket_of_its_own(pace, slept):
    pace.note(query="products", cost=cost(0))

    Pace(domain="other.myshopify.com", is_live=True).take(query="products", points=900)

    assert slept == []


def test_the_bucket_is_paced_by_what_an_answer_said(shop):
    status, headers, body = ok(SHOP)
    shop.on("shop", (status, headers, body.replace(b"1994", b"-900").replace(b": 12", b": 900")))
    client().shop()

    with pytest.raises(UpstreamUnavailableError) as outage:
        client().shop()

    assert outage.value.retry_after_s == 18
    assert len(shop.asked) == 1


def test_an_odd_cost_paces_nothing():
    level = {"maximumAvailable": 0, "currentlyAvailable": "NaN", "restoreRate": 0}
    assert costs.cost_of({"cost": {"requestedQueryCost": 1, "throttleStatus": level}}) is None
    assert cache.get("shopify:cost:shop") is None
