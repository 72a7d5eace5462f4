"""Plinths: cylinders lit from the top left, contact shadows, and objects that stand on something."""

from dataclasses import dataclass, replace

from PIL import Image

from render_node.contract import MotionObject
from render_node.engines.motion import colours, objects, svg, tracks
from render_node.engines.motion.objects import Finish, Treatment
from render_node.engines.motion.stage import Stage
from render_node.engines.motion.tracks import Track

# The height of the ellipses relative to their width: how far from above one looks.
TILT = 0.25
_FLOOR_SHADE = 0.44


@dataclass(frozen=True)
class Plinth:
    """A cylinder: the centre of its upper face, its width, and the height of its side."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    tilt: float = TILT

    @property
    def depth(self) -> float:
        """Half the height of its upper face."""
        return self.width * self.tilt / 2

    @property
    def foot(self) -> float:
        """The lowest point."""
        return self.y + self.height + self.depth


def drawn(plinth: Plinth, *, name: str) -> str:
    """The cylinder as a drawing. ``name`` is unique in the drawing."""
    hue, width, depth = plinth.colour, plinth.width, plinth.depth
    left, right, low = plinth.x - width / 2, plinth.x + width / 2, plinth.y + plinth.height
    shade = [
        (0.0, _deeper(hue, 0.7)),
        (0.07, _deeper(hue, 0.45)),
        (0.3, colours.lighter(hue, 0.05)),
        (0.42, colours.lighter(hue, 0.06)),
        (0.75, _deeper(hue, 0.12)),
        (1.0, _deeper(hue, 0.85)),
    ]
    face = [
        (0.0, colours.lighter(hue, 0.72)),
        (0.35, colours.lighter(hue, 0.5)),
        (1.0, colours.lighter(hue, 0.04)),
    ]
    side = (
        f"M{left:.1f} {plinth.y:.1f}V{low:.1f}A{width / 2:.1f} {depth:.1f} 0 0 0 {right:.1f} {low:.1f}"
        f"V{plinth.y:.1f}Z"
    )
    return (
        svg.gradient(f"{name}-side", shade, upright=False)
        + svg.gradient(f"{name}-face", face, upright=False)
        + svg.path(side, fill=f"url(#{name}-side)")
        + _ellipse(plinth.x, plinth.y, width / 2, depth, f"url(#{name}-face)")
        + _rim(plinth, colour=colours.lighter(hue, 0.78))
    )


def _deeper(hue: str, share: float) -> str:
    """The colour in the shade: darker and more saturated, as among surfaces of one hue."""
    red, green, blue = (part ** (1 + 0.5 * share) * (1 - 0.13 * share) for part in colours.rgb(hue))
    return colours.hexadecimal((red, green, blue))


def _ellipse(x: float, y: float, across: float, down: float, fill: str) -> str:
    return f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{across:.1f}" ry="{down:.1f}" fill="{fill}"/>'


def _rim(plinth: Plinth, *, colour: str) -> str:
    """The lit edge of the upper face."""
    across, down = plinth.width / 2 - 1, plinth.depth - 1
    ring = f'fill="none" stroke="{colour}" stroke-width="2.6" stroke-opacity="0.85"'
    return f'<ellipse cx="{plinth.x:.1f}" cy="{plinth.y:.1f}" rx="{across:.1f}" ry="{down:.1f}" {ring}/>'


def shade(
    *, x: float, y: float, across: float, down: float, opacity: float, name: str, colour: str = "#000000"
) -> str:
    """A soft round shadow on a floor. ``name`` is unique in the drawing."""
    alpha = round(opacity * 255)
    stops = [
        (0.0, f"{colour}{alpha:02x}"),
        (0.45, f"{colour}{round(alpha * 0.66):02x}"),
        (1.0, f"{colour}00"),
    ]
    return svg.gradient(name, stops, radial=True) + _ellipse(x, y, across, down, f"url(#{name})")


def cast(plinth: Plinth, *, name: str, dark: str) -> str:
    """The shadow of a plinth on the floor: behind it, and longer on the side away from the light."""
    y = plinth.y + plinth.height
    return shade(
        x=plinth.x + plinth.width * 0.16,
        y=y + plinth.depth * 0.35,
        across=plinth.width * 0.66,
        down=plinth.depth * 1.75,
        opacity=_FLOOR_SHADE,
        name=name,
        colour=dark,
    )


def contact(*, x: float, y: float, width: float, name: str, dark: str) -> str:
    """The shadow of an object on the face that it stands on."""
    return shade(
        x=x + width * 0.1,
        y=y,
        across=width * 0.6,
        down=width * TILT * 0.5,
        opacity=0.42,
        name=name,
        colour=dark,
    )


def hue(stage: Stage) -> str:
    """The colour of plinths: near the ground's own."""
    return stage.ground.soft


def dark(stage: Stage) -> str:
    """The colour of shadows: dark, with the hue of the ground."""
    return colours.lighter(colours.mixed(stage.ground.base, stage.ground.soft, 0.6), -0.72)


def finish_of(stage: Stage) -> Finish:
    """The theme's finish without an outline, and without a shadow of its own on what it stands on."""
    finish = stage.ground.finish or stage.theme.finish
    treatment = Treatment.SOLID if finish.treatment is Treatment.STICKER else finish.treatment
    # A print keeps the free paper behind its dots.
    rim = finish.rim if treatment is Treatment.PRINT else 0.0
    return replace(finish, treatment=treatment, rim=rim, shadow_opacity=0.0)


def standing(
    stage: Stage,
    thing: MotionObject,
    *,
    x: float,
    floor: float,
    side: float,
    turn: float,
    track: Track = tracks.still,
) -> None:
    """Add an object whose lowest point is at ``floor``. ``turn`` is in degrees clockwise."""
    picture = _turned(stage, thing, side=side, turn=turn)
    solid = picture.getchannel("A").point(lambda value: 255 if value > 160 else 0).getbbox()
    low = solid[3] if solid else picture.height
    y = floor - (low - picture.height / 2) / stage.unit
    stage.put(picture, x=x, y=y, track=track, name=thing.name, turn=turn)


def size_of(stage: Stage, thing: MotionObject, *, side: float, turn: float) -> tuple[float, float]:
    """The width and height that an object takes."""
    box = _turned(stage, thing, side=side, turn=turn).getchannel("A").point(_solid).getbbox()
    left, top, right, bottom = box or (0, 0, 1, 1)
    return (right - left) / stage.unit, (bottom - top) / stage.unit


def _solid(value: float) -> float:
    return 255 if value > 160 else 0


def _turned(stage: Stage, thing: MotionObject, *, side: float, turn: float) -> Image.Image:
    picture = objects.picture(
        thing.name,
        side_px=max(8, round(side * stage.unit)),
        unit=stage.unit,
        finish=finish_of(stage),
        is_struck=thing.is_struck,
    )
    return picture.rotate(-turn, Image.Resampling.BICUBIC) if turn else picture
