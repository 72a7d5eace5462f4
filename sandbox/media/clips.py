"""Draws a short video: moving images, real cuts, and a quiet beat."""

import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from random import Random

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sandbox.media import lettering, pictures
from sandbox.media.pictures import Picture
from sandbox.world import chance
from sandbox.world.videos import Video

FRAMES_PER_S = 15
LONGEST_S = 40
_SAMPLES_PER_S = 24_000
_PORTRAIT, _LANDSCAPE = (360, 640), (640, 360)
_MARGIN = 1.14  # How much larger than the frame an image is, so that the camera can move in it.


@dataclass(frozen=True, slots=True)
class Shot:
    """One piece between two cuts."""

    frames: int
    words: str


def draw(video: Video, path: Path) -> None:
    """Write the video to ``path``, completely or not at all."""
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    size = _PORTRAIT if video.is_short else _LANDSCAPE
    cut = shots(video)
    with av.open(str(unfinished), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        pictures_out = container.add_stream("libx264", rate=FRAMES_PER_S)
        pictures_out.width, pictures_out.height = size
        pictures_out.pix_fmt = "yuv420p"
        pictures_out.options = {"preset": "ultrafast", "crf": "24"}
        sound_out = container.add_stream("aac", rate=_SAMPLES_PER_S, options={"aac_coder": "fast"})
        for image in _frames(video, cut, size):
            frame = av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24")
            container.mux(pictures_out.encode(frame))
        container.mux(pictures_out.encode())
        for sound in _sound(cut, video.id):
            container.mux(sound_out.encode(sound))
        container.mux(sound_out.encode())
    unfinished.replace(path)


def middle_frame(path: Path) -> Image.Image | None:
    """Return the frame in the middle of a video, or None if it can't be read."""
    try:
        with av.open(str(path)) as container:
            container.seek((container.duration or 0) // 2)
            frame = next(container.decode(video=0), None)
            return None if frame is None else Image.fromarray(frame.to_ndarray(format="rgb24"))
    except (av.FFmpegError, IndexError):
        return None


def shots(video: Video) -> list[Shot]:
    """Return the cuts and the text of each shot: the title first, then the niche's lessons."""
    random = chance.generator("cuts", video.id)
    left = min(video.duration_s, LONGEST_S) * FRAMES_PER_S
    pace_s = random.uniform(1.3, 4.0)
    lessons = [lesson.headline for lesson in video.channel.niche.lessons]
    random.shuffle(lessons)
    words = [lettering.hook(video.title), *lessons]
    cut: list[Shot] = []
    while left > 0:
        frames = max(8, int(random.lognormvariate(math.log(pace_s), 0.35) * FRAMES_PER_S))
        # A remainder too short for a shot is added to the last one.
        frames = left if left - frames < FRAMES_PER_S // 2 else frames
        cut.append(Shot(frames, words[len(cut) % len(words)]))
        left -= frames
    return cut


def _frames(video: Video, cut: list[Shot], size: tuple[int, int]) -> Iterator[Image.Image]:
    niche = video.channel.niche
    large = (int(size[0] * _MARGIN), int(size[1] * _MARGIN))
    drawn: dict[str, Image.Image] = {}
    for place, shot in enumerate(cut):
        if shot.words not in drawn:
            picture = Picture(
                seed=f"{video.id}/{place}", subject=niche.subject, palette=niche.palette, words=shot.words
            )
            drawn[shot.words] = pictures.draw(picture, width=large[0], height=large[1])
        yield from _moving(drawn[shot.words], shot.frames, size, chance.generator("camera", video.id, place))


def _moving(image: Image.Image, frames: int, size: tuple[int, int], random: Random) -> Iterator[Image.Image]:
    """The camera zooms slowly in or out, and drifts a little."""
    closes_in = random.random() < 0.6
    drift_x, drift_y = random.uniform(-0.25, 0.25), random.uniform(-0.25, 0.25)
    for number in range(frames):
        share = number / max(1, frames - 1)
        scale = 1 - (1 - 1 / _MARGIN) * (share if closes_in else 1 - share)
        width, height = image.width * scale, image.height * scale
        x = (image.width - width) * (0.5 + drift_x * share)
        y = (image.height - height) * (0.5 + drift_y * share)
        yield image.resize(size, Image.Resampling.BILINEAR, box=(x, y, x + width, y + height))


def _sound(cut: list[Shot], seed: str) -> Iterator[av.AudioFrame]:
    """A soft chord, a slow pulse, and a click on every cut, in blocks for the encoder."""
    random = chance.generator("sound", seed)
    root_hz = random.choice([110.0, 123.5, 130.8, 146.8])
    samples = sum(shot.frames for shot in cut) * _SAMPLES_PER_S // FRAMES_PER_S
    cuts = np.cumsum([shot.frames for shot in cut]) * _SAMPLES_PER_S // FRAMES_PER_S
    for start in range(0, samples, 1024):
        at = np.arange(start, min(start + 1024, samples))
        wave = _chord(at / _SAMPLES_PER_S, root_hz) + _clicks(at, cuts)
        frame = av.AudioFrame.from_ndarray(wave.astype(np.float32)[None, :], format="flt", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = _SAMPLES_PER_S, start, Fraction(1, _SAMPLES_PER_S)
        yield frame


def _chord(time_s: NDArray[np.float64], root_hz: float) -> NDArray[np.float64]:
    swell = 0.5 + 0.5 * np.sin(math.tau * time_s / 4)
    pulse = np.exp(-6 * (time_s % 0.5))
    tones = sum(np.sin(math.tau * root_hz * ratio * time_s) for ratio in (1, 1.5, 2, 2.5))
    return np.asarray(0.035 * swell * tones + 0.16 * pulse * np.sin(math.tau * 55 * time_s))


def _clicks(at: NDArray[np.int64], cuts: NDArray[np.int64]) -> NDArray[np.float64]:
    since = at - np.concatenate([[0], cuts])[np.searchsorted(cuts, at, side="right")]
    return np.asarray(0.12 * np.exp(-since / 400) * np.sin(since * 0.4))
