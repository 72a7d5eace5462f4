"""Number: one figure as large as it fits, objects at its feet, and blurred copies at the frame's edge."""

from functools import partial

from PIL import Image, ImageFilter

from render_node.contract import MotionObject, MotionSpec
from render_node.engines.motion import (
    actors,
    cards,
    casting,
    easing,
    figures,
    growth,
    lettering_styles,
    objects,
    plinths,
    rasters,
    tracks,
)
from render_node.engines.motion.lettering import Lettering
from render_node.engines.motion.lettering_styles import Ink
from render_node.engines.motion.stage import LEFT, RIGHT, Stage

_TOP, _FOOT = 352.0, 1006.0
_LARGEST = 900.0
# The size of what the figure counts.
_UNIT = 78.0
# Few steps: each is a large picture.
_STEPS = 4
# From this height of the figure, and over so much more, objects move up to its foot.
_LOW_TO_HIGH = (220.0, 430.0)
_COUNT_S = 0.45
# Blurred copies: place, side and blur. They may leave the frame.
# The first one moves up if words reach its place.
_CLEAR, _ABOVE = 820.0, 90.0
_COARSE, _BLURRED_OPACITY = 3, 0.9
_BLURRED = ((966.0, 330.0, 260.0, 5.0), (52.0, 660.0, 170.0, 4.0), (1000.0, 1660.0, 330.0, 9.0))


def is_served(spec: MotionSpec) -> bool:
    return bool(spec.figure.strip())


def build(stage: Stage) -> None:
    first = len(stage.layers)
    top, right = _words(stage)
    words = len(stage.layers)
    _distant(stage, is_clear=right < _CLEAR)
    # The copies lie behind the words.
    stage.layers[first:] = stage.layers[words:] + stage.layers[first:words]
    style = stage.theme.numeral
    found = cards.filling(
        stage, stage.spec.figure, style=style, width=RIGHT - LEFT, height=_FOOT - top, largest=_LARGEST
    )
    ink = cards.ink_of(stage, found, style=style)
    # A wide figure is not as high as the space for it: it stands lower then.
    top += (_FOOT - top - ink.height) * (0.3 if stage.things else 0.42)
    _numeral(stage, found, ink, y=top + ink.height / 2)
    _feet(stage, ink, foot=top + ink.height)


def _words(stage: Stage) -> tuple[float, float]:
    """What the figure is of, above it; returns where the figure starts and where the words end."""
    spec = stage.spec
    text = spec.headline or spec.figure_label
    if not text:
        return _TOP - 60, 0.0
    block = stage.headline(text=text, y=222, height=210, largest=96)
    label = spec.figure_label if spec.headline else ""
    if label:
        under = stage.label(
            label, x=LEFT, y=block.bottom + 4, width=RIGHT - LEFT, size=_UNIT, align=stage.theme.align
        )
        return under.bottom + 10, max(block.right, under.right)
    return max(_TOP, block.bottom + 4), block.right


def _numeral(stage: Stage, found: Lettering, ink: cards.Box, *, y: float) -> None:
    """The figure, counting up when it arrives and jumping at its word."""
    at_s = stage.cue(stage.spec.reaction_s, default_s=1.2)
    progress = growth.done if stage.is_first else growth.growing(0.0, length_s=_COUNT_S)
    stage.add(
        actors.Changing(
            partial(_drawn, stage, found, ink),
            x=stage.x((LEFT + RIGHT) / 2),
            y=stage.y(y),
            unit=stage.unit,
            state=lambda t: max(1, round(progress(t) * _STEPS)),
            track=tracks.together(tracks.hop(at_s, height=24), stage.exit(x=-stage.theme.exit_px)),
        )
    )


def _drawn(stage: Stage, found: Lettering, ink: cards.Box, step: int) -> Image.Image:
    """The figure counted up to a step, always at the size of the whole figure."""
    style = stage.theme.numeral
    width = RIGHT - LEFT
    text = figures.counted(stage.spec.figure, step / _STEPS)
    counted = stage.set(
        text,
        style=style,
        width=width,
        height=found.height + 1,
        largest=found.size_px,
        smallest=found.size_px * 0.5,
        align="centre",
    )
    words = [glyphs for line in stage.lines(counted, style=style) for glyphs in line]
    ground = stage.ground
    fill = cards.legible(ground.base, ground.strong, ground.ink.accent, ground.ink.fill, least=2.2)
    body = lettering_styles.body(words, style=style, size=found.size_px, ink=Ink(fill=fill, accent=fill))
    around = 12.0
    return stage.drawing(
        body, x=-around, y=ink.top - around, width=width + 2 * around, height=ink.height + 2 * around
    )


def _feet(stage: Stage, ink: cards.Box, *, foot: float) -> None:
    """Objects at the feet of the figure, which cover little of it."""
    things = stage.things
    if not things:
        return
    left = LEFT + max(10, ink.left)
    first = things[0]
    single = MotionObject(name=first.name, is_struck=first.is_struck, cue_s=first.cue_s)
    pair = first.count > 1
    side = 248.0 if pair or len(things) > 1 else 400.0
    # They overlap the foot of a high figure only: on a low one they would hide digits, on any its marks.
    lap = 0.12 if set(stage.spec.figure) & set(",.") else 0.64
    y = foot + side * (0.53 - lap * easing.between(ink.height, *_LOW_TO_HIGH))
    casting.hero(stage, single, x=max(left + 130, LEFT + side / 2), y=y, side=side, turn=-4)
    if pair:
        casting.helper(
            stage, single, x=max(left + 130, LEFT + side / 2) + 158, y=y + 74, side=200, number=0, turn=5
        )
    for number, thing in enumerate(things[1:2]):
        casting.helper(stage, thing, x=RIGHT - 120, y=y + 22, side=384, number=number + 1, turn=9)


def _distant(stage: Stage, *, is_clear: bool) -> None:
    """Copies of the first object near the camera, out of focus. ``is_clear`` if no words are at the right."""
    if not stage.things:
        return
    # Half the size is enough for pictures out of focus, and takes a quarter of the time.
    largest = max(side for _, _, side, _ in _BLURRED) / 2
    sharp = objects.picture(
        stage.things[0].name,
        side_px=max(8, round(largest * stage.unit)),
        unit=stage.unit / 2,
        finish=plinths.finish_of(stage),
    )
    for number, (x, y, side, blur) in enumerate(_BLURRED):
        side_px = max(8, round(side * (1 + 2 * objects.MARGIN) * stage.unit))
        plain = sharp.resize((side_px, side_px), Image.Resampling.BICUBIC).rotate(
            -14.0 * (number - 1), Image.Resampling.BICUBIC
        )
        picture = _unfocused(plain, blur=blur * stage.unit, margin=round(side_px * 0.04))
        y = y if is_clear or number else _ABOVE
        stage.put(picture, x=x, y=y, track=tracks.upright(stage.holds()))


def _unfocused(picture: Image.Image, *, blur: float, margin: int) -> Image.Image:
    """The picture out of focus. It is blurred small, because it has no detail then."""
    wider = Image.new("RGBA", (picture.width + 2 * margin, picture.height + 2 * margin))
    wider.paste(picture, (margin, margin))
    small = wider.resize(
        (max(1, wider.width // _COARSE), max(1, wider.height // _COARSE)), Image.Resampling.BOX
    )
    # Colours are weighted by opacity, so that those of transparent pixels do not show.
    soft = small.convert("RGBa").filter(ImageFilter.GaussianBlur(blur / _COARSE)).convert("RGBA")
    return rasters.faded(soft.resize(wider.size, Image.Resampling.BICUBIC), _BLURRED_OPACITY)
