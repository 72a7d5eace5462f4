"""Chat: bubbles of two speakers, each after its typing dots; one may be marked as right."""

from dataclasses import dataclass
from functools import partial

from PIL import Image

from render_node.contract import MotionItem, MotionObject, MotionSpec
from render_node.engines.motion import actors, badges, cards, objects, svg, tracks
from render_node.engines.motion.lettering_styles import LetterStyle
from render_node.engines.motion.stage import BOTTOM, LEFT, RIGHT, Stage
from render_node.engines.motion.tracks import Track

_RIGHT_GREEN = "#2BB269"
_PITCH, _HEIGHT = 219.0, 150.0
_FIRST_X, _LAST_X = 112.0, 940.0
_TEXT = 76.0
_NOTE = 42.0
_PAD = 54.0
_OBJECT = 176.0
_TICK = 100.0
_DOTS_S = 0.4
_POSES = 3
_ROUND = 56.0
# The pitch of bubbles relative to their height, at least.
_LOOSE = 1.2


@dataclass(frozen=True)
class _Bubble:
    """A bubble: its box, its colours, and when it appears."""

    item: MotionItem
    number: int
    x: float
    y: float
    width: float
    height: float
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
    if stage.spec.headline.strip():
        top = stage.headline(y=206, height=292, largest=144, align="start").bottom
    bubbles = _bubbles(stage, top=top + 62)
    for bubble in bubbles:
        _typing(stage, bubble)
        _bubble(stage, bubble)


def _bubbles(stage: Stage, *, top: float) -> list[_Bubble]:
    items = stage.spec.items
    height = min(_HEIGHT, (BOTTOM - top) / (len(items) * _LOOSE))
    pitch = min(_PITCH, (BOTTOM - top - height) / (len(items) - 1))
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
        width = _width(stage, item, height)
        x = _LAST_X - width if item.side else _FIRST_X
        found.append(
            _Bubble(
                item,
                number,
                x,
                top + pitch * number,
                width,
                height,
                fill,
                ink,
                at_s,
                min(before_s + 0.1, at_s),
            )
        )
        before_s = at_s + 0.05
    return found


def _fill(stage: Stage, item: MotionItem) -> str:
    if item.is_marked:
        return _RIGHT_GREEN
    return stage.ground.strong if item.side else stage.ground.card


def _on(stage: Stage, fill: str) -> str:
    ground = stage.ground
    return cards.legible(
        fill, "#ffffff" if fill == _RIGHT_GREEN else ground.on_strong, ground.card_ink, least=2.4
    )


def _width(stage: Stage, item: MotionItem, height: float) -> float:
    """As wide as its text, with its object or tick."""
    outside = height * 0.7 if item.side and item.object else 0.0
    most = _LAST_X - _FIRST_X - _extra(item, height) - outside
    size = _text_size(height)
    text = cards.width_of(stage, item.label, style=_style(stage), size=size, width=most - 2 * _PAD)
    note = cards.width_of(stage, item.value, style=cards.running(stage), size=_NOTE, width=most - 2 * _PAD)
    return min(most, max(text, note if item.value else 0) + 2 * _PAD + 8) + _extra(item, height)


def _extra(item: MotionItem, height: float) -> float:
    if item.object:
        return height * (0.36 if item.side else 0.9)
    return height * 1.2 if item.is_marked else 0.0


def _text_size(height: float) -> float:
    return min(_TEXT, height * 0.51)


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
    item, height = bubble.item, bubble.height
    extra = _extra(item, height)
    # The object is at the end that points to the other speaker.
    left = bubble.x + _PAD + (extra if bubble.is_right and item.object else 0)
    width = bubble.width - 2 * _PAD - extra + 8
    top, room = (0.13, 0.44) if item.value else (0.08, 0.84)
    body = cards.line(
        stage,
        item.label,
        style=_style(stage),
        colour=bubble.ink,
        x=left,
        y=bubble.y + height * top,
        width=width,
        height=height * room,
        largest=min(_text_size(height), height * room * 0.84),
        at=0.0,
    )
    if item.value:
        body += cards.line(
            stage,
            item.value,
            style=cards.running(stage),
            colour=bubble.ink,
            x=left,
            y=bubble.y + height * 0.55,
            width=width,
            height=height * 0.36,
            largest=min(_NOTE, height * 0.3),
            at=0.0,
        )
    return body


def _tick(bubble: _Bubble) -> str:
    size = bubble.height * 0.6
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
    side = min(_OBJECT, bubble.height * (1.16 if bubble.is_right else 1.06))
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
    width, height = 168.0, min(104.0, bubble.height)
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
