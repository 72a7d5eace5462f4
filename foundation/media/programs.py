"""Runs a program that opens files from outside: in a process of its own, which sets its limits itself."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

# Exit statuses of a program that exceeded one of its limits, or that a damaged file crashed. An allocation
# that fails ends some libraries with SIGABRT.
OVER_LIMIT = frozenset({-signal.SIGXCPU, -signal.SIGXFSZ, -signal.SIGABRT})
CRASHED = frozenset({-signal.SIGSEGV, -signal.SIGBUS, -signal.SIGFPE, -signal.SIGILL})
_ERROR_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a program ended: its exit status, its answer, and the beginning of its standard error."""

    status: int
    answer: bytes
    errors: str


def run(
    command: Sequence[str],
    *,
    cwd: Path,
    inherits: Collection[str],
    wall_s: float,
    answer_bytes: int,
    request: bytes = b"",
) -> Ended:
    """Run ``command`` to its end, with ``request`` as its standard input.

    It gets only the environment variables that it ``inherits``. Of its standard output, the first
    ``answer_bytes`` are returned. Raises subprocess.TimeoutExpired after ``wall_s``.
    """
    with (
        tempfile.TemporaryFile() as requested,
        tempfile.TemporaryFile() as output,
        tempfile.TemporaryFile() as errors,
    ):
        requested.write(request)
        requested.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own program, without a shell
            list(command),
            stdin=requested,
            stdout=output,
            stderr=errors,
            cwd=cwd,
            env={name: os.environ[name] for name in inherits if name in os.environ},
            start_new_session=True,
        )
        try:
            child.wait(timeout=wall_s)
        finally:
            child.kill()
            child.wait()
        output.seek(0)
        errors.seek(0)
        said = errors.read(_ERROR_BYTES).decode(errors="replace")
        return Ended(status=child.returncode, answer=output.read(answer_bytes), errors=said)
