"""How things move while a scene holds: each theme in its manner, each thing in its own phase.

Turns have few poses, because each is baked once. Everything else moves by whole pixels.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from render_node.engines.motion import easing
from render_node.engines.motion.tracks import Pose, Track

_POSES = 12
_FRAMES_PER_S = 30
# Periods that have no common multiple, so that no movement is seen to repeat.
_ACROSS_LONGER, _TURN_LONGER = 1.37, 1.13
# A slam shakes for these frames.
_SHAKE = (1.0, -0.8, 0.55, -0.35, 0.2, -0.1)
# Poses of stop motion: to the right, down, and turned, each from -1 to 1.
_HAND = (
    (0.0, 0.0, 0.0),
    (0.7, -0.5, 1.0),
    (-0.4, 0.8, 0.25),
    (1.0, 0.3, -0.75),
    (-0.9, -0.7, 0.5),
    (0.2, 1.0, -1.0),
)
# Paces of a figure of an old game: to the right and up, in cells.
_PACES = ((0, 0), (0, 1), (1, 1), (1, 0), (0, 0), (0, 1), (-1, 1), (-1, 0))
# Text moves by at most so many pixels.
_CALM = 2.0
# What stands on something rises by so much of the way of what floats.
_LIFT = 0.8


@dataclass(frozen=True)
class Rest:
    """A thing at rest. ``phase`` is from 0 to 1; ``share`` is how much of its theme's movement it makes.

    What ``stands`` on something only rises from it. ``step`` is a pixel of the frame.
    """

    phase: float = 0.0
    share: float = 1.0
    stands: bool = False
    step: float = 1.0


Manner: TypeAlias = Callable[[Rest], Track]


def floats(
    *, height: float = 8.0, across: float = 5.0, degrees: float = 2.0, period_s: float = 2.4
) -> Manner:
    """Up and down, a little to the sides, and turning to and fro in twelve poses."""

    def manner(rest: Rest) -> Track:
        def track(t: float) -> Pose:
            up = easing.sway(t, period_s=period_s, phase=rest.phase)
            aside = easing.sway(t, period_s=period_s * _ACROSS_LONGER, phase=rest.phase * 3)
            return Pose(
                x=0.0 if rest.stands else across * rest.share * aside,
                y=height * rest.share * ((up - 1) * _LIFT if rest.stands else up),
                turn=_turned(t, degrees=degrees, period_s=period_s * _TURN_LONGER, phase=rest.phase),
            )

        return track

    return manner


def bounces(
    *, height: float = 13.0, across: float = 4.0, degrees: float = 2.0, period_s: float = 1.2
) -> Manner:
    """Small jumps, one after the other, leaning to one side and to the other."""

    def manner(rest: Rest) -> Track:
        def track(t: float) -> Pose:
            jump = abs(math.sin(math.pi * (t / period_s + rest.phase)))
            aside = easing.sway(t, period_s=period_s * 2 * _ACROSS_LONGER, phase=rest.phase)
            return Pose(
                x=0.0 if rest.stands else across * rest.share * aside,
                y=height * rest.share * ((0.0 if rest.stands else 0.5) - jump),
                turn=_turned(t, degrees=degrees, period_s=period_s * 2, phase=rest.phase),
            )

        return track

    return manner


def wobbles(*, reach: float = 4.0, degrees: float = 1.0, per_s: float = 8.0) -> Manner:
    """As if moved by hand between two exposures; not everything at the same time."""

    def manner(rest: Rest) -> Track:
        def track(t: float) -> Pose:
            step = math.floor(t * per_s + rest.phase + 1e-6) + round(rest.phase * 31)
            aside, down, lean = _HAND[step % len(_HAND)]
            far = reach * rest.share
            return Pose(
                x=far * aside,
                y=far * ((down - 1) / 2 if rest.stands else down),
                turn=round(degrees * lean * 4) / 4,
            )

        return track

    return manner


def beats(*, reach: float = 11.0, degrees: float = 1.5, period_s: float = 0.84) -> Manner:
    """A hit on the beat, or between two beats: another lean at once, and a shake."""

    def manner(rest: Rest) -> Track:
        def track(t: float) -> Pose:
            beat = t / period_s + round(rest.phase * 3) / 3
            frame = int((beat - math.floor(beat)) * period_s * _FRAMES_PER_S + 1e-6)
            hit = reach * rest.share * (_SHAKE[frame] if frame < len(_SHAKE) else 0.0)
            lean = (1.0, -0.5, 0.5, -1.0)[math.floor(beat) % 4]
            return Pose(x=hit, y=-abs(hit) if rest.stands else hit * 0.6, turn=round(degrees * lean * 4) / 4)

        return track

    return manner


def hops(*, cell: float = 10.0, period_s: float = 0.84) -> Manner:
    """By one cell up, and to the side, as figures of old games do."""

    def manner(rest: Rest) -> Track:
        def track(t: float) -> Pose:
            step = math.floor((t / period_s + rest.phase) * 4)
            x, y = _PACES[step % len(_PACES)]
            return Pose(x=0.0 if rest.stands else cell * x, y=-cell * y)

        return track

    return manner


def calm(*, period_s: float = 3.4) -> Manner:
    """For cards that are read: at most two pixels, by whole pixels, so that their parts stay together."""

    def manner(rest: Rest) -> Track:
        def track(t: float) -> Pose:
            x = _CALM * easing.sway(t, period_s=period_s * _ACROSS_LONGER, phase=rest.phase * 3)
            y = _CALM * easing.sway(t, period_s=period_s, phase=rest.phase)
            step = rest.step
            return Pose(x=math.floor(x / step + 0.5) * step, y=math.floor(y / step + 0.5) * step)

        return track

    return manner


def _turned(t: float, *, degrees: float, period_s: float, phase: float) -> float:
    """The turn to and fro in twelve poses a period, by quarters of a degree."""
    step = math.floor((t / period_s + phase) * _POSES) / _POSES
    return round(degrees * math.sin(2 * math.pi * step) * 4) / 4
