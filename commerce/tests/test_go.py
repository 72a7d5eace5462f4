"""Tracked links: where they lead, and what counts as a click."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.throttles import PUBLIC_PAGES_PER_MINUTE
from commerce import platforms
from commerce.errors import UnsafeLinkError
from commerce.models import (
    ClickHour,
    ClickSalt,
    DiscountCode,
    DiscountStatus,
    Link,
    ProductStatus,
    Store,
    Visit,
)
from commerce.offers import bots, clicks, destinations, links
from commerce.platforms.shopify import SHOPIFY
from commerce.tests.offering import Addresses, Bench, bench, publication_of

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Mobile/15E148 musical_ly_37.0 BytedanceWebview/d8a21c6"
)
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"
NOON = datetime(2026, 11, 30, 12, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _addresses(monkeypatch):
    monkeypatch.setitem(platforms.REGISTRY, "shopify", Addresses())


@pytest.fixture
def made(db) -> Bench:
    return bench()


@pytest.fixture
def link(made) -> Link:
    return links.for_publication(publication=publication_of(made), offer=made.offer(variant=made.blue))


def follow(link: Link, *, agent: str = PHONE, method: str = "GET", **headers: str):
    return Client().generic(method, f"/go/{link.code}", headers={"User-Agent": agent, **headers})


def counted() -> tuple[int, int]:
    found = ClickHour.objects.values_list("clicks", "bots")
    return sum(row[0] for row in found), sum(row[1] for row in found)


def count(link: Link, at: datetime, *, network: str = "192.0.2.1", agent: str = PHONE) -> None:
    target = destinations.Target(link_id=link.pk, workspace_id=link.workspace_id, url="", read_at=0)
    clicks.count(target=target, network=network, headers={"User-Agent": agent}, at=at)


# --- where it leads ----------------------------------------------------------------------------------------


def test_a_link_leads_to_the_product_with_what_identifies_it(link):
    answer = follow(link)

    assert answer.status_code == 302
    assert answer["Location"] == (
        f"https://shop.nia.example/products/mug?variant=11&discount=&ref={link.code}&utm_source=youtube"
        f"&utm_campaign={link.publication_id}"
    )


def test_nothing_stores_the_redirect_and_no_cookie_is_set(link, made):
    browser = Client()
    browser.force_login(made.user)
    answer = browser.get(f"/go/{link.code}", headers={"User-Agent": PHONE})

    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"].startswith("noindex")
    assert answer["Referrer-Policy"] == "strict-origin"
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize("typed", ["{}/", "{}?to=javascript:alert(1)&url=//evil.example", " upper"])
def test_nothing_in_the_address_changes_the_destination(link, typed):
    path = link.code.upper() if typed == " upper" else typed.format(link.code)

    assert Client().get(f"/go/{path}")["Location"] == follow(link)["Location"]


@pytest.mark.parametrize("status", [ProductStatus.ARCHIVED, ProductStatus.DELETED, ProductStatus.DRAFT])
def test_a_product_that_is_not_for_sale_leads_to_the_front_page(link, made, status):
    made.mug.status = status
    made.mug.save()

    assert follow(link)["Location"].startswith("https://shop.nia.example/?")


def test_a_product_that_customers_can_not_see_leads_to_the_front_page(link, made):
    made.mug.url = ""
    made.mug.save()

    assert follow(link)["Location"].startswith("https://shop.nia.example/?")


def test_a_product_is_found_after_its_shop_has_changed_its_domain(link, made, monkeypatch):
    monkeypatch.setitem(platforms.REGISTRY, "shopify", SHOPIFY)
    Store.objects.update(public_domain="new.nia.example", livemode=True)

    assert follow(link)["Location"].startswith("https://new.nia.example/products/mug?")


def test_a_product_whose_address_is_not_safe_leads_to_the_front_page(link, monkeypatch):
    class Careful(Addresses):
        def destination(self, *, to):
            if to.product_url or to.handle:
                raise UnsafeLinkError("javascript:", system="x")
            return super().destination(to=to)

    monkeypatch.setitem(platforms.REGISTRY, "shopify", Careful())

    assert follow(link)["Location"].startswith("https://shop.nia.example/?")


def test_a_discount_is_applied_once_the_shop_has_it(made):
    offer = made.offer(scene_discount_percent=10)
    link = links.own(offer=offer)
    assert "discount=&" in follow(link)["Location"]

    cache.clear()
    DiscountCode.objects.update(status=DiscountStatus.ACTIVE)

    assert f"discount={DiscountCode.objects.get().code}&" in follow(link)["Location"]


def test_a_link_opens_the_checkout_unless_the_variant_is_sold_out(made):
    link = links.own(offer=made.offer(variant=made.blue, to_checkout=True))
    assert "/cart/" in follow(link)["Location"]

    made.blue.is_available = False
    made.blue.save()
    cache.clear()

    assert "/products/mug" in follow(link)["Location"]


def test_an_unknown_code_gets_a_page_that_says_so(db):
    answer = Client().get("/go/abcdefghjk")

    assert answer.status_code == 404
    assert "This link leads nowhere" in answer.content.decode()
    assert not answer.cookies


def test_guessing_codes_is_limited_and_known_links_still_work(link):
    # Some are allowed again meanwhile.
    guesses = (Client().get(f"/go/x{n}").status_code for n in range(2 * PUBLIC_PAGES_PER_MINUTE))

    assert 429 in guesses
    assert follow(link).status_code == 302


def test_a_code_that_no_link_can_have_costs_no_query(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        Client().get("/go/' OR 1=1 --")


def test_a_click_takes_one_query_for_the_link_and_one_to_count(link, django_assert_num_queries):
    count(link, timezone.now())
    # The savepoint of the test, the limits of time, and the two queries.
    with django_assert_num_queries(5):
        follow(link)
    with django_assert_num_queries(4):
        follow(link)


# --- what counts -------------------------------------------------------------------------------------------


def test_a_browser_counts_once_within_half_an_hour(link):
    for minutes in (0, 1, 29, 30, 59, 61):
        count(link, NOON + timedelta(minutes=minutes))

    assert counted() == (3, 0)


def test_another_browser_address_or_link_counts_too(link, made):
    count(link, NOON)
    count(link, NOON, agent=LAPTOP)
    count(link, NOON, network="192.0.2.2")
    count(links.own(offer=link.offer), NOON)

    assert counted() == (4, 0)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_count_once():
    made = bench()
    link, start = links.own(offer=made.offer()), threading.Barrier(4)

    def click() -> None:
        start.wait()
        count(link, NOON)
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert counted() == (1, 0)


def test_devices_of_one_ipv6_network_count_as_one_address(link):
    for address in ("2001:db8:1:2::a", "2001:db8:1:2:ffff::b"):
        Client(REMOTE_ADDR=address).get(f"/go/{link.code}", headers={"User-Agent": PHONE})

    assert counted() == (1, 0)


def test_the_visitor_is_stored_as_a_hash_only_and_forgotten_the_next_day(link):
    clicks.forget_past_days(today=NOON.date())
    count(link, NOON)
    visit, salt = Visit.objects.get(), ClickSalt.objects.get()
    assert (len(bytes(visit.visitor)), len(bytes(salt.salt))) == (32, 32)

    clicks.forget_past_days(today=NOON.date())
    assert Visit.objects.exists()

    clicks.forget_past_days(today=NOON.date() + timedelta(days=1))
    assert not Visit.objects.exists()
    assert not ClickSalt.objects.exists()
    assert counted() == (1, 0)


def test_the_next_day_has_another_secret(link):
    clicks.forget_past_days(today=NOON.date())
    for days in (0, 1):
        count(link, NOON + timedelta(days=days))

    assert Visit.objects.values("visitor").distinct().count() == 2
    assert ClickSalt.objects.count() == 2


def test_looking_at_the_headers_is_no_click(link):
    assert follow(link, method="HEAD").status_code == 302
    assert counted() == (0, 0)


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "WhatsApp/2.24.11.81 A",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; Bytespider; spider-feedback@bytedance.com)",
        "TelegramBot (like TwitterBot)",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) "
        "Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
        "python-requests/2.34.2",
        "curl/8.9.1-DEV (x86_64)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0",
    ],
)
def test_a_robot_is_redirected_and_counted_apart(link, agent):
    assert follow(link, agent=agent).status_code == 302
    assert counted() == (0, 1)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Purpose": "preview"},
        {"X-Moz": "prefetch"},
        {"Sec-Fetch-Dest": "image"},
        {"Sec-Fetch-Dest": "empty"},
    ],
)
def test_what_a_browser_loads_by_itself_is_no_click(link, headers):
    follow(link, agent=LAPTOP, **headers)

    assert counted() == (0, 1)


@pytest.mark.parametrize(
    "agent",
    [
        PHONE,
        LAPTOP,
        "Mozilla/5.0 (Linux; Android 14; CUBOT KINGKONG 9 Build/UP1A) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/131.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Mobile/22B83 Instagram 358.0.0.39.85 (iPhone15,2; iOS 18_1; de_DE; scale=3.00; 1179x2556)",
        "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile "
        "Safari/537.36 [FB_IAB/FB4A;FBAV/490.0.0.0.1;]",
    ],
)
def test_people_in_browsers_and_apps_are_no_robots(agent):
    assert not bots.is_automatic(headers={"User-Agent": agent, "Sec-Fetch-Dest": "document"})


@pytest.mark.parametrize("agent", [PHONE, "curl/8.9.1-DEV (x86_64)"])
def test_a_click_is_redirected_while_the_database_takes_no_writes(link, agent):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET transaction_read_only = on")
        answer = follow(link, agent=agent)
        transaction.set_rollback(True)

    assert answer.status_code == 302
    assert counted() == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_click_is_redirected_while_its_row_is_locked():
    made = bench()
    link = links.own(offer=made.offer())
    follow(link)
    locked, seen = threading.Event(), threading.Event()

    def hold() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(f"LOCK TABLE {ClickHour._meta.db_table} IN ACCESS EXCLUSIVE MODE")
            locked.set()
            seen.wait(10)
            cursor.execute("ROLLBACK")
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert locked.wait(10)
    try:
        answer = follow(link, agent=LAPTOP)
    finally:
        seen.set()
        holder.join()

    assert answer.status_code == 302
    assert counted() == (1, 0)
