"""The tables of YouTube Analytics: rows by column name, with values that are plausible."""

import math
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, Field

from foundation import foreign_texts
from publishing.platforms import values
from publishing.platforms.results import RetentionPoint

Row = dict[str, Any]

LONGEST_S = 86_400.0
MOST_PERCENT = 10_000.0
_MOST_WATCHING = 100.0
_MOST_POINTS = 200


class _Column(BaseModel):
    name: str


class _Table(BaseModel):
    # Without data, YouTube omits the rows.
    column_headers: list[_Column] = Field(alias="columnHeaders")
    rows: list[Any] | None = None


def rows(content: bytes) -> list[Row]:
    """Return the rows by column name, without those that do not fit the columns. Raises ValueError."""
    table = _Table.model_validate(values.document(content))
    names = [column.name for column in table.column_headers]
    whole = [row for row in table.rows or [] if isinstance(row, list) and len(row) == len(names)]
    return [dict(zip(names, row, strict=True)) for row in whole]


def name(value: Any) -> str:
    """Return a name of YouTube's; empty for anything else."""
    return foreign_texts.line(value, most=64)


def count(row: Row, column: str) -> int | None:
    """Return a count; None if it is missing or not plausible."""
    return values.count_or_none(row.get(column))


def amount(row: Row, column: str, *, most: float) -> float | None:
    """Return a number from 0 to ``most``; None if it is missing or not plausible."""
    value = row.get(column)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and 0 <= value <= most else None


def curve(found: Sequence[Row]) -> list[RetentionPoint]:
    """Return the plausible points by position, one per position."""
    points: dict[float, RetentionPoint] = {}
    for row in found[:_MOST_POINTS]:
        position = amount(row, "elapsedVideoTimeRatio", most=1.0)
        watching = amount(row, "audienceWatchRatio", most=_MOST_WATCHING)
        if position is not None and watching is not None:
            relative = amount(row, "relativeRetentionPerformance", most=1.0)
            points[position] = RetentionPoint(position, watching, relative)
    return [points[position] for position in sorted(points)]
