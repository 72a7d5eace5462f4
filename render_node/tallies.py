"""Counters that outlive the rows and processes they count."""

import sqlite3
from dataclasses import dataclass

from render_node.database import Database


@dataclass(frozen=True)
class Tally:
    """A counter; the meaning of ``label`` depends on the name: a device, a status, a reason."""

    name: str
    model: str
    label: str
    value: float


def add(
    connection: sqlite3.Connection, name: str, *, model: str = "", label: str = "", value: float = 1
) -> None:
    """Count in the caller's transaction, so that the count matches the committed events exactly."""
    connection.execute(
        "INSERT INTO tallies (name, model, label, value) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (name, model, label) DO UPDATE SET value = value + excluded.value",
        (name, model, label, value),
    )


def all_of(database: Database) -> list[Tally]:
    rows = database.rows("SELECT name, model, label, value FROM tallies ORDER BY name, model, label")
    return [Tally(**row) for row in rows]
