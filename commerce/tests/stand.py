"""The sandbox's shops: consent on their page, and their webhooks carried to the product."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import requests
from django.test import Client

GOODS = "sandbox-goods.myshopify.com"


def consent(address, *, without=()):
    """Install the app on the page at this address. Returns the path and query that the browser returns to."""
    asked = {name: found[0] for name, found in parse_qs(urlsplit(address).query).items()}
    granted = [scope for scope in asked["scope"].split(",") if scope not in without]
    answer = requests.post(
        address.partition("?")[0],
        data={**asked, "granted": granted, "decision": "install"},
        allow_redirects=False,
        timeout=10,
    )
    assert answer.is_redirect, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def connect(member, *, address=GOODS, without=(), **fields):
    """Connect a shop of the sandbox as a person does. Returns the response to the callback."""
    started = member.post("/shop/connect/shopify/", {"address": address, **fields})
    assert started.status_code == 302, started.content.decode()
    return member.get(consent(started["Location"], without=without))


class Postman:
    """Takes the webhooks that the sandbox sends, and carries them to the product."""

    def __init__(self, sandbox_url):
        self.sandbox_url = sandbox_url
        self.bag: list[tuple[str, dict[str, str], bytes]] = []
        postman = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                postman.bag.append((self.path, dict(self.headers.items()), body))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def control(self, path="", *, method="GET", **sent):
        """Use a control of the sandbox's Shopify."""
        address = f"{self.sandbox_url}/_sandbox/shopify{path}"
        answer = requests.request(method, address, json=sent or None, timeout=20)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def carry(self):
        """Have all webhooks sent, and deliver them. Returns the product's statuses."""
        requests.post(f"{self.sandbox_url}/_sandbox/shopify/webhooks", timeout=20).raise_for_status()
        delivered, self.bag = self.bag, []
        statuses = []
        for path, headers, body in delivered:
            own = {name: value for name, value in headers.items() if name.lower().startswith("x-shopify")}
            answer = Client().post(path, body, content_type="application/json", headers=own)
            statuses.append(answer.status_code)
        return statuses
