"""Encode one segment per scene, including its captions and the cross-fade from its predecessor.

Segments are encoded in parallel, each on one thread: that uses every core without the overhead of x264's
frame threading, and keeps memory constant for any length of video.
"""

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from synthesis.assembly import ffmpeg, fonts, workfiles
from synthesis.assembly.composition import footage
from synthesis.assembly.composition.footage import Footage
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import FPS, HEIGHT_PX, WIDTH_PX, Shot, Timeline

# Raised when a change here makes different segments from the same clips.
REVISION = 2
PRESET = "veryfast"
CRF = 20
# Closed groups of half a second of frames, with two B-frames: what YouTube recommends.
ENCODING = (
    *("-c:v", "libx264", "-preset", PRESET, "-crf", str(CRF), "-profile:v", "high"),
    *("-g", str(FPS // 2), "-bf", "2", "-flags", "+cgop"),
    # Headers must not depend on the pictures, because joined segments share the first one's.
    *("-x264-params", "stitchable=1"),
)
# The media worker and its children stay below 1 GiB.
MOST_AT_ONCE, MOST_THREADS = 2, 2
TIMESCALE = 15_360
STILL = ("-framerate", str(FPS))
LEAST_TIMEOUT_S = 120
# A laptop core encodes a second of video in one or two seconds; ten times that means a hang.
TIMEOUT_PER_FRAME_S = 0.6
ASK_EVERY_S = 0.2

OnSegment: TypeAlias = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    shot: Shot
    clip: Path
    previous_clip: Path | None
    captions: Path | None
    threads: int


def encode_segment(
    *,
    shot: Shot,
    clip: Path,
    previous_clip: Path | None,
    captions: Path | None,
    workdir: Path,
    should_stop: ShouldStop,
    threads: int = 1,
    encoding: tuple[str, ...] = ENCODING,
) -> Path:
    """Encode one scene. A segment made before from the same clips and captions is reused.

    ``captions`` is in ``workdir``. Without ``previous_clip`` the scene begins with a cut. ``encoding`` holds
    ffmpeg's options for the pictures; all segments of a video share it.
    """
    faded_clip = previous_clip if shot.fade_frames else None
    parts = (
        REVISION,
        ffmpeg.version(),
        encoding,
        shot.frames,
        workfiles.content_of(clip),
        (workfiles.content_of(faded_clip), shot.fade_from_frame, shot.fade_frames) if faded_clip else None,
        workfiles.content_of(captions) if captions else None,
    )
    path = workfiles.path_for(workdir=workdir, kind="segment", key=shot.key, parts=parts, suffix=".mp4")

    def write(draft: Path) -> None:
        inputs, graph = _graph(
            shot=shot,
            clip=footage.probe(clip),
            previous=footage.probe(faded_clip) if faded_clip else None,
            captions=captions,
        )
        _link_fonts(workdir)
        ffmpeg.run(
            [
                *("-filter_threads", "1", "-filter_complex_threads", "1"),
                *inputs,
                *("-filter_complex", graph, "-map", "[v]", "-frames:v", str(shot.frames)),
                *(*encoding, "-threads", str(threads), "-video_track_timescale", str(TIMESCALE)),
                *("-fflags", "+bitexact", "-f", "mp4", draft.name),
            ],
            cwd=workdir,
            timeout_s=LEAST_TIMEOUT_S + shot.frames * TIMEOUT_PER_FRAME_S,
            should_stop=should_stop,
        )

    return workfiles.make(path, write)


def encode_segments(
    *,
    timeline: Timeline,
    clips: Mapping[str, Path],
    captions: Mapping[str, Path | None],
    workdir: Path,
    should_stop: ShouldStop,
    on_segment: OnSegment | None = None,
    encoding: tuple[str, ...] = ENCODING,
    beside: Callable[[ShouldStop], Path] | None = None,
) -> tuple[Path, ...]:
    """Encode every scene, ``at_once()`` of them in parallel. Returns the paths in the video's order.

    ``on_segment(key, done, total)`` and ``should_stop`` are only called from the caller's thread, because
    they may use its database connection. ``beside`` makes another file meanwhile.
    """
    stopping = threading.Event()
    jobs = _jobs(timeline=timeline, clips=clips, captions=captions)
    with ThreadPoolExecutor(max_workers=at_once(), thread_name_prefix="segment") as pool:
        extra = [pool.submit(beside, stopping.is_set)] if beside else []
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
            _watch(futures, extra=extra, should_stop=should_stop, stopping=stopping, on_segment=on_segment)
        finally:
            stopping.set()
            pool.shutdown(cancel_futures=True)
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
    extra: "Sequence[Future[Path]]",
    should_stop: ShouldStop,
    stopping: threading.Event,
    on_segment: OnSegment | None,
) -> None:
    waiting = {*futures, *extra}
    done_count = 0
    while waiting:
        done, waiting = wait(waiting, timeout=ASK_EVERY_S, return_when=FIRST_COMPLETED)
        for future in done:
            future.result()
            done_count += future in futures
            if on_segment is not None and future in futures:
                on_segment(futures[future], done_count, len(futures))
        if not stopping.is_set() and should_stop():
            stopping.set()


def _link_fonts(workdir: Path) -> None:
    # Filter arguments have a quoting syntax of their own; a plain relative name needs no quoting.
    link = workdir / "fonts"
    try:
        link.symlink_to(fonts.FOLDER, target_is_directory=True)
    except FileExistsError:
        pass


def _graph(
    *, shot: Shot, clip: Footage, previous: Footage | None, captions: Path | None
) -> tuple[list[str], str]:
    inputs = ["-threads", "1", *_limited(clip, shot.frames)]
    steps = [f"[0:v]{_frames_of(clip, first=0, count=shot.frames)}[own]"]
    picture = "[own]"
    if previous is not None:
        can_seek = _can_seek(previous, shot.fade_from_frame, shot.fade_frames)
        # Half a frame early, so that rounding never drops the first frame.
        options = ("-ss", f"{(shot.fade_from_frame - 0.5) / FPS:.6f}") if can_seek else ()
        options = STILL if previous.is_still else options
        inputs += ["-threads", "1", *ffmpeg.source(previous.path, *options)]
        first = 0 if can_seek else shot.fade_from_frame
        steps += [
            f"[1:v]{_frames_of(previous, first=first, count=shot.fade_frames)},format=yuva420p,"
            f"fade=t=out:start_frame=0:nb_frames={shot.fade_frames}:alpha=1[tail]",
            # The same result as xfade's, in half the memory.
            "[own][tail]overlay=eof_action=pass:repeatlast=0:format=yuv420[mixed]",
        ]
        picture = "[mixed]"
    # A clip without a pixel aspect ratio would get other headers than one with square pixels.
    finish = ["format=yuv420p", "setsar=1"]
    if captions is not None:
        finish.append(f"ass=f={captions.name}:fontsdir=fonts")
    # Tags are set on the frames; encoder options would convert untagged colours.
    finish.append("setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709")
    steps.append(f"{picture}{','.join(finish)}[v]")
    return inputs, ";".join(steps)


def _limited(clip: Footage, frames: int) -> list[str]:
    if clip.is_still:
        return ffmpeg.source(clip.path, *STILL)
    return ffmpeg.source(clip.path, "-t", f"{frames / FPS + 0.5:.3f}")


def _can_seek(clip: Footage, first: int, count: int) -> bool:
    return clip.is_ready and clip.duration_s >= (first + count) / FPS - 0.001


def _frames_of(clip: Footage, *, first: int, count: int) -> str:
    """Filters that make exactly ``count`` frames of a clip. The last frame of a short clip is held."""
    fit = [] if clip.is_ready else _fitting(clip)
    return ",".join(
        [
            *fit,
            f"settb=1/{FPS}",
            "setpts=N",
            "tpad=stop=-1:stop_mode=clone",
            f"trim=start_frame={first}:end_frame={first + count}",
            "setpts=PTS-STARTPTS",
        ]
    )


def _fitting(clip: Footage) -> list[str]:
    rate = [] if clip.is_still else [f"fps={FPS}:start_time=0"]
    return [
        *rate,
        # The commas inside the quotes belong to the expressions.
        f"crop='min(iw,ih*{WIDTH_PX}/{HEIGHT_PX})':'min(ih,iw*{HEIGHT_PX}/{WIDTH_PX})'",
        f"scale={WIDTH_PX}:{HEIGHT_PX}:flags=bicubic:out_color_matrix=bt709:out_range=tv",
        "setsar=1",
        "format=yuv420p",
    ]
