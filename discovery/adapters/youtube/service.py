"""Google's client without its network: the packaged description of the API, pointed at an address.

httplib2 is not safe to share between threads, so each thread has services of its own.
"""

import functools
import http.client
import json
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import googleapiclient
import httplib2
from googleapiclient.discovery import build_from_document
from googleapiclient.errors import HttpError

from discovery.errors import QuotaExceededError
from foundation.errors import UpstreamError, UpstreamUnavailableError

SYSTEM = "YouTube"
TIMEOUT_S = 10
SANDBOX_CLOCK = "X-Sandbox-Now"

_DOCUMENT = Path(googleapiclient.__file__).parent / "discovery_cache/documents/youtube.v3.json"
_DAY_IS_OVER = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
_TRY_AGAIN = frozenset({408, 429})
_local = threading.local()


class NoSuchThingError(UpstreamError):
    """YouTube does not know what was asked about."""

    code = "youtube_not_found"


class _Http(httplib2.Http):  # type: ignore[misc] # httplib2 ships no types
    """Connections that are closed when their thread ends."""

    def __del__(self) -> None:
        self.close()


def call(
    *, base_url: str, key: str, resource: str, method: str, options: dict[str, Any], at: datetime | None
) -> dict[str, Any]:
    """One call, and its JSON document. Nothing is retried here."""
    request = getattr(_resource(base_url, key, resource), method)(**options)
    if at is not None:
        request.headers[SANDBOX_CLOCK] = at.isoformat()
    try:
        document: dict[str, Any] = request.execute(num_retries=0)
    except HttpError as error:
        raise _meaning(error) from error
    except (OSError, httplib2.HttpLib2Error, http.client.HTTPException) as error:
        raise UpstreamUnavailableError(
            "YouTube did not answer.", system=SYSTEM, cause=type(error).__name__
        ) from error
    except ValueError as error:
        raise UpstreamError("YouTube answered something that is not JSON.", system=SYSTEM) from error
    return document


def _resource(base_url: str, key: str, name: str) -> Any:
    """One of the API's collections. Google's client spends milliseconds on making one, so each is kept."""
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
    # Present, it would be used instead where the machine has client certificates.
    document.pop("mtlsRootUrl", None)
    return document


def _meaning(error: HttpError) -> UpstreamError:
    status, reasons = int(error.status_code), _reasons(error)
    if status == http.client.FORBIDDEN and reasons & _DAY_IS_OVER:
        return QuotaExceededError()
    if status == http.client.NOT_FOUND:
        return NoSuchThingError("YouTube does not know this.", system=SYSTEM)
    if status in _TRY_AGAIN or status >= http.client.INTERNAL_SERVER_ERROR or reasons & _TOO_FAST:
        return UpstreamUnavailableError(
            "YouTube is busy or out of order.",
            system=SYSTEM,
            retry_after_s=_retry_after_s(error),
            upstream_status=status,
        )
    return UpstreamError(
        "YouTube refused the request.",
        system=SYSTEM,
        upstream_status=status,
        upstream_body=str(error.reason)[:500],
    )


def _reasons(error: HttpError) -> set[str]:
    details = error.error_details
    if not isinstance(details, list):
        return set()
    return {str(detail.get("reason")) for detail in details if isinstance(detail, dict)}


def _retry_after_s(error: HttpError) -> int | None:
    raw = str(error.resp.get("retry-after", ""))
    return int(raw) if raw.isascii() and raw.isdigit() else None
