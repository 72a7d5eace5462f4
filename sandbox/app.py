"""The sandbox as one ASGI application."""

from pathlib import Path
from urllib.parse import parse_qs, urlencode

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox import clock, context, faults, google_errors, google_oauth, journal, openai, pages
from sandbox.clock import Clock
from sandbox.context import Context
from sandbox.faults import FaultMiddleware, Faults
from sandbox.gemini import routes as gemini
from sandbox.gemini.files import Files
from sandbox.google_errors import GoogleError
from sandbox.journal import Journal, JournalMiddleware
from sandbox.media import routes as media
from sandbox.openai import OpenAIError
from sandbox.store import Store
from sandbox.youtube import routes as youtube
from sandbox.youtube.quota import Quota


def create(data_dir: Path) -> Starlette:
    """An application whose lasting state lives in ``data_dir``."""
    data_dir.mkdir(parents=True, exist_ok=True)
    app = Starlette(
        routes=[
            Route("/healthz", _healthz),
            Route("/_sandbox/reset", _reset, methods=["POST"]),
            *clock.routes,
            *faults.routes,
            *journal.routes,
            *pages.routes,
            *google_oauth.routes,
            *youtube.routes,
            *media.routes,
            *gemini.routes,
            *openai.routes,
        ],
        middleware=[
            Middleware(JournalMiddleware),
            Middleware(FaultMiddleware),
            Middleware(MethodOverrideMiddleware),
        ],
        exception_handlers={
            GoogleError: google_errors.answer,
            OpenAIError: openai.refuse,
            HTTPException: _not_found,
            ValidationError: _invalid,
            ValueError: _invalid,
        },
    )
    app.state.context = Context(
        clock=Clock(),
        faults=Faults(),
        files=Files(),
        journal=Journal(),
        quota=Quota(),
        store=Store(data_dir / "sandbox.sqlite3"),
        data_dir=data_dir,
    )
    return app


class MethodOverrideMiddleware:
    """Google's clients send a GET with a long query as a POST whose body is the query."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and dict(scope["headers"]).get(b"x-http-method-override") == b"GET":
            pairs = parse_qs((await _body(receive)).decode(), keep_blank_values=True)
            query = urlencode(pairs, doseq=True).encode()
            scope = {**scope, "method": "GET", "query_string": query}
        await self._app(scope, receive, send)


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message: Message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)


async def _healthz(_: Request) -> Response:
    return PlainTextResponse("ok")


async def _reset(request: Request) -> Response:
    """Forget everything that was done to this sandbox."""
    stage = context.of(request)
    stage.clock.setting = clock.Setting()
    stage.faults.rules = []
    stage.journal.entries.clear()
    stage.quota.reset()
    stage.files.by_id.clear()
    stage.store.clear()
    return Response(status_code=204)


async def _not_found(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return JSONResponse(
        google_errors.body(status, "Not found in the sandbox.", reason="notFound"), status_code=status
    )


async def _invalid(_: Request, error: Exception) -> Response:
    return JSONResponse(google_errors.body(400, str(error), reason="badRequest"), status_code=400)
