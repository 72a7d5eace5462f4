"""Reads a JSON request, one line, from standard input, and writes a JSON answer, one line.

``task`` names a module of this package; the other members are the arguments of its ``carry_out``. While it
signs, the program writes a line with the data to be signed, and reads a line with the signature.
"""

import base64
import importlib
import json
import sys
from typing import Any

TASKS = ("signing", "reading", "keeping")


def main() -> int:
    """Carry out one request."""
    request = json.loads(sys.stdin.readline())
    from synthesis.assembly.claims import limits

    limits.apply(**request.pop("limits"))
    task = request.pop("task")
    if task not in TASKS:
        raise ValueError(task)
    # The C2PA library is loaded within the limits.
    module = importlib.import_module(f"{__package__}.{task}")
    arguments = request | ({"signature_of": signature_of} if task == "signing" else {})
    say({"answer": module.carry_out(**arguments)})
    return 0


def signature_of(data: bytes) -> bytes:
    """Have the parent process sign the data. It keeps the private key."""
    say({"sign": base64.b64encode(data).decode()})
    return base64.b64decode(json.loads(sys.stdin.readline())["signature"])


def say(message: dict[str, Any]) -> None:
    """Write one line."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
