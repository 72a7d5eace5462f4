"""How long web requests wait for other systems, and how many at once, so that a slow vendor slows no page.

A web process has few threads. Of its requests one at a time may call other systems, for a few seconds in all;
another one is refused at once. Workers, commands and tests that call functions directly are not limited.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import ContextVar
from typing import TypeVar

from django.http import HttpRequest, HttpResponseBase

from foundation.errors import UpstreamUnavailableError

WAIT_S = 5.0
# A call that a request no longer waits for ends by its own time limit; after this it is given up as lost.
_ENDS_WITHIN_S = 30.0
_RETRY_AFTER_S = 5

Answer = TypeVar("Answer")


class _Visit:
    """What one web request does with other systems. The first call starts the clock."""

    def __init__(self) -> None:
        self.ends_at: float | None = None
        self.is_over = False
        self.running = 0

    def is_in_the_way(self, now: float) -> bool:
        """True while a call of this request may still be in flight."""
        if self.ends_at is None or now > self.ends_at + _ENDS_WITHIN_S:
            return False
        return not self.is_over or self.running > 0


_visit: ContextVar[_Visit | None] = ContextVar("bulkhead_visit", default=None)
_lock = threading.Lock()
_current: _Visit | None = None


class BulkheadMiddleware:
    """Marks what happens inside a web request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Limit the calls to other systems that are made while the request is answered."""
        visit = _Visit()
        token = _visit.set(visit)
        try:
            return self.get_response(request)
        finally:
            visit.is_over = True
            _visit.reset(token)


def enter(system: str) -> None:
    """In a web request: take the process's one place for calls, until the request ends.

    Raises UpstreamUnavailableError, with ``never_sent``, while another request has it. Elsewhere nothing.
    """
    global _current
    visit = _visit.get()
    if visit is None or visit.ends_at is not None:
        return
    now = time.monotonic()
    with _lock:
        if _current is not None and _current.is_in_the_way(now):
            raise UpstreamUnavailableError(
                f"{system} is slow just now and other requests are waiting for it, so this was not sent. "
                "Try again in a few seconds.",
                system=system,
                retry_after_s=_RETRY_AFTER_S,
                never_sent=True,
            )
        visit.ends_at = now + WAIT_S
        _current = visit


def time_left_s(otherwise: float) -> float:
    """How long the present web request may still wait; ``otherwise`` outside of one."""
    visit = _visit.get()
    if visit is None:
        return otherwise
    left = WAIT_S if visit.ends_at is None else visit.ends_at - time.monotonic()
    return max(0.0, min(otherwise, left))


def call(system: str, exchange: Callable[[], Answer]) -> Answer:
    """Run one exchange with another system. It must not touch the database.

    In a web request its answer is awaited for as long as the request may wait, whatever the other side does:
    a body that drips never ends by a socket's time limit. Raises UpstreamUnavailableError then, although the
    exchange may still have its effect, and as ``enter`` does.
    """
    visit = _visit.get()
    if visit is None:
        return exchange()
    enter(system)
    if time_left_s(WAIT_S) <= 0:
        raise _too_late(system, never_sent=True)
    answer: Future[Answer] = Future()

    def run() -> None:
        try:
            answer.set_result(exchange())
        except BaseException as error:  # noqa: BLE001 - raised again by whoever awaits the answer
            answer.set_exception(error)
        finally:
            visit.running -= 1

    visit.running += 1
    threading.Thread(target=run, name=f"call to {system}", daemon=True).start()
    try:
        return answer.result(timeout=time_left_s(WAIT_S))
    except TimeoutError as error:
        if answer.done():
            raise
        raise _too_late(system, never_sent=False) from error


def _too_late(system: str, *, never_sent: bool) -> UpstreamUnavailableError:
    return UpstreamUnavailableError(
        f"{system} did not answer in time. Try again in a minute.",
        system=system,
        retry_after_s=_RETRY_AFTER_S,
        cause="TimeLimit",
        never_sent=never_sent,
    )
