"""The cost of billing: ``python -m loadtests.billing_bench``. Exits with 1 when a target is missed.

Uses its own Postgres, Redis and sandbox. 200 requests over 8 threads reserve 5 videos; the events of a
purchase are delivered one by one, as Stripe does.
"""

import json
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable

from tests.servers import Servers

_servers = Servers()
_servers.start()

import django  # noqa: E402 - after the servers, whose addresses are settings

os.environ["DJANGO_SETTINGS_MODULE"] = "ettametta.settings.test"
django.setup()

from django.db import connection  # noqa: E402 - after Django
from django.test.utils import CaptureQueriesContext  # noqa: E402 - after Django

from accounts import workspaces  # noqa: E402 - after Django
from accounts.models import User, Workspace  # noqa: E402 - after Django
from billing import catalogue, checkout, endpoints, entitlements, quotas, stripe_events  # noqa: E402 - after Django
from billing.errors import QuotaExhaustedError  # noqa: E402 - after Django
from billing.tests.shop import Shop  # noqa: E402 - after Django
from tests import product  # noqa: E402 - after Django

REQUESTS, THREADS, VIDEOS = 200, 8, 5
READS = 500


def main() -> int:
    """Print one line for each figure."""
    try:
        with product.sandbox() as url:
            sold = _sell_the_last(_workspace("bench@example.com")[0])
            _read_limits(_workspace("reads@example.com")[0])
            _events(Shop(url), *_workspace("buys@example.com"))
    finally:
        connection.close()
        _servers.stop()
    return 0 if sold == VIDEOS else 1


def _workspace(email: str) -> tuple[Workspace, User]:
    owner = User.objects.create_user(email, "x")
    return workspaces.open_workspace(owner=owner, name=email), owner


def _say(what: str, figure: str) -> None:
    sys.stdout.write(f"{what:<58} {figure}\n")


def _timed_ms(act: Callable[[], object], times: int) -> list[float]:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)


def _read_limits(workspace: Workspace) -> None:
    taken = _timed_ms(lambda: entitlements.limit(workspace=workspace, key="discovery.niches"), READS)
    with CaptureQueriesContext(connection) as queries:
        entitlements.limit(workspace=workspace, key="discovery.niches")
    _say("one plan limit read", f"median {statistics.median(taken):.2f} ms, {len(queries)} query")


def _sell_the_last(workspace: Workspace) -> int:
    sold: list[str] = []

    def ask(thread: int) -> None:
        for number in range(REQUESTS // THREADS):
            try:
                quotas.reserve(workspace=workspace, reference=f"render:{thread}:{number}")
                sold.append(f"{thread}:{number}")
            except QuotaExhaustedError:
                continue
        connection.close()

    began = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took_s = time.perf_counter() - began
    _say(f"{REQUESTS} requests for {VIDEOS} videos", f"{len(sold)} sold, {REQUESTS / took_s:.0f} requests/s")
    return len(sold)


def _events(shop: Shop, workspace: Workspace, owner: User) -> None:
    shop.hold_events()
    catalogue.publish()
    endpoints.ensure()
    shop.buy(workspace, owner)
    for event in shop.events():
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            answer = shop.post(json.dumps(event))
            stripe_events.apply(event["id"])
            took_ms = (time.perf_counter() - began) * 1000
        _say(f"{event['type']} ({answer.status_code})", f"{took_ms:.0f} ms, {len(queries)} SQL statements")
    session = shop.client.checkout.sessions.list().data[0].id
    taken = _timed_ms(lambda: checkout.finish(workspace=workspace, session_id=session), 5)
    _say("return after payment", f"median {statistics.median(taken):.0f} ms")


if __name__ == "__main__":
    sys.exit(main())
