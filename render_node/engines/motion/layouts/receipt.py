"""Receipt: prices printed line by line on a torn slip, one line marked, the total last."""

from dataclasses import dataclass

from render_node.contract import MotionItem, MotionObject, MotionSpec
from render_node.engines.motion import (
    badges,
    cards,
    casting,
    colours,
    figures,
    growth,
    headings,
    objects,
    svg,
    tracks,
)
from render_node.engines.motion.growth import Edge, Progress, Revealed
from render_node.engines.motion.lettering_styles import LetterStyle
from render_node.engines.motion.stage import LEFT, RIGHT, Stage
from render_node.engines.motion.tracks import Track

_PRINT = LetterStyle(face="SpaceMono-Regular.ttf", leading=1.1)
_BOLD = LetterStyle(face="SpaceMono-Bold.ttf", leading=1.1)
_HEADING = LetterStyle(face="SpaceMono-Bold.ttf", leading=1.1, tracking=0.08)
_LEAN = -2.4
_TOOTH, _BITE = 42.0, 13.0
_INSET = 52.0
_LOWEST = 1216.0
_ROW, _HIGHEST_ROW, _HEAD, _TOTAL, _BARS, _EDGE = 89.0, 156.0, 118.0, 136.0, 104.0, 44.0
_SMALLEST, _LARGEST = 36.0, 72.0
# Below the first size, a price stands under its label, which is larger then, if a row is high enough.
_STACKED, _ROW_OF_TWO, _OVER = 46.0, 124.0, 56.0
_ROWS_WITH_BARS = 4
# Objects cover so much of the slip at most, and their sides.
_COVERED, _ONE, _TWO = 4.0, 360.0, 300.0
_FRAME = 26.0
# A total that differs from its rows by more is not their sum.
_TOLERANCE = 0.01
# The contrast with the card that makes a marker visible.
_MARKED = 1.13


@dataclass(frozen=True)
class _Slip:
    """The box of the paper before it is turned, and the height of a row."""

    x: float
    y: float
    width: float
    height: float
    row: float
    is_rtl: bool

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2

    def turned(self, body: str) -> str:
        x, y = self.middle
        return svg.turned(body, degrees=_LEAN, x=x, y=y)


def is_served(spec: MotionSpec) -> bool:
    return len(_rows(spec)) >= 2


def build(stage: Stage) -> None:
    top = stage.headline(y=212, height=250, largest=126).bottom if stage.spec.headline.strip() else 240.0
    slip = _slip(stage, top=top + 46)
    starts = _starts(stage)
    leaves = tracks.together(
        cards.comes(stage, tracks.slide(0.0, y=700, length_s=0.4)),
        stage.breathes(),
        stage.exit(x=-stage.theme.exit_px),
    )
    _paper(stage, slip, track=leaves)
    _lines(stage, slip, starts=starts, track=leaves)
    _things(stage, slip)


def _rows(spec: MotionSpec) -> list[MotionItem]:
    return [item for item in spec.items if item.value.strip()]


def total_of(spec: MotionSpec) -> str:
    """The total as written, or nothing if it is not the sum of the amounts that are known."""
    amounts = [item.amount for item in _rows(spec)]
    stated = figures.number(spec.figure)
    if stated is None or any(amount is None for amount in amounts):
        return spec.figure
    added = sum(amount for amount in amounts if amount is not None)
    decimals = 2 if any(sign in spec.figure for sign in ".,") else 0
    return spec.figure if abs(round(added, decimals) - stated) <= _TOLERANCE * max(1.0, stated) else ""


def _slip(stage: Stage, *, top: float) -> _Slip:
    spec = stage.spec
    rows = len(_rows(spec))
    fixed = 2 * _EDGE + (_HEAD if spec.kicker else 0) + (_TOTAL if total_of(spec) else 0) + _bars(spec)
    row = max(54.0, min(_HIGHEST_ROW, (_LOWEST - top - fixed) / rows))
    height = fixed + row * rows
    width = 660.0 if stage.things else 800.0
    x = RIGHT + 16 - width if stage.things else (LEFT + RIGHT - width) / 2
    y = top + max(0.0, (_LOWEST - top - height) * 0.3)
    return _Slip(x, y, width, height, row, cards.is_rtl(stage))


def _bars(spec: MotionSpec) -> float:
    """The height of the barcode, which a long receipt has no room for."""
    return _BARS if len(_rows(spec)) <= _ROWS_WITH_BARS else 0.0


def _starts(stage: Stage) -> list[float]:
    """When each row is printed: in order, at its word."""
    starts: list[float] = []
    for number, item in enumerate(_rows(stage.spec)):
        earliest = starts[-1] + 0.1 if starts else 0.15
        starts.append(max(earliest, stage.cue(item.cue_s, default_s=0.15 + 0.1 * number)))
    return starts


def _outline(slip: _Slip) -> str:
    """Paper that is torn along a saw blade at both ends."""
    teeth = max(4, round(slip.width / _TOOTH))
    step = slip.width / teeth
    over = [
        (slip.x + step * place / 2, slip.y + (_BITE if place % 2 else 0)) for place in range(2 * teeth + 1)
    ]
    low = slip.y + slip.height
    under = [(x, low - (y - slip.y)) for x, y in reversed(over)]
    return svg.polygon(over + under, fill="url(#slip)")


def _put(stage: Stage, slip: _Slip, body: str, *, track: Track) -> None:
    around = 70.0
    picture = stage.drawing(
        slip.turned(body),
        x=slip.x - around,
        y=slip.y - around,
        width=slip.width + 2 * around,
        height=slip.height + 2 * around,
    )
    x, y = slip.middle
    stage.put(badges.lifted(stage, picture, blur=20, dy=20, opacity=0.26), x=x, y=y, track=track)


def _paper(stage: Stage, slip: _Slip, *, track: Track) -> None:
    ground, spec = stage.ground, stage.spec
    shade = svg.gradient(
        "slip",
        [(0, "#e9e6de"), (0.07, "#f8f6f0"), (0.16, ground.card), (0.86, ground.card), (1, "#e4e1d8")],
        upright=False,
    )
    body = shade + _outline(slip)
    if spec.kicker:
        body += cards.words(
            stage,
            spec.kicker,
            style=_HEADING,
            colour=ground.card_ink,
            x=slip.x + _INSET,
            y=slip.y + _EDGE + 10,
            width=slip.width - 2 * _INSET,
            height=60,
            largest=46,
        )
        body += _dashes(slip, y=slip.y + _EDGE + _HEAD - 20, colour=ground.card_ink)
    body += _barcode(stage, slip) if _bars(spec) else ""
    _put(stage, slip, body, track=track)


def _dashes(slip: _Slip, *, y: float, colour: str) -> str:
    ends = [(slip.x + _INSET - 6, y), (slip.x + slip.width - _INSET + 6, y)]
    return svg.line(ends, stroke=colour, width=4, dash="9 9").replace('"round"', '"butt"')


def _barcode(stage: Stage, slip: _Slip) -> str:
    """Bars of random widths, as decoration."""
    x, right = slip.x + _INSET + 14, slip.x + slip.width - _INSET - 14
    y = slip.y + slip.height - _EDGE - _BARS + 12
    parts: list[str] = []
    while x < right:
        thick = float(stage.rng.choice([3, 4, 6, 10, 12]))
        parts.append(
            svg.rectangle(
                x=x, y=y, width=min(thick, right - x), height=_BARS - 26, fill=stage.ground.card_ink
            )
        )
        x += thick + float(stage.rng.choice([5, 6, 10]))
    return "".join(parts)


def _lines(stage: Stage, slip: _Slip, *, starts: list[float], track: Track) -> None:
    rows, size = _rows(stage.spec), _type(stage, slip)
    y = slip.y + _EDGE + (_HEAD if stage.spec.kicker else 0)
    for item, start_s in zip(rows, starts, strict=True):
        if item.is_marked:
            _mark(stage, slip, y=y, start_s=stage.cue(item.cue_s, default_s=1.1) + 0.15, track=track)
        body = (
            _stack(stage, slip, item, y=y)
            if _is_stacked(slip, size)
            else _pair(stage, slip, item.label, item.value, y=y, style=_PRINT, size=size)
        )
        _printed(stage, slip, body, y=y, height=slip.row, progress=_printing(stage, start_s), track=track)
        y += slip.row
    total = total_of(stage.spec)
    if total:
        _sum(stage, slip, total, y=y, start_s=starts[-1] + 0.18, track=track)


def _type(stage: Stage, slip: _Slip) -> float:
    """The size of all rows: larger on a short receipt, and such that each is one line if that is large."""
    largest = min(_LARGEST, max(_SMALLEST, slip.row * 0.5))
    inner = slip.width - 2 * _INSET
    whole = [
        headings.one_line(stage, f"{item.label}  {item.value}", style=_PRINT, width=inner, largest=largest)
        for item in _rows(stage.spec)
    ]
    return max(_SMALLEST, min(whole))


def _is_stacked(slip: _Slip, size: float) -> bool:
    return size < _STACKED and slip.row >= _ROW_OF_TWO


def _stack(stage: Stage, slip: _Slip, item: MotionItem, *, y: float) -> str:
    """A label, and its price in bold below it at the other end."""
    ink, inner = stage.ground.card_ink, slip.width - 2 * _INSET
    ends = ("right", "left") if slip.is_rtl else ("left", "right")
    over, under = slip.row * 0.46, slip.row * 0.5
    x = slip.x + _INSET
    return cards.words(
        stage,
        item.label,
        style=_PRINT,
        colour=ink,
        x=x,
        y=y + 4,
        width=inner,
        height=over,
        largest=_OVER,
        align=ends[0],
    ) + cards.words(
        stage,
        item.value,
        style=_BOLD,
        colour=ink,
        x=x,
        y=y + over,
        width=inner,
        height=under,
        largest=_LARGEST,
        align=ends[1],
    )


def _printing(stage: Stage, start_s: float) -> Progress:
    return growth.done if stage.is_first else growth.growing(start_s, length_s=0.2)


def _mark(stage: Stage, slip: _Slip, *, y: float, start_s: float, track: Track) -> None:
    """The marker's stroke over a row, drawn at its word."""
    body = svg.rectangle(
        x=slip.x + 30,
        y=y + 4,
        width=slip.width - 60,
        height=slip.row - 8,
        fill=_marker(stage),
        radius=9,
    )
    progress = growth.growing(start_s, length_s=0.3)
    _printed(stage, slip, body, y=y, height=slip.row, progress=progress, track=track)


def _marker(stage: Stage) -> str:
    """The theme's marker, or a colour that shows on its card."""
    ground, marker = stage.ground, stage.theme.headline.marker
    others = [colours.mixed(ground.card, hue, 0.45) for hue in (ground.ink.accent, ground.strong)]
    return cards.legible(ground.card, marker, *others, least=_MARKED)


def _sum(stage: Stage, slip: _Slip, total: str, *, y: float, start_s: float, track: Track) -> None:
    ground = stage.ground
    progress = _printing(stage, start_s)
    body = _dashes(slip, y=y + 26, colour=ground.card_ink)
    accent = cards.legible(ground.card, ground.ink.accent, ground.strong, ground.card_ink, least=2.4)
    body += _pair(
        stage,
        slip,
        stage.spec.figure_label or "=",
        total,
        y=y + 40,
        style=_BOLD,
        size=70,
        value_ink=accent,
        height=_TOTAL - 50,
        label_size=max(52.0, _type(stage, slip)),
    )
    _printed(stage, slip, body, y=y, height=_TOTAL, progress=progress, track=track)


def _pair(
    stage: Stage,
    slip: _Slip,
    label: str,
    value: str,
    *,
    y: float,
    style: LetterStyle,
    size: float,
    value_ink: str = "",
    height: float = 0.0,
    label_size: float = 0.0,
) -> str:
    """A label and its price at the two ends of a row."""
    ink = stage.ground.card_ink
    height = height or slip.row
    inner = slip.width - 2 * _INSET
    price = min(inner * 0.55, cards.width_of(stage, value, style=style, size=size, width=inner * 0.55))
    ends = ("right", "left") if slip.is_rtl else ("left", "right")
    x = slip.x + _INSET
    return cards.words(
        stage,
        label,
        style=style,
        colour=ink,
        x=x + (price + 24 if slip.is_rtl else 0),
        y=y,
        width=inner - price - 24,
        height=height,
        largest=label_size or size,
        align=ends[0],
    ) + cards.words(
        stage,
        value,
        style=style,
        colour=value_ink or ink,
        x=x if slip.is_rtl else x + inner - price - 4,
        y=y,
        width=price + 4,
        height=height,
        largest=size,
        align=ends[1],
    )


def _printed(
    stage: Stage, slip: _Slip, body: str, *, y: float, height: float, progress: Progress, track: Track
) -> None:
    """Part of the slip, uncovered from where its text starts."""
    lean = 26.0
    picture = stage.drawing(
        slip.turned(body), x=slip.x, y=y - lean, width=slip.width, height=height + 2 * lean
    )
    x = slip.x + slip.width / 2
    edge = Edge.RIGHT if slip.is_rtl else Edge.LEFT
    stage.add(
        Revealed(
            picture,
            x=stage.x(x),
            y=stage.y(y + height / 2),
            unit=stage.unit,
            progress=progress,
            edge=edge,
            track=track,
        )
    )


def _things(stage: Stage, slip: _Slip) -> None:
    """Up to two objects that overlap the slip's edge."""
    things = stage.things[:2]
    if not things:
        return
    upper, lower = slip.y + slip.height * 0.24, slip.y + slip.height * 0.72
    if len(things) == 1:
        x, side = _beside(slip, things[0], side=_ONE)
        casting.hero(stage, things[0], x=x, y=slip.y + slip.height * 0.56, side=side, turn=-8)
        return
    x, side = _beside(slip, things[0], side=_TWO * 0.9)
    casting.helper(stage, things[0], x=x, y=upper, side=side, number=0, turn=6)
    x, side = _beside(slip, things[1], side=_TWO)
    casting.hero(stage, things[1], x=x, y=lower, side=side, turn=-12)


def _beside(slip: _Slip, thing: MotionObject, *, side: float) -> tuple[float, float]:
    """The centre and the side of an object at the slip's edge, between the frame's and the words."""
    wide, tall = objects.shape(thing.name)
    right = slip.x + _COVERED
    side = min(side / max(wide, tall), (right - _FRAME) / wide)
    return max(_FRAME + side * wide / 2, right - side * wide / 2), side
