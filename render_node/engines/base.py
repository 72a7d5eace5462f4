"""What every model family offers, and what it is given: enough for drawn scenes and for diffusion."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from render_node import errors
from render_node.contract import DEFAULT_SECONDS, CompleteRequest, Model, VideoRequest


class StoppedError(Exception):
    """Somebody asked for this render to stop; raised out of ``Control.step``."""


class EngineError(Exception):
    """The engine cannot draw this request. The sentence is shown to the caller."""


class OutOfMemoryError(Exception):
    """The card, or the machine, has too little memory for this request. Nothing of it was left behind."""


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
class Origins:
    """What a picture owes to its model and machine; a recipe repeats it."""

    revision: str = ""
    weights_sha256: str = ""
    scheduler: str = ""
    steps: int | None = None
    dtype: str = ""
    node_class: str = ""


@dataclass(frozen=True)
class Clip:
    """What an engine returns. ``pictures`` may be drawn only as they are asked for, in another thread too."""

    pictures: Iterable[Picture]
    settings: dict[str, Any] = field(default_factory=dict)
    libraries: dict[str, str] = field(default_factory=dict)
    origins: Origins = field(default_factory=Origins)
    sound: Sound | None = None


@dataclass(frozen=True)
class Job:
    """One attempt at one video, as an engine is given it.

    ``picture`` is what the video starts from, already checked. ``saving_memory`` is set after an attempt ran
    out of memory: whatever can be moved off the card, or done in pieces, is.
    """

    request: CompleteRequest
    seed: int
    picture: Path | None = None
    saving_memory: bool = False


class Control(Protocol):
    """An engine's line to whoever waits for it."""

    def step(self, *, stage: str, done: int, total: int) -> None:
        """Say how far it is; called several times a second. Raises StoppedError when it is to stop.

        A diffusion pipeline raises it on out of ``callback_on_step_end`` and frees its hooks in ``finally``.
        """


class Engine(Protocol):
    """One model. Making it is cheap; ``load`` may take minutes and holds until ``unload``.

    ``overlaps`` says that a clip's pictures may be drawn while the next job begins.
    """

    version: str
    overlaps: bool

    @property
    def weight_bytes(self) -> int:
        """What its weights take of the device: measured once it is loaded, until then expected."""

    @property
    def is_busy(self) -> bool:
        """Whether a job of it runs, or a clip of it is not drawn to its end; then it must not be unloaded."""

    def load(self) -> None:
        """Bring it into memory. Raises EngineError for a folder that does not hold it, OutOfMemoryError."""

    def unload(self) -> None:
        """Give its memory back. Called with no job and no clip of it under way."""

    def warm_up(self, control: Control) -> None:
        """Draw a little at each size it is to be quick at, so that the first caller does not wait for it."""

    def render(self, job: Job, *, control: Control) -> Clip:
        """Draw ``job``; the same request and seed give the same pictures on the same class of machine.

        Raises EngineError, OutOfMemoryError, and StoppedError out of ``control``.
        """


def complete(request: VideoRequest, *, model: Model) -> CompleteRequest:
    """The request with everything the caller left to ``model``. Raises RefusalError unless the model draws
    exactly what is asked for, naming the nearest it does.

    Libraries quietly round sizes and frame counts; here nothing that was stated is rounded.
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
    """The least number of frames the model draws that lasts ``seconds``."""
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
        f"size {request.size}: {model.id} draws sides of {model.min_side_px} to {model.max_side_px} pixels "
        f"that are multiples of {multiple}, {model.max_pixels} pixels in all at most. "
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
        f"{frames} frames: {model.id} draws {rule} frames, {model.min_frames} at least and "
        f"{model.max_frames} at most. The nearest is {nearest}.",
        param=param,
    )


def _check_rest(request: CompleteRequest, model: Model) -> None:
    """What has no neighbour worth naming."""
    refused = [
        (request.fps > model.max_fps, "fps", f"{model.id} draws {model.max_fps} frames a second at most."),
        (request.preset not in model.presets, "preset", f"{model.id} has no preset {request.preset}."),
        (
            request.steps is not None and not _is_within(request.steps, model.min_steps, model.max_steps),
            "steps",
            f"{model.id} takes {model.min_steps} to {model.max_steps} steps."
            if model.max_steps
            else f"{model.id} takes no steps.",
        ),
        (
            request.guidance_scale is not None and model.max_steps is None,
            "guidance_scale",
            f"{model.id} takes no guidance.",
        ),
        (
            len(request.prompt) > model.max_prompt_chars,
            "prompt",
            f"{model.id} reads {model.max_prompt_chars} characters at most; "
            f"this prompt has {len(request.prompt)}.",
        ),
        (
            request.input_reference is not None and not model.takes_image,
            "input_reference",
            f"{model.id} does not take a picture.",
        ),
        (
            request.input_reference is None and not model.takes_text,
            "input_reference",
            f"{model.id} needs a picture to start from.",
        ),
        (
            request.motion is not None and not model.draws_motion,
            "motion",
            f"{model.id} does not take motion.",
        ),
    ]
    for is_refused, param, sentence in refused:
        if is_refused:
            raise errors.RefusalError(sentence, param=param)


def _is_within(value: int, low: int | None, high: int | None) -> bool:
    return low is not None and high is not None and low <= value <= high
