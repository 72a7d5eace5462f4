"""Starts the program in a separate process with limits, and interprets how it ended."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from discovery.measuring import words
from foundation import bulkhead
from foundation.errors import UpstreamUnavailableError
from foundation.media import MediaRefusedError, kinds, programs

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
    try:
        ended = programs.run(
            [sys.executable, "-m", PROGRAM],
            request=json.dumps(request).encode(),
            cwd=ROOT,
            inherits=_INHERITED,
            wall_s=WALL_S,
            answer_bytes=OUTPUT_BYTES,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_busy(f"no answer in {WALL_S} s") from error
    if ended.status != 0:
        raise _judgement(ended)
    return json.loads(ended.answer)


def _judgement(ended: programs.Ended) -> Exception:
    """Interpret an exit status other than 0."""
    if ended.status == REFUSED:
        return _refusal(ended.answer.decode(errors="replace"))
    if ended.status in programs.OVER_LIMIT:
        return _refusal("too_expensive")
    if ended.status in programs.CRASHED:
        return _refusal("unreadable")
    if ended.status < 0:
        return _too_busy(f"ended by signal {-ended.status}")
    # A bug of ours: the traceback helps more than a message.
    return RuntimeError(f"measuring failed with status {ended.status}: {ended.errors[-2000:]}")


def _refusal(reason: str) -> MediaRefusedError:
    return MediaRefusedError(reason, words.REFUSALS[reason])


def _too_busy(cause: str) -> UpstreamUnavailableError:
    return UpstreamUnavailableError(
        "The server is too busy to measure this video. Try again in a moment.",
        system=SYSTEM,
        retry_after_s=AGAIN_AFTER_S,
        cause=cause,
    )
