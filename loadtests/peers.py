"""MoviePy makes the timeline of the assembly benchmark: in one composite, or in a pass for each step.

MoviePy needs older packages than the product, so it has an environment of its own, which ``make bench``
creates.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

from loadtests import costs
from loadtests.assembly_material import Material
from loadtests.costs import Cost
from synthesis.assembly import fonts
from synthesis.assembly.storyboard import FPS, Shot, Timeline

HERE = Path(__file__).parent
COMPOSITE = "MoviePy, one composite"
PASSES = "MoneyPrinterTurbo's way, three passes"
_WAYS = {COMPOSITE: "composite", PASSES: "passes"}
PYTHON = HERE.parent / "var" / "peers" / "bin" / "python"


def measured(way: str, *, material: Material, workdir: Path) -> Cost:
    """Make the video with the peer. Returns the cost, with that of starting it."""
    if not PYTHON.exists():
        raise SystemExit(f"{PYTHON} does not exist. make bench installs MoviePy.")
    folder = workdir / _WAYS[way]
    folder.mkdir()
    plan = folder / "plan.json"
    plan.write_text(json.dumps(_plan(material, folder)), encoding="utf-8")
    program = [str(PYTHON), str(HERE / "peer_program.py"), _WAYS[way], str(plan)]
    # The program is our own and the arguments are a list.
    return costs.measured(lambda: subprocess.run(program, check=True, cwd=folder))  # noqa: S603


def _plan(material: Material, folder: Path) -> dict[str, Any]:
    return {
        "folder": str(folder),
        "fps": FPS,
        "font": str(fonts.FOLDER / fonts.ARCHIVO_BLACK.file),
        "bed": str(material.bed),
        "shots": [
            _shot(shot, material.timeline, material.clips[shot.key]) for shot in material.timeline.shots
        ],
    }


def _shot(shot: Shot, timeline: Timeline, clip: Path) -> dict[str, Any]:
    return {
        "clip": str(clip),
        "starts_s": shot.starts_s,
        "duration_s": shot.duration_s,
        "is_last": shot is timeline.shots[-1],
        "voice": str(shot.narration.audio) if shot.narration else "",
        "voice_starts_s": shot.speech_starts_at_frame / FPS,
        "words": [
            (word.text, word.starts_s, word.ends_s) for word in shot.words if word.ends_s < shot.duration_s
        ],
    }
