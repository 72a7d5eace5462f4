"""Discount codes in the GraphQL API: read, created, ended."""

from collections.abc import Mapping
from typing import Any

from sandbox.shopify import discounts, identifiers, money, paging, product_fields, products
from sandbox.shopify.errors import RefusedError
from sandbox.shopify.records import Doc, Page
from sandbox.shopify.schema import Args, Call, Resolver
from sandbox.shopify.times import utc

_FIRST_ID = 1_300_000_000_000
_LONGEST_CODE = 255
_FIELD = "basicCodeDiscount"


def by_id(call: Call, args: Args) -> Doc | None:
    found = _found(call, args["id"])
    return None if found is None else node(call, found)


def discount_node(call: Call, args: Args) -> Doc | None:
    """Return the type ``DiscountNode``, whose id has the same number."""
    found = _found(call, args["id"])
    if found is None:
        return None
    return {"id": identifiers.gid("DiscountNode", found["id"]), "discount": _basic(call, found)}


def listed(call: Call, args: Args) -> object:
    return paging.stored(call, call.records("discount"), Page(), args, lambda row: node(call, row.body or {}))


def node(call: Call, found: Doc) -> Doc:
    """Return the type ``DiscountCodeNode``."""
    return {
        "__typename": "DiscountCodeNode",
        "id": identifiers.gid("DiscountCodeNode", found["id"]),
        "codeDiscount": _basic(call, found),
    }


def _basic(call: Call, found: Doc) -> Doc:
    code = {
        "id": identifiers.gid("DiscountRedeemCode", found["id"] + 5),
        "code": found["code"],
        "asyncUsageCount": found["used"],
    }
    url = call.work.url(f"/discount/{found['code']}")
    summary = _summary(call, found)
    return {
        "__typename": "DiscountCodeBasic",
        "title": found["title"],
        "status": discounts.status(found, at=call.work.at),
        "summary": summary,
        "shortSummary": summary,
        "startsAt": utc(found["starts_at"]),
        "endsAt": utc(found["ends_at"]),
        "createdAt": utc(found["created_at"]),
        "updatedAt": utc(found.get("updated_at", found["created_at"])),
        "usageLimit": found["usage_limit"],
        "appliesOncePerCustomer": found["once"],
        "asyncUsageCount": found["used"],
        "codes": lambda call, args: paging.listed(call, [code], args, dict),
        "codesCount": {"count": 1, "precision": "EXACT"},
        "customerGets": _gets(call, found),
        "context": {"__typename": "DiscountBuyerSelectionAll", "all": "ALL"},
        "combinesWith": found["combines"],
        "discountClasses": ["PRODUCT" if found["products"] else "ORDER"],
        "hasTimelineComment": False,
        "shareableUrls": [{"title": "Discount", "url": url, "targetType": "HOME"}],
        "tags": found["tags"],
        "totalSales": None,
        "recurringCycleLimit": None,
    }


def _gets(call: Call, found: Doc) -> Doc:
    if found["percentage"] is not None:
        value: Doc = {"__typename": "DiscountPercentage", "percentage": found["percentage"]}
    else:
        amount = money.money(found["amount"], call.work.shop.currency)
        value = {"__typename": "DiscountAmount", "amount": amount, "appliesOnEachItem": False}
    items: Doc = {"__typename": "AllDiscountItems", "allItems": True}
    if found["products"]:
        items = {
            "__typename": "DiscountProducts",
            "products": lambda call, args: paging.listed(
                call, _products(call, found), args, lambda each: product_fields.product(call, each)
            ),
            "productVariants": lambda call, args: paging.listed(call, [], args, dict),
        }
    return {"appliesOnOneTimePurchase": True, "appliesOnSubscription": False, "items": items, "value": value}


def _products(call: Call, found: Doc) -> list[Doc]:
    read = (products.find(call.work.store, call.work.shop, number) for number in found["products"])
    return [each for each in read if each is not None]


def _summary(call: Call, found: Doc) -> str:
    if found["percentage"] is not None:
        value = f"{found['percentage']:.0%} off"
    else:
        value = f"{money.text(found['amount'], call.work.shop.currency)} off"
    return f"{value} {'selected products' if found['products'] else 'entire order'}"


def create(call: Call, args: Args) -> Doc:
    """Create a discount. A code that exists, in capitals or not, is a user error."""
    wanted = args[_FIELD]
    with call.work.store.transaction():
        problem = _missing(wanted) or _problem(call, wanted, own=None)
        if problem:
            return {"codeDiscountNode": None, "userErrors": [problem]}
        number = max(call.records("discount").highest(call.host), _FIRST_ID) + 37
        try:
            found = _assigned(call, _blank(call, number), wanted)
        except RefusedError as error:
            return {"codeDiscountNode": None, "userErrors": [_error("customerGets", str(error), "INVALID")]}
        discounts.save(call.work, found)
    return {"codeDiscountNode": node(call, found), "userErrors": []}


def update(call: Call, args: Args) -> Doc:
    found = _found(call, args["id"])
    if found is None:
        return {"codeDiscountNode": None, "userErrors": [_unknown()]}
    problem = _problem(call, args[_FIELD], own=found)
    if problem:
        return {"codeDiscountNode": None, "userErrors": [problem]}
    changed = _assigned(call, found, args[_FIELD])
    discounts.save(call.work, changed)
    return {"codeDiscountNode": node(call, changed), "userErrors": []}


def deactivate(call: Call, args: Args) -> Doc:
    """End a discount now. It can be activated again."""
    return _ended(call, args, ends_at=call.work.at)


def activate(call: Call, args: Args) -> Doc:
    return _ended(call, args, ends_at=None)


def delete(call: Call, args: Args) -> Doc:
    found = _found(call, args["id"])
    if found is None:
        return {"deletedCodeDiscountId": None, "userErrors": [_unknown()]}
    call.records("discount").delete(call.host, found["id"])
    return {"deletedCodeDiscountId": args["id"], "userErrors": []}


def _ended(call: Call, args: Args, *, ends_at: float | None) -> Doc:
    found = _found(call, args["id"])
    if found is None:
        return {"codeDiscountNode": None, "userErrors": [_unknown()]}
    changed = found | {"ends_at": ends_at, "starts_at": min(found["starts_at"], call.work.at)}
    discounts.save(call.work, changed)
    return {"codeDiscountNode": node(call, changed), "userErrors": []}


def _found(call: Call, text: object) -> Doc | None:
    number = identifiers.number(text, "DiscountCodeNode", "DiscountNode")
    return None if number is None else discounts.find(call.work.store, call.work.shop, number)


def _error(field: str, message: str, code: str) -> Doc:
    return {"field": [_FIELD, field], "message": message, "code": code, "extraInfo": None}


def _unknown() -> Doc:
    return {"field": ["id"], "message": "Discount does not exist.", "code": "INVALID", "extraInfo": None}


def _missing(wanted: Mapping[str, Any]) -> Doc | None:
    """Return the user error for what is required and not there."""
    words = {"title": "Title", "code": "Code", "startsAt": "Starts at", "customerGets": "Customer gets"}
    for name, word in words.items():
        if not wanted.get(name):
            return _error(name, f"{word} can't be blank", "BLANK")
    if not wanted.get("context") and not wanted.get("customerSelection"):
        return _error("context", "Context can't be blank", "BLANK")
    return None


def _problem(call: Call, wanted: Mapping[str, Any], *, own: Doc | None) -> Doc | None:
    code = str(wanted.get("code") or "")
    taken = discounts.by_code(call.work.store, call.work.shop, code) if code else None
    if taken is not None and (own is None or taken["id"] != own["id"]):
        return _error("code", "Code must be unique. Please try a different code.", "TAKEN")
    if len(code) > _LONGEST_CODE:
        return _error("code", f"Code is too long (maximum is {_LONGEST_CODE} characters)", "TOO_LONG")
    ends_at = wanted.get("endsAt")
    if ends_at is not None and wanted.get("startsAt") is not None and ends_at < wanted["startsAt"]:
        return _error("endsAt", "Ends at needs to be after starts_at", "END_DATE_BEFORE_START_DATE")
    percentage = wanted.get("customerGets", {}).get("value", {}).get("percentage")
    if percentage is not None and not 0 < percentage <= 1:
        return _error("customerGets", "Value must be between 0.0 and 1.0", "VALUE_OUTSIDE_RANGE")
    return None


def _blank(call: Call, number: int) -> Doc:
    combines = {"orderDiscounts": False, "productDiscounts": False, "shippingDiscounts": False}
    return {
        "id": number,
        "used": 0,
        "created_at": call.work.at,
        "ends_at": None,
        "usage_limit": None,
        "once": False,
        "percentage": None,
        "amount": 0,
        "products": [],
        "tags": [],
        "combines": combines,
    }


def _assigned(call: Call, found: Doc, wanted: Mapping[str, Any]) -> Doc:
    names = {
        "title": "title",
        "code": "code",
        "startsAt": "starts_at",
        "endsAt": "ends_at",
        "usageLimit": "usage_limit",
        "appliesOncePerCustomer": "once",
        "tags": "tags",
    }
    changed = found | {names[name]: value for name, value in wanted.items() if name in names}
    changed["combines"] = found["combines"] | dict(wanted.get("combinesWith") or {})
    gets = wanted.get("customerGets") or {}
    value = gets.get("value") or {}
    if value.get("percentage") is not None:
        changed["percentage"] = value["percentage"]
    elif value.get("discountAmount"):
        changed["percentage"] = None
        changed["amount"] = money.minor(value["discountAmount"]["amount"], call.work.shop.currency)
    if gets.get("items"):
        changed["products"] = _chosen(call, gets["items"])
    return changed


def _chosen(call: Call, items: Mapping[str, Any]) -> list[int]:
    """Return the numbers of products and variants that a discount is for; none for all."""
    wanted = items.get("products") or {}
    texts = [*wanted.get("productsToAdd", ()), *wanted.get("productVariantsToAdd", ())]
    numbers = [identifiers.number(text, "Product", "ProductVariant") for text in texts]
    if None in numbers:
        raise RefusedError("One of the products does not exist.")
    return [number for number in numbers if number is not None]


CHANGES: Mapping[str, Resolver] = {
    "discountCodeBasicCreate": create,
    "discountCodeBasicUpdate": update,
    "discountCodeActivate": activate,
    "discountCodeDeactivate": deactivate,
    "discountCodeDelete": delete,
}
