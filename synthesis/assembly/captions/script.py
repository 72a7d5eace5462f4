"""Pages as an ASS script, the language libass draws captions from."""

from collections.abc import Iterable, Iterator

from synthesis.assembly.captions.pages import Page, Placed
from synthesis.assembly.captions.styles import Style
from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX

POP_MS = 90
ENTER_MS = 70
ENTER_SCALE = 88

HEADER = """[Script Info]
ScriptType: v4.00+
PlayResX: {width}
PlayResY: {height}
WrapStyle: 2
ScaledBorderAndShadow: yes
YCbCr Matrix: TV.709

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, \
Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, \
Alignment, MarginL, MarginR, MarginV, Encoding
Style: Word,{family},{size:.2f},{text},{text},{outline},{outline},\
0,0,0,0,100,100,0,0,1,{outline_px},0,5,0,0,0,-1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


def compose(*, pages: Iterable[Page], style: Style) -> str:
    """The whole script. Every word is one event that colours and grows while it is spoken."""
    listed = list(pages)
    first = listed[0]
    header = HEADER.format(
        width=WIDTH_PX,
        height=HEIGHT_PX,
        family=first.face.family,
        size=first.face.line_share * first.size_px,
        text=_colour(style.text_colour),
        outline=_colour(style.outline_colour),
        outline_px=style.outline_px,
    )
    return header + "".join(line for page in listed for line in _events(page, style))


def escaped(text: str) -> str:
    """Text that libass draws as it stands and never obeys."""
    # A backslash cannot be escaped; an invisible joiner after it keeps it from meeting what would make it
    # a command.
    return text.replace("\\", "\\\u2060").replace("{", "\\{").replace("}", "\\}").replace("\n", " ")


def _events(page: Page, style: Style) -> Iterator[str]:
    for placed in page.placed:
        tags = _tags(page, placed, style)
        yield (
            f"Dialogue: 0,{_instant(page.starts_s)},{_instant(page.ends_s)},Word,,0,0,0,,"
            f"{{{tags}}}{escaped(placed.piece.text)}\n"
        )


def _tags(page: Page, placed: Placed, style: Style) -> str:
    from_ms = max(0, round((placed.piece.starts_s - page.starts_s) * 1000))
    to_ms = max(from_ms, round((placed.piece.ends_s - page.starts_s) * 1000))
    size = page.face.line_share * page.size_px
    tags = f"\\pos({placed.x_px:.1f},{placed.y_px:.1f})\\fs{size:.2f}"
    tags += f"\\fscx{ENTER_SCALE}\\fscy{ENTER_SCALE}\\t(0,{ENTER_MS},\\fscx100\\fscy100)"
    active, plain = _colour(style.active_colour), _colour(style.text_colour)
    scale = style.active_scale
    tags += f"\\t({from_ms},{from_ms + 1},\\1c{active}&)\\t({to_ms},{to_ms + 1},\\1c{plain}&)"
    if scale != 100:
        pop_from_ms = max(from_ms, ENTER_MS)
        tags += f"\\t({pop_from_ms},{pop_from_ms + POP_MS},\\fscx{scale}\\fscy{scale})"
        tags += f"\\t({to_ms},{to_ms + POP_MS},\\fscx100\\fscy100)"
    return tags


def _colour(value: str) -> str:
    red, green, blue = value[:2], value[2:4], value[4:]
    return f"&H00{blue}{green}{red}"


def _instant(seconds: float) -> str:
    hundredths = round(max(0.0, seconds) * 100)
    minutes, hundredths = divmod(hundredths, 6000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{hundredths // 100:02d}.{hundredths % 100:02d}"
