"""Runs one request through Django's WSGI handler in a thread, and returns its response to the web server."""

import io
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.http import HttpResponseBase
from granian.rsgi import HTTPProtocol, Scope  # type: ignore[attr-defined] # re-exported, not declared so

from foundation.file_slices import FileSlice

Headers = list[tuple[str, str]]
Django = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_IN_MEMORY_BYTES = 1024 * 1024
# The server opens a file as soon as it gets the order to send it. After that the name can be deleted.
_OPENED_WITHIN_S = 60.0
_VERSIONS = {"1": "HTTP/1.0", "1.1": "HTTP/1.1", "2": "HTTP/2"}


@dataclass(frozen=True, slots=True)
class Gateway:
    """Django, and the folder for responses that are too large for memory."""

    django: Django
    folder: Path

    def answer(self, environ: dict[str, Any], protocol: HTTPProtocol) -> None:
        """Run Django and send its response. The server itself sends files, which hold no thread."""
        started: list[tuple[int, Headers]] = []

        def start_response(status: str, headers: Headers, _exc_info: Any = None) -> None:
            started[:] = [(int(status[:3]), headers)]

        response = self.django(environ, start_response)
        try:
            self._send(protocol, *started[0], response)
        finally:
            # Ends Django's request: its database connection returns to the pool.
            response.close()  # type: ignore[attr-defined] # a Django response always has it

    def _send(self, protocol: HTTPProtocol, status: int, headers: Headers, response: Iterable[bytes]) -> None:
        part = _stored_part(response)
        if part is not None and part.start < part.stop:
            protocol.response_file_range(status, headers, str(part.path), part.start, part.stop)
        elif isinstance(response, HttpResponseBase) and response.streaming:
            self._send_stream(protocol, status, headers, response)
        else:
            protocol.response_bytes(status, headers, b"".join(response))

    def _send_stream(
        self, protocol: HTTPProtocol, status: int, headers: Headers, response: Iterable[bytes]
    ) -> None:
        """Collect a stream first, because the server's own stream buffers unread data in memory."""
        with tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES) as content:
            for block in response:
                content.write(block)
            size = content.tell()
            content.seek(0)
            if size <= _IN_MEMORY_BYTES:
                protocol.response_bytes(status, headers, content.read())
            else:
                path = _keep(content, folder=self.folder)
                protocol.response_file_range(status, headers, str(path), 0, size)


def environ_of(scope: Scope, *, body: IO[bytes] | None, size: int) -> dict[str, Any]:
    """Convert the request to a WSGI environ (PEP 3333). A body always has a length here."""
    server, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": _VERSIONS.get(scope.http_version, "HTTP/1.1"),
        "SERVER_SOFTWARE": "granian",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "CONTENT_LENGTH": str(size),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body or io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    _add_headers(environ, scope)
    return environ


def _add_headers(environ: dict[str, Any], scope: Scope) -> None:
    for name, value in scope.headers.items():
        # X_Forwarded_For would be confused with X-Forwarded-For, which a proxy in front sets.
        if "_" in name or name in {"content-length", "transfer-encoding"}:
            continue
        key = "CONTENT_TYPE" if name == "content-type" else f"HTTP_{name.upper().replace('-', '_')}"
        if key not in environ:
            environ[key] = value
        else:
            environ[key] += (";" if name == "cookie" else ",") + value
    if "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority or ""


def _stored_part(response: Iterable[bytes]) -> FileSlice | None:
    """Return the stored file that is the whole response, if any."""
    content = getattr(response, "file_to_stream", None)
    if isinstance(content, FileSlice):
        return content
    if isinstance(content, io.BufferedReader) and isinstance(content.name, str):
        return FileSlice(Path(content.name).absolute(), content.tell(), os.fstat(content.fileno()).st_size)
    return None


def _keep(content: IO[bytes], *, folder: Path) -> Path:
    """Copy to a named file, which is deleted once the server has opened it."""
    with tempfile.NamedTemporaryFile(dir=folder, prefix="answer-", delete=False) as kept:
        while block := content.read(_IN_MEMORY_BYTES):
            kept.write(block)
    path = Path(kept.name)
    timer = threading.Timer(_OPENED_WITHIN_S, path.unlink, kwargs={"missing_ok": True})
    timer.daemon = True
    timer.start()
    return path
