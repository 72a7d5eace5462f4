"""What a scene asks a render node to draw."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from render_node.contract import MotionItem, MotionSpec, Preset, VideoRequest
from synthesis.models import Origin
from synthesis.storyboard import FPS, HEIGHT_PX, WIDTH_PX

SIZE = f"{WIDTH_PX}x{HEIGHT_PX}"
MOTION = "motion"
# What differs between tries, or only says where to call back, does not change the picture.
_NOT_PICTURE = {"webhook_url", "priority"}


def engine_for(*, scene: Mapping[str, Any]) -> str | None:
    """The engine that draws the scene; None when its pictures are a file."""
    return None if scene["origin"] in {Origin.UPLOADED, Origin.STOCK} else MOTION


def request_for(*, content: Mapping[str, Any], scene: Mapping[str, Any], frames: int) -> VideoRequest:
    """The scene as a render node reads it. The same scene of the same video gives the same request."""
    places = [each["id"] for each in content["scenes"]]
    spec = MotionSpec(
        layout=scene["layout"],
        kicker=scene["kicker"],
        headline=scene["headline"] or _headline_of(scene["narration"]),
        body=scene["body"],
        items=[MotionItem(text=item) for item in scene["items"]],
        figure=scene["figure"],
        figure_label=scene["figure_label"],
        palette=content["seed"],
        scene_index=places.index(scene["id"]),
        scene_count=len(places),
        accent_words=scene["accent_words"],
    )
    return VideoRequest(
        model=MOTION,
        prompt=scene["visual_prompt"]
        or scene["headline"]
        or scene["narration"][:600]
        or "abstract background",
        size=SIZE,
        num_frames=frames,
        fps=FPS,
        seed=_seed_of(content["seed"], scene["id"]),
        preset=Preset(content["preset"]),
        motion=spec,
    )


def digest(*, request: VideoRequest) -> str:
    """SHA-256 of everything that decides the picture."""
    document = request.model_dump(mode="json", exclude=_NOT_PICTURE)
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _seed_of(video_seed: int, scene_id: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{video_seed}:{scene_id}".encode()).digest()[:4])


def _headline_of(narration: str) -> str:
    """A scene that shows no words of its own shows the first few it says; the captions carry the rest."""
    words = narration.split()
    return " ".join(words[:7])[:160]
