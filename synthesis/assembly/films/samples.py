"""Small copies of a few frames of each clip."""

import base64
from collections.abc import Iterator, Sequence
from typing import TypedDict

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from synthesis.assembly.films.sources import Source, open_source
from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX

# When frames are sampled, as shares of the shot's length.
SHARES = (0.15, 0.5, 0.85)
# A key frame is decoded in some 10 ms. Where they are rare, frames are decoded up to the time, but not many.
CLOSE_S = 1.5
MOST_DECODED = 40


# FFmpeg's numbers of what needs no conversion: BT.709 and unspecified.
BT709_TRANSFERS, BT709_PRIMARIES = {1, 2}, {1, 2}


class Clip(TypedDict):
    """A clip, and for how long it is shown."""

    source: Source
    duration_s: float


class Sample(TypedDict):
    """A frame: rows of RGB pixels in Base64, not yet turned by ``rotation`` degrees."""

    width_px: int
    height_px: int
    rotation: int
    pixels: str


def carry_out(*, clips: Sequence[Clip], width_px: int) -> list[list[Sample]]:
    """The samples of each clip; none of a clip that cannot be decoded.

    The part of the frame that segments show is ``width_px`` wide.
    """
    return [_samples_of(clip, width_px) for clip in clips]


def _samples_of(clip: Clip, width_px: int) -> list[Sample]:
    try:
        return [_sample(frame, width_px) for frame in _frames(clip)]
    except av.FFmpegError:
        # Encoding reports what is wrong with the file.
        return []


def _frames(clip: Clip) -> Iterator[av.VideoFrame]:
    with open_source(clip["source"]) as container:
        stream = container.streams.video[0]
        stream.thread_type = "SLICE"
        # Frames that no other frame depends on, and smooth block edges, do not matter here.
        stream.codec_context.skip_frame = "NONREF"
        stream.codec_context.options = {"skip_loop_filter": "all"}
        length_s = float(stream.duration * (stream.time_base or 0)) if stream.duration else 0.0
        for share in SHARES:
            at_s = share * min(clip["duration_s"], length_s)
            if stream.time_base and length_s:
                container.seek(int(at_s / stream.time_base), stream=stream)
            frame = _frame_at(container, stream, at_s)
            if frame is not None:
                yield frame
            if not length_s:
                return


def _frame_at(container: InputContainer, stream: VideoStream, at_s: float) -> av.VideoFrame | None:
    """The key frame before a time if it is close, else a frame nearer to the time."""
    frame = None
    for number, frame in enumerate(container.decode(stream)):
        if number >= MOST_DECODED or frame.time >= at_s - CLOSE_S:
            break
    return frame


def _sample(frame: av.VideoFrame, width_px: int) -> Sample:
    turned = frame.rotation % 180 != 0
    width, height = (frame.height, frame.width) if turned else (frame.width, frame.height)
    # The part of the frame that segments show, in the middle.
    scale = width_px / min(width, height * WIDTH_PX / HEIGHT_PX)
    size = (max(1, round(frame.width * scale)), max(1, round(frame.height * scale)))
    small = frame.reformat(width=size[0], height=size[1], format="rgb24", interpolation="AREA")
    pixels = base64.b64encode(_in_bt709(frame, _pixels(small))).decode()
    return {"width_px": size[0], "height_px": size[1], "rotation": frame.rotation, "pixels": pixels}


def _in_bt709(frame: av.VideoFrame, pixels: bytes) -> bytes:
    """Pixels of the frame as segments show them."""
    transfer, primaries = int(frame.color_trc), int(frame.color_primaries)
    if transfer in BT709_TRANSFERS and primaries in BT709_PRIMARIES:
        return pixels
    # Needs numpy, which doubles the time of a start, and most footage needs no conversion.
    from synthesis.assembly import colours

    return colours.converted_bytes(pixels, colour=colours.needed(transfer=transfer, primaries=primaries))


def _pixels(frame: av.VideoFrame) -> bytes:
    """The pixels of an RGB frame, without the padding of its rows. PyAV's own function needs numpy."""
    (plane,) = frame.planes
    padded = bytes(plane)
    starts = range(0, frame.height * plane.line_size, plane.line_size)
    return b"".join(padded[start : start + frame.width * 3] for start in starts)
