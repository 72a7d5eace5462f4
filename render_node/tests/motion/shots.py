"""Single frames of scenes, drawn small, for tests to look at."""

from dataclasses import replace

import numpy as np

from render_node.contract import CompleteRequest, MotionSpec
from render_node.engines.motion import compositor, content, scenes, themes, tracks

SIZE = (270, 480)


def still(theme):
    """The theme without what moves while a scene holds."""
    look = themes.of(theme)
    return replace(
        look,
        holds=lambda _rest: tracks.still,
        breathes=lambda _rest: tracks.still,
        grounds=tuple(replace(ground, moves=None) for ground in look.grounds),
    )


def shots(*times, seconds=4.0, size=SIZE, is_still=False, **fields):
    """The planes (luma, blue, red) at each of the times, as float arrays.

    ``is_still`` leaves out what moves while a scene holds, to compare what happens at a word.
    """
    request = CompleteRequest(
        prompt="A calm evening",
        size=f"{size[0]}x{size[1]}",
        num_frames=round(seconds * 30),
        fps=30,
        motion=MotionSpec(**fields),
    )
    spec = content.complete(request.motion, prompt=request.prompt, seed=1)
    stage = scenes.build(request, seed=1, spec=spec, look=still(spec.theme) if is_still else None)
    pictures = compositor.frames(stage.layers, width=size[0], height=size[1], times=times)
    return [tuple(np.asarray(part, dtype=np.float32) for part in (one.y, one.u, one.v)) for one in pictures]


def changed(one, other, *, left=0, right=1080, top=0, bottom=1920):
    """The number of pixels that differ in a part of the frame, in coordinates of 1080 x 1920."""
    unit = SIZE[0] / 1080
    part = np.s_[round(top * unit) : round(bottom * unit), round(left * unit) : round(right * unit)]
    return int((np.abs(one[0][part] - other[0][part]) > 12).sum())


def colourful(shot, *, left, right):
    """The share of a column of the frame that has colour."""
    unit = SIZE[0] / 1080 / 2
    part = np.s_[:, round(left * unit) : round(right * unit)]
    return float((np.hypot(shot[1][part] - 128, shot[2][part] - 128) > 12).mean())


def served(**fields):
    """The layout that is drawn for these fields."""
    return content.complete(MotionSpec(**fields), prompt="A calm evening", seed=1).layout
