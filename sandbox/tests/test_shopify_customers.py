"""Shopify's invented customers: they come through posts, buy, and regret it, each time alike."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sandbox.shopify import posts
from sandbox.store import Store
from sandbox.tests.conftest import move_clock
from sandbox.tests.shopify_world import GOODS, control, read, shop_url
from sandbox.tests.test_shopify_selling import CREATE, TEN_PERCENT
from sandbox.tests.tiktok_world import make_clip, post, poster
from sandbox.world import channels

LINK = "http://127.0.0.1:8000/go/abc234"


@contextmanager
def links_to(target):
    """A product's tracked link: it leads to the target, and notes who asked."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(dict(self.headers.items()))
            self.send_response(302)
            self.send_header("Location", target)
            self.end_headers()

        do_HEAD = do_GET  # noqa: N815 -- the name of the library

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/go/abc234", seen
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def clip():
    return make_clip()


def publish(url, clip, text):
    """Post a video on the simulated TikTok, and wait until it is public."""
    post(url, poster(url), clip, title=text)
    move_clock(url, 600)


def visits(url, number):
    return control(url, "/customers", method="POST", visits=number)["visits"]


def test_customers_follow_the_link_of_a_post_and_some_buy(sandbox_url, clip):
    landing = "/products/morning-mug?utm_source=tiktok&ref=abc234"
    read(sandbox_url, CREATE, of=TEN_PERCENT)
    with links_to(shop_url(sandbox_url) + landing) as (link, seen):
        publish(sandbox_url, clip, f"My mug {link} with MUG10")
        found = visits(sandbox_url, 30)
    shown = control(sandbox_url, f"/shops/{GOODS}")
    bought = [each for each in found if each["order"] is not None]

    assert len(seen) == len(found) == 30
    assert len(bought) == shown["totals"]["orders"] > 3
    assert {order["landing"] for order in shown["orders"]} == {landing}
    assert any(order["codes"] == ["MUG10"] for order in shown["orders"])
    assert 0 < sum(each["is_bot"] for each in found) < 15
    assert not any(each["is_bot"] for each in bought)
    assert len({headers["User-Agent"] for headers in seen}) > 15
    assert not any("X-Forwarded-For" in headers for headers in seen)


def test_some_customers_regret_it_later(sandbox_url, clip):
    how = {"buy_percent": 100, "refund_percent": 50, "cancel_percent": 50}
    control(sandbox_url, method="PUT", customers=how)
    with links_to(f"{shop_url(sandbox_url)}/products/morning-mug?ref=abc234") as (link, _):
        publish(sandbox_url, clip, link)
        visits(sandbox_url, 12)
        before = control(sandbox_url, f"/shops/{GOODS}")["totals"]
        move_clock(sandbox_url, 1500)
        visits(sandbox_url, 1)
    after = control(sandbox_url, f"/shops/{GOODS}")["orders"]

    assert before["refunded"] == 0
    assert any(order["cancelled"] for order in after)
    assert any(order["refunded"] and not order["cancelled"] for order in after)


def test_a_link_that_leads_away_from_this_machine_is_not_followed(sandbox_url, clip):
    with links_to("http://shop.example/products/mug") as (link, _):
        publish(sandbox_url, clip, link)
        control(sandbox_url, method="PUT", customers={"bot_percent": 0})
        found = visits(sandbox_url, 2)

    assert [each["problem"] for each in found] == ["The link leads away from this machine."] * 2


def test_nobody_comes_without_a_post(sandbox_url):
    assert visits(sandbox_url, 3) == []


def test_links_are_read_from_descriptions_and_first_comments_on_this_machine_only(tmp_path):
    store = Store(tmp_path / "s.sqlite3")
    text = f"Mine: {LINK}. Theirs: http://shop.example/go/abc, https://127.0.0.1/go/x. Code TEN-4U"
    metadata = '{"snippet": {"title": "t", "description": "%s"}, "status": {"privacyStatus": "%s"}}'
    channel = channels.demo()[0].id
    for number, privacy in enumerate(("public", "private")):
        store.change(
            "INSERT INTO videos VALUES (?, ?, ?, 0, 1, '', 5, 1, 2, '', 0)",
            (f"v{number}", channel, metadata % (text, privacy)),
        )

    found = posts.links(store, at=1_000_000)

    assert [(link.url, link.codes) for link in found] == [(LINK, ("TEN-4U",))]
