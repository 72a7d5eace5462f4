"""The root of all queries."""

from collections.abc import Mapping

from sandbox.shopify import (
    bulk,
    discount_fields,
    discounts,
    files,
    identifiers,
    order_fields,
    orders,
    paging,
    product_fields,
    products,
    search,
    webhooks,
)
from sandbox.shopify.records import Doc, Page, Row
from sandbox.shopify.schema import Args, Call, Resolver, bad_request
from sandbox.shopify.scopes import IN_WORDS
from sandbox.shopify.times import utc

_60_DAYS_S = 60 * 86_400
_PRODUCT_COLUMNS = {
    "id": "id",
    "title": "label",
    "handle": "key",
    "status": "status",
    "created_at": "created_at",
    "updated_at": "updated_at",
    "published_at": "created_at",
    "tag": "words",
    "vendor": "words",
    "product_type": "words",
    "sku": "words",
}
_PRODUCT_SORTS = {
    "TITLE": "label",
    "UPDATED_AT": "updated_at",
    "CREATED_AT": "created_at",
    "PUBLISHED_AT": "created_at",
}
_ORDER_COLUMNS = {
    "id": "id",
    "name": "key",
    "financial_status": "status",
    "created_at": "created_at",
    "processed_at": "created_at",
    "updated_at": "updated_at",
    "test": "CASE json_extract(body, '$.test') WHEN 1 THEN 'true' ELSE 'false' END",
    "discount_code": "json_extract(body, '$.codes[0].code')",
    "source_name": "json_extract(body, '$.source')",
    "status": (
        "CASE WHEN json_extract(body, '$.cancelled_at') IS NOT NULL THEN 'cancelled'"
        " WHEN json_extract(body, '$.closed_at') IS NOT NULL THEN 'closed' ELSE 'open' END"
    ),
}
_ORDER_SORTS = {"UPDATED_AT": "updated_at", "CREATED_AT": "created_at", "PROCESSED_AT": "created_at"}


def shop(call: Call, _: Args = {}) -> Doc:  # noqa: B006 -- never changed
    """Return the type ``Shop``."""
    found = call.work.shop
    hours, minutes = divmod(abs(found.offset_minutes), 60)
    sign = "-" if found.offset_minutes < 0 else "+"
    url = f"{call.work.base_url}{found.path}"
    return {
        "__typename": "Shop",
        "id": identifiers.gid("Shop", found.id),
        "name": found.title,
        "description": None,
        "myshopifyDomain": found.host,
        "email": found.email,
        "contactEmail": found.email,
        "shopOwnerName": "Sandbox Owner",
        "currencyCode": found.currency,
        "currencyFormats": dict.fromkeys(_FORMATS, "{{amount}}"),
        "enabledPresentmentCurrencies": sorted(found.rates),
        "currencySettings": lambda call, args: paging.listed(
            call, sorted(found.rates), args, lambda each: _currency(found.updated_at, each)
        ),
        "ianaTimezone": found.timezone,
        "timezoneAbbreviation": found.timezone.rpartition("/")[2][:3].upper(),
        "timezoneOffset": f"{sign}{hours:02d}{minutes:02d}",
        "timezoneOffsetMinutes": found.offset_minutes,
        "primaryDomain": {
            "id": identifiers.gid("Domain", found.id),
            "host": found.host,
            "url": url,
            "sslEnabled": True,
        },
        "plan": {
            "displayName": "Basic",
            "publicDisplayName": "Basic",
            "partnerDevelopment": False,
            "shopifyPlus": False,
        },
        "url": url,
        "createdAt": utc(found.created_at),
        "updatedAt": utc(found.updated_at),
        "taxesIncluded": True,
        "weightUnit": "KILOGRAMS",
        "unitSystem": "METRIC_SYSTEM",
        "setupRequired": False,
    }


_FORMATS = (
    "moneyFormat",
    "moneyInEmailsFormat",
    "moneyWithCurrencyFormat",
    "moneyWithCurrencyInEmailsFormat",
)


def _currency(at: float, code: str) -> Doc:
    return {
        "currencyCode": code,
        "currencyName": code,
        "enabled": True,
        "manualRate": None,
        "rateUpdatedAt": utc(at),
    }


def installation(call: Call, _: Args) -> Doc:
    """Return the type ``AppInstallation``."""
    return {
        "id": identifiers.gid("AppInstallation", call.work.shop.id),
        "accessScopes": [_scope(scope) for scope in call.grant.scopes],
        "app": app(call),
        "launchUrl": call.work.url("/admin/apps/sandbox"),
        "uninstallUrl": None,
    }


def app(call: Call) -> Doc:
    """Return the type ``App``."""
    scopes = [_scope(scope) for scope in call.grant.scopes]
    return {
        "id": identifiers.gid("App", 580_222),
        "title": "App in the sandbox",
        "handle": "sandbox",
        "apiKey": call.grant.client_id,
        "embedded": False,
        "developerName": "Sandbox",
        "installUrl": None,
        "availableAccessScopes": scopes,
        "requestedAccessScopes": scopes,
    }


def _scope(handle: str) -> Doc:
    return {"handle": handle, "description": IN_WORDS.get(handle, handle)}


def _product(call: Call, args: Args) -> Doc | None:
    number = identifiers.number(args["id"], "Product")
    found = products.find(call.work.store, call.work.shop, number) if number is not None else None
    return None if found is None else product_fields.product(call, found)


def _product_by_handle(call: Call, args: Args) -> Doc | None:
    found = products.by_handle(call.work.store, call.work.shop, args["handle"])
    return None if found is None else product_fields.product(call, found)


def _product_by_identifier(call: Call, args: Args) -> Doc | None:
    wanted = args["identifier"]
    return _product(call, wanted) if "id" in wanted else _product_by_handle(call, wanted)


def _variant(call: Call, args: Args) -> Doc | None:
    number = identifiers.number(args["id"], "ProductVariant")
    found = products.variant(call.work.store, call.work.shop, number) if number is not None else None
    return None if found is None else product_fields.variant(call, *found)


def _products(call: Call, args: Args) -> object:
    page = _searched(call, "products", args, _PRODUCT_COLUMNS, _PRODUCT_SORTS.get(args["sortKey"], "id"))
    return paging.stored(call, call.records("product"), page, args, lambda row: _rendered(call, row))


def _products_count(call: Call, args: Args) -> Doc:
    page = _searched(call, "productsCount", args, _PRODUCT_COLUMNS, "id")
    return _count(call.records("product").count(call.host, page), args)


def _rendered(call: Call, row: Row) -> Doc:
    return product_fields.product(call, products.body(call.work.shop, row))


def _variants(call: Call, args: Args) -> object:
    """Return the variants of the products that match: the sandbox searches products, not variants."""
    page = _searched(call, "productVariants", args, _PRODUCT_COLUMNS | {"product_id": "id"}, "id")
    pairs = [
        (found, each)
        for _, row in call.records("product").page(call.host, page)
        for found in (products.body(call.work.shop, row),)
        for each in found["variants"]
    ]
    return paging.listed(call, pairs, args, lambda pair: product_fields.variant(call, *pair))


def _order(call: Call, args: Args) -> Doc | None:
    number = identifiers.number(args["id"], "Order")
    found = orders.find(call.work.store, call.work.shop, number) if number is not None else None
    if found is None or not _may_see(call, found["created_at"]):
        return None
    return order_fields.order(call, found)


def _refund(call: Call, args: Args) -> Doc | None:
    number = identifiers.number(args["id"], "Refund")
    if number is None:
        return None
    order = orders.find(call.work.store, call.work.shop, orders.order_of_refund(number))
    for each in order["refunds"] if order is not None else ():
        if order is not None and each["id"] == number:
            return order_fields.refund(call, order, each)
    return None


def _orders(call: Call, args: Args) -> object:
    page = _order_page(call, "orders", args)
    return paging.stored(
        call, call.records("order"), page, args, lambda row: order_fields.order(call, row.body or {})
    )


def _orders_count(call: Call, args: Args) -> Doc:
    return _count(call.records("order").count(call.host, _order_page(call, "ordersCount", args)), args)


def _order_page(call: Call, name: str, args: Args) -> Page:
    """Without ``read_all_orders``, older orders than 60 days are not there."""
    page = _searched(call, name, args, _ORDER_COLUMNS, _ORDER_SORTS.get(args.get("sortKey", ""), "id"))
    since = 0.0 if call.grant.may("read_all_orders") else call.work.at - _60_DAYS_S
    return Page(where=f"({page.where}) AND created_at >= ?", values=[*page.values, since], sort=page.sort)


def _may_see(call: Call, created_at: float) -> bool:
    return call.grant.may("read_all_orders") or created_at >= call.work.at - _60_DAYS_S


def _searched(call: Call, name: str, args: Args, columns: Mapping[str, str], sort: str) -> Page:
    found = search.condition(args.get("query"), columns=columns, words="words")
    if found.ignored:
        warnings = [
            {"field": field, "message": "Invalid search field for this query.", "code": "invalid_field"}
            for field in found.ignored
        ]
        call.warnings.append({"path": [name], "query": args["query"], "warnings": warnings})
    return Page(where=found.where, values=found.values, sort=sort)


def _count(number: int, args: Args) -> Doc:
    limit = args.get("limit")
    is_cut = limit is not None and number > limit
    return {"count": limit if is_cut else number, "precision": "AT_LEAST" if is_cut else "EXACT"}


_NODES: Mapping[str, tuple[str, Resolver]] = {
    "Product": ("read_products", _product),
    "ProductVariant": ("read_products", _variant),
    "Order": ("read_orders", _order),
    "Refund": ("read_orders", _refund),
    "DiscountCodeNode": ("read_discounts", discount_fields.by_id),
    "BulkOperation": ("", bulk.by_id),
    "WebhookSubscription": ("", webhooks.by_id),
    "MediaImage": ("read_files", files.by_id),
}


def _node(call: Call, args: Args) -> object:
    kind = identifiers.kind(args["id"])
    if not kind:
        raise bad_request(f"Invalid global id '{args['id']}'")
    scope, find = _NODES.get(kind, ("", _nothing))
    return find(call, args) if not scope or call.grant.may(scope) else None


def _nothing(_: Call, __: Args) -> None:
    return None


def _nodes(call: Call, args: Args) -> list[object]:
    return [_node(call, {"id": each}) for each in args["ids"]]


def _versions(_: Call, __: Args) -> list[Doc]:
    return [
        {"handle": handle, "displayName": handle, "supported": handle not in ("2027-01", "unstable")}
        for handle in ("2025-10", "2026-01", "2026-04", "2026-07", "2026-10", "2027-01", "unstable")
    ]


def _discount_by_code(call: Call, args: Args) -> Doc | None:
    found = discounts.by_code(call.work.store, call.work.shop, args["code"])
    return None if found is None else discount_fields.node(call, found)


QUERIES: Mapping[str, Resolver] = {
    "shop": shop,
    "currentAppInstallation": installation,
    "publicApiVersions": _versions,
    "product": _product,
    "productByHandle": _product_by_handle,
    "productByIdentifier": _product_by_identifier,
    "products": _products,
    "productsCount": _products_count,
    "productVariant": _variant,
    "productVariants": _variants,
    "order": _order,
    "orders": _orders,
    "ordersCount": _orders_count,
    "refund": _refund,
    "node": _node,
    "nodes": _nodes,
    "codeDiscountNodeByCode": _discount_by_code,
    "codeDiscountNode": discount_fields.by_id,
    "discountNode": discount_fields.discount_node,
    "codeDiscountNodes": discount_fields.listed,
    "bulkOperation": bulk.by_id,
    "bulkOperations": bulk.listed,
    "currentBulkOperation": bulk.current,
    "webhookSubscription": webhooks.by_id,
    "webhookSubscriptions": webhooks.listed,
    "webhookSubscriptionsCount": webhooks.counted,
    "files": files.listed,
}
