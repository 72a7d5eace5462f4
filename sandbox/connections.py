"""Connections that can be cut in the middle of an answer, which plain ASGI has no word for."""

import asyncio
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

_KEY = "sandbox.transport"


class AbortableProtocol(H11Protocol):
    """HTTP/1.1 that tells the application its transport."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        inner: ASGIApp = self.app

        async def with_transport(scope: Scope, receive: Receive, send: Send) -> None:
            scope[_KEY] = transport
            await inner(scope, receive, send)

        self.app = with_transport


def abort(scope: Scope) -> None:
    """Hang up at once, without a word more."""
    transport: asyncio.Transport = scope[_KEY]
    transport.abort()
