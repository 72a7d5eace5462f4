"""Starts the program ``claims`` and talks with it, line by line."""

import json
import selectors
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from foundation import errors
from synthesis.assembly import processes
from synthesis.assembly.stopping import ShouldStop, StoppedError

SYSTEM = "C2PA"
PROGRAM = "synthesis.assembly.claims"
ROOT = Path(__file__).parents[3]
# One answer: the description of all manifests of a file.
ANSWER_BYTES = 4 * 1024**2
_BLOCK_BYTES = 64 * 1024
_ASK_EVERY_S = 0.2


class EndedError(errors.UpstreamError):
    """The program ended without an answer, or exceeded a limit: the file can't be handled."""

    code = "credentials_unreadable"


def talk(
    request: Mapping[str, Any],
    *,
    limits: processes.Limits,
    timeout_s: float,
    should_stop: ShouldStop,
    reply: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None,
) -> Any:
    """Carry out a request and return the answer. Each other line of the program is given to ``reply``.

    Raises StoppedError, and EndedError if the program ended, said too much or took too long.
    """
    child = processes.start_resident([sys.executable, "-m", PROGRAM], cwd=ROOT, limits=limits)
    bounds = {
        "memory_bytes": limits.memory_bytes,
        "output_bytes": limits.file_bytes,
        "cpu_s": int(timeout_s) + 1,
        "wall_s": int(timeout_s) + 2,
    }
    lines = _Lines(child, until=time.monotonic() + timeout_s, should_stop=should_stop)
    try:
        lines.write({**request, "limits": bounds})
        while True:
            said = lines.read()
            if "answer" in said:
                return said["answer"]
            if reply is None:
                raise EndedError("The program asked for something unexpected.", system=SYSTEM)
            lines.write(reply(said))
    finally:
        processes.end(child)
        lines.close()


class _Lines:
    """The pipes of the program: JSON, one document a line."""

    def __init__(self, child: Any, *, until: float, should_stop: ShouldStop) -> None:
        self._input, self._output = child.stdin, child.stdout
        self._until, self._should_stop = until, should_stop
        self._rest = b""

    def write(self, document: Mapping[str, Any]) -> None:
        try:
            self._input.write(json.dumps(document).encode() + b"\n")
            self._input.flush()
        except OSError as error:
            raise EndedError("The program ended unexpectedly.", system=SYSTEM) from error

    def read(self) -> Mapping[str, Any]:
        while b"\n" not in self._rest:
            block = self._block()
            if not block or len(self._rest) > ANSWER_BYTES:
                raise EndedError("The program ended without an answer.", system=SYSTEM)
            self._rest += block
        line, _, self._rest = self._rest.partition(b"\n")
        try:
            said = json.loads(line)
        except ValueError as error:
            raise EndedError("The program's answer is damaged.", system=SYSTEM) from error
        return said if isinstance(said, dict) else {}

    def close(self) -> None:
        self._output.close()
        try:
            self._input.close()
        except OSError:
            pass  # Closing writes what is left of the request.

    def _block(self) -> bytes:
        with selectors.DefaultSelector() as ready:
            ready.register(self._output, selectors.EVENT_READ)
            while not self._should_stop():
                if ready.select(_ASK_EVERY_S):
                    found: bytes = self._output.read1(_BLOCK_BYTES)
                    return found
                if time.monotonic() > self._until:
                    raise EndedError("The program took too long.", system=SYSTEM)
        raise StoppedError
