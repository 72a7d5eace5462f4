"""A printed hero: dots in one ink over a disc of another, sliding into register."""

import math

from PIL import Image, ImageDraw

from render_node.contract import MotionObject
from render_node.engines.motion import objects, printing, rasters, tracks
from render_node.engines.motion.objects import Finish, Treatment
from render_node.engines.motion.plates import Overprint, Plate
from render_node.engines.motion.stage import Stage
from render_node.engines.motion.tracks import Pose, Track

# The dots grow and shrink a little, like a print that is still wet.
_GAINS = (0.0, 0.035, 0.07)
_BREATHS_PER_S = 3.0
_DISC = 0.5
_MARGIN = 0.04
# The disc is at most so much taller than the object, and lies so far to its right.
_TALLER, _SHIFTED = 1.12, 0.025


def is_printed(stage: Stage) -> bool:
    """True if the theme prints its hero over a disc."""
    return bool(stage.ground.disc)


def cut_out(stage: Stage) -> Finish | None:
    """For objects in front of type: dots on paper, cut out, because ink over ink hides them."""
    if not is_printed(stage):
        return None
    ink = (stage.ground.finish or stage.theme.finish).ink
    paper = stage.ground.card
    return Finish(Treatment.HALFTONE, rim=9, rim_colour=paper, ink=ink, shadow_opacity=0, darkness=0.5)


def disc(stage: Stage, *, x: float, y: float, radius: float, start_s: float = 0.0) -> None:
    """A disc of the second ink, in themes that print."""
    if not is_printed(stage):
        return
    picture = rasters.filled(_circle(round(radius * 2 * stage.unit)), stage.ground.disc)
    stage.put(picture, x=x, y=y, track=stage.enters(tracks.pop(start_s, rise=0)))


def hero(
    stage: Stage, thing: MotionObject, *, x: float, y: float, side: float, at_s: float, start_s: float = 0.0
) -> None:
    """The main object, printed; it hops at ``at_s``."""
    finish = stage.ground.finish or stage.theme.finish
    prints = _prints(stage, thing, side=side)
    disc = Plate(
        [_backed(stage, thing, side=side, size=prints[0].size)],
        stage.ground.disc,
        stage.x(x),
        stage.y(y),
        stage.enters(tracks.pop(start_s, rise=0)),
    )
    front = Plate(
        prints,
        finish.ink,
        stage.x(x),
        stage.y(y),
        tracks.together(
            stage.paced(tracks.together(_register(stage, start_s), tracks.hop(at_s, height=40))),
            stage.holds(side=side),
        ),
        _breath,
    )
    stage.add(Overprint(disc, front, both=printing.over(finish.ink, stage.ground.disc), unit=stage.unit))


def _backed(stage: Stage, thing: MotionObject, *, side: float, size: tuple[int, int]) -> Image.Image:
    """The disc, and the shape of the object: its ink lies on the other ink everywhere.

    A flat object has a smaller disc, which does not reach the words above it.
    """
    _, tall = objects.shape(thing.name)
    disc = _circle(round(2 * side * _DISC * min(1.0, tall * _TALLER) * stage.unit))
    solid = rasters.padded(
        objects.drawn(thing.name, max(8, round(side * stage.unit))), 2 + round(side * stage.unit * _MARGIN)
    ).getchannel("A")
    shift = round(side * _SHIFTED * stage.unit)
    width, height = (max(one, other) + 4 * shift + 2 for one, other in zip(size, disc.size, strict=True))
    back = Image.new("L", (width - width % 2, height - height % 2))
    middle = back.width // 2 + shift, back.height // 2
    back.paste(disc, (middle[0] - disc.width // 2, middle[1] - disc.height // 2))
    place = (back.width // 2 - solid.width // 2 + shift // 2, middle[1] - solid.height // 2)
    back.paste(255, (*place,), solid)
    return back


def _breath(t: float) -> int:
    step = math.floor(t * _BREATHS_PER_S) % 4
    return (0, 1, 2, 1)[step]


def _register(stage: Stage, start_s: float) -> Track:
    """The plate comes in from the right; in the first scene it is almost in register."""
    if not stage.is_first:
        return tracks.slide(start_s + 0.05, x=520, length_s=0.42)

    def track(t: float) -> Pose:
        return Pose(x=26.0 * 2 ** (-9 * t) if t < 0.6 else 0.0)

    return track


def _prints(stage: Stage, thing: MotionObject, *, side: float) -> list[Image.Image]:
    side_px = max(8, round(side * stage.unit))
    plain = rasters.padded(objects.drawn(thing.name, side_px), 2 + round(side_px * _MARGIN))
    if thing.is_struck:
        plain = objects.struck(plain, margin=round(side_px * _MARGIN))
    pitch = max(3.0, (stage.ground.finish or stage.theme.finish).pitch * stage.unit)
    return printing.coverages(plain, pitch=pitch, gains=_GAINS)


def _circle(side: int) -> Image.Image:
    side = max(4, side + side % 2)
    large = Image.new("L", (side * 2, side * 2))
    ImageDraw.Draw(large).ellipse((2, 2, side * 2 - 3, side * 2 - 3), fill=255)
    return large.reduce(2)
