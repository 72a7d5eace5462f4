"""The number of requests that may wait depends on how long requests take."""

import threading
import time
from collections.abc import Iterator
from functools import partial

import pytest

from ettametta.front.pool import BusyError, Pool
from foundation import bulkhead


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    gate = threading.Event()
    yield gate
    gate.set()


def room_of(pool: Pool, gate: threading.Event) -> int:
    """Return how many more items it accepts while its threads are busy."""
    for accepted in range(100):
        try:
            pool.submit(lambda: gate.wait(30))
        except BusyError:
            return accepted
    return 100


def work_for(pool: Pool, seconds: float, *, times: int) -> None:
    for _ in range(times):
        pool.submit(lambda: time.sleep(seconds)).result()


def test_quick_work_may_fill_the_queue(gate):
    pool = Pool("test", threads=2, queue=32, wait_s=0.4)
    work_for(pool, 0.001, times=30)

    assert room_of(pool, gate) == 2 + 32


def test_slow_work_leaves_room_for_few(gate):
    pool = Pool("test", threads=2, queue=32, wait_s=0.4)
    work_for(pool, 0.3, times=10)

    assert room_of(pool, gate) == 2 + 8


def test_work_that_was_canceled_gives_its_place_back(gate):
    pool = Pool("test", threads=1, queue=1, wait_s=0.4)
    pool.submit(lambda: gate.wait(30))
    waiting = pool.submit(lambda: None)
    with pytest.raises(BusyError):
        pool.submit(lambda: None)

    waiting.cancel()

    assert not pool.submit(lambda: None).done()


def wait_for(gate: threading.Event, waits: threading.Event) -> None:
    """Work that releases its thread until the gate opens."""
    with bulkhead.thread_released.get()():
        waits.set()
        gate.wait(30)


def test_work_that_waits_for_another_system_lets_others_run(gate):
    pool = Pool("test", threads=1, queue=32, wait_s=0.4)
    waits = [threading.Event() for _ in range(bulkhead.AT_ONCE)]
    waiting = [pool.submit(partial(wait_for, gate, each)) for each in waits]
    assert all(each.wait(5) for each in waits)

    pool.submit(lambda: None).result(timeout=5)

    gate.set()
    for each in waiting:
        each.result(timeout=5)


def test_no_more_run_than_there_are_turns(gate):
    pool = Pool("test", threads=2, queue=32, wait_s=0.4)
    running, most = 0, 0
    lock = threading.Lock()

    def work() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.01)
        with lock:
            running -= 1

    for each in [pool.submit(work) for _ in range(20)]:
        each.result(timeout=5)

    assert most == 2


def test_work_that_fails_gives_its_turn_back(gate):
    pool = Pool("test", threads=1, queue=8, wait_s=0.4)

    with pytest.raises(ZeroDivisionError):
        pool.submit(lambda: 1 // 0).result(timeout=5)

    pool.submit(lambda: None).result(timeout=5)
