"""Drawn scenes: designed layouts with objects, type and movement, without a GPU. The same request always
gives the same pictures.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import PIL

from render_node.contract import CompleteRequest, Model, MotionSpec
from render_node.engines.base import Clip, Control, Job, YuvPicture
from render_node.engines.machine import Machine
from render_node.engines.motion import compositor, content, fonts, scenes, shaping, shelf, svg


class MotionEngine:
    """Draws scenes: objects and type as vector graphics, baked into sprites."""

    version = "6"
    overlaps = False
    # It uses too little memory to be worth unloading.
    weight_bytes = 0
    is_busy = False

    def __init__(self, *, data_dir: Path | None = None) -> None:
        self._data_dir = data_dir

    def load(self) -> None:
        fonts.warm_up()
        shelf.keep_in(self._data_dir and self._data_dir / "objects")

    def unload(self) -> None:
        """Does nothing: its fonts are small and stay loaded."""

    def warm_up(self, control: Control) -> None:
        """Opens the fonts, so that the first scene is not delayed."""

    def render(self, job: Job, *, control: Control) -> Clip:
        request = job.request
        spec = content.complete(request.motion, prompt=request.prompt, seed=job.seed)
        control.step(stage="composing", done=0, total=request.num_frames)
        return Clip(
            pictures=_pictures(request, seed=job.seed, spec=spec),
            settings={"layout": str(spec.layout), "theme": str(spec.theme)},
            libraries={
                "numpy": np.__version__,
                "pillow": PIL.__version__,
                "harfbuzz": shaping.VERSION,
                "resvg": svg.VERSION,
            },
        )


def _pictures(request: CompleteRequest, *, seed: int, spec: MotionSpec) -> Iterator[YuvPicture]:
    stage = scenes.build(request, seed=seed, spec=spec)
    times = [frame / request.fps for frame in range(request.num_frames)]
    yield from compositor.frames(stage.layers, width=stage.width, height=stage.height, times=times)


def build(_model: Model, *, machine: Machine) -> MotionEngine:
    return MotionEngine(data_dir=machine.data_dir)
