"""Reads a JSON request from standard input, carries it out, and writes a JSON answer to standard output.

``limits`` are those of ``limits.apply``, and ``task`` names a module of this package; the other members are
the arguments of the module's ``carry_out``. Exit status 3 is a refusal, and the answer then is its code.
"""

import importlib
import json
import os
import sys

REFUSED = 3
TASKS = ("measuring", "sampling")


def main() -> int:
    """Carry out one request."""
    # numpy would start a thread on every core.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    request = json.load(sys.stdin)
    from discovery.measuring.program import limits

    limits.apply(**request.pop("limits"))
    task = request.pop("task")
    if task not in TASKS:
        raise ValueError(task)
    # PyAV and numpy are loaded within the limits.
    from av import FFmpegError

    from discovery.measuring.program.sources import RefusedError

    module = importlib.import_module(f"{__package__}.{task}")
    try:
        answer = module.carry_out(**request)
    except RefusedError as refusal:
        sys.stdout.write(str(refusal))
        return REFUSED
    except MemoryError:
        sys.stdout.write("too_expensive")
        return REFUSED
    except FFmpegError:
        # A frame in a form that can't be converted.
        sys.stdout.write("unreadable")
        return REFUSED
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
