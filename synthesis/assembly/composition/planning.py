"""Start and length of each scene, in whole frames."""

import math
from collections.abc import Sequence

from synthesis.assembly.storyboard import FPS, Scene, Shot, Timeline, Transition

SHORTEST_S = 2.0
# A pause before the first word, so that players that fade sound in do not cut it off, and one after the last,
# so that scenes do not run into each other.
LEAD_IN_FRAMES = 4
TAIL_S = 0.34
FADE_FRAMES = 12
# Speech starts when the new picture dominates the cross-fade.
LEAD_IN_FADED_FRAMES = 7


def plan(*, scenes: Sequence[Scene]) -> Timeline:
    """Place the scenes one after another: each as long as its narration and padding, and at least 2 s."""
    shots: list[Shot] = []
    starts_at_frame = 0
    for position, scene in enumerate(scenes):
        is_last = position == len(scenes) - 1
        fade_frames = _fade_frames(scene) if position else 0
        tail_frames = 0 if is_last else _fade_frames(scenes[position + 1])
        narration_s = scene.narration.duration_s if scene.narration else None
        frames = frames_of(narration_s=narration_s, minimum_s=scene.minimum_s, fades=bool(fade_frames))
        shots.append(
            Shot(
                key=scene.key,
                starts_at_frame=starts_at_frame,
                frames=frames,
                fade_frames=fade_frames,
                fade_from_frame=shots[-1].frames if fade_frames else 0,
                tail_frames=tail_frames,
                speech_starts_at_frame=_lead_in(bool(fade_frames)),
                narration=scene.narration,
            )
        )
        starts_at_frame += frames
    return Timeline(shots=tuple(shots))


def _fade_frames(scene: Scene) -> int:
    return FADE_FRAMES if scene.transition is Transition.FADE else 0


def frames_of(*, narration_s: float | None, minimum_s: float, fades: bool) -> int:
    """The frames of a scene: ``narration_s`` is the length of its narration, ``fades`` how it begins."""
    wanted = math.ceil(max(SHORTEST_S, minimum_s) * FPS)
    if narration_s is None:
        return wanted
    return max(wanted, _lead_in(fades) + math.ceil((narration_s + TAIL_S) * FPS))


def _lead_in(fades: bool) -> int:
    return LEAD_IN_FADED_FRAMES if fades else LEAD_IN_FRAMES
