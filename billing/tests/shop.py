"""The sandbox's Stripe for tests: buying, paying, the clock, and delivery of its events."""

import hashlib
import hmac
import json
import re
import time
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import requests
import stripe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from djstripe.models import WebhookEndpoint

from accounts.models import User, Workspace
from billing import catalogue, checkout, endpoints, plans, stripe_events

# As named on the checkout page, and as a number.
WORKS, DECLINED = "works", "declined"
GOOD_CARD, FAILS_LATER = "4242424242424242", "4000000000000341"


class Shop:
    """Actions at Stripe, and delivery of the resulting events."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client = stripe.StripeClient(
            settings.STRIPE_SECRET_KEY, base_addresses={"api": settings.STRIPE_API_URL}
        ).v1

    # --- at Stripe ----------------------------------------------------------------------------------

    def hold_events(self) -> None:
        self.switch(deliver=False)

    def switch(self, **switches: Any) -> None:
        requests.put(f"{self.url}/_sandbox/stripe/settings", json=switches, timeout=10).raise_for_status()

    def turn_clock(self, now: datetime) -> None:
        setting = {"now": now.isoformat()}
        requests.put(f"{self.url}/_sandbox/clock", json=setting, timeout=30).raise_for_status()

    def sabotage(self, *rules: dict[str, Any]) -> None:
        requests.put(f"{self.url}/_sandbox/faults", json=list(rules), timeout=10).raise_for_status()

    def pay(self, page: str, *, card: str = WORKS, **fields: str) -> requests.Response:
        """Press the button on the page to pay on."""
        form = requests.get(page, timeout=10).text
        action = re.search(r'<form[^>]*action="([^"]+)"', form)
        target = action[1] if action else page
        where = target if target.startswith("http") else self.url + target
        return requests.post(where, data={"card": card, **fields}, timeout=10, allow_redirects=False)

    def buy(self, workspace: Workspace, user: User | None, plan: str = "creator", **how: str) -> str:
        """Buy a plan, from choosing to paying. Returns the session's id. No event is delivered."""
        started = checkout.start(workspace=workspace, plan=plan, user=user)
        answer = self.pay(started.url, **how)
        assert answer.status_code == 303, answer.text
        return started.session_id

    def buy_again(self, customer: str) -> str:
        """Create a second subscription for a customer, as in Stripe's dashboard."""
        price = catalogue.offer_of(plans.EMPIRE).price_id
        card = self.client.payment_methods.attach("pm_card_visa", {"customer": customer}).id
        wanted: Any = {"customer": customer, "items": [{"price": price}], "default_payment_method": card}
        return self.client.subscriptions.create(wanted).id

    def replace_card(self, customer: str, number: str) -> None:
        body = {"customer": customer, "number": number}
        requests.post(f"{self.url}/_sandbox/stripe/cards", json=body, timeout=10).raise_for_status()

    def payment_of(self, customer: str) -> str:
        """Return the id of the customer's last charge."""
        asked: Any = {"customer": customer, "limit": 1}
        return self.client.charges.list(asked).data[0].id

    def refund(self, charge: str, **how: Any) -> str:
        """Refund a charge or a part of it. Returns the refund's id."""
        asked: Any = {"charge": charge, **how}
        return self.client.refunds.create(asked).id

    def dispute(self, charge: str, **how: Any) -> str:
        """Dispute a payment. Returns the dispute's id."""
        body = {"charge": charge, **how}
        answer = requests.post(f"{self.url}/_sandbox/stripe/disputes", json=body, timeout=10)
        answer.raise_for_status()
        return str(answer.json()["id"])

    def decide(self, dispute: str, outcome: str) -> None:
        """Decide a dispute: won or lost; for an inquiry, also escalated."""
        where = f"{self.url}/_sandbox/stripe/disputes/{dispute}/decide"
        requests.post(where, json={"outcome": outcome}, timeout=10).raise_for_status()

    def requests_to(self, path: str, method: str | None = None) -> int:
        asked = {"path": path} | ({"method": method} if method else {})
        found = requests.get(f"{self.url}/_sandbox/requests", params=asked, timeout=10).json()
        return int(found["count"])

    # --- its events ---------------------------------------------------------------------------------

    def events(self) -> list[dict[str, Any]]:
        """The events of the types that our endpoint subscribes to, oldest first."""
        found = requests.get(f"{self.url}/_sandbox/stripe/events", timeout=10).json()["events"]
        return [event for event in found if event["type"] in endpoints.EVENTS]

    def deliver_and_apply(self, events: Iterable[dict[str, Any]] | None = None) -> list[int]:
        """Deliver all events, or these, and apply them as a worker does. Returns the statuses."""
        answers = self.deliver(self.events() if events is None else events)
        stripe_events.apply_due()
        return answers

    def deliver(self, events: Iterable[dict[str, Any]]) -> list[int]:
        """Deliver events without applying them. Returns the statuses."""
        return [self.post(json.dumps(event)).status_code for event in events]

    def post(
        self,
        body: str | bytes,
        *,
        signature: str | None = None,
        at: float | None = None,
        content_type: str = "application/json",
    ) -> Any:
        raw = body.encode() if isinstance(body, str) else body
        header = sign(raw, at=at) if signature is None else signature
        return Client().post(hook(), raw, content_type=content_type, headers={"Stripe-Signature": header})


def our_endpoint() -> Any:
    return WebhookEndpoint.objects.exclude(id="we_from_settings").get()


def hook() -> str:
    return reverse("billing:stripe-hook-of", args=[our_endpoint().djstripe_uuid])


def sign(body: bytes, *, at: float | None = None, secret: str | None = None) -> str:
    """Return Stripe's signature header for a body."""
    said_at = int(time.time() if at is None else at)
    key = secret or endpoints.secret_of(our_endpoint())
    digest = hmac.new(key.encode(), f"{said_at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={said_at},v1={digest}"


def one(events: Iterable[dict[str, Any]], type_: str) -> dict[str, Any]:
    """Return the first event of that type."""
    return next(event for event in events if event["type"] == type_)
