"""Parts of a frame in other colours: fields with a straight, slanted edge."""

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from render_node.engines.motion import actors, colours, planes, rasters, scenery, tracks
from render_node.engines.motion.stage import Stage
from render_node.engines.motion.themes.base import Ground, Paper
from render_node.engines.motion.tracks import Track

Point = tuple[float, float]

# The looks whose fields are beams; the others' are their own grounds.
BEAMING = frozenset({"kitchen", "bubble", "riso", "gym"})
_GRAIN = 0.02
# Lighter beams on light colours than on dark ones.
_BEAM_SHARES, _LIGHT = (0.11, 0.2), 0.2
_BEAMS, _REACH = 18, 2600.0
_GREY, _GREY_STRIPE = "#8c8982", "#84817a"
_STRIPE, _STRIPES_APART = 66.0, 132.0
_SHADOW, _BLUR = 0.35, 18.0
# Shapes are drawn at this many times the size, for smooth edges.
_FINER = 2


def painted(stage: Stage, ground: Ground, *, x: float, y: float) -> Image.Image:
    """A whole frame of a ground, in RGB, with beams from (x, y) where the look has them."""
    if stage.theme.name in BEAMING:
        return beams(stage, ground.base, x=x, y=y)
    rng = np.random.default_rng([stage.spec.scene_index, 5])
    return ground.paint(Paper(stage.width, stage.height, stage.unit, rng), ground)


def beams(stage: Stage, colour: str, *, x: float, y: float) -> Image.Image:
    """A whole frame of one colour with lighter beams from (x, y)."""
    shapes: list[list[Point]] = []
    for number in range(_BEAMS):
        start, end = (2 * math.pi * (number + part) / _BEAMS for part in (0.0, 0.5))
        ends = [(x + _REACH * math.cos(angle), y + _REACH * math.sin(angle)) for angle in (start, end)]
        shapes.append([(x, y), *ends])
    return _two_tone(stage, shapes, colour=colour, over=_brighter(colour), grain=_GRAIN)


def _brighter(colour: str) -> str:
    return colours.lighter(colour, _BEAM_SHARES[colours.luminance(colour) > _LIGHT])


def turning(
    stage: Stage,
    colour: str,
    *,
    x: float,
    y: float,
    corners: Sequence[Point] = (),
    edge: tuple[Point, Point] | None = None,
    width: float = 0.0,
    track: Track = tracks.still,
) -> None:
    """Turn the beams of a field inside ``corners``, in the looks that have them.

    The line along ``edge`` stays. Without corners they take the place of the ground.
    """
    if stage.theme.name not in BEAMING:
        return
    shape, box = None, (0, 0, stage.width, stage.height)
    if corners:
        whole = mask(stage, [corners])
        if edge:
            whole.paste(0, (0, 0), mask(stage, [_line(edge, width=width)]))
        left, top, right, foot = whole.getbbox() or (0, 0, 2, 2)
        box = (left - left % 2, top - top % 2, (right - left + 2) // 2 * 2, (foot - top + 2) // 2 * 2)
        shape = whole.crop((box[0], box[1], box[0] + box[2], box[1] + box[3]))
    beams_layer = scenery.Beams(
        x=stage.x(x),
        y=stage.y(y),
        box=box,
        count=_BEAMS,
        pair=(colour, _brighter(colour)),
        grain=_GRAIN,
        shape=shape,
        track=track,
        unit=stage.unit,
    )
    if corners:
        stage.add(beams_layer)
    else:
        stage.layers[0] = beams_layer


def faded(stage: Stage, *, lean: float) -> Image.Image:
    """A whole frame in grey stripes, which move by ``lean`` to the right from the bottom to the top."""
    top, foot = -stage.y(0) / stage.unit, (stage.height - stage.y(0)) / stage.unit
    left, right = stage.edges
    shapes = [
        [(x + lean, top), (x + lean + _STRIPE, top), (x + _STRIPE, foot), (x, foot)]
        for x in np.arange(left - lean - _STRIPES_APART, right + _STRIPES_APART, _STRIPES_APART)
    ]
    return _two_tone(stage, shapes, colour=_GREY, over=_GREY_STRIPE, grain=_GRAIN * 2)


def _two_tone(
    stage: Stage, shapes: Sequence[Sequence[Point]], *, colour: str, over: str, grain: float
) -> Image.Image:
    picture = Image.new("RGB", (stage.width, stage.height), colour)
    picture.paste(over, (0, 0), mask(stage, shapes))
    return planes.grained(picture, strength=grain)


def mask(stage: Stage, shapes: Sequence[Sequence[Point]]) -> Image.Image:
    """The coverage of polygons in a whole frame, with smooth edges."""
    fine = Image.new("L", (stage.width * _FINER, stage.height * _FINER))
    pen = ImageDraw.Draw(fine)
    for shape in shapes:
        pen.polygon([(stage.x(x) * _FINER, stage.y(y) * _FINER) for x, y in shape], fill=255)
    return fine.reduce(_FINER)


def cut(
    stage: Stage,
    picture: Image.Image,
    *,
    corners: Sequence[Point],
    edge: tuple[Point, Point],
    colour: str,
    width: float,
) -> Image.Image:
    """The part of a whole frame inside ``corners``, with a line along ``edge`` that casts a shadow.

    In RGBA, with the frame's size.
    """
    line = _line(edge, width=width)
    whole = picture.copy()
    whole.paste(colour, (0, 0), mask(stage, [line]))
    whole.putalpha(mask(stage, [corners, line]))
    return rasters.shadowed(whole, blur=_BLUR * stage.unit, dx=0, dy=0, colour="#000000", opacity=_SHADOW)


def _line(ends: tuple[Point, Point], *, width: float) -> list[Point]:
    """The corners of a line."""
    (x, y), (end_x, end_y) = ends
    length = max(1e-6, math.hypot(end_x - x, end_y - y))
    across, down = -(end_y - y) / length * width / 2, (end_x - x) / length * width / 2
    return [
        (x + across, y + down),
        (end_x + across, end_y + down),
        (end_x - across, end_y - down),
        (x - across, y - down),
    ]


def cover(stage: Stage, picture: Image.Image) -> None:
    """Put a whole frame in the place of the ground."""
    stage.layers[0] = actors.Backdrop(lambda: picture)


def put(stage: Stage, picture: Image.Image, *, track: Track = tracks.still) -> None:
    """Add a picture of the whole frame, without its empty margins."""
    box = picture.getbbox() or (0, 0, 2, 2)
    # Colour has half the detail: fields begin at even pixels.
    left, top = box[0] - box[0] % 2, box[1] - box[1] % 2
    part = picture.crop((left, top, box[2], box[3]))
    stage.add(
        actors.Actor(part, x=left + part.width / 2, y=top + part.height / 2, unit=stage.unit, track=track)
    )
