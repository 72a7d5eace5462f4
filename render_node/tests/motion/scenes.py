"""Scenes as stages and as pictures, without an engine around them."""

import numpy as np

from render_node.contract import CompleteRequest, MotionSpec
from render_node.engines.motion import compositor, content, scenes

WIDTH, HEIGHT = 540, 960
SCALE = WIDTH / 1080


def built(*, duration_s=4, width=WIDTH, height=HEIGHT, seed=1, **spec):
    """The stage of a scene. It is not the first of its video unless ``scene_index`` is 0."""
    wanted = MotionSpec.model_validate({"scene_index": 1, **spec})
    request = CompleteRequest(
        prompt="x", size=f"{width}x{height}", num_frames=int(duration_s * 30), fps=30, motion=wanted
    )
    return scenes.build(request, seed=seed, spec=content.complete(wanted, prompt="x", seed=seed))


def frame(stage, at_s):
    """The luma of the scene at a time: uint8, (height, width)."""
    return next(
        compositor.frames(stage.layers, width=stage.width, height=stage.height, times=[at_s])
    ).y.copy()


def ink_box(stage, at_s):
    """Left, top, right and bottom of what differs from the ground, in pixels of a frame 1080 wide."""
    scene = frame(stage, at_s).astype(int)
    ground = next(
        compositor.frames(stage.layers[:1], width=stage.width, height=stage.height, times=[at_s])
    ).y.astype(int)
    rows, columns = np.nonzero(abs(scene - ground) > 24)
    box = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
    return tuple(float(side / SCALE) for side in box)


def ops(stage, at_s):
    """What is drawn over the ground at a time."""
    return [op for layer in stage.layers[1:] for op in layer.ops(at_s)]
