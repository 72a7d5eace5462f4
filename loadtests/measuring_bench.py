"""How right measurements of videos are, and what they take: ``python -m loadtests.measuring_bench [PART …]``.

Parts: ``cuts``, ``text``, ``faces``, ``cost`` (all of them by default), and ``rendered``, which makes the six
films of ``film_scripts.toml`` first. Exits with 1 if a limit is exceeded.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import django
import imageio_ffmpeg
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ettametta.settings.test")
os.environ.setdefault("ENV_FILE", "/dev/null")
django.setup()

from discovery.measuring import films as measuring  # noqa: E402 - needs the settings
from loadtests import films, measuring_material, measuring_pictures  # noqa: E402
from loadtests.costs import MIB, Cost, measured, say  # noqa: E402
from loadtests.measuring_pictures import Known  # noqa: E402

SCRIPTS = Path(__file__).parent / "film_scripts.toml"
# A found cut is right if a true one is as near as this.
NEAR_S = 0.4
PICTURES = 60
LEAST_PRECISION, LEAST_RECALL = 0.95, 0.95
MOST_TEXT_ERROR, MOST_WRONG_FACES = 0.01, 0.05
MOST_CPU_SHARE, MOST_MEMORY_BYTES = 0.5, 500 * MIB
LENGTHS_S = (30, 60)
LONG_S = 7200


def main(arguments: Sequence[str]) -> int:
    """Run the parts, print their figures, and return 1 if a limit is exceeded."""
    parts: dict[str, Callable[[Path], list[str]]] = {
        "cuts": _cuts,
        "text": _text,
        "faces": _faces,
        "cost": _cost,
        "rendered": _rendered,
    }
    exceeded: list[str] = []
    for name in arguments or ["cuts", "text", "faces", "cost"]:
        with tempfile.TemporaryDirectory(prefix="measuring-") as folder:
            exceeded += parts[name](Path(folder))
    for line in exceeded:
        say(f"EXCEEDED: {line}")
    return 1 if exceeded else 0


# --- cuts ------------------------------------------------------------------------------------------


def _cuts(folder: Path) -> list[str]:
    made = measuring_material.films(folder)
    totals = np.zeros(3, int)
    for kind in dict.fromkeys(film.name.rpartition(" ")[0] for film in made):
        same = [film for film in made if film.name.rpartition(" ")[0] == kind]
        totals += _counted(kind, [(film.path, film.cuts_s) for film in same])
    return _judged("cuts", totals)


def _rendered(folder: Path) -> list[str]:
    scripts = tomllib.loads(SCRIPTS.read_text(encoding="utf-8"))
    totals = np.zeros(3, int)
    for name, script in scripts.items():
        film = films.make(content=films.content_of(**script), folder=folder / name)
        starts = [shot.starts_at_frame / 30 for shot in film.timeline.shots[1:]]
        totals += _counted(name, [(film.path, starts)])
        shutil.rmtree(folder / name)
    return _judged("cuts of rendered films", totals)


def _counted(name: str, known: Iterable[tuple[Path, Sequence[float]]]) -> np.ndarray:
    """Right, wrong and missed cuts."""
    totals = np.zeros(3, int)
    for path, truth in known:
        cuts = measuring.measure(path).cuts
        found = cuts.times_s if cuts else ()
        right = _right(found, truth)
        totals += (right, len(found) - right, len(truth) - right)
    say(f"cuts, {name}: {totals[0]} right, {totals[1]} wrong, {totals[2]} missed")
    return totals


def _right(found: Sequence[float], truth: Sequence[float]) -> int:
    left, right = list(truth), 0
    for at_s in found:
        nearest = min(left, key=lambda each: abs(each - at_s), default=None)
        if nearest is not None and abs(nearest - at_s) <= NEAR_S:
            left.remove(nearest)
            right += 1
    return right


def _judged(name: str, totals: np.ndarray) -> list[str]:
    right, wrong, missed = (int(value) for value in totals)
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    line = f"{name}: precision {precision:.3f}, recall {recall:.3f} (n = {right + missed})"
    say(line)
    return [] if precision >= LEAST_PRECISION and recall >= LEAST_RECALL else [line]


# --- text and faces --------------------------------------------------------------------------------


def _text(folder: Path) -> list[str]:
    known = [measuring_pictures.with_text(number) for number in range(PICTURES)]
    # One picture per second, each of which is sampled once.
    _write(folder / "film.mp4", known, fps=1)
    series = measuring.measure(folder / "film.mp4").text
    found = np.array(series.values if series else [])
    truth = np.array([each.truth for each in known])
    errors = found - truth
    line = (
        f"text: mean error {np.abs(errors).mean():.4f}, bias {errors.mean():+.4f}, correlation "
        f"{np.corrcoef(found, truth)[0, 1]:.3f}, without text at most {found[truth == 0].max():.4f} "
        f"(n = {len(known)}, mean share {truth.mean():.3f})"
    )
    say(line)
    return [] if np.abs(errors).mean() <= MOST_TEXT_ERROR else [line]


def _faces(folder: Path) -> list[str]:
    known = [measuring_pictures.with_faces(number) for number in range(PICTURES)]
    wrong = missed = extra = 0
    for each in known:
        _write(folder / "film.mp4", [each], fps=1)
        first = measuring.measure(folder / "film.mp4").first_frame
        found = (first.faces if first else None) or 0
        wrong += found != each.truth
        missed += max(0, int(each.truth) - found)
        extra += max(0, found - int(each.truth))
    total = int(sum(each.truth for each in known))
    line = f"faces: {wrong} of {len(known)} counts wrong; {missed} of {total} faces missed, {extra} too many"
    say(line)
    return [] if wrong <= MOST_WRONG_FACES * len(known) else [line]


def _write(path: Path, known: Sequence[Known], *, fps: int) -> None:
    measuring_material.write(path, (np.asarray(each.picture) for each in known), fps=fps)


# --- cost ------------------------------------------------------------------------------------------


def _cost(folder: Path) -> list[str]:
    source = measuring_material.films(folder)[0].path
    exceeded: list[str] = []
    for length_s in LENGTHS_S:
        path = _prepared(source, folder / f"{length_s}.mp4", length_s, "scale=1080:1920,noise=alls=5:allf=t")
        exceeded += _costs(f"{length_s} s of 1080 x 1920", path, length_s)
    path = _prepared(source, folder / "long.mp4", LONG_S, "scale=360:640")
    exceeded += _costs(f"{LONG_S} s of 360 x 640", path, LONG_S)
    return exceeded


def _prepared(source: Path, result: Path, length_s: int, filters: str) -> Path:
    """The source over and over, in another size, with sound."""
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-loglevel",
        "error",
        "-y",
        "-stream_loop",
        "-1",
        "-i",
        str(source),
    ]
    sound = ["-f", "lavfi", "-i", "anoisesrc=a=0.1:c=pink:r=48000"]
    options = ["-vf", filters, "-t", str(length_s), "-preset", "ultrafast", "-crf", "23", "-g", "250"]
    subprocess.run([*command, *sound, *options, str(result)], check=True)  # noqa: S603 - our own arguments
    return result


def _costs(name: str, path: Path, length_s: int) -> list[str]:
    cost: Cost = measured(lambda: measuring.measure(path))
    line = f"cost of {name}: {cost}, {cost.cpu_s / length_s:.3f} CPU s per second of video"
    say(line)
    is_kept = cost.cpu_s <= MOST_CPU_SHARE * length_s and cost.memory_bytes <= MOST_MEMORY_BYTES
    return [] if is_kept else [line]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
