"""The cost of pages: ``python -m loadtests.page_bench``. Exits with 1 when a page exceeds a limit.

CPU ms of one process (``time.process_time``) and SQL statements for one request, compressed with brotli, by
Django's test client against its own Postgres, Redis and sandbox. The workspace follows the three suggested
niches with two weeks of the sandbox's data and has one of each other row. Warm: the page was requested just
before. Cold: every cache is empty, including that of rendered rows. Cached list and drawer: CPU ms of reading
them from Redis, without rendering.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from tests.servers import Servers

_servers = Servers()
_servers.start()

import django  # noqa: E402 - after the servers, whose addresses are settings

os.environ |= {"DJANGO_SETTINGS_MODULE": "ettametta.settings.test", "LOG_LEVEL": "WARNING"}
django.setup()

from django.core.cache import cache  # noqa: E402 - after Django
from django.db import connection  # noqa: E402 - after Django
from django.test import Client  # noqa: E402 - after Django
from django.test.utils import CaptureQueriesContext  # noqa: E402 - after Django
from django.utils import timezone  # noqa: E402 - after Django

from accounts.models import Workspace  # noqa: E402 - after Django
from discovery import listings, samples  # noqa: E402 - after Django
from discovery.models import Niche, Outcome, SourceChannel  # noqa: E402 - after Django
from discovery.views import rows  # noqa: E402 - after Django
from tests import product, world  # noqa: E402 - after Django
from tests.world import World  # noqa: E402 - after Django

_ROUNDS = 40
# Reads of a cached value per round, and the limit of their 95th percentile of CPU time.
_READS, _READ_LIMIT_MS = 5, 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page and its limits: CPU ms and SQL statements when warm, CPU ms when cold, bytes on the wire."""

    name: str
    path: str
    warm_ms: float
    cold_ms: float
    queries: int
    size_bytes: int = 150_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The cost of a page."""

    warm_ms: float
    cold_ms: float
    queries: int
    size_bytes: int


def main(arguments: list[str] | None = None) -> int:
    """Print one line for each page, and each limit that it exceeds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=_ROUNDS, help="requests per figure")
    parser.add_argument("--sql", action="store_true", help="print the statements of each page")
    options = parser.parse_args(arguments)
    try:
        with product.sandbox():
            made, client, pages = _workspace()
            costs = [(page, _measure(client, page, options.rounds)) for page in pages]
            reads = _measure_reads(made.workspace, options.rounds)
            if options.sql:
                _say_statements(client, pages)
    finally:
        connection.close()
        _servers.stop()
    over = [page for page, cost in costs if _report(page, cost)]
    slow = [name for name, times in reads.items() if _report_read(name, times)]
    return 1 if over or slow else 0


def _measure_reads(workspace: Workspace, rounds: int) -> dict[str, list[float]]:
    """Return the CPU ms of reading cached values: what the pages and the API do before they render."""
    query = listings.Query(within=timedelta(days=7), order="-score_low")
    first = listings.page(workspace=workspace, query=query).lines[0].id
    reads: dict[str, Callable[[], object]] = {
        "List": lambda: [rows.row_of(line) for line in listings.page(workspace=workspace, query=query).lines],
        "Drawer": lambda: listings.drawer(workspace=workspace, candidate_id=first),
    }
    return {name: [_read_ms(read) for _ in range(_READS * rounds)] for name, read in reads.items()}


def _read_ms(read: Callable[[], object]) -> float:
    began = time.process_time()
    read()
    return (time.process_time() - began) * 1000


def _report_read(name: str, times: list[float]) -> bool:
    """Print the line of a cached read. True if it exceeds its limit."""
    p95 = statistics.quantiles(times, n=20)[-1]
    is_over = p95 > _READ_LIMIT_MS
    words = f"{statistics.median(times):6.2f} ms p50, {p95:6.2f} ms p95 (limit {_READ_LIMIT_MS:g})"
    sys.stdout.write(f"Cached {name.lower():<9}{words}{'  OVER' if is_over else ''}\n")
    return is_over


def _workspace() -> tuple[World, Client, list[Page]]:
    made = world.full("bench@example.com")
    samples.load(workspace=made.workspace)
    # Nothing is scanned for the first time.
    Niche.objects.update(outcome=Outcome.SUCCEEDED)
    SourceChannel.objects.filter(collected_at=None).update(collected_at=timezone.now())
    client = Client(headers={"Accept-Encoding": "br"})
    client.force_login(made.owner)
    video = f"/videos/{made.id_of('Video')}/"
    return (
        made,
        client,
        [
            Page(name="Home", path="/", warm_ms=12, cold_ms=20, queries=5),
            Page(name="Discover", path="/discover/", warm_ms=20, cold_ms=55, queries=3),
            Page(name="Ideas", path="/ideas/", warm_ms=12, cold_ms=20, queries=6),
            Page(name="Studio", path="/videos/", warm_ms=12, cold_ms=20, queries=3),
            Page(name="Calendar", path="/calendar/", warm_ms=12, cold_ms=20, queries=8),
            Page(name="Video", path=video, warm_ms=12, cold_ms=20, queries=9),
            Page(name="Shop", path="/shop/", warm_ms=12, cold_ms=20, queries=12),
            Page(name="Products", path="/shop/products/", warm_ms=12, cold_ms=20, queries=8),
            Page(name="Orders", path="/shop/orders/", warm_ms=12, cold_ms=20, queries=10),
            Page(name="Offers", path=f"{video}offers/", warm_ms=20, cold_ms=30, queries=14),
            Page(name="Billing", path="/settings/billing/", warm_ms=12, cold_ms=20, queries=12),
        ],
    )


def _measure(client: Client, page: Page, rounds: int) -> Cost:
    for _ in range(3):
        _ask(client, page)
    with CaptureQueriesContext(connection) as queries:
        size_bytes = _ask(client, page)
    # Counted now, because the next request clears the connection's log.
    statements = len(queries)
    return Cost(
        warm_ms=statistics.median(_cpu_ms(client, page) for _ in range(rounds)),
        cold_ms=statistics.median(_cold_cpu_ms(client, page) for _ in range(rounds)),
        queries=statements,
        size_bytes=size_bytes,
    )


def _ask(client: Client, page: Page) -> int:
    answer = client.get(page.path)
    if answer.status_code != 200:
        raise SystemExit(f"{page.path} answered {answer.status_code}")
    return len(answer.content)


def _cpu_ms(client: Client, page: Page) -> float:
    began = time.process_time()
    _ask(client, page)
    return (time.process_time() - began) * 1000


def _cold_cpu_ms(client: Client, page: Page) -> float:
    cache.clear()
    rows.html_of.cache_clear()
    return _cpu_ms(client, page)


def _report(page: Page, cost: Cost) -> bool:
    """Print the page's line. True if it exceeds a limit."""
    figures = (
        ("ms warm", cost.warm_ms, page.warm_ms),
        ("ms cold", cost.cold_ms, page.cold_ms),
        ("queries", cost.queries, page.queries),
        ("bytes", cost.size_bytes, page.size_bytes),
    )
    words = [f"{value:6.1f} {unit} (limit {limit:g})" for unit, value, limit in figures]
    is_over = any(value > limit for _, value, limit in figures)
    sys.stdout.write(f"{page.name:<10}{', '.join(words)}{'  OVER' if is_over else ''}\n")
    return is_over


def _say_statements(client: Client, pages: list[Page]) -> None:
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            _ask(client, page)
        lines = (f"  {query['sql'][:1000]}\n" for query in queries)
        sys.stdout.write(f"{page.name}: {len(queries)}\n{''.join(lines)}")


if __name__ == "__main__":
    sys.exit(main())
