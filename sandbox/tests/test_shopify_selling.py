"""Shopify: discounts, bulk operations, drafts with pictures, and the storefront."""

import io
import json

import pytest
import requests
from PIL import Image

from sandbox.tests.conftest import move_clock, put_faults
from sandbox.tests.shopify_world import GOODS, ask, control, order, read, shop_url, token

MUG = "/products/morning-mug"
CREATE = (
    "mutation($of: DiscountCodeBasicInput!) { discountCodeBasicCreate(basicCodeDiscount: $of) {"
    " codeDiscountNode { id } userErrors { field code message } } }"
)
TEN_PERCENT = {
    "title": "Ten percent",
    "code": "MUG10",
    "startsAt": "2026-01-01T00:00:00Z",
    "context": {"all": "ALL"},
    "customerGets": {"value": {"percentage": 0.1}, "items": {"all": True}},
}


# --- discounts --------------------------------------------------------------------------------------------


def test_a_discount_code_lowers_an_order_until_it_is_ended(sandbox_url):
    made = read(sandbox_url, CREATE, of=TEN_PERCENT)["discountCodeBasicCreate"]
    before = order(sandbox_url, codes=["mug10"])
    end = "mutation($id: ID!) { discountCodeDeactivate(id: $id) { userErrors { code } } }"
    read(sandbox_url, end, id=made["codeDiscountNode"]["id"])
    after = order(sandbox_url, codes=["MUG10"])

    assert (before["codes"], before["total"]) == (["MUG10"], 1850 - 185 + 490)
    assert (after["codes"], after["total"]) == ([], 1850 + 490)


def test_a_code_for_one_product_leaves_others_alone(sandbox_url):
    found = read(sandbox_url, '{ products(first: 1, query: "handle:bread-lame") { nodes { id } } }')[
        "products"
    ]
    items = {"products": {"productsToAdd": [found["nodes"][0]["id"]]}}
    gets = {"value": {"discountAmount": {"amount": "5.00", "appliesOnEachItem": False}}, "items": items}
    read(sandbox_url, CREATE, of=TEN_PERCENT | {"customerGets": gets})

    assert order(sandbox_url, product="bread-lame", codes=["MUG10"])["total"] == 1450 - 500 + 490
    assert order(sandbox_url, codes=["MUG10"])["total"] == 1850 + 490


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"code": "mug10"}, "TAKEN"),
        ({"code": "OTHER", "endsAt": "2025-01-01T00:00:00Z"}, "END_DATE_BEFORE_START_DATE"),
        ({"code": "OTHER", "customerGets": {"value": {"percentage": 10}}}, "VALUE_OUTSIDE_RANGE"),
        ({"code": "OTHER", "context": None}, "BLANK"),
    ],
)
def test_wrong_discounts_are_user_errors(sandbox_url, change, code):
    read(sandbox_url, CREATE, of=TEN_PERCENT)

    answer = read(sandbox_url, CREATE, of=TEN_PERCENT | change)["discountCodeBasicCreate"]

    assert answer["codeDiscountNode"] is None
    assert [error["code"] for error in answer["userErrors"]] == [code]


def test_a_mutation_can_be_done_and_its_answer_lost(sandbox_url):
    match = {"path": "graphql.json$", "body": "discountCodeBasicCreate"}
    put_faults(sandbox_url, {"kind": "drop_after_commit", "match": match})
    assert read(sandbox_url, "{ shop { name } }")

    with pytest.raises(requests.ConnectionError):
        ask(sandbox_url, CREATE, of=TEN_PERCENT)

    found = read(sandbox_url, '{ codeDiscountNodeByCode(code: "mug10") { id } }')
    assert found["codeDiscountNodeByCode"]["id"]


# --- bulk operations --------------------------------------------------------------------------------------


def run_bulk(url, query, **how):
    """The finished operation and the lines of its file."""
    start = (
        "mutation($query: String!) { bulkOperationRunQuery(query: $query) {"
        " bulkOperation { id status } userErrors { message code } } }"
    )
    started = read(url, start, query=query, **how)["bulkOperationRunQuery"]
    if started["bulkOperation"] is None:
        return started["userErrors"], []
    state = "query($id: ID!) { bulkOperation(id: $id) { status objectCount rootObjectCount url } }"
    found = started["bulkOperation"]
    while found["status"] in ("CREATED", "RUNNING"):
        move_clock(url, 10)
        found = read(url, state, id=started["bulkOperation"]["id"], **how)["bulkOperation"]
    text = requests.get(found["url"], timeout=10).text if found["url"] else ""
    return found, [json.loads(line) for line in text.splitlines()]


def test_a_bulk_query_writes_flat_lines_that_name_their_parents(sandbox_url):
    query = "{ products { edges { node { id handle variants { edges { node { id price } } } } } } }"

    found, lines = run_bulk(sandbox_url, query)
    products = {line["id"] for line in lines if "__parentId" not in line}
    variants = [line for line in lines if "__parentId" in line]

    assert (found["status"], found["rootObjectCount"]) == ("COMPLETED", "24")
    assert len(products) == 24
    assert len(lines) == int(found["objectCount"])
    assert {line["__parentId"] for line in variants} == products


def test_an_empty_bulk_result_has_no_file(sandbox_url):
    found, _ = run_bulk(sandbox_url, "{ orders { edges { node { id } } } }")

    assert (found["status"], found["url"]) == ("COMPLETED", None)


def test_a_bulk_query_without_connection_or_parents_id_is_refused(sandbox_url):
    nested = "{ products { edges { node { handle variants { edges { node { id } } } } } } }"

    for query in ("{ shop { name } }", nested):
        errors, _ = run_bulk(sandbox_url, query)
        assert errors[0]["code"] == "INVALID"


# --- drafts -----------------------------------------------------------------------------------------------


def upload(url):
    """The address of an uploaded picture."""
    query = (
        "mutation($input: [StagedUploadInput!]!) { stagedUploadsCreate(input: $input) {"
        " stagedTargets { url resourceUrl parameters { name value } } } }"
    )
    wanted = {"resource": "IMAGE", "filename": "p.png", "mimeType": "image/png", "httpMethod": "POST"}
    target = read(url, query, input=[wanted])["stagedUploadsCreate"]["stagedTargets"][0]
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(picture, "PNG")
    fields = {each["name"]: each["value"] for each in target["parameters"]}
    answer = requests.post(target["url"], data=fields, files={"file": picture.getvalue()}, timeout=5)
    assert answer.status_code == 201, answer.text
    return target["resourceUrl"]


def test_a_draft_with_an_uploaded_picture_is_made_once_and_not_sold(sandbox_url):
    put = (
        "mutation($handle: String!, $input: ProductSetInput!) {"
        " productSet(identifier: {handle: $handle}, input: $input) {"
        " product { id status onlineStoreUrl featuredMedia { status } } userErrors { code message } } }"
    )
    draft = {
        "title": "Poster",
        "status": "DRAFT",
        "files": [{"originalSource": upload(sandbox_url), "contentType": "IMAGE", "alt": "A frame"}],
        "productOptions": [{"name": "Title", "values": [{"name": "Default Title"}]}],
        "variants": [{"optionValues": [{"optionName": "Title", "name": "Default Title"}], "price": "19.00"}],
    }
    first, again = (read(sandbox_url, put, handle="poster", input=draft)["productSet"] for _ in range(2))
    early = first["product"]["featuredMedia"]["status"]
    move_clock(sandbox_url, 60)
    look = (
        "query($id: ID!) { product(id: $id) { variants(first: 3) { nodes { price } } featuredMedia { status"
        " preview { image { url altText width } } } } }"
    )
    found = read(sandbox_url, look, id=first["product"]["id"])["product"]
    image = found["featuredMedia"]["preview"]["image"]
    page = requests.get(f"{shop_url(sandbox_url)}/products/poster", timeout=5)

    assert first["product"]["id"] == again["product"]["id"]
    assert (early, found["featuredMedia"]["status"]) == ("PROCESSING", "READY")
    assert [each["price"] for each in found["variants"]["nodes"]] == ["19.00"]
    assert (image["altText"], image["width"]) == ("A frame", 60)
    assert requests.get(image["url"], timeout=5).headers["Content-Type"] == "image/png"
    assert first["product"]["onlineStoreUrl"] is None
    assert page.status_code == 404


# --- the storefront ---------------------------------------------------------------------------------------


def test_a_person_buys_and_the_order_knows_how_they_came(sandbox_url):
    browser = requests.Session()
    landing = f"{MUG}?utm_source=youtube&utm_content=abc&ref=abc"
    page = browser.get(
        shop_url(sandbox_url) + landing, headers={"Referer": "https://www.youtube.com/"}, timeout=5
    )
    variant = page.text.partition('name="variant" value="')[2].partition('"')[0]
    done = browser.post(
        f"{shop_url(sandbox_url)}/checkout", data={"variant": variant, "quantity": "2"}, timeout=5
    )
    shown = control(sandbox_url, f"/shops/{GOODS}")["orders"][0]

    assert "Sandbox shop" in page.text
    assert "Thank you! Order #1001" in done.text
    assert (shown["landing"], shown["total"]) == (landing, 2 * 1850 + 490)


@pytest.mark.parametrize(("headers", "sold_out"), [({"X-Sandbox-Customer": "1"}, 0), ({}, 1)])
def test_only_invented_customers_find_goods_for_ever(sandbox_url, headers, sold_out):
    url = f"{shop_url(sandbox_url)}/products/monstera-deliciosa"
    variant = requests.get(url, timeout=5).text.partition('name="variant" value="')[2].partition('"')[0]
    form = {"variant": variant, "quantity": "9"}
    requests.post(f"{shop_url(sandbox_url)}/checkout", data=form, headers=headers, timeout=5)

    assert requests.get(url, timeout=5).text.count("(sold out)") == sold_out


def test_a_discount_link_leads_on_and_its_code_is_used(sandbox_url):
    read(sandbox_url, CREATE, of=TEN_PERCENT)
    browser = requests.Session()
    link = f"{shop_url(sandbox_url)}/discount/MUG10?redirect={MUG}&ref=abc"
    page = browser.get(link, timeout=5)

    assert page.url.endswith(f"{MUG}?ref=abc")
    assert 'name="discount" value="MUG10"' in page.text
    elsewhere = browser.get(link.replace(MUG, "//evil.example"), allow_redirects=False, timeout=5)
    assert elsewhere.headers["Location"] == f"/shopify/shops/{GOODS}/?ref=abc"


def test_a_cart_link_carries_attributes_into_the_order(sandbox_url):
    found = read(
        sandbox_url,
        '{ products(first: 1, query: "handle:morning-mug") { nodes {'
        " variants(first: 1) { nodes { legacyResourceId } } } } }",
    )["products"]["nodes"][0]
    number = found["variants"]["nodes"][0]["legacyResourceId"]
    browser = requests.Session()
    page = browser.get(
        f"{shop_url(sandbox_url)}/cart/{number}:1",
        params={"attributes[ettametta_link]": "abc", "ref": "abc", "note": "<b>hi</b>"},
        timeout=5,
    )
    form = {"lines": f"{number}:1", "attributes[ettametta_link]": "abc"}
    browser.post(f"{shop_url(sandbox_url)}/checkout", data=form, timeout=5)

    assert 'name="attributes[ettametta_link]" value="abc"' in page.text
    assert "<b>hi</b>" not in page.text
    assert control(sandbox_url, f"/shops/{GOODS}")["orders"][0]["attributes"] == {"ettametta_link": "abc"}


def test_what_is_sold_out_or_unknown_can_not_be_bought(sandbox_url):
    page = requests.get(f"{shop_url(sandbox_url)}/products/brass-plant-mister", timeout=5)
    variant = page.text.partition('name="variant" value="')[2].partition('"')[0]
    sold_out = requests.post(f"{shop_url(sandbox_url)}/checkout", data={"variant": variant}, timeout=5)
    unknown = requests.post(f"{shop_url(sandbox_url)}/checkout", data={"variant": "7"}, timeout=5)

    assert "Sold out" in page.text
    assert (sold_out.status_code, unknown.status_code) == (409, 404)
    assert control(sandbox_url, f"/shops/{GOODS}")["orders"] == []


def test_the_owner_uninstalls_and_refunds_in_the_admin(sandbox_url):
    access = token(sandbox_url)
    placed = order(sandbox_url)
    admin = f"{shop_url(sandbox_url)}/admin"
    before = requests.get(admin, timeout=5).text
    requests.post(f"{admin}/refund", data={"order": f"gid://shopify/Order/{placed['id']}"}, timeout=5)
    after = requests.post(f"{admin}/uninstall", data={"client_id": "sandbox"}, timeout=5).text

    assert "Uninstall" in before
    assert "No app is installed" in after
    assert control(sandbox_url, f"/shops/{GOODS}")["totals"]["net"] == 0
    assert ask(sandbox_url, "{ shop { name } }", access=access).status_code == 401


def test_the_owner_publishes_a_draft_in_the_admin(sandbox_url):
    found = read(sandbox_url, "{ products(first: 50) { nodes { legacyResourceId status handle } } }")
    draft = next(each for each in found["products"]["nodes"] if each["status"] == "DRAFT")
    admin = f"{shop_url(sandbox_url)}/admin"
    before = requests.get(f"{admin}/products/{draft['legacyResourceId']}", timeout=5)
    after = requests.post(f"{admin}/publish", data={"product": draft["legacyResourceId"]}, timeout=5)
    page = requests.get(f"{shop_url(sandbox_url)}/products/{draft['handle']}", timeout=5)

    assert "Publish" in before.text
    assert "See it in the storefront" in after.text
    assert page.status_code == 200
