"""The background of captions: whether their text is legible on it without a plate.

Contrast is that of WCAG 2: (L1 + 0.05) / (L2 + 0.05) of two relative luminances.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from synthesis.assembly import ffmpeg
from synthesis.assembly.captions.styles import Style
from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX

LEAST_CONTRAST = 4.5
# Bright spots up to this share of the area do not make a word illegible, because its outline is dark.
BRIGHT_SHARE = 0.05
# When frames are sampled, as shares of the shot's length.
SHARES = (0.15, 0.5, 0.85)
# A key frame is decoded in some 10 ms. Where they are rare, frames are decoded up to the time, but not many.
CLOSE_S = 1.5
MOST_DECODED = 40
# The area of captions, as shares of the frame.
AREA_ROWS = (0.6, 0.8)
AREA_COLUMNS = (0.1, 0.9)
# Sampled at about a pixel per stroke of a letter: finer detail does not affect legibility.
SAMPLED_WIDTH_PX = 60


def needs_plate(*, clip: Path, duration_s: float, style: Style) -> bool:
    """Whether the area behind the captions is too bright for the style's colours at any sampled time."""
    facts = clip.stat()
    brightness = _brightness(clip, facts.st_size, facts.st_mtime_ns, round(duration_s, 2))
    darkest_text = min(luminance(style.text_colour), luminance(style.active_colour))
    return (darkest_text + 0.05) / (brightness + 0.05) < LEAST_CONTRAST


def luminance(colour: str) -> float:
    """The relative luminance of an RRGGBB colour, from 0 to 1."""
    return float(luminances(np.frombuffer(bytes.fromhex(colour), np.uint8)))


def luminances(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The relative luminances of pixels: uint8, (…, 3)."""
    shares = pixels / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]), dtype=np.float64)


@lru_cache(maxsize=256)
def _brightness(clip: Path, size_bytes: int, changed_at_ns: int, duration_s: float) -> float:
    """The luminance that all but ``BRIGHT_SHARE`` of the area stay below, at every sampled time."""
    try:
        samples = list(_samples(clip, duration_s))
    except av.FFmpegError:
        # Encoding reports what is wrong with the file.
        samples = []
    found = [float(np.quantile(luminances(area), 1 - BRIGHT_SHARE)) for area in samples]
    return max(found, default=1.0)


def _samples(clip: Path, duration_s: float) -> Iterator[NDArray[np.uint8]]:
    """The caption area of a few frames, as pixels: uint8, (rows, columns, 3)."""
    with av.open(str(clip), format=ffmpeg.demuxer(clip), options=ffmpeg.GUARDS) as container:
        stream = container.streams.video[0]
        stream.thread_type = "SLICE"
        # Frames that no other frame depends on, and smooth block edges, do not matter here.
        stream.codec_context.skip_frame = "NONREF"
        stream.codec_context.options = {"skip_loop_filter": "all"}
        length_s = float(stream.duration * (stream.time_base or 0)) if stream.duration else 0.0
        for share in SHARES:
            at_s = share * min(duration_s, length_s)
            if stream.time_base and length_s:
                container.seek(int(at_s / stream.time_base), stream=stream)
            frame = _frame_at(container, stream, at_s)
            if frame is not None:
                yield _area(frame)
            if not length_s:
                return


def _frame_at(container: InputContainer, stream: VideoStream, at_s: float) -> av.VideoFrame | None:
    """The key frame before a time if it is close, else a frame nearer to the time."""
    frame = None
    for number, frame in enumerate(container.decode(stream)):
        if number >= MOST_DECODED or frame.time >= at_s - CLOSE_S:
            break
    return frame


def _area(frame: av.VideoFrame) -> NDArray[np.uint8]:
    turned = frame.rotation % 180 != 0
    width, height = (frame.height, frame.width) if turned else (frame.width, frame.height)
    # The part of the frame that segments show, in the middle.
    shown_width = min(width, height * WIDTH_PX / HEIGHT_PX)
    scale = SAMPLED_WIDTH_PX / shown_width
    size = (max(1, round(frame.width * scale)), max(1, round(frame.height * scale)))
    small = frame.reformat(width=size[0], height=size[1], format="rgb24", interpolation="AREA")
    pixels = np.asarray(small.to_ndarray(), dtype=np.uint8)
    return _cropped(np.rot90(pixels, k=frame.rotation // 90))


def _cropped(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    rows, columns = pixels.shape[:2]
    shown = min(rows, round(SAMPLED_WIDTH_PX * HEIGHT_PX / WIDTH_PX))
    top, left = (rows - shown) // 2, (columns - SAMPLED_WIDTH_PX) // 2
    first_row, last_row = (top + round(shown * share) for share in AREA_ROWS)
    first, last = (left + round(SAMPLED_WIDTH_PX * share) for share in AREA_COLUMNS)
    return pixels[first_row:last_row, max(first, 0) : last]
