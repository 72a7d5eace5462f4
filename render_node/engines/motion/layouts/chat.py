"""Chat: bubbles of two speakers, each after its typing dots; one may be marked as right."""

from dataclasses import dataclass
from functools import partial

from PIL import Image

from render_node.contract import MotionItem, MotionObject, MotionSpec
from render_node.engines.motion import actors, badges, cards, casting, objects, svg, tracks, wording
from render_node.engines.motion.lettering import Lettering
from render_node.engines.motion.lettering_styles import LetterStyle
from render_node.engines.motion.stage import BOTTOM, CENTRE, LEFT, RIGHT, Stage
from render_node.engines.motion.tracks import Track

_RIGHT_GREEN = "#2BB269"
_FIRST_X, _LAST_X = 104.0, 944.0
# The sizes of type that are tried, and the most lines of a bubble.
_LARGEST, _SMALLEST, _STEP = 100, 40, 4
_MOST_LINES = 3
# The room in a bubble: beside its words, above and below them relative to their size, and for a note.
_PAD, _PAD_HIGH = 52.0, 0.42
_NOTE, _NOTE_LINE = 0.62, 0.84
# The room between bubbles, and what the scene's object needs below them.
_GAP, _WIDEST_GAP, _HERO, _LARGEST_HERO = 44.0, 92.0, 226.0, 430.0
_OBJECT = 200.0
_DOTS_S = 0.4
_POSES = 3
_ROUND = 56.0


@dataclass(frozen=True)
class _Bubble:
    """A bubble: its box, its colours, and when it appears."""

    item: MotionItem
    number: int
    x: float
    y: float
    width: float
    height: float
    size: float
    fill: str
    ink: str
    at_s: float
    typed_s: float

    @property
    def is_right(self) -> bool:
        return self.item.side == 1

    @property
    def thing(self) -> MotionObject | None:
        found = self.item.object
        return found if found and objects.exists(found.name) else None


def is_served(spec: MotionSpec) -> bool:
    return len(spec.items) >= 2


def build(stage: Stage) -> None:
    top = 260.0
    if _has_headline(stage):
        top = stage.headline(y=206, height=292, largest=144, align="start").bottom
    bubbles = _bubbles(stage, top=top + 62)
    for bubble in bubbles:
        _typing(stage, bubble)
        _bubble(stage, bubble)
    _hero(stage, top=bubbles[-1].y + bubbles[-1].height + 30)


def _has_headline(stage: Stage) -> bool:
    """True if there is a headline that no bubble says."""
    said = stage.spec.headline.strip()
    return bool(said) and not any(wording.repeats(said, item.label) for item in stage.spec.items)


def _bubbles(stage: Stage, *, top: float) -> list[_Bubble]:
    items = stage.spec.items
    size, heights, gap, y = _stack(stage, top=top)
    found: list[_Bubble] = []
    before_s = 0.0
    for number, item in enumerate(items):
        at_s = max(before_s, stage.cue(item.cue_s, default_s=0.1 + 0.62 * number))
        fill = _fill(stage, item)
        ink = (
            cards.legible(fill, stage.ground.card_ink, "#ffffff")
            if fill == stage.ground.card
            else _on(stage, fill)
        )
        height = heights[number]
        width = _width(stage, item, size, height)
        x = _LAST_X - width if item.side else _FIRST_X
        typed_s = min(before_s + 0.1, at_s)
        found.append(_Bubble(item, number, x, y, width, height, size, fill, ink, at_s, typed_s))
        y += height + gap
        before_s = at_s + 0.05
    return found


def _stack(stage: Stage, *, top: float) -> tuple[float, list[float], float, float]:
    """The size of the type, the heights of the bubbles, the room between them, and where the first begins.

    The type is as large as the zone allows, with room for the scene's object.
    """
    items = stage.spec.items
    gaps = len(items) - 1
    room = BOTTOM - top - (_HERO if _alone(stage) else 0.0)
    size, heights = float(_SMALLEST), [0.0]
    for tried in range(_LARGEST, _SMALLEST - 1, -_STEP):
        size, heights = float(tried), [_height(stage, item, tried) for item in items]
        lines = max(_set(stage, item, tried).lines for item in items)
        if sum(heights) + _GAP * gaps <= room and lines <= _MOST_LINES:
            break
    else:
        share = min(1.0, (room - 12 * gaps) / sum(heights))
        heights = [height * share for height in heights]
    rest = max(0.0, room - sum(heights))
    gap = min(_WIDEST_GAP, rest / gaps)
    return size, heights, gap, top + (rest - gap * gaps) * (0.0 if _alone(stage) else 0.4)


def _set(stage: Stage, item: MotionItem, size: float) -> Lettering:
    """The words of a bubble in as many lines as they need."""
    return stage.set(
        item.label,
        style=_style(stage),
        width=_room(item, size),
        height=1e6,
        largest=size,
        smallest=24,
        align="left",
    )


def _room(item: MotionItem, size: float) -> float:
    """The width for words."""
    outside = size if item.side and item.object else 0.0
    return _LAST_X - _FIRST_X - 2 * _PAD - outside - _extra(item, size)


def _height(stage: Stage, item: MotionItem, size: float) -> float:
    found = _set(stage, item, size)
    return found.height + 2 * _PAD_HIGH * size + (_NOTE_LINE * size if item.value else 0.0)


def _alone(stage: Stage) -> MotionObject | None:
    """The scene's object, if no bubble has it."""
    own = {item.object.name for item in stage.spec.items if item.object}
    return next((thing for thing in stage.things if thing.name not in own), None)


def _hero(stage: Stage, *, top: float) -> None:
    """The scene's object, in the room below the bubbles."""
    thing = _alone(stage)
    if thing is None:
        return
    wide, tall = objects.shape(thing.name)
    side = min(_LARGEST_HERO / max(wide, tall), (BOTTOM - top) / tall)
    casting.hero(stage, thing, x=CENTRE, y=top + (BOTTOM - top) / 2, side=side, start_s=0.1)


def _fill(stage: Stage, item: MotionItem) -> str:
    if item.is_marked:
        return _RIGHT_GREEN
    return stage.ground.strong if item.side else stage.ground.card


def _on(stage: Stage, fill: str) -> str:
    ground = stage.ground
    return cards.legible(
        fill, "#ffffff" if fill == _RIGHT_GREEN else ground.on_strong, ground.card_ink, least=2.4
    )


def _width(stage: Stage, item: MotionItem, size: float, height: float) -> float:
    """As wide as its words, with its object or tick."""
    room = _room(item, size)
    note = 0.0
    if item.value:
        note = cards.width_of(stage, item.value, style=cards.running(stage), size=_NOTE * size, width=room)
    text = max(_set(stage, item, size).width, note)
    return max(height, min(room, text) + 2 * _PAD + 8 + _extra(item, size))


def _extra(item: MotionItem, size: float) -> float:
    """The room beside the words, for an object or a tick."""
    if item.object:
        return size * (0.7 if item.side else 1.5)
    return size * 1.6 if item.is_marked else 0.0


def _style(stage: Stage) -> LetterStyle:
    return cards.plain(stage.theme.headline)


def _shape(bubble: _Bubble) -> str:
    """A round box with a tail at the speaker's lower corner."""
    x, y, width, height = bubble.x, bubble.y, bubble.width, bubble.height
    body = svg.rectangle(
        x=x, y=y, width=width, height=height, fill=bubble.fill, radius=min(_ROUND, height / 2)
    )
    foot, side = y + height, 1 if bubble.is_right else -1
    corner = x + width if bubble.is_right else x
    points = (
        (0, -62),
        (0, -20),
        (4, -2),
        (24, 8),
        (-8, 14),
        (-36, 4),
        (-58, -6),
    )
    ends = [f"{corner + side * across:.1f} {foot + down:.1f}" for across, down in points]
    tail = f"M{ends[0]}C{' '.join(ends[1:4])}C{' '.join(ends[4:7])}Z"
    return body + svg.path(tail, fill=bubble.fill)


def _comes(stage: Stage, bubble: _Bubble) -> Track:
    if stage.is_first:
        return tracks.together(tracks.settle(y=18, scale=0.97), _answers(stage, bubble))
    return tracks.together(tracks.pop(bubble.at_s, length_s=0.36, low=0.8, rise=50), _answers(stage, bubble))


def _answers(stage: Stage, bubble: _Bubble) -> Track:
    """In the first scene a bubble hops when it is spoken; later it appears then."""
    if not stage.is_first:
        return tracks.still
    return tracks.hop(stage.cue(bubble.item.cue_s, default_s=0.9 + 0.5 * bubble.number), height=18)


def _bubble(stage: Stage, bubble: _Bubble) -> None:
    track = tracks.together(_comes(stage, bubble), stage.breathes(), stage.exit(x=-stage.theme.exit_px))
    body = _shape(bubble) + _words(stage, bubble)
    if bubble.item.is_marked:
        body += _tick(bubble)
    around = 60.0
    picture = stage.drawing(
        body,
        x=bubble.x - around,
        y=bubble.y - around,
        width=bubble.width + 2 * around,
        height=bubble.height + 2 * around,
    )
    middle = bubble.x + bubble.width / 2, bubble.y + bubble.height / 2
    stage.put(
        badges.lifted(stage, picture, blur=18, dy=12, opacity=0.15),
        x=middle[0],
        y=middle[1],
        track=stage.paced(track),
    )
    _thing(stage, bubble)


def _words(stage: Stage, bubble: _Bubble) -> str:
    item, size = bubble.item, bubble.size
    extra = _extra(item, size)
    # The object is at the end that points to the other speaker.
    left = bubble.x + _PAD + (extra if bubble.is_right and item.object else 0)
    width = bubble.width - 2 * _PAD - extra
    high = bubble.height * 0.06
    note = bubble.height * _NOTE_LINE * size / max(1.0, _height(stage, item, size)) if item.value else 0.0
    align = "right" if cards.is_rtl(stage) else "left"
    body = cards.words(
        stage,
        item.label,
        style=_style(stage),
        colour=bubble.ink,
        x=left,
        y=bubble.y + high,
        width=width,
        height=bubble.height - 2 * high - note,
        largest=size,
        align=align,
    )
    if item.value:
        body += cards.words(
            stage,
            item.value,
            style=cards.running(stage),
            colour=bubble.ink,
            x=left,
            y=bubble.y + bubble.height - note - 2.4 * high,
            width=width,
            height=note,
            largest=_NOTE * size,
            align=align,
        )
    return body


def _tick(bubble: _Bubble) -> str:
    size = bubble.size * 1.1
    x, y = bubble.x + bubble.width - _PAD - size * 0.86, bubble.y + bubble.height / 2
    points = [
        (x - size * 0.1, y + size * 0.06),
        (x + size * 0.2, y + size * 0.36),
        (x + size * 0.78, y - size * 0.38),
    ]
    return svg.line(points, stroke=bubble.ink, width=size * 0.2)


def _thing(stage: Stage, bubble: _Bubble) -> None:
    """The object, over the end of the bubble."""
    if not bubble.thing:
        return
    side = min(_OBJECT, bubble.size * 2.3, bubble.height * 1.16)
    edge = bubble.x - side * 0.2 if bubble.is_right else bubble.x + bubble.width + side * 0.1 - 26
    x = min(max(edge, LEFT + side / 2), RIGHT - side / 2 + 10)
    moves = [
        stage.enters(tracks.pop(bubble.at_s + 0.12, length_s=0.36, rise=40)),
        tracks.nod(stage.cue(bubble.item.cue_s, default_s=bubble.at_s) + 0.5, degrees=9),
    ]
    stage.object(
        bubble.thing,
        x=x,
        y=bubble.y + bubble.height / 2 + (18 if bubble.is_right else -12),
        side=side,
        track=stage.paced(tracks.together(*moves)),
    )


def _typing(stage: Stage, bubble: _Bubble) -> None:
    """Three dots that wave where the bubble will appear."""
    if stage.is_first:
        return
    start_s = max(bubble.typed_s, bubble.at_s - _DOTS_S)
    if bubble.at_s - start_s < 0.1:
        return
    width, height = 176.0, min(112.0, bubble.height)
    x = _LAST_X - width / 2 if bubble.is_right else _FIRST_X + width / 2
    stage.add(
        actors.Changing(
            partial(_dots, stage, bubble, width, height),
            x=stage.x(x),
            y=stage.y(bubble.y + bubble.height / 2),
            unit=stage.unit,
            state=lambda t: int((t - start_s) * 8) % _POSES if start_s <= t < bubble.at_s else None,
        )
    )


def _dots(stage: Stage, bubble: _Bubble, width: float, height: float, step: int) -> Image.Image:
    body = svg.rectangle(x=0, y=0, width=width, height=height, fill=bubble.fill, radius=height / 2)
    for dot in range(_POSES):
        y = height / 2 - (12 if dot == step else 0)
        body += svg.circle(
            x=width / 2 + (dot - 1) * 38, y=y, radius=11, fill=bubble.ink, extra='fill-opacity="0.75"'
        )
    return stage.drawing(body, x=0, y=0, width=width, height=height)
