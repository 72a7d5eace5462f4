"""How many requests may wait follows from how long requests take."""

import threading
import time
from collections.abc import Iterator

import pytest

from ettametta.front.pool import BusyError, Pool


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    gate = threading.Event()
    yield gate
    gate.set()


def room_of(pool: Pool, gate: threading.Event) -> int:
    """How many more pieces of work it accepts while its threads are held."""
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
