"""The frame and duration of a scene, and the look that all scenes of one video share."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from render_node.engines.motion import colours, directions, fonts
from render_node.engines.motion.colours import Palette, Yuv
from render_node.engines.motion.layers import Drift

# Shares of the frame that stay free of type: for the platforms' buttons and bars at the edges, and for the
# burnt-in captions below.
_LEFT, _RIGHT, _TOP, _BOTTOM = 0.083, 0.875, 0.115, 0.605
_CLEAN_END_S = 0.5


@dataclass(frozen=True)
class Look:
    """The look that all scenes of one video share."""

    palette: Palette
    face: str
    upper: bool
    marks: str
    motifs: tuple[str, str]
    entrance: str


def look(*, palette: Palette, seed: int) -> Look:
    rng = np.random.default_rng([seed, 0x100C])
    # On a light background dust looks like dirt.
    motifs = ("waves", "discs", "orbits", "grid", "blocks", *(() if palette.is_light else ("dust",)))
    first, second = rng.permutation(len(motifs))[:2]
    return Look(
        palette=palette,
        face=(fonts.SANS, fonts.GROTESQUE)[int(rng.integers(2))],
        upper=bool(rng.random() < 0.3),
        marks=("marker", "colour")[int(rng.integers(2))],
        motifs=(motifs[first], motifs[second]),
        entrance=("rise", "rise", "slide")[int(rng.integers(3))],
    )


@dataclass(frozen=True)
class Stage:
    """One scene's frame, length and place in its video."""

    width: int
    height: int
    duration_s: float
    look: Look
    index: int
    rng: np.random.Generator
    language: str = ""

    @cached_property
    def unit(self) -> float:
        """The size of one pixel of a 1080x1920 frame."""
        return float((self.width * self.height / (1080 * 1920)) ** 0.5)

    def is_rtl(self, text: str) -> bool:
        """Whether lines of the text run from right to left."""
        return directions.is_rtl(text, language=self.language)

    @property
    def left(self) -> float:
        return self.width * _LEFT

    @property
    def right(self) -> float:
        return self.width * _RIGHT

    @property
    def top(self) -> float:
        return self.height * _TOP

    @property
    def bottom(self) -> float:
        return self.height * _BOTTOM

    @property
    def type_width(self) -> float:
        return self.right - self.left

    @property
    def type_height(self) -> float:
        return self.bottom - self.top

    @property
    def settled_s(self) -> float:
        """When all animations have ended, in seconds: at least half a second before the end, for the
        cross-fade.
        """
        return max(0.1, min(self.duration_s * 0.62, self.duration_s - _CLEAN_END_S))

    def stagger(
        self, count: int, *, start_s: float = 0.0, most_s: float = 0.09, length_s: float = 0.75
    ) -> float:
        """The pause between ``count`` entrances, so that the last ends in time."""
        room = max(0.0, self.settled_s - start_s - length_s)
        return min(most_s, room / max(1, count - 1))

    def soon(self, share: float) -> float:
        """An early time: ``share`` of the way to ``settled_s``, and at most two seconds after the start."""
        return share * min(self.settled_s, 2.0)

    @property
    def drift(self) -> Drift:
        """The drift of type while it is read."""
        return Drift(y=-min(5.0, 22.0 / max(self.duration_s, 1.0)) * self.unit)

    @property
    def ink(self) -> Yuv:
        return colours.yuv(self.look.palette.ink)

    @property
    def accent(self) -> Yuv:
        return colours.yuv(self.look.palette.accent)

    @property
    def second(self) -> Yuv:
        return colours.yuv(self.look.palette.second)

    @property
    def on_accent(self) -> Yuv:
        return colours.yuv(self.look.palette.on_accent)
