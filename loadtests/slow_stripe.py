"""Page latency while Stripe hangs: ``python -m loadtests.slow_stripe``. Exits with 1 over the limit.

Starts its own installation (``manage.py up`` in a temporary folder, on free ports), delays every response of
the sandbox's Stripe by ten seconds, and requests pages while eight users press *Choose Creator* without
pause.
"""

import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import requests

from loadtests.path_bench import Product

HANGS_S = 10
PEOPLE = 8
FOR_S = 30
LIMIT_MS = 300
PAGES = ("/settings/", "/settings/billing/", "/videos/", "/")


def main() -> int:
    """Measure once. Returns 1 when the pages' p95 exceeds the limit."""
    with tempfile.TemporaryDirectory(prefix="ettametta-bench-") as folder:
        product = Product(Path(folder) / "var")
        product.start()
        try:
            product.sign_in()
            _pages(product, until=time.perf_counter() + 3)
            _hang(product)
            return _measure(product)
        finally:
            product.stop()


def _measure(product: Product) -> int:
    answers: Counter[int] = Counter()
    waited_s: list[float] = []
    ends_at = time.perf_counter() + FOR_S

    def press() -> None:
        while time.perf_counter() < ends_at:
            began = time.perf_counter()
            answers[product.press("/settings/billing/checkout/", plan="creator").status_code] += 1
            waited_s.append(time.perf_counter() - began)

    people = [threading.Thread(target=press) for _ in range(PEOPLE)]
    for person in people:
        person.start()
    taken_ms = _pages(product, until=ends_at)
    for person in people:
        person.join()
    p95 = statistics.quantiles(taken_ms, n=20)[-1]
    figures = f"median {statistics.median(taken_ms):.0f}, p95 {p95:.0f}, longest {max(taken_ms):.0f} ms"
    _say(f"{len(taken_ms)} pages while Stripe hangs: {figures} (limit of p95 {LIMIT_MS} ms)")
    _say(f"checkouts: {dict(answers)}, the longest answered after {max(waited_s):.1f} s")
    return int(p95 > LIMIT_MS)


def _pages(product: Product, *, until: float) -> list[float]:
    taken_ms = []
    while time.perf_counter() < until:
        taken_ms += [product.page(path) * 1000 for path in PAGES]
    return taken_ms


def _hang(product: Product) -> None:
    rule = {"kind": "slow", "match": {"path": "^/stripe/"}, "delay_s": HANGS_S, "times": None}
    sandbox = product.variable("SANDBOX_URL")
    requests.put(f"{sandbox}/_sandbox/faults", json=[rule], timeout=10).raise_for_status()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
