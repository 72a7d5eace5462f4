"""Web requests that call other systems: how long they wait, and how many at once."""

import threading
import time
from contextlib import suppress

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from foundation import bulkhead
from foundation.bulkhead import BulkheadMiddleware
from foundation.errors import UpstreamUnavailableError
from foundation.upstream import UpstreamClient


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(bulkhead, "WAIT_S", 0.5)
    monkeypatch.setattr(bulkhead, "_ENDS_WITHIN_S", 2.0)
    monkeypatch.setattr(bulkhead, "AT_ONCE", 1)
    monkeypatch.setattr(bulkhead, "_slots", [])


@pytest.fixture
def gate():
    """A system that responds once the event is set."""
    opened = threading.Event()
    yield opened
    opened.set()


def holding(gate):
    def answer(handler):
        gate.wait(timeout=20)
        with suppress(BrokenPipeError):
            handler.send_response(200)
            handler.send_header("Content-Length", "2")
            handler.end_headers()
            handler.wfile.write(b"ok")

    return answer


def dripping(gate):
    """A response that never ends and never pauses long enough for a socket timeout."""

    def answer(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        while not gate.wait(timeout=0.05):
            handler.wfile.write(b".")
            handler.wfile.flush()
        handler.close_connection = True

    return answer


def visit(act):
    """Return the result of ``act`` inside a web request, and its duration."""
    began = time.monotonic()
    try:
        BulkheadMiddleware(lambda _: act() or HttpResponse())(RequestFactory().get("/"))
    except UpstreamUnavailableError as outage:
        return outage, time.monotonic() - began
    return None, time.monotonic() - began


def client(url):
    return UpstreamClient("teapot", base_url=url, timeout_s=10)


@pytest.mark.parametrize("kind", [holding, dripping])
def test_a_web_request_waits_only_as_long_as_it_may(serving, gate, kind):
    with serving(kind(gate)) as url:
        outage, took_s = visit(lambda: client(url).request("GET", "/"))
        gate.set()

    assert outage is not None
    assert outage.context["never_sent"] is False
    assert outage.retry_after_s
    assert 0.4 < took_s < 2


def test_the_limit_is_for_all_calls_of_a_request_together(serving, gate):
    def twice():
        with pytest.raises(UpstreamUnavailableError):
            client(url).request("GET", "/")
        client(url).request("GET", "/")

    with serving(holding(gate)) as url:
        outage, took_s = visit(twice)
        gate.set()

    assert outage is not None
    assert outage.context["never_sent"] is True
    assert took_s < 2


def test_a_second_request_is_refused_at_once_and_the_place_is_given_back(serving, gate):
    done = []
    with serving(holding(gate)) as url:
        bulkhead.WAIT_S = 10.0
        first = threading.Thread(
            target=lambda: done.append(visit(lambda: client(url).request("GET", "/"))[0])
        )
        first.start()
        while not bulkhead._slots:
            time.sleep(0.01)

        outage, took_s = visit(lambda: client(url).request("GET", "/"))
        assert outage is not None
        assert outage.context["never_sent"] is True
        assert outage.retry_after_s
        assert took_s < 0.3
        gate.set()
        first.join()

        assert done == [None]
        assert visit(lambda: client(url).request("GET", "/"))[0] is None


def test_a_few_requests_may_wait_at_once(serving, gate, monkeypatch):
    monkeypatch.setattr(bulkhead, "AT_ONCE", 3)
    monkeypatch.setattr(bulkhead, "WAIT_S", 10.0)
    done = []
    with serving(holding(gate)) as url:
        people = [
            threading.Thread(target=lambda: done.append(visit(lambda: client(url).request("GET", "/"))[0]))
            for _ in range(3)
        ]
        for person in people:
            person.start()
        while len(bulkhead._slots) < 3:
            time.sleep(0.01)

        outage, took_s = visit(lambda: client(url).request("GET", "/"))
        gate.set()
        for person in people:
            person.join()

    assert outage is not None
    assert took_s < 0.3
    assert done == [None] * 3


def test_an_abandoned_call_keeps_its_slot_for_a_limited_time(serving, gate, monkeypatch):
    with serving(holding(gate)) as url:
        assert visit(lambda: client(url).request("GET", "/"))[0] is not None
        outage, took_s = visit(lambda: client(url).request("GET", "/"))
        assert outage is not None
        assert took_s < 0.3, "the first call is still in flight"

        monkeypatch.setattr(bulkhead, "_ENDS_WITHIN_S", -1.0)
        outage, took_s = visit(lambda: client(url).request("GET", "/"))
        gate.set()

    assert outage is not None
    assert outage.context["never_sent"] is False, "it was tried"


def test_outside_of_web_requests_nothing_is_limited(serving, gate):
    threading.Timer(1.0, gate.set).start()

    with serving(holding(gate)) as url:
        assert client(url).request("GET", "/").content == b"ok"


def test_pages_without_calls_are_never_refused():
    assert visit(lambda: None) == (None, pytest.approx(0, abs=0.2))
