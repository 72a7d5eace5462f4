"""List documents: one page of rows, and the cursor of the next one."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet

from foundation import pagination

# Parameters that are no filters.
_OF_PAGE = {"cursor", "limit", "order"}


def page_of(
    queryset: QuerySet[Any],
    *,
    order: str,
    parameters: Mapping[str, str],
    url: str = "",
    wide: Callable[[Any], QuerySet[Any]] | None = None,
) -> pagination.Page[Any]:
    """Return the page for the query parameters ``cursor`` and ``limit``. ``wide``: see ``paginate``.

    A cursor is valid for the same ``url``, ``order`` and filters only.
    """
    others = sorted(item for item in parameters.items() if item[0] not in _OF_PAGE)
    return pagination.paginate(
        queryset,
        order=order,
        cursor=parameters.get("cursor"),
        limit=pagination.read_limit(parameters.get("limit")),
        wide=wide,
        shows=(url, others),
    )


def whole(*, url: str, data: Any) -> dict[str, Any]:
    """Return the list document of ``data`` that is complete in one page."""
    return document(pagination.Page(rows=(), next_cursor=None), url=url, data=data)


def document(page: pagination.Page[Any], *, url: str, data: Any) -> dict[str, Any]:
    """Return the list document of ``data``, the page's serialized rows."""
    return {
        "object": "list",
        "url": url,
        "has_more": page.has_more,
        "next_cursor": page.next_cursor,
        "data": data,
    }
