"""Requests to engines: sizes, lengths and texts within their limits."""

import base64
import io
from typing import Any

import pytest
from PIL import Image

from render_node.contract import Preset, VideoRequest
from synthesis.content import SceneContent, VideoContent
from synthesis.rendering import scene_requests
from synthesis.rendering.adapters.base import Engine

WAN = Engine(
    id="wan2.2-ti2v-5b",
    size_multiple=32,
    max_pixels=1280 * 704,
    max_side_px=1280,
    default_size="704x1280",
    sizes=["1280x704", "704x1280", "480x832"],
    frame_step=4,
    frame_offset=1,
    min_frames=5,
    max_frames=121,
    default_fps=24,
)
SCENE = {
    "id": "scn_1",
    "position": 1,
    "origin": "generated",
    "visual_prompt": "A moka pot.",
    "headline": "Coffee",
    "narration": "Grind finer.",
}


def request_for(frames: int = 90, engine: Engine = WAN, **scene: Any) -> VideoRequest:
    content = VideoContent(
        title="", seed=7, preset=Preset.STANDARD, scenes=(SceneContent.model_validate(SCENE | scene),)
    )
    return scene_requests.generated_request_for(
        content=content, scene=content.scenes[0], frames=frames, engine=engine
    )


@pytest.mark.parametrize(
    ("frames", "num_frames"),
    [(1, 5), (60, 49), (90, 73), (91, 73), (150, 121), (900, 121)],
    ids=["least", "2 s", "3 s", "a little more", "longest", "cut"],
)
def test_the_length_is_the_least_that_covers_the_scene_or_the_longest_there_is(frames, num_frames):
    assert request_for(frames).num_frames == num_frames


@pytest.mark.parametrize(
    ("preset", "size"),
    [(Preset.DRAFT, "480x832"), (Preset.STANDARD, "704x1280"), (Preset.BEST, "704x1280")],
)
def test_the_size_is_upright_and_fits_the_preset(preset, size):
    assert scene_requests.size_for(engine=WAN, preset=preset) == size


def test_without_a_list_of_sizes_the_largest_upright_one_that_fits_is_asked_for():
    bare = WAN.model_copy(update={"sizes": ["1280x704"]})

    width, height = map(int, scene_requests.size_for(engine=bare, preset=Preset.STANDARD).split("x"))
    assert (width % 32, height % 32) == (0, 0)
    assert height > width
    assert width * height <= bare.max_pixels


def test_a_preset_that_the_engine_lacks_becomes_one_it_has():
    bare = WAN.model_copy(update={"presets": [Preset.DRAFT]})

    assert request_for(engine=bare).preset is Preset.DRAFT


@pytest.mark.parametrize(
    ("scene", "prompt"),
    [
        ({}, "A moka pot."),
        ({"visual_prompt": " "}, "Coffee"),
        ({"visual_prompt": "", "headline": ""}, "Grind finer."),
        ({"visual_prompt": "", "headline": "", "narration": ""}, "abstract background"),
    ],
    ids=["described", "headline", "narration", "nothing"],
)
def test_the_prompt_comes_from_the_scene(scene, prompt):
    asked = request_for(**scene)

    assert asked.prompt == prompt
    assert asked.motion is None
    assert "text" in asked.negative_prompt


def test_the_same_scene_gives_the_same_request_and_another_picture_another_digest():
    first, second = request_for(), request_for()

    assert first == second
    assert scene_requests.digest(request=first) == scene_requests.digest(request=second)
    assert scene_requests.digest(request=first) != scene_requests.digest(request=first, picture_sha256="ab")


def test_a_picture_is_cropped_to_the_requested_size(tmp_path):
    path = tmp_path / "picture.png"
    Image.new("RGBA", (900, 300), "red").save(path)
    address = scene_requests.picture_for(request=request_for(), picture=path)

    assert address.startswith("data:image/jpeg;base64,")
    with Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))) as image:
        assert image.size == (704, 1280)
