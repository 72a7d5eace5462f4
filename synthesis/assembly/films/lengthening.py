"""A longer version of a clip: slowed down slightly, then looped with a dissolve.

Models render a few seconds, and the narration may take longer. A slowdown up to 1.3 times is not noticeable;
beyond that the end dissolves into the beginning.
"""

from collections.abc import Iterator
from itertools import islice
from typing import TypeAlias

import av
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray

from synthesis.assembly.films.sources import Source, open_source
from synthesis.assembly.storyboard import FPS

SLOWEST = 1.3
DISSOLVE_FRAMES = 12
# Near-lossless: the result is encoded again with everything else.
OPTIONS = {"preset": "veryfast", "crf": "14"}

# The planes of a picture one below the other: uint8, (height * 3 / 2, width).
Planes: TypeAlias = NDArray[np.uint8]


def carry_out(*, source: Source, duration_s: float, destination: str, wanted: int) -> None:
    """Write an MP4 of ``wanted`` frames from a clip that lasts ``duration_s``."""
    with av.open(destination, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=FPS, options=OPTIONS)
        _take_over(source, stream)
        for planes in islice(_pictures(source, duration_s, wanted), wanted):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(planes, format="yuv420p")))
        container.mux(stream.encode())


def _take_over(source: Source, stream: VideoStream) -> None:
    """Copy the clip's size and colour properties."""
    with open_source(source) as container:
        told = container.streams.video[0].codec_context
        stream.width, stream.height, stream.pix_fmt = told.width, told.height, "yuv420p"
        stream.codec_context.colorspace = told.colorspace
        stream.codec_context.color_range = told.color_range


def _pictures(source: Source, duration_s: float, wanted: int) -> Iterator[Planes]:
    """Pictures without end; the last ones of each loop dissolve into the first of the next."""
    slower = min(SLOWEST, wanted / (duration_s * FPS))
    length = max(1, round(duration_s * slower * FPS))
    dissolve = 0 if length >= wanted else min(DISSOLVE_FRAMES, length // 3)
    leaving: list[Planes] = []
    while True:
        held: list[Planes] = []
        for place, planes in enumerate(_round(source, length, slower)):
            if place < len(leaving):
                planes = _mixed(leaving[place], planes, (place + 1) / (len(leaving) + 1))
            if place < length - dissolve:
                yield planes
            else:
                held.append(planes)
        leaving = held


def _round(source: Source, length: int, slower: float) -> Iterator[Planes]:
    """One loop of the clip, ``length`` pictures long; each is the one shown at its time."""
    with open_source(source) as container:
        frames = container.decode(video=0)
        current = next(frames)
        following = next(frames, None)
        starts_s = current.time or 0.0
        planes = _planes(current)
        for place in range(length):
            at_s = starts_s + place / FPS / slower + 1e-6
            is_new = False
            while following is not None and (following.time or 0.0) <= at_s:
                current, following, is_new = following, next(frames, None), True
            if is_new:
                planes = _planes(current)
            yield planes


def _planes(frame: av.VideoFrame) -> Planes:
    return frame.to_ndarray(format="yuv420p").astype(np.uint8, copy=False)


def _mixed(leaving: Planes, coming: Planes, share: float) -> Planes:
    mixed = leaving.astype(np.float32) * (1 - share) + coming.astype(np.float32) * share
    return np.rint(mixed).astype(np.uint8)
