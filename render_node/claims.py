"""Claims on videos: workers claim videos, and the supervisor recovers the claims of dead workers."""

import json
import sqlite3
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from render_node import estimates, pictures, records, tallies
from render_node.config import Config
from render_node.contract import CompleteRequest, Recipe, VideoStatus
from render_node.database import Database
from render_node.video_file import FileFacts

# Limits how often and how long videos of other models wait while a model is in memory.
MOST_PASSED_OVER = 8
LONGEST_PASSED_OVER_S = 600.0

_FIRST = "SELECT * FROM renders WHERE status = 'queued' ORDER BY priority DESC, number LIMIT 1"
_TAKE = """
    UPDATE renders SET status = 'in_progress', attempt = attempt + 1, worker = ?, started_at = ?,
        progress = 0, stage = 'starting', beat = beat + 1
    WHERE number = ? RETURNING *
"""


@dataclass(frozen=True)
class Claim:
    """A worker's claim on one attempt. Writes with a lost claim change nothing."""

    id: str
    attempt: int
    worker: str
    request: CompleteRequest
    seed: int
    picture: Path | None
    saving_memory: bool
    alike: estimates.Duration | None

    @property
    def is_first_try(self) -> bool:
        return self.attempt == 1


@dataclass(frozen=True)
class Mark:
    """The progress of a claim: ``progress`` in percent of the job, ``step`` of ``steps`` in its stage."""

    progress: int
    stage: str
    step: int
    steps: int
    eta_s: float | None


@dataclass(frozen=True)
class Running:
    """A claim as the supervisor sees it."""

    id: str
    attempt: int
    worker: str
    beat: int
    stage: str


class Claims:
    """The videos in progress. Every transition is one conditional write; one of several concurrent writers
    wins.
    """

    def __init__(self, *, database: Database, config: Config) -> None:
        self._database = database
        self._config = config

    # --- used by workers ----------------------------------------------------------------------------

    def claim(self, worker: str, *, resident: Collection[str] = ()) -> Claim | None:
        """Claim the next video; None if the queue is empty. A worker that stops touching its claim is hung.

        Higher priority first; then videos whose model is ``resident``, within limits; then by age.
        """
        if self._database.row("SELECT 1 FROM renders WHERE status = 'queued' LIMIT 1") is None:
            return None
        with self._database.transaction() as connection:
            number = _next(connection, resident=resident)
            if number is None:
                return None
            row = connection.execute(_TAKE, (worker, time.time(), number)).fetchone()
        return Claim(
            id=row["id"],
            attempt=row["attempt"],
            worker=worker,
            request=CompleteRequest.model_validate_json(row["request"]),
            seed=row["seed"],
            picture=pictures.path_of(row["picture"], folder=self._config.pictures_dir),
            saving_memory=bool(row["saving_memory"]),
            alike=estimates.of_alike(self._database, shape=row["shape"]),
        )

    def is_wanted(self, claim: Claim) -> bool:
        """Whether the claim is still held and no cancel was requested."""
        return (
            self._database.row(
                "SELECT 1 FROM renders WHERE id = ? AND attempt = ? AND worker = ? AND cancel_requested = 0",
                claim.id,
                claim.attempt,
                claim.worker,
            )
            is not None
        )

    def touch(self, claim: Claim, mark: Mark) -> None:
        """Record progress, which is also the worker's heartbeat."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE renders SET progress = max(progress, ?), stage = ?, step = ?, steps = ?, eta_s = ?,"
                " beat = beat + 1 WHERE id = ? AND attempt = ? AND worker = ?",
                (
                    mark.progress,
                    mark.stage,
                    mark.step,
                    mark.steps,
                    mark.eta_s,
                    claim.id,
                    claim.attempt,
                    claim.worker,
                ),
            )

    def complete(
        self, claim: Claim, *, facts: FileFacts, recipe: Recipe, took_s: float, denoised_s: float, device: str
    ) -> bool:
        """Complete the video. False if the claim was lost or the video was canceled."""
        result = json.dumps({"facts": vars(facts), "recipe": recipe.model_dump()})
        with self._database.transaction() as connection:
            if not self.is_wanted(claim):
                return False
            connection.execute(
                "UPDATE renders SET took_s = ?, denoised_s = ? WHERE id = ?", (took_s, denoised_s, claim.id)
            )
            tallies.add(connection, "drawn_seconds", model=claim.request.model, label=device, value=took_s)
            return records.end(
                connection, claim.id, VideoStatus.COMPLETED, result=result, config=self._config
            )

    def fail(self, claim: Claim, *, code: str, message: str) -> None:
        with self._database.transaction() as connection:
            if self._holds(connection, claim):
                self._fail(connection, claim.id, code=code, message=message)

    def stop(self, claim: Claim) -> None:
        """Cancel the video if that was requested; otherwise return it to the queue without using up an
        attempt.
        """
        with self._database.transaction() as connection:
            row = self._holds(connection, claim)
            if row is None:
                return
            if row["cancel_requested"]:
                records.end(connection, claim.id, VideoStatus.CANCELLED, config=self._config)
            else:
                records.requeue(connection, claim.id, attempt=claim.attempt - 1)

    def retry(self, claim: Claim, *, code: str, message: str) -> bool:
        """Return the video to the queue for another attempt, or fail it if no attempt is left."""
        with self._database.transaction() as connection:
            row = self._holds(connection, claim)
            if row is None:
                return False
            if row["cancel_requested"]:
                records.end(connection, claim.id, VideoStatus.CANCELLED, config=self._config)
            elif claim.attempt >= self._config.max_attempts:
                self._fail(connection, claim.id, code=code, message=message)
            else:
                records.requeue(connection, claim.id, attempt=claim.attempt)
                return True
        return False

    def run_out_of_memory(self, claim: Claim, *, device: str) -> None:
        """Requeue the video, to be rendered with less memory; fail it if that has failed already."""
        with self._database.transaction() as connection:
            tallies.add(connection, "out_of_memory", model=claim.request.model, label=device)
            row = self._holds(connection, claim)
            if row is None:
                return
            if row["cancel_requested"]:
                records.end(connection, claim.id, VideoStatus.CANCELLED, config=self._config)
            elif claim.saving_memory or claim.attempt >= self._config.max_attempts:
                self._fail(connection, claim.id, code="out_of_memory", message=_too_large(claim.request))
            else:
                records.requeue(connection, claim.id, attempt=claim.attempt, saving_memory=True)

    def _fail(self, connection: sqlite3.Connection, render_id: str, *, code: str, message: str) -> None:
        records.end(connection, render_id, VideoStatus.FAILED, error=(code, message), config=self._config)

    @staticmethod
    def _holds(connection: sqlite3.Connection, claim: Claim) -> sqlite3.Row | None:
        found: sqlite3.Row | None = connection.execute(
            "SELECT * FROM renders WHERE id = ? AND attempt = ? AND worker = ? AND status = 'in_progress'",
            (claim.id, claim.attempt, claim.worker),
        ).fetchone()
        return found

    # --- used by the supervisor ---------------------------------------------------------------------

    def recover(self, *, worker: str | None = None) -> int:
        """Requeue the videos of a dead worker, or of all workers. Returns how many.

        A video fails after ``max_attempts``, because it may be the cause of the crashes.
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
            self._fail(connection, row["id"], code="worker_lost", message=sentence)
        else:
            records.requeue(connection, row["id"], attempt=row["attempt"])

    def running(self) -> list[Running]:
        rows = self._database.rows(
            "SELECT id, attempt, worker, beat, stage FROM renders WHERE status = 'in_progress'"
        )
        return [Running(**row) for row in rows]


def _next(connection: sqlite3.Connection, *, resident: Collection[str]) -> int | None:
    first = connection.execute(_FIRST).fetchone()
    if first is None:
        return None
    has_waited = (
        first["passed_over"] >= MOST_PASSED_OVER or time.time() - first["created_at"] > LONGEST_PASSED_OVER_S
    )
    number: int = first["number"]
    if has_waited or not resident or first["model"] in resident:
        return number
    ready = connection.execute(
        "SELECT number FROM renders WHERE status = 'queued' AND priority = ?"
        " AND model IN (SELECT value FROM json_each(?)) ORDER BY number LIMIT 1",
        (first["priority"], json.dumps(list(resident))),
    ).fetchone()
    if ready is None:
        return number
    connection.execute(
        "UPDATE renders SET passed_over = passed_over + 1 WHERE status = 'queued' AND priority = ?"
        " AND number < ?",
        (first["priority"], ready["number"]),
    )
    chosen: int = ready["number"]
    return chosen


def _too_large(request: CompleteRequest) -> str:
    return (
        f"{request.size} with {request.num_frames} frames does not fit into this node's memory, even "
        "with memory saving. Request a smaller size or fewer frames."
    )
