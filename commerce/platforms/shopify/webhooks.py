"""Verifies webhooks, and reduces what they report to values without personal data."""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from commerce.errors import WebhookRefusedError
from commerce.platforms.base import MOST_HOOK_BYTES
from commerce.platforms.shopify import addresses, documents, reports
from commerce.platforms.shopify.texts import moment, number_or_none
from commerce.platforms.values import EventKind, Heard
from foundation import foreign_texts

_PREFIXES = ("x-shopify-", "shopify-")
_ID = re.compile(r"[\w.:+/=~-]{1,120}", re.ASCII)
_TOPIC = re.compile(r"[a-z_]{1,40}/[a-z_]{1,40}")
_MOST_ORDERS = 10_000


def verify(*, body: bytes, headers: Mapping[str, str], secrets: Iterable[tuple[str, bool]]) -> bool:
    """Check the signature against each secret, given with True if it is live.

    Returns whether it is live. Raises WebhookRefusedError.
    """
    sent = _headers(headers).get("hmac-sha256", "").strip().encode("utf-8", "replace")
    for secret, is_live in secrets:
        digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
        if secret and hmac.compare_digest(base64.b64encode(digest), sent):
            return is_live
    raise WebhookRefusedError


def heard(*, body: bytes, headers: Mapping[str, str]) -> Heard:
    """Return what a verified webhook reports. An odd report of a known topic names what to read again.

    Raises WebhookRefusedError without an id, a topic or a shop, or if the body is of another shop.
    """
    sent = _headers(headers)
    webhook_id, topic = sent.get("webhook-id", ""), _topic(sent.get("topic", ""))
    domain = sent.get("shop-domain", "").lower()
    if not _ID.fullmatch(webhook_id) or not topic or not addresses.is_domain(domain):
        raise WebhookRefusedError
    document = _document(body)
    if _other_shop(document, domain):
        raise WebhookRefusedError
    return Heard(
        webhook_id=webhook_id,
        event_id=_id(sent.get("event-id", "")),
        topic=topic,
        domain=domain,
        triggered_at=moment(sent.get("triggered-at")),
        **_REDUCED.get(topic, _unused)(document),
    )


def _headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of Shopify, by their lower-case names without the prefix. Some deliveries omit its X."""
    found: dict[str, str] = {}
    for name, value in headers.items():
        lower = name.lower()
        prefix = next((each for each in _PREFIXES if lower.startswith(each)), None)
        if prefix:
            found.setdefault(lower.removeprefix(prefix), value)
    return found


def _topic(sent: str) -> str:
    """The topic in the form *orders/create*, which is also sent as ORDERS_CREATE; empty if it is odd."""
    lower = sent.strip().lower()
    topic = lower if "/" in lower else lower.replace("_", "/", 1)
    return topic if len(topic) <= 60 and _TOPIC.fullmatch(topic) else ""


def _id(sent: str) -> str:
    return sent if _ID.fullmatch(sent) else ""


def _document(body: bytes) -> dict[str, Any]:
    """The report; empty if it can't be read."""
    try:
        return documents.parsed(body, most_bytes=MOST_HOOK_BYTES)
    except ValueError:
        return {}


def _other_shop(document: dict[str, Any], domain: str) -> bool:
    """True if the signed body names another shop than the header, which is not signed."""
    named = document.get("myshopify_domain") or document.get("shop_domain")
    return isinstance(named, str) and named.lower() != domain


# --- topics -------------------------------------------------------------------------------------------------


def _unused(document: dict[str, Any]) -> dict[str, Any]:
    return {"kind": None}


def _order(document: dict[str, Any]) -> dict[str, Any]:
    try:
        order = reports.order_of(document)
    except ValueError:
        return _again(EventKind.ORDER, document.get("id"))
    return {"kind": EventKind.ORDER, "order": order}


def _refund(document: dict[str, Any]) -> dict[str, Any]:
    try:
        refund = reports.refund_of(document)
    except ValueError:
        return _again(EventKind.REFUND, document.get("order_id"))
    # The report does not always say which currency is the shop's.
    return {"kind": EventKind.REFUND, "refund": refund, "order_ids": (refund.order_shop_id,)}


def _again(kind: EventKind, order: Any) -> dict[str, Any]:
    """The order to read again; nothing to do if even its id is odd."""
    number = number_or_none(order)
    return {"kind": kind, "order_ids": (number,)} if number else {"kind": None}


def _product_of(kind: EventKind) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def reduced(document: dict[str, Any]) -> dict[str, Any]:
        number = number_or_none(document.get("id"))
        return {"kind": kind, "product_id": number} if number else {"kind": None}

    return reduced


def _plain(kind: EventKind) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda document: {"kind": kind}


def _scopes(document: dict[str, Any]) -> dict[str, Any]:
    found = document.get("current")
    listed = found if isinstance(found, list) else []
    scopes = (foreign_texts.line(each, most=60) for each in listed[:200])
    return {"kind": EventKind.SCOPES, "scopes": tuple(each for each in scopes if each)}


def _customer(kind: EventKind, field: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def reduced(document: dict[str, Any]) -> dict[str, Any]:
        found = document.get(field)
        listed = found if isinstance(found, list) else []
        numbers = (number_or_none(each) for each in listed[:_MOST_ORDERS])
        return {"kind": kind, "order_ids": tuple(each for each in numbers if each)}

    return reduced


_REDUCED: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "orders/create": _order,
    "orders/updated": _order,
    "orders/paid": _order,
    "orders/cancelled": _order,
    "refunds/create": _refund,
    "products/create": _product_of(EventKind.PRODUCT),
    "products/update": _product_of(EventKind.PRODUCT),
    "products/delete": _product_of(EventKind.PRODUCT_DELETED),
    "shop/update": _plain(EventKind.SHOP),
    "app/scopes_update": _scopes,
    "app/uninstalled": _plain(EventKind.UNINSTALLED),
    "customers/data_request": _customer(EventKind.CUSTOMER_DATA, "orders_requested"),
    "customers/redact": _customer(EventKind.CUSTOMER_REDACT, "orders_to_redact"),
    "shop/redact": _plain(EventKind.SHOP_REDACT),
}
