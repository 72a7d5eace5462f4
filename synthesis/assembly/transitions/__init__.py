"""Transitions: what is drawn at the head of a scene, over the last frame of the scene before it.

The outgoing frame is a still that is moved or cut away with a material of the theme; the incoming scene plays
beneath. Nothing mixes, so the text of one scene is gone or covered before that of the next shows.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from synthesis.assembly.storyboard import Opening, Transition
from synthesis.assembly.transitions import attachments, fills, flights, flips, slips, tears, whips, wipes
from synthesis.assembly.transitions.choice import CARRYING, carries, choose, seed_of
from synthesis.assembly.transitions.flights import Flight
from synthesis.assembly.transitions.sheets import Sheet, Style

__all__ = [
    "FRAMES",
    "REVISION",
    "SHAKEN_FRAMES",
    "Flight",
    "Sheet",
    "carries",
    "choose",
    "draw",
    "flight_of",
    "seed_of",
]

# Raised when a change here draws other frames from the same picture.
REVISION = 3
# Frames in which the outgoing picture is still seen.
FRAMES: Mapping[Transition, int] = {
    Transition.WIPE: 9,
    Transition.TEAR: 9,
    Transition.FILL: 9,
    Transition.WHIP: 6,
    Transition.SLIP: 8,
    Transition.SLAM: 3,
    Transition.FLIP: 9,
}
# Frames for which the incoming picture shakes after a slam.
SHAKEN_FRAMES = 6

_DRAWN: Mapping[Transition, Callable[[Sheet, Style, int], Iterator[Sheet]]] = {
    Transition.WIPE: wipes.draw,
    Transition.TEAR: tears.draw,
    Transition.FILL: fills.draw,
    Transition.WHIP: whips.draw_whip,
    Transition.SLIP: slips.draw,
    Transition.SLAM: whips.draw_slam,
    Transition.FLIP: flips.draw,
}


def draw(*, opening: Opening, outgoing: Sheet, flight: Flight | None = None) -> Iterator[Sheet]:
    """Draw the frames of a transition, one at a time, transparent where the incoming scene shows.

    ``outgoing`` is the last frame of the scene before it. All are 1080 x 1920.
    """
    style = Style.of(theme=opening.theme, is_mirrored=opening.is_mirrored)
    leaving = flight.leaving if flight else None
    shown = flights.without(outgoing, leaving) if leaving else outgoing
    frames = _DRAWN[opening.kind](shown, style, FRAMES[opening.kind])
    if flight is None:
        return frames
    if leaving is None:
        return flights.rise(frames, landing=flight.landing)
    return flights.fly(frames, leaving=leaving, landing=flight.landing)


def flight_of(*, opening: Opening, clip: Path, previous_clip: Path) -> Flight | None:
    """How the carried object of a scene arrives; None if its clip shows it from the beginning.

    Both clips are as a node drew them. An object that the last frame of the previous one does not show, or
    that leaves with it, rises into its place.
    """
    landing = attachments.landing(clip, opening.carried) if opening.carried else None
    if landing is None:
        return None
    is_flying = opening.kind in CARRYING
    leaving = attachments.leaving(previous_clip, opening.carried) if is_flying else None
    return Flight(landing=landing, leaving=leaving)
