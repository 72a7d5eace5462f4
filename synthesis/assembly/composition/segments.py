"""One encoded segment per scene, with its captions and the cross-fade from its predecessor inside.

Segments are encoded side by side, each on one thread: that keeps every core busy without x264's own cost of
sharing a picture, and keeps memory the same however long the video is.
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

# Raised when a change here makes other segments of the same clips.
REVISION = 2
PRESET = "veryfast"
CRF = 20
# Half a second of frames in a closed group, two B-frames: what YouTube asks for.
ENCODING = (
    *("-c:v", "libx264", "-preset", PRESET, "-crf", str(CRF), "-profile:v", "high"),
    *("-g", str(FPS // 2), "-bf", "2", "-flags", "+cgop"),
    # Headers may not depend on the pictures, since joined segments share the first one's.
    *("-x264-params", "stitchable=1"),
)
# The media worker stays below a gibibyte with its children.
MOST_AT_ONCE, MOST_THREADS = 2, 2
TIMESCALE = 15_360
STILL = ("-framerate", str(FPS))
LEAST_TIMEOUT_S = 120
# A laptop core encodes a second of video in one or two; ten times that means something hangs.
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
    """Encode one scene; a segment made before of the same clips and captions is kept.

    ``captions`` lies in ``workdir``. Without ``previous_clip`` the scene begins with a cut. ``encoding`` is
    ffmpeg's options for the pictures; segments of one video share it.
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
    """Encode every scene, two at a time on as many cores; the paths are in the video's order.

    ``on_segment(key, done, total)`` and ``should_stop`` are called from the caller's thread alone, since they
    may use its database connection. ``beside`` makes another file meanwhile.
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
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def at_once() -> int:
    """How many segments are encoded side by side: each takes about 260 MiB, and a thread more another 50."""
    return min(cores(), MOST_AT_ONCE)


def _jobs(
    *, timeline: Timeline, clips: Mapping[str, Path], captions: Mapping[str, Path | None]
) -> list[_Job]:
    # Longest first, so that no core is left alone with a long one; what does not fill all cores at the end
    # gets them as threads.
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
    # Filters name files in a language of their own; a plain relative name needs no quoting in it.
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
        # Half a frame early, so that no rounding loses the first one.
        options = ("-ss", f"{(shot.fade_from_frame - 0.5) / FPS:.6f}") if can_seek else ()
        options = STILL if previous.is_still else options
        inputs += ["-threads", "1", *ffmpeg.source(previous.path, *options)]
        first = 0 if can_seek else shot.fade_from_frame
        steps += [
            f"[1:v]{_frames_of(previous, first=first, count=shot.fade_frames)},format=yuva420p,"
            f"fade=t=out:start_frame=0:nb_frames={shot.fade_frames}:alpha=1[tail]",
            # The same pictures as xfade's, in half its memory.
            "[own][tail]overlay=eof_action=pass:repeatlast=0:format=yuv420[mixed]",
        ]
        picture = "[mixed]"
    # A clip that says nothing of its pixels' shape would make other headers than one with square pixels.
    finish = ["format=yuv420p", "setsar=1"]
    if captions is not None:
        finish.append(f"ass=f={captions.name}:fontsdir=fonts")
    # Tags are set on the frames; as encoder options they would convert untagged colours.
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
    """The filters that make exactly ``count`` frames of a clip, whose last one is held if it is short."""
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
