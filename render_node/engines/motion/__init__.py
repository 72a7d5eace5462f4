"""Motion graphics: animated type, shapes and colour, without a GPU. The same request always gives the same
pictures.
"""

from collections.abc import Iterator

import numpy as np
import PIL

from render_node.contract import CompleteRequest, Model, MotionSpec
from render_node.engines.base import Clip, Control, Job, YuvPicture
from render_node.engines.machine import Machine
from render_node.engines.motion import colours, fonts, layouts, motifs, scripts, shaping, stage
from render_node.engines.motion.canvas import Canvas
from render_node.engines.motion.ground import Ground

_GRAIN = {"draft": 0.4, "standard": 0.55, "best": 0.8}


class MotionEngine:
    """Renders scenes with NumPy and Pillow."""

    version = "3"
    overlaps = False
    # It uses too little memory to be worth unloading.
    weight_bytes = 0
    is_busy = False

    def load(self) -> None:
        fonts.warm_up()

    def unload(self) -> None:
        """Does nothing: its fonts are small and stay loaded."""

    def warm_up(self, control: Control) -> None:
        """Opens the fonts, so that the first scene is not delayed."""

    def render(self, job: Job, *, control: Control) -> Clip:
        request, seed = job.request, job.seed
        spec = scripts.complete(request.motion, prompt=request.prompt)
        # Scenes of one video share a palette, and with it their look; the seed distinguishes them.
        wanted = spec.palette
        family = colours.family(wanted, seed=seed)
        palette = colours.palette(wanted, seed=seed)
        look = stage.look(palette=palette, seed=family)
        control.step(stage="composing", done=0, total=request.num_frames)
        return Clip(
            pictures=_pictures(request, spec_seed=seed, look=look, layout_spec=spec),
            settings={
                "layout": str(spec.layout),
                "palette": palette.name,
                "motifs": list(look.motifs),
            },
            libraries={"numpy": np.__version__, "pillow": PIL.__version__, "harfbuzz": shaping.VERSION},
        )


def _pictures(
    request: CompleteRequest, *, spec_seed: int, look: stage.Look, layout_spec: MotionSpec
) -> Iterator[YuvPicture]:
    canvas = Canvas(request.width_px, request.height_px)
    index = layout_spec.scene_index
    rng = np.random.default_rng([spec_seed, index])
    scene = stage.Stage(
        width=canvas.width,
        height=canvas.height,
        duration_s=request.num_frames / request.fps,
        look=look,
        index=index,
        rng=rng,
        language=layout_spec.language,
    )
    ground = Ground(
        palette=look.palette, canvas=canvas, rng=rng, turn=index * 1.1, grain=_GRAIN[request.preset]
    )
    stack = [*motifs.build(scene), *layouts.build(scene, layout_spec)]
    for frame in range(request.num_frames):
        t = frame / request.fps
        ground.paint(t, frame)
        for layer in stack:
            layer.draw(canvas, t)
        yield canvas.picture()


def build(_model: Model, *, machine: Machine) -> MotionEngine:
    return MotionEngine()
