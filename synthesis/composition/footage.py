"""What a clip is, as far as composing needs to know: read from the file itself."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.video.stream import VideoStream

from foundation import errors
from synthesis.adapters import ffmpeg
from synthesis.storyboard import FPS, HEIGHT_PX, WIDTH_PX

# Colour kinds that are already what we write, or say nothing and are taken for it.
OUR_MATRICES = {1, 2}  # BT.709, unspecified
FULL_RANGE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Footage:
    """A clip or picture. ``is_ready`` means that its frames can be used as they are."""

    path: Path
    width_px: int
    height_px: int
    duration_s: float
    is_still: bool
    is_ready: bool


def look_at(path: Path) -> Footage:
    """Read what a clip is. Raises UpstreamError for a file without pictures."""
    kind = ffmpeg.demuxer(path)
    try:
        with av.open(str(path), format=kind) as container:
            if not container.streams.video:
                raise errors.UpstreamError("This clip has no picture.", system=ffmpeg.SYSTEM)
            stream = container.streams.video[0]
            frame = next(container.decode(stream), None)
            if frame is None:
                raise errors.UpstreamError("This clip has no picture.", system=ffmpeg.SYSTEM)
            is_still = kind.endswith("_pipe")
            return Footage(
                path=path,
                width_px=frame.width,
                height_px=frame.height,
                duration_s=_duration_s(container, stream),
                is_still=is_still,
                is_ready=not is_still and _is_ready(stream, frame),
            )
    except av.FFmpegError as error:
        raise errors.UpstreamError("This clip cannot be read.", system=ffmpeg.SYSTEM) from error


def _duration_s(container: av.container.InputContainer, stream: VideoStream) -> float:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / av.time_base


def _is_ready(stream: VideoStream, frame: av.VideoFrame) -> bool:
    return (
        (frame.width, frame.height) == (WIDTH_PX, HEIGHT_PX)
        and frame.format.name == "yuv420p"
        and frame.rotation == 0
        and stream.average_rate == stream.guessed_rate == Fraction(FPS)
        and not stream.start_time
        and frame.colorspace in OUR_MATRICES
        and frame.color_range != FULL_RANGE
        and (stream.sample_aspect_ratio or Fraction(1)) in {Fraction(0), Fraction(1)}
    )
