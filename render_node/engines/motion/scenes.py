"""A whole scene: its ground, and the layers of its layout."""

from functools import partial

import numpy as np

from render_node.contract import CompleteRequest, Layout, MotionSpec, Theme
from render_node.engines.motion import carrying, layouts, scenery, themes
from render_node.engines.motion.actors import Backdrop
from render_node.engines.motion.stage import Stage
from render_node.engines.motion.themes.base import Look, Paper


def build(request: CompleteRequest, *, seed: int, spec: MotionSpec, look: Look | None = None) -> Stage:
    """The scene with all its layers. ``spec`` is complete. ``look`` is its theme's, unless given.

    An object that has no place of its own in the layout is not carried: it arrives like the others.
    """
    if spec.carried and spec.scene_index:
        stage = _built(request, seed=seed, spec=spec, look=look)
        if carrying.awaits(stage):
            carrying.hide(stage)
            return stage
    return _built(request, seed=seed, spec=spec.model_copy(update={"carried": ""}), look=look)


def _built(request: CompleteRequest, *, seed: int, spec: MotionSpec, look: Look | None) -> Stage:
    theme = look or themes.of(spec.theme or Theme.KITCHEN)
    ground = theme.ground(spec.ground)
    stage = Stage(
        spec=spec,
        theme=theme,
        ground=ground,
        width=request.width_px,
        height=request.height_px,
        duration_s=request.num_frames / request.fps,
        rng=np.random.default_rng([seed, spec.scene_index]),
    )
    paper = Paper(stage.width, stage.height, stage.unit, np.random.default_rng([seed, spec.scene_index, 1]))
    moves = ground.moves
    stage.add(
        scenery.Later(lambda: moves(paper, ground))
        if moves
        else Backdrop(partial(ground.paint, paper, ground))
    )
    layouts.of(spec.layout or Layout.TYPE_POSTER).build(stage)
    return stage
