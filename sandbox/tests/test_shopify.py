"""Shopify: installing, the Admin API's rules, products, orders and webhooks."""

import pytest
import requests

from sandbox.shopify import oauth
from sandbox.tests.conftest import move_clock, put_faults
from sandbox.tests.shopify_world import (
    APP,
    BACK,
    GOODS,
    KISSA,
    SCOPES,
    ask,
    consent,
    control,
    exchange,
    read,
    shop_url,
    token,
)

# --- installing -------------------------------------------------------------------------------------------


def test_the_consent_page_lists_the_permissions_and_says_it_is_a_sandbox(sandbox_url):
    asked = {"client_id": "sandbox", "scope": SCOPES, "redirect_uri": BACK, "state": "s1"}
    page = requests.get(f"{shop_url(sandbox_url)}/admin/oauth/authorize", params=asked, timeout=5).text

    assert "Sandbox Goods" in page
    assert 'value="write_discounts" checked' in page


def test_consent_comes_back_signed_and_its_code_works_once(sandbox_url):
    query = consent(sandbox_url)

    first, second = (exchange(sandbox_url, code=query["code"]) for _ in range(2))

    assert query["hmac"] == oauth.signature("sandbox", query)
    assert (query["shop"], query["state"]) == (GOODS, "s1")
    assert first.json()["scope"] == SCOPES
    assert "expires_in" not in first.json()
    assert (second.status_code, second.json()["error"]) == (400, "invalid_request")


def test_a_person_can_refuse_or_grant_less(sandbox_url):
    query = consent(sandbox_url, granted="read_products")

    assert exchange(sandbox_url, code=query["code"]).json()["scope"] == "read_products"
    refused = requests.post(
        f"{shop_url(sandbox_url)}/admin/oauth/authorize",
        data={"client_id": "sandbox", "scope": SCOPES, "redirect_uri": BACK, "decision": "cancel"},
        allow_redirects=False,
        timeout=5,
    )
    assert refused.status_code == 200


@pytest.mark.parametrize(
    "change", [{"redirect_uri": "http://evil.example/"}, {"client_id": "other"}, {"scope": "read_minds"}]
)
def test_a_wrong_request_for_consent_shows_an_error_page(sandbox_url, change):
    asked = {"client_id": "sandbox", "scope": SCOPES, "redirect_uri": BACK} | change

    answer = requests.get(f"{shop_url(sandbox_url)}/admin/oauth/authorize", params=asked, timeout=5)

    assert answer.status_code == 400


def test_an_expiring_token_lasts_an_hour_and_is_renewed_with_a_new_refresh_token(sandbox_url):
    issued = exchange(sandbox_url, code=consent(sandbox_url)["code"], expiring="1").json()
    move_clock(sandbox_url, 3601)
    expired = ask(sandbox_url, "{ shop { name } }", access=issued["access_token"])

    sent = {"grant_type": "refresh_token", "refresh_token": issued["refresh_token"]}
    renewed, again = (exchange(sandbox_url, **sent).json() for _ in range(2))
    used = ask(sandbox_url, "{ shop { name } }", access=again["access_token"])
    late = exchange(sandbox_url, **sent)

    assert (issued["expires_in"], issued["refresh_token_expires_in"]) == (3600, 7_776_000)
    assert expired.status_code == 401
    assert renewed["refresh_token"] != again["refresh_token"] != issued["refresh_token"]
    assert used.ok
    assert (late.status_code, late.json()["error"]) == (400, "invalid_grant")


def test_client_credentials_give_a_token_for_a_day(sandbox_url):
    form = APP | {"grant_type": "client_credentials"}
    answer = requests.post(f"{shop_url(sandbox_url)}/admin/oauth/access_token", data=form, timeout=5)
    access = answer.json()["access_token"]

    assert answer.json()["expires_in"] == 86_399
    assert ask(sandbox_url, "{ shop { name } }", access=access).ok
    move_clock(sandbox_url, 86_400)
    assert ask(sandbox_url, "{ shop { name } }", access=access).status_code == 401


def test_wrong_secrets_and_foreign_shops_get_no_token(sandbox_url):
    wrong = exchange(sandbox_url, client_secret="guess", code="x")
    foreign = exchange(sandbox_url, shop="foreign-one.myshopify.com", grant_type="client_credentials")

    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
    assert (foreign.status_code, foreign.json()["error"]) == (400, "shop_not_permitted")


# --- the API's rules --------------------------------------------------------------------------------------


def test_a_query_that_the_official_schema_refuses_is_refused(sandbox_url):
    unknown = ask(sandbox_url, "{ shop { nickname } }").json()
    without = ask(sandbox_url, "{ product { id } }").json()

    assert unknown["errors"][0]["extensions"]["code"] == "undefinedField"
    assert "id" in without["errors"][0]["message"]
    assert "data" not in unknown


def test_a_missing_permission_is_an_error_of_the_field(sandbox_url):
    access = token(sandbox_url, shop="tiny.myshopify.com", scopes="read_products")

    answer = ask(
        sandbox_url, "{ orders(first: 1) { nodes { id } } }", access=access, shop="tiny.myshopify.com"
    )

    assert answer.status_code == 200
    assert answer.json()["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
    assert answer.json()["data"] is None


def test_costs_are_counted_and_an_empty_bucket_throttles(sandbox_url):
    query = "{ products(first: 10) { nodes { id variants(first: 2) { nodes { id } } } } }"
    cost = ask(sandbox_url, query).json()["extensions"]["cost"]
    control(sandbox_url, f"/shops/{GOODS}/bucket", method="PUT", available=3)
    throttled = ask(sandbox_url, query)

    assert cost["requestedQueryCost"] == 2 + 10 * (1 + 2 + 2)
    assert cost["actualQueryCost"] <= cost["requestedQueryCost"]
    assert throttled.status_code == 200
    assert throttled.json()["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert "data" not in throttled.json()


def test_a_query_over_a_thousand_points_is_refused(sandbox_url):
    query = "{ products(first: 250) { nodes { variants(first: 50) { nodes { id } } } } }"

    error = ask(sandbox_url, query).json()["errors"][0]

    assert error["extensions"]["code"] == "MAX_COST_EXCEEDED"


@pytest.mark.parametrize(
    ("shop", "status"),
    [("frozen-shop.myshopify.com", 402), ("closed-shop.myshopify.com", 404), ("no.shop.example", 404)],
)
def test_frozen_and_closed_shops_answer_with_their_status(sandbox_url, shop, status):
    assert ask(sandbox_url, "{ shop { name } }", shop=shop).status_code == status


def test_an_old_version_is_answered_by_the_oldest_and_names_it(sandbox_url):
    old = ask(sandbox_url, "{ shop { name } }", version="2023-01")

    assert old.headers["X-Shopify-API-Version"] == "2025-10"
    assert ask(sandbox_url, "{ shop { name } }", version="2026-02").status_code == 404


def test_faults_have_shopifys_format(sandbox_url):
    path = "/graphql.json$"
    put_faults(
        sandbox_url,
        {"kind": "quotaExceeded", "match": {"path": path}},
        {"kind": "status", "status": 503, "match": {"path": path}},
        {"kind": "invalid_grant", "match": {"path": path}},
    )

    answers = [ask(sandbox_url, "{ shop { name } }") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 503, 401]
    assert answers[0].json()["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert isinstance(answers[1].json()["errors"], str)


def test_errors_can_stand_beside_data_and_another_version_can_answer(sandbox_url):
    edits = [{"path": ["errors"], "value": [{"message": "Timeout", "path": ["shop"]}]}]
    put_faults(sandbox_url, {"kind": "rewrite", "edits": edits, "match": {"path": "graphql.json$"}})
    control(sandbox_url, method="PUT", answers_as="2027-01")

    answer = ask(sandbox_url, "{ shop { name } }")

    assert answer.headers["X-Shopify-API-Version"] == "2027-01"
    assert answer.json()["data"]["shop"]["name"]
    assert answer.json()["errors"][0]["message"] == "Timeout"


# --- products ---------------------------------------------------------------------------------------------


def test_products_come_in_pages_with_variants_pictures_and_prices_by_country(sandbox_url):
    query = (
        "query($after: String) { products(first: 10, after: $after) { pageInfo { hasNextPage endCursor }"
        " nodes { handle status onlineStoreUrl featuredMedia { preview { image { url } } }"
        " variants(first: 9) { nodes { price us: contextualPricing(context: {country: US}) {"
        " price { amount currencyCode } } } } } } }"
    )
    found, after, has_more = [], None, True
    while has_more:
        page = read(sandbox_url, query, after=after)["products"]
        found += page["nodes"]
        after, has_more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    mug = next(each for each in found if each["handle"] == "morning-mug")

    assert len({each["handle"] for each in found}) == 24
    assert {each["status"] for each in found} == {"ACTIVE", "ARCHIVED", "DRAFT"}
    assert all(each["onlineStoreUrl"] is None for each in found if each["status"] != "ACTIVE")
    assert mug["variants"]["nodes"][0]["price"] == "18.50"
    assert mug["variants"]["nodes"][0]["us"]["price"] == {"amount": "21.0", "currencyCode": "USD"}
    picture = requests.get(mug["featuredMedia"]["preview"]["image"]["url"], params={"width": 128}, timeout=20)
    assert picture.content.startswith(b"\xff\xd8")


def test_a_shop_in_yen_has_no_minor_units(sandbox_url):
    query = (
        "{ products(first: 1) { nodes { variants(first: 1) { nodes { price } } } } shop { currencyCode } }"
    )

    found = read(sandbox_url, query, shop=KISSA)

    assert found["shop"]["currencyCode"] == "JPY"
    assert found["products"]["nodes"][0]["variants"]["nodes"][0]["price"] == "3400"


def test_products_are_searched_as_at_shopify(sandbox_url):
    query = "query($q: String) { products(first: 50, query: $q) { nodes { handle } } }"

    def handles(text):
        return [each["handle"] for each in read(sandbox_url, query, q=text)["products"]["nodes"]]

    assert handles("status:draft,archived") == ["summer-cold-brew-set", "studio-apron"]
    assert handles("title:*mug*") == ["morning-mug"]
    assert handles("kettle -title:*mug*") == ["slow-pour-gooseneck-kettle"]
    assert handles("updated_at:>'2099-01-01'") == []
    answer = ask(sandbox_url, query, q="colour:red").json()
    assert answer["extensions"]["search"][0]["warnings"][0]["code"] == "invalid_field"
