"""What happens in a shop, queued for the addresses that are subscribed to it."""

import json
import random
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.shopify import grants, settings
from sandbox.shopify.records import Doc, Records, Row
from sandbox.shopify.shops import Shop
from sandbox.store import Store

COMPLIANCE = ("customers/data_request", "customers/redact", "shop/redact")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One change in a shop: when it happens, and the base of links. ``wake`` starts the deliveries."""

    store: Store
    shop: Shop
    at: float
    base_url: str
    data_dir: Path
    wake: Callable[[], None]

    def records(self, kind: str) -> Records:
        return Records(self.store, kind)

    def url(self, path: str) -> str:
        """Return a URL in the shop."""
        return f"{self.base_url}{self.shop.path}{path}"


def subscriptions(store: Store, shop: str, *, client_id: str | None = None) -> list[Row]:
    found = Records(store, "webhook").every(shop)
    return [row for row in found if row.body and client_id in (None, row.body["client_id"])]


def emit(work: Work, topic: str, payload: Doc, *, later_s: float = 0, client_id: str | None = None) -> None:
    """Queue an event for each subscription to its topic. ``client_id``: for this app only."""
    event_id = str(uuid.uuid4())
    name = topic.upper().replace("/", "_")
    for row in subscriptions(work.store, work.shop.host, client_id=client_id):
        body: Mapping[str, Any] = row.body or {}
        if body["topic"] == name:
            sent = _included(payload, body["include_fields"])
            _queue(work, topic, sent, body, subscription=row.id, event_id=event_id, later_s=later_s)
    work.wake()


def comply(work: Work, topic: str, payload: Doc, *, client_id: str, later_s: float = 0) -> bool:
    """Queue a privacy event. Returns False if there is no address for it."""
    url = settings.current(work.store).compliance_url or _last_address(work, client_id)
    if not url:
        return False
    target = {"client_id": client_id, "uri": url, "name": ""}
    event_id = str(uuid.uuid4())
    _queue(work, topic, payload, target, subscription=0, event_id=event_id, later_s=later_s)
    work.wake()
    return True


def uninstall(work: Work, *, client_id: str, payload: Doc) -> bool:
    """Remove the app: its tokens and subscriptions end, and it is told so. In 48 hours comes shop/redact."""
    with work.store.transaction():
        if not grants.uninstall(work.store, shop=work.shop.host, client_id=client_id):
            return False
        emit(work, "app/uninstalled", payload, client_id=client_id)
        shop = {"shop_id": work.shop.id, "shop_domain": work.shop.host}
        comply(work, "shop/redact", shop, client_id=client_id, later_s=48 * 3600)
        for row in subscriptions(work.store, work.shop.host, client_id=client_id):
            work.records("webhook").delete(work.shop.host, row.id)
    return True


def _last_address(work: Work, client_id: str) -> str:
    found = subscriptions(work.store, work.shop.host, client_id=client_id)
    return str(found[-1].body["uri"]) if found and found[-1].body else ""


def _included(payload: Doc, fields: list[str]) -> Doc:
    """Return the named members. ``customer.id`` names a member of a member."""
    if not fields:
        return payload
    wanted: Doc = {}
    for field in fields:
        name, _, inner = field.partition(".")
        if name not in payload:
            continue
        if not inner:
            wanted[name] = payload[name]
        elif isinstance(payload[name], dict) and inner in payload[name]:
            wanted.setdefault(name, {})[inner] = payload[name][inner]
        elif isinstance(payload[name], list):
            wanted[name] = _picked(wanted.get(name), payload[name], inner)
    return wanted


def _picked(before: list[Doc] | None, elements: list[Any], inner: str) -> list[Doc]:
    kept = before or [{} for _ in elements]
    for chosen, element in zip(kept, elements, strict=True):
        if isinstance(element, dict) and inner in element:
            chosen[inner] = element[inner]
    return kept


def _queue(
    work: Work,
    topic: str,
    payload: Doc,
    target: Mapping[str, Any],
    *,
    subscription: int,
    event_id: str,
    later_s: float,
) -> None:
    how = settings.current(work.store)
    is_lost = topic in how.drop_topics or random.random() * 100 < how.drop_percent
    webhook_id = str(uuid.uuid4())
    for _ in range(how.copies):
        work.store.change(
            "INSERT INTO shopify_deliveries (shop, client_id, topic, subscription, name, url, body,"
            " webhook_id, event_id, triggered_at, status, due_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                work.shop.host,
                target["client_id"],
                topic,
                subscription,
                target["name"] or "",
                target["uri"],
                json.dumps(payload, ensure_ascii=False, separators=(",", ":")),
                webhook_id,
                event_id,
                work.at,
                "dropped" if is_lost else "pending",
                work.at + later_s + how.late_s,
            ),
        )
