"""Cursor pagination for pages and REST: no row is skipped or repeated while rows are added."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.signing import BadSignature, Signer
from django.db.models import F, Model, Q, QuerySet

from foundation.errors import InvalidError

Row = TypeVar("Row", bound=Model)

DEFAULT_LIMIT = 25
MAX_LIMIT = 100
_signer = Signer(salt="foundation.pagination")


class InvalidCursorError(InvalidError):
    """The cursor belongs to another list or is malformed."""

    code = "invalid_cursor"


class InvalidLimitError(InvalidError):
    """The page size is out of range."""

    code = "invalid_limit"


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list, and the cursor of the next page; None on the last page."""

    rows: Sequence[Row]
    next_cursor: str | None

    @property
    def has_more(self) -> bool:
        """True when there is another page."""
        return self.next_cursor is not None


def read_limit(raw: str | None) -> int:
    """Return the requested page size, 1 to 100; 25 by default. Raises InvalidLimitError."""
    if raw is None or raw == "":
        return DEFAULT_LIMIT
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw[:4]) <= MAX_LIMIT:
        raise InvalidLimitError(
            f"limit must be a whole number from 1 to {MAX_LIMIT}.",
            errors=[{"field": "limit", "code": "invalid", "detail": f"1 to {MAX_LIMIT}"}],
        )
    return int(raw)


def paginate(
    queryset: QuerySet[Row], *, order: str = "-pk", cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[Row]:
    """Return one page of ``queryset`` by ``order`` (a field, "-" for descending), then by the key.

    Rows whose order field is null come last. Raises InvalidCursorError.
    """
    name, descending = order.removeprefix("-"), order.startswith("-")
    direction = F(name).desc(nulls_last=True) if descending else F(name).asc(nulls_last=True)
    tie = "-pk" if descending else "pk"
    ordered = queryset.order_by(tie) if name == "pk" else queryset.order_by(direction, tie)
    if not cursor:
        found = list(ordered[: limit + 1])
    else:
        position = _decode(cursor, queryset.model, name)
        found = _after(ordered, position, name=name, descending=descending, most=limit + 1)
    rows = found[:limit]
    return Page(rows=rows, next_cursor=_encode(rows[-1], name) if len(found) > limit else None)


def _after(
    ordered: QuerySet[Row], position: tuple[Any, str], *, name: str, descending: bool, most: int
) -> list[Row]:
    """Return the rows after that position. Those without a value take a query of their own."""
    value, key = position
    step = "lt" if descending else "gt"
    later_key = Q(**{f"pk__{step}": key})
    if name == "pk":
        return list(ordered.filter(later_key)[:most])
    without_value = ordered.filter(**{f"{name}__isnull": True})
    if value is None:
        return list(without_value.filter(later_key)[:most])
    # The first condition is where the range of the index begins.
    later = Q(**{f"{name}__{step}e": value}) & (Q(**{f"{name}__{step}": value}) | later_key)
    found = list(ordered.filter(later)[:most])
    if len(found) < most and _may_be_null(ordered, name):
        found += without_value[: most - len(found)]
    return found


def _may_be_null(ordered: QuerySet[Row], name: str) -> bool:
    # Nothing is known of annotations.
    return name in ordered.query.annotations or bool(ordered.model._meta.get_field(name).null)


def _encode(row: Model, name: str) -> str:
    value = None if name == "pk" else getattr(row, name)
    kind = "t" if isinstance(value, datetime) else "v"
    shown = value.isoformat() if isinstance(value, datetime) else value
    document = json.dumps([row._meta.label, name, kind, shown, row.pk])
    return _signer.sign(base64.urlsafe_b64encode(document.encode()).decode().rstrip("="))


def _decode(cursor: str, model: type[Model], name: str) -> tuple[Any, str]:
    """Decode the position. It is signed, so its values have the types of the list's order fields."""
    try:
        encoded = _signer.unsign(cursor)
        document = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
        *made_for, kind, value, key = document
        if made_for != [model._meta.label, name]:
            raise ValueError(made_for)
        return (datetime.fromisoformat(str(value)) if kind == "t" else value), key
    except (BadSignature, ValueError, TypeError) as error:
        raise InvalidCursorError(
            "This cursor does not belong to this list. Start again without one.",
            errors=[{"field": "cursor", "code": "invalid", "detail": "not a cursor of this list"}],
        ) from error
