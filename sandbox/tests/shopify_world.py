"""A client of the simulated Shopify, and an address that webhooks are sent to."""

import base64
import hashlib
import hmac
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import requests

GOODS = "sandbox-goods.myshopify.com"
KISSA = "sandbox-kissa.myshopify.com"
APP = {"client_id": "sandbox", "client_secret": "sandbox"}
BACK = "http://127.0.0.1:1/back/"
SCOPES = "read_products,write_products,read_orders,write_discounts"
VERSION = "2026-10"


def shop_url(url, shop=GOODS):
    return f"{url}/shopify/shops/{shop}"


def consent(url, *, shop=GOODS, scopes=SCOPES, granted=None, **changes):
    """Install the app on the consent page. Returns the query that the client is redirected with."""
    form = {
        "client_id": "sandbox",
        "scope": scopes,
        "redirect_uri": BACK,
        "state": "s1",
        "granted": (granted or scopes).split(","),
        "decision": "install",
    } | changes
    address = f"{shop_url(url, shop)}/admin/oauth/authorize"
    answer = requests.post(address, data=form, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def exchange(url, *, shop=GOODS, **sent):
    return requests.post(f"{shop_url(url, shop)}/admin/oauth/access_token", json=APP | sent, timeout=5)


def token(url, *, shop=GOODS, scopes=SCOPES):
    """A permanent access token."""
    code = consent(url, shop=shop, scopes=scopes)["code"]
    return exchange(url, shop=shop, code=code).json()["access_token"]


def ask(url, text, /, *, access="shpat_sandbox", shop=GOODS, version=VERSION, **variables):
    """The response to a query."""
    return requests.post(
        f"{shop_url(url, shop)}/admin/api/{version}/graphql.json",
        json={"query": text, "variables": variables},
        headers={"X-Shopify-Access-Token": access},
        timeout=30,
    )


def read(url, text, /, **how):
    """The data of a query that succeeds."""
    document = ask(url, text, **how).json()
    assert "errors" not in document, document
    return document["data"]


def subscribe(url, topic, uri, *, access="shpat_sandbox", shop=GOODS, **more):
    query = (
        "mutation($topic: WebhookSubscriptionTopic!, $to: WebhookSubscriptionInput!) {"
        " webhookSubscriptionCreate(topic: $topic, webhookSubscription: $to) {"
        " webhookSubscription { id uri topic } userErrors { field message } } }"
    )
    to = {"uri": uri, **more}
    return read(url, query, access=access, shop=shop, topic=topic, to=to)["webhookSubscriptionCreate"]


def control(url, path="", *, method="GET", **sent):
    answer = requests.request(method, f"{url}/_sandbox/shopify{path}", json=sent or None, timeout=20)
    answer.raise_for_status()
    return answer.json() if answer.content else None


def order(url, *, shop=GOODS, **sent):
    """An order, placed by a control."""
    return control(url, f"/shops/{shop}/orders", method="POST", **({"product": "morning-mug"} | sent))


def change_order(url, found, action, *, shop=GOODS, **sent):
    path = f"/shops/{shop}/orders/{found['id']}/{action}"
    return requests.post(f"{url}/_sandbox/shopify{path}", json=sent, timeout=10).json()


def deliver(url, **query):
    answer = requests.post(f"{url}/_sandbox/shopify/webhooks", params=query, timeout=20)
    return answer.json()


class Inbox:
    """What arrived at an address: headers and raw bodies. ``status`` is what it answers."""

    def __init__(self):
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        inbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                inbox.received.append((dict(self.headers.items()), body))
                self.send_response(inbox.status)
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hooks/shopify/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def topics(self):
        return sorted(headers["X-Shopify-Topic"] for headers, _ in self.received)

    def documents(self, topic):
        return [json.loads(body) for headers, body in self.received if headers["X-Shopify-Topic"] == topic]


@contextmanager
def inbox():
    found = Inbox()
    try:
        yield found
    finally:
        found.close()


def signed(body, key="sandbox"):
    return base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest()).decode()
