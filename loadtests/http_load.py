"""A small HTTP/1.1 load generator for loopback: a closed model with users, and an open model with a rate."""

import asyncio
import functools
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_ANSWER_WITHIN_S = 30.0
_MOST_AT_ONCE = 3000


@dataclass(frozen=True, slots=True)
class Request:
    """A request: target, session, and the expected content of the response."""

    name: str
    path: str
    headers: tuple[tuple[str, str], ...]
    expected: tuple[bytes, ...]

    @functools.lru_cache(maxsize=1024)  # noqa: B019 - a bench ends soon
    def bytes_to(self, port: int) -> bytes:
        """The request as bytes."""
        lines = [f"GET {self.path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return "\r\n".join([*lines, "", ""]).encode()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one request. ``status`` is 0 for a lost connection or timeout, -1 for a wrong body."""

    name: str
    status: int
    took_s: float
    retry_after: str = ""


@dataclass
class Site:
    """The server, with a pool of free connections."""

    url: str
    _free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)

    def __post_init__(self) -> None:
        address = urlsplit(self.url)
        if address.hostname not in {"127.0.0.1", "localhost"} or address.port is None:
            raise SystemExit("Load goes to this machine only.")
        self.port = address.port

    async def send(self, request: Request) -> Outcome:
        """Send one request and read its response."""
        began = time.perf_counter()
        status, retry_after = 0, ""
        try:
            async with asyncio.timeout(_ANSWER_WITHIN_S):
                status, headers, body = await self._exchange(request)
            retry_after = headers.get("retry-after", "")
            if status == 200 and not all(part in body for part in request.expected):
                status = -1
        except (OSError, EOFError, TimeoutError, ValueError):
            status = 0
        return Outcome(request.name, status, time.perf_counter() - began, retry_after)

    def close(self) -> None:
        """Close the free connections."""
        while self._free:
            self._free.pop()[1].close()

    def _kept(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """A free connection that the server has not closed, which it does after ten seconds."""
        while self._free:
            reader, writer = self._free.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return None

    async def _exchange(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        reader, writer = self._kept() or await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(request.bytes_to(self.port))
            status, headers = await _head(reader)
            body = await reader.readexactly(int(headers.get("content-length", "0")))
        except BaseException:
            writer.close()
            raise
        self._free.append((reader, writer))
        return status, headers, body


async def _head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines[1:] if line)
    return int(lines[0].split()[1]), {name.lower(): value.strip() for name, _, value in pairs}


async def closed(
    site: Site, *, users: Sequence[Callable[[], Request]], pause_s: tuple[float, float], seconds: float
) -> list[Outcome]:
    """Users who send a request, read the response, pause and repeat."""
    outcomes: list[Outcome] = []
    end = time.perf_counter() + seconds

    async def use(choose: Callable[[], Request]) -> None:
        await asyncio.sleep(random.uniform(0, pause_s[1]))  # noqa: S311 - load, not secrets
        while time.perf_counter() < end:
            outcomes.append(await site.send(choose()))
            await asyncio.sleep(random.uniform(*pause_s))  # noqa: S311 - load, not secrets

    await asyncio.gather(*[use(choose) for choose in users])
    return outcomes


async def offered(
    site: Site, *, choose: Callable[[], Request], per_s: float, seconds: float
) -> tuple[list[Outcome], float]:
    """Requests at a constant rate, whatever the server does. Also returns the seconds until all were
    answered.
    """
    tasks: set[Awaitable[Outcome]] = set()
    began = time.perf_counter()
    for number in range(min(int(per_s * seconds), _MOST_AT_ONCE * 10)):
        wait_s = began + number / per_s - time.perf_counter()
        if wait_s > 0:
            await asyncio.sleep(wait_s)
        tasks.add(asyncio.ensure_future(site.send(choose())))
    outcomes = await asyncio.gather(*tasks)
    return list(outcomes), time.perf_counter() - began


def p95_ms(outcomes: Iterable[Outcome]) -> float:
    """The 95th percentile of the times, in milliseconds."""
    times = sorted(outcome.took_s for outcome in outcomes)
    if len(times) < 2:
        return 1000 * (times[0] if times else 0.0)
    return 1000 * statistics.quantiles(times, n=20, method="inclusive")[-1]
