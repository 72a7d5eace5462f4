"""Postgres connections that detect within a second that the server is unavailable, or back.

psycopg's own pool would hold requests for longer: it reconnects with pauses that grow to minutes, lets
callers wait although an attempt has failed, and waits for responses without a limit.
"""

import socket
import struct
import time
from collections.abc import Generator
from typing import Any, TypeVar

import psycopg
import psycopg_pool
from psycopg.abc import PQGen

Result = TypeVar("Result")

# How long a request waits for a connection, in seconds.
WAIT_S = 0.7
# A statement may take long. After this time without a response, a new connection probes the server.
_PATIENCE_S = 0.4
_PROBE_S = 0.4
# Every server replies to this first message of a connection with one byte.
_SSL_REQUEST = struct.pack("!ii", 8, 80877103)


class Attempts:
    """The time of this process's last failed connection attempt."""

    def __init__(self) -> None:
        self._failed_at = 0.0

    def note_failure(self, _: Any) -> None:
        """Called by the pool when it gives up on a connection."""
        self._failed_at = time.monotonic()

    def failed_since(self, instant: float) -> bool:
        """True if an attempt failed after that instant of the monotonic clock."""
        return self._failed_at > instant


attempts = Attempts()


class Connection(psycopg.Connection[Any]):
    """Waits for a slow statement, but not for a server that no longer responds."""

    def wait(self, gen: PQGen[Result], *args: Any, **options: Any) -> Result:
        """Wait as psycopg does. Raises OperationalError when the server does not respond."""
        return super().wait(self._watched(gen), *args, **options)

    def _watched(self, gen: PQGen[Result]) -> Generator[Any, Any, Result]:
        patience_s, heard_at = _PATIENCE_S, time.monotonic()
        try:
            state = next(gen)
            while True:
                ready = yield state
                if not ready and time.monotonic() - heard_at > patience_s:
                    if not _takes_connections(self.info.host, self.info.port):
                        raise psycopg.OperationalError("the server has stopped responding")
                    patience_s, heard_at = 2 * patience_s, time.monotonic()
                state = gen.send(ready)
        except StopIteration as end:
            result: Result = end.value
            return result


def pool_options(*, min_size: int, max_size: int) -> dict[str, Any]:
    """Options for ``DATABASES[…]["OPTIONS"]["pool"]``.

    A lost connection is replaced by the next request, not by a timer.
    """
    return {
        "min_size": min_size,
        "max_size": max_size,
        "timeout": WAIT_S,
        "reconnect_timeout": 0,
        "reconnect_failed": attempts.note_failure,
        "connection_class": Connection,
    }


def take(pool: "psycopg_pool.ConnectionPool[Any]") -> "psycopg.Connection[Any]":
    """Return a connection that responds. Raises psycopg.OperationalError after about WAIT_S."""
    asked_at = time.monotonic()
    deadline = asked_at + WAIT_S
    while True:
        try:
            connection: psycopg.Connection[Any] = pool.getconn(timeout=0.1)
        except psycopg_pool.PoolTimeout:
            if attempts.failed_since(asked_at) or time.monotonic() >= deadline:
                raise
            continue
        if _answers(connection):
            return connection
        # If one connection is lost, the others are lost too.
        pool.putconn(connection)
        pool.drain()
        if time.monotonic() >= deadline:
            raise psycopg.OperationalError("the server does not respond")


def _answers(connection: "psycopg.Connection[Any]") -> bool:
    try:
        psycopg_pool.ConnectionPool.check_connection(connection)
    except psycopg.Error:
        connection.close()
        return False
    return True


def _takes_connections(host: str, port: int) -> bool:
    if host.startswith("/"):
        return True
    try:
        with socket.create_connection((host, port), timeout=_PROBE_S) as probe:
            probe.settimeout(_PROBE_S)
            probe.sendall(_SSL_REQUEST)
            return bool(probe.recv(1))
    except OSError:
        return False
