"""The layout of a large figure: counted up, and drawn as a ring if it is a percentage."""

import re
from decimal import Decimal

from render_node.contract import MotionSpec
from render_node.engines.motion import layers, lettering
from render_node.engines.motion.fonts import TEXT
from render_node.engines.motion.layers import Arc, Bar, Counter, Layer, Stamp, Words
from render_node.engines.motion.lettering import Lettering
from render_node.engines.motion.stage import Stage

_FIGURE = re.compile(r"^(\D*)(\d[\d,.   ]*\d|\d)(.*)$", re.DOTALL)
_GROUPED = re.compile(r"^\d{1,3}([,.   ])\d{3}(\1\d{3})*$")
_STATES = 48
_HUNDRED = 100
_LONGEST_UNIT = 2


def states(figure: str) -> list[str]:
    """The texts while counting: from zero to exactly ``figure``, in the same format."""
    found = _FIGURE.match(figure.strip())
    if found is None:
        return [figure.strip()]
    before, digits, after = found.groups()
    grouped = _GROUPED.match(digits)
    separator = grouped.group(1) if grouped else ""
    plain = digits.replace(separator, "") if separator else digits.replace(" ", "")
    point = "," if "," in plain else "."
    try:
        value = Decimal(plain.replace(",", "."))
    except ArithmeticError:
        return [figure.strip()]
    places = len(plain.partition(point)[2])
    shown = []
    for step in range(_STATES):
        now = value * step / (_STATES - 1)
        text = f"{now:,.{places}f}"
        text = text.replace(",", "\0").replace(".", point).replace("\0", separator)
        shown.append(f"{before}{text}{after}")
    shown[-1] = figure.strip()
    return shown


def with_unit_in_label(spec: MotionSpec) -> MotionSpec:
    """Move a unit that is a word ("57 octaves") into the label, which leaves more room for the figure."""
    found = _FIGURE.match(spec.figure.strip())
    if found is None or len(found.group(3).strip()) <= _LONGEST_UNIT:
        return spec
    before, digits, after = found.groups()
    label = f"{after.strip()} {spec.figure_label.strip()}".strip()
    return spec.model_copy(update={"figure": before + digits, "figure_label": label})


def share_of_hundred(figure: str) -> float | None:
    """0.73 for "73 %"; None if it is not a percentage."""
    found = _FIGURE.match(figure.strip())
    if found is None or "%" not in found.group(3) + found.group(1):
        return None
    try:
        value = float(found.group(2).replace(",", "."))
    except ValueError:
        return None
    return value / _HUNDRED if 0 <= value <= _HUNDRED else None


def build(stage: Stage, spec: MotionSpec, *, top: float) -> list[Layer]:
    """Build the figure with its label, and the headline below."""
    spec = with_unit_in_label(spec)
    share = share_of_hundred(spec.figure)
    return _big(stage, spec, top=top) if share is None else _ring(stage, spec, top=top, share=share)


def _set(stage: Stage, text: str, *, width: float, height: float, largest: float, centre: bool) -> Lettering:
    return lettering.fit(
        text,
        font=stage.look.face,
        width=width,
        height=height,
        largest_px=largest,
        smallest_px=30 * stage.unit,
        leading=1.0,
        align="centre" if centre else "left",
    )


def _counting(
    stage: Stage, spec: MotionSpec, *, width: float, height: float, centre: bool
) -> tuple[Lettering, ...]:
    # A figure must not wrap, so its spaces are removed.
    texts = ["".join(text.split()) for text in states(spec.figure)]
    final = _set(stage, texts[-1], width=width, height=height, largest=height, centre=centre)
    earlier = (
        _set(stage, text, width=width, height=height, largest=final.size_px, centre=centre)
        for text in texts[:-1]
    )
    return (*earlier, final)


def _about(stage: Stage, spec: MotionSpec, *, y: float, centre: bool, start_s: float) -> list[Layer]:
    """Label and headline below a figure, within the rest of the type area."""
    align = "centre" if centre else "start"
    u = stage.unit
    found: list[Layer] = []
    if spec.figure_label.strip():
        label = lettering.fit(
            spec.figure_label,
            font=stage.look.face,
            width=stage.type_width,
            height=min(210 * u, (stage.bottom - y) * (0.5 if spec.headline.strip() else 1.0)),
            largest_px=92 * u,
            smallest_px=26 * u,
            leading=1.08,
            align=align,
            language=stage.language,
        )
        found.append(
            Words(
                label,
                stage.left,
                y,
                stage.ink,
                start_s,
                stage.stagger(len(label.words), start_s=start_s, most_s=0.06),
                drift=stage.drift,
            )
        )
        y += label.height + 26 * u
    if spec.headline.strip() and stage.bottom - y > 40 * u:
        text = lettering.fit(
            spec.headline,
            font=TEXT,
            width=stage.type_width,
            height=stage.bottom - y,
            largest_px=56 * u,
            smallest_px=24 * u,
            leading=1.28,
            align=align,
            language=stage.language,
        )
        begin = start_s + 0.25
        found.append(
            Words(
                text,
                stage.left,
                y,
                stage.ink,
                begin,
                stage.stagger(len(text.words), start_s=begin, most_s=0.035, length_s=0.6),
                entrance="fade",
                length_s=0.6,
                drift=stage.drift,
            )
        )
    return found


def _big(stage: Stage, spec: MotionSpec, *, top: float) -> list[Layer]:
    u = stage.unit
    counted = _counting(
        stage, spec, width=stage.type_width, height=min(400 * u, stage.type_height * 0.46), centre=False
    )
    final = counted[-1]
    y = top + max(0.0, (stage.bottom - top - final.height - 330 * u) * 0.45)
    length_s = max(0.3, min(1.9, stage.settled_s - 0.1))
    bar_y = y + final.height + 8 * u
    return [
        Counter(counted, stage.left, y, stage.accent, 0.05, length_s, drift=stage.drift),
        Bar(
            stage.left,
            bar_y,
            stage.type_width,
            3 * u,
            stage.ink,
            0.1,
            length_s,
            opacity=0.4,
            drift=stage.drift,
        ),
        Bar(stage.left, bar_y - 2 * u, 150 * u, 7 * u, stage.accent, 0.25, 0.9, drift=stage.drift),
        *_about(stage, spec, y=bar_y + 44 * u, centre=False, start_s=stage.soon(0.28)),
    ]


def _ring(stage: Stage, spec: MotionSpec, *, top: float, share: float) -> list[Layer]:
    u = stage.unit
    radius = min(stage.type_width * 0.40, (stage.bottom - top) * 0.34)
    thickness = radius * 0.17
    middle_x, middle_y = (stage.left + stage.right) / 2, top + radius + thickness / 2 + 4 * u
    band = layers.ring(radius, thickness)
    half = band.shape[0] / 2
    inner = (radius - thickness) * 1.62
    counted = _counting(stage, spec, width=inner, height=radius * 0.78, centre=True)
    final = counted[-1]
    length_s = max(0.3, min(1.9, stage.settled_s - 0.1))
    x, y = round(middle_x - half), round(middle_y - half)
    return [
        Stamp(band, x, y, stage.ink, 0.0, 0.8, opacity=0.16),
        Arc(layers.turn_of(band.shape[0]), band, x, y, stage.accent, share, 0.1, length_s),
        Counter(counted, middle_x - inner / 2, middle_y - final.size_px * 0.45, stage.ink, 0.1, length_s),
        *_about(
            stage,
            spec,
            y=middle_y + radius + thickness / 2 + 44 * u,
            centre=True,
            start_s=stage.soon(0.3),
        ),
    ]
