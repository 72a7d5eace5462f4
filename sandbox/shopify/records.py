"""The shops' documents, in the sandbox's store: products, orders, discounts, subscriptions and files."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.store import Store

Doc = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One document's columns. ``body`` is None for a product that can be generated again."""

    id: int
    key: str
    label: str = ""
    status: str = ""
    words: str = ""
    created_at: float
    updated_at: float
    body: Doc | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which documents to read. ``sort`` is a column; ``after`` the sort value and id of the last one read."""

    where: str = "1"
    values: Sequence[object] = ()
    sort: str = "id"
    is_reversed: bool = False
    after: tuple[object, int] | None = None
    limit: int = -1


class Records:
    """All documents of one kind of every shop, by shop and id."""

    def __init__(self, store: Store, kind: str) -> None:
        self.store = store
        self.kind = kind

    def put(self, shop: str, row: Row) -> None:
        """Write a document, in place of one with the same id."""
        self.store.change(
            "INSERT OR REPLACE INTO shopify_documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.kind,
                shop,
                row.id,
                row.key,
                row.label,
                row.status,
                row.words,
                row.created_at,
                row.updated_at,
                None if row.body is None else json.dumps(row.body, ensure_ascii=False),
            ),
        )

    def get(self, shop: str, number: int) -> Row | None:
        return self._one(shop, "id = ?", number)

    def by_key(self, shop: str, key: str) -> Row | None:
        """Return the document with this handle, code or name."""
        return self._one(shop, "key = ?", key)

    def delete(self, shop: str, number: int) -> bool:
        query = "DELETE FROM shopify_documents WHERE kind = ? AND shop = ? AND id = ?"
        return self.store.change(query, (self.kind, shop, number)) > 0

    def highest(self, shop: str) -> int:
        """Return the highest id, or 0."""
        query = "SELECT MAX(id) AS id FROM shopify_documents WHERE kind = ? AND shop = ?"
        row = self.store.row(query, (self.kind, shop))
        return int(row["id"] or 0) if row is not None else 0

    def count(self, shop: str, page: Page | None = None) -> int:
        page = page or Page()
        query = f"SELECT COUNT(*) AS n FROM shopify_documents WHERE kind = ? AND shop = ? AND ({page.where})"  # noqa: S608 -- conditions are ours
        row = self.store.row(query, (self.kind, shop, *page.values))
        return int(row["n"]) if row is not None else 0

    def page(self, shop: str, page: Page) -> list[tuple[object, Row]]:
        """Return documents in order, each with its sort value."""
        sign, order = ("<", "DESC") if page.is_reversed else (">", "ASC")
        keyset = f" AND ({page.sort}, id) {sign} (?, ?)" if page.after else ""
        query = (
            f"SELECT *, {page.sort} AS sort_value FROM shopify_documents"  # noqa: S608 -- names are ours
            f" WHERE kind = ? AND shop = ? AND ({page.where}){keyset}"
            f" ORDER BY {page.sort} {order}, id {order} LIMIT ?"
        )
        values = (self.kind, shop, *page.values, *(page.after or ()), page.limit)
        return [(row["sort_value"], _row(row)) for row in self.store.rows(query, values)]

    def every(self, shop: str) -> list[Row]:
        return [row for _, row in self.page(shop, Page())]

    def _one(self, shop: str, condition: str, value: object) -> Row | None:
        query = f"SELECT * FROM shopify_documents WHERE kind = ? AND shop = ? AND {condition}"  # noqa: S608 -- ours
        row = self.store.row(query, (self.kind, shop, value))
        return None if row is None else _row(row)


def _row(row: sqlite3.Row) -> Row:
    return Row(
        id=row["id"],
        key=row["key"],
        label=row["label"],
        status=row["status"],
        words=row["words"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        body=None if row["body"] is None else json.loads(row["body"]),
    )
