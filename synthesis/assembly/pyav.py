"""The only module that runs the program ``films``, which reads and writes films with PyAV.

PyAV is loaded only there, because its FFmpeg libraries are under the GPL.
"""

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from synthesis.assembly import processes
from synthesis.assembly.stopping import ShouldStop

SYSTEM = "PyAV"
PROGRAM = "synthesis.assembly.films"
ROOT = Path(__file__).parents[2]
LIMITS = processes.Limits(memory_bytes=6 * 1024**3, file_bytes=8 * 1024**3)


def run(task: str, request: Mapping[str, Any], *, timeout_s: float, should_stop: ShouldStop) -> Any:
    """Carry out a task of ``films`` and return its answer. The paths in ``request`` are absolute.

    Raises StoppedError and the upstream errors: UpstreamError also for a file that cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="ettametta-films-") as folder:
        answer = Path(folder) / "answer.json"
        processes.run(
            [sys.executable, "-m", PROGRAM],
            system=SYSTEM,
            timeout_s=timeout_s,
            should_stop=should_stop,
            limits=LIMITS,
            stdin=json.dumps({**request, "task": task, "answer": str(answer)}).encode(),
            cwd=ROOT,
        )
        return json.loads(answer.read_text(encoding="utf-8"))
