"""Runs several processes as one product: started in order, restarted on failure, stopped in reverse."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from ettametta import processes

_POLL_EVERY_S = 0.1
_SHOWN_LOG_LINES = 15
_OLD_LOG_BYTES = 20 * 1024 * 1024
# How many restarts a failing part gets before the whole product is stopped.
_MAX_RESTARTS = 6
_MAX_PAUSE_S = 5.0
# A part that was ready for this long has recovered: its earlier failures no longer count.
_RECOVERED_AFTER_S = 5.0
_READY_WITHIN_S = 120.0
# A part that never became ready is killed this long after its stop signal.
_UNREADY_STOPS_WITHIN_S = 10.0
_RETRY_AFTER_S = 0.2
# How often a running part is probed, and how long it may fail probes before it is restarted.
_PROBE_EVERY_S = 10.0
_MAX_SILENCE_S = 45.0


class StopRequestedError(BaseException):
    """A stop was requested by Ctrl-C or a signal. Not an Exception, so that no handler catches it."""


class PartFailedError(Exception):
    """A part did not start, or kept failing. The message has its name and the end of its log."""

    def __init__(self, name: str, *, what: str, log: Path, code: int | None) -> None:
        super().__init__(f"{name} {what}. The end of {log}:\n\n{tail(log)}")
        self.exit_code = _exit_code(code)


class NotYetError(Exception):
    """Resources of an earlier process of this part are not free yet. The supervisor retries soon."""


@dataclass
class Part:
    """One process of the product.

    Parts of one stage start together, after those of lower stages and before those of higher ones. A restart
    waits until the parts in ``needs`` are ready. ``is_ready`` is probed in a thread and may take some
    seconds; so is ``is_alive`` later, periodically. It returns None if unknown.
    """

    name: str
    stage: int
    start: Callable[[IO[bytes]], "subprocess.Popen[bytes]"]
    is_ready: Callable[["subprocess.Popen[bytes]"], bool]
    stop_signal: signal.Signals = signal.SIGTERM
    grace_s: float = 10
    needs: tuple[str, ...] = ()
    is_alive: Callable[[], bool | None] | None = None
    child: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    spawned_at: float = field(default=0.0, init=False)
    ready_at: float | None = field(default=None, init=False)
    failures: int = field(default=0, init=False)
    restart_at: float | None = field(default=None, init=False)
    kill_at: float | None = field(default=None, init=False)
    probe: "Future[bool] | Future[bool | None] | None" = field(default=None, init=False)
    due_at: float | None = field(default=None, init=False)
    probed_at: float = field(default=0.0, init=False)
    silent_since: float | None = field(default=None, init=False)

    @property
    def is_up(self) -> bool:
        """True if the process has become ready and has not ended since."""
        return self.ready_at is not None


class Supervisor:
    """Manages the running parts, their logs, and messages to people.

    It never blocks on one part: several may be down, starting or stopping at the same time.
    """

    def __init__(
        self, *, log_folder: Path, say: Callable[[str, str], None], first_pause_s: float = 0.5
    ) -> None:
        self._log_folder = log_folder
        self._first_pause_s = first_pause_s
        self._say = say
        self._parts: list[Part] = []
        self._probes = ThreadPoolExecutor(8, thread_name_prefix="readiness")
        log_folder.mkdir(parents=True, exist_ok=True)

    def launch(self, parts: Sequence[Part]) -> None:
        """Start the parts of one stage in parallel, without waiting for them."""
        for part in parts:
            self._parts.append(part)
            self._spawn(part)

    def wait_until_ready(self) -> None:
        """Wait until each launched part is ready. Raises PartFailedError for the first that fails."""
        while not all(part.is_up for part in self._parts):
            for part in self._parts:
                self._probe(part)
                if part.failures or part.kill_at is not None:
                    raise self._failure(part, "did not start")
            time.sleep(_POLL_EVERY_S)

    def run(self, commands: Mapping[str, Callable[[IO[bytes]], "subprocess.Popen[bytes]"]]) -> None:
        """Run commands in parallel, each to its end. Raises PartFailedError for the first that fails."""
        began_at = time.monotonic()
        children = {}
        for name, start in commands.items():
            with self._log(name) as output:
                children[name] = start(output)
        for name, child in children.items():
            code = child.wait()
            if code != 0:
                raise PartFailedError(name, what=f"ended with {code}", log=self._log_file(name), code=code)
            self._say(name, f"done after {time.monotonic() - began_at:.1f} s")

    def watch(self) -> None:
        """Keep every part running until a stop is requested. Raises PartFailedError for a part that can't."""
        while True:
            time.sleep(_POLL_EVERY_S)
            for part in sorted(self._parts, key=lambda part: part.stage):
                self._probe(part)

    def stop(self) -> None:
        """Stop every part, the last started stage first, so that dependencies stop after their dependents."""
        for stage in sorted({part.stage for part in self._parts}, reverse=True):
            running = [
                part
                for part in self._parts
                if part.stage == stage and part.child is not None and part.child.poll() is None
            ]
            self._stop_together(running)
        self._parts.clear()
        self._probes.shutdown(wait=False, cancel_futures=True)

    def _probe(self, part: Part) -> None:
        """Take the next step for a part. Returns at once."""
        if part.restart_at is not None:
            if time.monotonic() >= part.restart_at and self._has_dependencies(part):
                self._spawn(part)
        elif part.child is not None and part.child.poll() is not None:
            self._handle_exit(part)
        elif part.kill_at is not None:
            if part.child is not None and time.monotonic() >= part.kill_at:
                processes.kill_group(part.child)
        elif not part.is_up:
            self._check_readiness(part)
        elif part.is_alive is not None:
            self._check_liveness(part, part.is_alive)

    def _spawn(self, part: Part) -> None:
        try:
            with self._log(part.name) as output:
                part.child = part.start(output)
        except NotYetError:
            part.restart_at = time.monotonic() + _RETRY_AFTER_S
            return
        part.restart_at = part.kill_at = part.probe = part.due_at = None
        part.spawned_at = time.monotonic()

    def _has_dependencies(self, part: Part) -> bool:
        return all(other.is_up for other in self._parts if other.name in part.needs)

    def _check_readiness(self, part: Part) -> None:
        if part.child is None:
            return
        if part.due_at is None:
            # Counted from the first probe: before it, the supervisor may have been busy with commands.
            part.due_at = time.monotonic() + _READY_WITHIN_S
        if part.probe is None:
            part.probe = self._probes.submit(part.is_ready, part.child)
        elif part.probe.done():
            is_ready, part.probe = part.probe.result(), None
            if is_ready:
                part.ready_at = part.probed_at = time.monotonic()
                self._say(part.name, f"ready after {part.ready_at - part.spawned_at:.1f} s")
                return
        if time.monotonic() > part.due_at:
            self._say(part.name, f"not ready after {_READY_WITHIN_S:.0f} s; stopping it")
            part.child.send_signal(part.stop_signal)
            part.kill_at = time.monotonic() + _UNREADY_STOPS_WITHIN_S

    def _check_liveness(self, part: Part, is_alive: Callable[[], bool | None]) -> None:
        """Kill a part that runs but does not respond. It is then restarted as after any failure."""
        now = time.monotonic()
        if part.probe is None:
            if now - part.probed_at >= _PROBE_EVERY_S:
                part.probe, part.probed_at = self._probes.submit(is_alive), now
            return
        if not part.probe.done() or part.child is None:
            return
        answer, part.probe = part.probe.result(), None
        if answer is not False or not self._has_dependencies(part):
            part.silent_since = None
        elif part.silent_since is None:
            part.silent_since = now
        elif now - part.silent_since >= _MAX_SILENCE_S:
            self._say(part.name, f"has not responded for {now - part.silent_since:.0f} s; killing it")
            processes.kill_group(part.child)

    def _handle_exit(self, part: Part) -> None:
        """Clean up after a part that ended, and schedule its restart."""
        if part.child is None:
            return
        processes.kill_group(part.child)
        code = part.child.wait()
        had_recovered = part.ready_at is not None and time.monotonic() - part.ready_at > _RECOVERED_AFTER_S
        part.failures = 1 if had_recovered else part.failures + 1
        part.ready_at = part.kill_at = part.probe = part.silent_since = None
        if part.failures > _MAX_RESTARTS:
            raise self._failure(part, f"ended {part.failures} times in a row")
        pause_s = min(self._first_pause_s * 2.0 ** (part.failures - 1), _MAX_PAUSE_S)
        part.restart_at = time.monotonic() + pause_s
        self._say(part.name, f"ended with {code}; restarting it in {pause_s:.1f} s")
        for line in tail(self._log_file(part.name), lines=3).splitlines():
            self._say(part.name, f"  {line[:200]}")

    def _stop_together(self, parts: Sequence[Part]) -> None:
        for part in parts:
            if part.child is not None:
                part.child.send_signal(part.stop_signal)
        began_at = time.monotonic()
        for part in parts:
            if part.child is None:
                continue
            left_s = max(0.0, part.grace_s - (time.monotonic() - began_at))
            processes.end_within(part.child, timeout_s=left_s)
            self._say(part.name, f"stopped after {time.monotonic() - began_at:.1f} s")

    def _failure(self, part: Part, what: str) -> PartFailedError:
        code = part.child.poll() if part.child is not None else None
        how = f"{what} (it ended with {code})" if code is not None else what
        return PartFailedError(part.name, what=how, log=self._log_file(part.name), code=code)

    def _log_file(self, name: str) -> Path:
        return self._log_folder / f"{name}.log"

    @contextmanager
    def _log(self, name: str) -> Iterator[IO[bytes]]:
        path = self._log_file(name)
        if path.exists() and path.stat().st_size > _OLD_LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
        with path.open("ab") as output:
            yield output


@contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Turn stop signals into StopRequestedError in the main thread."""
    stop_signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def request_stop(_number: int, _frame: Any) -> None:
        # Handled once: a second Ctrl-C must not interrupt the cleanup.
        for number in stop_signals:
            signal.signal(number, signal.SIG_IGN)
        raise StopRequestedError

    before = {number: signal.signal(number, request_stop) for number in stop_signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def tail(path: Path, *, lines: int = _SHOWN_LOG_LINES) -> str:
    """Return the last lines of a log."""
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - 32_768))
        text = log.read().decode(errors="replace")
    return "\n".join(text.splitlines()[-lines:])


def _exit_code(code: int | None) -> int:
    """Return the exit code as a shell would, but never success."""
    if code is None or code == 0:
        return 1
    return code if code > 0 else 128 - code
