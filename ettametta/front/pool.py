"""Threads that run Django, behind a bounded queue."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor


class BusyError(Exception):
    """Every thread is taken and the queue is full."""


class Pool:
    """A fixed number of threads. Work beyond them waits, up to ``queue`` pieces; more is refused at once."""

    def __init__(self, name: str, *, threads: int, queue: int) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._threads = threads
        self._limit = threads + queue
        self._open = 0
        self._lock = threading.Lock()

    @property
    def has_free_thread(self) -> bool:
        """Whether work submitted now starts at once."""
        return self._open < self._threads

    def submit(self, work: Callable[[], None]) -> "Future[None]":
        """Run ``work`` in a thread. Its future can be canceled until it starts. Raises BusyError."""
        with self._lock:
            if self._open >= self._limit:
                raise BusyError
            self._open += 1
        future = self._executor.submit(work)
        future.add_done_callback(self._count_off)
        return future

    def close(self) -> None:
        """Finish what was accepted and end the threads."""
        self._executor.shutdown(wait=True)

    def _count_off(self, _future: "Future[None]") -> None:
        with self._lock:
            self._open -= 1
