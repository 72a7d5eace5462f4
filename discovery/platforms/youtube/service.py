"""Google's client without network discovery: the packaged API description, with a configurable base URL.

httplib2 is not thread-safe, so each thread has its own services.
"""

import functools
import http.client
import json
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import googleapiclient
import httplib2
from googleapiclient.discovery import build_from_document
from googleapiclient.errors import HttpError
from urllib3.util.wait import wait_for_read

from discovery.platforms.youtube import refusals
from discovery.platforms.youtube.refusals import SYSTEM
from foundation.errors import UpstreamError, UpstreamUnavailableError

TIMEOUT_S = 10
SANDBOX_CLOCK = "X-Sandbox-Now"
# Servers and proxies close idle connections, often after five seconds. A request that is sent at that moment
# is lost, and the channel would seem to be unreadable.
MOST_IDLE_S = 2.0

_DOCUMENT = Path(googleapiclient.__file__).parent / "discovery_cache/documents/youtube.v3.json"
_MOST_BYTES = 16 * 1024 * 1024
_local = threading.local()


class _Http(httplib2.Http):  # type: ignore[misc] # httplib2 ships no types
    """One call is one request: no redirects and no retries.

    httplib2 follows redirects and repeats requests after a broken connection, which costs uncounted units.
    Connections are closed when their thread ends.
    """

    def __init__(self, *, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self.follow_redirects = False
        self._used_at_s = time.monotonic()

    def _conn_request(
        self, conn: Any, request_uri: str, method: str, body: Any, headers: Any
    ) -> tuple[httplib2.Response, bytes]:
        # A connection with data to read before any request was sent has been closed by the server, which is
        # the usual reason for a second attempt.
        if conn.sock is not None and (self._was_idle() or wait_for_read(conn.sock, timeout=0)):
            conn.close()
        try:
            if conn.sock is None:
                conn.connect()
            conn.request(method, request_uri, body, headers)
            raw = conn.getresponse()
            content = raw.read(_MOST_BYTES + 1)
            # Unread data would be parsed as the start of the next response.
            if raw.length or len(content) > _MOST_BYTES:
                raise http.client.HTTPException("The response is truncated or too long.")
        except BaseException:
            conn.close()
            raise
        self._used_at_s = time.monotonic()
        response = httplib2.Response(raw)
        return response, httplib2._decompressContent(response, content, self.limit_kwargs)

    def _was_idle(self) -> bool:
        return time.monotonic() - self._used_at_s >= MOST_IDLE_S

    def __del__(self) -> None:
        self.close()


def call(
    *, base_url: str, key: str, resource: str, method: str, options: dict[str, Any], at: datetime | None
) -> dict[str, Any]:
    """Make one call and return its JSON document. Without retries."""
    request = getattr(_resource(base_url, key, resource), method)(**options)
    if at is not None:
        request.headers[SANDBOX_CLOCK] = at.isoformat()
    try:
        document = request.execute(num_retries=0)
    except HttpError as error:
        raise refusals.meaning(error) from error
    except (OSError, httplib2.HttpLib2Error, http.client.HTTPException) as error:
        raise UpstreamUnavailableError(
            "YouTube did not respond.", system=SYSTEM, cause=type(error).__name__
        ) from error
    except (ValueError, RecursionError) as error:
        raise UpstreamError("YouTube sent a response that is not JSON.", system=SYSTEM) from error
    if not isinstance(document, dict):
        raise UpstreamError("YouTube sent an unreadable response.", system=SYSTEM)
    return document


def _resource(base_url: str, key: str, name: str) -> Any:
    """Return one of the API's collections. Cached: Google's client takes milliseconds to build one."""
    kept: dict[tuple[str, str, str], Any] = _local.__dict__.setdefault("resources", {})
    if (base_url, key, name) not in kept:
        kept[base_url, key, name] = getattr(_service(base_url, key), name)()
    return kept[base_url, key, name]


def _service(base_url: str, key: str) -> Any:
    services: dict[tuple[str, str], Any] = _local.__dict__.setdefault("services", {})
    if (base_url, key) not in services:
        services[base_url, key] = build_from_document(
            _document(base_url), developerKey=key, http=_Http(timeout=TIMEOUT_S)
        )
    return services[base_url, key]


@functools.cache
def _document(base_url: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(_DOCUMENT.read_text(encoding="utf-8"))
    document |= {"rootUrl": f"{base_url}/", "baseUrl": f"{base_url}/"}
    # If present, it would be used on machines that have client certificates.
    document.pop("mtlsRootUrl", None)
    return document
