"""Notification: a lock screen with a time, and up to two cards that push each other down."""

from dataclasses import dataclass, replace

from render_node.contract import MotionItem, MotionObject, MotionSpec
from render_node.engines.motion import (
    badges,
    cards,
    colours,
    easing,
    headings,
    objects,
    plinths,
    svg,
    tracks,
    wording,
)
from render_node.engines.motion.lettering_styles import Ink
from render_node.engines.motion.stage import BOTTOM, CENTRE, LEFT, RIGHT, Stage
from render_node.engines.motion.tracks import Pose, Track

_MOST_CARDS = 2
_X, _WIDTH = 82.0, 868.0
# The height of a card: two fill the zone, a single one is higher.
_LOWEST, _TALLEST, _GAP = 200.0, 380.0, 30.0
_CARDS_TOP = 600.0
# What is below the last card: the edges of older ones.
_EDGES = 88.0
_ICON = 0.68
_TIME_TOP = 296.0
_PUSH_S = 0.34
_DIGITS, _TALL_DIGITS, _LARGEST = 224.0, 262.0, 480.0
# The sizes of words relative to a card's height.
_LABEL, _DETAIL = 0.29, 0.23
# Labels of at least this size stay in one line above a detail.
_ONE_LINE = 42.0


@dataclass(frozen=True)
class _Card:
    """A card at its final place. ``pushed_s`` is when the card above it arrives."""

    item: MotionItem
    number: int
    y: float
    height: float
    at_s: float
    pushed_s: float | None


def is_served(spec: MotionSpec) -> bool:
    return bool(shown(spec) and (spec.figure.strip() or line_of(spec)))


def shown(spec: MotionSpec) -> list[MotionItem]:
    """The items that get a card: none says what another says."""
    found: list[MotionItem] = []
    for item in spec.items:
        if item.label.strip() and all(
            wording.plain(item.label) != wording.plain(other.label) for other in found
        ):
            found.append(item)
    return found[:_MOST_CARDS]


def line_of(spec: MotionSpec) -> str:
    """The line above the time: the headline, or what the time is of, unless a card says the same."""
    said = [text for item in shown(spec) for text in (item.label, item.value, f"{item.label} {item.value}")]
    choices = (spec.headline.strip(), spec.figure_label.strip())
    return next(
        (text for text in choices if text and not any(wording.repeats(text, each) for each in said)), ""
    )


def build(stage: Stage) -> None:
    top = _clock(stage)
    found = _cards(stage, top=top)
    _pile(stage, found[-1])
    for card in reversed(found):
        _card(stage, card)


def _clock(stage: Stage) -> float:
    """The line and the time; returns where the cards start."""
    spec = stage.spec
    text = line_of(spec)
    if not spec.figure.strip():
        block = stage.headline(text=text, y=222, height=330, largest=150, align="centre")
        return max(_CARDS_TOP - 90, block.bottom + 44)
    is_single = len(shown(spec)) < _MOST_CARDS
    style = cards.running(stage)
    top = _TIME_TOP - (0 if text else 60)
    if text:
        block = stage.text(
            text,
            style=style,
            ink=Ink(fill=stage.ground.label, accent=stage.ground.label),
            x=LEFT,
            y=216,
            width=RIGHT - LEFT,
            height=150,
            largest=66,
            smallest=42,
            align="centre",
            start_s=0.05,
        )
        top = max(_TIME_TOP, block.bottom + 16)
    numeral = stage.theme.numeral
    found = cards.filling(
        stage,
        spec.figure,
        style=numeral,
        width=RIGHT - LEFT,
        height=_TALL_DIGITS if is_single else _DIGITS,
        largest=_LARGEST,
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
    return max(_CARDS_TOP, top + ink.height + 60)


def _cards(stage: Stage, *, top: float) -> list[_Card]:
    """The first item is the newest card and stands at the top: it pushes the other down."""
    items = shown(stage.spec)
    last = len(items) - 1
    room = BOTTOM - top - _EDGES - _GAP * last
    height = max(_LOWEST, min(_TALLEST, room / len(items)))
    top += max(0.0, room - height * len(items)) * 0.5
    found: list[_Card] = []
    for number, item in enumerate(items):
        default_s = 0.12 if number == last else 0.5
        at_s = 0.0 if stage.is_first else stage.cue(item.cue_s, default_s=default_s)
        found.append(_Card(item, number, top + number * (height + _GAP), height, at_s, None))
    if len(found) == _MOST_CARDS and not stage.is_first:
        newest, older = found
        return [newest, replace(older, at_s=min(older.at_s, newest.at_s), pushed_s=newest.at_s)]
    return found


def _track(stage: Stage, card: _Card) -> Track:
    cue_s = stage.cue(card.item.cue_s, default_s=1.2 + 0.6 * card.number)
    if stage.is_first:
        return tracks.together(tracks.settle(scale=1.0, y=-18), tracks.hop(cue_s, height=20), _exit(stage))
    moves = [tracks.slide(card.at_s, y=-90, length_s=0.4), _exit(stage)]
    if card.pushed_s is not None and card.pushed_s > card.at_s:
        moves.append(_pushed(card.pushed_s, by=card.height + _GAP))
    return stage.paced(tracks.together(*moves))


def _pushed(at_s: float, *, by: float) -> Track:
    """One card higher until another arrives, then down."""

    def track(t: float) -> Pose:
        share = easing.out_back(easing.between(t, at_s, _PUSH_S))
        return Pose(y=-by * (1 - share))

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
        height=card.height,
        fill=ground.card,
        radius=radius,
        extra=f'fill-opacity="{stage.theme.card_opacity}"',
    )
    body += _icon(stage, card) + _words(stage, card) + _unread(stage, card)
    around = 60.0
    picture = stage.drawing(
        body, x=_X - around, y=card.y - around, width=_WIDTH + 2 * around, height=card.height + 2 * around
    )
    lifted = badges.lifted(stage, picture, blur=22, dy=16, opacity=0.2)
    track = tracks.together(_track(stage, card), stage.breathes())
    stage.put(lifted, x=_X + _WIDTH / 2, y=card.y + card.height / 2, track=track)
    _thing(stage, card)


def _radius(stage: Stage) -> float:
    return max(12.0, min(46.0, stage.theme.card_radius + 4))


def _thing_of(stage: Stage, card: _Card) -> MotionObject | None:
    """The card's own object, or on the newest the scene's."""
    own = card.item.object
    if own and objects.exists(own.name):
        return own
    others = {item.object.name for item in shown(stage.spec) if item.object}
    left = [thing for thing in stage.things if thing.name not in others]
    return left[0] if left and not card.number else None


def _icon_x(stage: Stage, card: _Card) -> float:
    room = card.height * (1 - _ICON) / 2
    return _X + _WIDTH - room - card.height * _ICON if cards.is_rtl(stage) else _X + room


def _icon(stage: Stage, card: _Card) -> str:
    if not _thing_of(stage, card):
        return ""
    tint = colours.mixed(stage.ground.card, stage.ground.strong, 0.12)
    side = card.height * _ICON
    return svg.rectangle(
        x=_icon_x(stage, card),
        y=card.y + (card.height - side) / 2,
        width=side,
        height=side,
        fill=tint,
        radius=min(side * 0.23, max(8.0, stage.theme.card_radius * 1.6)),
    )


def _thing(stage: Stage, card: _Card) -> None:
    thing = _thing_of(stage, card)
    if thing is None:
        return
    side = card.height * _ICON
    x, y = _icon_x(stage, card) + side / 2, card.y + card.height / 2
    cue_s = stage.cue(card.item.cue_s, default_s=1.3 + 0.6 * card.number)
    track = tracks.together(_track(stage, card), tracks.nod(cue_s + 0.4, degrees=10))
    single = MotionObject(name=thing.name, is_struck=thing.is_struck)
    finish = plinths.finish_of(stage)
    stage.object(single, x=x, y=y, side=side * 0.84, track=track, finish=finish)


def _words(stage: Stage, card: _Card) -> str:
    """The card's text, and below it its detail."""
    ground, item, height = stage.ground, card.item, card.height
    is_rtl = cards.is_rtl(stage)
    taken = height * (1 + _ICON) / 2 + 28 if _thing_of(stage, card) else 44.0
    dot = 60.0 if not card.number else 36.0
    x = _X + (dot if is_rtl else taken)
    width = _WIDTH - taken - dot
    detail = item.value if not wording.repeats(item.value, item.label) else ""
    style = cards.plain(stage.theme.label)
    largest = height * _LABEL
    single = headings.one_line(stage, item.label, style=style, width=width, largest=largest)
    share = 0.5 if detail else 0.84
    body = cards.words(
        stage,
        item.label,
        style=style,
        colour=ground.card_ink,
        x=x,
        y=card.y + height * (0.1 if detail else 0.08),
        width=width,
        height=height * share,
        largest=single if detail and single >= _ONE_LINE else largest,
        smallest=30,
        align="right" if is_rtl else "left",
    )
    if detail:
        body += cards.words(
            stage,
            detail,
            style=cards.running(stage),
            colour=colours.mixed(ground.card_ink, ground.card, 0.18),
            x=x,
            y=card.y + height * 0.58,
            width=width,
            height=height * 0.36,
            largest=height * _DETAIL,
            smallest=30,
            align="right" if is_rtl else "left",
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
            height=last.height,
            fill=stage.ground.card,
            radius=_radius(stage),
            extra=f'fill-opacity="{opacity}"',
        )
    picture = stage.drawing(body, x=_X, y=last.y, width=_WIDTH, height=last.height + 100)
    stage.put(
        picture, x=CENTRE, y=last.y + (last.height + 100) / 2, track=tracks.together(_track(stage, last))
    )
