"""Pages of orders: the list with what each is credited to, and its CSV."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from defusedcsv import csv
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import WorkspaceRequest, workspace_required
from commerce import revenue
from commerce.models import AttributionMethod, Store
from commerce.orders import listings
from commerce.orders.listings import Filters
from commerce.revenue import Period
from commerce.views import shop
from foundation import money
from foundation.pagination import paginate

_RANGES = {"7d": ("7 days", 7), "28d": ("28 days", 28), "90d": ("90 days", 90), "all": ("All", None)}
_USUAL_RANGE = "28d"
_CREDITED = {"": ("Credited", True), "none": ("Not credited", False), "all": ("All orders", None)}
_METHODS = {method.value: method.label for method in AttributionMethod}
# Chosen on other pages, and shown here as one filter each.
_ONE_OF = ("video", "publication", "scene", "store")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the page's query asks for, with the usual values instead of unknown ones."""

    range: str
    credited: str
    method: str
    one_of: Mapping[str, str]

    @property
    def since(self) -> datetime | None:
        """When the period begins; None for all time."""
        days = _RANGES[self.range][1]
        return None if days is None else timezone.now() - timedelta(days=days)

    @property
    def filters(self) -> Filters:
        """The filters of the list."""
        is_credited = _CREDITED[self.credited][1]
        return Filters(is_credited=is_credited, method=self.method, since=self.since, **self.one_of)

    def url(self, name: str = "commerce:orders", **changes: str) -> str:
        """The page's URL with these changes."""
        query = {
            "range": "" if self.range == _USUAL_RANGE else self.range,
            "credited": self.credited,
            "method": self.method,
            **self.one_of,
            **changes,
        }
        chosen = urlencode({key: value for key, value in query.items() if value})
        return f"{reverse(name)}?{chosen}" if chosen else reverse(name)


@require_GET
@workspace_required()
def order_list(request: WorkspaceRequest) -> HttpResponse:
    """The orders of a period, with what each is credited to and why."""
    asked = _asked(request)
    page = paginate(
        listings.rows(workspace=request.workspace, filters=asked.filters),
        order="-placed_at",
        cursor=request.GET.get("cursor"),
        wide=listings.with_credits,
        shows=asked.url(),
    )
    context = {
        "asked": asked,
        "page": page,
        "next_url": page.next_cursor and asked.url(cursor=page.next_cursor),
        "csv_url": asked.url("commerce:orders-csv"),
        "sums": revenue.total(workspace=request.workspace, period=Period(since=asked.since)),
        "has_stores": Store.objects.for_workspace(request.workspace).exists(),
        "tabs": shop.tabs(current="commerce:orders"),
        **_choices(asked),
    }
    return render(request, "commerce/order_list.html", context)


def _asked(request: WorkspaceRequest) -> Asked:
    query = request.GET
    return Asked(
        range=query.get("range", "") if query.get("range") in _RANGES else _USUAL_RANGE,
        credited=query.get("credited", "") if query.get("credited") in _CREDITED else "",
        method=query.get("method", "") if query.get("method") in _METHODS else "",
        one_of={name: query.get(name, "")[:40].replace("\x00", "") for name in _ONE_OF},
    )


def _choices(asked: Asked) -> dict[str, Any]:
    """The links to other filters."""
    return {
        "ranges": [
            {"label": label, "url": asked.url(range=name), "is_current": name == asked.range}
            for name, (label, _) in _RANGES.items()
        ],
        "credited": [
            {"label": label, "url": asked.url(credited=name, method=""), "is_current": name == asked.credited}
            for name, (label, _) in _CREDITED.items()
        ],
        "methods": [
            {
                "label": label,
                "url": asked.url(method="" if name == asked.method else name, credited=""),
                "is_current": name == asked.method,
            }
            for name, label in _METHODS.items()
        ],
        "chosen": [
            {"label": f"One {_WORDS[name]}", "url": asked.url(**{name: ""}), "is_current": True}
            for name, value in asked.one_of.items()
            if value
        ],
    }


_WORDS = {"video": "video", "publication": "post", "scene": "scene", "store": "shop"}


# --- CSV -----------------------------------------------------------------------------------------------

# The columns, and where each is from. Amounts and ``counts`` are worded.
_COLUMNS = {
    "order": "name",
    "shop": "store__domain",
    "placed_at": "placed_at",
    "currency": "currency",
    "total": "total_minor",
    "refunded": "refunded_minor",
    "worth": "net_minor",
    "counts": "canceled_at",
    "method": "attribution__method",
    "certainty": "attribution__certainty",
    "evidence": "attribution__evidence",
    "video": "attribution__video_id",
    "video_title": "attribution__video__title",
    "scene": "attribution__scene__position",
    "publication": "attribution__publication_id",
    "publication_title": "attribution__publication__title",
    "product": "attribution__offer__product__title",
    "link_code": "attribution__link__code",
    "discount_code": "attribution__discount__code",
}
_AMOUNTS = ("total", "refunded", "worth")


@require_GET
@workspace_required()
def orders_csv(request: WorkspaceRequest) -> HttpResponseBase:
    """The listed orders, newest first, one line each."""
    found = listings.rows(workspace=request.workspace, filters=_asked(request).filters)
    rows = found.order_by("-placed_at", "-pk").values_list(*_COLUMNS.values(), "is_test")
    # defusedcsv writes texts that a spreadsheet would run as a formula as text.
    writer = csv.writer(_Line())

    def lines() -> Iterator[str]:
        yield writer.writerow(_COLUMNS)
        for row in rows.iterator(chunk_size=500):
            yield writer.writerow(_cells(row))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ettametta-orders.csv"'
    return response


class _Line:
    """A file for csv that returns each line instead of storing it."""

    def write(self, line: str) -> str:
        return line


def _cells(row: Sequence[Any]) -> list[object]:
    cells = dict(zip(_COLUMNS, row, strict=False))
    for name in _AMOUNTS:
        cells[name] = money.in_digits(cells[name], cells["currency"])
    cells["placed_at"] = cells["placed_at"].isoformat()
    cells["counts"] = cells["counts"] is None and not row[-1]
    return ["" if cell is None else cell for cell in cells.values()]
