"""Caption pages as an ASS file, the format that libass renders captions from."""

from collections.abc import Iterable, Iterator

import pysubs2
from pysubs2.formats.substation import color_to_ass_rgba

from synthesis.assembly.captions import directions
from synthesis.assembly.captions.pages import Line, Page, Placed
from synthesis.assembly.captions.styles import Style
from synthesis.assembly.fonts import Face, Run
from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX

POP_MS = 90
ENTER_MS = 70
ENTER_SCALE = 88

# The baseline below a line's centre, in ems: half the height of capitals. All faces share it.
BASELINE = 0.36

# The plate: its opacity, and its margins and corners in ems.
PLATE_OPACITY = 0.78
PLATE_MARGIN = 0.34
PLATE_MARGIN_ABOVE = 0.08
PLATE_CORNER = 0.3
# The distance of a curve's control points that makes a quarter of a circle, as a share of its radius.
_ROUND = 0.5523

_STYLE = "Word"
_PLATE = "Plate"
# libass detects the text direction by the text.
_BY_THE_TEXT = -1
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = "\u200e", "\u200f"


def compose(*, pages: Iterable[Page], style: Style, has_plate: bool = False) -> str:
    """Write the whole file. Each word is one event that changes colour and size while it is spoken.

    With ``has_plate`` a dark plate lies behind the words of each page.
    """
    listed = list(pages)
    script = pysubs2.SSAFile()
    script.info = {
        "PlayResX": str(WIDTH_PX),
        "PlayResY": str(HEIGHT_PX),
        "WrapStyle": "2",
        "ScaledBorderAndShadow": "yes",
        "YCbCr Matrix": "TV.709",
    }
    script.styles = {_STYLE: _style_of(listed[0], style)}
    if has_plate:
        script.styles[_PLATE] = _style_of_plate(style)
    script.events = [event for page in listed for event in _events(page, style, has_plate=has_plate)]
    return script.to_string("ass", header_notice="")


def _style_of(page: Page, style: Style) -> pysubs2.SSAStyle:
    text, outline = _colour(style.text_colour), _colour(style.outline_colour)
    return pysubs2.SSAStyle(
        fontname=page.face.family,
        fontsize=_font_size(page.face, page),
        primarycolor=text,
        secondarycolor=text,
        outlinecolor=outline,
        backcolor=outline,
        outline=style.outline_px,
        shadow=0,
        alignment=pysubs2.Alignment.MIDDLE_CENTER,
        marginl=0,
        marginr=0,
        marginv=0,
        encoding=_BY_THE_TEXT,
    )


def _style_of_plate(style: Style) -> pysubs2.SSAStyle:
    fill = _colour(style.outline_colour)
    fill.a = round(255 * (1 - PLATE_OPACITY))
    return pysubs2.SSAStyle(
        primarycolor=fill,
        outline=0,
        shadow=0,
        alignment=pysubs2.Alignment.TOP_LEFT,
        marginl=0,
        marginr=0,
        marginv=0,
    )


def _font_size(face: Face, page: Page) -> float:
    return round(face.line_share * face.scale * page.size_px, 2)


def escaped(text: str) -> str:
    """Escape text so that libass draws it literally and finds no commands in it."""
    # A backslash cannot be escaped; an invisible joiner after it keeps it from forming a command with what
    # follows.
    return text.replace("\\", "\\\u2060").replace("{", "\\{").replace("}", "\\}").replace("\n", " ")


def _events(page: Page, style: Style, *, has_plate: bool) -> Iterator[pysubs2.SSAEvent]:
    if has_plate:
        outline = "".join(_rounded(line, page) for line in page.lines)
        yield _event(page, _PLATE, f"{{\\pos(0,0)\\p1}}{outline}")
    for placed in page.placed:
        tags = f"\\pos({placed.x_px:.1f},{_centre_y_px(placed, page):.1f}){_changes(page, placed, style)}"
        yield _event(page, _STYLE, _text(page, placed, tags))


def _event(page: Page, style: str, text: str) -> pysubs2.SSAEvent:
    return pysubs2.SSAEvent(
        start=pysubs2.make_time(s=max(0.0, page.starts_s)),
        end=pysubs2.make_time(s=max(0.0, page.ends_s)),
        style=style,
        text=text,
    )


def _text(page: Page, placed: Placed, tags: str) -> str:
    """The runs of a word, each in its face."""
    mark = _RIGHT_TO_LEFT if placed.is_rtl else ""
    if not placed.is_rtl and any(directions.has_leftward(run.text) for run in placed.runs):
        mark = _LEFT_TO_RIGHT
    parts = []
    for number, run in enumerate(placed.runs):
        face = f"\\fn{run.face.family}\\fs{_font_size(run.face, page):.2f}"
        parts.append(f"{{{'' if number else tags}{face}}}{mark if not number else ''}{escaped(run.text)}")
    return "".join(parts)


def _centre_y_px(placed: Placed, page: Page) -> float:
    """The centre of the word's box, such that its baseline is on the line's."""
    ascent, descent = (_most(placed.runs, part) for part in ("ascent", "descent"))
    return placed.y_px + (BASELINE - (ascent - descent) / 2) * page.size_px


def _most(runs: Iterable[Run], part: str) -> float:
    return max(float(getattr(run.face, part)) * run.face.scale for run in runs)


def _changes(page: Page, placed: Placed, style: Style) -> str:
    """The word's entrance, and its colour and size while it is spoken."""
    from_ms = max(0, round((placed.piece.starts_s - page.starts_s) * 1000))
    to_ms = max(from_ms, round((placed.piece.ends_s - page.starts_s) * 1000))
    tags = f"\\fscx{ENTER_SCALE}\\fscy{ENTER_SCALE}\\t(0,{ENTER_MS},\\fscx100\\fscy100)"
    active, plain = (color_to_ass_rgba(_colour(value)) for value in (style.active_colour, style.text_colour))
    scale = style.active_scale if placed.may_grow else 100
    tags += f"\\t({from_ms},{from_ms + 1},\\1c{active}&)\\t({to_ms},{to_ms + 1},\\1c{plain}&)"
    if scale != 100:
        pop_from_ms = max(from_ms, ENTER_MS)
        tags += f"\\t({pop_from_ms},{pop_from_ms + POP_MS},\\fscx{scale}\\fscy{scale})"
        tags += f"\\t({to_ms},{to_ms + POP_MS},\\fscx100\\fscy100)"
    return tags


def _rounded(line: Line, page: Page) -> str:
    """The outline of a rounded box around a line, as drawing commands. The boxes of two lines overlap."""
    above = PLATE_MARGIN_ABOVE * page.size_px + line.height_px / 2
    beside = PLATE_MARGIN * page.size_px + line.width_px / 2
    left, right = line.x_px - beside, line.x_px + beside
    top, bottom = line.y_px - above, line.y_px + above
    corner = PLATE_CORNER * page.size_px
    reach = corner * (1 - _ROUND)
    # Clockwise from the top left: the ends of each side, and the control points of the corner after it.
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


def _colour(value: str) -> pysubs2.Color:
    return pysubs2.Color(*bytes.fromhex(value))
