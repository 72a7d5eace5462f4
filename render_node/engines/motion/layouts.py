"""The arrangement of a scene's words, and the order in which they appear."""

from collections.abc import Callable

from render_node.contract import Layout, MotionSpec
from render_node.engines.motion import comparison, figures, layers, lettering, rows, typography
from render_node.engines.motion.fonts import ITALIC, SERIF
from render_node.engines.motion.layers import Bar, Layer, Stamp, Words
from render_node.engines.motion.stage import Stage


def _stack(stage: Stage, spec: MotionSpec, *, largest: float, place: float) -> list[Layer]:
    """Kicker, headline and body below each other; ``place`` is 0 for the top and 1 for the bottom."""
    u = stage.unit
    kicker_room = 86 * u if spec.kicker.strip() else 0
    body_room = stage.type_height * 0.32 if spec.body.strip() else 0
    head = typography.headline(
        stage, spec.headline, height=stage.type_height - kicker_room - body_room, largest=largest
    )
    body = typography.small(stage, spec.body, height=body_room - 64 * u) if body_room else None
    used = kicker_room + head.height + (64 * u + body.height if body else 0)
    y = stage.top + max(0.0, stage.type_height - used) * place
    found, room = typography.kicker(stage, spec, y=y)
    found.append(typography.words(stage, head, spec, x=stage.left, y=y + room, start_s=0.0))
    if body:
        under = y + room + head.height + 30 * u
        rtl = stage.is_rtl(spec.body)
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
        found.append(
            typography.body_words(stage, body, x=stage.left, y=under + 34 * u, start_s=stage.soon(0.36))
        )
    return found


def _title(stage: Stage, spec: MotionSpec) -> list[Layer]:
    return _stack(stage, spec, largest=168, place=0.62)


def _statement(stage: Stage, spec: MotionSpec) -> list[Layer]:
    return _stack(stage, spec, largest=190, place=(0.35, 0.7, 0.12)[stage.index % 3])


def _quote(stage: Stage, spec: MotionSpec) -> list[Layer]:
    u = stage.unit
    found, room = typography.kicker(stage, spec, y=stage.top)
    rtl = stage.is_rtl(spec.headline)
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
        language=stage.language,
    )
    found.append(
        Words(
            text,
            stage.left,
            top,
            stage.ink,
            0.2,
            stage.stagger(len(text.words), start_s=0.2, most_s=0.09),
            accents=typography.accents_of(text, spec, choose=False),
            accent_colour=stage.accent,
            drift=stage.drift,
        )
    )
    if foot:
        y = top + text.height + 40 * u
        who = typography.small(stage, spec.body, height=52 * u, largest=38, width=stage.type_width - 92 * u)
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
        found.append(
            typography.body_words(
                stage, who, x=stage.left + (0 if rtl else 92 * u), y=y, start_s=stage.soon(0.55)
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
        upper=stage.look.upper and len(spec.headline) < 60,
        language=stage.language,
    )
    kicker_room = 86 * u if spec.kicker.strip() else 0
    y = stage.top + (stage.type_height - kicker_room - head.height - pill_room) * 0.55
    kicker, room = typography.kicker(stage, spec, y=y, centred=True)
    found += kicker
    found.append(typography.words(stage, head, spec, x=stage.left, y=y + room, start_s=0.0))
    if pill_room:
        text = typography.small(stage, spec.body, height=76 * u, largest=54, width=stage.type_width - 120 * u)
        height = 128 * u
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
        shift = text.words[0].x if text.words and stage.is_rtl(spec.body) else 0.0
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
    found, room = typography.kicker(stage, spec, y=stage.top)
    return found + figures.build(stage, spec, top=stage.top + room)


_LAYOUTS: dict[Layout, Callable[[Stage, MotionSpec], list[Layer]]] = {
    Layout.TITLE: _title,
    Layout.STATEMENT: _statement,
    Layout.NUMBER: _number,
    Layout.LIST: rows.listing,
    Layout.STEPS: rows.steps,
    Layout.QUOTE: _quote,
    Layout.COMPARE: comparison.build,
    Layout.OUTRO: _outro,
}


def build(stage: Stage, spec: MotionSpec) -> list[Layer]:
    """Build the layers of a scene's words, lowest first. ``spec`` is complete."""
    return _LAYOUTS[spec.layout or Layout.STATEMENT](stage, spec)
