"""The delivery log of webhooks, and manual retries."""

import json
import sqlite3
from dataclasses import dataclass

from render_node import errors
from render_node.contract import DeliveryState, WebhookDelivery, WebhookTry
from render_node.database import Database

_NEWEST_FIRST = (
    "SELECT rowid AS number, * FROM deliveries WHERE (?1 IS NULL OR render_id = ?1)"
    " AND (?2 IS NULL OR state = ?2) AND (?3 IS NULL OR rowid < ?3) ORDER BY rowid DESC LIMIT ?4"
)


@dataclass(frozen=True)
class DeliveryPage:
    """A page of deliveries, and whether more follow."""

    deliveries: list[WebhookDelivery]
    has_more: bool


class Deliveries:
    """The webhooks that were sent or wait to be sent."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def newest(
        self, *, video_id: str | None, state: DeliveryState | None, after: str | None, limit: int
    ) -> DeliveryPage:
        start = self._row(after)["number"] if after else None
        rows = self._database.rows(_NEWEST_FIRST, video_id, state, start, limit + 1)
        return DeliveryPage(
            deliveries=[self._delivery(row) for row in rows[:limit]], has_more=len(rows) > limit
        )

    def retry(self, delivery_id: str) -> WebhookDelivery:
        """Send a webhook now and restart its backoff, in any state. Its id stays the same."""
        with self._database.transaction() as connection:
            self._row(delivery_id)
            connection.execute(
                "UPDATE deliveries SET state = 'pending', tries = 0, delay_s = 0, next_try_at = 0"
                " WHERE id = ?",
                (delivery_id,),
            )
        return self._delivery(self._row(delivery_id))

    def _row(self, delivery_id: str) -> sqlite3.Row:
        row = self._database.row("SELECT rowid AS number, * FROM deliveries WHERE id = ?", delivery_id)
        if row is None:
            raise errors.DeliveryUnknownError("This node has no webhook with this id.")
        return row

    def _delivery(self, row: sqlite3.Row) -> WebhookDelivery:
        tries = self._database.rows(
            "SELECT at, answer, took_s FROM delivery_tries WHERE delivery_id = ? ORDER BY number", row["id"]
        )
        is_pending = row["state"] == DeliveryState.PENDING
        return WebhookDelivery(
            id=row["id"],
            video_id=row["render_id"],
            type=json.loads(row["body"])["type"],
            url=row["url"],
            state=row["state"],
            created_at=int(row["created_at"]),
            next_try_at=int(row["next_try_at"]) if is_pending else None,
            tries=[WebhookTry(**each) for each in tries],
        )
