"""Errors in TikTok's two formats: flat at the token endpoints, in an envelope everywhere else."""

import secrets
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

PREFIX = "/tiktok/"
_OAUTH = "/tiktok/v2/oauth/"
_BY_STATUS = {
    400: "invalid_params",
    401: "access_token_invalid",
    403: "forbidden",
    404: "not_found",
    429: "rate_limit_exceeded",
}


class TikTokError(Exception):
    """An error of an API endpoint. TikTok sends some with status 200."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


class OAuthError(Exception):
    """An error of a token endpoint."""

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def envelope(data: object, *, code: str = "ok", message: str = "") -> dict[str, object]:
    """Return the document around all data and errors."""
    return {"data": data, "error": {"code": code, "message": message, "log_id": _log_id()}}


def flat(code: str, message: str) -> dict[str, object]:
    """Return an error document of the token endpoints."""
    return {"error": code, "error_description": message, "log_id": _log_id()}


async def answer(_: Request, error: Exception) -> Response:
    """Return Starlette's response to a TikTokError or OAuthError."""
    if isinstance(error, OAuthError):
        return JSONResponse(flat(error.code, error.message), status_code=error.status)
    if isinstance(error, TikTokError):
        document = envelope({}, code=error.code, message=error.message)
        return JSONResponse(document, status_code=error.status)
    raise error


def from_fault(
    path: str,
    *,
    kind: str,
    status: int | None,
    reason: str | None,
    message: str,
    headers: Mapping[str, str],
) -> Response:
    """Return the response to a fault. An exhausted quota is a rate limit."""
    if kind == "invalid_grant":
        document = flat("invalid_grant", "Refresh token is invalid or expired.")
        return JSONResponse(document, status_code=400)
    code = 429 if kind == "quotaExceeded" else status or 503
    if path.startswith(_OAUTH):
        document = flat(reason or ("invalid_request" if code < 500 else "server_error"), message)
    else:
        document = envelope({}, code=reason or _BY_STATUS.get(code, "internal_error"), message=message)
    return JSONResponse(document, status_code=code, headers=dict(headers))


def _log_id() -> str:
    return f"2026{secrets.token_hex(14).upper()}"
