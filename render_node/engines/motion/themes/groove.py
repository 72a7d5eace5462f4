"""Groove: record sleeves in warm bands, objects and letters in rings of colour, swinging movement."""

from functools import partial

from PIL import Image

from render_node.engines.motion import crafts, idling, objects, scenery, svg, tracks
from render_node.engines.motion.compositor import Layer
from render_node.engines.motion.lettering_styles import Ink, LetterStyle, Manner
from render_node.engines.motion.objects import Treatment
from render_node.engines.motion.themes import patterns
from render_node.engines.motion.themes.base import Ground, Look, Paper

_CREAM, _PLUM, _SEA = "#FBE9CC", "#7B2A63", "#27958B"
_COCOA, _RASPBERRY, _TANGERINE, _MUSTARD = "#43180F", "#D7335F", "#FF7F38", "#FFB93E"
_PAPER = 0.022
_BAND = 58.0
_QUARTER, _QUARTER_X = 430.0, 60.0
_SUN, _WAVES_Y, _FLOW_PX = 440.0, 1600.0, 60.0
# How the bands move.
_SWING = idling.floats(height=12.0, across=12.0, degrees=0.0, period_s=2.6)
_PULSE = idling.floats(height=16.0, across=0.0, degrees=0.0, period_s=2.6)
_FLOW = idling.floats(height=6.0, across=52.0, degrees=0.0, period_s=4.2)


def _sleeve(paper: Paper, body: str, ground: Ground) -> Image.Image:
    picture = patterns.drawn(paper, patterns.fill(paper, ground.base) + body)
    return patterns.mottled(picture, paper=paper, strength=_PAPER)


def _arcs(paper: Paper, ground: Ground, *, bands: tuple[str, ...]) -> Image.Image:
    """Quarter rings in the lower left corner."""
    return _sleeve(paper, _quarter(paper, bands) + _corner(paper, bands), ground)


def _quarter(paper: Paper, bands: tuple[str, ...]) -> str:
    y = paper.height / paper.unit + 40
    return "".join(
        crafts.ellipse_arc(
            x=_QUARTER_X, y=y, radius=_QUARTER - number * _BAND, width=_BAND + 0.6, colour=colour
        )
        for number, colour in enumerate(bands)
    )


def _corner(paper: Paper, bands: tuple[str, ...]) -> str:
    """The same bands in the upper right corner, out of the way."""
    x = paper.width / paper.unit + 14
    return "".join(
        crafts.ellipse_arc(x=x, y=-30, radius=196 - number * 36, width=36.6, colour=colour)
        for number, colour in enumerate(bands)
    )


def _swinging(paper: Paper, ground: Ground, *, bands: tuple[str, ...]) -> Layer:
    """Both corners swing."""
    width, height = paper.width / paper.unit, paper.height / paper.unit
    corners = [
        scenery.around(
            _quarter(paper, bands),
            x=_QUARTER_X,
            y=height + 40,
            reach=_QUARTER + 40,
            track=_SWING(idling.Rest(0.0)),
        ),
        scenery.around(_corner(paper, bands), x=width + 14, y=-30, reach=240, track=_SWING(idling.Rest(0.4))),
    ]
    return scenery.trimmed(paper, lambda: _sleeve(paper, "", ground), corners)


def _pulsing(paper: Paper, ground: Ground, *, bands: tuple[str, ...]) -> Layer:
    """The half rings rise and sink one after the other."""
    x, y = paper.width / paper.unit / 2, paper.height / paper.unit + 60
    rings = [
        scenery.Trim(
            _ring(x, y, number, colour),
            x=x - _SUN,
            y=y - _SUN - 20,
            width=2 * _SUN,
            height=_SUN + 60,
            track=_PULSE(idling.Rest(-number / 5)),
        )
        for number, colour in enumerate(bands)
    ]
    return scenery.trimmed(paper, lambda: _sleeve(paper, "", ground), rings)


def _ring(x: float, y: float, number: int, colour: str) -> str:
    return svg.circle(x=x, y=y, radius=_SUN - number * 66, fill=colour)


def _flowing(paper: Paper, ground: Ground, *, bands: tuple[str, ...]) -> Layer:
    """The bands flow to and fro."""
    width, height = paper.width / paper.unit, paper.height / paper.unit
    waves = [
        scenery.Trim(
            _band(paper, number, colour, spare=_FLOW_PX),
            x=-_FLOW_PX,
            y=_WAVES_Y + number * 66 - 60,
            width=width + 2 * _FLOW_PX,
            height=height + 40 - (_WAVES_Y + number * 66 - 60),
            track=_FLOW(idling.Rest(number / 5)),
        )
        for number, colour in enumerate(bands)
    ]
    return scenery.trimmed(paper, lambda: _sleeve(paper, "", ground), waves)


def _band(paper: Paper, number: int, colour: str, *, spare: float = 0.0) -> str:
    """A band with ``spare`` more at both sides."""
    width, height = paper.width / paper.unit, paper.height / paper.unit
    length = width * 1.02
    shift = 0.04 - spare / length
    wave = crafts.wave(
        y=_WAVES_Y + number * 66, width=width + 2 * spare, height=44, length=length, shift=shift
    )
    edge = [(x - spare, down) for x, down in wave]
    return svg.polygon([*edge, (width + spare, height + 40), (-spare, height + 40)], fill=colour)


def _sunset(paper: Paper, ground: Ground, *, bands: tuple[str, ...]) -> Image.Image:
    """Half rings at the foot."""
    x, y = paper.width / paper.unit / 2, paper.height / paper.unit + 60
    body = "".join(_ring(x, y, number, colour) for number, colour in enumerate(bands))
    return _sleeve(paper, body, ground)


def _waves(paper: Paper, ground: Ground, *, bands: tuple[str, ...]) -> Image.Image:
    """Bands that swing across the foot."""
    body = "".join(_band(paper, number, colour) for number, colour in enumerate(bands))
    return _sleeve(paper, body, ground)


def _ringed(*echoes: str, shadow: str) -> objects.Finish:
    return objects.Finish(
        treatment=Treatment.ECHO,
        rim=66,
        rim_colour=echoes[0],
        echoes=echoes,
        shadow=shadow,
        shadow_opacity=0.22,
        shadow_blur=8,
        shadow_y=6,
    )


_FACE = "Shrikhand-Regular.ttf"

THEME = Look(
    name="groove",
    grounds=(
        Ground(
            base=_CREAM,
            ink=Ink(fill=_PLUM, accent=_RASPBERRY, extra={"echo_1": "#FFF6E6", "echo_2": _TANGERINE}),
            label=_COCOA,
            card="#FFF9EE",
            card_ink=_COCOA,
            strong=_RASPBERRY,
            on_strong="#FFF6E6",
            soft="#F2D3A4",
            paint=partial(_arcs, bands=(_PLUM, _RASPBERRY, _TANGERINE, _MUSTARD)),
            moves=partial(_swinging, bands=(_PLUM, _RASPBERRY, _TANGERINE, _MUSTARD)),
        ),
        Ground(
            base=_PLUM,
            ink=Ink(fill="#FFF3DD", accent=_MUSTARD, extra={"echo_1": _RASPBERRY, "echo_2": "#A33A7C"}),
            label="#FFE6C4",
            card=_CREAM,
            card_ink=_COCOA,
            strong=_TANGERINE,
            on_strong=_COCOA,
            soft="#98407C",
            paint=partial(_sunset, bands=("#A33A7C", _RASPBERRY, _TANGERINE, _MUSTARD)),
            moves=partial(_pulsing, bands=("#A33A7C", _RASPBERRY, _TANGERINE, _MUSTARD)),
            is_dark=True,
            finish=_ringed("#FFF3DD", _TANGERINE, _RASPBERRY, shadow="#1E0618"),
        ),
        Ground(
            base=_SEA,
            ink=Ink(fill="#FFF3DD", accent="#FFE07A", extra={"echo_1": "#A3263F", "echo_2": _TANGERINE}),
            label="#2B0D08",
            card=_CREAM,
            card_ink=_COCOA,
            strong="#A3263F",
            on_strong="#FFF3DD",
            soft="#55B7AB",
            paint=partial(_waves, bands=("#1F7D75", _CREAM, _MUSTARD, _TANGERINE, "#A3263F")),
            moves=partial(_flowing, bands=("#1F7D75", _CREAM, _MUSTARD, _TANGERINE, "#A3263F")),
            finish=_ringed("#FFF3DD", _MUSTARD, _TANGERINE, shadow="#0B2F2B"),
        ),
    ),
    headline=LetterStyle(face=_FACE, manner=Manner.ECHOED, rim=0.055, leading=1.14),
    numeral=LetterStyle(face=_FACE, leading=1.0),
    label=LetterStyle(face="EttamettaDeco-Regular.ttf", leading=1.08),
    text=LetterStyle(face="BricolageGrotesque-SemiBold.ttf", leading=1.08),
    finish=_ringed("#FFF9EE", _MUSTARD, _TANGERINE, shadow="#3A130C"),
    holds=idling.floats(height=6.0, across=6.0, degrees=4.0, period_s=2.2),
    card_radius=26.0,
    arrives=lambda start_s: tracks.spring(start_s, x=-760, length_s=0.48),
)
