"""Merges reports of an order into its row, with the same result whatever order they arrive in.

What the shop decides (amounts, codes, products, cancellation) is from its newest report. Reports with the
same time are ordered by their content, so that one of them always wins. What only some reports know (visits,
the first page) is kept once it is known.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from commerce.models import Link, Order
from commerce.platforms import ShopOrder

# A longer code can't be one of our links.
_LINK_CODE_LENGTH = 16
_VISITS = ("landing_code", "visit_code", "visited_at")
_EARLIEST = datetime.min.replace(tzinfo=UTC)


def merge(*, row: Order, report: ShopOrder, is_new: bool) -> tuple[str, ...]:
    """Set what the report adds to the row, without saving. An older report adds only visits.

    An order whose customer was forgotten gets nothing that leads to them. Returns the names of the fields.
    """
    fields = {**_fields(report), **({"name": "", "note_code": ""} if row.redacted_at else {})}
    if is_new or _rank(fields) > _rank({name: getattr(row, name) for name in fields}):
        for name, value in fields.items():
            setattr(row, name, value)
    if not row.redacted_at:
        _merge_visits(row, report)
    return (*fields, *_VISITS)


def _fields(report: ShopOrder) -> dict[str, Any]:
    remaining = report.remaining
    is_same_currency = remaining is not None and remaining.currency == report.total.currency
    return {
        "name": report.name[:60],
        "currency": report.total.currency,
        "total_minor": report.total.amount_minor,
        "remaining_minor": remaining.amount_minor if remaining and is_same_currency else None,
        "codes": [code[:255] for code in report.discount_codes],
        "note_code": _link_code(report.note_code),
        "product_ids": [product_id[:32] for product_id in report.product_ids],
        "is_test": report.is_test,
        "placed_at": report.placed_at,
        "canceled_at": report.canceled_at,
        "shop_updated_at": report.updated_at,
    }


def _rank(fields: Mapping[str, Any]) -> tuple[datetime, bool, int, str]:
    """The later report has the higher rank; of two with the same time, the one that says more."""
    said = len(fields["codes"]) + bool(fields["note_code"])
    content = json.dumps(fields, sort_keys=True, default=lambda at: at.astimezone(UTC).isoformat())
    return fields["shop_updated_at"], fields["canceled_at"] is not None, said, content


def _merge_visits(row: Order, report: ShopOrder) -> None:
    row.landing_code = max(row.landing_code, _ours(row, report.landing_codes))
    if not report.journey_is_ready:
        return
    known = (row.visited_at or _EARLIEST, row.visit_code)
    told = (report.visited_at or _EARLIEST, _ours(row, report.visit_codes))
    if told > known:
        row.visited_at, row.visit_code = report.visited_at, told[1]


def _ours(row: Order, found: Sequence[str]) -> str:
    """The first code that is of a link to this shop: what other tools write may look like one of ours."""
    fitting = [code for code in map(_link_code, found) if code]
    if len(fitting) <= 1:
        return "".join(fitting)
    links = Link.objects.filter(workspace=row.workspace_id, offer__product__store=row.store_id)
    known = set(links.filter(code__in=fitting).values_list("code", flat=True))
    return next((code for code in fitting if code in known), fitting[0])


def _link_code(code: str) -> str:
    return code if len(code) <= _LINK_CODE_LENGTH else ""
