"""Reads a JSON request from standard input, carries it out, and writes a JSON answer.

``task`` names a module of this package, ``answer`` the file for the answer. The other members of the request
are the arguments of the module's ``carry_out``.
"""

import importlib
import json
import os
import sys
from pathlib import Path


def main() -> int:
    """Carry out one request."""
    # numpy would start a thread on every core for linear algebra, of which there is none.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    request = json.load(sys.stdin)
    answer = Path(request.pop("answer"))
    # Only this task's module is imported: some tasks need numpy, which doubles the time of a start.
    task = importlib.import_module(f"{__package__}.{request.pop('task')}")
    answer.write_text(json.dumps(task.carry_out(**request)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
