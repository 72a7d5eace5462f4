"""The interface of engines, for motion graphics and for diffusion models."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from render_node import errors
from render_node.contract import DEFAULT_SECONDS, CompleteRequest, Model, VideoRequest


class StoppedError(Exception):
    """The render has to stop. Raised by ``Control.step``."""


class EngineError(Exception):
    """The engine cannot render this request. The message is shown to the caller."""


class OutOfMemoryError(Exception):
    """The GPU, or the machine, has too little memory for this request. Its memory was freed."""


@dataclass(frozen=True)
class YuvPicture:
    """A picture in BT.709, limited range, 4:2:0. Its planes may be reused for the next picture.

    ``y``: uint8, (height, width). ``u`` and ``v``: uint8, (height / 2, width / 2).
    """

    y: NDArray[np.uint8]
    u: NDArray[np.uint8]
    v: NDArray[np.uint8]


# Diffusion engines return uint8, (height, width, 3), in sRGB.
Picture = YuvPicture | NDArray[np.uint8]


@dataclass(frozen=True)
class Sound:
    """The sound of the pictures. ``samples``: float32, (channels, n), from -1 to 1."""

    samples: NDArray[np.float32]
    rate_hz: int


@dataclass(frozen=True)
class Origins:
    """The properties of model and machine that affect a picture; a recipe repeats them."""

    revision: str = ""
    weights_sha256: str = ""
    scheduler: str = ""
    steps: int | None = None
    dtype: str = ""
    node_class: str = ""


@dataclass(frozen=True)
class Clip:
    """The result of an engine. ``pictures`` may be lazy, and may be consumed in another thread.

    ``attached`` returns what the file carries besides pictures and sound. It is called once after the last
    picture.
    """

    pictures: Iterable[Picture]
    settings: dict[str, Any] = field(default_factory=dict)
    libraries: dict[str, str] = field(default_factory=dict)
    origins: Origins = field(default_factory=Origins)
    sound: Sound | None = None
    attached: Callable[[], bytes] | None = None


@dataclass(frozen=True)
class Job:
    """One attempt at one video, as input of an engine.

    ``picture`` is the start picture, validated. ``saving_memory`` is set after an attempt ran out of memory:
    the engine then offloads what it can from the GPU, and decodes in tiles.
    """

    request: CompleteRequest
    seed: int
    picture: Path | None = None
    saving_memory: bool = False


class Control(Protocol):
    """Progress reports and cancellation of an engine."""

    def step(self, *, stage: str, done: int, total: int) -> None:
        """Report progress; called several times a second. Raises StoppedError if the render has to stop.

        A diffusion pipeline lets it propagate from ``callback_on_step_end`` and frees its hooks in
        ``finally``.
        """


class Engine(Protocol):
    """One model. The constructor is cheap; ``load`` may take minutes and is valid until ``unload``.

    ``overlaps`` is True if a clip may be decoded while the next job begins.
    """

    version: str
    overlaps: bool

    @property
    def weight_bytes(self) -> int:
        """Bytes of its weights on the device: measured once it is loaded, an estimate before."""

    @property
    def is_busy(self) -> bool:
        """Whether a job is running, or a clip has not been consumed completely. A busy engine must not be
        unloaded.
        """

    def load(self) -> None:
        """Load the model. Raises EngineError for a folder that does not contain it, OutOfMemoryError."""

    def unload(self) -> None:
        """Free its memory. Called only without a running job or unfinished clip."""

    def warm_up(self, control: Control) -> None:
        """Render a few steps at each size that should be fast, so that the first job is not delayed."""

    def render(self, job: Job, *, control: Control) -> Clip:
        """Render ``job``. The same request and seed give the same pictures on the same class of machine.

        Raises EngineError, OutOfMemoryError, and StoppedError from ``control``.
        """


def complete(request: VideoRequest, *, model: Model) -> CompleteRequest:
    """Fill in the defaults of ``model``. Raises RefusalError, with the nearest valid value, unless the
    model supports exactly what is requested.

    Libraries round sizes and frame counts silently; this function never rounds.
    """
    fps = request.fps or model.default_fps
    asked = request.num_frames or _frames_for(request.seconds or DEFAULT_SECONDS, fps=fps, model=model)
    whole = CompleteRequest.model_validate(
        request.model_dump()
        | {"size": request.size or model.default_size, "fps": fps, "num_frames": asked, "seconds": None}
    )
    _check_size(whole, model)
    _check_length(whole, model, param="seconds" if request.num_frames is None else "num_frames")
    _check_rest(whole, model)
    return whole


def _frames_for(seconds: float, *, fps: int, model: Model) -> int:
    """The smallest number of frames of the model that lasts at least ``seconds``."""
    least = max(model.min_frames, math.ceil(round(seconds * fps, 6)))
    return least + (model.frame_offset - least) % model.frame_step


def _check_size(request: CompleteRequest, model: Model) -> None:
    multiple = model.size_multiple
    sides = (request.width_px, request.height_px)
    fits = all(side % multiple == 0 and model.min_side_px <= side <= model.max_side_px for side in sides)
    if fits and sides[0] * sides[1] <= model.max_pixels:
        return
    width, height = _nearest_size(*sides, model=model)
    raise errors.RefusalError(
        f"size {request.size}: {model.id} renders sides of {model.min_side_px} to {model.max_side_px} pixels "
        f"that are multiples of {multiple}, and at most {model.max_pixels} pixels in total. "
        f"The nearest is {width}x{height}.",
        param="size",
    )


def _nearest_size(width: int, height: int, *, model: Model) -> tuple[int, int]:
    multiple = model.size_multiple
    shrink = min(1.0, math.sqrt(model.max_pixels / (width * height)))
    low = math.ceil(model.min_side_px / multiple) * multiple
    high = model.max_side_px // multiple * multiple

    def side(px: int, *, down: bool) -> int:
        steps = px * shrink / multiple
        return min(max(multiple * (math.floor(steps) if down else round(steps)), low), high)

    nearest = side(width, down=False), side(height, down=False)
    if nearest[0] * nearest[1] <= model.max_pixels:
        return nearest
    return side(width, down=True), side(height, down=True)


def _check_length(request: CompleteRequest, model: Model, *, param: str) -> None:
    frames = request.num_frames
    step, offset = model.frame_step, model.frame_offset
    if (frames - offset) % step == 0 and model.min_frames <= frames <= model.max_frames:
        return
    rule = f"{step}k+{offset}" if step > 1 else "any number of"
    last = model.max_frames - (model.max_frames - offset) % step
    below = min(max(frames - (frames - offset) % step, model.min_frames), last)
    above = min(below + step, last)
    nearest = f"{below} or {above}" if above > below and below < frames else str(below)
    raise errors.RefusalError(
        f"{frames} frames: {model.id} renders {rule} frames, at least {model.min_frames} and at most "
        f"{model.max_frames}. The nearest is {nearest}.",
        param=param,
    )


def _check_rest(request: CompleteRequest, model: Model) -> None:
    """Check the fields that have no nearest valid value."""
    refused = [
        (
            request.fps > model.max_fps,
            "fps",
            f"{model.id} renders at most {model.max_fps} frames per second.",
        ),
        (request.preset not in model.presets, "preset", f"{model.id} has no preset {request.preset}."),
        (
            request.steps is not None and not _is_within(request.steps, model.min_steps, model.max_steps),
            "steps",
            f"{model.id} supports {model.min_steps} to {model.max_steps} steps."
            if model.max_steps
            else f"{model.id} does not support steps.",
        ),
        (
            request.guidance_scale is not None and model.max_steps is None,
            "guidance_scale",
            f"{model.id} does not support guidance.",
        ),
        (
            len(request.prompt) > model.max_prompt_chars,
            "prompt",
            f"{model.id} supports at most {model.max_prompt_chars} characters; "
            f"this prompt has {len(request.prompt)}.",
        ),
        (
            request.input_reference is not None and not model.takes_image,
            "input_reference",
            f"{model.id} does not support a start picture.",
        ),
        (
            request.input_reference is None and not model.takes_text,
            "input_reference",
            f"{model.id} requires a start picture.",
        ),
        (
            request.motion is not None and not model.draws_motion,
            "motion",
            f"{model.id} does not support motion.",
        ),
    ]
    for is_refused, param, sentence in refused:
        if is_refused:
            raise errors.RefusalError(sentence, param=param)


def _is_within(value: int, low: int | None, high: int | None) -> bool:
    return low is not None and high is not None and low <= value <= high
