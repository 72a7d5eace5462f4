"""The node's SQLite file. Accepted videos survive crashes and power failures."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from render_node import schema

_OPEN_WITHIN_S = 30.0
_OPEN_PAUSE_S = 0.02


class Database:
    """One connection to the node's file, shared by the threads of a process; one per process."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(
            path, timeout=_OPEN_WITHIN_S, isolation_level=None, check_same_thread=False
        )
        self._connection.row_factory = sqlite3.Row
        self._write_ahead()
        # FULL: an acknowledged commit is on the disk, even after a power failure.
        self._connection.execute("PRAGMA synchronous = FULL")
        schema.migrate(self._connection)

    def _write_ahead(self) -> None:
        """Switch to write-ahead logging. SQLite refuses some of several concurrent opens without waiting, so
        retry.
        """
        deadline = time.monotonic() + _OPEN_WITHIN_S
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                # An extended code, such as that of a recovery in progress, has the plain code in its low
                # byte.
                is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not is_busy or time.monotonic() > deadline:
                    raise
            time.sleep(_OPEN_PAUSE_S)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A transaction. The write lock is taken at once, so that no statement inside has to be retried."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, query: str, *parameters: object) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(query, parameters).fetchall()

    def row(self, query: str, *parameters: object) -> sqlite3.Row | None:
        found = self.rows(query, *parameters)
        return found[0] if found else None

    def close(self) -> None:
        with self._lock:
            self._connection.close()
