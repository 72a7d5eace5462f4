"""The wall time, CPU time and peak memory of a piece of work in this process and its children."""

import resource
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil

SAMPLE_EVERY_S = 0.2
MIB = 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The cost of one run: wall and CPU seconds, and the peak of the resident memory, in bytes."""

    wall_s: float
    cpu_s: float
    memory_bytes: int

    def scaled(self, factor: float) -> "Cost":
        """The times of a run that is longer by this factor. Memory stays as measured."""
        return Cost(wall_s=self.wall_s * factor, cpu_s=self.cpu_s * factor, memory_bytes=self.memory_bytes)

    def __str__(self) -> str:
        return f"{self.wall_s:.1f} s wall {self.cpu_s:.1f} s CPU {self.memory_bytes / MIB:.0f} MiB"


def measured(work: Callable[[], object]) -> Cost:
    """Run ``work``. All programs that it starts have to end within it."""
    most = [0]
    done = threading.Event()
    watcher = threading.Thread(target=_watch_memory, args=(most, done))
    watcher.start()
    cpu_before_s, started_at = _cpu_s(), time.perf_counter()
    try:
        work()
    finally:
        wall_s, cpu_s = time.perf_counter() - started_at, _cpu_s() - cpu_before_s
        done.set()
        watcher.join()
    return Cost(wall_s=wall_s, cpu_s=cpu_s, memory_bytes=most[0])


def say(line: str) -> None:
    """Print a line and flush it."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _cpu_s() -> float:
    usages = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _watch_memory(most: list[int], done: threading.Event) -> None:
    own = psutil.Process()
    while not done.wait(SAMPLE_EVERY_S):
        total = 0
        for process in (own, *own.children(recursive=True)):
            try:
                total += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        most[0] = max(most[0], total)
