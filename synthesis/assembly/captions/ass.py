"""Caption pages as an ASS file, the format that libass renders captions from."""

from collections.abc import Iterable, Iterator

import pysubs2
from pysubs2.formats.substation import color_to_ass_rgba

from synthesis.assembly.captions.pages import Page, Placed
from synthesis.assembly.captions.styles import Style
from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX

POP_MS = 90
ENTER_MS = 70
ENTER_SCALE = 88

_STYLE = "Word"
# libass detects the text direction by the text.
_BY_THE_TEXT = -1


def compose(*, pages: Iterable[Page], style: Style) -> str:
    """Write the whole file. Each word is one event that changes colour and size while it is spoken."""
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
    script.events = [event for page in listed for event in _events(page, style)]
    return script.to_string("ass", header_notice="")


def _style_of(page: Page, style: Style) -> pysubs2.SSAStyle:
    text, outline = _colour(style.text_colour), _colour(style.outline_colour)
    return pysubs2.SSAStyle(
        fontname=page.face.family,
        fontsize=round(page.face.line_share * page.size_px, 2),
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


def escaped(text: str) -> str:
    """Escape text so that libass draws it literally and finds no commands in it."""
    # A backslash cannot be escaped; an invisible joiner after it keeps it from forming a command with what
    # follows.
    return text.replace("\\", "\\\u2060").replace("{", "\\{").replace("}", "\\}").replace("\n", " ")


def _events(page: Page, style: Style) -> Iterator[pysubs2.SSAEvent]:
    for placed in page.placed:
        yield pysubs2.SSAEvent(
            start=pysubs2.make_time(s=max(0.0, page.starts_s)),
            end=pysubs2.make_time(s=max(0.0, page.ends_s)),
            style=_STYLE,
            text=f"{{{_tags(page, placed, style)}}}{escaped(placed.piece.text)}",
        )


def _tags(page: Page, placed: Placed, style: Style) -> str:
    from_ms = max(0, round((placed.piece.starts_s - page.starts_s) * 1000))
    to_ms = max(from_ms, round((placed.piece.ends_s - page.starts_s) * 1000))
    size = page.face.line_share * page.size_px
    tags = f"\\pos({placed.x_px:.1f},{placed.y_px:.1f})\\fs{size:.2f}"
    tags += f"\\fscx{ENTER_SCALE}\\fscy{ENTER_SCALE}\\t(0,{ENTER_MS},\\fscx100\\fscy100)"
    active, plain = (color_to_ass_rgba(_colour(value)) for value in (style.active_colour, style.text_colour))
    scale = style.active_scale
    tags += f"\\t({from_ms},{from_ms + 1},\\1c{active}&)\\t({to_ms},{to_ms + 1},\\1c{plain}&)"
    if scale != 100:
        pop_from_ms = max(from_ms, ENTER_MS)
        tags += f"\\t({pop_from_ms},{pop_from_ms + POP_MS},\\fscx{scale}\\fscy{scale})"
        tags += f"\\t({to_ms},{to_ms + POP_MS},\\fscx100\\fscy100)"
    return tags


def _colour(value: str) -> pysubs2.Color:
    return pysubs2.Color(*bytes.fromhex(value))
