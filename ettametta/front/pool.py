"""Threads that run Django, behind a bounded queue."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor


class BusyError(Exception):
    """Every thread is taken and the queue is full."""


# Requests that may wait whatever a request takes: pages open several at once.
_ALWAYS_ROOM_FOR = 8
# How much the latest request counts in the average, and the most that one can count.
_WEIGHT, _LONGEST_S = 0.1, 1.0


class Pool:
    """A fixed number of threads. Work beyond them waits; what would wait too long is refused at once.

    At most ``queue`` pieces wait, and no more than the threads finish within ``wait_s`` at the pace of late.
    """

    def __init__(self, name: str, *, threads: int, queue: int, wait_s: float) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._threads = threads
        self._queue = queue
        self._wait_s = wait_s
        self._open = 0
        self._average_s = 0.0
        self._lock = threading.Lock()

    @property
    def has_free_thread(self) -> bool:
        """Whether work submitted now starts at once."""
        return self._open < self._threads

    def submit(self, work: Callable[[], object]) -> "Future[None]":
        """Run ``work`` in a thread. Its future can be canceled until it starts. Raises BusyError."""
        with self._lock:
            if self._open >= self._threads + self._room():
                raise BusyError
            self._open += 1
        future = self._executor.submit(self._run, work)
        future.add_done_callback(self._count_off)
        return future

    def _room(self) -> int:
        if self._average_s == 0:
            return self._queue
        finished_in_time = int(self._wait_s * self._threads / self._average_s)
        return min(self._queue, max(_ALWAYS_ROOM_FOR, finished_in_time))

    def _run(self, work: Callable[[], object]) -> None:
        began_at = time.monotonic()
        try:
            work()
        finally:
            took_s = min(time.monotonic() - began_at, _LONGEST_S)
            self._average_s += _WEIGHT * (took_s - self._average_s)

    def close(self) -> None:
        """Finish what was accepted and end the threads."""
        self._executor.shutdown(wait=True)

    def _count_off(self, _future: "Future[None]") -> None:
        with self._lock:
            self._open -= 1
