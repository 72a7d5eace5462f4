"""Pictured objects in the treatments of themes, drawn at the size at which they are shown."""

import contextlib
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from PIL import Image

from render_node.engines import objects as collection
from render_node.engines.motion import crafts, printing, rasters, shelf, svg, textures

# A margin for rim, shadow and turns, relative to the side.
MARGIN = 0.14
_MEASURED_PX = 96
# The drawing program fails on a few filters at a few sizes: then the object is drawn somewhat larger.
_RETRIES = (0, 1, 2, 3, 5, 8, 13, 34)
# Of the margin: small objects get a thinner rim.
_WIDEST_RIM = 0.52
# Rings of colour need more; they have little shadow.
_WIDEST_ECHO = 0.86
_VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) [\d.]+"')


class Treatment(StrEnum):
    """How an object looks in a theme."""

    STICKER = "sticker"
    HALFTONE = "halftone"
    PAPER = "paper"
    SOLID = "solid"
    GREY = "grey"
    PRINT = "print"
    PIXEL = "pixel"
    FELT = "felt"
    ECHO = "echo"


_CRAFTED = frozenset({Treatment.PIXEL, Treatment.FELT, Treatment.ECHO})


@dataclass(frozen=True)
class Finish:
    """A treatment with its colours.

    ``darkness`` is the middle tone of an object in dots, from 0 to 1; 0 keeps its own tones. ``echoes`` are
    the colours of rings, from the object outwards; together they are as wide as ``rim``. A print has paper of
    the rim's colour behind it, moved by ``rim``. ``shadow_x`` moves the shadow to the right.
    """

    treatment: Treatment
    rim: float = 18.0
    rim_colour: str = "#ffffff"
    shadow: str = "#000000"
    shadow_opacity: float = 0.34
    shadow_blur: float = 16.0
    shadow_y: float = 16.0
    ink: str = "#111111"
    darkness: float = 0.0
    pitch: float = 9.4
    echoes: tuple[str, ...] = ()
    shadow_x: float = 0.0


def exists(name: str) -> bool:
    """True if the collection has an object of this name."""
    return name in collection.names()


@lru_cache(maxsize=64)
def drawn(name: str, side_px: int) -> Image.Image:
    """The object alone, in RGBA, as large as fits into a square of this side."""
    document, (left, top, width, height) = _cropped(name)
    longer = max(width, height)
    x, y = left - (longer - width) / 2, top - (longer - height) / 2
    box = f'viewBox="{x:.3f} {y:.3f} {longer:.3f} {longer:.3f}"'
    cropped = _VIEW_BOX.sub(box, document, count=1)
    found = _rendered(cropped, side_px)
    if found is None:
        return Image.new("RGBA", (side_px, side_px))
    return found if found.width == side_px else _reduced(found, side_px)


def _reduced(picture: Image.Image, side_px: int) -> Image.Image:
    small = picture.convert("RGBa").resize((side_px, side_px), Image.Resampling.BICUBIC)
    return small.convert("RGBA")


def _rendered(document: str, side_px: int) -> Image.Image | None:
    """The drawing in this width, or in a larger one where the drawing program fails; None if all fail."""
    for more in _RETRIES:
        with contextlib.suppress(svg.NotDrawnError):
            return svg.render(document, width_px=side_px + more)
    return None


@lru_cache(maxsize=256)
def _cropped(name: str) -> tuple[str, tuple[float, float, float, float]]:
    """The drawing, and the box that its ink takes in its own units."""
    document = collection.svg(name)
    found = _VIEW_BOX.search(document)
    measured = _rendered(document, _MEASURED_PX)
    side_px = measured.width if measured else _MEASURED_PX
    units = float(found.group(1)) if found else float(side_px)
    box = measured.getchannel("A").point(lambda value: value > 16).getbbox() if measured else None
    left, top, right, bottom = (side * units / side_px for side in box or (0, 0, side_px, side_px))
    return document, (left, top, right - left, bottom - top)


@lru_cache(maxsize=64)
def picture(
    name: str, *, side_px: int, unit: float, finish: Finish, is_struck: bool = False, turn: float = 0.0
) -> Image.Image:
    """The object as it appears, with a transparent margin of ``MARGIN`` of the side on each side.

    ``side_px`` is the side of the object without its margin. ``turn`` is in degrees clockwise; a turned
    object is larger, and its shadow still falls downwards.
    """
    key = (name, side_px, unit, finish, is_struck, turn)
    return shelf.kept(key, lambda: _picture(name, side_px, unit, finish, is_struck=is_struck, turn=turn))


def _picture(
    name: str, side_px: int, unit: float, finish: Finish, *, is_struck: bool, turn: float
) -> Image.Image:
    margin = round(side_px * MARGIN)
    plain = drawn(name, side_px)
    if turn:
        plain = plain.rotate(-turn, Image.Resampling.BICUBIC, expand=True)
    plain = rasters.padded(plain, margin)
    widest = _WIDEST_ECHO if finish.treatment is Treatment.ECHO else _WIDEST_RIM
    rim = min(finish.rim * unit, margin * widest)
    finished = _treated(plain, finish=finish, rim=rim, unit=unit)
    if is_struck:
        finished = struck(finished, margin=margin)
    return rasters.shadowed(
        finished,
        blur=min(finish.shadow_blur * unit, margin * 0.5),
        dx=min(finish.shadow_x * unit, margin * 0.4),
        dy=min(finish.shadow_y * unit, margin * 0.4),
        colour=finish.shadow,
        opacity=finish.shadow_opacity,
    )


def _treated(plain: Image.Image, *, finish: Finish, rim: float, unit: float) -> Image.Image:
    if finish.treatment is Treatment.STICKER:
        return rasters.die_cut(plain, width=rim, colour=finish.rim_colour)
    if finish.treatment is Treatment.PAPER:
        noise = textures.paper(plain.width, plain.height)
        return rasters.die_cut(
            rasters.textured(plain, noise=noise, strength=0.035), width=rim, colour=finish.rim_colour
        )
    if finish.treatment is Treatment.HALFTONE:
        return rasters.die_cut(
            _halftoned(plain, finish=finish, unit=unit), width=rim, colour=finish.rim_colour
        )
    if finish.treatment is Treatment.PRINT:
        return _printed(plain, finish=finish, unit=unit)
    if finish.treatment in _CRAFTED:
        return _crafted(plain, finish=finish, rim=rim, unit=unit)
    if finish.treatment is Treatment.GREY:
        return rasters.die_cut(_grey(plain, finish=finish), width=rim, colour=finish.rim_colour)
    return plain


def _printed(plain: Image.Image, *, finish: Finish, unit: float) -> Image.Image:
    """Dots in one ink. Where the finish has a rim, paper shows through them, a little out of register."""
    screen = printing.coverage(plain, pitch=max(3.0, finish.pitch * unit), darkness=finish.darkness)
    dots = rasters.filled(screen, finish.ink)
    if not finish.rim:
        return dots
    paper = Image.new("L", plain.size)
    paper.paste(plain.getchannel("A"), (round(finish.rim * unit), round(finish.rim * unit * 0.6)))
    return rasters.under(dots, rasters.filled(paper, finish.rim_colour))


def _grey(plain: Image.Image, *, finish: Finish) -> Image.Image:
    return rasters.grey(plain, dark=finish.ink, light=finish.rim_colour)


def _crafted(plain: Image.Image, *, finish: Finish, rim: float, unit: float) -> Image.Image:
    if finish.treatment is Treatment.PIXEL:
        cell = crafts.cell_of(plain.width, unit=unit)
        return crafts.pixelated(plain, cell=cell, outline=finish.rim_colour)
    if finish.treatment is Treatment.FELT:
        return crafts.felted(plain, rim=rim, colour=finish.rim_colour, thread=finish.ink)
    return crafts.echoed(plain, rim=rim, colours=finish.echoes)


def crafted(plain: Image.Image, *, finish: Finish, unit: float) -> Image.Image:
    """Another shape, with its margin, in pixels, felt or rings, if that is the finish."""
    if finish.treatment not in _CRAFTED:
        return plain
    widest = _WIDEST_ECHO if finish.treatment is Treatment.ECHO else _WIDEST_RIM
    rim = min(finish.rim * unit, plain.width * MARGIN / (1 + 2 * MARGIN) * widest)
    return _crafted(plain, finish=finish, rim=rim, unit=unit)


def _halftoned(plain: Image.Image, *, finish: Finish, unit: float) -> Image.Image:
    pitch = max(3.0, finish.pitch * unit)
    if not finish.darkness:
        return rasters.halftoned(plain, ink=finish.ink, paper=finish.rim_colour, pitch=pitch, contrast=1.5)
    screen = printing.coverage(plain, pitch=pitch, darkness=finish.darkness)
    return rasters.under(
        rasters.filled(screen, finish.ink), rasters.filled(plain.getchannel("A"), finish.rim_colour)
    )


def struck(picture_: Image.Image, *, margin: int) -> Image.Image:
    """The picture crossed out from corner to corner, within ``margin`` pixels."""
    side = float(picture_.width)
    low, high = margin * 0.9, side - margin * 0.9
    ends = [(low, high), (high, low)]
    thick = side * 0.07
    body = svg.line(ends, stroke="#ffffff", width=thick * 1.7) + svg.line(ends, stroke="#e5322d", width=thick)
    bar = svg.draw(body, x=0, y=0, width=side, height=side, scale=1)
    return Image.alpha_composite(picture_, bar)


def shape(name: str) -> tuple[float, float]:
    """The width and height of the object's ink, in shares of its longer side."""
    _, (_, _, width, height) = _cropped(name)
    longer = max(width, height)
    return width / longer, height / longer
