"""Encode the segments of a video in parallel.

Each is encoded on one thread: that uses every core without the overhead of x264's frame threading, and keeps
memory constant for any length of video.
"""

import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from synthesis.assembly.composition import failures
from synthesis.assembly.composition.failures import NotShownError
from synthesis.assembly.composition.segments import ENCODING, encode_segment
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import Shot, Timeline

# The media worker and its children stay below 1 GiB.
MOST_AT_ONCE, MOST_THREADS = 2, 2
ASK_EVERY_S = 0.2

OnSegment: TypeAlias = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    shot: Shot
    clip: Path
    previous_clip: Path | None
    captions: Path | None
    threads: int


def encode_segments(
    *,
    timeline: Timeline,
    clips: Mapping[str, Path],
    captions: Mapping[str, Path | None],
    workdir: Path,
    should_stop: ShouldStop,
    on_segment: OnSegment | None = None,
    encoding: tuple[str, ...] = ENCODING,
) -> tuple[Path, ...]:
    """Encode every scene, ``at_once()`` of them in parallel. Returns the paths in the video's order.

    ``on_segment(key, done, total)`` and ``should_stop`` are only called from the caller's thread, because
    they may use its database connection. If scenes cannot be shown, the others are encoded nevertheless: then
    raises NotShownError.
    """
    stopping = threading.Event()
    jobs = _jobs(timeline=timeline, clips=clips, captions=captions)
    with ThreadPoolExecutor(max_workers=at_once(), thread_name_prefix="segment") as pool:
        futures = {
            pool.submit(
                encode_segment,
                shot=job.shot,
                clip=job.clip,
                previous_clip=job.previous_clip,
                captions=job.captions,
                workdir=workdir,
                should_stop=stopping.is_set,
                threads=job.threads,
                encoding=encoding,
            ): job.shot.key
            for job in jobs
        }
        try:
            refused = _watch(futures, should_stop=should_stop, stopping=stopping, on_segment=on_segment)
        finally:
            stopping.set()
            pool.shutdown(cancel_futures=True)
    if refused:
        raise failures.combined(refused, timeline=timeline, clips=clips)
    finished = {key: future.result() for future, key in futures.items()}
    return tuple(finished[shot.key] for shot in timeline.shots)


def cores() -> int:
    """The number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def at_once() -> int:
    """The number of segments encoded in parallel: each takes about 260 MiB, and another 50 MiB per extra
    thread.
    """
    return min(cores(), MOST_AT_ONCE)


def _jobs(
    *, timeline: Timeline, clips: Mapping[str, Path], captions: Mapping[str, Path | None]
) -> list[_Job]:
    # Longest first, so that the last segment does not keep one core busy alone; when fewer segments than
    # cores are left, the free cores go to them as threads.
    by_length = sorted(timeline.shots, key=lambda shot: -shot.frames)
    leftover = len(by_length) % at_once()
    share = min(MOST_THREADS, cores() // at_once())
    jobs: list[_Job] = []
    for position, shot in enumerate(by_length):
        previous = timeline.predecessor(shot)
        is_leftover = leftover and position >= len(by_length) - leftover
        jobs.append(
            _Job(
                shot=shot,
                clip=clips[shot.key],
                previous_clip=clips[previous.key] if previous else None,
                captions=captions.get(shot.key),
                threads=min(MOST_THREADS, cores() // leftover) if is_leftover else share,
            )
        )
    return jobs


def _watch(
    futures: "Mapping[Future[Path], str]",
    *,
    should_stop: ShouldStop,
    stopping: threading.Event,
    on_segment: OnSegment | None,
) -> list[NotShownError]:
    """Wait for all. Returns the refusals of scenes."""
    waiting = {*futures}
    done_count = 0
    refused: list[NotShownError] = []
    while waiting:
        done, waiting = wait(waiting, timeout=ASK_EVERY_S, return_when=FIRST_COMPLETED)
        for future in done:
            error = future.exception()
            if isinstance(error, NotShownError):
                refused.append(error)
                continue
            future.result()
            done_count += 1
            if on_segment is not None:
                on_segment(futures[future], done_count, len(futures))
        if not stopping.is_set() and should_stop():
            stopping.set()
    return refused
