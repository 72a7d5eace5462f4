"""Before and after: a grey side whose words are struck out, and a side in colour that sweeps in."""

from dataclasses import replace

from render_node.contract import MotionObject, MotionSide, MotionSpec
from render_node.engines.motion import cards, casting, easing, fields, objects, reading, strokes, tracks
from render_node.engines.motion.lettering import Block, Lettering
from render_node.engines.motion.lettering_styles import Ink, LetterStyle, Manner
from render_node.engines.motion.objects import Finish, Treatment
from render_node.engines.motion.stage import HEIGHT, LEFT, RIGHT, WIDTH, Stage
from render_node.engines.motion.tracks import Pose, Track

# Where the divider meets the top and the bottom of the frame.
_SPLIT_TOP, _SPLIT_FOOT = 600.0, 424.0
_BLEED = 1400.0
_SWEEP_S = 0.5
_STRIKE_S, _STRIKE, _STRIKE_WIDTH = 0.28, "#E0432F", 15.0
_PALE, _DULL = "#E6E1D6", "#33312c"
_LEFT_Y, _RIGHT_Y, _TYPE_HEIGHT, _LARGEST = 304.0, 226.0, 236.0, 124.0
_DETAIL, _DETAIL_LINE, _SMALLEST_DETAIL = 60.0, 66.0, 46.0
_THING_TOP, _FOOT = 528.0, 1140.0
# Words without an object are larger, and begin lower.
_ALONE_DOWN, _ALONE_HEIGHT, _ALONE_LARGEST = 250.0, 480.0, 190.0
# The room of the objects: from the frame's edge, from the divider, and below the words, also with a wide rim.
_EDGE, _CLEAR, _BELOW, _BELOW_RIM = 30.0, 24.0, 50.0, 26.0
_WIDEST, _TALLEST = 520.0, 560.0
_GREY = Finish(treatment=Treatment.GREY, rim=12, rim_colour="#DEDACF", ink="#040404", shadow_opacity=0.4)


def is_served(spec: MotionSpec) -> bool:
    return len(spec.sides) == 2


def build(stage: Stage) -> None:
    before, after = stage.spec.sides
    stage = reading.directed(stage, before.headline)
    fields.cover(stage, fields.faded(stage, lean=_SPLIT_TOP - _SPLIT_FOOT))
    _before(stage, before)
    _field(stage)
    _after(stage, after)


def _split(y: float) -> float:
    """The divider's position at a height."""
    return _SPLIT_TOP + (_SPLIT_FOOT - _SPLIT_TOP) * y / HEIGHT


def _field(stage: Stage) -> None:
    """The side in colour, from the divider to the right."""
    high, low = -_BLEED, HEIGHT + _BLEED
    corners = [(_split(high), high), (WIDTH + _BLEED, high), (WIDTH + _BLEED, low), (_split(low), low)]
    picture = fields.cut(
        stage,
        fields.painted(stage, stage.ground, x=700, y=770),
        corners=corners,
        edge=((_split(high), high), (_split(low), low)),
        colour=stage.ground.card,
        width=15,
    )
    fields.put(stage, picture, track=_sweep(stage))
    line = ((_split(high), high), (_split(low), low))
    fields.turning(
        stage, stage.ground.base, x=700, y=770, corners=corners, edge=line, width=15, track=_sweep(stage)
    )


def _sweep(stage: Stage) -> Track:
    if stage.is_first:
        return tracks.still
    from_x = stage.width / stage.unit * (-0.62 if stage.is_mirrored else 0.62)

    def track(t: float) -> Pose:
        return Pose(x=from_x * (1 - easing.out_expo(easing.between(t, 0.0, _SWEEP_S))))

    return track


def _thing(stage: Stage, side: MotionSide) -> MotionObject | None:
    """The side's object, or the scene's first."""
    own = [side.object] if side.object and objects.exists(side.object.name) else []
    return next(iter([*own, *stage.things[:1]]), None)


def _before(stage: Stage, side: MotionSide) -> None:
    thing = _thing(stage, side)
    style = replace(stage.theme.headline, manner=Manner.FLAT)
    y = _LEFT_Y + (0 if thing else _ALONE_DOWN)
    height, largest = _type(is_alone=thing is None)
    block = _words(
        stage,
        side.headline,
        style=style,
        colour=_PALE,
        y=y,
        right=_split(y + height / 2) - 36,
        height=height,
        largest=largest,
    )
    bottom = block.bottom
    if side.detail:
        width = _split(bottom + 60) - 36 - LEFT
        bottom = _detail(stage, side.detail, x=LEFT, y=bottom + 8, width=width, colour=_DULL, start_s=0.2)
    if thing:
        x, y, size = _place(stage, thing, top=bottom, is_left=True)
        arrives = stage.enters(tracks.pop(0.0, rise=60))
        stage.object(thing, x=x, y=y, side=size, track=stage.paced(arrives), finish=_GREY)
    _strike(stage, block, at_s=stage.cue(side.cue_s, default_s=0.75))


def _place(stage: Stage, thing: MotionObject, *, top: float, is_left: bool) -> tuple[float, float, float]:
    """The centre and the side of an object, as large as its side of the divider is."""
    wide, tall = objects.shape(thing.name)
    rim = (stage.ground.finish or stage.theme.finish).rim
    top = max(_THING_TOP, top + max(_BELOW, rim + _BELOW_RIM))
    # The divider leans: the narrower end of each side counts.
    edge = _split(_FOOT if is_left else top)
    left, right = (_EDGE, edge - _CLEAR) if is_left else (edge + _CLEAR, min(WIDTH, stage.edges[1]) - _EDGE)
    size = min(_WIDEST / wide, (right - left) / wide, _TALLEST / tall, (_FOOT - top) / tall)
    # A little above the middle, but never nearer to the words.
    return (left + right) / 2, max(top + size * tall / 2, top + (_FOOT - top) * 0.46), size


def _detail(
    stage: Stage, text: str, *, x: float, y: float, width: float, colour: str = "", start_s: float
) -> float:
    """A side's detail in up to three lines; returns its bottom."""
    found = _set_detail(stage, text, width=width)
    return stage.label(
        text,
        x=x,
        y=y,
        width=width,
        size=found.size_px,
        colour=colour,
        height=found.height + 1,
        align="left",
        start_s=start_s,
    ).bottom


def _type(*, is_alone: bool) -> tuple[float, float]:
    """The height and the largest size of a side's words."""
    return (_ALONE_HEIGHT, _ALONE_LARGEST) if is_alone else (_TYPE_HEIGHT, _LARGEST)


def _words(
    stage: Stage,
    text: str,
    *,
    style: LetterStyle,
    colour: str,
    y: float,
    right: float,
    height: float,
    largest: float,
) -> Block:
    return stage.text(
        text,
        style=style,
        ink=Ink(fill=colour, accent=colour),
        x=LEFT,
        y=y,
        width=right - LEFT,
        height=height,
        largest=largest,
        smallest=44,
        align="left",
    )


def _strike(stage: Stage, block: Block, *, at_s: float) -> None:
    """A bar through each line, drawn at its word."""
    count = max(1, round((block.bottom - block.top) / (block.size * stage.theme.headline.leading)))
    pitch = (block.bottom - block.top) / count
    for number in range(count):
        y = block.top + pitch * (number + 0.5) + block.size * 0.04
        sides = (block.left - 20, block.right + 18)
        start, end = reversed(sides) if stage.is_mirrored else sides
        ends = [(start, y + 8), (end, y - 8)]
        left, top, width, height = strokes.box_of(ends, margin=20)
        strokes.grow(
            stage,
            lambda share, ends=ends: strokes.line(ends, share, colour=_STRIKE, width=_STRIKE_WIDTH),  # type: ignore[misc]
            x=left,
            y=top,
            width=width,
            height=height,
            start_s=at_s + 0.12 * number,
            length_s=_STRIKE_S,
            track=stage.exit(x=-stage.theme.exit_px),
        )


def _after(stage: Stage, side: MotionSide) -> None:
    thing = _thing(stage, side)
    bottom = _right(stage, side, y=_RIGHT_Y + (0 if thing else _ALONE_DOWN), is_alone=thing is None)
    if thing:
        x, y, size = _place(stage, thing, top=bottom, is_left=False)
        cued = thing.model_copy(update={"cue_s": thing.cue_s if thing.cue_s is not None else side.cue_s})
        casting.hero(stage, cued, x=x, y=y, side=size, start_s=0.2)
    extras = [each for each in stage.things if thing is None or each.name != thing.name][:2]
    for number, extra in enumerate(extras):
        x, y, small = ((948.0, 590.0, 178.0), (770.0, 1088.0, 330.0))[number]
        _, tall = objects.shape(extra.name)
        x = min(x, min(WIDTH, stage.edges[1]) - _EDGE - small / 2)
        # The upper one keeps below the words.
        y = max(y, bottom + small * tall / 2 + _BELOW / 2)
        casting.helper(
            stage, extra, x=x, y=y, side=min(small, 236 / tall), number=number + 1, turn=(10, 0)[number]
        )


def _right(stage: Stage, side: MotionSide, *, y: float, is_alone: bool) -> float:
    """Add the words of the side in colour, at the right edge; returns their bottom."""
    room = RIGHT - _split(y) - 26
    style = stage.theme.headline
    height, largest = _type(is_alone=is_alone)
    found = stage.set(
        side.headline,
        style=style,
        width=room,
        height=height,
        largest=largest,
        smallest=44,
        align="left",
    )
    # Both lines of words start at one place, as far right as the longer one allows.
    x = RIGHT - max(found.width, _set_detail(stage, side.detail, width=room).width)
    block = stage.text(
        side.headline,
        style=style,
        ink=stage.ground.ink,
        x=x,
        y=y,
        width=found.width + 2,
        height=height,
        largest=found.size_px,
        smallest=44,
        align="left",
        start_s=0.25,
    )
    if not side.detail:
        return block.bottom
    return _detail(stage, side.detail, x=x, y=block.bottom + 8, width=RIGHT - x, start_s=0.35)


def _set_detail(stage: Stage, text: str, *, width: float) -> Lettering:
    return cards.large(
        stage,
        text,
        style=stage.theme.label,
        width=width,
        line=_DETAIL_LINE,
        largest=_DETAIL,
        least=_SMALLEST_DETAIL,
        most_lines=3,
        smallest=40,
    )
