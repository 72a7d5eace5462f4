"""Cursor pagination for pages and REST: no row is skipped or repeated while rows are added."""

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.signing import BadSignature, Signer
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

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
    queryset: QuerySet[Row],
    *,
    order: str = "-pk",
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
    wide: Callable[[Any], QuerySet[Row]] | None = None,
    shows: object = None,
) -> Page[Row]:
    """Return one page of ``queryset`` by ``order`` (a field, "-" for descending), then by the key.

    Rows whose order field is null come last. ``wide`` adds joins and annotations to the rows of the page
    only, so that finding and sorting them reads one narrow table. A cursor belongs to the list that it was
    made for: the model, the order, and ``shows``, which identifies endpoint and filters by its ``repr``.
    Raises InvalidCursorError for a cursor of another list.
    """
    made_for = _list_name(queryset.model, order, shows)
    line = _Line(queryset, order.removeprefix("-"), is_descending=order.startswith("-"), wide=wide)
    most = limit + 1
    start = _decode(cursor, made_for) if cursor else None
    found = line.first(most) if start is None else line.after(*start, most)
    rows = found[:limit]
    next_cursor = _encode(rows[-1], line.name, made_for) if len(found) > limit else None
    return Page(rows=rows, next_cursor=next_cursor)


class _Line(Generic[Row]):
    """All rows in their order. Each part is a range of an index on the field, nulls last, and the key."""

    def __init__(
        self,
        rows: QuerySet[Row],
        name: str,
        *,
        is_descending: bool,
        wide: Callable[[Any], QuerySet[Row]] | None,
    ) -> None:
        self.name = name
        self._rows = rows
        self._is_descending = is_descending
        self._wide = wide
        # Nothing is known of annotations.
        self._may_be_null = name != "pk" and (
            name in rows.query.annotations or bool(rows.model._meta.get_field(name).null)
        )

    def first(self, most: int) -> list[Row]:
        """Return the first rows."""
        if not self._may_be_null or self._is_descending:
            return self._read(self._rows, most)
        return self._up_to(self._rows.filter(**{f"{self.name}__isnull": False}), most)

    def after(self, value: Any, key: str, most: int) -> list[Row]:
        """Return the rows after that position."""
        step = "lt" if self._is_descending else "gt"
        later_key = Q(**{f"pk__{step}": key})
        if self.name == "pk":
            return self._read(self._rows.filter(later_key), most)
        if value is None:
            return self._read(self._without_value().filter(later_key), most)
        # The first condition is where the range of the index begins.
        later = Q(**{f"{self.name}__{step}e": value}) & (Q(**{f"{self.name}__{step}": value}) | later_key)
        return self._up_to(self._rows.filter(later), most)

    def _up_to(self, with_value: QuerySet[Row], most: int) -> list[Row]:
        """Return rows with a value, and then those without one, which take a query of their own."""
        found = self._read(with_value, most)
        if len(found) < most and self._may_be_null:
            found += self._read(self._without_value(), most - len(found))
        return found

    def _without_value(self) -> QuerySet[Row]:
        return self._rows.filter(**{f"{self.name}__isnull": True})

    def _read(self, rows: QuerySet[Row], most: int) -> list[Row]:
        ordered = rows.order_by(*self._order())
        if self._wide is None:
            return list(ordered[:most])
        page: QuerySet[Row] = rows.model._default_manager.filter(pk__in=ordered.values("pk")[:most])
        return list(self._wide(page).order_by(*self._order()))

    def _order(self) -> list[OrderBy]:
        """The order of an index, read forwards, or backwards within the rows that have a value."""
        key = F("pk").desc() if self._is_descending else F("pk").asc()
        if self.name == "pk":
            return [key]
        if not self._may_be_null:
            return [F(self.name).desc() if self._is_descending else F(self.name).asc(), key]
        if self._is_descending:
            return [F(self.name).desc(nulls_last=True), key]
        return [F(self.name).asc(nulls_first=True), key]


def _list_name(model: type[Model], order: str, shows: object) -> str:
    """Identify a list, without its position."""
    facts = repr((model._meta.label, order, shows)).encode("utf-8", "backslashreplace")
    return hashlib.sha256(facts).hexdigest()[:16]


def _encode(row: Model, name: str, made_for: str) -> str:
    value = None if name == "pk" else getattr(row, name)
    kind = "t" if isinstance(value, datetime) else "v"
    shown = value.isoformat() if isinstance(value, datetime) else value
    document = json.dumps([made_for, kind, shown, row.pk])
    return _signer.sign(base64.urlsafe_b64encode(document.encode()).decode().rstrip("="))


def _decode(cursor: str, made_for: str) -> tuple[Any, str]:
    """Decode the position. It is signed, so its values have the types of the list's order fields."""
    try:
        encoded = _signer.unsign(cursor)
        document = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
        found, kind, value, key = document
        if found != made_for:
            raise ValueError(found)
        return (datetime.fromisoformat(str(value)) if kind == "t" else value), key
    except (BadSignature, ValueError, TypeError) as error:
        raise InvalidCursorError(
            "This cursor does not belong to this list. Start again without one.",
            errors=[{"field": "cursor", "code": "invalid", "detail": "not a cursor of this list"}],
        ) from error
