"""How things move: functions from seconds to a pose."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from render_node.engines.motion import easing

_SHAKE = (1.0, -0.8, 0.55, -0.35, 0.2, -0.1)


@dataclass(frozen=True)
class Pose:
    """The difference to the place of rest. ``x`` and ``y`` are pixels of a frame 1080 wide, ``turn`` degrees
    clockwise. ``scale`` and ``opacity`` are at most 1, so that no picture is enlarged.
    """

    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    turn: float = 0.0
    opacity: float = 1.0


Track: TypeAlias = Callable[[float], Pose]
HIDDEN = Pose(opacity=0)
REST = Pose()


def still(_t: float) -> Pose:
    """No movement."""
    return REST


def together(*tracks: Track) -> Track:
    """The sum of several movements."""

    def track(t: float) -> Pose:
        x = y = turn = 0.0
        scale = opacity = 1.0
        for each in tracks:
            pose = each(t)
            x, y, turn = x + pose.x, y + pose.y, turn + pose.turn
            scale, opacity = scale * pose.scale, opacity * pose.opacity
        return Pose(x, y, scale, turn, opacity)

    return track


def pop(start_s: float, *, length_s: float = 0.45, low: float = 0.7, rise: float = 90.0) -> Track:
    """Grow into place, rising over it and settling back."""

    def track(t: float) -> Pose:
        if t < start_s:
            return HIDDEN
        share = easing.between(t, start_s, length_s)
        grown = easing.out_cubic(min(1.0, share * 1.6))
        return Pose(y=rise * (1 - easing.out_back(share)), scale=low + (1 - low) * grown)

    return track


def settle(*, length_s: float = 0.45, scale: float = 0.96, y: float = 0.0) -> Track:
    """Visible from the first frame, slightly small; only settles."""

    def track(t: float) -> Pose:
        left = 1 - easing.out_expo(easing.between(t, 0, length_s))
        return Pose(y=y * left, scale=1 - (1 - scale) * left)

    return track


def slide(start_s: float, *, x: float = 0.0, y: float = 0.0, length_s: float = 0.35) -> Track:
    """Come in from (x, y)."""

    def track(t: float) -> Pose:
        if t < start_s:
            return HIDDEN
        share = easing.between(t, start_s, length_s)
        left = 1 - easing.out_expo(share)
        return Pose(x=x * left, y=y * left, opacity=min(1.0, 0.25 + share * 4))

    return track


def slam(start_s: float, *, length_s: float = 0.1) -> Track:
    """Appear at once, then shake."""

    def track(t: float) -> Pose:
        if t < start_s:
            return HIDDEN
        frame = int((t - start_s) * 30)
        shift = _SHAKE[frame] * 10 if frame < len(_SHAKE) else 0.0
        return Pose(x=shift, y=shift * 0.6, scale=1.0 if t >= start_s + length_s else 0.92 + 0.08 * frame / 3)

    return track


def fade(start_s: float, *, length_s: float = 0.2) -> Track:
    """Become visible."""

    def track(t: float) -> Pose:
        return Pose(opacity=round(easing.between(t, start_s, length_s) * 6) / 6)

    return track


def leave(start_s: float, *, x: float = 0.0, y: float = 0.0, length_s: float = 0.24) -> Track:
    """Go out to (x, y), and stay away."""

    def track(t: float) -> Pose:
        if t >= start_s + length_s:
            return HIDDEN
        share = easing.in_quart(easing.between(t, start_s, length_s))
        return Pose(x=x * share, y=y * share)

    return track


def hop(at_s: float, *, height: float = 56.0, length_s: float = 0.35) -> Track:
    """Jump once."""

    def track(t: float) -> Pose:
        return Pose(y=-height * easing.arch(easing.between(t, at_s, length_s)))

    return track


def nod(at_s: float, *, degrees: float = 7.0, length_s: float = 0.35) -> Track:
    """Turn to one side and back."""

    def track(t: float) -> Pose:
        share = easing.between(t, at_s, length_s)
        return Pose(turn=round(degrees * math.sin(share * 2 * math.pi) * (1 - share) * 2) / 2)

    return track


def landing(at_s: float, track: Track) -> Track:
    """The movement of what is not seen before it has landed."""

    def moved(t: float) -> Pose:
        return track(t) if t >= at_s - 1e-6 else HIDDEN

    return moved


def upright(track: Track) -> Track:
    """The movement without turns."""

    def held(t: float) -> Pose:
        return replace(track(t), turn=0.0)

    return held


def stepped(track: Track, *, per_s: float) -> Track:
    """The movement in visible steps, as in stop motion."""

    def held(t: float) -> Pose:
        return track(math.floor(t * per_s + 1e-6) / per_s)

    return held


def snapped(track: Track, *, cell: float) -> Track:
    """The movement by whole cells, without turns."""

    def held(t: float) -> Pose:
        pose = track(t)
        return Pose(round(pose.x / cell) * cell, round(pose.y / cell) * cell, pose.scale, 0.0, pose.opacity)

    return held


def spring(start_s: float, *, x: float = 0.0, y: float = 0.0, length_s: float = 0.5) -> Track:
    """Come in from (x, y), go past the place of rest, and settle."""

    def track(t: float) -> Pose:
        if t < start_s:
            return HIDDEN
        left = 1 - easing.out_back(easing.between(t, start_s, length_s))
        return Pose(x=x * left, y=y * left)

    return track
