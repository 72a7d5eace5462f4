"""What we change in a shop: discount codes, product drafts, webhook subscriptions, the app itself."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from commerce.errors import DiscountTakenError, ScopeMissingError
from commerce.platforms.base import DraftWanted
from commerce.platforms.shopify.refusals import RefusedError
from commerce.platforms.values import Money
from commerce.tests.shopify import client, errors, page, product, raw
from foundation.errors import UpstreamError, UpstreamUnavailableError

HOOK = "https://us.example/hooks/shopify/"


def refused(message, code="", field=None):
    return {"userErrors": [{"field": field, "message": message, "code": code}]}


# --- discounts --------------------------------------------------------------------------------------------


def discount(percentage=0.1, products=("1",), status="ACTIVE", **changes):
    items = {"__typename": "AllDiscountItems", "allItems": True}
    if products is not None:
        nodes = [{"id": f"gid://shopify/Product/{each}"} for each in products]
        items = {"__typename": "DiscountProducts", "products": {"nodes": nodes}}
    return {
        "id": "gid://shopify/DiscountCodeNode/5",
        "codeDiscount": {
            "__typename": "DiscountCodeBasic",
            "title": "Nia's mug",
            "status": status,
            "codes": {"nodes": [{"code": "NIA10"}]},
            "customerGets": {"value": {"percentage": percentage}, "items": items},
            **changes,
        },
    }


def create(**changes):
    wanted = {"code": "NIA10", "percent": 10, "title": "Nia's mug", "product_ids": ["1"], **changes}
    return client().create_discount(**wanted)


def test_a_code_is_created_for_the_products_and_for_every_customer(shop):
    shop.on("create", {"discountCodeBasicCreate": {"codeDiscountNode": discount(), "userErrors": []}})

    found = create()

    sent = shop.sent("create")[0]["discount"]
    assert (found.shop_id, found.percent, found.is_active) == ("5", 10, True)
    assert sent["context"] == {"all": "ALL"}
    # A clock here that is ahead must not make a code that can't be used yet.
    assert datetime.fromisoformat(sent["startsAt"]) < timezone.now() - timedelta(hours=12)
    assert sent["customerGets"] == {
        "value": {"percentage": 0.1},
        "items": {"products": {"productsToAdd": ["gid://shopify/Product/1"]}},
    }


@pytest.mark.parametrize(
    "reason",
    [refused("Code must be unique. Please try a different code."), refused("Taken", code="TAKEN")],
)
def test_creating_the_same_code_again_finds_the_first(shop, reason):
    shop.on("create", {"discountCodeBasicCreate": {"codeDiscountNode": None, **reason}})
    shop.on("discount", {"codeDiscountNodeByCode": discount()})

    assert create().shop_id == "5"


def test_the_same_code_that_has_ended_is_activated_again(shop):
    taken = {"codeDiscountNode": None, **refused("Taken", code="TAKEN")}
    shop.on("create", {"discountCodeBasicCreate": taken})
    shop.on("discount", {"codeDiscountNodeByCode": discount(status="EXPIRED")})
    shop.on("activate", {"discountCodeActivate": {"codeDiscountNode": discount(), "userErrors": []}})

    assert create().is_active
    assert shop.sent("activate") == [{"id": "gid://shopify/DiscountCodeNode/5"}]


@pytest.mark.parametrize(
    "other",
    [
        discount(percentage=0.2),
        discount(percentage=0.105),
        discount(products=("1", "2")),
        discount(products=None),
        discount(title="The owner's own"),
        discount(__typename="DiscountCodeFreeShipping", customerGets=None),
        {"id": "gid://shopify/DiscountCodeNode/5", "codeDiscount": None},
    ],
)
def test_another_discount_with_the_code_is_never_taken_for_ours(shop, other):
    taken = {"codeDiscountNode": None, **refused("Taken", code="TAKEN")}
    shop.on("create", {"discountCodeBasicCreate": taken})
    shop.on("discount", {"codeDiscountNodeByCode": other})

    with pytest.raises(DiscountTakenError):
        create()


def test_a_taken_code_that_is_not_found_is_tried_again(shop):
    taken = {"codeDiscountNode": None, **refused("Taken", code="TAKEN")}
    shop.on("create", {"discountCodeBasicCreate": taken})
    shop.on("discount", {"codeDiscountNodeByCode": None})

    with pytest.raises(UpstreamUnavailableError):
        create()


def test_a_refused_code_says_why(shop):
    reason = refused("Value must be between 0 and 1", code="VALUE_OUTSIDE_RANGE")
    shop.on("create", {"discountCodeBasicCreate": {"codeDiscountNode": None, **reason}})

    with pytest.raises(RefusedError, match="between 0 and 1"):
        create()


def test_a_success_without_a_discount_is_no_success(shop):
    shop.on("create", {"discountCodeBasicCreate": {"codeDiscountNode": None, "userErrors": []}})

    with pytest.raises(UpstreamUnavailableError):
        create()


@pytest.mark.parametrize("code", ["ODD", "ACCESS_DENIED"])
def test_a_change_that_comes_with_an_error_may_have_been_made(shop, code):
    made = {"discountCodeBasicCreate": {"codeDiscountNode": discount()}}
    shop.on("create", errors({"message": "Field blocked", "extensions": {"code": code}}, data=made))

    with pytest.raises(UpstreamUnavailableError):
        create()


def test_a_missing_permission_to_write_is_named(shop):
    denied = {"code": "ACCESS_DENIED", "requiredAccess": "`write_discounts` access scope."}
    shop.on("create", errors({"message": "Access denied", "extensions": denied}))

    with pytest.raises(ScopeMissingError) as refusal:
        create()

    assert refusal.value.context["scopes"] == ["write_discounts"]


def test_a_discount_is_found_by_its_code(shop):
    shop.on("discount", {"codeDiscountNodeByCode": discount()}, {"codeDiscountNodeByCode": None})

    assert client().discount(code="nia10").percent == 10
    assert client().discount(code="nia10") is None


@pytest.mark.parametrize("reason", [{"userErrors": []}, refused("Discount does not exist", code="INVALID")])
def test_a_discount_that_is_gone_counts_as_ended(shop, reason):
    shop.on("end", {"discountCodeDeactivate": {"codeDiscountNode": None, **reason}})

    client().end_discount(shop_id="5")

    assert shop.sent("end") == [{"id": "gid://shopify/DiscountCodeNode/5"}]


# --- drafts -----------------------------------------------------------------------------------------------


@pytest.fixture
def wanted(tmp_path):
    picture = tmp_path / "frame.png"
    picture.write_bytes(b"\x89PNG picture")
    return DraftWanted(
        key="mch_01ABC",
        title="Lighthouse <print>",
        description="First.\n\nSecond & last\nline.",
        price=Money(amount_minor=1990, currency="EUR"),
        picture=picture,
        picture_alt="A lighthouse",
    )


@pytest.fixture
def storage(shop):
    target = {
        "url": f"{shop.url}/upload",
        "resourceUrl": f"{shop.url}/upload/frame.png",
        "parameters": [{"name": "key", "value": "tmp/1"}],
    }
    shop.on("stage", {"stagedUploadsCreate": {"stagedTargets": [target], "userErrors": []}})
    shop.on("/upload", raw(201))
    draft = product(status="DRAFT", onlineStoreUrl=None)
    missing = {"productByIdentifier": None}, {"products": page([])}, {"productSet": {"product": draft}}
    shop.answers["draft"] = list(missing)
    return shop


def test_a_draft_is_created_with_its_picture_and_is_not_published(storage, wanted):
    found = client().create_draft(wanted=wanted)

    handle = "ettametta-mch-01abc"
    sent = storage.sent("draft")[-1]
    assert (found.status, found.url) == ("draft", "")
    assert (sent["handle"], sent["input"]["handle"], sent["input"]["status"]) == (handle, handle, "DRAFT")
    assert sent["input"]["files"][0]["originalSource"].endswith("/upload/frame.png")
    assert sent["input"]["variants"][0]["price"] == "19.90"
    assert sent["input"]["descriptionHtml"] == "<p>First.</p><p>Second &amp; last<br>line.</p>"
    body = storage.sent("/upload")[0]
    assert body.index(b'name="key"') < body.index(b'name="file"')
    assert b"\x89PNG picture" in body


@pytest.mark.parametrize(
    "answers",
    [
        [{"productByIdentifier": product(9, title="As the owner calls it")}],
        [{"productByIdentifier": None}, {"products": page([product(9, title="As the owner calls it")])}],
    ],
)
def test_a_draft_that_exists_is_left_as_its_owner_changed_it(storage, wanted, answers):
    storage.answers["draft"] = answers

    assert client().create_draft(wanted=wanted).title == "As the owner calls it"
    assert storage.sent("stage") == []


def test_a_refused_draft_says_why(storage, wanted):
    reason = {"product": None, **refused("Title is too long", code="INVALID_INPUT")}
    missing = storage.answers["draft"][:2]
    storage.answers["draft"] = [*missing, {"productSet": reason}, *missing]

    with pytest.raises(RefusedError, match="too long"):
        client().create_draft(wanted=wanted)


def test_a_draft_that_was_created_in_spite_of_a_refusal_is_found(storage, wanted):
    reason = {"product": product(9), **refused("The picture can't be read", code="INVALID_INPUT")}
    missing = storage.answers["draft"][:2]
    storage.answers["draft"] = [*missing, {"productSet": reason}, {"productByIdentifier": product(9)}]

    assert client().create_draft(wanted=wanted).shop_id == "9"


def test_a_picture_is_uploaded_to_shopifys_storage_only(storage, wanted):
    target = {"url": "https://evil.example/", "resourceUrl": "https://evil.example/", "parameters": []}
    storage.answers["stage"] = [{"stagedUploadsCreate": {"stagedTargets": [target], "userErrors": []}}]

    with pytest.raises(UpstreamError, match="not its own"):
        client().create_draft(wanted=wanted)

    assert storage.sent("/upload") == []


# --- webhook subscriptions --------------------------------------------------------------------------------


def subscription(number=1, topic="ORDERS_CREATE", uri=HOOK, fields=()):
    return {
        "id": f"gid://shopify/WebhookSubscription/{number}",
        "topic": topic,
        "uri": uri,
        "includeFields": list(fields),
    }


def test_all_pages_of_subscriptions_are_listed(shop):
    first = page([subscription(1)], cursor="h1")
    second = page([subscription(2, "APP_SCOPES_UPDATE"), subscription(3, "CARTS_UPDATE")])
    shop.on("hooks", {"webhookSubscriptions": first}, {"webhookSubscriptions": second})

    assert [each.topic for each in client().hooks()] == ["orders/create", "app/scopes_update", "carts/update"]


def test_shopify_is_asked_to_leave_personal_data_out(shop):
    created = {"webhookSubscription": subscription(), "userErrors": []}
    shop.on("hook", {"webhookSubscriptionCreate": created})

    found = client().create_hook(topic="orders/create", url=HOOK)

    sent = shop.sent("hook")[0]
    assert (found.topic, found.url) == ("orders/create", HOOK)
    assert (sent["topic"], sent["input"]["uri"], sent["input"]["format"]) == ("ORDERS_CREATE", HOOK, "JSON")
    fields = set(sent["input"]["includeFields"])
    assert not {"email", "customer", "billing_address", "note", "phone"} & fields
    # These are large, and only parts of them are read.
    assert not {"line_items", "refunds", "refunds.refund_line_items"} & fields
    assert {"line_items.product_id", "refunds.transactions"} < fields


def taken(shop, *known):
    refusal = {"webhookSubscription": None, **refused("Address for this topic has already been taken")}
    shop.on("hook", {"webhookSubscriptionCreate": refusal})
    shop.on("hooks", {"webhookSubscriptions": page(list(known))})


def test_a_subscription_that_exists_is_found(shop):
    taken(shop, subscription(8, "PRODUCTS_DELETE", fields=["id"]))

    assert client().create_hook(topic="products/delete", url=HOOK).id.endswith("/8")


def test_a_subscription_that_sends_other_fields_is_changed(shop):
    taken(shop, subscription(8, "PRODUCTS_DELETE", fields=["id", "title"]))
    changed = {"webhookSubscription": subscription(8, "PRODUCTS_DELETE", fields=["id"]), "userErrors": []}
    shop.on("rehook", {"webhookSubscriptionUpdate": changed})

    found = client().create_hook(topic="products/delete", url=HOOK)

    assert found.is_current
    assert shop.sent("rehook")[0]["input"]["includeFields"] == ["id"]


@pytest.mark.parametrize("reason", [{"userErrors": []}, refused("Webhook subscription not found")])
def test_a_subscription_that_is_gone_counts_as_deleted(shop, reason):
    shop.on("unhook", {"webhookSubscriptionDelete": reason})

    client().delete_hook(hook_id="gid://shopify/WebhookSubscription/1")

    assert len(shop.sent("unhook")) == 1


# --- the app ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        {"appUninstall": {"app": None, "userErrors": []}},
        {"appUninstall": refused("Not installed", code="APP_NOT_INSTALLED")},
        raw(401, b'{"errors":"[API] Invalid API key or access token"}'),
    ],
)
def test_an_app_that_is_gone_counts_as_removed(shop, answer):
    shop.on("uninstall", answer)

    client().uninstall()

    assert len(shop.sent("uninstall")) == 1


def test_an_app_that_may_not_be_removed_says_so(shop):
    shop.on("uninstall", {"appUninstall": refused("No.", code="USER_PERMISSIONS_INSUFFICIENT")})

    with pytest.raises(RefusedError):
        client().uninstall()
