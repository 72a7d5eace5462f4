"""Parses a call's query: lists, bounds, instants and page tokens."""

import base64
from collections.abc import Sequence
from typing import TypeVar

from starlette.requests import Request

from sandbox import clock
from sandbox.google_errors import GoogleError

T = TypeVar("T")
MOST_IDS = 50


def refuse(message: str, reason: str = "invalidParameter") -> GoogleError:
    return GoogleError(400, message, reason=reason, domain="youtube.parameter")


def values(request: Request, name: str) -> list[str]:
    """Return a list parameter, either repeated or separated by commas."""
    parts = [part.strip() for value in request.query_params.getlist(name) for part in value.split(",")]
    return [part for part in parts if part]


def parts(request: Request, known: frozenset[str]) -> frozenset[str]:
    """Return the requested parts. Raises GoogleError for none or an unknown one."""
    asked = frozenset(values(request, "part"))
    if not asked:
        raise refuse("No part selected: part is required.", "missingRequiredParameter")
    if asked - known:
        raise refuse(f"'{', '.join(sorted(asked - known))}'", "unknownPart")
    return asked


def ids(request: Request, name: str = "id") -> list[str]:
    """Return up to fifty ids without duplicates, in the given order."""
    listed = list(dict.fromkeys(values(request, name)))
    if len(listed) > MOST_IDS:
        raise refuse(
            f"The request specifies {len(listed)} ids; at most {MOST_IDS} are allowed.", "invalidFilters"
        )
    return listed


def number(request: Request, name: str, default: int, *, low: int, high: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    try:
        value = int(text)
    except ValueError:
        raise refuse(f"Invalid value '{text}' for {name}.") from None
    if not low <= value <= high:
        raise refuse(f"Invalid value '{text}' for {name}. Values must be within the range: [{low}, {high}]")
    return value


def instant(request: Request, name: str) -> float | None:
    text = request.query_params.get(name)
    try:
        return clock.parse(text) if text else None
    except ValueError:
        raise refuse(f"Invalid value '{text}' for {name}. It must be an RFC 3339 date-time.") from None


def page_token(offset: int, at: float) -> str:
    """Return the token of the next page: its offset, and the time of the world, so that pages never shift."""
    return base64.urlsafe_b64encode(f"{offset}:{int(at)}".encode()).decode().rstrip("=")


def read_page_token(request: Request, at: float) -> tuple[int, float]:
    """Return the requested page's offset and time: the first page, now, without a token."""
    token = request.query_params.get("pageToken")
    if not token:
        return 0, at
    try:
        offset, as_of = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode().split(":")
        return int(offset), float(as_of)
    except ValueError:
        raise refuse("The request specifies an invalid page token.", "invalidPageToken") from None


def page(rows: Sequence[T], *, offset: int, size: int, at: float) -> tuple[Sequence[T], dict[str, object]]:
    """Return one page of rows, and the response's pagination fields."""
    facts: dict[str, object] = {"pageInfo": {"totalResults": len(rows), "resultsPerPage": size}}
    if offset + size < len(rows):
        facts["nextPageToken"] = page_token(offset + size, at)
    if offset > 0:
        facts["prevPageToken"] = page_token(max(0, offset - size), at)
    return rows[offset : offset + size], facts
