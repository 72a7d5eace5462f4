"""All of Stripe's data, as JSON documents in the format of its responses.

A field whose name begins with an underscore is internal, or shown only when a caller expands it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.store import Store
from sandbox.stripe import errors

Doc = dict[str, Any]

_OF_KIND = "SELECT number, body FROM stripe_objects WHERE object = ? AND is_deleted = 0"
_COMPARISONS = {
    "gt": " AND json_extract(body, ?) > ?",
    "gte": " AND json_extract(body, ?) >= ?",
    "lt": " AND json_extract(body, ?) < ?",
    "lte": " AND json_extract(body, ?) <= ?",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The requested page of a list."""

    limit: int = 10
    starting_after: str | None = None
    ending_before: str | None = None


class Records:
    """The documents of one sandbox. Callers must hold the store's transaction."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def get(self, kind: str, identifier: str) -> Doc | None:
        query = "SELECT body FROM stripe_objects WHERE object = ? AND id = ?"
        row = self.store.row(query, (kind, identifier))
        return None if row is None else json.loads(row["body"])

    def require(self, kind: str, identifier: str, *, param: str = "id", status: int = 404) -> Doc:
        """Return the document. Raises Stripe's resource_missing if it does not exist or was deleted."""
        doc = self.get(kind, identifier)
        if doc is None or doc.get("deleted"):
            raise errors.missing(kind, identifier, param=param, status=status)
        return doc

    def put(self, doc: Doc, *, due_at: int | None = None) -> Doc:
        """Store the document. ``due_at`` is when time changes it next."""
        self.store.change(
            "INSERT INTO stripe_objects"
            " (object, id, customer, subscription, test_clock, due_at, is_deleted, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (object, id) DO UPDATE SET"
            " customer = excluded.customer, subscription = excluded.subscription,"
            " test_clock = excluded.test_clock, due_at = excluded.due_at,"
            " is_deleted = excluded.is_deleted, body = excluded.body",
            (
                doc["object"],
                doc["id"],
                doc.get("customer"),
                doc.get("subscription") or doc.get("_subscription"),
                doc.get("test_clock") or doc.get("_test_clock"),
                due_at,
                bool(doc.get("deleted")),
                json.dumps(doc, separators=(",", ":")),
            ),
        )
        return doc

    def remove(self, kind: str, identifier: str) -> None:
        self.store.change("DELETE FROM stripe_objects WHERE object = ? AND id = ?", (kind, identifier))

    def all(self, kind: str, **conditions: Any) -> list[Doc]:
        """Return every document that meets the conditions, oldest first."""
        query, values = _query(kind, conditions)
        return [json.loads(row["body"]) for row in self.store.rows(query + " ORDER BY number", values)]

    def first(self, kind: str, **conditions: Any) -> Doc | None:
        query, values = _query(kind, conditions)
        row = self.store.row(query + " ORDER BY number LIMIT 1", values)
        return None if row is None else json.loads(row["body"])

    def page(self, kind: str, page: Page, **conditions: Any) -> tuple[list[Doc], bool]:
        """Return a page of the list, newest first, and whether there is more in the reading direction."""
        query, values = _query(kind, conditions)
        if page.ending_before:
            query += " AND number > ? ORDER BY number LIMIT ?"
            values = [*values, self._number(kind, page.ending_before, "ending_before"), page.limit + 1]
        elif page.starting_after:
            query += " AND number < ? ORDER BY number DESC LIMIT ?"
            values = [*values, self._number(kind, page.starting_after, "starting_after"), page.limit + 1]
        else:
            query += " ORDER BY number DESC LIMIT ?"
            values = [*values, page.limit + 1]
        found = [json.loads(row["body"]) for row in self.store.rows(query, values)]
        shown = found[: page.limit]
        return (shown[::-1] if page.ending_before else shown), len(found) > page.limit

    def next_due(self, *, test_clock: str | None, until: int) -> tuple[Doc, int] | None:
        """Return the next document that time changes, and when, on that clock (None is the sandbox's own)."""
        row = self.store.row(
            "SELECT body, due_at FROM stripe_objects WHERE due_at <= ? AND test_clock IS ?"
            " ORDER BY due_at, number LIMIT 1",
            (until, test_clock),
        )
        return None if row is None else (json.loads(row["body"]), row["due_at"])

    def _number(self, kind: str, identifier: str, param: str) -> int:
        query = "SELECT number FROM stripe_objects WHERE object = ? AND id = ?"
        row = self.store.row(query, (kind, identifier))
        if row is None:
            raise errors.missing(kind, identifier, param=param, status=400)
        return int(row["number"])


def _query(kind: str, conditions: Mapping[str, Any]) -> tuple[str, list[object]]:
    """Build conditions on the document's fields. ``a__b`` is a nested field; a list gives alternatives."""
    query, values = _OF_KIND, [kind]
    found: list[object] = list(values)
    for name, wanted in conditions.items():
        if wanted is None:
            continue
        path = "$." + name.replace("__", ".")
        if name in ("customer", "subscription"):
            query += f" AND {name} = ?"
            found.append(wanted)
        elif isinstance(wanted, Mapping):
            for comparison, limit in wanted.items():
                query += _COMPARISONS[comparison]
                found += [path, limit]
        else:
            query += " AND json_extract(body, ?) IN (SELECT value FROM json_each(?))"
            found += [
                path,
                json.dumps(
                    wanted if isinstance(wanted, Sequence) and not isinstance(wanted, str) else [wanted]
                ),
            ]
    return query, found
