"""How themes draw letters: filled, extruded, printed out of register, or highlighted."""

import math
from dataclasses import dataclass, field
from enum import StrEnum

from PIL import Image

from render_node.engines.motion import colours, rasters, svg, textures

# Smaller letters are plain: seams and rings would be blots.
_LEAST_CRAFTED = 64.0
_DROP = 0.05


class Manner(StrEnum):
    """How letters are drawn."""

    FLAT = "flat"
    EXTRUDED = "extruded"
    MISREGISTERED = "misregistered"
    STITCHED = "stitched"
    ECHOED = "echoed"
    DROPPED = "dropped"


class Emphasis(StrEnum):
    """How the accent words differ."""

    COLOUR = "colour"
    MARKER = "marker"


@dataclass(frozen=True)
class LetterStyle:
    """A typeface and how it is drawn. ``depth`` and ``rim`` are shares of the size."""

    face: str
    manner: Manner = Manner.FLAT
    emphasis: Emphasis = Emphasis.COLOUR
    is_upper: bool = False
    tracking: float = 0.0
    leading: float = 1.02
    depth: float = 0.09
    rim: float = 0.07
    rim_colour: str = "#2a120c"
    marker: str = "#ffe44d"
    second_ink: str = "#2746d8"


@dataclass(frozen=True)
class Glyphs:
    """A word's outline with the start of its baseline."""

    outline: str
    x: float
    baseline: float
    width: float
    is_accent: bool = False


@dataclass(frozen=True)
class Ink:
    """The colours of one text."""

    fill: str
    accent: str
    extra: dict[str, str] = field(default_factory=dict, hash=False, compare=False)


def margin(style: LetterStyle, size: float) -> float:
    """The space around letters that rims, shadows and markers need."""
    return size * 0.32 if style.manner is not Manner.FLAT else size * 0.22


def body(words: list[Glyphs], *, style: LetterStyle, size: float, ink: Ink) -> str:
    """The words of a line as a drawing."""
    if style.manner is Manner.EXTRUDED:
        return _extruded(words, style=style, size=size, ink=ink)
    if style.manner is Manner.MISREGISTERED:
        return _misregistered(words, style=style, size=size, ink=ink)
    if size >= _LEAST_CRAFTED and _NEEDED.get(style.manner) in ink.extra:
        return _CRAFTED[style.manner](words, style=style, size=size, ink=ink)
    return _flat(words, style=style, size=size, ink=ink)


def _stitched(words: list[Glyphs], *, style: LetterStyle, size: float, ink: Ink) -> str:
    """Letters of felt, sewn to a backing."""
    backing = ink.extra["backing"]
    wide, thin = size * style.rim * 2, max(1.5, size * 0.02)
    drop = size * 0.035
    under = [
        svg.path(each.outline, fill="#000000", x=each.x, y=each.baseline + drop, stroke="#000000", width=wide)
        for each in words
    ]
    felt = [
        svg.path(each.outline, fill=backing, x=each.x, y=each.baseline, stroke=backing, width=wide)
        for each in words
    ]
    dash = f'<g stroke-dasharray="{size * 0.075:.1f} {size * 0.055:.1f}">'
    front = "".join(
        svg.path(each.outline, fill=_colour(each, ink), x=each.x, y=each.baseline)
        + dash
        + svg.path(each.outline, x=each.x, y=each.baseline, stroke=_thread(each, ink), width=thin)
        + "</g>"
        for each in words
    )
    return f'<g opacity="0.26">{"".join(under)}</g>' + "".join(felt) + front


def _thread(word: Glyphs, ink: Ink) -> str:
    """The thread: darker than light felt, lighter than dark felt."""
    own = _colour(word, ink)
    return colours.lighter(own, -0.34 if colours.luminance(own) > 0.4 else 0.5)


def _echoed(words: list[Glyphs], *, style: LetterStyle, size: float, ink: Ink) -> str:
    """Letters in rings of colour: the extra inks ``echo_1`` next to them, and ``echo_2`` around it."""
    rings: list[str] = []
    for name, share in (("echo_2", 2.0), ("echo_1", 1.0)):
        colour = ink.extra.get(name, ink.extra["echo_1"])
        rings += [
            svg.path(
                each.outline,
                fill=colour,
                x=each.x,
                y=each.baseline,
                stroke=colour,
                width=size * style.rim * 2 * share,
            )
            for each in words
        ]
    front = [svg.path(each.outline, fill=_colour(each, ink), x=each.x, y=each.baseline) for each in words]
    return "".join(rings + front)


def _dropped(words: list[Glyphs], *, style: LetterStyle, size: float, ink: Ink) -> str:
    """Letters before a copy of themselves in the extra ink ``drop``, without blur."""
    shift = round(size * _DROP)
    behind = [
        svg.path(each.outline, fill=ink.extra["drop"], x=each.x + shift, y=each.baseline + shift)
        for each in words
    ]
    front = [svg.path(each.outline, fill=_colour(each, ink), x=each.x, y=each.baseline) for each in words]
    return "".join(behind + front)


# Letters that are made of more than one colour, and the extra ink that each needs: without it they are plain.
_CRAFTED = {Manner.STITCHED: _stitched, Manner.ECHOED: _echoed, Manner.DROPPED: _dropped}
_NEEDED = {Manner.STITCHED: "backing", Manner.ECHOED: "echo_1", Manner.DROPPED: "drop"}


def _colour(word: Glyphs, ink: Ink) -> str:
    return ink.accent if word.is_accent else ink.fill


def _flat(words: list[Glyphs], *, style: LetterStyle, size: float, ink: Ink) -> str:
    is_marked = style.emphasis is Emphasis.MARKER and ink.extra.get("emphasis") != Emphasis.COLOUR
    marks = "".join(_marker(word, size, style.marker) for word in words if word.is_accent and is_marked)
    letters = "".join(
        svg.path(word.outline, fill=ink.fill if is_marked else _colour(word, ink), x=word.x, y=word.baseline)
        for word in words
    )
    return marks + letters


def _marker(word: Glyphs, size: float, colour: str) -> str:
    left, right = word.x - size * 0.13, word.x + word.width + size * 0.1
    top, bottom = word.baseline - size * 0.72, word.baseline + size * 0.22
    lean = size * 0.055
    points = [
        (left - lean, top + lean),
        (right + lean, top - lean * 0.5),
        (right, bottom),
        (left, bottom + lean),
    ]
    return svg.polygon(points, fill=colour)


def _extruded(words: list[Glyphs], *, style: LetterStyle, size: float, ink: Ink) -> str:
    depth, rim = size * style.depth, size * style.rim
    steps = max(3, math.ceil(depth / 2))
    behind: list[str] = []
    for step in range(steps, -1, -1):
        share = step / steps
        for word in words:
            x, y = word.x + depth * 0.35 * share, word.baseline + depth * share
            behind.append(
                svg.path(word.outline, fill=style.rim_colour, x=x, y=y, stroke=style.rim_colour, width=rim)
            )
    front = [svg.path(word.outline, fill=_colour(word, ink), x=word.x, y=word.baseline) for word in words]
    return "".join(behind + front)


def _misregistered(words: list[Glyphs], *, style: LetterStyle, size: float, ink: Ink) -> str:
    """Accent words in a second ink, beside an outline in the first.

    With an extra ink ``drop``, all words stand before a copy of themselves in that ink instead.
    """
    drop = ink.extra.get("drop", "")
    shift = min(size * 0.045, 12.0)
    if drop:
        behind = [
            svg.path(word.outline, fill=drop, x=word.x + shift, y=word.baseline + shift) for word in words
        ]
        front = [svg.path(word.outline, fill=_colour(word, ink), x=word.x, y=word.baseline) for word in words]
        return "".join(behind + front)
    outline = ink.extra.get("outline", style.second_ink)
    return "".join(_overprinted(each, shift=shift, size=size, ink=ink, outline=outline) for each in words)


def _overprinted(word: Glyphs, *, shift: float, size: float, ink: Ink, outline: str) -> str:
    if not word.is_accent:
        return svg.path(word.outline, fill=ink.fill, x=word.x, y=word.baseline)
    plate = svg.path(word.outline, fill=ink.accent, x=word.x - shift, y=word.baseline - shift * 0.7)
    return plate + svg.path(word.outline, x=word.x, y=word.baseline, stroke=outline, width=size * 0.02)


def drawn(
    words: list[Glyphs],
    *,
    style: LetterStyle,
    size: float,
    ink: Ink,
    x: float,
    y: float,
    width: float,
    height: float,
    scale: float,
) -> Image.Image:
    """The line in RGBA, with ``margin`` around the box."""
    around = margin(style, size)
    picture = svg.draw(
        body(words, style=style, size=size, ink=ink),
        x=x - around,
        y=y - around,
        width=width + 2 * around,
        height=height + 2 * around,
        scale=scale,
    )
    if style.manner is Manner.STITCHED:
        noise = textures.wool(picture.width, picture.height)
        return rasters.textured(picture, noise=noise, strength=0.06)
    return picture
