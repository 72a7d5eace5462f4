"""The tables of the node's SQLite file, and migrations from earlier versions."""

import json
import sqlite3
from collections.abc import Callable
from urllib.parse import urlsplit

from render_node.contract import CompleteRequest

Step = str | Callable[[sqlite3.Connection], None]


class NewerFileError(Exception):
    """The file was written by a later version of the node."""


def migrate(connection: sqlite3.Connection) -> None:
    """Migrate the file to this version; each version's steps run in one transaction.

    Raises NewerFileError.
    """
    while True:
        connection.execute("BEGIN IMMEDIATE")
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version >= len(_VERSIONS):
                break
            for step in _VERSIONS[version]:
                if isinstance(step, str):
                    connection.execute(step)
                else:
                    step(connection)
            connection.execute(f"PRAGMA user_version = {version + 1}")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
    connection.execute("ROLLBACK")
    if version > len(_VERSIONS):
        raise NewerFileError(
            f"The database has version {version}; this node supports up to {len(_VERSIONS)}. Update the node."
        )


def shape_of(request: CompleteRequest) -> str:
    """The key under which requests of equal duration are grouped."""
    steps = f" {request.steps} steps" if request.steps else ""
    return f"{request.model} {request.size} {request.num_frames} {request.preset}{steps}"


def work_of(request: CompleteRequest) -> float:
    """Millions of pixels to render. Without history, render time is estimated in proportion."""
    return request.width_px * request.height_px * request.num_frames / 1e6


# --- version 2: complete requests, steps, pictures, workers, the delivery log ------------------------

# The defaults of the first version, which may differ from the present ones.
_FIRST_DEFAULTS = {"size": "1080x1920", "fps": 30, "seconds": 4.0}


def _fill_in_requests(connection: sqlite3.Connection) -> None:
    """The first version stored requests as received; this one stores them with all defaults."""
    for row in connection.execute("SELECT number, request FROM renders").fetchall():
        asked = _FIRST_DEFAULTS | {
            name: value for name, value in json.loads(row["request"]).items() if value is not None
        }
        seconds = asked.pop("seconds")
        asked.setdefault("num_frames", max(1, round(seconds * asked["fps"])))
        request = CompleteRequest.model_validate(asked)
        connection.execute(
            "UPDATE renders SET request = ?, shape = ?, work = ? WHERE number = ?",
            (request.model_dump_json(), shape_of(request), work_of(request), row["number"]),
        )


def _name_hosts(connection: sqlite3.Connection) -> None:
    for row in connection.execute("SELECT id, url FROM deliveries").fetchall():
        host = urlsplit(row["url"]).hostname or ""
        connection.execute("UPDATE deliveries SET host = ? WHERE id = ?", (host, row["id"]))


_VERSIONS: tuple[tuple[Step, ...], ...] = (
    (
        # The first version did not number its files, so these tables may exist.
        """CREATE TABLE IF NOT EXISTS renders (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            idempotency_key TEXT UNIQUE,
            body_hash TEXT NOT NULL,
            request TEXT NOT NULL,
            model TEXT NOT NULL,
            seed INTEGER NOT NULL,
            priority INTEGER NOT NULL,
            status TEXT NOT NULL
                CHECK (status IN ('queued', 'in_progress', 'completed', 'failed', 'cancelled')),
            attempt INTEGER NOT NULL DEFAULT 0,
            worker TEXT,
            lease_until REAL,
            cancel_requested INTEGER NOT NULL DEFAULT 0,
            progress INTEGER NOT NULL DEFAULT 0,
            stage TEXT,
            created_at REAL NOT NULL,
            started_at REAL,
            completed_at REAL,
            expires_at REAL,
            deleted_at REAL,
            error_code TEXT,
            error_message TEXT,
            result TEXT,
            CHECK ((status = 'in_progress') = (worker IS NOT NULL)),
            CHECK ((status = 'completed') = (result IS NOT NULL)),
            CHECK ((status = 'failed') = (error_code IS NOT NULL))
        )""",
        "CREATE INDEX IF NOT EXISTS renders_waiting ON renders (priority DESC, number)"
        " WHERE status = 'queued'",
        "CREATE INDEX IF NOT EXISTS renders_running ON renders (worker) WHERE status = 'in_progress'",
        """CREATE TABLE IF NOT EXISTS cancelled_keys (
            idempotency_key TEXT PRIMARY KEY,
            created_at REAL NOT NULL
        )""",
        """CREATE TABLE IF NOT EXISTS deliveries (
            id TEXT PRIMARY KEY,
            render_id TEXT NOT NULL,
            url TEXT NOT NULL,
            body TEXT NOT NULL,
            tries INTEGER NOT NULL DEFAULT 0,
            state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'given_up')),
            next_try_at REAL NOT NULL,
            last_answer TEXT
        )""",
        "CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (next_try_at) WHERE state = 'pending'",
    ),
    (
        "ALTER TABLE renders ADD COLUMN shape TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE renders ADD COLUMN work REAL NOT NULL DEFAULT 0",
        "ALTER TABLE renders ADD COLUMN picture TEXT",
        "ALTER TABLE renders ADD COLUMN step INTEGER",
        "ALTER TABLE renders ADD COLUMN steps INTEGER",
        "ALTER TABLE renders ADD COLUMN eta_s REAL",
        "ALTER TABLE renders ADD COLUMN saving_memory INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE renders ADD COLUMN passed_over INTEGER NOT NULL DEFAULT 0",
        # A counter that the worker increments with its progress. Unlike the clock, it is never set back.
        "ALTER TABLE renders ADD COLUMN beat INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE renders ADD COLUMN took_s REAL",
        "ALTER TABLE renders ADD COLUMN denoised_s REAL",
        "ALTER TABLE renders DROP COLUMN lease_until",
        _fill_in_requests,
        "UPDATE renders SET took_s = max(0, completed_at - started_at) WHERE status = 'completed'",
        "CREATE INDEX renders_alike ON renders (shape, number) WHERE status = 'completed'",
        "CREATE INDEX renders_of_model ON renders (model, number) WHERE status = 'completed'",
        "CREATE INDEX renders_with_picture ON renders (picture) WHERE picture IS NOT NULL",
        "ALTER TABLE deliveries ADD COLUMN host TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE deliveries ADD COLUMN delay_s REAL NOT NULL DEFAULT 0",
        "ALTER TABLE deliveries ADD COLUMN created_at REAL NOT NULL DEFAULT 0",
        _name_hosts,
        "CREATE INDEX deliveries_of ON deliveries (render_id)",
        """CREATE TABLE delivery_tries (
            delivery_id TEXT NOT NULL REFERENCES deliveries (id),
            number INTEGER NOT NULL,
            at REAL NOT NULL,
            answer TEXT NOT NULL,
            took_s REAL NOT NULL,
            PRIMARY KEY (delivery_id, number)
        )""",
        """CREATE TABLE workers (
            name TEXT PRIMARY KEY,
            device TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('starting', 'warming', 'ready', 'busy')),
            resident TEXT NOT NULL DEFAULT '',
            note TEXT NOT NULL DEFAULT '',
            beat INTEGER NOT NULL DEFAULT 0
        )""",
        """CREATE TABLE model_faults (
            model TEXT PRIMARY KEY,
            note TEXT NOT NULL,
            at REAL NOT NULL
        )""",
        """CREATE TABLE tallies (
            name TEXT NOT NULL,
            model TEXT NOT NULL,
            label TEXT NOT NULL,
            value REAL NOT NULL,
            PRIMARY KEY (name, model, label)
        )""",
    ),
)
