"""Quote: a quotation on a card, the seal of the one who said it, and a small object for the place."""

from PIL import Image

from render_node.contract import MotionObject, MotionSpec
from render_node.engines.motion import (
    breaking,
    colours,
    headings,
    lettering_styles,
    objects,
    papers,
    printed,
    stretching,
    svg,
    tracks,
)
from render_node.engines.motion.lettering_styles import Ink
from render_node.engines.motion.objects import Finish, Treatment
from render_node.engines.motion.stage import BOTTOM, RIGHT, Stage
from render_node.engines.motion.themes.base import Edge
from render_node.engines.motion.tracks import Track

_LEFT, _TOP, _RIGHT, _BOTTOM = 48.0, 222.0, 1032.0, 1172.0
_TEXT_X, _TEXT_Y = 302.0, 300.0
_FOOT_Y = 800.0
_MARK_X, _MARK_Y, _MARK_WIDTH, _MARK_HEIGHT = 116.0, 250.0, 156.0, 112.0
_SEAL_X, _SEAL_Y, _SEAL = 248.0, 918.0, 124.0
_SPEAKER_X, _SPEAKER_Y = 124.0, 1070.0
_LARGEST, _SMALL = 154.0, 84
# The share of free room above the text.
_ABOVE = 0.3
_FAINT = 1.2
_OPENING = "\u201c"


def is_served(spec: MotionSpec) -> bool:
    return bool(spec.headline.strip() and spec.speaker.strip())


def build(stage: Stage) -> None:
    leaves = tracks.together(stage.breathes(), stage.exit(x=-1150))
    things = stage.things
    _sheet(stage, leaves=leaves)
    if things:
        _place(stage, things[0], leaves=leaves)
    _words(stage, leaves=leaves, has_place=bool(things))
    _seal(stage, leaves=leaves)
    papers.taped(stage, x=538, y=248, width=258, turn=1.8, leaves=leaves)


def _sheet(stage: Stage, *, leaves: Track) -> None:
    """The card with the opening mark."""
    mark = stretching.line(stage, _OPENING, style=stage.theme.headline)
    share = min(_MARK_HEIGHT / mark.height, _MARK_WIDTH / mark.width)
    mark = stretching.scaled(mark, across=share, down=share)
    accent = _accent(stage)
    body = "".join(
        svg.path(each.outline, fill=accent, x=each.x + _MARK_X - _LEFT, y=each.baseline + _MARK_Y - _TOP)
        for each in mark.words
    )
    width, height = _RIGHT - _LEFT, _BOTTOM - _TOP
    picture = papers.card(stage, width=width, height=height, colour=stage.ground.card, body=body, depth=20)
    arrives = stage.enters(tracks.slide(0.0, x=900, length_s=0.4))
    stage.put(picture, x=_LEFT + width / 2, y=_TOP + height / 2, track=tracks.together(arrives, leaves))


def _accent(stage: Stage) -> str:
    ground = stage.ground
    return papers.accent_on(ground.card, ground.ink.accent, ground.strong, ground.base, ground.card_ink)


def _words(stage: Stage, *, leaves: Track, has_place: bool) -> None:
    """The quotation: beside the mark, by sentences where they are short; a long one below the mark."""
    style = papers.plain(stage.theme.headline)
    ink = Ink(fill=stage.ground.card_ink, accent=_accent(stage))
    width, height = RIGHT - 20 - _TEXT_X, _FOOT_Y - (40 if has_place else 0) - _TEXT_Y
    parts, size = headings.sentences(stage, style=style, width=width, height=height, largest=_LARGEST)
    if parts:
        y = _TEXT_Y + _ABOVE * max(0.0, height - len(parts) * size * style.leading)
        sizes = [size] * len(parts)
        headings.lines(
            stage, parts, sizes=sizes, style=style, ink=ink, x=_TEXT_X, y=y, width=width, leaves=leaves
        )
        return
    x, y = _TEXT_X, _TEXT_Y
    found = stage.set(stage.spec.headline, style=style, width=width, height=height, largest=_LARGEST)
    if found.size_px < _SMALL:
        x, y, width = _MARK_X, _MARK_Y + _MARK_HEIGHT + 24, RIGHT - _MARK_X
        height = _FOOT_Y - (100 if has_place else 20) - y
        found = stage.set(
            stage.spec.headline, style=style, width=width, height=height, largest=_LARGEST, smallest=36
        )
    arrives = stage.enters(tracks.slide(0.15, y=40))
    stage.text(
        stage.spec.headline,
        style=style,
        ink=ink,
        x=x,
        y=y + _ABOVE * max(0.0, height - found.height),
        width=width,
        height=height,
        largest=_LARGEST,
        smallest=36,
        accents=stage.spec.accent_words,
        track=tracks.together(arrives, leaves),
    )


def _seal(stage: Stage, *, leaves: Track) -> None:
    """The speaker's initial on a seal, and who it is in full below."""
    at_s = stage.cue(stage.spec.reaction_s, default_s=1.2)
    arrives = tracks.together(stage.enters(tracks.pop(0.25, rise=0)), tracks.nod(at_s, degrees=9))
    stage.put(_stamped(stage), x=_SEAL_X, y=_SEAL_Y, track=tracks.together(arrives, leaves))
    room = (RIGHT - _SPEAKER_X) if not stage.things else 480
    stage.text(
        stage.spec.speaker,
        style=stage.theme.label,
        ink=Ink(fill=stage.ground.card_ink, accent=stage.ground.card_ink),
        x=_SPEAKER_X,
        y=_SPEAKER_Y,
        width=room,
        height=60,
        largest=45,
        smallest=28,
        align="left",
        turn=-1.2,
        track=tracks.together(stage.enters(tracks.slide(0.3, y=30)), leaves),
    )


def _stamped(stage: Stage) -> Image.Image:
    ground = stage.ground
    middle, fill, ink = _SEAL * 1.2, ground.strong, ground.on_strong
    if colours.contrast(fill, ground.card) < _FAINT:
        fill, ink = ground.card_ink, ground.card
    body = svg.circle(x=middle, y=middle, radius=_SEAL, fill=fill)
    ring = f'stroke="{ink}" stroke-width="3.5"'
    body += svg.circle(x=middle, y=middle, radius=_SEAL - 16, fill="none", extra=ring)
    letter = stretching.line(
        stage, breaking.clusters(stage.spec.speaker.strip())[0].upper(), style=_flat(stage)
    )
    share = min(124 / letter.height, 136 / letter.width)
    letter = stretching.scaled(letter, across=share, down=share)
    for each in letter.words:
        body += svg.path(
            each.outline,
            fill=ink,
            x=middle - letter.width / 2 + each.x,
            y=middle - letter.height / 2 + each.baseline,
        )
    return stage.drawing(body, x=0, y=0, width=middle * 2, height=middle * 2)


def _flat(stage: Stage) -> lettering_styles.LetterStyle:
    return papers.plain(stage.theme.headline)


def _place(stage: Stage, thing: MotionObject, *, leaves: Track) -> None:
    """The object at the card's foot: printed on torn paper, otherwise over its edge."""
    finish = _print(stage)
    at_s = stage.cue(thing.cue_s, default_s=1.6)
    arrives = tracks.together(stage.arrives(thing, tracks.pop(0.3, rise=50)), tracks.hop(at_s, height=24))
    side = 428.0 if finish else 400.0
    stage.object(
        thing,
        x=744.0,
        y=(BOTTOM - 4 if finish else BOTTOM) - side / 2,
        side=side,
        track=tracks.together(stage.paced(arrives), leaves),
        finish=finish,
        # What is printed on the card moves with it.
        holds=tracks.still if finish else None,
    )


def _print(stage: Stage) -> Finish | None:
    """Ink in the colour of the ground, as if the card were printed; none where objects keep their finish."""
    if stage.theme.edge is not Edge.TORN and not printed.is_printed(stage):
        return None
    ink = papers.accent_on(stage.ground.card, stage.ground.base, stage.ground.card_ink, least=4)
    return objects.Finish(
        treatment=Treatment.PRINT, rim=0, ink=ink, shadow_opacity=0, shadow_y=0, darkness=0.3, pitch=7.5
    )
