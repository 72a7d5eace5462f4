"""Videos of the node: submit, look up, cancel, delete, expire, purge."""

import errno
import hashlib
import shutil
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from render_node import errors, estimates, records, schema
from render_node.config import Config
from render_node.contract import CompleteRequest, Video, VideoRequest, VideoStatus
from render_node.database import Database
from render_node.pictures import Picture, Pictures

_DISK_RETRY_S = 60
_PURGE_AFTER_S = 7 * 24 * 3600
_NEWEST_FIRST = (
    "SELECT * FROM renders WHERE deleted_at IS NULL AND (? IS NULL OR number < ?)"
    " ORDER BY number DESC LIMIT ?"
)
_OLDEST_FIRST = (
    "SELECT * FROM renders WHERE deleted_at IS NULL AND (? IS NULL OR number > ?) ORDER BY number LIMIT ?"
)


@dataclass(frozen=True)
class Page:
    """A page of videos, and whether more follow."""

    videos: list[Video]
    has_more: bool


class Renders:
    """All videos of the node."""

    def __init__(self, *, database: Database, config: Config, workers: int) -> None:
        self._database = database
        self._config = config
        self._workers = workers
        self._pictures = Pictures(folder=config.pictures_dir)

    def submit(
        self,
        wanted: VideoRequest,
        request: CompleteRequest,
        *,
        key: str | None,
        picture: Picture | None = None,
    ) -> Video:
        """Accept ``request``, which is ``wanted`` with the model's defaults filled in.

        Idempotent: the same key with the same ``wanted`` returns the existing video.

        Raises KeyReusedError for another request under the same key, QueueFullError, and DiskFullError.
        """
        with _room_for_rows(), self._pictures.kept(picture):
            render_id = self._write(wanted, request, key=key, picture=picture)
        return self.get(render_id)

    def _write(
        self, wanted: VideoRequest, request: CompleteRequest, *, key: str | None, picture: Picture | None
    ) -> str:
        body = request.model_dump_json()
        # Omitted fields are not hashed, so that a newer node recognizes a request to an older one.
        body_hash = hashlib.sha256(wanted.model_dump_json(exclude_defaults=True).encode()).hexdigest()
        with self._database.transaction() as connection:
            existing = connection.execute(
                "SELECT * FROM renders WHERE idempotency_key = ?", (key,)
            ).fetchone()
            if existing is not None:
                return _replay(existing, body_hash=body_hash, body=body)
            cancelled = self._delete_early_cancel(connection, key)
            if not cancelled:
                self._check_room(connection)
            render_id = f"video_{uuid.uuid4().hex}"
            # An omitted seed is derived from the request: the same request gives the same picture.
            seed = int(body_hash[:8], 16) if request.seed is None else request.seed
            connection.execute(
                "INSERT INTO renders (id, idempotency_key, body_hash, request, model, seed, priority, shape,"
                " work, picture, status, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?)",
                (
                    render_id,
                    key,
                    body_hash,
                    body,
                    request.model,
                    seed,
                    request.priority,
                    schema.shape_of(request),
                    schema.work_of(request),
                    picture.sha256 if picture else None,
                    time.time(),
                ),
            )
            if cancelled:
                records.end(connection, render_id, VideoStatus.CANCELLED, config=self._config)
        return render_id

    @staticmethod
    def _delete_early_cancel(connection: sqlite3.Connection, key: str | None) -> bool:
        gone = connection.execute("DELETE FROM cancelled_keys WHERE idempotency_key = ?", (key,))
        return gone.rowcount > 0

    def _check_room(self, connection: sqlite3.Connection) -> None:
        waiting = connection.execute("SELECT count(*) FROM renders WHERE status = 'queued'").fetchone()[0]
        if waiting >= self._config.max_queued:
            raise errors.QueueFullError(
                f"The queue is full: {waiting} videos are waiting. Try again later.",
                retry_after_s=estimates.retry_after_s(self._database, workers=self._workers),
            )
        if shutil.disk_usage(self._config.data_dir).free < self._config.least_free_bytes:
            raise _disk_full()

    def get(self, render_id: str) -> Video:
        return self._video(self._row(render_id))

    def _video(self, row: sqlite3.Row) -> Video:
        return records.video_of(row, database=self._database, workers=self._workers)

    def file_of(self, render_id: str) -> Path:
        """The path of the finished file. Raises NotReadyError before there is one, and GoneError once it has
        expired.
        """
        row = self._row(render_id)
        if row["status"] != VideoStatus.COMPLETED:
            raise errors.NotReadyError(f"The video is {row['status']}. It has a file once it is completed.")
        path = self._path(render_id)
        if not path.exists():
            raise errors.GoneError(
                f"The file has expired. Files are kept for {self._config.keep_hours:g} hours."
            )
        return path

    def newest(self, *, after: str | None, limit: int, ascending: bool) -> Page:
        """At most ``limit`` videos after ``after``, by age."""
        start = self._row(after)["number"] if after else None
        query = _OLDEST_FIRST if ascending else _NEWEST_FIRST
        rows = self._database.rows(query, start, start, limit + 1)
        return Page(
            videos=[self._video(row) for row in rows[:limit]],
            has_more=len(rows) > limit,
        )

    def cancel(self, render_id: str) -> Video:
        """Cancel a queued or running video. A video that has ended does not change."""
        with self._database.transaction() as connection:
            row = self._row(render_id)
            if row["status"] == VideoStatus.QUEUED:
                records.end(connection, render_id, VideoStatus.CANCELLED, config=self._config)
            elif row["status"] == VideoStatus.IN_PROGRESS:
                connection.execute("UPDATE renders SET cancel_requested = 1 WHERE id = ?", (render_id,))
        return self.get(render_id)

    def cancel_key(self, key: str) -> Video | None:
        """Cancel the video that was submitted under ``key``, even if that submit has not arrived yet."""
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
        """Delete a video that has ended, and its file. Raises NotReadyError for any other."""
        with self._database.transaction() as connection:
            row = self._row(render_id)
            if not VideoStatus(row["status"]).is_final:
                raise errors.NotReadyError(f"The video is {row['status']}. Cancel it first.")
            connection.execute("UPDATE renders SET deleted_at = ? WHERE id = ?", (time.time(), render_id))
        self._path(render_id).unlink(missing_ok=True)

    def expire(self) -> int:
        """Delete expired files, and later their rows."""
        now = time.time()
        over = self._database.rows("SELECT id FROM renders WHERE expires_at < ?", now)
        for row in over:
            self._path(row["id"]).unlink(missing_ok=True)
        with self._database.transaction() as connection:
            # Rows outlive their files, so that a late retry still finds its video.
            connection.execute(
                "DELETE FROM renders WHERE completed_at < ? AND expires_at < ?", (now - _PURGE_AFTER_S, now)
            )
            connection.execute("DELETE FROM cancelled_keys WHERE created_at < ?", (now - _PURGE_AFTER_S,))
            connection.execute(
                "DELETE FROM deliveries WHERE state <> 'pending' AND next_try_at < ?",
                (now - _PURGE_AFTER_S,),
            )
            connection.execute(
                "DELETE FROM delivery_tries WHERE delivery_id NOT IN (SELECT id FROM deliveries)"
            )
        self._pictures.purge(all_but=self._named_pictures)
        return len(over)

    def _named_pictures(self) -> set[str]:
        """The pictures of videos that are not finished."""
        rows = self._database.rows(
            "SELECT DISTINCT picture FROM renders WHERE picture IS NOT NULL"
            " AND status IN ('queued', 'in_progress')"
        )
        return {row["picture"] for row in rows}

    def sweep(self) -> None:
        """Delete partial files of killed workers. Call it only while no worker runs."""
        for leftover in self._config.videos_dir.glob("*.unfinished"):
            leftover.unlink(missing_ok=True)

    def counts(self) -> dict[str, int]:
        rows = self._database.rows("SELECT status, count(*) AS n FROM renders GROUP BY status")
        return {status.value: 0 for status in VideoStatus} | {row["status"]: row["n"] for row in rows}

    def _row(self, render_id: str) -> sqlite3.Row:
        row = self._database.row("SELECT * FROM renders WHERE id = ? AND deleted_at IS NULL", render_id)
        if row is None:
            raise errors.NotFoundError("This node has no video with this id.")
        return row

    def _path(self, render_id: str) -> Path:
        return self._config.videos_dir / f"{render_id}.mp4"


def _replay(row: sqlite3.Row, *, body_hash: str, body: str) -> str:
    """The existing video, if it was submitted with the same or an equivalent request."""
    if row["body_hash"] != body_hash and row["request"] != body:
        raise errors.KeyReusedError(
            "This Idempotency-Key was used for another request. Use a new key for each request."
        )
    if row["deleted_at"] is not None:
        raise errors.GoneError("The video that was created with this Idempotency-Key was deleted.")
    render_id: str = row["id"]
    return render_id


@contextmanager
def _room_for_rows() -> Iterator[None]:
    """Raise DiskFullError if the disk is full while the request is stored; no part of it is kept."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode not in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE}:
            raise
        raise _disk_full() from error
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise
        raise _disk_full() from error


def _disk_full() -> errors.DiskFullError:
    return errors.DiskFullError(
        "The node's disk is full. It accepts no videos until files have expired.",
        retry_after_s=_DISK_RETRY_S,
    )
