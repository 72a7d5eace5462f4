"""Draws a clip of the stock library: one calm shot that loops, with the sandbox's name in it."""

import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from sandbox.media import pictures
from sandbox.media.pictures import Picture
from sandbox.pexels.catalogue import Entry
from sandbox.world import chance

FRAMES_PER_S = 24
# A few seconds are drawn and encoded once; the rest of the clip repeats them without encoding.
_LOOP_FRAMES = 4 * FRAMES_PER_S
# Drawn small and enlarged, since a stand-in needs no detail.
_DRAWN_PX = 405
_MARGIN = 1.07
_LIGHTS = 14


def draw(entry: Entry, *, size: tuple[int, int], path: Path) -> None:
    """Write the clip to ``path`` in that size, completely or not at all."""
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    frames = entry.duration_s * FRAMES_PER_S
    with av.open(str(unfinished), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=FRAMES_PER_S)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        # Without frames that depend on later ones, the packets of a loop can be repeated and cut anywhere.
        stream.options = {"preset": "ultrafast", "crf": "30", "bf": "0", "g": str(_LOOP_FRAMES)}
        loop: list[av.Packet[Any]] = []
        for image in _frames(entry, size):
            drawn = av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24")
            larger = drawn.reformat(width=size[0], height=size[1], format="yuv420p", interpolation="BILINEAR")
            loop += stream.encode(larger)
        loop += stream.encode()
        for number in range(frames):
            packet = loop[number % len(loop)]
            repeated = av.Packet(bytes(packet))
            repeated.stream, repeated.time_base = stream, packet.time_base
            repeated.is_keyframe = packet.is_keyframe
            step = packet.duration or 1
            repeated.pts = repeated.dts = number * step
            repeated.duration = step
            container.mux(repeated)
    unfinished.replace(path)


def still(entry: Entry, *, size: tuple[int, int]) -> Image.Image:
    """A picture of the entry, for photos and posters."""
    width, height = _drawn_size(size)
    drawn = pictures.draw(_picture(entry), width=width, height=height)
    return drawn.resize(size, Image.Resampling.BICUBIC)


def _picture(entry: Entry) -> Picture:
    return Picture(
        seed=f"stock/{entry.is_photo}/{entry.id}",
        subject=entry.topic.subject,
        palette=entry.topic.palette,
        words="",
    )


def _drawn_size(size: tuple[int, int]) -> tuple[int, int]:
    """The same shape with a short side of a few hundred pixels."""
    share = min(1.0, _DRAWN_PX / min(size))
    return int(size[0] * share), int(size[1] * share)


def _frames(entry: Entry, size: tuple[int, int]) -> Iterator[Image.Image]:
    """One loop: the camera sways, and lights drift across."""
    small = _drawn_size(size)
    large = (int(small[0] * _MARGIN), int(small[1] * _MARGIN))
    picture = pictures.draw(_picture(entry), width=large[0], height=large[1])
    lights = _lights(entry, small)
    random = chance.generator("camera", entry.id)
    sway_x, sway_y, turn = random.uniform(-1, 1), random.uniform(-1, 1), random.uniform(0, math.tau)
    for number in range(_LOOP_FRAMES):
        phase = math.tau * number / _LOOP_FRAMES
        scale = 1 - (1 - 1 / _MARGIN) * (0.6 + 0.4 * math.cos(phase + turn))
        width, height = large[0] * scale, large[1] * scale
        x = (large[0] - width) * (0.5 + 0.45 * sway_x * math.sin(phase))
        y = (large[1] - height) * (0.5 + 0.45 * sway_y * math.sin(phase + 1))
        shot = picture.resize(small, Image.Resampling.BILINEAR, box=(x, y, x + width, y + height))
        moved = ImageChops.offset(lights, 0, -lights.height * number // _LOOP_FRAMES)
        yield ImageChops.screen(shot, moved)


def _lights(entry: Entry, size: tuple[int, int]) -> Image.Image:
    """Soft lights on black, which may be shifted around the edges."""
    random = chance.generator("lights", entry.id)
    layer = Image.new("RGB", size)
    brush = ImageDraw.Draw(layer)
    for _ in range(_LIGHTS):
        radius = random.uniform(0.01, 0.035) * max(size)
        x = random.uniform(0, size[0])
        y = random.uniform(radius, size[1] - radius)
        tone = random.randint(24, 70)
        brush.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(tone, tone, tone))
    return layer.filter(ImageFilter.GaussianBlur(max(size) / 120))
