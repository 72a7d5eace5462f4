"""A shop that answers as a test defines, and values for it."""

import base64
import hashlib
import hmac
import json
import re
import threading
from collections import defaultdict
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from commerce.platforms.shopify import SHOPIFY

DOMAIN = "moka.myshopify.com"
SECRET = "shopify_client_secret"
_OPERATION = re.compile(r"(?:query|mutation)\s+(\w+)")
COST = {
    "cost": {
        "requestedQueryCost": 12,
        "actualQueryCost": 6,
        "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 1994, "restoreRate": 100.0},
    }
}


class Shop:
    """Answers GraphQL operations by their names, and other requests by their paths, in order.

    The last answer of a list is repeated. An answer is the data of an operation; or, as ``raw``, the status,
    the headers and the body.
    """

    def __init__(self) -> None:
        self.url = ""
        self.answers: dict[str, list[object]] = defaultdict(list)
        self.asked: list[tuple[str, object, dict[str, str]]] = []

    def on(self, name, *answers):
        self.answers[name] += answers

    def sent(self, name):
        """The variables, or the fields, of each request of that name."""
        return [fields for found, fields, _ in self.asked if found == name]

    def headers(self):
        return self.asked[-1][2]

    def handle(self, handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        name, fields = _read(handler, body)
        self.asked.append((name, fields, dict(handler.headers)))
        queue = self.answers[name]
        assert queue, f"no answer for {name}"
        answer = queue.pop(0) if len(queue) > 1 else queue[0]
        status, headers, content = answer if isinstance(answer, tuple) else ok(answer)
        handler.send_response(status)
        for each in {"Content-Length": str(len(content)), **headers}.items():
            handler.send_header(*each)
        handler.end_headers()
        handler.wfile.write(content)


def _read(handler, body):
    if handler.path.endswith("/graphql.json"):
        document = json.loads(body)
        return _OPERATION.findall(document["query"])[0], document["variables"]
    kind = handler.headers.get("Content-Type", "")
    if kind.startswith("application/json"):
        return handler.path, json.loads(body)
    if kind.startswith("application/x-www-form-urlencoded"):
        return handler.path, {name: found[0] for name, found in parse_qs(body.decode()).items()}
    return handler.path, body


def ok(data, **more):
    return raw(200, json.dumps({"data": data, "extensions": COST, **more}).encode())


def errors(*problems, data=None, **more):
    return raw(200, json.dumps({"data": data, "errors": list(problems), **more}).encode())


def raw(status, content=b"", **headers):
    return status, {name.replace("_", "-"): value for name, value in headers.items()}, content


@contextmanager
def serving(shop):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            shop.handle(self)

        def do_POST(self):
            shop.handle(self)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    shop.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def client(livemode=True):
    return SHOPIFY.client(domain=DOMAIN, access_token="shpat_1", livemode=livemode, timeout_s=3)


def headers(topic, body, *, secret=SECRET, prefix="X-Shopify-", **changes):
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    found = {
        "Topic": topic,
        "Hmac-Sha256": base64.b64encode(digest).decode(),
        "Shop-Domain": DOMAIN,
        "API-Version": "2026-10",
        "Webhook-Id": "wh-1",
        "Event-Id": "ev-1",
        "Triggered-At": "2026-11-30T12:00:00.000000000Z",
    }
    found |= {name.replace("_", "-"): value for name, value in changes.items()}
    return {f"{prefix}{name}": value for name, value in found.items() if value is not None}


def hear(topic, document, **options):
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return SHOPIFY.heard(body=body, headers=headers(topic, body, **options))


def bag(amount, currency="EUR"):
    return {"shopMoney": {"amount": amount, "currencyCode": currency}}


def product(number=1, variants=None, **changes):
    found = [{"id": f"gid://shopify/ProductVariant/{number}1", "title": "Default", "price": "12.00"}]
    return {
        "id": f"gid://shopify/Product/{number}",
        "title": "Mug",
        "handle": "mug",
        "vendor": "Moka",
        "productType": "Kitchen",
        "status": "ACTIVE",
        "onlineStoreUrl": f"https://{DOMAIN}/products/mug",
        "updatedAt": "2026-11-30T12:00:00Z",
        "priceRangeV2": {"minVariantPrice": {"amount": "12.0", "currencyCode": "EUR"}},
        "featuredMedia": {"alt": "A mug", "preview": {"image": {"url": "https://cdn.shopify.com/m.jpg"}}},
        "variants": page(found if variants is None else variants),
        **changes,
    }


def order(number=7, **changes):
    return {
        "id": f"gid://shopify/Order/{number}",
        "name": "#1007",
        "createdAt": "2026-11-30T12:00:00Z",
        "processedAt": "2026-11-30T12:00:00Z",
        "updatedAt": "2026-11-30T12:05:00Z",
        "cancelledAt": None,
        "test": False,
        "displayFinancialStatus": "PAID",
        "discountCodes": ["NIA10"],
        "customAttributes": [{"key": "ettametta_link", "value": "abc2345678"}],
        "totalPriceSet": bag("31.20"),
        "currentTotalPriceSet": bag("31.20"),
        "totalRefundedSet": bag("0.0"),
        "refunds": [],
        "lineItems": page([{"product": {"id": "gid://shopify/Product/1"}}, {"product": None}]),
        **changes,
    }


def page(nodes, cursor=None):
    return {"nodes": nodes, "pageInfo": {"hasNextPage": cursor is not None, "endCursor": cursor}}


SHOP = {
    "shop": {
        "myshopifyDomain": DOMAIN,
        "name": "Moka & Miles",
        "currencyCode": "EUR",
        "ianaTimezone": "Europe/Berlin",
        "primaryDomain": {"host": "moka.example"},
        "enabledPresentmentCurrencies": ["EUR"],
    }
}
