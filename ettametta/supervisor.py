"""Several processes run as one product: started in order, restarted when they fall, stopped in reverse."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from ettametta import processes

_LOOK_EVERY_S = 0.2
_SHOWN_LOG_LINES = 15
_OLD_LOG_BYTES = 20 * 1024 * 1024
# A part that keeps falling gets this many tries before everything is stopped for it.
_MOST_RESTARTS = 6
_LONGEST_PAUSE_S = 30.0
# A part that lasted this long is well again: its earlier falls are forgotten.
_WELL_AFTER_S = 60.0


class StopAskedError(BaseException):
    """Somebody pressed Ctrl-C or sent a signal. No Exception: nobody may take it for a failure."""


class PartFailedError(Exception):
    """A part did not come up, or kept falling. The message names it and shows the end of its log."""

    def __init__(self, name: str, *, what: str, log: Path, code: int | None) -> None:
        super().__init__(f"{name} {what}. The end of {log}:\n\n{tail(log)}")
        self.exit_code = _exit_code(code)


@dataclass
class Part:
    """One process of the product.

    Parts of one stage start together, after those of the stages below and before those above.
    """

    name: str
    stage: int
    start: Callable[[IO[bytes]], "subprocess.Popen[bytes]"]
    is_ready: Callable[["subprocess.Popen[bytes]"], bool]
    stop_signal: signal.Signals = signal.SIGTERM
    grace_s: float = 10
    child: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    spawned_at: float = field(default=0.0, init=False)
    is_up: bool = field(default=False, init=False)
    falls: int = field(default=0, init=False)
    restart_at: float | None = field(default=None, init=False)


class Supervisor:
    """Holds the parts that run, their logs, and the way to tell people about them."""

    def __init__(
        self, *, log_folder: Path, say: Callable[[str, str], None], first_pause_s: float = 1.0
    ) -> None:
        self._log_folder = log_folder
        self._first_pause_s = first_pause_s
        self._say = say
        self._parts: list[Part] = []
        log_folder.mkdir(parents=True, exist_ok=True)

    def launch(self, parts: Sequence[Part]) -> None:
        """Start the parts of one stage, side by side, without waiting for them."""
        for part in parts:
            self._parts.append(part)
            self._spawn(part)

    def wait_until_ready(self) -> None:
        """Return when each launched part is ready. Raises PartFailedError for the first that is not."""
        for part in self._parts:
            if not part.is_up and not self._becomes_ready(part):
                raise self._failure(part, "did not start")

    def run(self, commands: Mapping[str, Callable[[IO[bytes]], "subprocess.Popen[bytes]"]]) -> None:
        """Run commands side by side, each to its end. Raises PartFailedError for the first that fails."""
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
        """Keep every part running until somebody asks to stop. Raises PartFailedError for one that cannot."""
        while True:
            time.sleep(_LOOK_EVERY_S)
            for part in sorted(self._parts, key=lambda part: part.stage):
                self._look_at(part)

    def stop(self) -> None:
        """Stop every part, the last started stage first, so that what is needed outlives what needs it."""
        for stage in sorted({part.stage for part in self._parts}, reverse=True):
            running = [
                part
                for part in self._parts
                if part.stage == stage and part.child is not None and part.child.poll() is None
            ]
            self._stop_together(running)
        self._parts.clear()

    def _spawn(self, part: Part) -> None:
        part.restart_at = None
        part.spawned_at = time.monotonic()
        with self._log(part.name) as output:
            part.child = part.start(output)

    def _becomes_ready(self, part: Part) -> bool:
        part.is_up = part.child is not None and part.is_ready(part.child)
        if part.is_up:
            self._say(part.name, f"ready after {time.monotonic() - part.spawned_at:.1f} s")
        return part.is_up

    def _look_at(self, part: Part) -> None:
        if part.restart_at is None:
            if part.child is not None and part.child.poll() is not None:
                self._has_fallen(part)
        elif time.monotonic() >= part.restart_at:
            self._spawn(part)
            if not self._becomes_ready(part):
                self._has_fallen(part)

    def _has_fallen(self, part: Part) -> None:
        """Clear up after a part that ended by itself, and decide when it may try again."""
        if part.child is None:
            return
        code = processes.stop(part.child, with_signal=part.stop_signal, grace_s=part.grace_s)
        lasted_s = time.monotonic() - part.spawned_at
        part.falls = 1 if part.is_up and lasted_s > _WELL_AFTER_S else part.falls + 1
        part.is_up = False
        if part.falls > _MOST_RESTARTS:
            raise self._failure(part, f"ended {part.falls} times in a row")
        pause_s = min(self._first_pause_s * 2.0 ** (part.falls - 1), _LONGEST_PAUSE_S)
        part.restart_at = time.monotonic() + pause_s
        self._say(part.name, f"ended with {code}; starting it again in {pause_s:.0f} s")
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
    """Turn the signals that ask a program to end into StopAskedError in the main thread."""
    asking = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def ask(_number: int, _frame: Any) -> None:
        # Heard once: the second Ctrl-C of somebody in a hurry must not interrupt the clearing up.
        for number in asking:
            signal.signal(number, signal.SIG_IGN)
        raise StopAskedError

    before = {number: signal.signal(number, ask) for number in asking}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def tail(path: Path, *, lines: int = _SHOWN_LOG_LINES) -> str:
    """The last lines of a log."""
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - 32_768))
        text = log.read().decode(errors="replace")
    return "\n".join(text.splitlines()[-lines:])


def _exit_code(code: int | None) -> int:
    """What a shell would return for it, and never success."""
    if code is None or code == 0:
        return 1
    return code if code > 0 else 128 - code
