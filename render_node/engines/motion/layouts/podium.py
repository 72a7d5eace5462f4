"""Podium: the third, the second and the first of a ranking, in the order of the text."""

from dataclasses import dataclass

from render_node.contract import MotionItem, MotionObject, MotionSpec
from render_node.engines.motion import cards, objects, plinths, reading, tracks
from render_node.engines.motion.lettering import Lettering
from render_node.engines.motion.plinths import Plinth
from render_node.engines.motion.stage import BOTTOM, CENTRE, Stage
from render_node.engines.motion.tracks import Track

_PLACES = 3
_WIDE, _NARROW = 344.0, 296.0
_FLOOR, _FRONT_FLOOR = 1264.0, 1296.0
# The heights of the sides, relative to the first.
_HEIGHTS = (1.0, 0.42, 0.1)
_TALLEST = 452.0
_APART, _PAD, _OVERLAP = 304.0, 24.0, 8.0
# The sizes of numerals above few and above many words.
_NUMERAL, _SMALL_NUMERAL = 108.0, 88.0
# The sizes of words, and the height of a line.
_WORDS, _LEAST, _LINE = 52.0, 40.0, 57.0
_FEW_LINES = 2
# For words, and for large numerals alone.
_LEAST_CONTRAST, _LEAST_LARGE = 3.4, 2.0
# The first is at least so much higher than the others need to be.
_STEPPED = 90.0
# Objects need this much above the highest plinth.
_ROOM_ABOVE = 330.0
# Plinths without objects are higher.
_BARE = 110.0
_TURNS = (12.0, -11.0, 4.0)
_EACH_S = 0.16
_FRONT_SIDE, _SIDE = 352.0, 276.0


@dataclass(frozen=True)
class Step:
    """A place on the podium. ``rank`` is 0 for the first."""

    item: MotionItem
    rank: int
    plinth: Plinth
    start_s: float


def is_served(spec: MotionSpec) -> bool:
    return len(spec.items) >= 2


def build(stage: Stage) -> None:
    stage = reading.directed(stage, stage.spec.items[0].label)
    top = stage.headline(y=182, height=260, largest=112).bottom if stage.spec.headline.strip() else 260.0
    found = steps(stage, top)
    # The first place stands in front of the others.
    for step in sorted(found, key=lambda each: -each.rank):
        _place(stage, step)


def steps(stage: Stage, top: float) -> list[Step]:
    """The places in the order of the items: the first item is the first."""
    items = stage.spec.items[:_PLACES]
    # The second stands on the right; with two, both stand nearer to the middle.
    shifts = (0.0, _APART, -_APART) if len(items) == _PLACES else (-_APART * 0.52, _APART * 0.52)
    words = _lines(stage)
    has_things = any(_thing(item) for item in items)
    room = _FLOOR - top - (_ROOM_ABOVE if has_things else 60.0)
    least = _numeral(stage) * 1.1 + words * _LINE + _FLOOR - BOTTOM + _PAD
    tallest = max(least + _STEPPED, min(_TALLEST + words * _LINE + (0 if has_things else _BARE), room))
    found: list[Step] = []
    for rank, item in enumerate(items):
        width = _width(rank)
        floor = _FRONT_FLOOR if rank == 0 else _FLOOR
        height = least + (tallest - least) * _HEIGHTS[rank]
        y = floor - height - width * plinths.TILT / 2
        start_s = stage.cue(item.cue_s, default_s=0.05 + _EACH_S * (len(items) - 1 - rank))
        found.append(
            Step(item, rank, Plinth(CENTRE + shifts[rank], y, width, height, plinths.hue(stage)), start_s)
        )
    return found


def _lines(stage: Stage) -> int:
    """How many lines of words the place with most has."""
    return max(
        sum(found.lines for _, found in _words(stage, item, width=_width(rank) - 2 * _PAD))
        for rank, item in enumerate(stage.spec.items[:_PLACES])
    )


def _numeral(stage: Stage) -> float:
    return _NUMERAL if _lines(stage) <= _FEW_LINES else _SMALL_NUMERAL


def _width(rank: int) -> float:
    return _WIDE if rank == 0 else _NARROW


def _place(stage: Stage, step: Step) -> None:
    plinth = step.plinth
    rises = cards.comes(stage, tracks.pop(_stands_s(stage, step), length_s=0.4, low=0.86, rise=150))
    around = 130.0
    body = plinths.cast(plinth, name="cast", dark=plinths.dark(stage)) + plinths.drawn(plinth, name="plinth")
    top = plinth.y - plinth.depth - 10
    stage.put_drawing(
        body,
        x=plinth.x - plinth.width / 2 - around,
        y=top,
        width=plinth.width + 2 * around,
        height=plinth.foot + 90 - top,
        track=rises,
    )
    _inscription(stage, step, track=tracks.together(rises, stage.exit(x=-stage.theme.exit_px)))
    _stand(stage, step)


def _stands_s(stage: Stage, step: Step) -> float:
    """Plinths are there before their objects, unless their word comes early."""
    return min(step.start_s, 0.04 + 0.08 * (_PLACES - 1 - step.rank))


def _inscription(stage: Stage, step: Step, *, track: Track) -> None:
    """The place, and the words that no picture says."""
    plinth, item, ground = step.plinth, step.item, stage.ground
    width = plinth.width - 2 * _PAD
    words = _words(stage, item, width=width)
    least = _LEAST_CONTRAST if words else _LEAST_LARGE
    ink = cards.legible(plinth.colour, ground.card, ground.ink.fill, ground.card_ink, least=least)
    # The first stands in front of the others, whose words keep away from it.
    away = _OVERLAP * ((plinth.x > CENTRE) - (plinth.x < CENTRE)) if step.rank else 0.0
    x, y = plinth.x - width / 2 + away, plinth.y + plinth.depth + (8 if step.rank == 0 else 16)
    size = _numeral(stage)
    body = cards.words(
        stage,
        str(step.rank + 1),
        style=cards.plain(stage.theme.numeral),
        colour=ink,
        x=x,
        y=y,
        width=width,
        height=size * 1.15,
        largest=size if step.rank == 0 else size * 0.9,
    )
    down = y + size * 1.1
    for text, found in words:
        body += cards.words(
            stage,
            text,
            style=cards.running(stage),
            colour=ink,
            x=x,
            y=down,
            width=width,
            height=found.lines * _LINE,
            largest=found.size_px,
            smallest=20,
        )
        down += found.lines * _LINE
    stage.put_drawing(body, x=x - 10, y=y - 20, width=width + 20, height=down - y + 60, track=track)


def _words(stage: Stage, item: MotionItem, *, width: float) -> list[tuple[str, Lettering]]:
    """The name and the figure of a place, each in at most two lines."""
    texts = [text for text in (item.label if _needs_label(stage) else "", item.value) if text]
    return [
        (
            text,
            cards.large(
                stage,
                text,
                style=cards.running(stage),
                width=width,
                line=_LINE,
                largest=_WORDS,
                least=_LEAST,
                most_lines=3,
            ),
        )
        for text in texts
    ]


def _thing(item: MotionItem) -> MotionObject | None:
    return item.object if item.object and objects.exists(item.object.name) else None


def _needs_label(stage: Stage) -> bool:
    """True if the objects alone do not tell the places apart."""
    things = [_thing(item) for item in stage.spec.items[:_PLACES]]
    names = {thing.name for thing in things if thing}
    return len(names) < len(things)


def _stand(stage: Stage, step: Step) -> None:
    thing, plinth = _thing(step.item), step.plinth
    if thing is None:
        return
    lands_s = step.start_s + 0.1
    body = plinths.contact(
        x=plinth.x, y=plinth.y, width=plinth.width * 0.62, name="touch", dark=plinths.dark(stage)
    )
    touches = tracks.settle(scale=1.0) if stage.is_first else tracks.fade(lands_s + 0.08, length_s=0.15)
    stage.put_drawing(
        body,
        x=plinth.x - plinth.width / 2,
        y=plinth.y - plinth.depth,
        width=plinth.width,
        height=2 * plinth.depth,
        track=touches,
    )
    moves = [
        stage.enters(tracks.pop(lands_s, rise=-220, low=0.9)),
        tracks.hop(
            max(lands_s + 0.4, stage.cue(step.item.cue_s or stage.spec.reaction_s, default_s=1.5)), height=50
        ),
    ]
    side = (_FRONT_SIDE if step.rank == 0 else _SIDE) * (
        0.86 if step.item.value or _needs_label(stage) else 1.0
    )
    plinths.standing(
        stage,
        thing,
        x=plinth.x + (0 if step.rank == 0 else 4),
        floor=plinth.y + plinth.depth * 0.62,
        side=side,
        turn=_TURNS[step.rank],
        track=tracks.together(stage.paced(tracks.together(*moves)), stage.holds(side=side, stands=True)),
    )
