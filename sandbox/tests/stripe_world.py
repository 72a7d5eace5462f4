"""Shared by tests of the Stripe stand-in: the official client, a catalogue, and a webhook receiver."""

import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests
import stripe

KEY = "sk_test_sandbox"


def client(url, key=KEY):
    """The official client, of which only the URL differs."""
    return stripe.StripeClient(key, base_addresses={"api": f"{url}/stripe"}, max_network_retries=0).v1


def make_plan(api, tier="creator", cents=1900, interval="month", **facts):
    """Create a product with one price, found again by its lookup key."""
    product = api.products.create({"name": tier.title(), "metadata": {"tier": tier}})
    return api.prices.create(
        {
            "product": product.id,
            "unit_amount": cents,
            "currency": "usd",
            "recurring": {"interval": interval},
            "lookup_key": f"{tier}-{interval}",
            "metadata": {"tier": tier},
            **facts,
        }
    )


def make_customer(api, card="pm_card_visa", **facts):
    return api.customers.create(
        {
            "email": "ada@example.com",
            "payment_method": card,
            "invoice_settings": {"default_payment_method": card},
            **facts,
        }
    )


def subscribe(api, customer, price, **facts):
    return api.subscriptions.create({"customer": customer.id, "items": [{"price": price.id}], **facts})


def checkout(api, price, **facts):
    return api.checkout.sessions.create(
        {
            "mode": "subscription",
            "line_items": [{"price": price.id, "quantity": 1}],
            "success_url": "http://127.0.0.1:1/done?session={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://127.0.0.1:1/plans",
            **facts,
        }
    )


def press(url, **form):
    """Press a button of a page. Returns the page it leads to."""
    return requests.post(url, data=form, allow_redirects=False, timeout=10)


def item_of(subscription):
    return subscription["items"]["data"][0]


def stop_clock(url, instant):
    """Stop the clock at that instant, with everything due until then done."""
    requests.put(f"{url}/_sandbox/clock", json={"now": instant}, timeout=30).raise_for_status()


def at(instant):
    return int(datetime.fromisoformat(instant).timestamp())


def day(timestamp):
    return datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%d")


def event_types(url):
    events = requests.get(f"{url}/_sandbox/stripe/events", timeout=5).json()["events"]
    return [event["type"] for event in events]


def switch(url, **settings):
    requests.put(f"{url}/_sandbox/stripe/settings", json=settings, timeout=5).raise_for_status()


def deliveries(url):
    return requests.get(f"{url}/_sandbox/stripe/deliveries", timeout=5).json()["deliveries"]


def wait_until(condition, timeout_s=10):
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


class Receiver:
    """A webhook endpoint that accepts events, after refusing the first few if asked to."""

    def __init__(self, refusals=0):
        self.refusals = refusals
        self.received = []
        self.lock = threading.Lock()

    def answer_with(self, headers, body):
        with self.lock:
            self.received.append((headers, body))
            self.refusals -= 1
            return 503 if self.refusals >= 0 else 200


@contextmanager
def receiver(refusals=0):
    """A running endpoint, and its URL."""
    kept = Receiver(refusals)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.send_response(kept.answer_with(dict(self.headers), body))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield kept, f"http://127.0.0.1:{server.server_port}/stripe/webhook/abc/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
