"""Circuit breakers: once a store has failed, calls fail at once for a moment instead of waiting for it."""

import functools
import logging
import threading
import time

logger = logging.getLogger(__name__)

OPEN_S = 1.0


class Circuit:
    """Whether a store is worth a call, as far as this process knows.

    After a failure the circuit is open for ``open_s``: calls are refused without trying. Then one caller
    tries, while the others are still refused; its success closes the circuit.
    """

    def __init__(self, name: str, *, open_s: float = OPEN_S) -> None:
        self.name = name
        self._open_s = open_s
        self._lock = threading.Lock()
        self._is_open = False
        self._retry_at = 0.0

    def allows(self) -> bool:
        """Whether the caller should try. The caller then notes what came of it."""
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
            logger.warning("store is away", extra={"store": self.name, "cause": cause})

    def note_success(self) -> None:
        """The store answered."""
        if not self._is_open:
            return
        with self._lock:
            was_open, self._is_open, self._retry_at = self._is_open, False, 0.0
        if was_open:
            logger.info("store is back", extra={"store": self.name})


@functools.cache
def of(name: str, address: str = "") -> Circuit:
    """This process' circuit of the store called ``name`` at that address."""
    return Circuit(name)
