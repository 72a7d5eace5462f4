"""What the stand-ins do wrong on request: refusals, delays, broken answers and lost ones."""

import asyncio
import json
import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox import context, google_errors
from sandbox.connections import abort

Kind = Literal[
    "status",
    "quotaExceeded",
    "slow",
    "truncated",
    "malformed",
    "drop_after_commit",
    "drop_before_commit",
    "invalid_grant",
    "wrong_content_type",
]


class Match(BaseModel):
    """Which requests a rule is about; ``nth`` lets that many minus one pass first."""

    model_config = ConfigDict(extra="forbid")

    method: str | None = None
    path: str = ".*"
    nth: int = Field(default=1, ge=1)


class Rule(BaseModel):
    """One fault: what happens, to which requests, and how often. ``times`` None means always.

    ``status`` is the status answered by the kinds *status* and *drop_after_commit*; the latter cuts
    the connection without it. *drop_after_commit* does the work first: the answer alone is lost.
    """

    model_config = ConfigDict(extra="forbid")

    match: Match = Match()
    kind: Kind
    times: int | None = Field(default=1, ge=1)
    status: int | None = Field(default=None, ge=400, le=599)
    retry_after_s: int | None = Field(default=None, ge=0)
    delay_s: float = Field(default=2.0, ge=0, le=600)
    seen: int = 0
    fired: int = 0

    def fires(self, method: str, path: str) -> bool:
        """Count a request, and say whether this one goes wrong."""
        if self.match.method not in (None, method) or not re.search(self.match.path, path):
            return False
        self.seen += 1
        if self.seen < self.match.nth or (self.times is not None and self.fired >= self.times):
            return False
        self.fired += 1
        return True


_ASKED_TO = "The sandbox was asked to answer this."
_RULES = TypeAdapter(list[Rule])


class Faults:
    """The rules in force, the first that fires wins."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def next_for(self, method: str, path: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.fires(method, path)), None)


class FaultMiddleware:
    """Answers as the rules say, and leaves all other requests alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/_sandbox/"):
            await self._app(scope, receive, send)
            return
        faults = context.of(HTTPConnection(scope)).faults
        rule = faults.next_for(scope["method"], scope["path"]) if faults.rules else None
        if rule is None:
            await self._app(scope, receive, send)
        elif rule.kind in ("status", "quotaExceeded", "invalid_grant"):
            await _read_all(receive)
            await _refusal(rule, scope)(scope, receive, send)
        elif rule.kind == "drop_before_commit":
            abort(scope)
        else:
            await self._spoil(rule, scope, receive, send)

    async def _spoil(self, rule: Rule, scope: Scope, receive: Receive, send: Send) -> None:
        """Do the work, then do wrong by its answer."""
        if rule.kind == "slow":
            await asyncio.sleep(rule.delay_s)
            await self._app(scope, receive, send)
            return
        answer = _Answer()
        await self._app(scope, receive, answer.collect)
        if rule.kind == "drop_after_commit":
            await _lose(rule, scope, receive, send)
        elif rule.kind == "truncated":
            await _send_half(answer, scope, send)
        else:
            await _garbled(rule, answer)(scope, receive, send)


class _Answer:
    """A complete answer, kept back."""

    def __init__(self) -> None:
        self.start: Message = {}
        self.body = b""

    async def collect(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self.body += message.get("body", b"")


async def _lose(rule: Rule, scope: Scope, receive: Receive, send: Send) -> None:
    if rule.status is None:
        abort(scope)
        return
    await _refusal(rule, scope)(scope, receive, send)


async def _send_half(answer: _Answer, scope: Scope, send: Send) -> None:
    """Announce the whole body, send half of it, and hang up."""
    await send(answer.start)
    await send(
        {"type": "http.response.body", "body": answer.body[: len(answer.body) // 2], "more_body": True}
    )
    await asyncio.sleep(0.05)
    abort(scope)


def _garbled(rule: Rule, answer: _Answer) -> Response:
    status = answer.start.get("status", 200)
    if rule.kind == "wrong_content_type":
        page = "<!doctype html><title>Proxy</title><p>The sandbox was asked to answer like a proxy.</p>"
        return Response(page, status_code=status, media_type="text/html")
    return Response(
        b'{"items": [{"id": ' + answer.body[:20], status_code=status, media_type="application/json"
    )


def _refusal(rule: Rule, scope: Scope) -> Response:
    if scope["path"].startswith("/openai/"):
        return _openai_refusal(rule)
    if rule.kind == "invalid_grant":
        document: object = {
            "error": "invalid_grant",
            "error_description": "Token has been expired or revoked.",
        }
        return JSONResponse(document, status_code=400)
    if rule.kind == "quotaExceeded":
        message = "The request cannot be completed because you have exceeded your quota."
        document = google_errors.body(403, message, reason="quotaExceeded", domain="youtube.quota")
        return JSONResponse(document, status_code=403)
    status = rule.status or 503
    reason = "rateLimitExceeded" if status == 429 else "backendError"
    document = google_errors.body(status, _ASKED_TO, reason=reason)
    return JSONResponse(document, status_code=status, headers=_retry_after(rule))


def _openai_refusal(rule: Rule) -> Response:
    """The same in OpenAI's shape, where an empty quota is a matter of billing and also a 429."""
    status = 429 if rule.kind == "quotaExceeded" else rule.status or 503
    code = "rate_limit_exceeded" if status == 429 else "server_error"
    code = "insufficient_quota" if rule.kind == "quotaExceeded" else code
    document = {"error": {"message": _ASKED_TO, "type": code, "param": None, "code": code}}
    return JSONResponse(document, status_code=status, headers=_retry_after(rule))


def _retry_after(rule: Rule) -> dict[str, str]:
    return {} if rule.retry_after_s is None else {"Retry-After": str(rule.retry_after_s)}


async def _read_all(receive: Receive) -> None:
    """Take the body in first: a refusal sent while the caller still writes reads as a broken pipe."""
    while (await receive()).get("more_body", False):
        pass


async def show(request: Request) -> Response:
    return JSONResponse(_RULES.dump_python(context.of(request).faults.rules, mode="json"))


async def replace(request: Request) -> Response:
    """Put these rules in force instead of the present ones."""
    context.of(request).faults.rules = _RULES.validate_python(json.loads(await request.body()))
    return await show(request)


async def clear(request: Request) -> Response:
    context.of(request).faults.rules = []
    return Response(status_code=204)


routes = [
    Route("/_sandbox/faults", show, methods=["GET"]),
    Route("/_sandbox/faults", replace, methods=["PUT"]),
    Route("/_sandbox/faults", clear, methods=["DELETE"]),
]
