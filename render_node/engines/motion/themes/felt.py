"""Felt: wool cloth with sewn hills, objects cut from felt with a seam, puffy letters, soft springs."""

import re
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np
from PIL import Image

from render_node.engines.motion import (
    colours,
    crafts,
    idling,
    objects,
    rasters,
    scenery,
    svg,
    textures,
    tracks,
)
from render_node.engines.motion.compositor import Layer
from render_node.engines.motion.lettering_styles import Ink, LetterStyle, Manner
from render_node.engines.motion.objects import Treatment
from render_node.engines.motion.themes.base import Ground, Look, Paper

_MOSS, _BLUSH, _SKY = "#72974C", "#F6C3AE", "#A8D3E6"
_CREAM, _PINE, _BERRY, _BUTTER = "#FFF5E1", "#22402F", "#C23B4E", "#FFD873"
_COCOA, _NAVY = "#5A2B22", "#1F3A56"
_WOOL = 0.05
# Where trims and sheets at the foot begin, where only the nearer sheet is left, and trims at the top end.
_FOOT_TOP, _SHEETS_TOP, _FOOT_END, _TOP_END = 1480.0, 1548.0, 1832.0, 200.0
# Shadows are copies that are moved by so many pixels.
_SHADOW_STEPS, _SHADOW_OPACITY = (-3, 1, 4, 7), 0.07
_DARK = "#1a1208"
# Sheets of felt at the foot: where the sheet begins, the height and length of its waves, and its shift.
_SHEETS = ((1588.0, 34.0, 760.0, 0.1), (1704.0, 46.0, 980.0, 0.55))
_FILLED = re.compile('fill="#[0-9a-fA-F]{6}"')
_STROKED = re.compile('stroke="#[0-9a-fA-F]{6}"')


@dataclass(frozen=True)
class _Piece:
    """A trim with its centre and how far it reaches."""

    body: str
    x: float
    y: float
    reach: float


_Pieces: TypeAlias = tuple[_Piece, ...]


def _cloth(
    paper: Paper, ground: Ground, *, sheets: tuple[str, str], foot: _Pieces = (), top: _Pieces = ()
) -> Image.Image:
    """The cloth with two sheets and trims at its foot, and others at its top."""
    picture = Image.new("RGBA", (paper.width, paper.height), ground.base)
    width, height = paper.width / paper.unit, paper.height / paper.unit
    body = "".join(_sheet(number, colour, width=width) for number, colour in enumerate(sheets))
    picture.paste(sheets[-1], (0, round(_FOOT_END * paper.unit), *picture.size))
    start, end = _FOOT_TOP if foot else _SHEETS_TOP, min(height, _FOOT_END)
    _lay(picture, body + _lying(_joined(foot)), paper=paper, start=start, end=end)
    _lay(picture, _lying(_joined(top)), paper=paper, start=0, end=_TOP_END)
    noise = textures.wool(paper.width, paper.height)
    return rasters.textured(picture.convert("RGB"), noise=noise, strength=_WOOL)


def _sheet(number: int, colour: str, *, width: float) -> str:
    """A sheet with a seam; of its shadow, only a narrow strip is above its edge."""
    start, swing, length, shift = _SHEETS[number]
    edge = crafts.wave(y=start, width=width, height=swing, length=length, shift=shift)
    above, low = _SHADOW_STEPS[0], _FOOT_END + 60
    strip = [(x, y + above) for x, y in edge] + [(x, y - above) for x, y in reversed(edge)]
    seam = [(x, y + 22) for x, y in edge]
    return (
        svg.polygon(strip, fill=_DARK, extra=f'fill-opacity="{_SHADOW_OPACITY}"')
        + svg.polygon([*edge, (width, low), (0, low)], fill=colour)
        + svg.line(seam, stroke=colours.lighter(colour, 0.5), width=5, dash="22 16")
    )


def _joined(pieces: _Pieces) -> str:
    return "".join(piece.body for piece in pieces)


def _lying(body: str) -> str:
    """A sheet over its own soft shadow."""
    # Each shape is drawn transparent: transparent groups take several times as long.
    dark = _STROKED.sub(
        'stroke="none"', _FILLED.sub(f'fill="{_DARK}" fill-opacity="{_SHADOW_OPACITY}"', body)
    )
    shadow = "".join(f'<g transform="translate(0 {down})">{dark}</g>' for down in _SHADOW_STEPS)
    return shadow + body if body else ""


def _lay(picture: Image.Image, body: str, *, paper: Paper, start: float, end: float) -> None:
    """Draw what lies between two heights."""
    if not body or end - start < 1 or start * paper.unit >= picture.height:
        return
    width = paper.width / paper.unit
    drawn = svg.draw(body, x=0, y=start, width=width, height=end - start, scale=paper.unit)
    box = (picture.width, min(picture.height - round(start * paper.unit), drawn.height))
    picture.alpha_composite(
        drawn.resize((picture.width, drawn.height)).crop((0, 0, *box)), (0, round(start * paper.unit))
    )


def _leaf(*, x: float, y: float, size: float, turn: float, colour: str) -> str:
    """A leaf of felt with a sewn vein."""
    shape = f"M0 0 C{size * 0.5} {-size * 0.32} {size * 0.9} {-size * 0.2} {size} 0"
    shape += f" C{size * 0.9} {size * 0.2} {size * 0.5} {size * 0.32} 0 0Z"
    vein = svg.line(
        [(size * 0.1, 0), (size * 0.86, 0)], stroke=colours.lighter(colour, 0.45), width=4, dash="14 11"
    )
    return (
        f'<g transform="translate({x:.1f} {y:.1f}) rotate({turn:.1f})">'
        f"{svg.path(shape, fill=colour)}{vein}</g>"
    )


def _sprig(*, x: float, y: float, colour: str, dark: str) -> str:
    """Two leaves on a hill."""
    return _leaf(x=x, y=y, size=118, turn=-62, colour=colour) + _leaf(
        x=x, y=y, size=96, turn=-118, colour=dark
    )


def _flower(*, x: float, y: float, radius: float, colour: str, heart: str) -> str:
    petals = "".join(
        svg.circle(
            x=x + radius * 0.62 * float(np.cos(angle)),
            y=y + radius * 0.62 * float(np.sin(angle)),
            radius=radius * 0.46,
            fill=colour,
        )
        for angle in np.linspace(0, 2 * np.pi, 6, endpoint=False)
    )
    return petals + svg.circle(x=x, y=y, radius=radius * 0.36, fill=heart)


def _cloud(*, x: float, y: float, size: float) -> str:
    parts = ((0, 0, 0.34), (0.34, -0.12, 0.4), (0.74, 0, 0.32), (0.37, 0.1, 0.34))
    return "".join(
        svg.circle(x=x + size * dx, y=y + size * dy, radius=size * radius, fill=_CREAM)
        for dx, dy, radius in parts
    )


def _planted(x: float, y: float, *, colour: str, dark: str) -> _Piece:
    return _Piece(_sprig(x=x, y=y, colour=colour, dark=dark), x, y - 50, 160)


def _bloom(x: float, y: float, radius: float, *, colour: str, heart: str) -> _Piece:
    return _Piece(_flower(x=x, y=y, radius=radius, colour=colour, heart=heart), x, y, radius * 1.6)


def _floating(x: float, y: float, size: float) -> _Piece:
    return _Piece(_cloud(x=x, y=y, size=size), x + size * 0.37, y, size)


_MEADOW = (
    _planted(128, 1596, colour="#5F8A46", dark="#4C7539"),
    _bloom(964, 1640, 54, colour=_CREAM, heart=_BUTTER),
    _bloom(872, 1742, 38, colour="#F4B7A0", heart=_CREAM),
)
_BLOOMS = (
    _bloom(130, 1668, 60, colour=_BERRY, heart=_BUTTER),
    _bloom(238, 1766, 40, colour=_CREAM, heart=_BUTTER),
    _planted(962, 1640, colour="#7FA367", dark="#66894F"),
)
_AIR = (_floating(820, 96, 170), _floating(70, 60, 120))
# How the trims move: plants in the wind, and clouds with it.
_WIND = idling.wobbles(reach=4.0, degrees=4.0, per_s=10.0)
_DRIFT = idling.floats(height=4.0, across=34.0, degrees=0.0, period_s=5.0)


def _windy(
    paper: Paper, ground: Ground, *, sheets: tuple[str, str], foot: _Pieces = (), top: _Pieces = ()
) -> Layer:
    """The cloth with trims that move."""
    pieces = [(piece, _WIND) for piece in foot] + [(piece, _DRIFT) for piece in top]
    trims = [
        scenery.around(
            _lying(piece.body),
            x=piece.x,
            y=piece.y,
            reach=piece.reach,
            track=manner(idling.Rest(phase=number * 0.37)),
        )
        for number, (piece, manner) in enumerate(pieces)
    ]
    return scenery.trimmed(paper, lambda: _cloth(paper, ground, sheets=sheets), trims, finish=_woollen)


def _woollen(picture: Image.Image) -> Image.Image:
    noise = textures.wool(picture.width, picture.height)
    return rasters.textured(picture, noise=noise, strength=_WOOL)


def _felt(rim: str, thread: str) -> objects.Finish:
    return objects.Finish(
        treatment=Treatment.FELT,
        rim=26,
        rim_colour=rim,
        ink=thread,
        shadow="#1c1408",
        shadow_opacity=0.34,
        shadow_blur=9,
        shadow_y=9,
    )


_FACE = "DynaPuff-Bold.ttf"

THEME = Look(
    name="felt",
    grounds=(
        Ground(
            base=_MOSS,
            ink=Ink(fill=_CREAM, accent=_BUTTER, extra={"backing": "#2F5238"}),
            label="#1B3426",
            card=_CREAM,
            card_ink=_PINE,
            strong="#B23048",
            on_strong=_CREAM,
            soft="#A3C07F",
            paint=partial(_cloth, sheets=("#5E8340", "#496C35"), foot=_MEADOW),
            moves=partial(_windy, sheets=("#5E8340", "#496C35"), foot=_MEADOW),
        ),
        Ground(
            base=_BLUSH,
            ink=Ink(fill=_BERRY, accent="#2E6B4A", extra={"backing": _CREAM}),
            label=_COCOA,
            card=_CREAM,
            card_ink=_COCOA,
            strong="#2E6B4A",
            on_strong=_CREAM,
            soft="#EBA890",
            paint=partial(_cloth, sheets=("#EFA68B", "#E38D74"), foot=_BLOOMS),
            moves=partial(_windy, sheets=("#EFA68B", "#E38D74"), foot=_BLOOMS),
        ),
        Ground(
            base=_SKY,
            ink=Ink(fill="#22588A", accent="#C8432F", extra={"backing": _CREAM}),
            label=_NAVY,
            card=_CREAM,
            card_ink=_NAVY,
            strong="#D9553F",
            on_strong=_CREAM,
            soft="#83BBD4",
            paint=partial(_cloth, sheets=("#8DB77C", "#6F9C63"), top=_AIR),
            moves=partial(_windy, sheets=("#8DB77C", "#6F9C63"), top=_AIR),
        ),
    ),
    headline=LetterStyle(face=_FACE, manner=Manner.STITCHED, rim=0.085, leading=1.04),
    numeral=LetterStyle(face=_FACE, leading=1.0),
    label=LetterStyle(face=_FACE, leading=1.04),
    text=LetterStyle(face="Nunito-Black.ttf", leading=1.1),
    finish=_felt(_CREAM, "#B98A5C"),
    holds=idling.wobbles(reach=5.0, degrees=1.75, per_s=10.0),
    card_radius=34.0,
    arrives=lambda start_s: tracks.pop(start_s, length_s=0.5, low=0.82, rise=70),
)
