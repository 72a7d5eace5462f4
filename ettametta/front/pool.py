"""Threads that run Django, with a bounded queue."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

from foundation import bulkhead


class BusyError(Exception):
    """Every thread is taken and the queue is full."""


# Requests that may always wait, however long a request takes: pages open several at once.
_ALWAYS_ROOM_FOR = 8
# The weight of the latest request in the average, and the maximum duration that counts.
_WEIGHT, _LONGEST_S = 0.1, 1.0


class Pool:
    """A fixed number of running threads and a queue. Work that would wait too long is refused.

    At most ``queue`` items wait, and no more than the threads finish within ``wait_s`` at their recent speed.
    An item that waits for another system lets another one run meanwhile, see ``foundation.bulkhead``.
    """

    def __init__(self, name: str, *, threads: int, queue: int, wait_s: float) -> None:
        waiting = bulkhead.AT_ONCE + bulkhead.FILES_AT_ONCE
        self._executor = ThreadPoolExecutor(threads + waiting, thread_name_prefix=name)
        self._turns = threading.Semaphore(threads)
        self._threads = threads
        self._queue = queue
        self._wait_s = wait_s
        self._open = 0
        self._average_s = 0.0
        self._lock = threading.Lock()

    @property
    def has_free_thread(self) -> bool:
        """True if work submitted now starts at once."""
        return self._open < self._threads

    @property
    def is_full(self) -> bool:
        """True if work submitted now is refused."""
        return self._open >= self._threads + self._room()

    def submit(self, work: Callable[[], object]) -> "Future[None]":
        """Run ``work`` in a thread. Its future can be canceled until it starts. Raises BusyError."""
        with self._lock:
            if self.is_full:
                raise BusyError
            self._open += 1
        future: Future[None] = Future()
        future.add_done_callback(self._count_off)
        self._executor.submit(self._run, work, future)
        return future

    def _room(self) -> int:
        if self._average_s == 0:
            return self._queue
        finished_in_time = int(self._wait_s * self._threads / self._average_s)
        return min(self._queue, max(_ALWAYS_ROOM_FOR, finished_in_time))

    def _run(self, work: Callable[[], object], future: "Future[None]") -> None:
        with self._turns:
            if not future.set_running_or_notify_cancel():
                return
            began_at = time.monotonic()
            away: list[float] = []
            token = bulkhead.thread_released.set(partial(self._thread_released, away))
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - raised again by the future
                future.set_exception(error)
            else:
                future.set_result(None)
            finally:
                bulkhead.thread_released.reset(token)
                took_s = min(time.monotonic() - began_at - sum(away), _LONGEST_S)
                self._average_s += _WEIGHT * (took_s - self._average_s)

    @contextmanager
    def _thread_released(self, away: list[float]) -> Iterator[None]:
        """Let another item run meanwhile. ``away`` gets the seconds, which don't count for this item."""
        self._turns.release()
        began_at = time.monotonic()
        try:
            yield
        finally:
            self._turns.acquire()
            away.append(time.monotonic() - began_at)

    def close(self) -> None:
        """Finish accepted work and stop the threads."""
        self._executor.shutdown(wait=True)

    def _count_off(self, _future: "Future[None]") -> None:
        with self._lock:
            self._open -= 1
