"""Calls to other systems: timeouts, size limits, and two kinds of failure."""

import hashlib
import math
from collections.abc import Collection, Container, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import requests
from django.utils import timezone
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from foundation import bulkhead
from foundation.errors import UpstreamError, UpstreamUnavailableError

USER_AGENT = "ettametta/1.0"
_MAX_ANSWER_BYTES = 32 * 1024 * 1024
_CHUNK_BYTES = 256 * 1024
_TRY_AGAIN = frozenset({408, 425, 429})


class UpstreamClient:
    """HTTP client of one other system. Every call has a timeout; retries belong to the task.

    Redirects are not followed: a redirect counts as an unexpected response.
    """

    def __init__(
        self,
        system: str,
        *,
        base_url: str,
        headers: Mapping[str, str] | None = None,
        timeout_s: float = 10.0,
    ) -> None:
        self.system = system
        self._base_url = base_url.rstrip("/")
        self._timeout_s = timeout_s
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.mount("http://", HTTPAdapter(pool_maxsize=4))
        self._session.headers.update({"User-Agent": USER_AGENT, **(headers or {})})

    def request(
        self, method: str, path: str, *, expect: Container[int] = range(200, 300), **options: Any
    ) -> requests.Response:
        """Send a request and return a response whose status is in ``expect``, with its body read.

        ``path`` is joined to the base URL; ``options`` are those of requests. Raises UpstreamUnavailableError
        for no response, 408, 425, 429 and 5xx, and UpstreamError for any other response (with
        ``upstream_status`` and the first 2000 characters as ``upstream_body``). ``never_sent`` is True when
        no connection was made, so the request had no effect. A web request waits only as long as
        ``foundation.bulkhead`` allows.
        """
        response = bulkhead.call(self.system, lambda: self._exchange(method, path, **options))
        self._check(response, expect)
        return response

    def download(
        self, path: str, *, to: Path, max_bytes: int, types: Collection[str] = (), **options: Any
    ) -> str:
        """Write the body to ``to`` and return its SHA-256 in hexadecimal digits.

        The file appears complete or not at all. Raises as ``request`` does, and UpstreamError for more than
        ``max_bytes``, or for a content type that is not among ``types``, unless it is empty.
        """
        return bulkhead.call(
            self.system, lambda: self._download(path, to=to, max_bytes=max_bytes, types=types, **options)
        )

    def _exchange(self, method: str, path: str, **options: Any) -> requests.Response:
        response = self._send(method, path, **options)
        try:
            response._content = self._read(response)
        except requests.RequestException as error:
            raise self._unreachable(error) from error
        finally:
            response.close()
        return response

    def _download(
        self, path: str, *, to: Path, max_bytes: int, types: Collection[str], **options: Any
    ) -> str:
        response = self._send("GET", path, **options)
        partial = to.with_name(to.name + ".part")
        digest = hashlib.sha256()
        size = 0
        try:
            if not response.ok:
                response._content = self._read(response)
                self._check(response, range(200, 300))
            self._check_type(response, types)
            with partial.open("wb") as file:
                for chunk in response.iter_content(_CHUNK_BYTES):
                    size += len(chunk)
                    if size > max_bytes:
                        raise UpstreamError(
                            f"{self.system} sent more than {max_bytes} bytes.", system=self.system
                        )
                    digest.update(chunk)
                    file.write(chunk)
            partial.replace(to)
        except requests.RequestException as error:
            raise self._unreachable(error) from error
        finally:
            response.close()
            partial.unlink(missing_ok=True)
        return digest.hexdigest()

    def _send(self, method: str, path: str, **options: Any) -> requests.Response:
        options.setdefault("timeout", self._timeout_s)
        try:
            return self._session.request(
                method, f"{self._base_url}{path}", allow_redirects=False, stream=True, **options
            )
        except requests.RequestException as error:
            raise self._unreachable(error) from error

    def _read(self, response: requests.Response) -> bytes:
        body = bytearray()
        for chunk in response.iter_content(_CHUNK_BYTES):
            body += chunk
            if len(body) > _MAX_ANSWER_BYTES:
                raise UpstreamError(f"{self.system} sent an answer that is too long.", system=self.system)
        return bytes(body)

    def _check(self, response: requests.Response, expect: Container[int]) -> None:
        if response.status_code in expect:
            return
        facts = {"upstream_status": response.status_code, "upstream_body": response.text[:2000]}
        if response.status_code in _TRY_AGAIN or response.status_code >= 500:
            raise UpstreamUnavailableError(
                f"{self.system} is unavailable right now.",
                system=self.system,
                retry_after_s=retry_after_s(response.headers.get("Retry-After")),
                **facts,
            )
        raise UpstreamError(f"{self.system} rejected the request.", system=self.system, **facts)

    def _check_type(self, response: requests.Response, types: Collection[str]) -> None:
        sent = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if types and sent not in types:
            raise UpstreamError(
                f"{self.system} sent something else than a file.", system=self.system, content_type=sent[:80]
            )

    def _unreachable(self, error: requests.RequestException) -> UpstreamUnavailableError:
        return UpstreamUnavailableError(
            f"{self.system} can't be reached.",
            system=self.system,
            cause=type(error).__name__,
            never_sent=_never_sent(error),
        )


def _never_sent(error: requests.RequestException) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, ConnectTimeoutError | NewConnectionError)


def retry_after_s(value: str | None) -> int | None:
    """The seconds until a Retry-After header's time, given in seconds or as a date; None if it is neither."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return int(text[:9])
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0, math.ceil((at - timezone.now()).total_seconds()))
