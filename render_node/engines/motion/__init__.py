"""Drawn scenes: designed layouts with objects, type and movement, without a GPU. The same request always
gives the same pictures.
"""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
import PIL

from render_node.contract import CompleteRequest, Model, MotionSpec
from render_node.engines.base import Clip, Control, Job, YuvPicture
from render_node.engines.machine import Machine
from render_node.engines.motion import carrying, compositor, content, fonts, scenes, shaping, shelf, svg
from render_node.engines.motion.stage import Stage


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
        drawing = _Drawing(request, seed=job.seed, spec=spec)
        return Clip(
            pictures=drawing.pictures(),
            attached=drawing.attached,
            settings={"layout": str(spec.layout), "theme": str(spec.theme)},
            libraries={
                "numpy": np.__version__,
                "pillow": PIL.__version__,
                "harfbuzz": shaping.VERSION,
                "resvg": svg.VERSION,
            },
        )


class _Drawing:
    """A scene that is built when its first picture is drawn."""

    def __init__(self, request: CompleteRequest, *, seed: int, spec: MotionSpec) -> None:
        self._request, self._seed, self._spec = request, seed, spec
        self._times = [frame / request.fps for frame in range(request.num_frames)]

    @cached_property
    def _stage(self) -> Stage:
        return scenes.build(self._request, seed=self._seed, spec=self._spec)

    def pictures(self) -> Iterator[YuvPicture]:
        stage = self._stage
        yield from compositor.frames(stage.layers, width=stage.width, height=stage.height, times=self._times)

    def attached(self) -> bytes:
        """The objects that transitions carry."""
        return carrying.attachment(self._stage, last_s=self._times[-1])


def build(_model: Model, *, machine: Machine) -> MotionEngine:
    return MotionEngine(data_dir=machine.data_dir)
