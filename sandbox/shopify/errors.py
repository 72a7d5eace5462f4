"""Errors in Shopify's formats: a text or a list at the APIs, OAuth's at the token endpoint."""

import html
import secrets
from collections.abc import Mapping

from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import pages

PREFIX = "/shopify/"
_TOKEN_ENDPOINT = "/admin/oauth/access_token"
_BY_STATUS = {
    401: "[API] Invalid API key or access token (unrecognized login or wrong password)",
    402: "Unavailable Shop",
    403: "[API] This action requires merchant approval for read_products scope.",
    404: "Not Found",
    423: "Unavailable Shop",
    429: "Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service.",
}
_INTERNAL = (
    "Internal error. Looks like something went wrong on our end.\nRequest ID: {} (include this in support)"
)


class RefusedError(ValueError):
    """Something that a mutation reports as a user error, or a control as a bad request."""


class ShopifyError(Exception):
    """A refusal of the whole request, with a status."""

    def __init__(self, status: int, errors: object = None) -> None:
        super().__init__(str(errors))
        self.status = status
        self.errors = _BY_STATUS.get(status, "Internal Server Error") if errors is None else errors


class TokenError(Exception):
    """A refusal of the token endpoint."""

    def __init__(self, error: str, description: str = "", *, status: int = 400) -> None:
        super().__init__(error)
        self.status = status
        self.document = {"error": error} | ({"error_description": description} if description else {})


class PageError(Exception):
    """A page for people instead of the one that they asked for."""

    def __init__(self, status: int, title: str, text: str) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.text = text


def access_denied(field: str, scope: str) -> GraphQLError:
    required = f"`{scope}` access scope."
    return GraphQLError(
        f"Access denied for {field} field. Required access: {required}",
        extensions={
            "code": "ACCESS_DENIED",
            "documentation": "https://shopify.dev/api/usage/access-scopes",
            "requiredAccess": required,
        },
    )


def internal() -> dict[str, object]:
    """Return one error in the list of a GraphQL response, as for a bug of Shopify's own."""
    request_id = secrets.token_hex(16)
    extensions = {"code": "INTERNAL_SERVER_ERROR", "requestId": request_id}
    return {"message": _INTERNAL.format(request_id), "extensions": extensions}


async def answer(_: Request, error: Exception) -> Response:
    """Return Starlette's response to one of the errors above."""
    if isinstance(error, TokenError):
        return JSONResponse(error.document, status_code=error.status)
    if isinstance(error, PageError):
        body = f"<h1>{html.escape(error.title)}</h1><p>{html.escape(error.text)}</p>"
        return pages.page(error.title, body, status=error.status)
    if isinstance(error, ShopifyError):
        return JSONResponse({"errors": error.errors}, status_code=error.status)
    raise error


def from_fault(path: str, *, kind: str, status: int | None, headers: Mapping[str, str]) -> Response:
    """Return the response to a fault. An exhausted quota is *Throttled*, with status 200."""
    if path.endswith(_TOKEN_ENDPOINT):
        code = 400 if kind == "invalid_grant" else status or 503
        document: object = {"error": "invalid_request" if code < 500 else "server_error"}
        return JSONResponse(document, status_code=code, headers=dict(headers))
    if kind == "invalid_grant":
        return JSONResponse({"errors": _BY_STATUS[401]}, status_code=401)
    if kind == "quotaExceeded":
        return JSONResponse(throttled(requested=502, available=3.0, maximum=2000.0, restore=100.0))
    code = status or 503
    errors = _BY_STATUS.get(code, "Internal Server Error")
    return JSONResponse({"errors": errors}, status_code=code, headers=dict(headers))


def throttled(*, requested: int, available: float, maximum: float, restore: float) -> dict[str, object]:
    """Return the response to a query for which the bucket has too few points."""
    status = {"maximumAvailable": maximum, "currentlyAvailable": int(available), "restoreRate": restore}
    cost = {"requestedQueryCost": requested, "actualQueryCost": None, "throttleStatus": status}
    error = {
        "message": "Throttled",
        "extensions": {"code": "THROTTLED", "documentation": "https://shopify.dev/api/usage/rate-limits"},
    }
    return {"errors": [error], "extensions": {"cost": cost}}
