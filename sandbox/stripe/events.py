"""Events in Stripe's envelope, and their recipients."""

import json
import random
from typing import Any

from sandbox.stripe import errors, rendering
from sandbox.stripe.records import Doc
from sandbox.stripe.work import API_VERSION, Work, new_id

_QUEUE = "INSERT INTO stripe_deliveries (event, type, endpoint, url, body, status) VALUES (?, ?, ?, ?, ?, ?)"


def emit(work: Work, kind: str, doc: Doc, before: Doc | None = None) -> None:
    """Store an event about the document's current state, and queue it for every subscribed endpoint.

    ``before`` is the earlier document; an update without changes emits no event.
    """
    data: Doc = {"object": rendering.show(work.records, doc)}
    if before is not None:
        data["previous_attributes"] = _earlier(rendering.show(work.records, before), data["object"])
        if not data["previous_attributes"]:
            return
    receivers = [endpoint for endpoint in endpoints(work) if is_subscribed(endpoint, kind)]
    event = {
        "id": new_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": work.at,
        "data": data,
        "livemode": False,
        "pending_webhooks": len(receivers),
        "request": {"id": work.request_id, "idempotency_key": work.idempotency_key},
        "type": kind,
    }
    work.records.put(event)
    for endpoint in receivers:
        send(work, event, endpoint)


def send(work: Work, event: Doc, endpoint: Doc) -> None:
    """Queue an event for one endpoint, with the configured duplicates and losses."""
    body = json.dumps(rendering.show(work.records, event), indent=2)
    for _ in range(work.settings.copies):
        is_lost = random.randrange(100) < work.settings.drop_percent
        status = "dropped" if is_lost else "pending"
        values = (event["id"], event["type"], endpoint["id"], endpoint["url"], body, status)
        work.records.store.change(_QUEUE, values)


def resend(work: Work, identifier: str) -> int:
    """Queue an event again for every subscribed endpoint. Returns how many there are."""
    event = work.records.get("event", identifier)
    if event is None:
        raise errors.missing("event", identifier)
    receivers = [doc for doc in endpoints(work) if is_subscribed(doc, event["type"])]
    for endpoint in receivers:
        send(work, event, endpoint)
    return len(receivers)


def endpoints(work: Work) -> list[Doc]:
    return work.records.all("webhook_endpoint", status="enabled")


def is_subscribed(endpoint: Doc, kind: str) -> bool:
    return "*" in endpoint["enabled_events"] or kind in endpoint["enabled_events"]


def _earlier(before: Doc, after: Doc) -> Doc:
    """Return the earlier values of changed fields: of a nested object only changed parts, of a list all."""
    found: dict[str, Any] = {}
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict) and old.get("object") != "list":
            found[name] = _earlier(old, new)
        else:
            found[name] = old
    return found
