"""Shapes behind and below the words of captions, as drawing commands of ASS."""

from synthesis.assembly.captions.pages import BASELINE, Line, Page, Placed
from synthesis.assembly.captions.styles import Kind, Style

# The distance of a curve's control points that makes a quarter of a circle, as a share of its radius.
_ROUND = 0.5523
# Margins of a box beside its line in pixels, and above it in ems.
BOX_BESIDE_PX = 28.0
_BOX_ABOVE = 0.16
# Around a word, in ems: a chip, and the stroke of a marker.
_CHIP = (0.17, 0.60, 0.62)
_STROKE = (0.12, 0.50, 0.56)
_LINE = (0.19, 0.32)


def of_page(page: Page, style: Style) -> str:
    """A box behind all lines."""
    corner = style.corner * page.size_px
    return "".join(_rounded(*_around(line, page), corner) for line in page.lines)


def of_word(placed: Placed, page: Page, style: Style) -> str:
    """What marks a word while it is heard."""
    left, right = placed.x_px - placed.width_px / 2, placed.x_px + placed.width_px / 2
    em = page.size_px
    if style.kind is Kind.UNDERLINE:
        top, bottom = (placed.y_px + (BASELINE + part) * em for part in _LINE)
        return _rounded(left, top, right, bottom, (bottom - top) / 2)
    beside, above, below = _STROKE if style.kind is Kind.MARKER else _CHIP
    left, right = left - beside * em, right + beside * em
    # Scripts with marks above and below have a larger distance of lines.
    tall = page.leading / 1.16
    top, bottom = placed.y_px - above * em * tall, placed.y_px + below * em * tall
    if style.kind is Kind.MARKER:
        slant = 0.035 * em
        corners = ((left, top + slant), (right, top - slant), (right + slant, bottom - slant))
        return f"m {_point(corners[0])} l {' '.join(map(_point, (*corners[1:], (left, bottom))))} "
    return _rounded(left, top, right, bottom, style.corner * em)


def _around(line: Line, page: Page) -> tuple[float, float, float, float]:
    above = _BOX_ABOVE * page.size_px + line.height_px / 2
    beside = BOX_BESIDE_PX + line.width_px / 2
    return line.x_px - beside, line.y_px - above, line.x_px + beside, line.y_px + above


def _rounded(left: float, top: float, right: float, bottom: float, corner: float) -> str:
    """A box with round corners, clockwise."""
    corner = min(corner, (right - left) / 2, (bottom - top) / 2)
    reach = corner * (1 - _ROUND)
    # From the top left: the end of each side, and the control points of the corner after it.
    corners = [
        ((right - corner, top), (right - reach, top), (right, top + reach), (right, top + corner)),
        (
            (right, bottom - corner),
            (right, bottom - reach),
            (right - reach, bottom),
            (right - corner, bottom),
        ),
        ((left + corner, bottom), (left + reach, bottom), (left, bottom - reach), (left, bottom - corner)),
        ((left, top + corner), (left, top + reach), (left + reach, top), (left + corner, top)),
    ]
    drawn = [f"l {_point(end)} b {' '.join(map(_point, curve))}" for end, *curve in corners]
    return f"m {_point(corners[-1][-1])} {' '.join(drawn)} "


def _point(place: tuple[float, float]) -> str:
    return f"{place[0]:.0f} {place[1]:.0f}"
