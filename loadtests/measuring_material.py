"""Films and pictures with known cuts and known text, for the benchmark of measuring.

The shots are pictures that the sandbox draws, moved by a camera. Every film is the same in every run.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TypeAlias

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sandbox.media import pictures
from sandbox.media.pictures import Picture
from sandbox.world import chance, niches

FPS = 30
SIZE = (270, 480)
# Frames: uint8, (height, width, 3), RGB.
Frame: TypeAlias = NDArray[np.uint8]
Shot: TypeAlias = Callable[[int], Frame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A film and the times at which its shots change: the middle of a transition."""

    name: str
    path: Path
    cuts_s: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """How two shots follow each other: ``kind`` and its length in frames (0 for a hard cut)."""

    kind: str
    frames: int = 0


CUT = Join(kind="cut")


def films(folder: Path) -> list[Film]:
    """Write every film to the folder, and return them with their cuts."""
    folder.mkdir(parents=True, exist_ok=True)
    recipes = [
        ("hard cuts", 7, lambda random: CUT, _calm),
        ("short shots", 16, lambda random: CUT, _short),
        ("fades through black", 5, lambda random: Join(kind="black", frames=random.randint(12, 40)), _calm),
        ("dissolves", 6, lambda random: Join(kind="dissolve", frames=random.randint(10, 30)), _calm),
        ("wipes", 6, lambda random: Join(kind="wipe", frames=random.randint(8, 16)), _calm),
        ("flashes", 4, lambda random: CUT, _flashing),
        ("fast motion", 4, lambda random: CUT, _fast),
        ("shaking", 4, lambda random: CUT, _shaking),
        ("captions", 4, lambda random: CUT, _captioned),
        ("one palette", 7, lambda random: CUT, _calm),
        ("dark and noisy", 6, lambda random: CUT, _noisy),
    ]
    return [
        _film(f"{name} {take}", count, join, style, folder=folder, is_one_niche=name == "one palette")
        for name, count, join, style in recipes
        for take in (1, 2, 3)
    ]


def picture(random: Random, *, size: tuple[int, int], niche: int | None = None) -> Image.Image:
    """A picture of the sandbox, without the words that it writes at the top and the bottom."""
    every = niches.every()
    chosen = every[random.randrange(len(every)) if niche is None else niche]
    asked = Picture(seed=str(random.random()), subject=chosen.subject, palette=chosen.palette, words="")
    width, height = size
    top, bottom = height * 2 // 5, height // 10
    drawn = pictures.draw(asked, width=width, height=top + height + bottom)
    return drawn.crop((0, top, width, top + height))


def write(path: Path, frames: Iterator[Frame], *, fps: int = FPS) -> None:
    """Encode frames as H.264."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=fps, options={"preset": "veryfast", "crf": "24"})
        stream.pix_fmt = "yuv420p"
        for place, frame in enumerate(frames):
            if not place:
                stream.height, stream.width = frame.shape[:2]
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        container.mux(stream.encode())


def _film(
    name: str,
    shots: int,
    join: Callable[[Random], Join],
    style: Callable[[Random, int | None], tuple[Shot, int]],
    *,
    folder: Path,
    is_one_niche: bool,
) -> Film:
    random = chance.generator("film", name)
    niche = random.randrange(len(niches.every())) if is_one_niche else None
    made = [style(random, niche) for _ in range(shots)]
    joins = [join(random) for _ in range(shots - 1)]
    starts, at = [], 0
    for (_, length), following in zip(made, [*joins, CUT], strict=True):
        starts.append(at)
        at += length - (following.frames if following.kind != "black" else 0)
    path = folder / f"{name.replace(' ', '-')}.mp4"
    write(path, _frames(made, joins, starts, at))
    cuts = (
        start + join.frames / 2 * (join.kind != "black")
        for start, join in zip(starts[1:], joins, strict=True)
    )
    return Film(name=name, path=path, cuts_s=tuple(cut / FPS for cut in cuts))


def _frames(
    made: list[tuple[Shot, int]], joins: list[Join], starts: list[int], total: int
) -> Iterator[Frame]:
    for at in range(total):
        number = max(place for place, start in enumerate(starts) if start <= at)
        shot, length = made[number]
        frame = shot(at - starts[number])
        before = joins[number - 1] if number else CUT
        if number and at - starts[number] < before.frames:
            progress = (at - starts[number] + 0.5) / before.frames
            old = made[number - 1][0](at - starts[number - 1])
            frame = _joined(before.kind, old, frame, progress)
        after = joins[number] if number < len(joins) else CUT
        left = length - (at - starts[number])
        if after.kind == "black" and left <= after.frames / 2:
            frame = _scaled(frame, left / (after.frames / 2))
        yield frame


def _joined(kind: str, old: Frame, new: Frame, progress: float) -> Frame:
    if kind == "black":
        return _scaled(new, min(1.0, 2 * progress))
    if kind == "dissolve":
        return (old * (1 - progress) + new * progress).astype(np.uint8)
    edge = round(progress * old.shape[1])
    return np.concatenate([new[:, :edge], old[:, edge:]], axis=1)


def _scaled(frame: Frame, share: float) -> Frame:
    return (frame * share).astype(np.uint8)


def _camera(random: Random, niche: int | None, *, speed: float) -> Shot:
    """A picture larger than the frame, over which the camera moves by ``speed`` frame widths per second."""
    width, height = SIZE
    large = np.asarray(picture(random, size=(width * 2, height * 2), niche=niche))
    angle, start_x, start_y = (random.uniform(0, 6.28), random.random(), random.random())
    step_x, step_y = np.cos(angle) * speed * width / FPS, np.sin(angle) * speed * width / FPS

    def shot(at: int) -> Frame:
        left = _bounced(start_x * width + step_x * at, width)
        top = _bounced(start_y * height + step_y * at, height)
        return large[top : top + height, left : left + width]

    return shot


def _bounced(place: float, limit: int) -> int:
    place = place % (2 * limit)
    return int(place if place < limit else 2 * limit - 1 - place)


def _calm(random: Random, niche: int | None) -> tuple[Shot, int]:
    return _camera(random, niche, speed=random.uniform(0, 0.15)), random.randint(45, 120)


def _short(random: Random, niche: int | None) -> tuple[Shot, int]:
    return _camera(random, niche, speed=random.uniform(0, 0.3)), random.randint(14, 30)


def _fast(random: Random, niche: int | None) -> tuple[Shot, int]:
    return _camera(random, niche, speed=random.uniform(1.0, 3.0)), random.randint(60, 120)


def _shaking(random: Random, niche: int | None) -> tuple[Shot, int]:
    still, own = _camera(random, niche, speed=0.0), chance.generator("shaking", random.random())
    moves = [(own.randint(-12, 12), own.randint(-12, 12)) for _ in range(200)]
    return (lambda at: np.roll(still(0), moves[at], axis=(0, 1))), random.randint(60, 120)


def _flashing(random: Random, niche: int | None) -> tuple[Shot, int]:
    moving, length = _camera(random, niche, speed=0.1), random.randint(70, 120)
    flashes = {
        at + extra for at in random.sample(range(20, length - 20), 3) for extra in range(random.randint(1, 4))
    }
    colour = random.choice([255, 240, 0])
    return (lambda at: np.full_like(moving(at), colour) if at in flashes else moving(at)), length


def _captioned(random: Random, niche: int | None) -> tuple[Shot, int]:
    moving, every = _camera(random, niche, speed=0.1), random.randint(6, 12)
    top = random.randint(200, 360)

    def shot(at: int) -> Frame:
        frame = moving(at).copy()
        word = chance.generator("word", at // every)
        left, width = word.randint(10, 60), word.randint(80, 180)
        frame[top : top + 50, left : left + width] = 0
        frame[top + 8 : top + 42, left + 6 : left + width - 6 : 7] = 255
        return frame

    return shot, random.randint(70, 120)


def _noisy(random: Random, niche: int | None) -> tuple[Shot, int]:
    moving, noise = _camera(random, niche, speed=0.1), np.random.default_rng(random.randrange(10**6))

    def shot(at: int) -> Frame:
        dark = moving(at) * 0.25 + noise.normal(0, 8, (*SIZE[::-1], 1))
        return np.clip(dark, 0, 255).astype(np.uint8)

    return shot, random.randint(45, 100)
