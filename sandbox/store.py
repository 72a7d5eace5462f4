"""The state that survives a restart, in SQLite: consents, tokens, uploads, Stripe's and Shopify's data."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
CREATE TABLE IF NOT EXISTS tiktok_codes (
    code TEXT PRIMARY KEY, client_key TEXT NOT NULL, open_id TEXT NOT NULL, scopes TEXT NOT NULL,
    redirect_uri TEXT NOT NULL, challenge TEXT NOT NULL, expires_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS tiktok_tokens (
    token TEXT PRIMARY KEY, kind TEXT NOT NULL, grant_id TEXT NOT NULL, client_key TEXT NOT NULL,
    open_id TEXT NOT NULL, scopes TEXT NOT NULL, expires_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS tiktok_uploads (
    number INTEGER PRIMARY KEY AUTOINCREMENT, publish_id TEXT NOT NULL UNIQUE, token TEXT NOT NULL,
    open_id TEXT NOT NULL, client_key TEXT NOT NULL, is_draft INTEGER NOT NULL, post_info TEXT NOT NULL,
    size_bytes INTEGER NOT NULL, chunk_bytes INTEGER NOT NULL, chunks INTEGER NOT NULL,
    received_bytes INTEGER NOT NULL DEFAULT 0, created_at REAL NOT NULL, uploaded_at REAL, ready_at REAL,
    posted_at REAL, public_at REAL, removed_at REAL, failure TEXT NOT NULL DEFAULT '',
    file TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE IF NOT EXISTS tiktok_events (
    number INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, key TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL, status TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, created_at REAL NOT NULL,
    due_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS tiktok_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS upload_sessions (
    id TEXT PRIMARY KEY, channel_id TEXT NOT NULL, metadata TEXT NOT NULL, size_bytes INTEGER,
    created_at REAL NOT NULL, video_id TEXT
);
CREATE TABLE IF NOT EXISTS videos (
    id TEXT PRIMARY KEY, channel_id TEXT NOT NULL, metadata TEXT NOT NULL, uploaded_at REAL NOT NULL,
    size_bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, duration_s REAL NOT NULL, width_px INTEGER NOT NULL,
    height_px INTEGER NOT NULL, failure TEXT NOT NULL, has_thumbnail INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS playlist_items (
    id TEXT PRIMARY KEY, playlist_id TEXT NOT NULL, video_id TEXT NOT NULL, added_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS deleted_playlists (id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS comments (
    id TEXT PRIMARY KEY, video_id TEXT NOT NULL, channel_id TEXT NOT NULL, text TEXT NOT NULL,
    published_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS stripe_objects (
    number INTEGER PRIMARY KEY AUTOINCREMENT, object TEXT NOT NULL, id TEXT NOT NULL, customer TEXT,
    subscription TEXT, test_clock TEXT, due_at INTEGER, is_deleted INTEGER NOT NULL DEFAULT 0,
    body TEXT NOT NULL,
    UNIQUE (object, id)
);
CREATE INDEX IF NOT EXISTS stripe_objects_listed ON stripe_objects (object, number);
CREATE INDEX IF NOT EXISTS stripe_objects_customer ON stripe_objects (customer, object);
CREATE INDEX IF NOT EXISTS stripe_objects_subscription ON stripe_objects (subscription, object);
CREATE INDEX IF NOT EXISTS stripe_objects_due ON stripe_objects (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS stripe_answers (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, status INTEGER NOT NULL, request_id TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS stripe_deliveries (
    number INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, type TEXT NOT NULL, endpoint TEXT NOT NULL,
    url TEXT NOT NULL, body TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, status TEXT NOT NULL,
    due_at REAL NOT NULL DEFAULT 0, is_released INTEGER NOT NULL DEFAULT 0,
    last_answer TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS stripe_deliveries_pending ON stripe_deliveries (status, due_at);
CREATE TABLE IF NOT EXISTS stripe_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS shopify_documents (
    kind TEXT NOT NULL, shop TEXT NOT NULL, id INTEGER NOT NULL, key TEXT NOT NULL, label TEXT NOT NULL,
    status TEXT NOT NULL, words TEXT NOT NULL, created_at REAL NOT NULL, updated_at REAL NOT NULL, body TEXT,
    PRIMARY KEY (kind, shop, id)
);
CREATE INDEX IF NOT EXISTS shopify_documents_key ON shopify_documents (kind, shop, key);
CREATE INDEX IF NOT EXISTS shopify_documents_updated ON shopify_documents (kind, shop, updated_at, id);
CREATE TABLE IF NOT EXISTS shopify_codes (
    code TEXT PRIMARY KEY, shop TEXT NOT NULL, client_id TEXT NOT NULL, scopes TEXT NOT NULL,
    expires_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS shopify_tokens (
    token TEXT PRIMARY KEY, kind TEXT NOT NULL, pair TEXT NOT NULL, shop TEXT NOT NULL,
    client_id TEXT NOT NULL, scopes TEXT NOT NULL, expires_at REAL, replaced_at REAL
);
CREATE TABLE IF NOT EXISTS shopify_installations (
    shop TEXT NOT NULL, client_id TEXT NOT NULL, scopes TEXT NOT NULL, installed_at REAL NOT NULL,
    PRIMARY KEY (shop, client_id)
);
CREATE TABLE IF NOT EXISTS shopify_deliveries (
    number INTEGER PRIMARY KEY AUTOINCREMENT, shop TEXT NOT NULL, client_id TEXT NOT NULL,
    topic TEXT NOT NULL, subscription INTEGER NOT NULL, name TEXT NOT NULL, url TEXT NOT NULL,
    body TEXT NOT NULL, webhook_id TEXT NOT NULL, event_id TEXT NOT NULL, triggered_at REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, status TEXT NOT NULL, due_at REAL NOT NULL,
    last_answer TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS shopify_deliveries_pending ON shopify_deliveries (status, due_at);
CREATE TABLE IF NOT EXISTS shopify_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

_TABLES = (
    "authorization_codes",
    "refresh_tokens",
    "access_tokens",
    "tiktok_codes",
    "tiktok_tokens",
    "tiktok_uploads",
    "tiktok_events",
    "tiktok_settings",
    "upload_sessions",
    "videos",
    "playlist_items",
    "deleted_playlists",
    "comments",
    "stripe_objects",
    "stripe_answers",
    "stripe_deliveries",
    "stripe_settings",
    "shopify_documents",
    "shopify_codes",
    "shopify_tokens",
    "shopify_installations",
    "shopify_deliveries",
    "shopify_settings",
)


class Store:
    """One SQLite file, used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._depth = 0
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
        """Run one write statement. Returns how many rows it changed."""
        with self._lock:
            return self._connection.execute(query, values).rowcount

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block as one transaction, rolled back if it raises. Nested ones roll back separately."""
        with self._lock:
            name = f"level_{self._depth}"
            self._depth += 1
            self._connection.execute(f"SAVEPOINT {name}" if self._depth > 1 else "BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self._depth > 1:
                    self._connection.execute(f"ROLLBACK TO {name}")
                    self._connection.execute(f"RELEASE {name}")
                else:
                    self._connection.execute("ROLLBACK")
                raise
            else:
                self._connection.execute(f"RELEASE {name}" if self._depth > 1 else "COMMIT")
            finally:
                self._depth -= 1

    def clear(self) -> None:
        with self.transaction():
            for table in _TABLES:
                self.change(f"DELETE FROM {table}")  # noqa: S608 -- names from the tuple above

    def close(self) -> None:
        self._connection.close()
