"""The database backend for ``DATABASES``: Django's own, with connections that fail and recover fast."""

from typing import Any

import psycopg
from django.db.backends.postgresql import base

from foundation import circuits, postgres

# While the server is unavailable, one request per process probes it at this interval.
_circuit = circuits.Circuit("database", open_s=0.25)


class DatabaseWrapper(base.DatabaseWrapper):
    """Uses only pooled connections that respond, and none while the server is known to be unavailable."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection. Raises psycopg.OperationalError within a second."""
        pool = self.pool
        if pool is None:
            return super().get_new_connection(conn_params)
        self.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
        pool.open()
        if not _circuit.allows():
            raise psycopg.OperationalError("the database is unavailable")
        try:
            connection = postgres.take(pool)
        except psycopg.OperationalError as error:
            _circuit.note_failure(type(error).__name__)
            raise
        _circuit.note_success()
        return connection
