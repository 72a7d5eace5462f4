"""Connections that can be cut in the middle of a response, which ASGI itself does not support."""

import asyncio
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

_KEY = "sandbox.transport"


class AbortableProtocol(H11Protocol):
    """HTTP/1.1 that passes its transport to the application."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        inner: ASGIApp = self.app

        async def with_transport(scope: Scope, receive: Receive, send: Send) -> None:
            scope[_KEY] = transport
            await inner(scope, receive, send)

        self.app = with_transport


def abort(scope: Scope) -> None:
    """Close the connection at once, without sending anything more."""
    transport: asyncio.Transport = scope[_KEY]
    transport.abort()
