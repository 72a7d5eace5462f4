"""What a theme consists of: grounds, type, objects and movement."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from PIL import Image

from render_node.engines.motion import idling, objects
from render_node.engines.motion.compositor import Layer
from render_node.engines.motion.lettering_styles import Ink, LetterStyle
from render_node.engines.motion.tracks import Track


class Edge(StrEnum):
    """How cards end."""

    ROUND = "round"
    TORN = "torn"


@dataclass(frozen=True)
class Paper:
    """The frame that a ground is painted on. ``unit`` is pixels per pixel of a frame 1080 wide."""

    width: int
    height: int
    unit: float
    rng: np.random.Generator


@dataclass(frozen=True)
class Ground:
    """One colour scheme of a theme: what lies behind, and what is legible on it.

    ``paint`` draws the whole frame in RGB. ``card`` and ``card_ink`` are for cards, notes and receipts;
    ``strong`` and ``on_strong`` for badges and plates; ``soft`` for what stays in the background.
    ``finish`` replaces the theme's finish of objects; ``disc`` is the second ink behind a printed hero.
    ``moves`` is the ground while a scene holds, if it does not stand still.
    """

    base: str
    ink: Ink
    label: str
    card: str
    card_ink: str
    strong: str
    on_strong: str
    soft: str
    paint: Callable[[Paper, "Ground"], Image.Image]
    is_dark: bool = False
    finish: objects.Finish | None = None
    disc: str = ""
    moves: Callable[[Paper, "Ground"], Layer] | None = None


@dataclass(frozen=True)
class Look:
    """A theme.

    ``headline`` and ``label`` are its type; ``numeral`` is for huge figures. ``align`` is where headlines
    start. ``steps_per_s`` makes movement visible in steps; 0 is smooth. ``edge`` is how its cards end;
    ``stretch`` is how much taller than drawn letters may become to fill a box. ``slams`` makes type appear at
    once and shake, instead of sliding in. ``snap_px`` moves everything by whole cells and without turns.
    ``hard_shadow`` is how far the hard shadows of cards fall; 0 is soft ones. ``arrives`` is how lines of
    type come in, from the time at which they start. ``holds`` is how things move while a scene holds, and
    ``breathes`` how cards with text do.
    """

    name: str
    grounds: tuple[Ground, ...]
    headline: LetterStyle
    numeral: LetterStyle
    label: LetterStyle
    finish: objects.Finish
    align: str = "start"
    exit_px: float = 1150.0
    steps_per_s: float = 0.0
    card_radius: float = 24.0
    edge: Edge = Edge.ROUND
    stretch: float = 1.2
    slams: bool = False
    # For sentences below a headline and on cards, if it is not ``label``.
    text: LetterStyle | None = None
    # Cards let the rest of the ground through.
    card_opacity: float = 1.0
    snap_px: float = 0.0
    hard_shadow: float = 0.0
    arrives: Callable[[float], Track] | None = field(default=None, hash=False, compare=False)
    holds: idling.Manner = field(default=idling.floats(), hash=False, compare=False)
    breathes: idling.Manner = field(default=idling.calm(), hash=False, compare=False)

    def ground(self, number: int) -> Ground:
        """One of its grounds; numbers beyond the last begin again."""
        return self.grounds[number % len(self.grounds)]
