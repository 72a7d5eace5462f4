"""Sandwich: a word, a figure in front of it, and a second word in front of the figure."""

from PIL import Image

from render_node.contract import MotionObject, MotionSpec
from render_node.engines.motion import badges, cards, casting, printed, rasters, stretching, svg, tracks
from render_node.engines.motion.stage import BOTTOM, CENTRE, LEFT, RIGHT, TOP, Stage
from render_node.engines.motion.stretching import Stretched

_WIDTH = RIGHT - LEFT
_UPPER, _LOWER = 384.0, 268.0
_SIDE = 735.0
# The second word stands off the figure by a rim in the ground's colour.
_RIM = 9.0
_DISC = 330.0
_TAG_SIDE = 98.0
_LONGEST, _MOST_WORDS = 32, 6


def is_served(spec: MotionSpec) -> bool:
    words = spec.headline.split()
    return bool(2 <= len(words) <= _MOST_WORDS and len(spec.headline) <= _LONGEST and spec.objects)


def build(stage: Stage) -> None:
    upper_text, lower_text = _halves(stage.spec.headline)
    style, most = stage.theme.headline, stage.theme.stretch
    upper, lower = (
        stretching.filling(
            stretching.line(stage, text, style=style, accents=stage.spec.accent_words),
            width=_WIDTH,
            height=height,
            most=most,
        )
        for text, height in ((upper_text, _UPPER), (lower_text, _LOWER))
    )
    # Low words move together, so that the figure still stands between them and touches both.
    top = TOP + 4 + (_UPPER - upper.height) * 0.45
    bottom = BOTTOM - (_LOWER - lower.height) * 0.35
    printed.disc(stage, x=CENTRE, y=(top + upper.height + bottom) / 2 - 60, radius=_DISC)
    _word(stage, upper, y=top, start_s=0.0)
    if stage.things:
        _figure(stage, stage.things[0], top=top + upper.height, bottom=bottom)
    _word(stage, lower, y=bottom - lower.height, start_s=0.16, rim=True)
    if stage.spec.badge.strip():
        _tag(stage, y=TOP + 40)


def _halves(headline: str) -> tuple[str, str]:
    """The headline in two parts of about equal length."""
    words = headline.split()
    cuts = range(1, len(words))
    best = min(cuts, key=lambda cut: abs(len(" ".join(words[:cut])) - len(" ".join(words[cut:]))))
    return " ".join(words[:best]), " ".join(words[best:])


def _figure(stage: Stage, thing: MotionObject, *, top: float, bottom: float) -> None:
    """It covers the foot of the first word, and stands behind the second."""
    side = min(_SIDE, (bottom - top) * 1.3 + 40)
    y = bottom + 30 - side / 2
    casting.hero(
        stage, thing, x=(LEFT + RIGHT) / 2, y=y, side=side, start_s=0.06, finish=printed.cut_out(stage)
    )


def _word(stage: Stage, line: Stretched, *, y: float, start_s: float, rim: bool = False) -> None:
    arrives = stage.stands(tracks.slam(start_s) if stage.theme.slams else tracks.slide(start_s, y=-80))
    track = tracks.together(arrives, stage.exit(x=-stage.theme.exit_px))
    picture = stretching.picture(stage, line, style=stage.theme.headline, ink=stage.ground.ink)
    if rim:
        picture = rasters.die_cut(picture, width=_RIM * stage.unit, colour=stage.ground.base)
    stage.put(picture, x=LEFT + _WIDTH / 2, y=y + line.height / 2, track=track)


def _tag(stage: Stage, *, y: float) -> None:
    """The promise on a slanted plate over the first word."""
    width, height = 318.0, 98.0
    body = svg.rectangle(x=0, y=0, width=width, height=height, radius=8, fill=stage.ground.strong)
    body += cards.words(
        stage,
        stage.spec.badge,
        style=stage.theme.headline,
        colour=stage.ground.on_strong,
        x=22,
        y=6,
        width=width - 44,
        height=height - 12,
        largest=66,
    )
    margin = width * 0.12
    drawn = stage.drawing(body, x=-margin, y=-margin, width=width + 2 * margin, height=height + 2 * margin)
    picture = badges.lifted(stage, drawn, blur=8, dy=8, opacity=0.3).rotate(6.5, Image.Resampling.BICUBIC)
    at_s = stage.cue(stage.spec.reaction_s, default_s=1.3)
    arrives = tracks.together(stage.enters(tracks.pop(0.3, rise=-60)), tracks.nod(at_s))
    moves = tracks.together(arrives, stage.holds(side=_TAG_SIDE), stage.exit(x=700))
    stage.put(picture, x=RIGHT - width / 2 + 6, y=y, track=moves)
