"""Products written through the GraphQL API."""

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.shopify import files, identifiers, money, product_fields, products
from sandbox.shopify.errors import RefusedError
from sandbox.shopify.records import Doc
from sandbox.shopify.schema import Args, Call, Resolver

_MOST_VARIANTS = identifiers.MOST_VARIANTS


def create(call: Call, args: Args) -> Doc:
    """Add a product with one variant, for each option the first value."""
    wanted = args.get("product")
    if wanted is None:
        return _failed(call, "product", "Product is required", field=["product"])
    try:
        with call.work.store.transaction():
            made = products.create(call.work, wanted)
            if wanted.get("productOptions"):
                _set_options(made, wanted["productOptions"])
                first = [option["values"][0] for option in made["options"]]
                made["variants"][0] |= {"options": first, "title": " / ".join(first)}
            _add_media(call, made, args.get("media") or ())
            products.save(call.work, made)
    except RefusedError as error:
        return _failed(call, "product", str(error), field=["title"])
    return {"product": product_fields.product(call, made), "shop": _shop(call), "userErrors": []}


def update(call: Call, args: Args) -> Doc:
    wanted = dict(args.get("product") or {})
    found = _named(call, args.get("identifier") or {"id": wanted.get("id")})
    if found is None:
        return _failed(call, "product", "Product does not exist", field=["id"])
    try:
        with call.work.store.transaction():
            _add_media(call, found, args.get("media") or ())
            products.update(call.work, found, wanted)
    except RefusedError as error:
        return _failed(call, "product", str(error), field=["title"])
    return {"product": product_fields.product(call, found), "userErrors": []}


def put(call: Call, args: Args) -> Doc:
    """Create or replace a product: ``productSet``. Lists that are sent replace those that are there."""
    wanted, identifier = args["input"], args.get("identifier") or {}
    found = _named(call, identifier) if identifier else None
    problem = _set_problem(wanted, identifier, found)
    if problem:
        return {"product": None, "userErrors": [problem]}
    values = {"handle": identifier["handle"], **wanted} if identifier.get("handle") else wanted
    try:
        with call.work.store.transaction():
            made = found or products.create(call.work, values)
            _replace(call, made, values)
            products.update(call.work, made, {**values, "title": values.get("title") or made["title"]})
    except RefusedError as error:
        return {"product": None, "userErrors": [_set_error(["input"], str(error), "INVALID_INPUT")]}
    return {"product": product_fields.product(call, made), "userErrors": []}


def add_media(call: Call, args: Args) -> Doc:
    found = _named(call, {"id": args["productId"]})
    if found is None:
        error = {
            "field": ["productId"],
            "message": "Product does not exist",
            "code": "PRODUCT_DOES_NOT_EXIST",
        }
        return {"media": None, "mediaUserErrors": [error], "product": None, "userErrors": []}
    before = len(found["media"])
    _add_media(call, found, args["media"])
    products.save(call.work, found)
    added = [product_fields.image(call, each) for each in found["media"][before:]]
    product = product_fields.product(call, found)
    return {"media": added, "mediaUserErrors": [], "product": product, "userErrors": []}


def delete(call: Call, args: Args) -> Doc:
    number = identifiers.number(args["input"]["id"], "Product")
    if number is None or not products.delete(call.work, number):
        error = {"field": ["id"], "message": "Product does not exist"}
        return {"deletedProductId": None, "shop": _shop(call), "userErrors": [error]}
    return {"deletedProductId": args["input"]["id"], "shop": _shop(call), "userErrors": []}


def update_variants(call: Call, args: Args) -> Doc:
    """Change variants. Without ``allowPartialUpdates``, one wrong id changes nothing."""
    found = _named(call, {"id": args["productId"]})
    if found is None:
        return _variants_failed("productId", "Product does not exist", "PRODUCT_DOES_NOT_EXIST")
    by_id = {each["id"]: each for each in found["variants"]}
    changed: list[Doc] = []
    try:
        for wanted in args["variants"]:
            number = identifiers.number(wanted.get("id"), "ProductVariant")
            if number not in by_id:
                text = "Product variant does not exist"
                return _variants_failed("variants", text, "PRODUCT_VARIANT_DOES_NOT_EXIST")
            changed.append(by_id[number] | _variant_values(call, wanted))
    except RefusedError as error:
        return _variants_failed("variants", str(error), "INVALID_INPUT")
    for each in changed:
        by_id[each["id"]].update(each)
    products.save(call.work, found)
    return _variants_answer(call, found, changed)


def add_variants(call: Call, args: Args) -> Doc:
    found = _named(call, {"id": args["productId"]})
    if found is None:
        return _variants_failed("productId", "Product does not exist", "PRODUCT_DOES_NOT_EXIST")
    added = []
    for wanted in args["variants"]:
        names = [each.get("name") or "" for each in wanted.get("optionValues") or ()]
        values = _variant_values(call, wanted) | {"options": names or ["Default Title"]}
        added.append(products.add_variant(found, values, at=call.work.at))
    products.save(call.work, found)
    return _variants_answer(call, found, added)


def _replace(call: Call, made: Doc, wanted: Mapping[str, Any]) -> None:
    if wanted.get("productOptions"):
        _set_options(made, wanted["productOptions"])
    if wanted.get("files") is not None:
        known = {each["id"]: each for each in made["media"]}
        made["media"] = []
        for file in wanted["files"]:
            number = identifiers.number(file.get("id"), "MediaImage")
            if number in known:
                made["media"].append(known[number])
            elif file.get("originalSource"):
                made["media"].append(files.picture(call, file["originalSource"], alt=file.get("alt")))
    if wanted.get("variants") is not None:
        _replace_variants(call, made, wanted["variants"])


def _replace_variants(call: Call, made: Doc, wanted: Iterable[Mapping[str, Any]]) -> None:
    """Variants with the same options keep their ids."""
    known = {tuple(each["options"]): each for each in made["variants"]}
    made["variants"] = []
    for each in wanted:
        options = [value.get("name") or "" for value in each["optionValues"]]
        values = _variant_values(call, each) | {"options": options, "title": " / ".join(options)}
        if tuple(options) in known:
            kept = known[tuple(options)] | values | {"position": len(made["variants"]) + 1}
            made["variants"].append(kept)
        else:
            products.add_variant(made, values, at=call.work.at)


def _variant_values(call: Call, wanted: Mapping[str, Any]) -> Doc:
    currency = call.work.shop.currency
    values: Doc = {}
    if wanted.get("price") is not None:
        values["price"] = money.minor(wanted["price"], currency)
    if "compareAtPrice" in wanted:
        compare_at = wanted["compareAtPrice"]
        values["compare_at"] = None if compare_at is None else money.minor(compare_at, currency)
    if wanted.get("inventoryPolicy"):
        values["policy"] = wanted["inventoryPolicy"]
    sku = wanted.get("sku") or (wanted.get("inventoryItem") or {}).get("sku")
    if sku is not None:
        values["sku"] = sku
    if wanted.get("barcode") is not None:
        values["barcode"] = wanted["barcode"]
    return values


def _set_options(made: Doc, wanted: Iterable[Mapping[str, Any]]) -> None:
    made["options"] = [
        {
            "name": option.get("name") or "Title",
            "values": [value.get("name") or "" for value in option.get("values") or ()] or ["Default Title"],
        }
        for option in wanted
    ]


def _add_media(call: Call, made: Doc, wanted: Iterable[Mapping[str, Any]]) -> None:
    for each in wanted:
        made["media"].append(files.picture(call, each["originalSource"], alt=each.get("alt")))


def _set_problem(wanted: Mapping[str, Any], identifier: Mapping[str, Any], found: Doc | None) -> Doc | None:
    if identifier.get("id") and found is None:
        return _set_error(["identifier", "id"], "Product does not exist", "PRODUCT_DOES_NOT_EXIST")
    handle = identifier.get("handle")
    if handle and wanted.get("handle") not in (None, handle):
        text = "The handle in the input does not match the identifier"
        return _set_error(["input", "handle"], text, "INPUT_MISMATCH")
    variants = wanted.get("variants")
    if variants and not wanted.get("productOptions"):
        text = "Product options input is required when updating variants"
        return _set_error(["input", "variants"], text, "PRODUCT_OPTIONS_INPUT_MISSING")
    if wanted.get("productOptions") and variants is None:
        text = "Variants input is required when updating product options"
        return _set_error(["input", "productOptions"], text, "VARIANTS_INPUT_MISSING")
    if variants and len(variants) > _MOST_VARIANTS:
        return _set_error(["input", "variants"], "Too many variants", "VARIANTS_OVER_LIMIT")
    return None


def _set_error(field: list[str], message: str, code: str) -> Doc:
    return {"field": field, "message": message, "code": code}


def _named(call: Call, identifier: Mapping[str, Any]) -> Doc | None:
    store, shop = call.work.store, call.work.shop
    if identifier.get("handle"):
        return products.by_handle(store, shop, identifier["handle"])
    number = identifiers.number(identifier.get("id"), "Product")
    return None if number is None else products.find(store, shop, number)


def _failed(call: Call, member: str, message: str, *, field: list[str]) -> Doc:
    return {member: None, "shop": _shop(call), "userErrors": [{"field": field, "message": message}]}


def _variants_failed(field: str, message: str, code: str) -> Doc:
    errors = [{"field": [field], "message": message, "code": code}]
    return {"product": None, "productVariants": None, "userErrors": errors}


def _variants_answer(call: Call, found: Doc, variants: list[Doc]) -> Doc:
    return {
        "product": product_fields.product(call, found),
        "productVariants": [product_fields.variant(call, found, each) for each in variants],
        "userErrors": [],
    }


def _shop(call: Call) -> Doc:
    # Imported here: the queries render products too.
    from sandbox.shopify.queries import shop

    return shop(call)


CHANGES: Mapping[str, Resolver] = {
    "productCreate": create,
    "productUpdate": update,
    "productSet": put,
    "productCreateMedia": add_media,
    "productDelete": delete,
    "productVariantsBulkUpdate": update_variants,
    "productVariantsBulkCreate": add_variants,
}
