"""Vector drawings as pictures, by resvg."""

import functools
import io
from xml.sax.saxutils import quoteattr

import resvg_py
from PIL import Image

VERSION = resvg_py.__resvg_version__
_HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
# While a scene is edited, most of its drawings stay the same, and they take half of its still's time.
_KEPT = 32


class NotDrawnError(Exception):
    """The drawing program failed."""


def draw(body: str, *, x: float, y: float, width: float, height: float, scale: float) -> Image.Image:
    """Draw the part of a drawing in the box, in RGBA. ``scale`` is pixels per unit."""
    size = max(1, round(width * scale)), max(1, round(height * scale))
    document = (
        f'{_HEAD} width="{size[0]}" height="{size[1]}" viewBox="{x:.2f} {y:.2f} {width:.2f} {height:.2f}"'
        f' preserveAspectRatio="none">{body}</svg>'
    )
    return render(document)


def render(document: str, *, width_px: int | None = None) -> Image.Image:
    """Draw a whole document, in RGBA. Raises NotDrawnError if the drawing program fails."""
    return Image.open(io.BytesIO(_png(document, width_px))).convert("RGBA")


@functools.lru_cache(maxsize=_KEPT)
def _png(document: str, width_px: int | None) -> bytes:
    try:
        drawn = resvg_py.svg_to_bytes(svg_string=document, width=width_px, skip_system_fonts=True)
    except BaseException as failure:
        # Its panics are no Exception, and their type is not exported.
        if type(failure).__name__ != "PanicException":
            raise
        raise NotDrawnError from failure
    return bytes(drawn)


def path(
    outline: str, *, fill: str = "none", x: float = 0.0, y: float = 0.0, stroke: str = "", width: float = 0.0
) -> str:
    """A path with its origin at (x, y)."""
    line = f' stroke="{stroke}" stroke-width="{width:.2f}" stroke-linejoin="round" stroke-linecap="round"'
    moved = f' transform="translate({x:.2f} {y:.2f})"' if x or y else ""
    return f'<path d={quoteattr(outline)} fill="{fill}"{line if stroke else ""}{moved}/>'


def rectangle(
    *, x: float, y: float, width: float, height: float, fill: str, radius: float = 0.0, extra: str = ""
) -> str:
    """A rectangle, with round corners if ``radius`` is not 0."""
    return (
        f'<rect x="{x:.2f}" y="{y:.2f}" width="{max(0, width):.2f}" height="{max(0, height):.2f}" '
        f'rx="{radius:.2f}" fill="{fill}" {extra}/>'
    )


def circle(*, x: float, y: float, radius: float, fill: str, extra: str = "") -> str:
    """A circle around (x, y)."""
    return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{max(0, radius):.2f}" fill="{fill}" {extra}/>'


def line(
    points: list[tuple[float, float]], *, stroke: str, width: float, dash: str = "", closed: bool = False
) -> str:
    """A line through the points, with round joins."""
    tag = "polygon" if closed else "polyline"
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    joined = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
    return (
        f'<{tag} points="{joined}" fill="none" stroke="{stroke}" stroke-width="{width:.2f}" '
        f'stroke-linejoin="round" stroke-linecap="round"{dashes}/>'
    )


def polygon(points: list[tuple[float, float]], *, fill: str, extra: str = "") -> str:
    """A filled polygon."""
    joined = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
    return f'<polygon points="{joined}" fill="{fill}" {extra}/>'


def turned(body: str, *, degrees: float, x: float, y: float) -> str:
    """The drawing turned clockwise around (x, y)."""
    return f'<g transform="rotate({degrees:.2f} {x:.2f} {y:.2f})">{body}</g>'


def gradient(name: str, stops: list[tuple[float, str]], *, upright: bool = True, radial: bool = False) -> str:
    """A gradient from top to bottom, from left to right, or from the centre. Used as ``url(#name)``."""
    colours = "".join(f'<stop offset="{at:.3f}" stop-color="{colour}"/>' for at, colour in stops)
    if radial:
        return f'<defs><radialGradient id="{name}">{colours}</radialGradient></defs>'
    end = 'x2="0" y2="1"' if upright else 'x2="1" y2="0"'
    return f'<defs><linearGradient id="{name}" x1="0" y1="0" {end}>{colours}</linearGradient></defs>'
