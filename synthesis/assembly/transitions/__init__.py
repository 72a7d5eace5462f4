"""Transitions: what is drawn at the head of a scene, over the last frame of the scene before it.

The outgoing frame is a still that is moved or cut away with a material of the theme; the incoming scene plays
beneath. Nothing mixes, so the text of one scene is gone or covered before that of the next shows.
"""

from collections.abc import Callable, Iterator, Mapping

from synthesis.assembly.storyboard import Opening, Transition
from synthesis.assembly.transitions import fills, flips, slips, tears, whips, wipes
from synthesis.assembly.transitions.choice import choose
from synthesis.assembly.transitions.sheets import Sheet, Style

__all__ = ["FRAMES", "REVISION", "SHAKEN_FRAMES", "Sheet", "choose", "draw"]

# Raised when a change here draws other frames from the same picture.
REVISION = 2
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


def draw(*, opening: Opening, outgoing: Sheet) -> Iterator[Sheet]:
    """Draw the frames of a transition, one at a time, transparent where the incoming scene shows.

    ``outgoing`` is the last frame of the scene before it. All are 1080 x 1920.
    """
    style = Style.of(theme=opening.theme, is_mirrored=opening.is_mirrored)
    return _DRAWN[opening.kind](outgoing, style, FRAMES[opening.kind])
