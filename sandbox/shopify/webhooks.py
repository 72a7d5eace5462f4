"""Subscriptions to webhooks, made through the API."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from sandbox.shopify import events, identifiers, paging
from sandbox.shopify.deliveries import API_VERSION
from sandbox.shopify.records import Doc, Row
from sandbox.shopify.schema import Args, Call, Resolver
from sandbox.shopify.times import utc

_FIRST_ID = 1_400_000_000_000
# Topics that need a permission at Shopify. Others need none.
_SCOPES = {
    "ORDERS": "read_orders",
    "REFUNDS": "read_orders",
    "PRODUCTS": "read_products",
    "CUSTOMERS": "read_customers",
}


def by_id(call: Call, args: Args) -> Doc | None:
    row = _row(call, args["id"])
    return None if row is None else _rendered(call, row)


def listed(call: Call, args: Args) -> object:
    """Return the app's own subscriptions in the shop."""
    found = _chosen(call, args)
    return paging.listed(call, found, args, lambda row: _rendered(call, row))


def counted(call: Call, _: Args) -> Doc:
    return {"count": len(_chosen(call, {})), "precision": "EXACT"}


def create(call: Call, args: Args) -> Doc:
    """Subscribe. The same topic, address and app can be subscribed once."""
    topic, wanted = args["topic"], args["webhookSubscription"]
    body = {
        "topic": topic,
        "uri": wanted.get("uri") or wanted.get("callbackUrl") or "",
        "format": wanted.get("format") or "JSON",
        "include_fields": wanted.get("includeFields") or [],
        "filter": wanted.get("filter") or None,
        "name": wanted.get("name"),
        "client_id": call.grant.client_id,
    }
    problem = _problem(call, body, among=_chosen(call, {}))
    if problem:
        return {"webhookSubscription": None, "userErrors": [problem]}
    number = max(call.records("webhook").highest(call.host), _FIRST_ID) + 1
    row = Row(id=number, key=topic, created_at=call.work.at, updated_at=call.work.at, body=body)
    call.records("webhook").put(call.host, row)
    return {"webhookSubscription": _rendered(call, row), "userErrors": []}


def update(call: Call, args: Args) -> Doc:
    """Change an address or the members that are sent."""
    row, wanted = _row(call, args["id"]), args["webhookSubscription"]
    if row is None or row.body is None:
        return {"webhookSubscription": None, "userErrors": [_missing()]}
    names = {
        "uri": "uri",
        "callbackUrl": "uri",
        "includeFields": "include_fields",
        "filter": "filter",
        "name": "name",
    }
    body = row.body | {names[name]: value for name, value in wanted.items() if name in names}
    others = [each for each in _chosen(call, {}) if each.id != row.id]
    problem = _problem(call, body, among=others)
    if problem:
        return {"webhookSubscription": None, "userErrors": [problem]}
    changed = Row(id=row.id, key=row.key, created_at=row.created_at, updated_at=call.work.at, body=body)
    call.records("webhook").put(call.host, changed)
    return {"webhookSubscription": _rendered(call, changed), "userErrors": []}


def delete(call: Call, args: Args) -> Doc:
    row = _row(call, args["id"])
    if row is None:
        return {"deletedWebhookSubscriptionId": None, "userErrors": [_missing()]}
    call.records("webhook").delete(call.host, row.id)
    return {"deletedWebhookSubscriptionId": args["id"], "userErrors": []}


def _chosen(call: Call, args: Args) -> list[Row]:
    rows = events.subscriptions(call.work.store, call.host, client_id=call.grant.client_id)
    topics, uri = args.get("topics"), args.get("uri") or args.get("callbackUrl")
    return [
        row
        for row in rows
        if row.body
        and (not topics or row.body["topic"] in topics)
        and (uri is None or row.body["uri"] == uri)
    ]


def _problem(call: Call, body: Mapping[str, Any], *, among: list[Row]) -> Doc | None:
    """Return the user error for a subscription that can't be made."""
    parts = urlsplit(body["uri"])
    is_local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    field = ["webhookSubscription", "uri"]
    if parts.scheme != "https" and not is_local:
        return {"field": field, "message": "Address protocol http:// is not supported"}
    if body["format"] != "JSON":
        return {"field": ["webhookSubscription", "format"], "message": "The sandbox sends JSON only"}
    if any(
        row.body and (row.body["topic"], row.body["uri"]) == (body["topic"], body["uri"]) for row in among
    ):
        return {"field": field, "message": "Address for this topic has already been taken"}
    scope = _SCOPES.get(body["topic"].partition("_")[0])
    if scope is not None and not call.grant.may(scope):
        message = f"You do not have permission to create or update webhooks with {body['topic']} topic"
        return {"field": ["webhookSubscription"], "message": message}
    return None


def _missing() -> Doc:
    return {"field": ["id"], "message": "Webhook subscription does not exist"}


def _row(call: Call, text: object) -> Row | None:
    number = identifiers.number(text, "WebhookSubscription")
    row = call.records("webhook").get(call.host, number) if number is not None else None
    return row if row is not None and row.body and row.body["client_id"] == call.grant.client_id else None


def _rendered(_: Call, row: Row) -> Doc:
    body: Mapping[str, Any] = row.body or {}
    return {
        "__typename": "WebhookSubscription",
        "id": identifiers.gid("WebhookSubscription", row.id),
        "legacyResourceId": str(row.id),
        "topic": body["topic"],
        "uri": body["uri"],
        "callbackUrl": body["uri"],
        "endpoint": {"__typename": "WebhookHttpEndpoint", "callbackUrl": body["uri"]},
        "format": body["format"],
        "filter": body["filter"],
        "includeFields": body["include_fields"],
        "metafieldNamespaces": [],
        "name": body["name"],
        "apiVersion": {"handle": API_VERSION, "displayName": API_VERSION, "supported": True},
        "createdAt": utc(row.created_at),
        "updatedAt": utc(row.updated_at),
    }


CHANGES: Mapping[str, Resolver] = {
    "webhookSubscriptionCreate": create,
    "webhookSubscriptionUpdate": update,
    "webhookSubscriptionDelete": delete,
}
