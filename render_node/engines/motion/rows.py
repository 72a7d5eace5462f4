"""Layouts of several items: a list and steps."""

from render_node.contract import MotionSpec
from render_node.engines.motion import layers, lettering, typography
from render_node.engines.motion.fonts import TEXT
from render_node.engines.motion.layers import Bar, Layer, Stamp, Words
from render_node.engines.motion.lettering import Lettering
from render_node.engines.motion.stage import Stage


def heading(stage: Stage, spec: MotionSpec) -> tuple[list[Layer], float]:
    """Kicker and headline above rows. Also returns where the rows begin."""
    found, room = typography.kicker(stage, spec, y=stage.top)
    y = stage.top + room
    if spec.headline.strip():
        head = typography.headline(stage, spec.headline, height=stage.type_height * 0.28, largest=108)
        found.append(typography.words(stage, head, spec, x=stage.left, y=y, start_s=0.0))
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
                    language=stage.language,
                ),
                typography.small(
                    stage, item.detail, height=height * 0.38, largest=min(40.0, smallest * 0.66), width=width
                ),
            )
            for item in spec.items
        ]
        smallest = min(text.size_px for text, _ in texts) / stage.unit
    return texts


def listing(stage: Stage, spec: MotionSpec) -> list[Layer]:
    u = stage.unit
    found, top = heading(stage, spec)
    row = min((stage.bottom - top) / max(1, len(spec.items)), 200 * u)
    indent = 104 * u
    rtl = stage.is_rtl(spec.items[0].text) if spec.items else False
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
        found += typography.pair(stage, text, detail, x=x, y=middle, start_s=begin + 0.1)
    return found


def steps(stage: Stage, spec: MotionSpec) -> list[Layer]:
    u = stage.unit
    found, top = heading(stage, spec)
    row = min((stage.bottom - top) / max(1, len(spec.items)), 210 * u)
    indent, radius = 128 * u, 38 * u
    rtl = stage.is_rtl(spec.items[0].text) if spec.items else False
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
        found += typography.pair(stage, text, detail, x=x, y=y, start_s=begin + 0.1)
    return found
