"""Limits on large bodies: who may send them, how many at once and how slowly, under a real granian."""

import itertools
import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest
import requests
from django.conf import settings

from ettametta.tests import front_site
from ettametta.tests.test_front import LIMIT, crowd, post, raw
from ettametta.tests.test_processes import comes_true

pytestmark = pytest.mark.slow

MB = 1024 * 1024
LARGEST = 64 * MB
# A large body that the client sends only after 100 Continue.
ANNOUNCED = [f"Content-Length: {LARGEST}", "Expect: 100-continue"]
_sessions = itertools.count()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[front_site.Site]:
    with front_site.running(tmp_path_factory.mktemp("front")) as site:
        yield site


# --- the pace of a body ---------------------------------------------------------------------------------


def session():
    """The cookie of another person."""
    return f"Cookie: {settings.SESSION_COOKIE_NAME}=somebody-{next(_sessions)}"


def send_in_steps(site, *, step, pause_s, within_s, burst=b""):
    """Send a burst and then steps until a response. Returns its first line, and seconds since the burst."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connection:
        connection.sendall(post("/upload", f"Content-Length: {24 * MB}", session()) + burst)
        began_at = time.monotonic()
        sent = len(burst)
        connection.settimeout(pause_s)
        while time.monotonic() - began_at < within_s:
            try:
                return connection.recv(12), time.monotonic() - began_at
            except TimeoutError:
                connection.sendall(step[: 24 * MB - sent])
                sent = min(sent + len(step), 24 * MB)
    return b"", within_s


def test_a_fast_start_buys_no_time_for_a_slow_rest(site):
    answer, took_s = send_in_steps(site, burst=bytes(23 * MB), step=b"d", pause_s=0.3, within_s=12)

    assert answer == b"HTTP/1.1 408"
    # The burst alone would have earned 6 s, and every body has 3 s.
    assert took_s < 4.5


def test_an_upload_that_keeps_the_least_pace_arrives_however_long_it_takes(site):
    answer, took_s = send_in_steps(site, step=bytes(3 * MB // 2), pause_s=0.25, within_s=30)

    assert answer == b"HTTP/1.1 200"
    assert took_s > 3.5


# --- who may send a large body --------------------------------------------------------------------------


def test_a_large_body_without_sign_in_is_refused_before_it_is_read(site):
    head = [*ANNOUNCED, "Referer: http://site/library/?kind=upload"]

    page = raw(site, post("/upload", *head))
    toast = raw(site, post("/upload", *head, "HX-Request: true"))
    api = raw(site, post("/api/v1/upload/", *head))

    assert page.startswith(b"HTTP/1.1 302")
    assert b"location: /accounts/login/?next=/library/%3Fkind%3Dupload\r\n" in page
    assert toast.startswith(b"HTTP/1.1 401")
    assert b"Reload the page to sign in" in toast
    assert api.startswith(b"HTTP/1.1 401")
    assert b'www-authenticate: Bearer realm="ettametta"' in api
    assert json.loads(api.partition(b"\r\n\r\n")[2])["code"] == "not_authenticated"


def test_a_body_of_unknown_length_without_sign_in_is_refused_where_it_becomes_large(site):
    answer = requests.post(
        f"{site.url}/api/v1/upload/", data=iter([bytes(64 * 1024)] * 20), timeout=10, allow_redirects=False
    )

    assert answer.status_code == 401
    assert not list((site.folder / "web").iterdir())


def test_sign_in_leads_back_to_pages_of_this_site_alone(site):
    answer = raw(site, post("/upload", *ANNOUNCED, "Referer: http://elsewhere.example/"))

    assert b"location: /accounts/login/?next=/\r\n" in answer


def test_a_host_that_is_not_ours_leads_to_sign_in_all_the_same(site):
    head = post("/upload", *ANNOUNCED, "Referer: http://site/x").replace(b"Host: site", b"Host: -")

    assert b"location: /accounts/login/?next=/\r\n" in raw(site, head)


def test_a_small_body_without_sign_in_reaches_the_page(site):
    assert requests.post(f"{site.url}/upload", data=bytes(LIMIT), timeout=10).json()["size"] == LIMIT


def test_an_api_key_may_send_a_large_body(site):
    answer = requests.post(
        f"{site.url}/api/v1/upload/",
        data=bytes(MB),
        headers={"Authorization": "Bearer ek_some"},
        timeout=10,
    )

    assert answer.json()["size"] == MB


# --- webhooks, whose senders have no session --------------------------------------------------------------

HOOK, LARGE_HOOK = "/hooks/large/", 4 * LIMIT


def half_sent_hooks(site, *addresses):
    return half_sent(site, *[(LARGE_HOOK, *address) for address in addresses], path=HOOK)


def test_a_webhooks_path_accepts_a_large_body_without_sign_in_and_no_other_does(site):
    accepted = requests.post(f"{site.url}{HOOK}", data=bytes(LARGE_HOOK), timeout=10)
    larger = raw(site, post(HOOK, f"Content-Length: {LARGE_HOOK + 1}", "Expect: 100-continue"))
    elsewhere = raw(site, post("/hooks/small/", f"Content-Length: {LIMIT + 1}", "Expect: 100-continue"))

    assert accepted.json()["size"] == LARGE_HOOK
    for refusal in (larger, elsewhere):
        head, _, body = refusal.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 413")
        assert b"content-type: text/plain\r\n" in head
        assert body == b"The request body is larger than this address accepts.\n"


def test_an_address_sends_a_few_large_webhooks_at_once_and_a_session_does_not_raise_that(site):
    here, elsewhere = "X-Forwarded-For: 203.0.113.20", "X-Forwarded-For: 203.0.113.21"

    with half_sent_hooks(site, (here,), (here,)):
        assert status(one_more(site, LARGE_HOOK, here, path=HOOK)) == 429
        assert status(one_more(site, LARGE_HOOK, here, session(), path=HOOK)) == 429
        assert status(one_more(site, 1000, here, path=HOOK)) == 200
        assert status(one_more(site, LARGE_HOOK, elsewhere, path=HOOK)) == 200


def test_all_addresses_together_send_a_few_large_webhooks_at_once(site):
    def address(number):
        return f"X-Forwarded-For: 203.0.113.{number}"

    with half_sent_hooks(site, *[(address(number),) for number in (30, 31, 32)]):
        assert status(one_more(site, LARGE_HOOK, address(33), path=HOOK)) == 429
        assert status(one_more(site, 1000, address(33), path=HOOK)) == 200
        assert status(one_more(site, MB, address(33), session())) == 200


def test_a_burst_of_webhooks_waits_its_turn_and_busy_pages_do_not_refuse_it(site):
    with crowd(site, clients=20), ThreadPoolExecutor(20) as threads:
        sent = [
            threads.submit(requests.post, f"{site.url}/hooks/some/", data=b"x", timeout=10) for _ in range(20)
        ]
        statuses = [each.result().status_code for each in sent]

    assert statuses == [200] * 20


# --- how much one sender may send at once ---------------------------------------------------------------


@contextmanager
def half_sent(site, *bodies, path="/upload"):
    """Bodies in transit, each given by its size and headers, until the block ends."""
    with ExitStack() as opened:
        for size, *headers in bodies:
            connection = opened.enter_context(socket.create_connection(("127.0.0.1", site.port), timeout=10))
            connection.sendall(post(path, f"Content-Length: {size}", *headers) + b"begun")
        # Otherwise a request that is sent later may be read first.
        time.sleep(0.3)
        yield


def one_more(site, size, *headers, path="/upload"):
    """Return the response to one more body, sent at once."""
    return raw(site, post(path, f"Content-Length: {size}", *headers), bytes(size))


def status(answer):
    return int(answer[9:12])


def test_a_session_sends_a_few_large_bodies_at_once(site):
    mine, other = session(), session()

    with half_sent(site, (MB, mine), (MB, mine)):
        page = one_more(site, MB, mine)
        api = one_more(site, MB, mine, path="/api/v1/upload/")
        small = one_more(site, 1000, mine)
        of_other = one_more(site, MB, other)

    assert status(page) == 429
    assert b"retry-after: 30" in page
    assert b"Too many uploads at once" in page
    problem = json.loads(api.partition(b"\r\n\r\n")[2])
    assert (problem["code"], problem["retryable"]) == ("too_many_uploads", True)
    assert (status(small), status(of_other)) == (200, 200)
    assert comes_true(lambda: status(one_more(site, MB, mine)) == 200, within_s=5)


def test_a_session_sends_a_few_bytes_at_once(site):
    mine = session()

    with half_sent(site, (LARGEST, mine)):
        assert status(one_more(site, MB, mine)) == 429


def test_an_address_sends_more_large_bodies_at_once_than_a_session(site):
    here, elsewhere = "X-Forwarded-For: 6.6.6.6, 203.0.113.7", "X-Forwarded-For: 203.0.113.7, 203.0.113.8"

    with half_sent(site, *[(MB, session(), here) for _ in range(4)]):
        assert status(one_more(site, MB, session(), here)) == 429
        assert status(one_more(site, MB, session(), elsewhere)) == 200


def test_addresses_of_one_ipv6_network_are_one_address(site):
    def address(end):
        return f"X-Forwarded-For: {end}"

    with half_sent(site, *[(MB, session(), address(f"2001:db8::{end}")) for end in range(1, 5)]):
        assert status(one_more(site, MB, session(), address("2001:db8::9"))) == 429
        assert status(one_more(site, MB, session(), address("2001:db8:0:1::9"))) == 200


def test_small_bodies_of_an_address_are_bounded_by_their_bytes(site):
    here = "X-Forwarded-For: 203.0.113.9"

    with half_sent(site, *[(LIMIT, here) for _ in range(20)]):
        assert status(one_more(site, 1000, here)) == 429
        assert status(one_more(site, MB, here, session())) == 200
        assert status(one_more(site, 1000)) == 200
