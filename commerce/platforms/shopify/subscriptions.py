"""The webhook subscriptions of our app in a shop.

Shopify deletes a subscription whose deliveries fail for hours, so they are checked regularly.
"""

from typing import Any

from commerce.platforms.base import Hook
from commerce.platforms.shopify import payloads, queries, refusals
from commerce.platforms.shopify.graphql import GraphClient
from commerce.platforms.shopify.refusals import RefusedError

# Shopify sends only these fields: those with personal data never leave the shop, and an order with hundreds
# of lines and refunds stays small. A period names a field of a field, and the documentation goes no deeper:
# https://shopify.dev/docs/apps/build/webhooks/customize/modify-payloads
_ORDER_FIELDS = (
    "id", "name", "currency", "total_price", "total_price_set", "current_total_price",
    "current_total_price_set", "created_at", "processed_at", "updated_at", "cancelled_at",
    "financial_status", "test", "discount_codes",
    "note_attributes", "landing_site", "landing_site_ref", "line_items.product_id",
    "refunds.id", "refunds.created_at", "refunds.processed_at", "refunds.transactions",
)  # fmt: skip
_REFUND_FIELDS = (
    "id", "order_id", "created_at", "processed_at", "transactions",
    "refund_line_items.subtotal_set", "order_adjustments.amount_set",
)  # fmt: skip
_PRODUCT_FIELDS = ("id", "updated_at")
_SHOP_FIELDS = ("id", "name", "domain", "myshopify_domain", "currency", "iana_timezone")
_FIELDS: dict[str, tuple[str, ...]] = {
    "orders/create": _ORDER_FIELDS,
    "orders/updated": _ORDER_FIELDS,
    "orders/cancelled": _ORDER_FIELDS,
    "orders/paid": _ORDER_FIELDS,
    "refunds/create": _REFUND_FIELDS,
    "products/create": _PRODUCT_FIELDS,
    "products/update": _PRODUCT_FIELDS,
    "products/delete": ("id",),
    "shop/update": _SHOP_FIELDS,
    "app/uninstalled": _SHOP_FIELDS,
    "app/scopes_update": (),
}
TOPICS = tuple(_FIELDS)
_BY_NAME = {topic.replace("/", "_").upper(): topic for topic in TOPICS}
_MOST_PAGES = 20


def listed(graph: GraphClient) -> list[Hook]:
    """Return all subscriptions. Topics have the form of the webhooks' headers."""
    found: list[Hook] = []
    cursor = ""
    for _ in range(_MOST_PAGES):
        page = graph.ask(queries.HOOKS_PAGE, payloads.SubscriptionsAnswer, after=cursor or None)
        found += [_hook(each) for each in page.webhook_subscriptions.nodes]
        cursor = page.webhook_subscriptions.page_info.next
        if not cursor:
            break
    return found


def create(graph: GraphClient, *, topic: str, url: str) -> Hook:
    """Subscribe to a topic, or return the same subscription that exists, changed to send what we read."""
    fields = list(_FIELDS.get(topic, ()))
    wanted: dict[str, Any] = {"uri": url, "format": "JSON", **({"includeFields": fields} if fields else {})}
    name = topic.replace("/", "_").upper()
    try:
        created = graph.change(queries.CREATE_HOOK, payloads.Subscribed, topic=name, input=wanted)
    except RefusedError as refusal:
        known = _same(graph, topic=topic, url=url) if refusal.is_taken else None
        if known is None:
            raise
        return known if known.is_current else _update(graph, known, wanted)
    if created.webhook_subscription is None:
        raise refusals.unreadable()
    return _hook(created.webhook_subscription)


def delete(graph: GraphClient, *, hook_id: str) -> None:
    """Delete a subscription. An unknown one counts as deleted."""
    try:
        graph.change(queries.DELETE_HOOK, payloads.Unsubscribed, id=hook_id)
    except RefusedError as refusal:
        if not refusal.is_gone:
            raise


def _update(graph: GraphClient, known: Hook, wanted: dict[str, Any]) -> Hook:
    changed = graph.change(queries.UPDATE_HOOK, payloads.Subscribed, id=known.id, input=wanted)
    if changed.webhook_subscription is None:
        raise refusals.unreadable()
    return _hook(changed.webhook_subscription)


def _same(graph: GraphClient, *, topic: str, url: str) -> Hook | None:
    return next((each for each in listed(graph) if (each.topic, each.url) == (topic, url)), None)


def _hook(found: payloads.Subscription) -> Hook:
    topic = _BY_NAME.get(found.topic, found.topic.lower().replace("_", "/", 1))
    is_current = set(found.include_fields) == set(_FIELDS.get(topic, ()))
    return Hook(id=found.id, topic=topic, url=found.uri, is_current=is_current)
