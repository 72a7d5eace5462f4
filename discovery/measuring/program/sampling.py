"""The task that takes frames from a film as JPEG files."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.video.stream import VideoStream
from PIL import Image

from discovery.measuring.program import sources
from discovery.measuring.program.pictures import upright
from discovery.measuring.program.sources import Facts, Progress

CPU_S = 100.0
QUALITY = 85
# Up to this distance, frames are decoded one after the other; further on, the demuxer seeks.
NEAR_S = 4.0
_TICK_S = 1e-3


def carry_out(
    *, path: str, demuxer: str, at: Sequence[float], width_px: int, into: str
) -> list[dict[str, Any]]:
    """Write the frames shown at these seconds to the folder ``into``. Frames out of reach are left out.

    Raises RefusedError if not a single frame can be decoded.
    """
    progress = Progress(until_cpu_s=CPU_S)
    with sources.open_film(path, demuxer=demuxer) as container:
        stream = sources.moving(container)
        first = next(sources.video_frames(container, stream, progress), None)
        if first is None:
            raise sources.RefusedError("unreadable")
        facts = sources.facts(container, stream, first)
    starts_s = _time_s(first, 0.0)
    written = []
    with sources.open_film(path, demuxer=demuxer) as container:
        stream = sources.moving(container)
        for asked_s, frame in _frames(container, stream, sorted(set(at)), first, progress):
            time_s = max(0.0, _time_s(frame, starts_s) - starts_s)
            file = Path(into) / f"{round(asked_s * 1000):09d}.jpg"
            size = _save(frame, facts, width_px, file)
            written.append(
                {
                    "asked_s": asked_s,
                    "time_s": round(time_s, 3),
                    "path": str(file),
                    "width_px": size[0],
                    "height_px": size[1],
                }
            )
    return written


def _frames(
    container: InputContainer,
    stream: VideoStream,
    times: Sequence[float],
    first: av.VideoFrame,
    progress: Progress,
) -> Iterator[tuple[float, av.VideoFrame]]:
    starts_s = _time_s(first, 0.0)
    shown: av.VideoFrame | None = None
    following: av.VideoFrame | None = first
    frames: Iterator[av.VideoFrame] | None = None
    for at_s in times:
        wanted_s = starts_s + at_s
        if frames is None or wanted_s - _time_s(shown, starts_s) > NEAR_S:
            frames = _from(container, stream, wanted_s, progress)
            shown, following = None, next(frames, None)
        while following is not None and _time_s(following, wanted_s) <= wanted_s + _TICK_S:
            shown, following = following, next(frames, None)
        # Before the first frame of the file there is none; after a damaged passage the next one is shown.
        found = shown or following
        if found is not None:
            yield at_s, found


def _from(
    container: InputContainer, stream: VideoStream, at_s: float, progress: Progress
) -> Iterator[av.VideoFrame]:
    try:
        container.seek(max(0, int(at_s / (stream.time_base or 1))), stream=stream)
    except av.FFmpegError:
        return iter(())
    return sources.video_frames(container, stream, progress)


def _time_s(frame: av.VideoFrame | None, otherwise: float) -> float:
    return otherwise if frame is None or frame.pts is None else frame.time


def _save(frame: av.VideoFrame, facts: Facts, width_px: int, file: Path) -> tuple[int, int]:
    width = min(width_px, facts.width_px)
    height = max(1, round(facts.height_px * width / facts.width_px))
    pixels = upright(frame, width_px=width, height_px=height, rotation=facts.rotation)
    Image.fromarray(pixels).save(file, "JPEG", quality=QUALITY)
    return width, height
