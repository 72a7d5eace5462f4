"""Circuit breakers: after a store fails, calls fail at once for a moment instead of waiting for it."""

import functools
import logging
import threading
import time

logger = logging.getLogger(__name__)

OPEN_S = 1.0


class Circuit:
    """A circuit breaker for one store in this process.

    After a failure the circuit is open for ``open_s`` seconds, and calls fail without an attempt. Then one
    caller may try while the others still fail; its success closes the circuit.
    """

    def __init__(self, name: str, *, open_s: float = OPEN_S) -> None:
        self.name = name
        self._open_s = open_s
        self._lock = threading.Lock()
        self._is_open = False
        self._retry_at = 0.0

    def allows(self) -> bool:
        """True when the caller should try. The caller then reports the result."""
        if not self._is_open:
            return True
        with self._lock:
            now = time.monotonic()
            if now < self._retry_at:
                return False
            self._retry_at = now + self._open_s
            return True

    def note_failure(self, cause: str) -> None:
        """The store did not answer in time."""
        with self._lock:
            was_open, self._is_open = self._is_open, True
            self._retry_at = time.monotonic() + self._open_s
        if not was_open:
            logger.warning("store unavailable", extra={"store": self.name, "cause": cause})

    def note_success(self) -> None:
        """The store answered."""
        if not self._is_open:
            return
        with self._lock:
            was_open, self._is_open, self._retry_at = self._is_open, False, 0.0
        if was_open:
            logger.info("store available again", extra={"store": self.name})


@functools.cache
def of(name: str, address: str = "", *, open_s: float = OPEN_S) -> Circuit:
    """This process's circuit of the store called ``name`` at that address."""
    return Circuit(name, open_s=open_s)
