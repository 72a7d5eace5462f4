"""What must survive a restart: grants, tokens, upload sessions and uploaded videos, in SQLite."""

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS authorization_codes (
    code TEXT PRIMARY KEY, client_id TEXT NOT NULL, redirect_uri TEXT NOT NULL, channel_id TEXT NOT NULL,
    scopes TEXT NOT NULL, challenge TEXT NOT NULL, offline INTEGER NOT NULL, expires_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS refresh_tokens (
    token TEXT PRIMARY KEY, client_id TEXT NOT NULL, channel_id TEXT NOT NULL, scopes TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS access_tokens (
    token TEXT PRIMARY KEY, refresh_token TEXT, client_id TEXT NOT NULL, channel_id TEXT NOT NULL,
    scopes TEXT NOT NULL, expires_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS upload_sessions (
    id TEXT PRIMARY KEY, channel_id TEXT NOT NULL, metadata TEXT NOT NULL, size_bytes INTEGER,
    created_at REAL NOT NULL, video_id TEXT
);
CREATE TABLE IF NOT EXISTS videos (
    id TEXT PRIMARY KEY, channel_id TEXT NOT NULL, metadata TEXT NOT NULL, uploaded_at REAL NOT NULL,
    size_bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, duration_s REAL NOT NULL, width_px INTEGER NOT NULL,
    height_px INTEGER NOT NULL, failure TEXT NOT NULL, has_thumbnail INTEGER NOT NULL DEFAULT 0
);
"""

_TABLES = ("authorization_codes", "refresh_tokens", "access_tokens", "upload_sessions", "videos")


class Store:
    """One SQLite file, used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(_SCHEMA)

    def rows(self, query: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def row(self, query: str, values: Sequence[object] = ()) -> sqlite3.Row | None:
        return next(iter(self.rows(query, values)), None)

    def change(self, query: str, values: Sequence[object] = ()) -> int:
        """Run one statement that writes; how many rows it touched."""
        with self._lock:
            return self._connection.execute(query, values).rowcount

    def clear(self) -> None:
        for table in _TABLES:
            self.change(f"DELETE FROM {table}")  # noqa: S608 -- names from the tuple above

    def close(self) -> None:
        self._connection.close()
