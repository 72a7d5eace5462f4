"""Paid speech over HTTP: exactly one request per recording.

Neither vendor has idempotency keys. A request whose outcome is unknown may have been charged, so it counts as
refused and is not repeated; a person can.
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from foundation import vendors
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.upstream import UpstreamClient
from foundation.vendors import Access, Mode

# A vendor speaks a minute of text in some ten seconds.
TIMEOUT_S = 90.0

Answer = TypeVar("Answer", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error response: its status, and the beginning of its body."""

    status: int
    body: str


def access_to(vendor: str) -> Access | None:
    """How to reach a vendor of voices; None if its voices are not offered."""
    declared = vendors.named(vendor)
    return declared.access() if declared.mode in {Mode.LIVE, Mode.SANDBOX} else None


def request(
    client: UpstreamClient,
    path: str,
    *,
    body: dict[str, Any],
    answer: type[Answer],
    sentence: Callable[[Refusal], str],
    retry_after_s: Callable[[Refusal], int | None] = lambda _: None,
) -> Answer:
    """Send one request and parse its answer.

    ``sentence`` explains a refusal in plain words. Raises UpstreamUnavailableError only if the request was
    not sent or was turned away for now, so that a retry cannot pay twice.
    """
    try:
        response = client.request("POST", path, json=body)
    except UpstreamUnavailableError as error:
        raise _outage(client.system, error, retry_after_s) from error
    except UpstreamError as error:
        refusal = _refusal(error)
        raise UpstreamError(
            sentence(refusal) if refusal else error.message,
            system=client.system,
            **({"upstream_status": refusal.status} if refusal else {}),
        ) from error
    return parsed(response.content, answer=answer, system=client.system)


def parsed(content: bytes, *, answer: type[Answer], system: str) -> Answer:
    """Parse a response. Raises UpstreamError if it has another shape."""
    try:
        return answer.model_validate_json(content)
    except ValidationError as error:
        raise UpstreamError(f"{system} sent an unreadable response.", system=system) from error


def decoded(data: str, *, system: str) -> bytes:
    """Decode base64. Raises UpstreamError if it is cut off or empty."""
    try:
        content = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UpstreamError(f"{system} sent only a part of the recording.", system=system) from error
    if not content:
        raise UpstreamError(f"{system} sent no recording.", system=system)
    return content


def _refusal(error: UpstreamError) -> Refusal | None:
    status = error.context.get("upstream_status")
    return Refusal(int(status), str(error.context.get("upstream_body", ""))) if status else None


def _outage(
    system: str, error: UpstreamUnavailableError, retry_after_s: Callable[[Refusal], int | None]
) -> UpstreamError:
    refusal = _refusal(error)
    if refusal is not None:
        wait_s = error.retry_after_s if error.retry_after_s is not None else retry_after_s(refusal)
        return UpstreamUnavailableError(
            error.message, system=system, retry_after_s=wait_s, upstream_status=refusal.status
        )
    if error.context.get("never_sent"):
        return error
    return UpstreamError(
        f"{system} did not send the recording. It may have been charged, so it was not requested again. "
        "Try again to request it once more.",
        system=system,
        cause=error.context.get("cause"),
    )
