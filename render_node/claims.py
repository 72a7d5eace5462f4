"""Who draws what: workers claim videos, and the supervisor takes back what a dead one held."""

import json
import sqlite3
import time
from dataclasses import dataclass

from render_node import records
from render_node.config import Config
from render_node.contract import CompleteRequest, Recipe, VideoStatus
from render_node.database import Database
from render_node.video_file import FileFacts

_TAKE_NEXT = """
    UPDATE renders SET status = 'in_progress', attempt = attempt + 1, worker = ?, lease_until = ?,
        started_at = ?, progress = 0, stage = 'starting'
    WHERE number = (
        SELECT number FROM renders WHERE status = 'queued' ORDER BY priority DESC, number LIMIT 1
    )
    RETURNING *
"""


@dataclass(frozen=True)
class Claim:
    """A worker's hold on one attempt. Whoever does not hold it any more changes nothing."""

    id: str
    attempt: int
    worker: str
    request: CompleteRequest
    seed: int


class Claims:
    """The videos that are being drawn. Every move is one conditional write; only one mover wins."""

    def __init__(self, *, database: Database, config: Config) -> None:
        self._database = database
        self._config = config

    # --- the worker's side --------------------------------------------------------------------------

    def claim(self, worker: str) -> Claim | None:
        """Take what is due next, or None. The worker must touch its claim before the lease runs out."""
        if self._database.row("SELECT 1 FROM renders WHERE status = 'queued' LIMIT 1") is None:
            return None
        now = time.time()
        with self._database.transaction() as connection:
            row = connection.execute(_TAKE_NEXT, (worker, now + self._config.lease_s, now)).fetchone()
        if row is None:
            return None
        request = CompleteRequest.model_validate_json(row["request"])
        return Claim(id=row["id"], attempt=row["attempt"], worker=worker, request=request, seed=row["seed"])

    def is_wanted(self, claim: Claim) -> bool:
        """Whether the claim still holds and nobody asked for it to stop."""
        return (
            self._database.row(
                "SELECT 1 FROM renders WHERE id = ? AND attempt = ? AND worker = ? AND cancel_requested = 0",
                claim.id,
                claim.attempt,
                claim.worker,
            )
            is not None
        )

    def touch(self, claim: Claim, *, progress: int, stage: str) -> None:
        """Note how far the claim is and renew its lease."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE renders SET progress = ?, stage = ?, lease_until = ?"
                " WHERE id = ? AND attempt = ? AND worker = ?",
                (progress, stage, time.time() + self._config.lease_s, claim.id, claim.attempt, claim.worker),
            )

    def complete(self, claim: Claim, *, facts: FileFacts, recipe: Recipe) -> bool:
        """End the claim well. False when it does not hold any more; a cancel that came in time wins."""
        result = json.dumps({"facts": vars(facts), "recipe": recipe.model_dump()})
        with self._database.transaction() as connection:
            if not self.is_wanted(claim):
                return False
            return records.end(
                connection, claim.id, VideoStatus.COMPLETED, result=result, config=self._config
            )

    def fail(self, claim: Claim, *, code: str, message: str) -> None:
        with self._database.transaction() as connection:
            if self._holds(connection, claim):
                records.end(
                    connection, claim.id, VideoStatus.FAILED, error=(code, message), config=self._config
                )

    def stop(self, claim: Claim) -> None:
        """End the claim as cancelled if that was asked for; otherwise give it back unspent."""
        with self._database.transaction() as connection:
            row = self._holds(connection, claim)
            if row is None:
                return
            if row["cancel_requested"]:
                records.end(connection, claim.id, VideoStatus.CANCELLED, config=self._config)
            else:
                records.requeue(connection, claim.id, attempt=claim.attempt - 1)

    @staticmethod
    def _holds(connection: sqlite3.Connection, claim: Claim) -> sqlite3.Row | None:
        found: sqlite3.Row | None = connection.execute(
            "SELECT * FROM renders WHERE id = ? AND attempt = ? AND worker = ? AND status = 'in_progress'",
            (claim.id, claim.attempt, claim.worker),
        ).fetchone()
        return found

    # --- the supervisor's side ----------------------------------------------------------------------

    def recover(self, *, worker: str | None = None) -> int:
        """Put back what a dead worker held, or what all did; the number of videos concerned.

        After ``max_attempts`` tries a video fails, because it may be what kills the workers.
        """
        with self._database.transaction() as connection:
            lost = connection.execute(
                "SELECT * FROM renders WHERE status = 'in_progress' AND (? IS NULL OR worker = ?)",
                (worker, worker),
            ).fetchall()
            for row in lost:
                self._recover(connection, row)
        return len(lost)

    def _recover(self, connection: sqlite3.Connection, row: sqlite3.Row) -> None:
        if row["cancel_requested"]:
            records.end(connection, row["id"], VideoStatus.CANCELLED, config=self._config)
        elif row["attempt"] >= self._config.max_attempts:
            sentence = f"The worker stopped unexpectedly in each of {row['attempt']} attempts."
            records.end(
                connection,
                row["id"],
                VideoStatus.FAILED,
                error=("worker_lost", sentence),
                config=self._config,
            )
        else:
            records.requeue(connection, row["id"], attempt=row["attempt"])

    def overdue_workers(self) -> list[str]:
        """Workers that have not touched what they hold in time."""
        rows = self._database.rows(
            "SELECT DISTINCT worker FROM renders WHERE status = 'in_progress' AND lease_until < ?",
            time.time(),
        )
        return [row["worker"] for row in rows]
