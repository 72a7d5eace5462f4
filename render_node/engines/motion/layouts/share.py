"""Share: a part of a whole as objects, of which so many are in colour as the text says."""

from dataclasses import dataclass

from PIL import Image

from render_node.contract import MotionObject, MotionSpec
from render_node.engines.motion import badges, cards, colours, objects, pictograms, reading, tracks
from render_node.engines.motion.lettering_styles import Ink
from render_node.engines.motion.objects import Finish
from render_node.engines.motion.stage import LEFT, RIGHT, Stage
from render_node.engines.motion.tracks import Track

_TOP, _FOOT = 208.0, 1136.0
_FIGURE_HEIGHT, _FIGURE_LARGEST = 212.0, 330.0
_HEADLINE_HEIGHT, _HEADLINE_LARGEST = 212.0, 96.0
# A whole of up to this many is shown one by one; otherwise in tenths.
_MOST_SINGLE, _TENTHS = 12, 10
# How many stand in each row.
_ROWS = {
    2: (2,), 3: (3,), 4: (2, 2), 5: (3, 2), 6: (3, 3), 7: (2, 3, 2), 8: (4, 4), 9: (3, 3, 3), 10: (3, 4, 3),
    11: (4, 3, 4), 12: (4, 4, 4),
}  # fmt: skip
_LARGEST_CELL, _IN_CELL = 300.0, 0.84
_FILLS_S = 0.75
_GHOST = 0.34
# Parts of an object that are thinner are not drawn.
_THINNEST = 0.04
# Objects that are too thin to be counted: a head and shoulders are drawn instead.
_PICTOGRAMS = frozenset({"person-standing", "man-standing", "woman-standing"})


@dataclass(frozen=True)
class _Grid:
    """How many objects there are, how many are in colour, and how they stand."""

    rows: tuple[int, ...]
    filled: float
    cell: float
    top: float
    pitch: float

    @property
    def count(self) -> int:
        return sum(self.rows)

    def filled_of(self, number: int) -> float:
        """How much of an object is in colour, from 0 to 1."""
        return min(1.0, max(0.0, self.filled - number))

    def place(self, number: int, *, is_rtl: bool) -> tuple[float, float]:
        """The centre of an object; each row is centred."""
        row = next(row for row in range(len(self.rows)) if number < sum(self.rows[: row + 1]))
        away = number - sum(self.rows[:row]) - (self.rows[row] - 1) / 2
        middle = (LEFT + RIGHT) / 2
        return middle + (-away if is_rtl else away) * self.cell, self.top + (row + 0.5) * self.pitch


def is_served(spec: MotionSpec) -> bool:
    """The first item is the part, the second the whole."""
    if not spec.figure.strip() or len(spec.items) < 2:
        return False
    part, whole = spec.items[0].amount, spec.items[1].amount
    return part is not None and whole is not None and whole >= 2 and 0 <= part <= whole


def build(stage: Stage) -> None:
    bottom = _words(stage)
    grid = _grid(stage, top=bottom + 26)
    first_s = stage.cue(stage.spec.items[0].cue_s or stage.spec.reaction_s, default_s=0.8)
    each_s = _FILLS_S / max(1.0, grid.filled)
    for number in range(grid.count):
        _cell(stage, grid, number, at_s=first_s + each_s * number)


def _words(stage: Stage) -> float:
    """The figure as it is written, and below it what it is of; returns the bottom."""
    spec, ground = stage.spec, stage.ground
    style = cards.plain(stage.theme.numeral)
    found = cards.filling(
        stage,
        spec.figure,
        style=style,
        width=RIGHT - LEFT,
        height=_FIGURE_HEIGHT,
        largest=_FIGURE_LARGEST,
        smallest=60,
    )
    ink = cards.ink_of(stage, found, style=style)
    fill = cards.legible(ground.base, ground.strong, ground.ink.accent, ground.ink.fill, least=2.2)
    stage.text(
        spec.figure,
        style=style,
        ink=Ink(fill=fill, accent=fill),
        x=LEFT,
        y=_TOP - ink.top,
        width=RIGHT - LEFT,
        height=found.height + 1,
        largest=found.size_px,
        smallest=found.size_px * 0.6,
        align=stage.theme.align,
        start_s=0.0,
    )
    below = _TOP + ink.height + 14
    text = spec.headline or spec.figure_label
    if not text.strip():
        return below
    return stage.headline(text=text, y=below, height=_HEADLINE_HEIGHT, largest=_HEADLINE_LARGEST).bottom


def _grid(stage: Stage, *, top: float) -> _Grid:
    part, whole = (item.amount or 0.0 for item in stage.spec.items[:2])
    is_single = whole == int(whole) and whole <= _MOST_SINGLE and part == int(part)
    count = int(whole) if is_single else _TENTHS
    rows = _ROWS[count]
    thing = _thing(stage)
    _, tall = objects.shape(thing.name) if thing else (1.0, 1.0)
    # Flat objects stand in rows that are closer together.
    tall = min(1.0, tall + (1 - _IN_CELL))
    cell = min((RIGHT - LEFT) / max(rows), (_FOOT - top) / len(rows) / tall, _LARGEST_CELL)
    pitch = cell * tall
    return _Grid(rows, part / whole * count, cell, top + (_FOOT - top - pitch * len(rows)) * 0.4, pitch)


def _cell(stage: Stage, grid: _Grid, number: int, *, at_s: float) -> None:
    """An object without colour, and over it the part that is in colour, which appears at ``at_s``."""
    x, y = grid.place(number, is_rtl=reading.is_rtl(stage))
    share = grid.filled_of(number)
    side = grid.cell * _IN_CELL
    rests = stage.holds(side=side)
    arrives = tracks.together(stage.enters(tracks.pop(0.08 + 0.03 * number, rise=40, length_s=0.35)), rests)
    if share < 1:
        stage.put(_ghost(stage, side=side), x=x, y=y, track=stage.paced(arrives))
    if share > _THINNEST:
        track = tracks.together(_appears(stage, at_s), tracks.hop(at_s, height=34, length_s=0.3), rests)
        stage.put(_coloured(stage, share, side=side), x=x, y=y, track=stage.paced(track))
        if share == 1 and not stage.is_first:
            stage.put(_ghost(stage, side=side), x=x, y=y, track=_until(arrives, at_s))


def _appears(stage: Stage, at_s: float) -> Track:
    """In the first scene the colour is there at once and only hops."""
    return tracks.settle() if stage.is_first else tracks.pop(at_s, rise=0, low=0.6, length_s=0.28)


def _until(track: Track, at_s: float) -> Track:
    return lambda t: track(t) if t < at_s + 0.06 else tracks.HIDDEN


def _finish(stage: Stage) -> Finish:
    return stage.ground.finish or stage.theme.finish


def _thing(stage: Stage) -> MotionObject | None:
    """What is counted, unless a pictogram shows it better."""
    return next((thing for thing in stage.things[:1] if thing.name not in _PICTOGRAMS), None)


def _plain(stage: Stage, side: float) -> Image.Image:
    """The object in its finish, or else a person or a disc."""
    thing = _thing(stage)
    if thing is not None:
        side_px = max(8, round(side * stage.unit))
        return objects.picture(thing.name, side_px=side_px, unit=stage.unit, finish=_finish(stage))
    fill = cards.legible(stage.ground.base, stage.ground.strong, stage.ground.ink.fill, least=2.2)
    made = objects.crafted(_pictogram(stage, side=side, colour=fill), finish=_finish(stage), unit=stage.unit)
    return badges.lifted(stage, made, blur=8, dy=8, opacity=0.24)


def _ghost(stage: Stage, *, side: float) -> Image.Image:
    """The shape of the object in a quiet colour."""
    colour = colours.mixed(stage.ground.base, stage.ground.label, _GHOST)
    thing = _thing(stage)
    if thing is None:
        return _pictogram(stage, side=side, colour=colour)
    return pictograms.silhouette(
        thing.name,
        side_px=max(8, round(side * stage.unit)),
        unit=stage.unit,
        colour=colour,
        finish=_finish(stage),
    )


def _pictogram(stage: Stage, *, side: float, colour: str) -> Image.Image:
    """A person or a disc, with a margin for its shadow."""
    around = side * objects.MARGIN
    draw = pictograms.person if stage.things else pictograms.token
    box = side + 2 * around
    return stage.drawing(draw(side, colour=colour), x=-around, y=-around, width=box, height=box)


def _coloured(stage: Stage, share: float, *, side: float) -> Image.Image:
    """The object, cut off where the part ends."""
    picture = _plain(stage, side)
    if share >= 1:
        return picture
    inner = round(side * stage.unit)
    margin = (picture.width - inner) / 2
    cut = round(margin + inner * share)
    left, right = (picture.width - cut, picture.width) if reading.is_rtl(stage) else (0, cut)
    kept = picture.crop((left, 0, right, picture.height))
    whole = Image.new("RGBA", picture.size)
    whole.paste(kept, (left, 0))
    return whole
