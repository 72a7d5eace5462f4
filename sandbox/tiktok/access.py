"""The caller of TikTok's API: the grant of the access token, its account, and the rate limit."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from sandbox import context
from sandbox.tiktok import creators, grants, limits
from sandbox.tiktok.creators import Creator
from sandbox.tiktok.errors import TikTokError
from sandbox.tiktok.grants import Grant

INVALID = "Invalid fields or parameters in the request."


def caller(request: Request, *, kind: str = limits.DISPLAY) -> tuple[Grant, Creator]:
    """Return the grant and the account of the access token, whose request is counted."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    stage = context.of(request)
    # A token's age uses the clock: a request for another day must not expire it.
    now = stage.clock.now()
    grant = grants.by_access_token(stage.store, token.strip(), at=now)
    creator = creators.by_open_id(grant.open_id) if grant is not None else None
    if scheme.lower() != "bearer" or grant is None or creator is None:
        raise TikTokError(401, "access_token_invalid", "The access token is invalid or not found.")
    if not request.app.state.tiktok.take(caller=grant.id, kind=kind, at=now):
        raise TikTokError(429, "rate_limit_exceeded", "The API rate limit was exceeded.")
    return grant, creator


def require(grant: Grant, *scopes: str) -> None:
    """Raise TikTokError unless the grant has one of these permissions."""
    if not set(scopes) & set(grant.scopes):
        raise scope_missing()


def scope_missing() -> TikTokError:
    return TikTokError(
        401, "scope_not_authorized", "The user did not authorize the scope required for this request."
    )


async def body(request: Request, *, code: str = "invalid_params") -> dict[str, Any]:
    """Return the JSON object in the request; an empty one without a body."""
    text = await request.body()
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        raise TikTokError(400, code, INVALID) from None
    if not isinstance(found, dict):
        raise TikTokError(400, code, INVALID)
    return found


def number(values: Mapping[str, Any], name: str, default: int, *, code: str = "invalid_params") -> int:
    """Return a natural number of the request."""
    value = values.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TikTokError(400, code, INVALID)
    return value
