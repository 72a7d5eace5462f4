"""Flights: an object that both scenes show flies from its place in one to its place in the other.

It flies over whatever takes the outgoing picture away, and lands exactly where the incoming scene shows it
from then on. Its picture is never enlarged: the larger one of the two is made smaller.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from synthesis.assembly.transitions import sheets
from synthesis.assembly.transitions.attachments import Leaving, Placed
from synthesis.assembly.transitions.sheets import Sheet

# The incoming scene shows the object from this frame on.
FRAMES = 9
# The path bends upwards by this part of its length, and by so much at least.
_BEND, _LEAST_BEND_PX = 0.16, 50.0
# The part of the way after which it looks as it lands. It is fastest there.
_CHANGES = 0.5
# It moves slowly on this part of the way at both ends.
_SLOW = 0.1
# The sizes of a picture that are not worth a change, and turns.
_ALIKE, _TURNED = 0.01, 0.25
# Below this size, a picture is halved first.
_COARSE = 0.55
# An object that comes from nowhere grows and rises into its place.
_SMALL, _RISE_PX = 0.7, 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """The object as it lands, and as the outgoing frame shows it; None if that does not show it."""

    landing: Placed
    leaving: Leaving | None = None

    @property
    def parts(self) -> tuple[object, ...]:
        """What the frames depend on besides both pictures."""
        return self.leaving.parts if self.leaving else ()


@dataclass(frozen=True, slots=True)
class _Spot:
    """The middle of an object's solid part, and its size: the root of its area."""

    x_px: float
    y_px: float
    size_px: float


def without(outgoing: Sheet, leaving: Leaving) -> Sheet:
    """The outgoing frame without the object."""
    bare = sheets.copy(outgoing)
    sheets.lay(bare, leaving.ground, max(0, leaving.x_px), max(0, leaving.y_px))
    return bare


def fly(frames: Iterator[Sheet], *, leaving: Leaving, landing: Placed) -> Iterator[Sheet]:
    """Draw the flying object over the frames of a transition. Frames that are missing are transparent."""
    start, end = _spot(leaving), _spot(landing)
    turned = landing.turn - leaving.turn
    for number in range(FRAMES):
        frame = next(frames, None) or sheets.blank()
        at = _eased((number + 1) / FRAMES)
        spot = _between(start, end, at)
        if at == 1:
            sheets.put(frame, landing.sheet, landing.x_px, landing.y_px)
        elif at < _CHANGES:
            _put(frame, leaving, start, at=spot, turn=turned * at, is_fast=at > _SLOW)
        else:
            _put(frame, landing, end, at=spot, turn=-turned * (1 - at), is_fast=at < 1 - _SLOW)
        yield frame


def rise(frames: Iterator[Sheet], *, landing: Placed) -> Iterator[Sheet]:
    """Draw the object under the frames of a transition, while it grows into its place."""
    for number in range(FRAMES):
        frame = next(frames, None) or sheets.blank()
        left = (1 - (number + 1) / FRAMES) ** 3
        sheet = _changed(landing.sheet, scale=1 - (1 - _SMALL) * left, turn=0.0)
        x_px = landing.x_px + (landing.sheet.size[0] - sheet.size[0]) / 2
        y_px = landing.y_px + (landing.sheet.size[1] - sheet.size[1]) / 2 + _RISE_PX * left
        sheets.put_under(frame, sheet, x_px, y_px)
        yield frame


def _eased(at: float) -> float:
    """Slow at both ends."""
    return at * at * (3 - 2 * at)


def _between(start: _Spot, end: _Spot, at: float) -> _Spot:
    """Where the object is on its way, and how large. Only the larger picture changes its size, while it is
    the one that is seen.
    """
    across, down = end.x_px - start.x_px, end.y_px - start.y_px
    bend_px = max(_LEAST_BEND_PX, _BEND * math.hypot(across, down)) * 4 * at * (1 - at)
    grows = end.size_px > start.size_px
    share = max(0.0, (at - _CHANGES) / (1 - _CHANGES)) if grows else min(1.0, at / _CHANGES)
    size_px = float(start.size_px * (end.size_px / start.size_px) ** share)
    return _Spot(start.x_px + across * at, start.y_px + down * at - bend_px, size_px)


def _spot(placed: Placed) -> _Spot:
    solid = placed.sheet.alpha.point([255 * (value > 200) for value in range(256)])
    left, top, right, bottom = solid.getbbox() or (0, 0, *placed.sheet.size)
    return _Spot(
        placed.x_px + (left + right) / 2,
        placed.y_px + (top + bottom) / 2,
        math.sqrt((right - left) * (bottom - top)),
    )


def _put(frame: Sheet, shown: Placed, own: _Spot, *, at: _Spot, turn: float, is_fast: bool) -> None:
    """Draw an object with its solid part at a place and in a size. ``own`` is that of its picture."""
    scale = at.size_px / own.size_px
    sheet = _changed(shown.sheet, scale=scale, turn=turn, is_fast=is_fast)
    # From the middle of the solid part to that of the sheet, with its shadow.
    aside_px = (shown.x_px + shown.sheet.size[0] / 2 - own.x_px) * scale
    below_px = (shown.y_px + shown.sheet.size[1] / 2 - own.y_px) * scale
    sheets.put(frame, sheet, at.x_px + aside_px - sheet.size[0] / 2, at.y_px + below_px - sheet.size[1] / 2)


def _changed(sheet: Sheet, *, scale: float, turn: float, is_fast: bool = False) -> Sheet:
    """The sheet smaller, and turned clockwise. Only the edge of what moves slowly has to be smooth."""
    if abs(1 - scale) < _ALIKE and abs(turn) < _TURNED:
        return sheet
    if scale < _COARSE:
        half = sheet.each(lambda plane: plane.reduce(2))
        return _changed(half, scale=2 * scale, turn=turn, is_fast=is_fast)
    across, down = scale * math.cos(math.radians(turn)), scale * math.sin(math.radians(turn))
    width, height = sheet.size
    size = (
        2 * math.ceil((width * abs(across) + height * abs(down)) / 2),
        2 * math.ceil((width * abs(down) + height * abs(across)) / 2),
    )

    def moved(plane: Image.Image, how: Image.Resampling) -> Image.Image:
        part = 1 if plane.size == sheet.size else 2
        a, b = across / scale**2, down / scale**2
        x, y = size[0] / part / 2, size[1] / part / 2
        back = (
            *(a, b, width / part / 2 - a * x - b * y),
            *(-b, a, height / part / 2 + b * x - a * y),
        )
        return plane.transform((size[0] // part, size[1] // part), Image.Transform.AFFINE, back, how)

    luma, blue, red = (moved(each, Image.Resampling.NEAREST) for each in (sheet.luma, sheet.blue, sheet.red))
    alpha = moved(sheet.alpha, Image.Resampling.NEAREST if is_fast else Image.Resampling.BILINEAR)
    return Sheet(luma, blue, red, alpha, alpha.reduce(2))
