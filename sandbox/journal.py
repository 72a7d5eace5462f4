"""What was asked of the sandbox: the last requests, without tokens or keys."""

from collections import deque
from dataclasses import asdict, dataclass

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox import clock, context

_KEPT = 20_000
_SECRETS = (
    "key",
    "access_token",
    "code",
    "client_secret",
    "refresh_token",
    "token",
    "code_challenge",
    "state",
)


@dataclass(slots=True)
class Entry:
    """One request. ``caller`` is the first four letters of what it identified itself with."""

    method: str
    path: str
    query: dict[str, str]
    at: str
    caller: str
    status: int = 0


class Journal:
    """The last requests, oldest first."""

    def __init__(self) -> None:
        self.entries: deque[Entry] = deque(maxlen=_KEPT)


class JournalMiddleware:
    """Notes every request but those about the sandbox itself."""

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

        await self._app(scope, receive, note_status)


def _entry(request: HTTPConnection) -> Entry:
    query = request.query_params
    credentials = request.headers.get("authorization", "").partition(" ")[2]
    key = query.get("key") or request.headers.get("x-goog-api-key") or credentials
    return Entry(
        method=request.scope["method"],
        path=request.url.path,
        query={name: ",".join(query.getlist(name)) for name in query if name not in _SECRETS},
        at=clock.rfc3339(context.of(request).clock.now()),
        caller=key[:4],
    )


async def show(request: Request) -> Response:
    """The requests whose path contains ``path``, and how many there are."""
    part, method = request.query_params.get("path", ""), request.query_params.get("method")
    entries = [
        asdict(entry)
        for entry in context.of(request).journal.entries
        if part in entry.path and method in (None, entry.method)
    ]
    return JSONResponse({"count": len(entries), "requests": entries})


routes = [Route("/_sandbox/requests", show)]
