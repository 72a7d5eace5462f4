"""What was accepted, and how far it is. Every move is one conditional write; only one mover wins."""

import hashlib
import json
import sqlite3
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from render_node import errors, webhooks
from render_node.config import Config
from render_node.contract import Recipe, Video, VideoError, VideoRequest, VideoStatus, WebhookType
from render_node.database import Database
from render_node.video_file import FileFacts

RETRY_AFTER_S = 15
_FORGET_AFTER_S = 7 * 24 * 3600
_WEBHOOK_TYPES = {
    VideoStatus.COMPLETED: WebhookType.COMPLETED,
    VideoStatus.FAILED: WebhookType.FAILED,
    VideoStatus.CANCELLED: WebhookType.CANCELLED,
}


@dataclass(frozen=True)
class Claim:
    """A worker's hold on one attempt. Whoever does not hold it any more changes nothing."""

    id: str
    attempt: int
    worker: str
    request: VideoRequest
    seed: int


@dataclass(frozen=True)
class Page:
    """Some videos, and whether more follow."""

    videos: list[Video]
    has_more: bool


class Renders:
    """The node's memory of its work."""

    def __init__(self, *, database: Database, config: Config) -> None:
        self._database = database
        self._config = config

    # --- the caller's side --------------------------------------------------------------------------

    def submit(self, request: VideoRequest, *, key: str | None) -> Video:
        """Accept ``request``; the same key with the same request returns the video there already is.

        Raises KeyReusedError for another request under the same key, and QueueFullError.
        """
        body = request.model_dump_json()
        body_hash = hashlib.sha256(body.encode()).hexdigest()
        with self._database.transaction() as connection:
            existing = connection.execute(
                "SELECT * FROM renders WHERE idempotency_key = ?", (key,)
            ).fetchone()
            if existing is not None:
                return self._replay(existing, body_hash=body_hash)
            cancelled = self._forget_early_cancel(connection, key)
            if not cancelled:
                self._check_room(connection)
            render_id = f"video_{uuid.uuid4().hex}"
            # Left out, the seed follows from the request: the same request is the same picture.
            seed = int(body_hash[:8], 16) if request.seed is None else request.seed
            connection.execute(
                "INSERT INTO renders (id, idempotency_key, body_hash, request, model, seed, priority, status,"
                " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', ?)",
                (render_id, key, body_hash, body, request.model, seed, request.priority, time.time()),
            )
            if cancelled:
                self._end(connection, render_id, VideoStatus.CANCELLED)
        return self.get(render_id)

    def _replay(self, row: sqlite3.Row, *, body_hash: str) -> Video:
        if row["body_hash"] != body_hash:
            raise errors.KeyReusedError(
                "This Idempotency-Key was used for another request. Use a key of its own for each request."
            )
        if row["deleted_at"] is not None:
            raise errors.GoneError("The video made under this Idempotency-Key was deleted.")
        return self._video(row)

    @staticmethod
    def _forget_early_cancel(connection: sqlite3.Connection, key: str | None) -> bool:
        gone = connection.execute("DELETE FROM cancelled_keys WHERE idempotency_key = ?", (key,))
        return gone.rowcount > 0

    def _check_room(self, connection: sqlite3.Connection) -> None:
        waiting = connection.execute("SELECT count(*) FROM renders WHERE status = 'queued'").fetchone()[0]
        if waiting >= self._config.max_queued:
            raise errors.QueueFullError(
                f"{waiting} videos are waiting, which is all this node takes on. Try again later.",
                retry_after_s=RETRY_AFTER_S,
            )

    def get(self, render_id: str) -> Video:
        return self._video(self._row(render_id))

    def file_of(self, render_id: str) -> Path:
        """The finished file. Raises NotReadyError before there is one and GoneError when it has expired."""
        row = self._row(render_id)
        if row["status"] != VideoStatus.COMPLETED:
            raise errors.NotReadyError(f"The video is {row['status']}; it has a file once it is completed.")
        path = self._path(render_id)
        if not path.exists():
            raise errors.GoneError(f"The file was kept for {self._config.keep_hours:g} hours and is gone.")
        return path

    def newest(self, *, after: str | None, limit: int, ascending: bool) -> Page:
        compare, order = (">", "ASC") if ascending else ("<", "DESC")
        start = self._row(after)["number"] if after else (0 if ascending else 2**62)
        rows = self._database.rows(
            f"SELECT * FROM renders WHERE deleted_at IS NULL AND number {compare} ? ORDER BY number {order} LIMIT ?",  # noqa: S608 - both words are from the line above
            start,
            limit + 1,
        )
        return Page(videos=[self._video(row) for row in rows[:limit]], has_more=len(rows) > limit)

    def cancel(self, render_id: str) -> Video:
        """Stop a video that waits or is being drawn. One that is over stays as it ended."""
        with self._database.transaction() as connection:
            row = self._row(render_id)
            if row["status"] == VideoStatus.QUEUED:
                self._end(connection, render_id, VideoStatus.CANCELLED)
            elif row["status"] == VideoStatus.IN_PROGRESS:
                connection.execute("UPDATE renders SET cancel_requested = 1 WHERE id = ?", (render_id,))
        return self.get(render_id)

    def cancel_key(self, key: str) -> Video | None:
        """Stop what was submitted under ``key``, also if that submit is still on its way."""
        with self._database.transaction() as connection:
            row = connection.execute("SELECT id FROM renders WHERE idempotency_key = ?", (key,)).fetchone()
            if row is None:
                connection.execute(
                    "INSERT OR IGNORE INTO cancelled_keys (idempotency_key, created_at) VALUES (?, ?)",
                    (key, time.time()),
                )
                return None
        return self.cancel(row["id"])

    def delete(self, render_id: str) -> None:
        """Remove a video that is over, and its file. Raises NotReadyError for one that is not."""
        with self._database.transaction() as connection:
            row = self._row(render_id)
            if not VideoStatus(row["status"]).is_final:
                raise errors.NotReadyError(f"The video is {row['status']}. Cancel it first.")
            connection.execute("UPDATE renders SET deleted_at = ? WHERE id = ?", (time.time(), render_id))
        self._path(render_id).unlink(missing_ok=True)

    # --- the worker's side --------------------------------------------------------------------------

    def claim(self, worker: str) -> Claim | None:
        """Take what is due next, or None. The worker must touch its claim before the lease runs out."""
        if self._database.row("SELECT 1 FROM renders WHERE status = 'queued' LIMIT 1") is None:
            return None
        now = time.time()
        with self._database.transaction() as connection:
            row = connection.execute(
                "UPDATE renders SET status = 'in_progress', attempt = attempt + 1, worker = ?, lease_until = ?,"
                " started_at = ?, progress = 0, stage = 'starting' WHERE number = (SELECT number FROM renders"
                " WHERE status = 'queued' ORDER BY priority DESC, number LIMIT 1) RETURNING *",
                (worker, now + self._config.lease_s, now),
            ).fetchone()
        if row is None:
            return None
        request = VideoRequest.model_validate_json(row["request"])
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
            return self._end(connection, claim.id, VideoStatus.COMPLETED, result=result)

    def fail(self, claim: Claim, *, code: str, message: str) -> None:
        with self._database.transaction() as connection:
            if self._holds(connection, claim):
                self._end(connection, claim.id, VideoStatus.FAILED, error=(code, message))

    def stop(self, claim: Claim) -> None:
        """End the claim as cancelled if that was asked for; otherwise give it back unspent."""
        with self._database.transaction() as connection:
            row = self._holds(connection, claim)
            if row is None:
                return
            if row["cancel_requested"]:
                self._end(connection, claim.id, VideoStatus.CANCELLED)
            else:
                self._requeue(connection, claim.id, attempt=claim.attempt - 1)

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
            self._end(connection, row["id"], VideoStatus.CANCELLED)
        elif row["attempt"] >= self._config.max_attempts:
            sentence = f"The worker stopped unexpectedly in each of {row['attempt']} attempts."
            self._end(connection, row["id"], VideoStatus.FAILED, error=("worker_lost", sentence))
        else:
            self._requeue(connection, row["id"], attempt=row["attempt"])

    def overdue_workers(self) -> list[str]:
        """Workers that have not touched what they hold in time."""
        rows = self._database.rows(
            "SELECT DISTINCT worker FROM renders WHERE status = 'in_progress' AND lease_until < ?",
            time.time(),
        )
        return [row["worker"] for row in rows]

    def expire(self) -> int:
        """Remove the files that were kept long enough, and in time what is known of them."""
        now = time.time()
        over = self._database.rows("SELECT id FROM renders WHERE expires_at < ?", now)
        for row in over:
            self._path(row["id"]).unlink(missing_ok=True)
        with self._database.transaction() as connection:
            # Rows outlive their files, so that a late repeat still finds its video.
            connection.execute(
                "DELETE FROM renders WHERE completed_at < ? AND expires_at < ?", (now - _FORGET_AFTER_S, now)
            )
            connection.execute("DELETE FROM cancelled_keys WHERE created_at < ?", (now - _FORGET_AFTER_S,))
            connection.execute(
                "DELETE FROM deliveries WHERE state <> 'pending' AND next_try_at < ?",
                (now - _FORGET_AFTER_S,),
            )
        return len(over)

    def counts(self) -> dict[str, int]:
        rows = self._database.rows("SELECT status, count(*) AS n FROM renders GROUP BY status")
        return {status.value: 0 for status in VideoStatus} | {row["status"]: row["n"] for row in rows}

    def figures(self) -> dict[str, tuple[float, str]]:
        """Figures of the queue and of the work done, each with its meaning."""
        done = self._database.row(
            "SELECT coalesce(sum(completed_at - started_at), 0) AS busy_s, count(*) AS n,"
            " coalesce(sum(attempt > 1), 0) AS repeated FROM renders WHERE status = 'completed'"
        )
        oldest = self._database.row("SELECT min(created_at) AS at FROM renders WHERE status = 'queued'")
        unsent = self._database.row("SELECT count(*) AS n FROM deliveries WHERE state = 'pending'")
        waited_s = time.time() - oldest["at"] if oldest and oldest["at"] else 0.0
        return {
            "oldest_queued_seconds": (waited_s, "Age of the video that waits longest."),
            "drawing_seconds": (
                done["busy_s"] if done else 0,
                "Time spent on the completed videos it remembers.",
            ),
            "repeated_videos": (
                done["repeated"] if done else 0,
                "Completed videos that took another attempt.",
            ),
            "webhooks_pending": (unsent["n"] if unsent else 0, "Webhooks not accepted yet."),
        }

    # --- shared -------------------------------------------------------------------------------------

    def _row(self, render_id: str) -> sqlite3.Row:
        row = self._database.row("SELECT * FROM renders WHERE id = ? AND deleted_at IS NULL", render_id)
        if row is None:
            raise errors.NotFoundError("There is no such video on this node.")
        return row

    def _path(self, render_id: str) -> Path:
        return self._config.videos_dir / f"{render_id}.mp4"

    @staticmethod
    def _requeue(connection: sqlite3.Connection, render_id: str, *, attempt: int) -> None:
        connection.execute(
            "UPDATE renders SET status = 'queued', attempt = ?, worker = NULL, lease_until = NULL, progress = 0,"
            " stage = NULL WHERE id = ?",
            (attempt, render_id),
        )

    def _end(
        self,
        connection: sqlite3.Connection,
        render_id: str,
        status: VideoStatus,
        *,
        result: str | None = None,
        error: tuple[str, str] | None = None,
    ) -> bool:
        """Make a video final and write its webhook, in the caller's transaction."""
        now = time.time()
        code, message = error or (None, None)
        row = connection.execute(
            "UPDATE renders SET status = ?, completed_at = ?, expires_at = ?, worker = NULL, lease_until = NULL,"
            " stage = NULL, result = ?, error_code = ?, error_message = ?,"
            " progress = CASE ? WHEN 'completed' THEN 100 ELSE progress END"
            " WHERE id = ? AND status IN ('queued', 'in_progress') RETURNING *",
            (status, now, now + self._config.keep_hours * 3600, result, code, message, status, render_id),
        ).fetchone()
        if row is None:
            return False
        url = VideoRequest.model_validate_json(row["request"]).webhook_url
        if url:
            webhooks.put_in_outbox(
                connection,
                kind=_WEBHOOK_TYPES[status],
                render_id=render_id,
                key=row["idempotency_key"],
                url=url,
            )
        return True

    def _video(self, row: sqlite3.Row) -> Video:
        request = VideoRequest.model_validate_json(row["request"])
        result = json.loads(row["result"]) if row["result"] else {}
        facts = result.get("facts", {})
        error = (
            VideoError(code=row["error_code"], message=row["error_message"]) if row["error_code"] else None
        )
        return Video(
            id=row["id"],
            model=row["model"],
            status=row["status"],
            progress=row["progress"],
            created_at=int(row["created_at"]),
            completed_at=int(row["completed_at"]) if row["completed_at"] else None,
            expires_at=int(row["expires_at"]) if row["expires_at"] else None,
            size=request.size,
            seconds=f"{request.frame_count / request.fps:g}",
            prompt=request.prompt,
            error=error,
            seed=row["seed"],
            attempt=row["attempt"],
            stage=row["stage"],
            queue_position=self._position(row),
            width=request.width_px,
            height=request.height_px,
            fps=request.fps,
            num_frames=request.frame_count,
            duration_s=facts.get("duration_s"),
            sha256=facts.get("sha256"),
            size_bytes=facts.get("size_bytes"),
            recipe=result.get("recipe"),
        )

    def _position(self, row: sqlite3.Row) -> int | None:
        if row["status"] != VideoStatus.QUEUED:
            return None
        ahead = self._database.row(
            "SELECT count(*) AS n FROM renders WHERE status = 'queued'"
            " AND (priority > ? OR (priority = ? AND number < ?))",
            row["priority"],
            row["priority"],
            row["number"],
        )
        return 1 + (ahead["n"] if ahead else 0)
