"""Requests to renderers, built from scenes."""

import base64
import hashlib
import json
import math
from pathlib import Path

from foundation import media
from render_node.contract import MotionItem, MotionSpec, Preset, VideoRequest
from synthesis.assembly.storyboard import FPS, HEIGHT_PX, WIDTH_PX
from synthesis.content import TEXTS, SceneContent, VideoContent
from synthesis.rendering.adapters.base import Engine
from synthesis.rendering.engines import MOTION

SIZE = f"{WIDTH_PX}x{HEIGHT_PX}"
# Models misspell text, and captions are added later.
NEVER_SHOWN = "text, letters, captions, subtitles, logos, watermarks, borders"
# The aspect ratio may deviate as far as multiples of 16 or 32 pixels require; the rest is cropped.
_UPRIGHT = 0.06
_PICTURE_QUALITY = 92
# The fields of a motion-graphics scene that appear on screen verbatim.
_DRAWN_AS_TYPED = SceneContent.model_fields.keys() & MotionSpec.model_fields.keys() - {"headline", "items"}
# Fields that differ between attempts, and webhook URLs, do not change the picture.
_NOT_PICTURE = {"webhook_url", "priority"}


def request_for(*, content: VideoContent, scene: SceneContent, frames: int) -> VideoRequest:
    """The request for a motion-graphics scene. The same scene of the same video gives the same request."""
    places = [each.id for each in content.scenes]
    spec = MotionSpec(
        **scene.model_dump(mode="json", include=_DRAWN_AS_TYPED),
        headline=scene.headline or _headline_of(scene.narration),
        items=[MotionItem(text=item) for item in scene.items],
        palette=content.seed,
        scene_index=places.index(scene.id),
        scene_count=len(places),
        language=content.language,
    )
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
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


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


def _headline_of(narration: str) -> str:
    """The first words of the narration, for a scene without text on screen. Captions show the rest."""
    words = narration.split()
    return " ".join(words[:7])[: TEXTS["headline"].max_length]
