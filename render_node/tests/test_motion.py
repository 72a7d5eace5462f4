"""Drawn scenes: every layout in every theme, reproducible, complete at once, and in the frame."""

import hashlib
import itertools

import av
import numpy as np
import pytest
from PIL import Image

from render_node.contract import CompleteRequest, Layout, MotionSpec, Theme
from render_node.engines.base import Job
from render_node.engines.motion import MotionEngine, colours, content, sprites, themes

ARABIC = "لماذا يمتلك الأخطبوط 3 قلوب؟"
JAPANESE = "タコには心臓が三つある。泳ぐと二つが止まる。"
SCRIPTS = {
    "arabic": ARABIC,
    "japanese": JAPANESE,
    "hindi": "ऑक्टोपस के तीन दिल क्यों होते हैं",
    "thai": "ทำไมหมึกจึงมีหัวใจสามดวง",
    "cyrillic": "Почему у осьминога три сердца",  # noqa: RUF001 - Cyrillic it is
    "long": "Donaudampfschifffahrtsgesellschaftskapitänsmütze " + "and so it goes on and on " * 10,
    "emoji": "🐙🐙🐙",
}


class NeverStops:
    """A control that never stops the engine."""

    def step(self, *, stage, done, total):
        assert done <= total


def render(*, width=108, height=192, num_frames=30, fps=10, seed=1, prompt="A calm evening", **motion):
    request = CompleteRequest(
        prompt=prompt,
        size=f"{width}x{height}",
        num_frames=num_frames,
        fps=fps,
        motion=MotionSpec(**motion) if motion else None,
    )
    return MotionEngine().render(Job(request=request, seed=seed), control=NeverStops())


def luma(**motion):
    return [picture.y.astype(int).copy() for picture in render(**motion).pictures]


def digest(pictures):
    sha256 = hashlib.sha256()
    for picture in pictures:
        for plane in (picture.y, picture.u, picture.v):
            sha256.update(plane.tobytes())
    return sha256.hexdigest()


def filled(layout, text="Small steps win", **more):
    """A spec with every field that any layout needs."""
    objects = [{"name": "egg", "count": 3}, "fire", "butter"]
    items = [
        {"label": f"{text[:12]} {number}", "value": f"{number}0", "amount": number * 10.0, "side": number % 2}
        for number in range(1, 4)
    ]
    return {
        "layout": layout,
        "headline": text,
        "accent_words": ["win"],
        "kicker": "Notes",
        "badge": "3 ways",
        "stamp": "MYTH",
        "objects": objects,
        "items": items,
        "sides": [
            {"headline": text[:20], "detail": "before", "object": "egg"},
            {"headline": "Cold pan", "detail": "after", "object": "butter", "is_winner": True},
        ],
        "versus": "VS",
        "places": [
            {"name": "Lisbon", "latitude": 38.7, "longitude": -9.1},
            {"name": "Tokyo", "latitude": 35.7, "longitude": 139.7},
        ],
        "speaker": "Caesar",
        "figure": "3",
        "figure_label": "seconds",
        "seconds_to_hold": 3,
        **more,
    }


@pytest.mark.parametrize("layout", list(Layout))
def test_the_same_request_and_seed_give_the_same_pictures(layout):
    one, other = (digest(render(num_frames=8, **filled(layout)).pictures) for _ in range(2))

    assert one == other


@pytest.mark.parametrize("theme", list(Theme))
@pytest.mark.parametrize("layout", list(Layout))
def test_every_layout_is_drawn_in_every_theme(layout, theme):
    clip = render(num_frames=3, fps=1, theme=theme, scene_index=1, **filled(layout))
    pictures = [picture.y.copy() for picture in clip.pictures]

    assert clip.settings == {"layout": layout, "theme": theme}
    assert pictures[1].std() > 4


@pytest.mark.parametrize("layout", list(Layout))
def test_the_first_scene_is_complete_from_its_first_frame(layout):
    frames = luma(num_frames=8, fps=10, **filled(layout))

    changed = np.abs(frames[0] - frames[7]) > 40
    assert changed.mean() < 0.25


# A myth loses its colours when it is refuted.
@pytest.mark.parametrize("layout", [layout for layout in Layout if layout is not Layout.MYTH])
def test_other_scenes_arrive_within_a_second(layout):
    frames = luma(num_frames=30, fps=10, scene_index=1, **filled(layout))

    assert np.abs(frames[0] - frames[10]).mean() > 0.5
    assert all(np.abs(a - b).mean() < 12 for a, b in itertools.pairwise(frames[12:24]))


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS)
@pytest.mark.parametrize("layout", list(Layout))
def test_any_text_is_drawn(layout, text):
    assert len(luma(num_frames=2, fps=1, **filled(layout, text))) == 2


@pytest.mark.parametrize("layout", list(Layout))
def test_a_layout_without_its_fields_is_replaced_by_a_simpler_one(layout):
    spec = content.complete(MotionSpec(layout=layout), prompt="Only a prompt", seed=1)

    assert spec.headline == "Only a prompt"
    assert spec.layout in {Layout.TYPE_POSTER, Layout.OUTRO}
    assert len(luma(num_frames=2, layout=layout)) == 2


def test_unknown_objects_are_left_out():
    wanted = MotionSpec.model_validate(
        {"layout": "hook_hero", "headline": "Hi", "objects": ["no-such-thing"]}
    )
    spec = content.complete(wanted, prompt="x", seed=1)

    assert spec.layout is Layout.TYPE_POSTER


@pytest.mark.parametrize(("width", "height"), [(96, 96), (192, 108), (98, 170)])
def test_other_formats_are_drawn_too(width, height):
    pictures = render(width=width, height=height, num_frames=2, **filled("hook_hero")).pictures

    assert all(picture.y.shape == (height, width) for picture in pictures)


@pytest.mark.parametrize("theme", list(Theme))
def test_type_is_legible_on_every_ground(theme):
    for ground in themes.of(theme).grounds:
        rim = themes.of(theme).headline.rim_colour
        is_rimmed = themes.of(theme).headline.manner == "extruded"
        behind = rim if is_rimmed else ground.base

        assert colours.contrast(ground.ink.fill, behind) > 2.5
        assert colours.contrast(ground.label, ground.base) > 2.5
        assert colours.contrast(ground.on_strong, ground.strong) > 2.5
        assert colours.contrast(ground.card_ink, ground.card) > 4.5


def test_a_prompt_with_bullets_becomes_a_checklist():
    spec = content.complete(None, prompt="Three habits:\n- Wake early\n- Write\n- Walk", seed=1)

    assert [item.label for item in spec.items] == ["Wake early", "Write", "Walk"]
    assert spec.layout is Layout.CHECKLIST


def test_a_prompt_of_nothing_readable_still_makes_a_picture():
    assert len(luma(num_frames=2, prompt="🐙🐙🐙")) == 2


def test_colours_come_back_as_they_went_in():
    for colour in ("#c8371a", "#0c1a40", "#ffffff", "#6ff2cf"):
        sprite = sprites.bake(Image.new("RGB", (16, 16), colour))
        planes = np.concatenate(
            [np.asarray(each).reshape(-1) for each in (sprite.luma, sprite.blue, sprite.red)]
        )
        frame = av.VideoFrame.from_ndarray(planes.reshape(24, 16), format="yuv420p")
        frame.colorspace, frame.color_range = 1, 1
        back = frame.to_ndarray(format="rgb24")[8, 8] / 255

        assert np.abs(back - np.array(colours.rgb(colour))).max() < 0.03
