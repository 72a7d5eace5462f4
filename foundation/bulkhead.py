"""Limits on how long web requests wait for other systems, and how many wait at once.

A slow vendor must not slow down every page. A web process has few threads: only a few of its requests may
call other systems at the same time, each for some seconds in total; one more is refused at once. While a
request waits, the server runs another one. Workers, commands and tests that call functions directly are not
limited.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import TypeVar

from django.http import HttpRequest, HttpResponseBase

from foundation.errors import UpstreamUnavailableError

WAIT_S = 5.0
# Per web process. Each of these requests keeps one of the process's few database connections.
AT_ONCE = 4
# Per web process, in addition to the above: requests that have files inspected.
FILES_AT_ONCE = 2
# An abandoned call ends by its own timeout. After this time it counts as lost.
_ENDS_WITHIN_S = 30.0
_RETRY_AFTER_S = 5

Answer = TypeVar("Answer")


class _WebRequest:
    """The calls of one web request to other systems. The first call starts the clock."""

    def __init__(self) -> None:
        self.ends_at: float | None = None
        self.is_over = False
        self.running = 0

    def occupies_slot(self, now: float) -> bool:
        """True while a call of this request may still be in flight."""
        if self.ends_at is None or now > self.ends_at + _ENDS_WITHIN_S:
            return False
        return not self.is_over or self.running > 0


_current: ContextVar[_WebRequest | None] = ContextVar("bulkhead_request", default=None)
_lock = threading.Lock()
_slots: list[_WebRequest] = []
# Set by servers that run requests in threads: a context in which another request may use the thread.
thread_released: ContextVar[Callable[[], AbstractContextManager[None]]] = ContextVar(
    "bulkhead_thread_released", default=nullcontext
)


class BulkheadMiddleware:
    """Tracks the calls that are made inside a web request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Limit the calls to other systems that are made during this request."""
        web_request = _WebRequest()
        token = _current.set(web_request)
        try:
            return self.get_response(request)
        finally:
            web_request.is_over = True
            _current.reset(token)


def enter(system: str) -> None:
    """In a web request, take one of the process's slots for calls until the request ends.

    Raises UpstreamUnavailableError with ``never_sent`` when all slots are taken. Outside a web request, does
    nothing.
    """
    web_request = _current.get()
    if web_request is None or web_request.ends_at is not None:
        return
    now = time.monotonic()
    with _lock:
        _slots[:] = [each for each in _slots if each.occupies_slot(now)]
        if len(_slots) >= AT_ONCE:
            raise UpstreamUnavailableError(
                f"{system} is slow right now and other requests are waiting, so this was not sent. "
                "Try again in a few seconds.",
                system=system,
                retry_after_s=_RETRY_AFTER_S,
                never_sent=True,
            )
        web_request.ends_at = now + WAIT_S
        _slots.append(web_request)


def is_in_request() -> bool:
    """True inside a web request."""
    return _current.get() is not None


@contextmanager
def waiting() -> Iterator[None]:
    """Wrap any wait for another system or process, so that the server runs other requests meanwhile."""
    if not is_in_request():
        yield
        return
    with thread_released.get()():
        yield


def time_left_s(default: float) -> float:
    """How long the current web request may still wait, in seconds; ``default`` outside a web request."""
    web_request = _current.get()
    if web_request is None:
        return default
    left = WAIT_S if web_request.ends_at is None else web_request.ends_at - time.monotonic()
    return max(0.0, min(default, left))


def call(system: str, exchange: Callable[[], Answer]) -> Answer:
    """Run one exchange with another system. It must not touch the database.

    In a web request, waits at most as long as the request may still wait, even if the response drips and so
    never hits the socket's timeout. Raises UpstreamUnavailableError on that timeout, although the exchange
    may still take effect, and in the cases of ``enter``.
    """
    web_request = _current.get()
    if web_request is None:
        return exchange()
    enter(system)
    if time_left_s(WAIT_S) <= 0:
        raise _too_late(system, never_sent=True)
    answer: Future[Answer] = Future()

    def run() -> None:
        try:
            answer.set_result(exchange())
        except BaseException as error:  # noqa: BLE001 - raised again in the waiting thread
            answer.set_exception(error)
        finally:
            web_request.running -= 1

    web_request.running += 1
    threading.Thread(target=run, name=f"call to {system}", daemon=True).start()
    with waiting():
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
