"""The cost of assembling a video relative to encoding its frames: ``python -m loadtests.assembly_bench``.

Thirty seconds in five scenes, with captions, cross-fades, ducked music and loudness. The baseline is x264
with the same settings, fed with the same final frames through a pipe. Both run alternately, because the speed
of a shared machine varies; the result is their ratio. Exits with 1 when a target is missed.
"""

import argparse
import multiprocessing
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ettametta.settings.test")

import psutil

from render_node import video_file
from render_node.contract import CompleteRequest, MotionSpec
from render_node.engines.base import Job
from render_node.engines.motion import MotionEngine
from synthesis.assembly import captions, composition, ffmpeg, music, narration
from synthesis.assembly.composition.segments import ENCODING
from synthesis.assembly.storyboard import FPS, HEIGHT_PX, WIDTH_PX, Scene, Timeline

MOST_TIMES_THE_LIMIT = 1.3
MOST_MEMORY_BYTES = 1024**3
SAMPLE_EVERY_S = 0.2
LOSSLESS = ("-c:v", "libx264", "-preset", "ultrafast", "-qp", "0")

TEXTS = (
    "Most people brew their morning coffee the wrong way, and they never notice, because nobody ever showed "
    "them.",
    "Here is the trick that changes everything: grind the beans right before you brew, and weigh them every "
    "time.",
    "Water just off the boil, ninety four degrees, pours slowly in circles, and the bloom takes thirty "
    "seconds.",
    "Then wait. The smell fills the kitchen, and the first sip tastes of caramel, cherries and a little "
    "chocolate.",
    "Try it tomorrow, tell me how it went, and follow along for a better cup every single morning of the "
    "week.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The cost of one run: wall and CPU seconds, and the peak memory of this process and its children."""

    wall_s: float
    cpu_s: float
    memory_bytes: int


def main() -> int:
    """Measure, print, and compare with the targets."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    rounds = arguments.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="assembly-bench-") as folder:
        return _bench(Path(folder), rounds=rounds)


def _bench(folder: Path, *, rounds: int) -> int:
    timeline, clips, bed = _material(folder)
    say(
        f"{timeline.duration_s:.1f} s of video in {len(timeline.shots)} scenes, {os.cpu_count()} cores, "
        f"{rounds} rounds"
    )
    video = _assemble(folder / "once", timeline=timeline, clips=clips, bed=bed)
    problems = composition.check(video=video, timeline=timeline, should_stop=_never)
    frames = _final_frames(folder / "raw", timeline=timeline, clips=clips)
    assembled: list[Cost] = []
    encoded: list[Cost] = []
    for number in range(rounds):
        encoded.append(_cost(lambda: _encode(frames)))
        target = folder / f"round-{number}"
        assembled.append(
            _cost(lambda target=target: _assemble(target, timeline=timeline, clips=clips, bed=bed))  # type: ignore[misc]  # called at once
        )
        shutil.rmtree(target)
        _say_round(number, assembled[-1], encoded[-1])
    return _judge(assembled, encoded, problems)


def _judge(assembled: list[Cost], encoded: list[Cost], problems: list[str]) -> int:
    pairs = list(zip(assembled, encoded, strict=True))
    wall = statistics.median(ours.wall_s / limit.wall_s for ours, limit in pairs)
    cpu = statistics.median(ours.cpu_s / limit.cpu_s for ours, limit in pairs)
    memory_bytes = max(ours.memory_bytes for ours in assembled)
    say(
        f"assembly: {wall:.2f} x the limit in wall time (at most {MOST_TIMES_THE_LIMIT}), "
        f"{cpu:.2f} x in CPU time"
    )
    say(f"peak memory: {memory_bytes / 1024**2:.0f} MiB (at most {MOST_MEMORY_BYTES / 1024**2:.0f})")
    for problem in problems:
        say(f"the video does not match its plan: {problem}")
    kept = wall <= MOST_TIMES_THE_LIMIT and memory_bytes < MOST_MEMORY_BYTES and not problems
    return 0 if kept else 1


def _say_round(number: int, ours: Cost, limit: Cost) -> None:
    say(
        f"round {number + 1}: limit {limit.wall_s:.1f} s wall {limit.cpu_s:.1f} s CPU; assembly "
        f"{ours.wall_s:.1f} s ({ours.wall_s / limit.wall_s:.2f} x) {ours.cpu_s:.1f} s CPU "
        f"({ours.cpu_s / limit.cpu_s:.2f} x) {ours.memory_bytes / 1024**2:.0f} MiB"
    )


def _material(folder: Path) -> tuple[Timeline, dict[str, Path], Path]:
    scenes = [
        Scene(
            key=f"scene-{number}",
            narration=narration.speak(
                line=narration.Line(key=f"scene-{number}", text=text, language="en"),
                recordings=folder,
                should_stop=_never,
            ),
        )
        for number, text in enumerate(TEXTS)
    ]
    timeline = composition.plan(scenes=scenes)
    started_at = time.perf_counter()
    bed = music.write(
        mood="bright", seed=7, duration_s=timeline.duration_s, workdir=folder, should_stop=_never
    )
    say(f"music bed: {time.perf_counter() - started_at:.1f} s, once a video")
    clips = {shot.key: folder / f"clip-{number}.mp4" for number, shot in enumerate(timeline.shots)}
    # In a process of its own, as in production; here its memory would count as the assembly's.
    drawing = multiprocessing.get_context("spawn").Process(
        target=_draw, args=([(clips[shot.key], shot.clip_frames) for shot in timeline.shots],)
    )
    drawing.start()
    drawing.join()
    return timeline, clips, bed


def _draw(wanted: list[tuple[Path, int]]) -> None:
    for number, (path, frames) in enumerate(wanted):
        _draw_clip(path, number, frames=frames)


def _draw_clip(path: Path, number: int, *, frames: int) -> None:
    """The clip that the render node renders for a scene."""
    size = f"{WIDTH_PX}x{HEIGHT_PX}"
    spec = MotionSpec(palette=4, scene_index=number, scene_count=len(TEXTS))
    request = CompleteRequest(prompt=TEXTS[number], size=size, num_frames=frames, fps=FPS, motion=spec)
    drawn = MotionEngine().render(Job(request=request, seed=number), control=_Unhurried())
    shape = video_file.Format(
        width=WIDTH_PX, height=HEIGHT_PX, fps=FPS, num_frames=frames, preset=request.preset
    )
    video_file.write(path, pictures=drawn.pictures, shape=shape, control=_Unhurried())


class _Unhurried:
    """A control interface for the node's engine that never stops it."""

    def step(self, *, stage: str, done: int, total: int) -> None:
        """Does nothing: progress is not shown."""


def _final_frames(workdir: Path, *, timeline: Timeline, clips: dict[str, Path]) -> Path:
    """The encoder's input as it is: once encoded, frames are smoother and cheaper to encode again."""
    workdir.mkdir()
    segments = composition.encode_segments(
        timeline=timeline,
        clips=clips,
        captions=captions.write_all(
            timeline=timeline,
            language="en",
            style="bold",
            clips=clips,
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


def _assemble(workdir: Path, *, timeline: Timeline, clips: dict[str, Path], bed: Path) -> Path:
    workdir.mkdir()
    return composition.assemble(
        timeline=timeline,
        clips=clips,
        language="en",
        style="bold",
        bed=bed,
        workdir=workdir,
        should_stop=_never,
    )


def _encode(frames: Path) -> None:
    size = f"{WIDTH_PX}x{HEIGHT_PX}"
    command = [
        *(ffmpeg.executable(), "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "yuv420p"),
        *(
            "-s",
            size,
            "-r",
            str(FPS),
            "-i",
            "pipe:0",
            *ENCODING,
            "-f",
            "mp4",
            str(frames.with_suffix(".mp4")),
        ),
    ]
    # Both programs are ours and the arguments are a list.
    with subprocess.Popen(["/bin/cat", str(frames)], stdout=subprocess.PIPE) as feeder:  # noqa: S603
        subprocess.run(command, stdin=feeder.stdout, check=True)  # noqa: S603


def _cost(work: Callable[[], object]) -> Cost:
    most = [0]
    done = threading.Event()
    watcher = threading.Thread(target=_watch_memory, args=(most, done))
    watcher.start()
    cpu_before_s, started_at = _cpu_s(), time.perf_counter()
    try:
        work()
    finally:
        wall_s, cpu_s = time.perf_counter() - started_at, _cpu_s() - cpu_before_s
        done.set()
        watcher.join()
    return Cost(wall_s=wall_s, cpu_s=cpu_s, memory_bytes=most[0])


def _cpu_s() -> float:
    usages = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _watch_memory(most: list[int], done: threading.Event) -> None:
    own = psutil.Process()
    while not done.wait(SAMPLE_EVERY_S):
        total = 0
        for process in (own, *own.children()):
            try:
                total += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        most[0] = max(most[0], total)


def _never() -> bool:
    return False


def say(line: str) -> None:
    """Print a line and flush it."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
