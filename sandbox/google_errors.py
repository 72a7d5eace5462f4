"""Errors in the format of Google's APIs."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

_STATUS_NAMES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
_RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo"
_ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"


class GoogleError(Exception):
    """An error with Google's code, reason and domain."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        reason: str = "badRequest",
        domain: str = "global",
        detail: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.detail = detail
        self.code = code
        self.message = message
        self.reason = reason
        self.domain = domain
        self.headers = dict(headers or {})


def body(
    code: int, message: str, *, reason: str, domain: str = "global", detail: str | None = None
) -> dict[str, Any]:
    """Return the JSON document of an error status. ``detail`` is the reason of its ErrorInfo."""
    error = {"message": message, "domain": domain, "reason": reason}
    status = _STATUS_NAMES.get(code, "UNKNOWN")
    document: dict[str, Any] = {"code": code, "message": message, "errors": [error], "status": status}
    if detail:
        document["details"] = [{"@type": _ERROR_INFO, "reason": detail, "domain": "googleapis.com"}]
    return {"error": document}


def add_retry_delay(document: dict[str, Any], seconds: int) -> None:
    """Add the RetryInfo with which Gemini says when to come back."""
    info = {"@type": _RETRY_INFO, "retryDelay": f"{seconds}s"}
    document["error"].setdefault("details", []).append(info)


async def answer(_: Request, error: Exception) -> Response:
    """Return Starlette's response to a GoogleError."""
    if not isinstance(error, GoogleError):
        raise error
    document = body(error.code, error.message, reason=error.reason, domain=error.domain, detail=error.detail)
    return JSONResponse(document, status_code=error.code, headers=error.headers)
