"""The parts of layouts: headline, kicker, body, and an item with its detail."""

import re

from render_node.contract import MotionSpec
from render_node.engines.motion import lettering
from render_node.engines.motion.fonts import TEXT
from render_node.engines.motion.layers import Bar, Layer, Words
from render_node.engines.motion.lettering import Lettering
from render_node.engines.motion.stage import Stage

_WORD = re.compile(r"\W+")
_SHORTEST_ACCENT = 5


def accents_of(text: Lettering, spec: MotionSpec, *, choose: bool) -> tuple[bool, ...]:
    """The words to emphasize: the caller's, or the longest of the text."""
    plain = [_WORD.sub("", item.word.text).casefold() for item in text.words]
    wanted = {_WORD.sub("", part).casefold() for word in spec.accent_words for part in word.split()} - {""}
    if not wanted and choose and len(plain) > 2:
        longest = max(plain, key=len)
        wanted = {longest} if len(longest) >= _SHORTEST_ACCENT else set()
    return tuple(word in wanted for word in plain)


def words(stage: Stage, text: Lettering, spec: MotionSpec, *, x: float, y: float, start_s: float) -> Words:
    palette_marks = stage.look.marks == "marker"
    accents = accents_of(text, spec, choose=True)
    return Words(
        text,
        x,
        y,
        stage.ink,
        start_s,
        stage.stagger(len(text.words), start_s=start_s),
        entrance=stage.look.entrance,
        accents=accents,
        accent_colour=stage.on_accent if palette_marks else stage.accent,
        marker_colour=stage.accent if palette_marks else None,
        drift=stage.drift,
    )


def headline(stage: Stage, text: str, *, height: float, largest: float, width: float = 0.0) -> Lettering:
    return lettering.fit(
        text,
        font=stage.look.face,
        width=width or stage.type_width,
        height=height,
        largest_px=largest * stage.unit,
        smallest_px=34 * stage.unit,
        leading=1.04,
        upper=stage.look.upper and len(text) < 60,
        language=stage.language,
    )


def small(
    stage: Stage, text: str, *, height: float, largest: float = 58, width: float = 0.0, align: str = "start"
) -> Lettering:
    return lettering.fit(
        text,
        font=TEXT,
        width=width or stage.type_width,
        height=height,
        largest_px=largest * stage.unit,
        smallest_px=26 * stage.unit,
        leading=1.32,
        align=align,
        language=stage.language,
    )


def body_words(stage: Stage, text: Lettering, *, x: float, y: float, start_s: float) -> Words:
    return Words(
        text,
        x,
        y,
        stage.ink,
        start_s,
        stage.stagger(len(text.words), start_s=start_s, most_s=0.035, length_s=0.6),
        entrance="fade",
        length_s=0.6,
        drift=stage.drift,
    )


def kicker(stage: Stage, spec: MotionSpec, *, y: float, centred: bool = False) -> tuple[list[Layer], float]:
    """The few words at the top, with a short bar. Also returns the height they take."""
    if not spec.kicker.strip():
        return [], 0.0
    u = stage.unit
    latin = spec.kicker.isascii()
    text = lettering.fit(
        spec.kicker,
        font=TEXT,
        width=stage.type_width - (0 if centred else 84 * u),
        height=54 * u,
        largest_px=38 * u,
        smallest_px=20 * u,
        tracking=0.09 if latin else 0.0,
        upper=latin,
        align="centre" if centred else "left",
        language=stage.language,
    )
    rtl = stage.is_rtl(spec.kicker)
    x = stage.left if centred else stage.left + 84 * u
    bar_x = stage.left
    if rtl and not centred:
        x, bar_x = stage.right - 84 * u - text.width, stage.right - 60 * u
    found: list[Layer] = [
        Words(text, x, y, stage.accent, 0.05, 0.03, entrance="fade", length_s=0.5, drift=stage.drift)
    ]
    if not centred:
        found.append(Bar(bar_x, y + 17 * u, 60 * u, 6 * u, stage.accent, 0.0, 0.7, drift=stage.drift))
    return found, 86 * u


def pair(
    stage: Stage, text: Lettering, detail: Lettering, *, x: float, y: float, start_s: float
) -> list[Layer]:
    found: list[Layer] = [
        Words(text, x, y, stage.ink, start_s, 0.03, entrance=stage.look.entrance, drift=stage.drift)
    ]
    if detail.words:
        found.append(
            Words(
                detail,
                x,
                y + text.height,
                stage.second,
                start_s + 0.15,
                0.02,
                entrance="fade",
                drift=stage.drift,
            )
        )
    return found
