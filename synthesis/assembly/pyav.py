"""The only module that runs the program ``films``, which reads and writes films with PyAV.

The web server and the workers do not load PyAV, because its FFmpeg libraries are under the GPL.
"""

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from synthesis.assembly import ffmpeg, processes
from synthesis.assembly.stopping import ShouldStop

SYSTEM = "PyAV"
PROGRAM = "synthesis.assembly.films"
# FFmpeg's options for a file from outside.
GUARDS = {"protocol_whitelist": "file", "max_pixels": str(ffmpeg.MAX_PIXELS)}
ROOT = Path(__file__).parents[2]


def source(path: Path) -> dict[str, Any]:
    """A file from outside, as the program opens it. Raises MediaRefusedError for an unsupported kind."""
    return {"path": str(path.resolve()), "demuxer": ffmpeg.demuxer(path), "options": GUARDS}


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
            limits=ffmpeg.LIMITS,
            stdin=json.dumps({**request, "task": task, "answer": str(answer)}).encode(),
            cwd=ROOT,
        )
        return json.loads(answer.read_text(encoding="utf-8"))
