"""Connections: pages of nodes with opaque cursors, as in Relay."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sandbox.shopify.records import Page, Records, Row
from sandbox.shopify.schema import Args, Call, Chunk, bad_request

_MOST = 250
CHUNK = 250
Render = Callable[[Any], dict[str, Any]]


def stored(call: Call, records: Records, page: Page, args: Args, render: Callable[[Row], object]) -> object:
    """Return a page of documents. In a bulk operation, the next few hundred."""
    if call.chunk is not None:
        return _chunk(call, call.chunk, records, page, render)
    size, is_backward, cursor = _asked(call, args)
    after = None if cursor is None else (cursor.get("last_value"), int(cursor.get("last_id", 0)))
    wanted = replace(
        page,
        is_reversed=(page.is_reversed or bool(args.get("reverse"))) != is_backward,
        after=after,
        limit=-1 if size is None else size + 1,
    )
    found = records.page(call.host, wanted)
    has_more = size is not None and len(found) > size
    kept = found[:size] if size is not None else found
    if is_backward:
        kept.reverse()
    edges = [
        {"cursor": _cursor({"last_id": row.id, "last_value": value}), "node": render(row)}
        for value, row in kept
    ]
    is_inside = cursor is not None
    return _connection(
        edges,
        has_next=is_inside if is_backward else has_more,
        has_previous=has_more if is_backward else is_inside,
    )


def _chunk(call: Call, chunk: Chunk, records: Records, page: Page, render: Callable[[Row], object]) -> object:
    found = records.page(call.host, replace(page, after=chunk.after, limit=CHUNK + 1))
    kept = found[:CHUNK]
    chunk.is_last = len(found) <= CHUNK
    chunk.after = (kept[-1][0], kept[-1][1].id) if kept else None
    edges = [{"cursor": "", "node": render(row)} for _, row in kept]
    return _connection(edges, has_next=False, has_previous=False)


def listed(call: Call, items: Sequence[Any], args: Args, render: Render) -> object:
    """Return a page of things that are all in memory."""
    size, is_backward, cursor = _asked(call, args)
    chosen = list(enumerate(items))
    if args.get("reverse"):
        chosen.reverse()
    if is_backward:
        chosen.reverse()
    if cursor is not None:
        places = [place for place, _ in chosen]
        last = cursor.get("last_id")
        chosen = chosen[places.index(last) + 1 :] if last in places else []
    has_more = size is not None and len(chosen) > size
    kept = chosen[:size] if size is not None else chosen
    if is_backward:
        kept.reverse()
    edges = [{"cursor": _cursor({"last_id": place}), "node": render(item)} for place, item in kept]
    return _connection(edges, has_next=has_more and not is_backward, has_previous=cursor is not None)


def cursor_of(row_id: int) -> str:
    """Return the cursor of a document that is sorted by its id."""
    return _cursor({"last_id": row_id, "last_value": row_id})


def _connection(edges: list[dict[str, Any]], *, has_next: bool, has_previous: bool) -> dict[str, object]:
    return {
        "edges": edges,
        "nodes": [edge["node"] for edge in edges],
        "pageInfo": {
            "hasNextPage": has_next,
            "hasPreviousPage": has_previous,
            "startCursor": edges[0]["cursor"] if edges else None,
            "endCursor": edges[-1]["cursor"] if edges else None,
        },
    }


def _asked(call: Call, args: Args) -> tuple[int | None, bool, dict[str, Any] | None]:
    """Return the size of the page, whether it is read backwards, and the cursor. In bulk, all is read."""
    if call.chunk is not None:
        return None, False, None
    first: int | None = args.get("first")
    last: int | None = args.get("last")
    if (first is None) == (last is None):
        problem = "you must provide one of first or last"
        raise bad_request(problem if first is None else "providing both first and last is not supported")
    size = first if first is not None else last or 0
    if size < 0 or size > _MOST:
        problem = "cannot be negative" if size < 0 else f"cannot exceed {_MOST}"
        raise bad_request(f"{'first' if first is not None else 'last'} {problem}")
    text = args.get("after") if first is not None else args.get("before")
    return size, first is None, None if text is None else _read(text)


def _cursor(value: dict[str, object]) -> str:
    return base64.b64encode(json.dumps(value).encode()).decode()


def _read(text: str) -> dict[str, Any]:
    try:
        found = json.loads(base64.b64decode(text, validate=True))
        int(found["last_id"])
    except (ValueError, KeyError, TypeError):
        raise bad_request("Invalid cursor for current pagination sort.") from None
    return dict(found)
