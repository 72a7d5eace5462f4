"""The cost of assembling a video relative to encoding its frames: ``python -m loadtests.assembly_bench``.

Drawn scenes with captions, transitions, ducked music and loudness, 60 s and 300 s long. The limit is x264
with the same settings, fed with the same final frames through a pipe. Assembly and limit run alternately,
because the speed of a shared machine varies; the result is their ratio. With ``--peers``, MoviePy makes the
same timeline in two ways. Exits with 1 if a target is missed.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ettametta.settings.test")
os.environ.setdefault("ENV_FILE", "/dev/null")

from loadtests import assembly_material, costs, peers
from loadtests.assembly_material import Material
from loadtests.costs import Cost, say
from synthesis.assembly import captions, composition, ffmpeg
from synthesis.assembly.composition.segments import ENCODING
from synthesis.assembly.storyboard import FPS, HEIGHT_PX, WIDTH_PX

MOST_TIMES_THE_LIMIT = 1.2
MOST_MEMORY_BYTES = 1024**3
# How much more memory the longest video may take than the shortest.
MOST_MEMORY_GROWTH = 1.1
# How many times faster than the peers.
LEAST_TIMES = {peers.COMPOSITE: 4.0, peers.PASSES: 6.0}
# Peers take minutes for a minute of video; their times are scaled by length.
PEERS_S = 20.0
LOSSLESS = ("-c:v", "libx264", "-preset", "ultrafast", "-qp", "0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """All runs of one length."""

    seconds: float
    assembled: list[Cost]
    problems: list[str]

    @property
    def memory_bytes(self) -> int:
        return max(cost.memory_bytes for cost in self.assembled)

    def typical(self, part: str) -> float:
        """The median of a part of the costs."""
        return statistics.median(float(getattr(cost, part)) for cost in self.assembled)


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and compare with the targets."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, nargs="+", default=[60.0, 300.0])
    options.add_argument("--rounds", type=int, default=3, help="of the shortest length; others run once")
    options.add_argument("--peers", action="store_true", help="compare with MoviePy (make bench installs it)")
    options.add_argument("--material", type=Path, help="a folder in which to keep the drawn scenes")
    chosen = options.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="assembly-bench-") as folder:
        workdir = Path(folder)
        material = assembly_material.prepared(chosen.material or workdir / "material")
        missed = _bench(
            workdir, material, lengths_s=sorted(chosen.seconds), rounds=chosen.rounds, peers_too=chosen.peers
        )
    for line in missed:
        say(f"TARGET MISSED: {line}")
    return 1 if missed else 0


def _bench(
    workdir: Path, material: Material, *, lengths_s: list[float], rounds: int, peers_too: bool
) -> list[str]:
    shortest = material.lasting(lengths_s[0])
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    say(f"{os.cpu_count()} cores, load average {load}, {rounds} rounds")
    encoded, first = _against_limit(workdir, shortest, rounds=rounds)
    missed = _judge_ratio(encoded, first)
    longer = [material.lasting(seconds) for seconds in lengths_s[1:]]
    measured = [first, *(_alone(workdir, each, limit=encoded, shortest=first) for each in longer)]
    missed += _judge_memory(measured)
    if peers_too:
        missed += _judge_peers(workdir, material.lasting(PEERS_S), ours=first)
    return missed


def _against_limit(workdir: Path, material: Material, *, rounds: int) -> tuple[list[Cost], Measured]:
    seconds = material.timeline.duration_s
    say(f"{seconds:.1f} s of video in {len(material.timeline.shots)} scenes")
    frames = _final_frames(workdir / "raw", material)
    encoded: list[Cost] = []
    assembled: list[Cost] = []
    problems: list[str] = []
    for number in range(rounds):
        encoded.append(costs.measured(lambda: _encode(frames)))
        cost, problems = _assembled(workdir / f"round-{number}", material)
        assembled.append(cost)
        say(
            f"round {number + 1}: limit {encoded[-1]}; assembly {cost}: "
            f"{cost.wall_s / encoded[-1].wall_s:.2f} x wall, {cost.cpu_s / encoded[-1].cpu_s:.2f} x CPU"
        )
    shutil.rmtree(frames.parent)
    return encoded, Measured(seconds=seconds, assembled=assembled, problems=problems)


def _alone(workdir: Path, material: Material, *, limit: list[Cost], shortest: Measured) -> Measured:
    """A longer video, compared with the scaled limit: its raw frames would fill the disk."""
    seconds = material.timeline.duration_s
    cost, problems = _assembled(workdir / "longer", material)
    scale = seconds / shortest.seconds
    wall_s = statistics.median(each.wall_s for each in limit) * scale
    cpu_s = statistics.median(each.cpu_s for each in limit) * scale
    say(
        f"{seconds:.1f} s of video in {len(material.timeline.shots)} scenes: assembly {cost}; "
        f"limit, scaled: {wall_s:.1f} s wall {cpu_s:.1f} s CPU: "
        f"{cost.wall_s / wall_s:.2f} x wall, {cost.cpu_s / cpu_s:.2f} x CPU"
    )
    return Measured(seconds=seconds, assembled=[cost], problems=problems)


def _judge_ratio(encoded: list[Cost], ours: Measured) -> list[str]:
    pairs = list(zip(ours.assembled, encoded, strict=True))
    missed = []
    for name, part in (("wall", "wall_s"), ("CPU", "cpu_s")):
        ratio = statistics.median(getattr(each, part) / getattr(limit, part) for each, limit in pairs)
        say(f"assembly: {ratio:.2f} x the limit in {name} time (at most {MOST_TIMES_THE_LIMIT})")
        if ratio > MOST_TIMES_THE_LIMIT:
            missed.append(f"assembly takes {ratio:.2f} x the limit in {name} time")
    return missed


def _judge_memory(measured: list[Measured]) -> list[str]:
    missed = [f"{each.seconds:.0f} s: {problem}" for each in measured for problem in each.problems]
    for each in measured:
        mib = each.memory_bytes / costs.MIB
        most = MOST_MEMORY_BYTES / costs.MIB
        say(f"peak memory at {each.seconds:.0f} s: {mib:.0f} MiB (at most {most:.0f})")
        if each.memory_bytes >= MOST_MEMORY_BYTES:
            missed.append(f"assembly takes {mib:.0f} MiB at {each.seconds:.0f} s")
    growth = measured[-1].memory_bytes / measured[0].memory_bytes
    if len(measured) > 1:
        say(f"memory of the longest relative to the shortest: {growth:.2f} (at most {MOST_MEMORY_GROWTH})")
    if growth > MOST_MEMORY_GROWTH:
        missed.append(f"memory grows {growth:.2f} times with the length")
    return missed


def _judge_peers(workdir: Path, material: Material, *, ours: Measured) -> list[str]:
    seconds = material.timeline.duration_s
    scale = ours.seconds / seconds
    missed = []
    for way, least in LEAST_TIMES.items():
        cost = peers.measured(way, material=material, workdir=workdir).scaled(scale)
        wall, cpu = cost.wall_s / ours.typical("wall_s"), cost.cpu_s / ours.typical("cpu_s")
        say(
            f"{way}: {cost} (measured on {seconds:.1f} s, scaled to {ours.seconds:.1f} s); ours is "
            f"{wall:.1f} x faster (at least {least:g}), {cpu:.1f} x in CPU time"
        )
        if wall < least:
            missed.append(f"assembly is only {wall:.1f} x faster than {way}")
    return missed


def _assembled(workdir: Path, material: Material) -> tuple[Cost, list[str]]:
    """Assemble once. Returns the cost, and how the video differs from its plan."""
    workdir.mkdir()
    found: list[Path] = []
    cost = costs.measured(lambda: found.append(_assemble(workdir, material)))
    problems = composition.check(video=found[0], timeline=material.timeline, should_stop=_never)
    shutil.rmtree(workdir)
    return cost, problems


def _assemble(workdir: Path, material: Material) -> Path:
    return composition.assemble(
        timeline=material.timeline,
        clips=material.clips,
        language=assembly_material.LANGUAGE,
        style="auto",
        theme=assembly_material.THEME,
        bed=material.bed,
        workdir=workdir,
        should_stop=_never,
    )


def _final_frames(workdir: Path, material: Material) -> Path:
    """The encoder's input as it is: once encoded, frames are smoother and cheaper to encode again."""
    workdir.mkdir()
    segments = composition.encode_segments(
        timeline=material.timeline,
        clips=material.clips,
        captions=captions.write_all(
            timeline=material.timeline,
            language=assembly_material.LANGUAGE,
            style="auto",
            theme=assembly_material.THEME,
            clips=material.clips,
            workdir=workdir,
            should_stop=_never,
        ),
        workdir=workdir,
        should_stop=_never,
        encoding=LOSSLESS,
    )
    path = workdir / "frames.yuv"
    with path.open("wb") as frames:
        for segment in segments:
            part = segment.with_suffix(".yuv")
            ffmpeg.run(
                [*ffmpeg.source(segment), "-f", "rawvideo", str(part)], timeout_s=600, should_stop=_never
            )
            with part.open("rb") as decoded:
                shutil.copyfileobj(decoded, frames, 1 << 20)
            part.unlink()
            segment.unlink()
    return path


def _encode(frames: Path) -> None:
    raw = ("-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{WIDTH_PX}x{HEIGHT_PX}", "-r", str(FPS))
    command = [
        *(ffmpeg.executable(), "-loglevel", "error", "-y", *raw, "-i", "pipe:0"),
        *(*ENCODING, "-f", "mp4", str(frames.with_suffix(".mp4"))),
    ]
    # Both programs are ours and the arguments are a list.
    with subprocess.Popen(["/bin/cat", str(frames)], stdout=subprocess.PIPE) as feeder:  # noqa: S603
        subprocess.run(command, stdin=feeder.stdout, check=True)  # noqa: S603


def _never() -> bool:
    return False


if __name__ == "__main__":
    sys.exit(main())
