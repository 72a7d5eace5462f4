"""Ledger: ruled paper with a margin line, printed figures, green inks and one marker."""

from PIL import Image

from render_node.engines.motion import colours, objects, scenery, svg
from render_node.engines.motion.compositor import Layer
from render_node.engines.motion.lettering_styles import Ink, LetterStyle
from render_node.engines.motion.objects import Treatment
from render_node.engines.motion.themes import patterns
from render_node.engines.motion.themes.base import Ground, Look, Paper

_MINT, _GREEN, _ORANGE = "#DCEBDC", "#0E3B2D", "#FF6A45"
_LIME, _PAPER, _CREAM = "#C8F250", "#FEFDF9", "#FFF3E6"
_RULE_STEP, _FIRST_RULE = 60, 58
_MARGIN_X = 39
_GRAIN = 0.009


def _ruled(paper: Paper, ground: Ground) -> Image.Image:
    width, height = paper.width / paper.unit, paper.height / paper.unit
    rule = colours.lighter(ground.base, 0.12)
    if not ground.is_dark:
        rule = colours.mixed(ground.base, _GREEN, 0.13 if ground.base == _MINT else 0.22)
    rules = patterns.ruled(width=width, height=height, colour=rule, step=_RULE_STEP, first=_FIRST_RULE)
    return patterns.grained(
        patterns.drawn(paper, patterns.fill(paper, ground.base) + rules + _margin(ground, height)),
        paper=paper,
        strength=_GRAIN,
    )


def _fed(paper: Paper, ground: Ground) -> Layer:
    """The paper as it is fed through a printer."""
    return scenery.scrolled(paper, ground, down=_RULE_STEP)


def _margin(ground: Ground, height: float) -> str:
    """The margin line, where it differs from the paper."""
    if ground.base == _ORANGE:
        return ""
    colour = colours.mixed(ground.base, _ORANGE, 0.55)
    return svg.rectangle(x=_MARGIN_X, y=0, width=3, height=height + 1, fill=colour)


THEME = Look(
    name="ledger",
    grounds=(
        Ground(
            base=_MINT,
            ink=Ink(fill=_GREEN, accent=_ORANGE),
            label="#2F6650",
            card=_PAPER,
            card_ink=_GREEN,
            strong=_GREEN,
            on_strong=_LIME,
            soft="#8FBFA2",
            paint=_ruled,
            moves=_fed,
        ),
        Ground(
            base=_GREEN,
            ink=Ink(fill="#F8FBF0", accent=_LIME),
            label="#93C5A8",
            card=_PAPER,
            card_ink=_GREEN,
            strong=_LIME,
            on_strong=_GREEN,
            soft="#3C7B61",
            paint=_ruled,
            moves=_fed,
            is_dark=True,
        ),
        Ground(
            base=_ORANGE,
            ink=Ink(fill=_CREAM, accent=_GREEN),
            label=_CREAM,
            card=_PAPER,
            card_ink=_GREEN,
            strong=_GREEN,
            on_strong=_LIME,
            soft="#E2512D",
            paint=_ruled,
            moves=_fed,
        ),
    ),
    headline=LetterStyle(face="BricolageGrotesque-ExtraBold.ttf", marker=_LIME, tracking=-0.018, leading=1.0),
    numeral=LetterStyle(face="Anton-Regular.ttf", leading=1.0),
    label=LetterStyle(face="SpaceMono-Bold.ttf", leading=1.1),
    text=LetterStyle(face="BricolageGrotesque-SemiBold.ttf", leading=1.08),
    finish=objects.Finish(
        treatment=Treatment.STICKER, rim=14, shadow="#06251b", shadow_opacity=0.3, shadow_blur=15, shadow_y=14
    ),
    card_radius=8,
)
