"""Starts the program in a separate process with limits, and interprets how it ended."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from discovery.measuring import words
from foundation import bulkhead
from foundation.errors import UpstreamUnavailableError
from foundation.media import MediaRefusedError, kinds

SYSTEM = "measuring"
PROGRAM = "discovery.measuring.program"
ROOT = Path(__file__).parents[2]
REFUSED = 3

# Address space: libraries reserve a part of it without using it. docs/performance.md has what is used.
MEMORY_BYTES = 3 * 1024**3 // 2
CPU_S = 330
WALL_S = 600
OUTPUT_BYTES = 64 * 1024**2
AGAIN_AFTER_S = 60

_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
# The program exceeded one of its limits. An allocation that fails ends some libraries with SIGABRT.
_OVER_LIMIT = {-signal.SIGXCPU, -signal.SIGXFSZ, -signal.SIGABRT}
_CRASHED = {-signal.SIGSEGV, -signal.SIGBUS, -signal.SIGFPE, -signal.SIGILL}


def run(task: str, path: Path, **arguments: Any) -> Any:
    """Carry out a task on a file and return its answer.

    Raises MediaRefusedError and UpstreamUnavailableError.
    """
    if bulkhead.is_in_request():
        raise RuntimeError("Videos are measured in tasks, never in a web request.")
    kind = kinds.of(path)
    if kind.is_picture:
        raise _refusal("picture")
    request = {
        "task": task,
        "path": str(path.resolve()),
        "demuxer": kind.demuxer,
        "limits": {
            "memory_bytes": MEMORY_BYTES,
            "cpu_s": CPU_S,
            "output_bytes": OUTPUT_BYTES,
            "wall_s": WALL_S + 1,
        },
        **arguments,
    }
    return json.loads(_output(json.dumps(request).encode()))


def _output(request: bytes) -> bytes:
    with (
        tempfile.TemporaryFile() as requested,
        tempfile.TemporaryFile() as output,
        tempfile.TemporaryFile() as errors,
    ):
        requested.write(request)
        requested.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own program, without a shell
            [sys.executable, "-m", PROGRAM],
            stdin=requested,
            stdout=output,
            stderr=errors,
            cwd=ROOT,
            env={name: os.environ[name] for name in _INHERITED if name in os.environ},
            start_new_session=True,
        )
        try:
            child.wait(timeout=WALL_S)
        except subprocess.TimeoutExpired as error:
            raise _too_busy(f"no answer in {WALL_S} s") from error
        finally:
            child.kill()
            child.wait()
        output.seek(0)
        errors.seek(0)
        if child.returncode != 0:
            said = output if child.returncode == REFUSED else errors
            raise _judgement(child.returncode, said.read(64 * 1024).decode(errors="replace"))
        return output.read(OUTPUT_BYTES)


def _judgement(returncode: int, said: str) -> Exception:
    """Interpret an exit status other than 0."""
    if returncode == REFUSED:
        return _refusal(said)
    if returncode in _OVER_LIMIT:
        return _refusal("too_expensive")
    if returncode in _CRASHED:
        return _refusal("unreadable")
    if returncode < 0:
        return _too_busy(f"ended by signal {-returncode}")
    # A bug of ours: the traceback helps more than a message.
    return RuntimeError(f"measuring failed with status {returncode}: {said[-2000:]}")


def _refusal(reason: str) -> MediaRefusedError:
    return MediaRefusedError(reason, words.REFUSALS[reason])


def _too_busy(cause: str) -> UpstreamUnavailableError:
    return UpstreamUnavailableError(
        "The server is too busy to measure this video. Try again in a moment.",
        system=SYSTEM,
        retry_after_s=AGAIN_AFTER_S,
        cause=cause,
    )
