"""What every model family offers, and what it is given: enough for drawn scenes and for diffusion."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from render_node import errors
from render_node.contract import Model, VideoRequest


class StoppedError(Exception):
    """Somebody asked for this render to stop; raised out of ``Control.step``."""


class EngineError(Exception):
    """The engine cannot draw this request. The sentence is shown to the caller."""


@dataclass(frozen=True)
class YuvPicture:
    """A picture in BT.709, limited range, 4:2:0. Its planes may be reused when the next one is asked for.

    ``y``: uint8, (height, width). ``u`` and ``v``: uint8, (height / 2, width / 2).
    """

    y: NDArray[np.uint8]
    u: NDArray[np.uint8]
    v: NDArray[np.uint8]


# Diffusion hands over uint8, (height, width, 3), in sRGB.
Picture = YuvPicture | NDArray[np.uint8]


@dataclass(frozen=True)
class Sound:
    """Sound that belongs to the pictures. ``samples``: float32, (channels, n), within -1 and 1."""

    samples: NDArray[np.float32]
    rate_hz: int


@dataclass(frozen=True)
class Clip:
    """What an engine returns. ``pictures`` may be drawn only as they are asked for."""

    pictures: Iterable[Picture]
    settings: dict[str, Any] = field(default_factory=dict)
    libraries: dict[str, str] = field(default_factory=dict)
    sound: Sound | None = None


class Control(Protocol):
    """An engine's line to whoever waits for it."""

    def step(self, *, stage: str, done: int, total: int) -> None:
        """Say how far it is; called several times a second. Raises StoppedError when it is to stop.

        A diffusion pipeline raises it on out of ``callback_on_step_end`` and frees its hooks in ``finally``.
        """


class Engine(Protocol):
    """One model family. Making it is cheap; ``load`` may take minutes and holds until the process ends."""

    version: str

    def load(self) -> None: ...

    def render(self, request: VideoRequest, *, seed: int, control: Control) -> Clip:
        """Draw ``request``; the same request and seed give the same pictures on the same class of machine.

        Raises EngineError, and StoppedError out of ``control``.
        """


def check_request(request: VideoRequest, *, model: Model) -> None:
    """Raises RefusalError unless ``model`` draws exactly what is asked for.

    Libraries quietly round sizes and frame counts; here nothing is rounded.
    """
    multiple = model.size_multiple
    for side_px in (request.width_px, request.height_px):
        if side_px % multiple or not model.min_side_px <= side_px <= model.max_side_px:
            raise errors.RefusalError(
                f"size {request.size}: {model.id} draws sides of {model.min_side_px} to {model.max_side_px} "
                f"pixels that are multiples of {multiple}.",
                param="size",
            )
    frames = request.frame_count
    if (frames - model.frame_offset) % model.frame_step or frames > model.max_frames:
        rule = f"{model.frame_step}k+{model.frame_offset}" if model.frame_step > 1 else "any number of"
        raise errors.RefusalError(
            f"{frames} frames: {model.id} draws {rule} frames, {model.max_frames} at most.",
            param="seconds" if request.num_frames is None else "num_frames",
        )
    if request.preset not in model.presets:
        raise errors.RefusalError(f"{model.id} has no preset {request.preset}.", param="preset")
    if request.motion is not None and not model.draws_motion:
        raise errors.RefusalError(f"{model.id} does not take motion.", param="motion")
