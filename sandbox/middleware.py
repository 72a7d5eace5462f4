"""Middleware for every request: journal, faults and method override."""

import asyncio
import json
import re
from urllib.parse import parse_qs, unquote_plus, urlencode

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox import clock, context, google_errors
from sandbox.connections import abort
from sandbox.faults import IN_SOUND, PRESCRIBED, Rule
from sandbox.journal import Entry
from sandbox.shopify import errors as shopify_errors
from sandbox.stripe import errors as stripe_errors
from sandbox.tiktok import errors as tiktok_errors
from sandbox.writing import mishaps, withheld

_TO_MODELS = re.compile(r":generateContent$|^/openai/v1/(?:responses|chat/completions)$")
_PROMPT_LENGTH = 12_000
_ASKED_TO = "Simulated by the sandbox."
_SECRETS = (
    "key",
    "access_token",
    "code",
    "client_secret",
    "refresh_token",
    "token",
    "code_challenge",
    "state",
    "upload_token",
)


class JournalMiddleware:
    """Records every request, except those to the sandbox's own controls."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(("/_sandbox/", "/healthz", "/media/")):
            await self._app(scope, receive, send)
            return
        entry = _entry(HTTPConnection(scope))
        context.of(HTTPConnection(scope)).journal.entries.append(entry)

        async def note_status(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry.status = message["status"]
            await send(message)

        async def note_prompt() -> Message:
            message = await receive()
            if len(entry.prompt) < _PROMPT_LENGTH:
                entry.prompt += message.get("body", b"").decode("utf-8", "replace")[:_PROMPT_LENGTH]
            return message

        is_prompt = _TO_MODELS.search(scope["path"]) is not None
        await self._app(scope, note_prompt if is_prompt else receive, note_status)


def _entry(request: HTTPConnection) -> Entry:
    query = request.query_params
    authorization = request.headers.get("authorization", "")
    # Pexels takes the bare key.
    credentials = authorization.partition(" ")[2] or authorization
    headers = request.headers
    sent = (headers.get(name) for name in ("x-goog-api-key", "xi-api-key", "x-shopify-access-token"))
    key = query.get("key") or next(filter(None, sent), credentials)
    return Entry(
        method=request.scope["method"],
        path=request.url.path,
        query={name: ",".join(query.getlist(name)) for name in query if name not in _SECRETS},
        at=clock.rfc3339(context.of(request).clock.now()),
        caller=key[:4],
    )


class FaultMiddleware:
    """Applies the matching rule; passes all other requests on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/_sandbox/"):
            await self._app(scope, receive, send)
            return
        rule, receive = await _rule_for(scope, receive)
        if rule is None:
            await self._app(scope, receive, send)
        elif rule.kind in ("status", "quotaExceeded", "invalid_grant", "redirect"):
            await _read_all(receive)
            await _refusal(rule, scope)(scope, receive, send)
        elif rule.kind == "drop_before_commit":
            abort(scope)
        elif rule.kind == "answer" and scope["path"].startswith("/stripe/v1/"):
            # Stripe's stand-in handles idempotency keys and their stored responses.
            await self._app({**scope, PRESCRIBED: rule}, receive, send)
        elif rule.kind in IN_SOUND:
            await self._app({**scope, PRESCRIBED: rule}, receive, send)
        elif rule.kind == "answer" and not rule.is_done:
            await _read_all(receive)
            await _prescribed(rule)(scope, receive, send)
        else:
            await self._spoil(rule, scope, receive, send)

    async def _spoil(self, rule: Rule, scope: Scope, receive: Receive, send: Send) -> None:
        """Process the request, then apply the fault to its response."""
        if rule.kind == "slow":
            await asyncio.sleep(rule.delay_s)
            if rule.status is None:
                await self._app(scope, receive, send)
            else:
                await _read_all(receive)
                await _refusal(rule, scope)(scope, receive, send)
            return
        answer = _Answer()
        await self._app(scope, receive, answer.collect)
        if rule.kind == "drop_after_commit":
            await _lose(rule, scope, receive, send)
        elif rule.kind == "truncated":
            await _send_half(answer, scope, send)
        else:
            await _garbled(rule, answer)(scope, receive, send)


async def _rule_for(scope: Scope, receive: Receive) -> tuple[Rule | None, Receive]:
    """Return the rule that fires, and the channel to read the request from."""
    faults = context.of(HTTPConnection(scope)).faults
    if not faults.rules:
        return None, receive
    body = b""
    if any(rule.reads_body(scope["path"]) for rule in faults.rules):
        body, receive = await _read_first(receive)
    query = unquote_plus(scope.get("query_string", b"").decode("latin-1"))
    text = body.decode("utf-8", "replace")
    return faults.next_for(scope["method"], scope["path"], query, text), receive


class _Answer:
    """A complete response, held back until it is changed."""

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
    """Announce the whole body, send half of it, and close the connection."""
    await send(answer.start)
    await send(
        {"type": "http.response.body", "body": answer.body[: len(answer.body) // 2], "more_body": True}
    )
    await asyncio.sleep(0.05)
    abort(scope)


def _prescribed(rule: Rule) -> Response:
    # In ASCII, so that a lone surrogate can be sent.
    return Response(
        json.dumps(rule.body),
        status_code=rule.status or 200,
        headers={**rule.headers, **_retry_after(rule)},
        media_type="application/json",
    )


def _garbled(rule: Rule, answer: _Answer) -> Response:
    if rule.kind == "answer":
        return _prescribed(rule)
    status = answer.start.get("status", 200)
    if rule.kind == "rewrite":
        return _rewritten(rule, answer)
    if rule.kind in mishaps.CHANGES or rule.kind in withheld.KINDS:
        return _miswritten(rule, answer.body, status)
    if rule.kind == "wrong_content_type":
        page = "<!doctype html><title>Proxy</title><p>A proxy error simulated by the sandbox.</p>"
        return Response(page, status_code=status, media_type="text/html")
    return Response(
        b'{"items": [{"id": ' + answer.body[:20], status_code=status, media_type="application/json"
    )


def _rewritten(rule: Rule, answer: _Answer) -> Response:
    document = json.loads(answer.body)
    for edit in rule.edits:
        edit.apply(document)
    # In ASCII, so that a lone surrogate can be sent as YouTube would send it.
    response = Response(json.dumps(document), answer.start.get("status", 200), media_type="application/json")
    for name, value in answer.start.get("headers", ()):
        response.headers.setdefault(name.decode("latin-1"), value.decode("latin-1"))
    return response


def _miswritten(rule: Rule, body: bytes, status: int) -> Response:
    document = json.loads(body)
    if rule.kind in withheld.KINDS:
        withheld.apply(document, kind=rule.kind, reason=rule.reason)
    else:
        mishaps.apply(document, kind=rule.kind)
    return JSONResponse(document, status_code=status)


def _redirect(rule: Rule, scope: Scope) -> Response:
    """Redirect to the same URL, which would return the real response."""
    address = f"{scope['path']}?{scope.get('query_string', b'').decode('latin-1')}"
    return Response(status_code=rule.status or 302, headers={"Location": address})


def _refusal(rule: Rule, scope: Scope) -> Response:
    if rule.kind == "redirect":
        return _redirect(rule, scope)
    if scope["path"].startswith("/openai/"):
        return _openai_refusal(rule)
    if scope["path"].startswith("/elevenlabs/"):
        return _elevenlabs_refusal(rule)
    if scope["path"].startswith("/pexels"):
        return _pexels_refusal(rule)
    if scope["path"].startswith("/stripe/"):
        return stripe_errors.from_fault(rule.kind, rule.status, _retry_after(rule))
    if scope["path"].startswith(shopify_errors.PREFIX):
        return shopify_errors.from_fault(
            scope["path"], kind=rule.kind, status=rule.status, headers=_retry_after(rule)
        )
    if scope["path"].startswith(tiktok_errors.PREFIX):
        return tiktok_errors.from_fault(
            scope["path"],
            kind=rule.kind,
            status=rule.status,
            reason=rule.reason,
            message=rule.message or _ASKED_TO,
            headers=_retry_after(rule),
        )
    return _google_refusal(rule, scope["path"])


def _google_refusal(rule: Rule, path: str) -> Response:
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
    usual = "rateLimitExceeded" if status == 429 else "backendError"
    document = google_errors.body(
        status, rule.message or _ASKED_TO, reason=rule.reason or usual, detail=rule.detail
    )
    if path.endswith(":generateContent") and rule.retry_after_s is not None:
        google_errors.add_retry_delay(document, rule.retry_after_s)
    return JSONResponse(document, status_code=status, headers=_retry_after(rule))


def _openai_refusal(rule: Rule) -> Response:
    """The same error in OpenAI's format, where an exhausted quota is a billing error and also a 429."""
    status = 429 if rule.kind == "quotaExceeded" else rule.status or 503
    code = "rate_limit_exceeded" if status == 429 else "server_error"
    code = "insufficient_quota" if rule.kind == "quotaExceeded" else rule.reason or code
    document = {"error": {"message": _ASKED_TO, "type": code, "param": None, "code": code}}
    return JSONResponse(document, status_code=status, headers=_retry_after(rule))


def _elevenlabs_refusal(rule: Rule) -> Response:
    """The same error in ElevenLabs' format, where an exhausted quota is a 401."""
    status = 401 if rule.kind == "quotaExceeded" else rule.status or 503
    usual = {401: "invalid_api_key", 429: "too_many_concurrent_requests"}.get(status, "server_error")
    code = "quota_exceeded" if rule.kind == "quotaExceeded" else rule.reason or usual
    document = {"detail": {"status": code, "message": rule.message or _ASKED_TO}}
    return JSONResponse(document, status_code=status, headers=_retry_after(rule))


def _pexels_refusal(rule: Rule) -> Response:
    """The same error as Pexels sends it. An exhausted quota is a 429, without rate limit headers."""
    status = 429 if rule.kind == "quotaExceeded" else rule.status or 503
    return JSONResponse({"error": rule.message or _ASKED_TO}, status_code=status, headers=_retry_after(rule))


def _retry_after(rule: Rule) -> dict[str, str]:
    return {} if rule.retry_after_s is None else {"Retry-After": str(rule.retry_after_s)}


async def _read_all(receive: Receive) -> None:
    """Read the whole body first: after an early refusal, a client that still writes sees a broken pipe."""
    while (await receive()).get("more_body", False):
        pass


class MethodOverrideMiddleware:
    """Converts a POST whose body is the query to a GET, as Google's clients send long queries."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and dict(scope["headers"]).get(b"x-http-method-override") == b"GET":
            pairs = parse_qs((await _body(receive)).decode(), keep_blank_values=True)
            query = urlencode(pairs, doseq=True).encode()
            scope = {**scope, "method": "GET", "query_string": query}
        await self._app(scope, receive, send)


async def _read_first(receive: Receive) -> tuple[bytes, Receive]:
    """Return the body, and a channel that gives it again."""
    body = await _body(receive)
    is_given = False

    async def again() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return body, again


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message: Message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)
