"""Opens a file from outside, and reads its frames as far as they can be decoded."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

# Enough for 4K in any shape. A decoder keeps several frames of 27 MB each.
MAX_PIXELS = 18_000_000
MAX_STREAMS = 32
# A damaged time may promise years.
MAX_DURATION_S = 12 * 3600.0
MOST_BROKEN = 200
DEFAULT_FPS = 30.0
# FFmpeg's numbers of the transfer functions PQ and HLG.
HDR_TRANSFERS = {16, 18}
_OPTIONS = {"protocol_whitelist": "file", "max_pixels": str(MAX_PIXELS), "threads": "1"}


class RefusedError(Exception):
    """The file is refused. The message is the code of the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the header says. The size is that of the upright picture in square pixels; ``rotation`` turns a
    decoded frame upright, counter-clockwise in degrees. ``duration_s`` is 0 if unknown.
    """

    width_px: int
    height_px: int
    rotation: int
    fps: float
    duration_s: float
    is_hdr: bool


class Progress:
    """What stops reading. At ``until_cpu_s`` of the process's CPU time no further frames are decoded."""

    def __init__(self, *, until_cpu_s: float) -> None:
        self.until_cpu_s = until_cpu_s
        self.broken = 0
        self.is_out_of_time = False


def open_film(path: str, *, demuxer: str) -> InputContainer:
    """Open a file of a known kind. Raises RefusedError."""
    try:
        # Titles and names in the file may be in any encoding.
        container = av.open(path, format=demuxer, options=_OPTIONS, metadata_errors="replace")
    except (av.FFmpegError, OSError) as error:
        raise RefusedError("unreadable") from error
    if len(container.streams) > MAX_STREAMS:
        container.close()
        raise RefusedError("too_many_streams")
    return container


def moving(container: InputContainer) -> VideoStream:
    """The first video stream that is not cover art, ready to decode. Raises RefusedError."""
    for stream in container.streams.video:
        # A stream of an unknown codec has no context, whatever the types say.
        if getattr(stream, "codec_context", None) and not stream.disposition & Disposition.attached_pic:
            _prepare(stream)
            return stream
    raise RefusedError("no_picture" if container.streams.audio else "unreadable")


def sounding(container: InputContainer) -> AudioStream | None:
    """The first audio stream, ready to decode."""
    for stream in container.streams.audio:
        if getattr(stream, "codec_context", None):
            stream.codec_context.thread_count = 1
            return stream
    return None


def _prepare(stream: VideoStream) -> None:
    # The container's options do not apply to this decoder, and frames may be larger than the header says.
    context = stream.codec_context
    if context.width * context.height > MAX_PIXELS:
        raise RefusedError("too_many_pixels")
    context.options = {"max_pixels": str(MAX_PIXELS)}
    context.thread_count = 1


def facts(container: InputContainer, stream: VideoStream, first: av.VideoFrame) -> Facts:
    """The properties of the film, with the first decoded frame for its size and rotation."""
    ratio = float(stream.sample_aspect_ratio or 1)
    # A ratio that makes a line of the picture is a damaged header.
    width = first.width * (ratio if 1 / 8 <= ratio <= 8 else 1)
    is_turned = first.rotation % 180 != 0
    sides = (first.height, round(width)) if is_turned else (round(width), first.height)
    rate = float(stream.average_rate or stream.guessed_rate or 0)
    return Facts(
        width_px=max(1, sides[0]),
        height_px=max(1, sides[1]),
        rotation=first.rotation,
        fps=rate if 0 < rate <= 1000 else 0.0,
        duration_s=_duration_s(container, stream),
        is_hdr=int(first.color_trc) in HDR_TRANSFERS,
    )


def _duration_s(container: InputContainer, stream: VideoStream) -> float:
    if stream.duration and stream.time_base:
        return max(0.0, float(stream.duration * stream.time_base))
    return max(0.0, float((container.duration or 0) / av.time_base))


def end_s(path: str, *, demuxer: str) -> float:
    """The end of the last frame in seconds by the packets, which are read but not decoded.

    Raises RefusedError.
    """
    first, last = None, 0.0
    with open_film(path, demuxer=demuxer) as container:
        stream = moving(container)
        try:
            for packet in container.demux(stream):
                if packet.pts is None or not packet.time_base:
                    continue
                at_s = float(packet.pts * packet.time_base)
                first = at_s if first is None else min(first, at_s)
                last = max(last, at_s + float((packet.duration or 0) * packet.time_base))
        except av.FFmpegError:
            pass  # The end is missing: what was read counts.
    length_s = last - (first or 0.0)
    if length_s > MAX_DURATION_S:
        raise RefusedError("too_long")
    return length_s


def video_frames(
    container: InputContainer, stream: VideoStream, progress: Progress
) -> Iterator[av.VideoFrame]:
    """The frames from here on that can be decoded, until the end or the limit of CPU time."""
    for frame in _decoded(container, stream, progress):
        if isinstance(frame, av.VideoFrame):
            yield frame


def audio_frames(
    container: InputContainer, stream: AudioStream, progress: Progress
) -> Iterator[av.AudioFrame]:
    """As ``video_frames``, of the sound."""
    for frame in _decoded(container, stream, progress):
        if isinstance(frame, av.AudioFrame):
            yield frame


def _decoded(container: InputContainer, stream: Stream, progress: Progress) -> Iterator[object]:
    packets = container.demux(stream)
    while progress.broken < MOST_BROKEN:
        try:
            packet = next(packets, None)
            frames = [] if packet is None else packet.decode()
        except (av.FFmpegError, ValueError):
            # A demuxer that fails has ended, and the next packet is None.
            progress.broken += 1
            continue
        if packet is None:
            return
        yield from frames
        if time.process_time() > progress.until_cpu_s:
            progress.is_out_of_time = True
            return
