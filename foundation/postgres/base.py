"""The backend that ``DATABASES`` names: Django's own, with connections that fail and recover fast."""

from typing import Any

import psycopg
from django.db.backends.postgresql import base

from foundation import circuits, postgres

# While the server is away, this often one request of a process finds out whether it is back.
_circuit = circuits.Circuit("database", open_s=0.25)


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes connections of the pool that answer, and none while the server is known to be away."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection. Raises psycopg.OperationalError within a second."""
        pool = self.pool
        if pool is None:
            return super().get_new_connection(conn_params)
        self.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
        pool.open()
        if not _circuit.allows():
            raise psycopg.OperationalError("the database is away")
        try:
            connection = postgres.take(pool)
        except psycopg.OperationalError as error:
            _circuit.note_failure(type(error).__name__)
            raise
        _circuit.note_success()
        return connection
