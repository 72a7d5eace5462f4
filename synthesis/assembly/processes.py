"""Runs a program in its own process group, with limits, a timeout and a stop signal."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from foundation import errors, storage
from synthesis.assembly.stopping import ShouldStop, StoppedError

# When a running program's owner is first asked whether to stop, and how often after a while.
FIRST_ASK_S, ASK_EVERY_S = 0.004, 0.2
STDERR_TAIL_BYTES = 16_384

# The environment that a child needs to find its libraries. It contains none of our secrets.
INHERITED_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of a child, enforced by the kernel."""

    memory_bytes: int
    file_bytes: int


def run(
    command: Sequence[str],
    *,
    system: str,
    timeout_s: float,
    should_stop: ShouldStop,
    limits: Limits,
    stdin: bytes = b"",
    cwd: Path | None = None,
) -> str:
    """Run ``command`` to its end. Returns the tail of its standard error.

    Raises StoppedError if ``should_stop`` returns True, UpstreamUnavailableError if the program timed out or
    was killed from outside (a retry may work), and UpstreamError if it failed. Raises StorageUnavailableError
    if the program found no room for its file.
    """
    with tempfile.TemporaryFile() as errors_file, tempfile.TemporaryFile() as input_file:
        input_file.write(stdin)
        input_file.seek(0)
        # Arguments are a list and no shell is involved; every program is one of our own choosing.
        child = subprocess.Popen(  # noqa: S603
            list(command),
            stdin=input_file,
            stdout=subprocess.DEVNULL,
            stderr=errors_file,
            cwd=cwd,
            env=_environment(os.environ),
            start_new_session=True,
        )
        try:
            _limit(child.pid, limits)
            _wait(child, system=system, timeout_s=timeout_s, should_stop=should_stop)
        finally:
            _end_group(child)
        tail = _tail(errors_file)
    _judge(child.returncode, system=system, tail=tail)
    return tail


def start_resident(command: Sequence[str], *, cwd: Path, limits: Limits) -> "subprocess.Popen[bytes]":
    """Start a program that answers several requests: its standard input and output are pipes.

    It must end when its standard input is closed, which also happens when this process ends.
    """
    # Arguments are a list and no shell is involved; every program is one of our own choosing.
    child = subprocess.Popen(  # noqa: S603
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=cwd,
        env=_environment(os.environ),
        start_new_session=True,
    )
    _limit(child.pid, limits)
    return child


def end(child: "subprocess.Popen[bytes]") -> None:
    """Kill a program with all that it started, and wait for its end."""
    _end_group(child)


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    return {name: variables[name] for name in INHERITED_VARIABLES if name in variables}


def _limit(pid: int, limits: Limits) -> None:
    # Set from the parent, because a function that runs between fork and exec is not safe with threads.
    if sys.platform != "linux":
        return
    import resource

    try:
        resource.prlimit(pid, resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (limits.file_bytes, limits.file_bytes))
        resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))
    except ProcessLookupError:
        pass  # It has ended already.


def _wait(
    child: "subprocess.Popen[bytes]", *, system: str, timeout_s: float, should_stop: ShouldStop
) -> None:
    deadline = time.monotonic() + timeout_s
    ask_after_s = FIRST_ASK_S
    while True:
        try:
            child.wait(timeout=ask_after_s)
            return
        except subprocess.TimeoutExpired:
            ask_after_s = min(ASK_EVERY_S, ask_after_s * 1.5)
        if should_stop():
            raise StoppedError
        if time.monotonic() > deadline:
            raise errors.UpstreamUnavailableError(
                f"{system} did not finish within {timeout_s:.0f} seconds.", system=system
            )


def _end_group(child: "subprocess.Popen[bytes]") -> None:
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass  # The process group is empty.
    child.wait()


def _tail(errors_file: IO[bytes]) -> str:
    size = errors_file.seek(0, os.SEEK_END)
    errors_file.seek(max(0, size - STDERR_TAIL_BYTES))
    return errors_file.read().decode(errors="replace")


def _judge(returncode: int, *, system: str, tail: str) -> None:
    if returncode == 0:
        return
    lines = tail.strip().splitlines()
    outage = storage.reason_in(lines)
    if outage is not None:
        raise storage.StorageUnavailableError(reason=outage, place=system, cause=" ".join(lines[-2:]))
    reason = lines[-8:]
    if returncode < 0:
        raise errors.UpstreamUnavailableError(
            f"{system} was terminated by signal {-returncode}.", system=system, stderr=reason
        )
    raise errors.UpstreamError(
        f"{system} failed with exit status {returncode}.", system=system, stderr=reason
    )
