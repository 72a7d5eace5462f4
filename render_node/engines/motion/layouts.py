"""How a scene's words are arranged, and in which order they arrive."""

import re
from collections.abc import Callable

from render_node.contract import Layout, MotionSpec
from render_node.engines.motion import figures, layers, lettering
from render_node.engines.motion.layers import Bar, Layer, Stamp, Words
from render_node.engines.motion.lettering import ITALIC, SERIF, TEXT, Lettering
from render_node.engines.motion.stage import Stage

_WORD = re.compile(r"\W+")
_SHORTEST_ACCENT = 5


def _accents(text: Lettering, spec: MotionSpec, *, choose: bool) -> tuple[bool, ...]:
    """Which words stand out: the caller's, or the longest of the text."""
    plain = [_WORD.sub("", item.word.text).casefold() for item in text.words]
    wanted = {_WORD.sub("", part).casefold() for word in spec.accent_words for part in word.split()} - {""}
    if not wanted and choose and len(plain) > 2:
        longest = max(plain, key=len)
        wanted = {longest} if len(longest) >= _SHORTEST_ACCENT else set()
    return tuple(word in wanted for word in plain)


def _words(stage: Stage, text: Lettering, spec: MotionSpec, *, x: float, y: float, start_s: float) -> Words:
    palette_marks = stage.look.marks == "marker"
    accents = _accents(text, spec, choose=True)
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


def _headline(stage: Stage, text: str, *, height: float, largest: float, width: float = 0.0) -> Lettering:
    return lettering.fit(
        text,
        font=stage.look.face,
        width=width or stage.type_width,
        height=height,
        largest_px=largest * stage.unit,
        smallest_px=34 * stage.unit,
        leading=1.04,
        upper=stage.look.upper and len(text) < 60,  # noqa: PLR2004 - long capitals tire
    )


def _small(
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
    )


def _body(stage: Stage, text: Lettering, *, x: float, y: float, start_s: float) -> Words:
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


def _kicker(stage: Stage, spec: MotionSpec, *, y: float, centred: bool = False) -> tuple[list[Layer], float]:
    """The few words on top, with a short bar; and the room they take."""
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
    )
    rtl = lettering.is_rtl(spec.kicker)
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


def _stack(stage: Stage, spec: MotionSpec, *, largest: float, place: float) -> list[Layer]:
    """Kicker, headline and body under each other; ``place`` is 0 for the top and 1 for the bottom."""
    u = stage.unit
    kicker_room = 86 * u if spec.kicker.strip() else 0
    body_room = stage.type_height * 0.32 if spec.body.strip() else 0
    head = _headline(
        stage, spec.headline, height=stage.type_height - kicker_room - body_room, largest=largest
    )
    body = _small(stage, spec.body, height=body_room - 64 * u) if body_room else None
    used = kicker_room + head.height + (64 * u + body.height if body else 0)
    y = stage.top + max(0.0, stage.type_height - used) * place
    found, room = _kicker(stage, spec, y=y)
    found.append(_words(stage, head, spec, x=stage.left, y=y + room, start_s=0.0))
    if body:
        under = y + room + head.height + 30 * u
        rtl = lettering.is_rtl(spec.body)
        found.append(
            Bar(
                stage.right - 110 * u if rtl else stage.left,
                under,
                110 * u,
                7 * u,
                stage.second,
                stage.soon(0.30),
                drift=stage.drift,
            )
        )
        found.append(_body(stage, body, x=stage.left, y=under + 34 * u, start_s=stage.soon(0.36)))
    return found


def _title(stage: Stage, spec: MotionSpec) -> list[Layer]:
    return _stack(stage, spec, largest=168, place=0.62)


def _statement(stage: Stage, spec: MotionSpec) -> list[Layer]:
    return _stack(stage, spec, largest=190, place=(0.35, 0.7, 0.12)[stage.index % 3])


def _rows(stage: Stage, spec: MotionSpec) -> tuple[list[Layer], float]:
    """Kicker and a headline on top of rows; and where the rows begin."""
    found, room = _kicker(stage, spec, y=stage.top)
    y = stage.top + room
    if spec.headline.strip():
        head = _headline(stage, spec.headline, height=stage.type_height * 0.28, largest=108)
        found.append(_words(stage, head, spec, x=stage.left, y=y, start_s=0.0))
        y += head.height + 44 * stage.unit
    return found, y


def _item_texts(
    stage: Stage, spec: MotionSpec, *, width: float, height: float
) -> list[tuple[Lettering, Lettering]]:
    """All items in one size, each with its detail."""
    texts = []
    smallest = 72.0
    for _ in range(2):
        texts = [
            (
                lettering.fit(
                    item.text,
                    font=TEXT,
                    width=width,
                    height=height * (0.58 if item.detail else 0.92),
                    largest_px=smallest * stage.unit,
                    smallest_px=26 * stage.unit,
                    leading=1.16,
                ),
                _small(
                    stage, item.detail, height=height * 0.38, largest=min(40.0, smallest * 0.66), width=width
                ),
            )
            for item in spec.items
        ]
        smallest = min(text.size_px for text, _ in texts) / stage.unit
    return texts


def _list(stage: Stage, spec: MotionSpec) -> list[Layer]:
    u = stage.unit
    found, top = _rows(stage, spec)
    row = min((stage.bottom - top) / max(1, len(spec.items)), 200 * u)
    indent = 104 * u
    rtl = lettering.is_rtl(spec.items[0].text) if spec.items else False
    texts = _item_texts(stage, spec, width=stage.type_width - indent, height=row - 26 * u)
    pause = stage.stagger(len(texts), start_s=0.35, most_s=0.6, length_s=0.9)
    for number, (text, detail) in enumerate(texts):
        begin = 0.35 + pause * number
        y = top + row * number
        found.append(
            Bar(
                stage.left,
                y,
                stage.type_width,
                2.5 * u,
                stage.ink,
                begin,
                1.0,
                opacity=0.35,
                drift=stage.drift,
            )
        )
        figure = lettering.fit(
            f"{number + 1:02d}",
            font=stage.look.face,
            width=indent,
            height=60 * u,
            largest_px=44 * u,
            smallest_px=14,
        )
        middle = y + (row - text.height - detail.height) / 2
        found.append(
            Words(
                figure,
                stage.right - figure.width if rtl else stage.left,
                middle + (text.size_px - figure.size_px) * 0.5,
                stage.accent,
                begin + 0.05,
                0.0,
                drift=stage.drift,
            )
        )
        x = stage.left if rtl else stage.left + indent
        found += _pair(stage, text, detail, x=x, y=middle, start_s=begin + 0.1)
    return found


def _pair(
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


def _steps(stage: Stage, spec: MotionSpec) -> list[Layer]:
    u = stage.unit
    found, top = _rows(stage, spec)
    row = min((stage.bottom - top) / max(1, len(spec.items)), 210 * u)
    indent, radius = 128 * u, 38 * u
    rtl = lettering.is_rtl(spec.items[0].text) if spec.items else False
    texts = _item_texts(stage, spec, width=stage.type_width - indent, height=row - 34 * u)
    pause = stage.stagger(len(texts), start_s=0.35, most_s=0.7, length_s=0.9)
    centre = (stage.right - radius) if rtl else (stage.left + radius)
    for number, (text, detail) in enumerate(texts):
        begin = 0.35 + pause * number
        middle = top + row * number + row / 2
        if number + 1 < len(texts):
            found.append(
                Bar(
                    centre - 2.5 * u,
                    middle + radius + 8 * u,
                    5 * u,
                    row - 2 * radius - 16 * u,
                    stage.accent,
                    begin + 0.3,
                    max(0.4, pause),
                    upright=True,
                    opacity=0.8,
                    drift=stage.drift,
                )
            )
        found.append(
            Stamp(
                layers.disc(radius),
                centre - radius - 1,
                middle - radius - 1,
                stage.accent,
                begin,
                0.6,
                come_y=24 * u,
                drift=stage.drift,
            )
        )
        digit = lettering.fit(
            str(number + 1),
            font=stage.look.face,
            width=radius * 2,
            height=radius * 2,
            largest_px=40 * u,
            smallest_px=10,
            align="centre",
        )
        found.append(
            Words(
                digit,
                centre - radius,
                middle - digit.size_px * 0.46,
                stage.on_accent,
                begin + 0.1,
                0,
                entrance="fade",
                drift=stage.drift,
            )
        )
        x = stage.left if rtl else stage.left + indent
        y = middle - (text.height + detail.height) / 2
        found += _pair(stage, text, detail, x=x, y=y, start_s=begin + 0.1)
    return found


def _quote(stage: Stage, spec: MotionSpec) -> list[Layer]:
    u = stage.unit
    found, room = _kicker(stage, spec, y=stage.top)
    rtl = lettering.is_rtl(spec.headline)
    mark = lettering.fit(
        "”" if rtl else "“", font=SERIF, width=400 * u, height=400 * u, largest_px=380 * u, smallest_px=20
    )
    mark_x = stage.right - mark.width if rtl else stage.left - 14 * u
    found.append(
        Words(mark, mark_x, stage.top + room - 36 * u, stage.accent, 0.0, 0.0, entrance="fade", length_s=0.9)
    )
    top = stage.top + room + 165 * u
    foot = 96 * u if spec.body.strip() else 0
    text = lettering.fit(
        spec.headline.strip("\"'“”„«»「」 "),
        font=ITALIC,
        width=stage.type_width,
        height=stage.bottom - top - foot,
        largest_px=150 * u,
        smallest_px=34 * u,
        leading=1.08,
    )
    found.append(
        Words(
            text,
            stage.left,
            top,
            stage.ink,
            0.2,
            stage.stagger(len(text.words), start_s=0.2, most_s=0.09),
            accents=_accents(text, spec, choose=False),
            accent_colour=stage.accent,
            drift=stage.drift,
        )
    )
    if foot:
        y = top + text.height + 40 * u
        who = _small(stage, spec.body, height=52 * u, largest=38, width=stage.type_width - 92 * u)
        found.append(
            Bar(
                stage.right - 68 * u if rtl else stage.left,
                y + 17 * u,
                68 * u,
                5 * u,
                stage.accent,
                stage.soon(0.5),
            )
        )
        found.append(_body(stage, who, x=stage.left + (0 if rtl else 92 * u), y=y, start_s=stage.soon(0.55)))
    return found


def _compare(stage: Stage, spec: MotionSpec) -> list[Layer]:
    u = stage.unit
    found, top = _rows(stage, spec)
    gap = 36 * u
    wide = stage.width > stage.height
    room = stage.bottom - top
    card_w = (stage.type_width - gap) / 2 if wide else stage.type_width
    card_h = min(room if wide else (room - gap) / 2, 410 * u)
    for number, item in enumerate(spec.items[:2]):
        x = stage.left + (card_w + gap) * number if wide else stage.left
        y = top if wide else top + (card_h + gap) * number
        begin = 0.25 + 0.28 * number
        strong = number == 1
        mask = layers.rounded(card_w, card_h, 34 * u)
        found.append(
            Stamp(
                mask,
                x,
                y,
                stage.accent if strong else stage.ink,
                begin,
                1.0,
                opacity=1.0 if strong else 0.13,
                come_y=90 * u,
                drift=stage.drift,
            )
        )
        inset = 48 * u
        text = _headline(
            stage,
            item.text,
            height=card_h * (0.46 if item.detail else 0.7),
            largest=104,
            width=card_w - 2 * inset,
        )
        detail = _small(stage, item.detail, height=card_h * 0.34, largest=46, width=card_w - 2 * inset)
        inner = y + (card_h - text.height - detail.height - (12 * u if detail.words else 0)) / 2
        colour = stage.on_accent if strong else stage.ink
        found.append(
            Words(text, x + inset, inner, colour, begin + 0.2, 0.06, entrance="rise", drift=stage.drift)
        )
        if detail.words:
            found.append(
                Words(
                    detail,
                    x + inset,
                    inner + text.height + 12 * u,
                    colour,
                    begin + 0.4,
                    0.03,
                    entrance="fade",
                    drift=stage.drift,
                )
            )
    return found


def _outro(stage: Stage, spec: MotionSpec) -> list[Layer]:
    u = stage.unit
    found: list[Layer] = []
    pill_room = 190 * u if spec.body.strip() else 0
    head = lettering.fit(
        spec.headline,
        font=stage.look.face,
        width=stage.type_width,
        height=stage.type_height * 0.6,
        largest_px=150 * u,
        smallest_px=34 * u,
        leading=1.04,
        align="centre",
        upper=stage.look.upper and len(spec.headline) < 60,  # noqa: PLR2004 - long capitals tire
    )
    kicker_room = 86 * u if spec.kicker.strip() else 0
    y = stage.top + (stage.type_height - kicker_room - head.height - pill_room) * 0.55
    kicker, room = _kicker(stage, spec, y=y, centred=True)
    found += kicker
    found.append(_words(stage, head, spec, x=stage.left, y=y + room, start_s=0.0))
    if pill_room:
        text = _small(stage, spec.body, height=60 * u, largest=44, width=stage.type_width - 120 * u)
        height = 116 * u
        width = min(stage.type_width, text.width + 120 * u)
        x = (stage.left + stage.right - width) / 2
        under = y + room + head.height + 66 * u
        begin = stage.soon(0.45)
        found.append(
            Stamp(
                layers.rounded(width, height, height / 2),
                x,
                under,
                stage.accent,
                begin,
                0.8,
                come_y=60 * u,
                drift=stage.drift,
            )
        )
        shift = text.words[0].x if text.words and lettering.is_rtl(spec.body) else 0.0
        left = min((item.x for item in text.words), default=shift)
        found.append(
            Words(
                text,
                x + (width - text.width) / 2 - left,
                under + height / 2 - text.size_px * 0.46,
                stage.on_accent,
                begin + 0.15,
                0.03,
                entrance="fade",
                drift=stage.drift,
            )
        )
    return found


def _number(stage: Stage, spec: MotionSpec) -> list[Layer]:
    found, room = _kicker(stage, spec, y=stage.top)
    return found + figures.build(stage, spec, top=stage.top + room)


_LAYOUTS: dict[Layout, Callable[[Stage, MotionSpec], list[Layer]]] = {
    Layout.TITLE: _title,
    Layout.STATEMENT: _statement,
    Layout.NUMBER: _number,
    Layout.LIST: _list,
    Layout.STEPS: _steps,
    Layout.QUOTE: _quote,
    Layout.COMPARE: _compare,
    Layout.OUTRO: _outro,
}


def build(stage: Stage, spec: MotionSpec) -> list[Layer]:
    """The layers of a scene's words, lowest first. ``spec`` is complete."""
    return _LAYOUTS[spec.layout or Layout.STATEMENT](stage, spec)
