"""The RSGI application: reads a body, waits for a free thread, and sends refusals itself.

Django runs in few threads, since more make it slower. Operations that a client can slow down therefore run
outside them: bodies are read before, files are sent afterwards, and waiting is bounded.
"""

import asyncio
import gc
import logging
import resource
import time
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from granian.rsgi import HTTPProtocol, Scope  # type: ignore[attr-defined] # re-exported, not declared so

from ettametta.front import bodies, gateway, refusals, senders
from ettametta.front.pool import BusyError, Pool
from ettametta.front.refusals import Refusal
from ettametta.front.senders import Claim, Sender, Senders, Shares
from foundation import logs, pages, problems

logger = logging.getLogger(__name__)

HEALTH_PATH = "/healthz"
# The maximum time that a request waits for a thread under overload.
_WAIT_S = 0.2
# Senders of webhooks wait for some seconds, and repeat a refused one minutes or hours later.
_HOOK_WAIT_S = 3.0
_LOG_SHEDDING_EVERY_S = 5.0
_OPEN_FILES = 10_240
_REFUSED_BODIES: dict[type[Exception], Refusal] = {
    bodies.TooLargeError: refusals.TOO_LARGE,
    bodies.NoRoomError: refusals.BUSY,
    senders.TooMuchAtOnceError: refusals.TOO_MANY_UPLOADS,
    bodies.TooSlowError: refusals.TOO_SLOW,
    bodies.IncompleteError: refusals.INCOMPLETE,
}
# The client is still sending when these are refused.
_REFUSED_EARLY = (bodies.TooLargeError, bodies.NoRoomError, senders.TooMuchAtOnceError)


@dataclass(frozen=True, slots=True)
class Limits:
    """The number of Django threads, the length of their queue, and the maximum body sizes."""

    threads: int
    queue: int
    body_bytes: int
    static_prefix: str
    shares: Shares
    pace: bodies.Pace = field(default_factory=bodies.Pace)
    # Paths that accept files, and the maximum body size of signed-in people there.
    upload_bytes: Mapping[str, int] = field(default_factory=dict)
    # Paths that accept large webhooks, and their maximum body size. Their senders have no session.
    hook_bytes: Mapping[str, int] = field(default_factory=dict)

    def for_path(self, path: str) -> int:
        """Return the largest body that this path accepts."""
        return self.upload_bytes.get(path) or self.hook_bytes.get(path, self.body_bytes)

    def for_sender(self, sender: Sender, path: str) -> int:
        """Return the largest body that this path accepts from the sender."""
        is_open = bool(sender.credential) or path in self.hook_bytes
        return self.for_path(path) if is_open else self.body_bytes

    def sender_of(self, request: HttpRequest, path: str) -> Sender:
        """Identify the sender of this request. A session or key gives no larger share of a webhook's path."""
        sender = senders.sender_of(request)
        return Sender("", sender.address) if path in self.hook_bytes else sender


class Front:
    """The web server's entry point for each request."""

    def __init__(self, django: gateway.Django, *, limits: Limits, folder: Path) -> None:
        self._limits = limits
        self._gateway = gateway.Gateway(django, folder)
        self._store = bodies.Store(folder)
        self._senders = Senders(limits.shares)
        self._pages = Pool("pages", threads=limits.threads, queue=limits.queue, wait_s=_WAIT_S)
        # Styles and scripts are fast and belong to pages that were admitted.
        self._static = Pool("static", threads=1, queue=limits.queue * 4, wait_s=4 * _WAIT_S)
        # A burst of webhooks must neither slow pages nor be refused because of them.
        self._hooks = Pool("hooks", threads=1, queue=limits.queue * 8, wait_s=_HOOK_WAIT_S)
        self._shed = 0
        self._shedding_logged_at = 0.0

    def __rsgi_init__(self, _loop: asyncio.AbstractEventLoop) -> None:
        """Prepare this process for many open connections."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        # Exempt what is loaded from garbage collection. A full collection would stop every request for 0.3 s.
        gc.collect()
        gc.freeze()

    def __rsgi_del__(self, _loop: asyncio.AbstractEventLoop) -> None:
        """Stop the threads. Every accepted request has been answered."""
        self._pages.close()
        self._static.close()
        self._hooks.close()
        self._store.close()

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer one request."""
        if scope.path == HEALTH_PATH:
            _answer_health(scope, protocol)
            return
        if self._pool(scope).is_full and not _has_body(scope):
            # Under overload most requests end here, so this path must be cheap.
            self._shed_one(scope, protocol)
            return
        if not _has_body(scope):
            await self._answer(scope, protocol, body=None, size=0)
            return
        request = WSGIRequest(gateway.environ_of(scope, body=None, size=0))
        sender = self._limits.sender_of(request, scope.path)
        with closing(bodies.Body(self._store, Claim(self._senders, sender))) as body:
            if await self._receives(scope, protocol, body, request=request, sender=sender):
                await self._answer(scope, protocol, body=body.file, size=body.size)

    async def _receives(
        self, scope: Scope, protocol: HTTPProtocol, body: bodies.Body, *, request: HttpRequest, sender: Sender
    ) -> bool:
        """True if the body arrived. If not, the refusal has been sent."""
        declared = scope.headers.get("content-length")
        limit = self._limits.for_sender(sender, scope.path)
        chunks = aiter(protocol)
        try:
            await bodies.read(
                chunks,
                into=body,
                declared=None if declared is None else int(declared),
                limit=limit,
                pace=self._limits.pace,
            )
        except tuple(_REFUSED_BODIES) as error:
            refusal = _REFUSED_BODIES[type(error)]
            if isinstance(error, bodies.TooLargeError) and limit < self._limits.for_path(scope.path):
                refusal = refusals.SIGNED_OUT
            _refuse(scope, protocol, refusal, request=request)
            if isinstance(error, _REFUSED_EARLY) and "expect" not in scope.headers:
                await bodies.discard(chunks)
            return False
        return True

    async def _answer(
        self, scope: Scope, protocol: HTTPProtocol, *, body: IO[bytes] | None, size: int
    ) -> None:
        pool = self._pool(scope)
        environ = gateway.environ_of(scope, body=body, size=size)
        starts_at_once = pool.has_free_thread
        try:
            work = pool.submit(partial(self._gateway.answer, environ, protocol))
        except BusyError:
            self._shed_one(scope, protocol)
            return
        if not starts_at_once and await _client_left(protocol, before=work):
            work.cancel()
        try:
            await asyncio.wrap_future(work)
        except asyncio.CancelledError:
            return
        except Exception:
            logger.exception("request failed outside of Django")
            _refuse(scope, protocol, refusals.FAILED)

    def _pool(self, scope: Scope) -> Pool:
        if scope.path.startswith(problems.HOOKS_PREFIX):
            return self._hooks
        return self._static if scope.path.startswith(self._limits.static_prefix) else self._pages

    def _shed_one(self, scope: Scope, protocol: HTTPProtocol) -> None:
        _refuse(scope, protocol, refusals.BUSY)
        self._shed += 1
        now = time.monotonic()
        if now - self._shedding_logged_at > _LOG_SHEDDING_EVERY_S:
            logger.warning("requests shed", extra={"count": self._shed})
            self._shed, self._shedding_logged_at = 0, now


def _has_body(scope: Scope) -> bool:
    headers = scope.headers
    return headers.get("content-length") not in {None, "0"} or "transfer-encoding" in headers


def _answer_health(scope: Scope, protocol: HTTPProtocol) -> None:
    if scope.method not in {"GET", "HEAD"}:
        protocol.response_empty(405, [("allow", "GET, HEAD")])
        return
    request_id = logs.choose_request_id(scope.headers.get("x-request-id", ""))
    headers = [
        ("content-type", "application/json"),
        ("cache-control", "no-store"),
        ("x-request-id", request_id),
    ]
    protocol.response_str(200, headers, '{"status": "ok"}')


async def _client_left(protocol: HTTPProtocol, *, before: "Future[None]") -> bool:
    """Wait until the work is done or the client has closed the connection."""
    leaving = asyncio.ensure_future(_until_left(protocol))
    done = asyncio.wrap_future(before)
    try:
        await asyncio.wait({leaving, done}, return_when=asyncio.FIRST_COMPLETED)
        return not done.done()
    finally:
        leaving.cancel()


async def _until_left(protocol: HTTPProtocol) -> None:
    await protocol.client_disconnect()


def _refuse(
    scope: Scope, protocol: HTTPProtocol, refusal: Refusal, *, request: HttpRequest | None = None
) -> None:
    """Send the refusal. If ``request`` is given, its body is unread and the connection is closed."""
    status, headers, body = refusals.answer(
        refusal,
        path=scope.path,
        is_htmx="hx-request" in scope.headers,
        request_id=logs.choose_request_id(scope.headers.get("x-request-id", "")),
        back_url="/" if request is None else _page_behind(request),
    )
    if request is not None:
        headers.append(("connection", "close"))
    protocol.response_bytes(status, headers, body)


def _page_behind(request: HttpRequest) -> str:
    try:
        return pages.page_behind(request)
    except DisallowedHost:
        return "/"
