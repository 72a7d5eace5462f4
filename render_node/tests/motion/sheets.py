"""Scenes drawn small, for tests to look at."""

import numpy as np

from render_node.contract import CompleteRequest, MotionSpec
from render_node.engines.motion import compositor, content, scenes


def stage(*, seconds=4.0, size=(216, 384), seed=1, **fields):
    """The stage of a scene with these fields."""
    request = CompleteRequest(
        prompt="A calm evening",
        size=f"{size[0]}x{size[1]}",
        num_frames=round(seconds * 30),
        fps=30,
        motion=MotionSpec(**fields),
    )
    return scenes.build(
        request, seed=seed, spec=content.complete(request.motion, prompt=request.prompt, seed=seed)
    )


def drawn(*times, seconds=4.0, size=(216, 384), **fields):
    """The planes (luma, blue, red) at each of the times, as float arrays."""
    scene = stage(seconds=seconds, size=size, **fields)
    pictures = compositor.frames(scene.layers, width=size[0], height=size[1], times=times)
    return [
        tuple(np.asarray(plane, dtype=np.float32) for plane in (each.y, each.u, each.v)) for each in pictures
    ]


def layout_of(**fields):
    """The layout that is drawn for these fields."""
    return content.complete(MotionSpec(**fields), prompt="A calm evening", seed=1).layout
