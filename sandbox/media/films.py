"""Draws a few seconds of video for a prompt: one shot with a slow zoom, without text."""

import os
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from PIL import Image

from sandbox.media import pictures
from sandbox.media.pictures import Picture
from sandbox.world import niches

FRAMES_PER_S = 24
# Drawn small and enlarged, since a stand-in needs no detail.
_DRAWN_WIDTH = 480
_PUSH = 0.22


def draw(*, prompt: str, seconds: int, size: tuple[int, int], path: Path) -> None:
    """Write a video for the prompt to ``path``, completely or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    with av.open(str(unfinished), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=FRAMES_PER_S)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.options = {"preset": "ultrafast", "crf": "26"}
        for image in _frames(prompt, seconds * FRAMES_PER_S, size):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24")))
        container.mux(stream.encode())
    unfinished.replace(path)


def _frames(prompt: str, count: int, size: tuple[int, int]) -> Iterator[Image.Image]:
    niche = niches.closest(prompt) or niches.every()[0]
    height = _DRAWN_WIDTH * size[1] // size[0]
    picture = Picture(seed=prompt, subject=niche.subject, palette=niche.palette, words="")
    drawn = pictures.draw(picture, width=_DRAWN_WIDTH, height=height)
    for number in range(count):
        margin = _PUSH / 2 * number / max(1, count)
        box = (
            margin * drawn.width,
            margin * drawn.height,
            (1 - margin) * drawn.width,
            (1 - margin) * drawn.height,
        )
        yield drawn.resize(size, Image.Resampling.BILINEAR, box=box)
