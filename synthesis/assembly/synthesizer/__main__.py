"""The loop of the program: one JSON request per line on standard input, one JSON answer per line.

Requests run in parallel, and answers come in the order in which they are ready. The program ends when its
standard input is closed, or after some minutes without a request.
"""

import json
import os
import select
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from synthesis.assembly.synthesizer import speaking

IDLE_S = 300.0
# Each sentence takes about 150 MB while it is spoken.
MOST_AT_ONCE = 4


def main() -> int:
    """Answer requests until there are no more."""
    # Libraries that print must not write into the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    writing = threading.Lock()

    def answer(line: str) -> None:
        document = _answer(json.loads(line))
        with writing:
            answers.write(json.dumps(document) + "\n")
            answers.flush()

    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, MOST_AT_ONCE)) as pool:
        for line in _lines(sys.stdin.buffer):
            pool.submit(answer, line)
    return 0


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"id": request["id"], **speaking.carry_out(request)}
    except Exception as error:  # noqa: BLE001 - one failed sentence must not end the process
        return {"id": request["id"], "error": f"{type(error).__name__}: {error}"}


def _lines(source: IO[bytes]) -> Iterator[str]:
    """The lines of a pipe, until it is closed or idle for too long."""
    pending = b""
    while select.select([source], [], [], IDLE_S)[0]:
        received = os.read(source.fileno(), 65_536)
        if not received:
            return
        *lines, pending = (pending + received).split(b"\n")
        yield from (line.decode() for line in lines)


if __name__ == "__main__":
    sys.exit(main())
