"""The row of a video: its representation for clients, and the shared state transitions."""

import json
import sqlite3
import time

from render_node import estimates, tallies, webhooks
from render_node.config import Config
from render_node.contract import CompleteRequest, Video, VideoError, VideoStatus, WebhookType
from render_node.database import Database

_WEBHOOK_TYPES = {
    VideoStatus.COMPLETED: WebhookType.COMPLETED,
    VideoStatus.FAILED: WebhookType.FAILED,
    VideoStatus.CANCELLED: WebhookType.CANCELLED,
}


def requeue(
    connection: sqlite3.Connection, render_id: str, *, attempt: int, saving_memory: bool = False
) -> None:
    """Return the video to its previous position in the queue. ``saving_memory`` is never unset."""
    connection.execute(
        "UPDATE renders SET status = 'queued', attempt = ?, saving_memory = max(saving_memory, ?),"
        " progress = 0, worker = NULL, stage = NULL, step = NULL, steps = NULL, eta_s = NULL WHERE id = ?",
        (attempt, saving_memory, render_id),
    )


def end(
    connection: sqlite3.Connection,
    render_id: str,
    status: VideoStatus,
    *,
    config: Config,
    result: str | None = None,
    error: tuple[str, str] | None = None,
) -> bool:
    """End a video and write its webhook to the outbox, in the caller's transaction."""
    now = time.time()
    code, message = error or (None, None)
    row = connection.execute(
        "UPDATE renders SET status = ?, completed_at = ?, expires_at = ?, worker = NULL, stage = NULL,"
        " step = NULL, steps = NULL, eta_s = NULL,"
        " result = ?, error_code = ?, error_message = ?,"
        " progress = CASE ? WHEN 'completed' THEN 100 ELSE progress END"
        " WHERE id = ? AND status IN ('queued', 'in_progress') RETURNING *",
        (status, now, now + config.keep_hours * 3600, result, code, message, status, render_id),
    ).fetchone()
    if row is None:
        return False
    tallies.add(connection, "ended", model=row["model"], label=code or status)
    url = CompleteRequest.model_validate_json(row["request"]).webhook_url
    if url:
        webhooks.put_in_outbox(
            connection,
            kind=_WEBHOOK_TYPES[status],
            render_id=render_id,
            key=row["idempotency_key"],
            url=url,
        )
    return True


def video_of(row: sqlite3.Row, *, database: Database, workers: int = 1) -> Video:
    """The row as a response. ``workers`` is the number of workers that share the queue."""
    request = CompleteRequest.model_validate_json(row["request"])
    result = json.loads(row["result"]) if row["result"] else {}
    facts = result.get("facts", {})
    error = VideoError(code=row["error_code"], message=row["error_message"]) if row["error_code"] else None
    return Video(
        id=row["id"],
        model=row["model"],
        status=row["status"],
        progress=row["progress"],
        created_at=int(row["created_at"]),
        completed_at=int(row["completed_at"]) if row["completed_at"] else None,
        expires_at=int(row["expires_at"]) if row["expires_at"] else None,
        size=request.size,
        seconds=f"{request.num_frames / request.fps:g}",
        prompt=request.prompt,
        error=error,
        seed=row["seed"],
        attempt=row["attempt"],
        stage=row["stage"],
        step=row["step"],
        steps=row["steps"],
        eta_s=_eta_s(row, database=database, workers=workers),
        queue_position=_position(row, database=database),
        width=request.width_px,
        height=request.height_px,
        fps=request.fps,
        num_frames=request.num_frames,
        duration_s=facts.get("duration_s"),
        sha256=facts.get("sha256"),
        size_bytes=facts.get("size_bytes"),
        recipe=result.get("recipe"),
    )


def _eta_s(row: sqlite3.Row, *, database: Database, workers: int) -> float | None:
    if row["status"] != VideoStatus.QUEUED:
        eta_s: float | None = row["eta_s"]
        return eta_s
    return estimates.until_over_s(database, number=row["number"], priority=row["priority"], workers=workers)


def _position(row: sqlite3.Row, *, database: Database) -> int | None:
    if row["status"] != VideoStatus.QUEUED:
        return None
    ahead = database.row(
        "SELECT count(*) AS n FROM renders WHERE status = 'queued'"
        " AND (priority > ? OR (priority = ? AND number < ?))",
        row["priority"],
        row["priority"],
        row["number"],
    )
    return 1 + (ahead["n"] if ahead else 0)
