"""The voice models' process: started at the first request, shared by the threads of this process.

A request that was in progress when the process ended, for whatever reason, is repeated once with a new one.
"""

import itertools
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYetError
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from foundation import errors
from synthesis.assembly import processes
from synthesis.assembly.speech.base import SYSTEM
from synthesis.assembly.stopping import ShouldStop, StoppedError

PROGRAM = "synthesis.assembly.synthesizer"
ROOT = Path(__file__).parents[3]
# Address space, of which the models' files and allocators reserve more than they use.
LIMITS = processes.Limits(memory_bytes=6 * 1024**3, file_bytes=1024**3)
POLL_EVERY_S = 0.1
TRIES = 2

Answer = Mapping[str, Any]


class _EndedError(Exception):
    """The process ended before it answered."""


class _Process:
    """One process, and the requests that it has not answered yet."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self._child = processes.start_resident([sys.executable, "-m", PROGRAM], cwd=ROOT, limits=LIMITS)
        # Both are pipes.
        self._input = cast(IO[bytes], self._child.stdin)
        self._output = cast(IO[bytes], self._child.stdout)
        self._pending: dict[int, Future[Answer]] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._has_ended = False
        threading.Thread(target=self._receive, name="voice answers", daemon=True).start()

    @property
    def is_usable(self) -> bool:
        """False if it has ended, or belongs to the process that this one was forked from."""
        return not self._has_ended and self.pid == os.getpid()

    @property
    def is_idle(self) -> bool:
        """True if no request waits for an answer."""
        with self._lock:
            return all(answer.cancelled() for answer in self._pending.values())

    def send(self, request: Mapping[str, Any]) -> "Future[Answer]":
        """Send a request. Its future raises _EndedError if the process ends first."""
        answer: Future[Answer] = Future()
        with self._lock:
            if self._has_ended:
                raise _EndedError
            number = next(self._numbers)
            self._pending[number] = answer
            line = json.dumps({**request, "id": number}) + "\n"
            try:
                self._input.write(line.encode())
                self._input.flush()
            except OSError as error:
                del self._pending[number]
                raise _EndedError from error
        return answer

    def end(self) -> None:
        """Kill the process; its unanswered requests fail."""
        with self._lock:
            self._has_ended = True
        processes.end(self._child)

    def _receive(self) -> None:
        for line in self._output:
            answer = json.loads(line)
            with self._lock:
                future = self._pending.pop(answer["id"], None)
            if future is not None and future.set_running_or_notify_cancel():
                future.set_result(answer)
        with self._lock:
            self._has_ended = True
            left = list(self._pending.values())
            self._pending.clear()
        for future in left:
            if future.set_running_or_notify_cancel():
                future.set_exception(_EndedError())
        self._close()

    def _close(self) -> None:
        for pipe in (self._input, self._output):
            # Closing writes what is left of the last request.
            with suppress(OSError):
                pipe.close()
        try:
            self._child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            processes.end(self._child)


_starting = threading.Lock()
_current: _Process | None = None


def request(document: Mapping[str, Any], *, timeout_s: float, should_stop: ShouldStop) -> Answer:
    """Send a request and wait for its answer.

    Raises StoppedError, UpstreamUnavailableError if the process ended twice or does not answer in time, and
    UpstreamError for a request that it cannot carry out.
    """
    for _ in range(TRIES):
        process = _running()
        try:
            answer = _wait(process, process.send(document), timeout_s=timeout_s, should_stop=should_stop)
        except _EndedError:
            continue
        if "error" in answer:
            raise errors.UpstreamError("The voice could not speak.", system=SYSTEM, cause=answer["error"])
        return answer
    raise errors.UpstreamUnavailableError("The voice stopped unexpectedly.", system=SYSTEM)


def warm_up(document: Mapping[str, Any]) -> None:
    """Start the process and load what the request names, without waiting for it."""
    try:
        _running().send(document)
    except (_EndedError, OSError):
        pass  # The first real request starts it, and reports an error.


def release() -> None:
    """End the process if it has nothing to do, to free its memory. The next request starts it again."""
    with _starting:
        if _current is not None and _current.is_usable and _current.is_idle:
            _current.end()


def _running() -> _Process:
    global _current
    with _starting:
        if _current is None or not _current.is_usable:
            _current = _Process()
        return _current


def _wait(
    process: _Process, answer: "Future[Answer]", *, timeout_s: float, should_stop: ShouldStop
) -> Answer:
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            return answer.result(timeout=POLL_EVERY_S)
        except NotYetError:
            if should_stop():
                answer.cancel()
                raise StoppedError from None
        if time.monotonic() > deadline:
            process.end()
            raise errors.UpstreamUnavailableError(
                f"The voice did not finish within {timeout_s:.0f} seconds.", system=SYSTEM
            )
