"""Start and length of each scene, in whole frames, and the transition that it begins with."""

import math
from collections.abc import Sequence

from synthesis.assembly import transitions
from synthesis.assembly.storyboard import FPS, Opening, Scene, Shot, Timeline, Transition

SHORTEST_S = 2.0
# A pause before the first word, so that players that fade sound in do not cut it off and the new picture is
# seen; and one after the last, so that scenes do not run into each other.
LEAD_IN_FRAMES = 5
TAIL_S = 0.34


def plan(*, scenes: Sequence[Scene], theme: str = "", seed: int = 0) -> Timeline:
    """Place the scenes one after another: each as long as its narration and padding, and at least 2 s.

    ``theme`` names the material of the transitions, ``seed`` varies them.
    """
    shots: list[Shot] = []
    starts_at_frame = 0
    for position, scene in enumerate(scenes):
        narration_s = scene.narration.duration_s if scene.narration else None
        frames = frames_of(narration_s=narration_s, minimum_s=scene.minimum_s)
        before = (scenes[position - 1], shots[-1]) if position else None
        shots.append(
            Shot(
                key=scene.key,
                starts_at_frame=starts_at_frame,
                frames=frames,
                speech_starts_at_frame=LEAD_IN_FRAMES,
                narration=scene.narration,
                layout=scene.layout,
                graded_to=scene.graded_to,
                opening=_opening(scene, before, theme=theme, seed=seed),
            )
        )
        starts_at_frame += frames
    return Timeline(shots=tuple(shots))


def frames_of(*, narration_s: float | None, minimum_s: float) -> int:
    """The frames of a scene: ``narration_s`` is the length of its narration."""
    wanted = math.ceil(max(SHORTEST_S, minimum_s) * FPS)
    if narration_s is None:
        return wanted
    return max(wanted, LEAD_IN_FRAMES + math.ceil((narration_s + TAIL_S) * FPS))


def _opening(scene: Scene, before: tuple[Scene, Shot] | None, *, theme: str, seed: int) -> Opening | None:
    if before is None or scene.transition is Transition.CUT:
        return None
    outgoing, shot = before
    own_seed = transitions.seed_of(seed=seed, key=scene.key)
    suiting = transitions.choose(
        theme=theme,
        outgoing=outgoing.layout,
        incoming=scene.layout,
        is_between_footage=outgoing.is_footage and scene.is_footage,
        seed=own_seed,
    )
    return Opening(
        kind=suiting if scene.transition is Transition.AUTO else scene.transition,
        outgoing_frame=shot.frames - 1,
        theme=theme,
        is_mirrored=bool(own_seed >> 8 & 1),
        outgoing_graded_to=shot.graded_to,
        carried=scene.carried,
    )
