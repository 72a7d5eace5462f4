"""Notification: a lock screen with a time, and up to two cards that push each other down."""

from dataclasses import dataclass

from render_node.contract import MotionItem, MotionObject, MotionSpec
from render_node.engines.motion import badges, cards, colours, easing, objects, plinths, svg, tracks
from render_node.engines.motion.lettering_styles import Ink
from render_node.engines.motion.stage import CENTRE, LEFT, RIGHT, Stage
from render_node.engines.motion.tracks import Pose, Track

_MOST_CARDS = 2
_X, _WIDTH = 82.0, 868.0
_HEIGHT, _GAP = 200.0, 30.0
_CARDS_TOP = 620.0
_ICON = 132.0
_TIME_TOP = 300.0
_PUSH_S = 0.34
_DIGITS, _LARGEST = 224.0, 420.0


@dataclass(frozen=True)
class _Card:
    """A card at its final place. ``waits_s`` is when the card above it arrives."""

    item: MotionItem
    number: int
    y: float
    at_s: float
    pushed_s: float | None


def is_served(spec: MotionSpec) -> bool:
    return bool(spec.items and (spec.figure.strip() or spec.headline.strip()))


def build(stage: Stage) -> None:
    top = _clock(stage)
    found = _cards(stage, top=top)
    _pile(stage, found[-1])
    for card in reversed(found):
        _card(stage, card)


def _clock(stage: Stage) -> float:
    """The line and the time; returns where the cards start."""
    spec = stage.spec
    if not spec.figure.strip():
        block = stage.headline(y=226, height=330, largest=132, align="centre")
        return max(_CARDS_TOP - 60, block.bottom + 50)
    text = spec.headline or spec.figure_label
    style = cards.running(stage)
    top = _TIME_TOP
    if text:
        block = stage.text(
            text,
            style=style,
            ink=Ink(fill=stage.ground.label, accent=stage.ground.label),
            x=LEFT,
            y=216,
            width=RIGHT - LEFT,
            height=140,
            largest=58,
            smallest=38,
            align="centre",
            start_s=0.05,
        )
        top = max(_TIME_TOP, block.bottom + 16)
    numeral = stage.theme.numeral
    found = cards.filling(
        stage, spec.figure, style=numeral, width=RIGHT - LEFT, height=_DIGITS, largest=_LARGEST
    )
    ink = cards.ink_of(stage, found, style=numeral)
    stage.text(
        spec.figure,
        style=numeral,
        ink=stage.ground.ink,
        x=LEFT,
        y=top - ink.top,
        width=RIGHT - LEFT,
        height=found.height * 1.4,
        largest=found.size_px,
        smallest=min(90, found.size_px),
        align="centre",
        start_s=0.0,
    )
    return max(_CARDS_TOP, top + ink.height + 70)


def _cards(stage: Stage, *, top: float) -> list[_Card]:
    """The first item is the newest card and stands at the top: it pushes the other down."""
    items = stage.spec.items[:_MOST_CARDS]
    last = len(items) - 1
    found: list[_Card] = []
    for number, item in enumerate(items):
        default_s = 0.12 if number == last else 0.5
        at_s = 0.0 if stage.is_first else stage.cue(item.cue_s, default_s=default_s)
        found.append(_Card(item, number, top + number * (_HEIGHT + _GAP), at_s, None))
    if len(found) == _MOST_CARDS and not stage.is_first:
        newest, older = found
        return [newest, _Card(older.item, 1, older.y, min(older.at_s, newest.at_s), newest.at_s)]
    return found


def _track(stage: Stage, card: _Card) -> Track:
    cue_s = stage.cue(card.item.cue_s, default_s=1.2 + 0.6 * card.number)
    if stage.is_first:
        return tracks.together(tracks.settle(scale=1.0, y=-18), tracks.hop(cue_s, height=20), _exit(stage))
    moves = [tracks.slide(card.at_s, y=-90, length_s=0.4), _exit(stage)]
    if card.pushed_s is not None and card.pushed_s > card.at_s:
        moves.append(_pushed(card.pushed_s))
    return stage.paced(tracks.together(*moves))


def _pushed(at_s: float) -> Track:
    """One card higher until another arrives, then down."""

    def track(t: float) -> Pose:
        share = easing.out_back(easing.between(t, at_s, _PUSH_S))
        return Pose(y=-(_HEIGHT + _GAP) * (1 - share))

    return track


def _exit(stage: Stage) -> Track:
    return stage.exit(x=-stage.theme.exit_px)


def _card(stage: Stage, card: _Card) -> None:
    ground = stage.ground
    radius = _radius(stage)
    body = svg.rectangle(
        x=_X,
        y=card.y,
        width=_WIDTH,
        height=_HEIGHT,
        fill=ground.card,
        radius=radius,
        extra=f'fill-opacity="{stage.theme.card_opacity}"',
    )
    body += _icon(stage, card) + _words(stage, card) + _unread(stage, card)
    around = 60.0
    picture = stage.drawing(
        body, x=_X - around, y=card.y - around, width=_WIDTH + 2 * around, height=_HEIGHT + 2 * around
    )
    lifted = badges.lifted(stage, picture, blur=22, dy=16, opacity=0.2)
    track = tracks.together(_track(stage, card), stage.breathes())
    stage.put(lifted, x=_X + _WIDTH / 2, y=card.y + _HEIGHT / 2, track=track)
    _thing(stage, card)


def _radius(stage: Stage) -> float:
    return max(12.0, min(46.0, stage.theme.card_radius + 4))


def _has_icon(card: _Card) -> bool:
    return bool(card.item.object and objects.exists(card.item.object.name))


def _icon_x(stage: Stage) -> float:
    return _X + _WIDTH - 30 - _ICON if cards.is_rtl(stage) else _X + 30


def _icon(stage: Stage, card: _Card) -> str:
    if not _has_icon(card):
        return ""
    tint = colours.mixed(stage.ground.card, stage.ground.strong, 0.12)
    return svg.rectangle(
        x=_icon_x(stage), y=card.y + (_HEIGHT - _ICON) / 2, width=_ICON, height=_ICON, fill=tint, radius=30
    )


def _thing(stage: Stage, card: _Card) -> None:
    thing = card.item.object
    if thing is None or not _has_icon(card):
        return
    x, y = _icon_x(stage) + _ICON / 2, card.y + _HEIGHT / 2
    finish = plinths.finish_of(stage)
    cue_s = stage.cue(card.item.cue_s, default_s=1.3 + 0.6 * card.number)
    track = tracks.together(_track(stage, card), tracks.nod(cue_s + 0.4, degrees=10))
    single = MotionObject(name=thing.name, is_struck=thing.is_struck)
    stage.object(single, x=x, y=y, side=_ICON * 0.8, track=track, finish=finish)


def _words(stage: Stage, card: _Card) -> str:
    ground, item, style = stage.ground, card.item, cards.running(stage)
    is_rtl = cards.is_rtl(stage)
    taken = _ICON + 60 if _has_icon(card) else 40
    x = _X + (40 if is_rtl else taken)
    width = _WIDTH - taken - 40 - (0 if is_rtl else 40)
    height = 66.0 if item.value else 132.0
    bold = cards.plain(stage.theme.label)
    body = cards.line(
        stage,
        item.label,
        style=bold,
        colour=ground.card_ink,
        x=x,
        y=card.y + 34,
        width=width,
        height=height,
        largest=50,
        smallest=26,
        at=1.0 if is_rtl else 0.0,
    )
    if item.value:
        pale = colours.mixed(ground.card_ink, ground.card, 0.18)
        body += cards.line(
            stage,
            item.value,
            style=style,
            colour=pale,
            x=x,
            y=card.y + 102,
            width=width,
            height=64,
            largest=46,
            smallest=26,
            at=1.0 if is_rtl else 0.0,
        )
    return body


def _unread(stage: Stage, card: _Card) -> str:
    """A dot on the newest card."""
    if card.number:
        return ""
    x = _X + 36 if cards.is_rtl(stage) else _X + _WIDTH - 44
    return svg.circle(x=x, y=card.y + 62, radius=11, fill=stage.ground.strong)


def _pile(stage: Stage, last: _Card) -> None:
    """Older cards behind the last one, of which only the edges show."""
    body = ""
    for depth, opacity in ((2, 0.28), (1, 0.5)):
        inset = 30.0 * depth
        y = last.y + 44 * depth
        body += svg.rectangle(
            x=_X + inset,
            y=y,
            width=_WIDTH - 2 * inset,
            height=_HEIGHT,
            fill=stage.ground.card,
            radius=_radius(stage),
            extra=f'fill-opacity="{opacity}"',
        )
    picture = stage.drawing(body, x=_X, y=last.y, width=_WIDTH, height=_HEIGHT + 100)
    stage.put(picture, x=CENTRE, y=last.y + (_HEIGHT + 100) / 2, track=tracks.together(_track(stage, last)))
