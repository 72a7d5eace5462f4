"""Requests to renderers, built from scenes."""

import base64
import hashlib
import json
import math
from pathlib import Path
from typing import Any

from foundation import media
from render_node.contract import MotionSpec, Preset, StillRequest, VideoRequest
from synthesis.assembly.storyboard import FPS, HEIGHT_PX, WIDTH_PX
from synthesis.content import SceneContent, VideoContent
from synthesis.rendering.adapters.base import Engine
from synthesis.rendering.engines import MOTION

SIZE = f"{WIDTH_PX}x{HEIGHT_PX}"
# Models misspell text, and captions are added later.
NEVER_SHOWN = "text, letters, captions, subtitles, logos, watermarks, borders"
# The aspect ratio may deviate as far as multiples of 16 or 32 pixels require; the rest is cropped.
_UPRIGHT = 0.06
_PICTURE_QUALITY = 92
STILL_WIDTH_PX, STILL_HEIGHT_PX = 540, 960
# When everything has arrived; the first scene is complete from its first frame. Exits take almost a second.
_ARRIVED_S, _FIRST_ARRIVED_S, _EXIT_S = 2.0, 0.6, 0.9
# Fields that differ between attempts, and webhook URLs, do not change the picture.
_NOT_PICTURE = {"webhook_url", "priority"}


def request_for(*, content: VideoContent, scene: SceneContent, spec: MotionSpec, frames: int) -> VideoRequest:
    """The request for a drawn scene. The same scene of the same video gives the same request."""
    return VideoRequest(
        model=MOTION,
        prompt=_prompt_of(scene),
        size=SIZE,
        num_frames=frames,
        fps=FPS,
        seed=_seed_of(content.seed, scene.id),
        preset=content.preset,
        motion=spec,
    )


def still_for(
    *, content: VideoContent, scene: SceneContent, spec: MotionSpec, seconds: float
) -> StillRequest:
    """The request for a picture of a drawn scene of this length, at a moment when everything has arrived."""
    arrived_s = _FIRST_ARRIVED_S if spec.scene_index == 0 else _ARRIVED_S
    return StillRequest(
        # Everything has arrived, also what the transition carries.
        motion=spec.model_copy(update={"carried": ""}),
        prompt=_prompt_of(scene),
        width=STILL_WIDTH_PX,
        height=STILL_HEIGHT_PX,
        at_s=round(max(0.0, min(arrived_s, seconds - _EXIT_S)), 2),
        duration_s=seconds,
        seed=_seed_of(content.seed, scene.id),
    )


def still_digest(*, request: StillRequest) -> str:
    """SHA-256 of the request as canonical JSON."""
    return _sha256(request.model_dump(mode="json"))


def generated_request_for(
    *, content: VideoContent, scene: SceneContent, frames: int, engine: Engine
) -> VideoRequest:
    """The request for a generated scene, within the limits of its engine: the nearest size, and the least
    length that covers ``frames`` of the video, or the engine's longest. The start picture is added later.
    """
    fps = engine.default_fps
    preset = content.preset
    return VideoRequest(
        model=engine.id,
        prompt=_prompt_of(scene)[: engine.max_prompt_chars],
        negative_prompt=NEVER_SHOWN,
        size=size_for(engine=engine, preset=preset),
        num_frames=_num_frames(engine, math.ceil(frames / FPS * fps)),
        fps=fps,
        seed=_seed_of(content.seed, scene.id),
        preset=preset if preset in engine.presets else engine.presets[0],
    )


def size_for(*, engine: Engine, preset: Preset) -> str:
    """The portrait size for the preset: the smallest for draft, the largest for best."""
    shape = WIDTH_PX / HEIGHT_PX
    upright = [size for size in engine.sizes if abs(_width(size) / _height(size) - shape) <= _UPRIGHT]
    by_pixels = sorted(upright, key=lambda size: _width(size) * _height(size))
    if not by_pixels:
        return _upright_of(engine)
    if preset is Preset.STANDARD and engine.default_size in by_pixels:
        return engine.default_size
    return by_pixels[0] if preset is Preset.DRAFT else by_pixels[-1]


def seconds_of(*, request: VideoRequest) -> float:
    """The length of the requested clip in seconds."""
    return (request.num_frames or 0) / (request.fps or FPS)


def picture_for(*, request: VideoRequest, picture: Path) -> str:
    """The start picture, cropped to the requested size, as a data URL.

    Raises the upstream errors for a file that cannot be opened.
    """
    size = request.size or SIZE
    fitted = media.fit(picture, width_px=_width(size), height_px=_height(size), quality=_PICTURE_QUALITY)
    return "data:image/jpeg;base64," + base64.b64encode(fitted).decode()


def digest(*, request: VideoRequest, picture_sha256: str = "") -> str:
    """SHA-256 of every field that affects the picture."""
    document = request.model_dump(mode="json", exclude=_NOT_PICTURE)
    if picture_sha256:
        document["input_reference"] = picture_sha256
    return _sha256(document)


def _prompt_of(scene: SceneContent) -> str:
    words = (scene.visual_prompt, scene.headline, scene.narration[:600])
    return next((text for text in words if text.strip()), "abstract background")


def _num_frames(engine: Engine, wanted: int) -> int:
    step, offset = engine.frame_step, engine.frame_offset
    most = engine.max_frames - (engine.max_frames - offset) % step
    least = max(engine.min_frames, wanted)
    return min(most, least + (offset - least) % step)


def _upright_of(engine: Engine) -> str:
    """The largest 9:16 size within the engine's pixel limit, in the multiples it demands."""
    multiple = engine.size_multiple
    height = min(engine.max_side_px, HEIGHT_PX, math.isqrt(engine.max_pixels * HEIGHT_PX // WIDTH_PX))
    height -= height % multiple
    width = height * WIDTH_PX // HEIGHT_PX
    return f"{max(engine.min_side_px, width - width % multiple)}x{height}"


def _width(size: str) -> int:
    return int(size.split("x")[0])


def _height(size: str) -> int:
    return int(size.split("x")[1])


def _seed_of(video_seed: int, scene_id: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{video_seed}:{scene_id}".encode()).digest()[:4])


def _sha256(document: dict[str, Any]) -> str:
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
