"""Pages and API during an outage of a store: ``python -m loadtests.stores_bench [redis|postgres ...]``.

Starts its own installation and runs the named parts, by default both:

- redis: Redis hangs while creators and API clients continue.
- postgres: Postgres is killed; how long errors take, and when the first request succeeds after its return.

Load goes to loopback only. Exits with 1 when a limit is exceeded.
"""

import asyncio
import signal
import sys
import time

import psutil

from loadtests import http_load
from loadtests.web_bench import Bench, Part, arguments_of, run

_USERS = 20
_AWAY_S = 10.0
API_ERRORS, REFUSED_WITHIN_S, BACK_WITHIN_S = 0.01, 1.0, 1.0


class StoresBench(Bench):
    """The installation, with control of its stores."""

    async def run_redis(self) -> None:
        """Redis keeps its connections open and does not respond for ten seconds."""
        store = self.process("redis-server")
        store.suspend()
        try:
            outcomes = await http_load.closed(
                self.site, users=self.users(_USERS), pause_s=(0.2, 0.6), seconds=_AWAY_S
            )
        finally:
            store.resume()
        pages = [each for each in outcomes if each.name != "API"]
        calls = [each for each in outcomes if each.name == "API"]
        self.judge(f"Redis away, {len(pages)} pages: failed", _failed(pages), 0, "")
        self.judge(
            f"Redis away, {len(calls)} API requests: error rate",
            _failed(calls) / max(1, len(calls)),
            API_ERRORS,
            "",
        )
        self.say(f"  p95 of all: {http_load.p95_ms(outcomes):.0f} ms")

    async def run_postgres(self) -> None:
        """Kill Postgres; the supervisor starts it again."""
        world = self._worlds[0]
        request = self.page("Ideas", world)
        await self.site.send(request)
        self._postgres().kill()
        began = time.perf_counter()
        refused: list[http_load.Outcome] = []
        returned_at = back_at = 0.0
        while not back_at and time.perf_counter() - began < 60:
            returned_at = returned_at or self._when_postgres_answers()
            outcome = await self.site.send(request)
            if outcome.status == 200 and refused:
                back_at = time.perf_counter()
            elif outcome.status != 200:
                refused.append(outcome)
            await asyncio.sleep(0.02)
        self.judge("Postgres away: not a 503", sum(each.status != 503 for each in refused), 0, "")
        slowest = max((each.took_s for each in refused), default=0.0)
        self.judge(f"Postgres away, {len(refused)} refusals: slowest", slowest, REFUSED_WITHIN_S, "s")
        self.judge(
            "Postgres back: first success after", back_at - (returned_at or back_at), BACK_WITHIN_S, "s"
        )

    def _postgres(self) -> psutil.Process:
        return self.process("postgres -D")

    def _when_postgres_answers(self) -> float:
        return time.perf_counter() if self.product.said().count(b"postgres  ready after") > 1 else 0.0


def _failed(outcomes: list[http_load.Outcome]) -> int:
    return sum(each.status != 200 for each in outcomes)


PARTS: dict[str, Part[StoresBench]] = {
    "redis": StoresBench.run_redis,
    "postgres": StoresBench.run_postgres,
}


def main() -> int:
    """Run the requested parts. Returns 1 when a limit is exceeded."""
    asked = arguments_of(__doc__).parse_args()
    return run(StoresBench, PARTS, asked.parts, workspaces=2, seconds=_AWAY_S)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
