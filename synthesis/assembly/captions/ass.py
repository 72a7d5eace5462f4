"""Caption pages as an ASS file, the format that libass renders captions from."""

from collections.abc import Iterable, Iterator, Mapping

import pysubs2
from pysubs2.formats.substation import color_to_ass_rgba

from synthesis.assembly.captions import directions, plates
from synthesis.assembly.captions.pages import BASELINE, Page, Placed
from synthesis.assembly.captions.styles import Kind, Style
from synthesis.assembly.fonts import Face, Run
from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX

_STYLE = "Word"
_PLATE = "Plate"
# libass detects the text direction by the text.
_BY_THE_TEXT = -1
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = "\u200e", "\u200f"
# The shadow below outlined words, and its transparency from 0 to 255.
_SHADOW_PX, _SHADOW_TRANSPARENCY = 5.0, 150
_WORD_SHADOW_PX = 11.0
# How much of a word that has not been said yet shows through.
_UNSAID_ALPHA = "&H84&"
_GLOW = "\\bord7\\blur13\\3a&H68&"


def compose(*, pages: Iterable[Page], style: Style) -> str:
    """Write the whole file. Each word is one event that changes its colour while it is spoken, and what lies
    behind it is another one.
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
    if style.plate_colour:
        script.styles[_PLATE] = _style_of_plate(style)
    script.events = [event for page in listed for event in _events(page, style)]
    return script.to_string("ass", header_notice="")


def _style_of(page: Page, style: Style) -> pysubs2.SSAStyle:
    text = _colour(style.text_colour)
    outline = _colour(style.outline_colour or style.text_colour)
    shadow = _colour(style.outline_colour or style.text_colour)
    shadow.a = 0 if style.kind is Kind.WORD else _SHADOW_TRANSPARENCY
    return pysubs2.SSAStyle(
        fontname=page.face.family,
        fontsize=_font_size(page.face, page),
        primarycolor=text,
        secondarycolor=text,
        outlinecolor=outline,
        backcolor=shadow,
        outline=style.outline_px,
        shadow=0,
        alignment=pysubs2.Alignment.MIDDLE_CENTER,
        marginl=0,
        marginr=0,
        marginv=0,
        encoding=_BY_THE_TEXT,
    )


def _style_of_plate(style: Style) -> pysubs2.SSAStyle:
    return pysubs2.SSAStyle(
        primarycolor=_colour(style.plate_colour),
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


def _events(page: Page, style: Style) -> Iterator[pysubs2.SSAEvent]:
    until = _until(page)
    if style.kind is Kind.BOX:
        yield _drawing(page, plates.of_page(page, style), from_s=page.starts_s, to_s=page.ends_s)
    for placed in page.placed:
        from_s, to_s = max(placed.piece.starts_s, page.starts_s), until[placed.piece.starts_s]
        if style.kind in {Kind.CHIP, Kind.MARKER, Kind.UNDERLINE} and from_s < to_s:
            yield _drawing(page, plates.of_word(placed, page, style), from_s=from_s, to_s=to_s)
        if style.kind is Kind.GLOW and from_s < to_s:
            colour = color_to_ass_rgba(_colour(style.active_colour))
            tags = f"{_place(page, placed)}\\1c{colour}&\\3c{colour}&{_GLOW}"
            yield _event(_STYLE, _text(page, placed, tags), from_s=from_s, to_s=to_s)
    for placed in page.placed:
        tags = _place(page, placed) + _changes(page, placed, style, until_s=until[placed.piece.starts_s])
        yield _event(_STYLE, _text(page, placed, tags), from_s=page.starts_s, to_s=page.ends_s, is_above=True)


def _until(page: Page) -> Mapping[float, float]:
    """When each word stops being the active one, by its start: when the next one begins."""
    starts = sorted({placed.piece.starts_s for placed in page.placed})
    return dict(zip(starts, [*starts[1:], page.ends_s], strict=True))


def _drawing(page: Page, outline: str, *, from_s: float, to_s: float) -> pysubs2.SSAEvent:
    return _event(_PLATE, f"{{\\pos(0,0)\\p1}}{outline}", from_s=from_s, to_s=to_s)


def _event(style: str, text: str, *, from_s: float, to_s: float, is_above: bool = False) -> pysubs2.SSAEvent:
    return pysubs2.SSAEvent(
        start=pysubs2.make_time(s=max(0.0, from_s)),
        end=pysubs2.make_time(s=max(0.0, to_s)),
        style=style,
        text=text,
        layer=int(is_above),
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


def _place(page: Page, placed: Placed) -> str:
    return f"\\pos({placed.x_px:.1f},{_centre_y_px(placed, page):.1f})"


def _centre_y_px(placed: Placed, page: Page) -> float:
    """The centre of the word's box, such that its baseline is on the line's."""
    ascent, descent = (_most(placed.runs, part) for part in ("ascent", "descent"))
    return placed.y_px + (BASELINE - (ascent - descent) / 2) * page.size_px


def _most(runs: Iterable[Run], part: str) -> float:
    return max(float(getattr(run.face, part)) * run.face.scale for run in runs)


def _changes(page: Page, placed: Placed, style: Style, *, until_s: float) -> str:
    """The word's shadow, and its colour before, while and after it is spoken."""
    from_ms = max(0, round((placed.piece.starts_s - page.starts_s) * 1000))
    to_ms = max(from_ms + 1, round((until_s - page.starts_s) * 1000))
    tags = _shadow(style)
    if style.kind is Kind.WORD:
        return tags
    active, plain = (color_to_ass_rgba(_colour(value)) for value in (style.active_colour, style.text_colour))
    said = ""
    if style.kind is Kind.KARAOKE:
        tags += f"\\1a{_UNSAID_ALPHA}"
        said = "\\1a&H00&"
    tags += f"\\t({from_ms},{from_ms + 1},\\1c{active}&{said})"
    if until_s < page.ends_s:
        tags += f"\\t({to_ms},{to_ms + 1},\\1c{plain}&)"
    return tags


def _shadow(style: Style) -> str:
    if not style.outline_px:
        return ""
    return f"\\xshad0\\yshad{_WORD_SHADOW_PX if style.kind is Kind.WORD else _SHADOW_PX:g}"


def _colour(value: str) -> pysubs2.Color:
    return pysubs2.Color(*bytes.fromhex(value))
