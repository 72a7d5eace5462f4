"""Carried objects: out of sight until they land, and stored with the clip as its frames show them."""

import io
from itertools import cycle

import numpy as np
import pytest
from PIL import Image

from render_node.contract import LANDS_S, Attachment, Layout, Theme
from render_node.engines.motion import carrying
from render_node.engines.motion.actors import Backdrop
from render_node.tests.motion.scenes import HEIGHT, WIDTH, built, frame

LAST_S = 119 / 30
FIELDS = {
    "headline": "Rinsing pasta",
    "objects": ["spaghetti", "salt"],
    "stamp": "MYTH",
    "speaker": "A cook, 1953",
    "items": [{"label": "Starch", "value": "$4"}, {"label": "Sauce", "value": "$6"}],
    "seconds_to_hold": 60,
    "figure": "60",
}
LANDING = (
    *(Layout.HOOK_HERO, Layout.PEDESTAL, Layout.MYTH, Layout.QUOTE, Layout.CALLOUTS, Layout.PRODUCT_CARD),
    *(Layout.PAPER_SCENE, Layout.RECEIPT, Layout.COUNTDOWN, Layout.CHAT),
)
# Themes that move smoothly, by whole cells, and in steps.
PAIRS = [
    pytest.param(layout, theme, id=f"{layout}-{theme}")
    for layout, theme in zip(LANDING * 2, cycle((Theme.KITCHEN, Theme.PIXEL, Theme.ARCHIVE)), strict=False)
]


def scene(layout=Layout.HOOK_HERO, theme=Theme.KITCHEN, *, carried="spaghetti", **fields):
    wanted = FIELDS | {"layout": layout, "theme": theme, "carried": carried} | fields
    if layout in {Layout.RECEIPT, Layout.PAPER_SCENE, Layout.CHAT, Layout.COUNTDOWN}:
        wanted["objects"] = fields.get("objects", ["spaghetti"])
    return built(**wanted)


def stored(stage):
    """The document, and the planes of its files: of each leaving object two, then of the landing one."""
    data = carrying.attachment(stage, last_s=LAST_S)
    length = int.from_bytes(data[:4], "big")
    document = Attachment.model_validate_json(data[4 : 4 + length])
    sizes = [size for each in document.leaving for size in (each.picture_bytes, each.ground_bytes)]
    sizes += [document.landing.picture_bytes] if document.landing else []
    start, files = 4 + length, []
    for size in sizes:
        files.append(np.asarray(Image.open(io.BytesIO(data[start : start + size])), np.int16))
        start += size
    assert start == len(data)
    return document, files


def seen(shown, planes, luma):
    """The mean difference of the object and the frame, where the object is solid and inside."""
    own, alpha = planes[: shown.height], planes[shown.height : 2 * shown.height]
    left, top = max(0, shown.x), max(0, shown.y)
    right, bottom = min(WIDTH, shown.x + shown.width), min(HEIGHT, shown.y + shown.height)
    part = np.s_[top - shown.y : bottom - shown.y, left - shown.x : right - shown.x]
    solid = alpha[part] > 250
    return float(np.abs(luma[top:bottom, left:right].astype(int) - own[part])[solid].mean())


@pytest.mark.parametrize(("layout", "theme"), PAIRS)
def test_a_carried_object_is_hidden_until_it_lands(layout, theme):
    stage = scene(layout, theme)
    ((actor, _),) = stage.shown["spaghetti"]

    assert not actor.ops(LANDS_S - 1 / 30)
    assert actor.ops(LANDS_S)


@pytest.mark.parametrize(("layout", "theme"), PAIRS)
def test_the_file_holds_the_object_as_the_scene_first_shows_it(layout, theme):
    stage = scene(layout, theme)

    document, files = stored(stage)

    assert document.landing.name == "spaghetti"
    assert seen(document.landing, files[-1], frame(stage, LANDS_S)) < 10


def test_a_carried_object_is_at_rest_when_it_has_landed():
    stage = scene(theme=Theme.STUDIO)
    ((actor, _),) = stage.shown["spaghetti"]

    landed, later = (actor.track(at_s) for at_s in (LANDS_S, LANDS_S + 1 / 30))

    assert landed.scale == later.scale == 1
    assert abs(landed.y - later.y) < 1


def test_everything_else_of_the_scene_is_as_without_carrying():
    bare, carried = scene(carried=""), scene()
    other = [layer for layer in bare.layers if layer not in [each for each, _ in bare.shown["spaghetti"]]]
    rest = [
        layer for layer in carried.layers if layer not in [each for each, _ in carried.shown["spaghetti"]]
    ]

    drawn = [
        [(op.x, op.y, op.sprite.width) for layer in layers for op in layer.ops(0.4)]
        for layers in (other, rest)
    ]

    assert drawn[0] == drawn[1]


@pytest.mark.parametrize(
    ("layout", "fields"),
    [
        (Layout.OUTRO, {}),
        (Layout.TYPE_POSTER, {}),
        (Layout.HOOK_HERO, {"objects": ["salt"]}),
        (Layout.COUNT, {"figure": "3", "objects": [{"name": "spaghetti", "count": 3}]}),
        (Layout.HOOK_HERO, {"theme": Theme.RISO}),
    ],
)
def test_an_object_without_a_place_of_its_own_arrives_like_the_others(layout, fields):
    stage, plain = (scene(layout, carried=name, **fields) for name in ("spaghetti", ""))

    assert (frame(stage, 0.2) == frame(plain, 0.2)).all()
    assert stored(stage)[0].landing is None


def test_the_first_scene_is_complete_from_its_first_frame():
    stage, plain = (scene(carried=name, scene_index=0) for name in ("spaghetti", ""))

    assert (frame(stage, 0) == frame(plain, 0)).all()


def test_the_file_holds_the_objects_of_the_last_frame_and_what_is_behind_them():
    stage = scene(carried="")
    luma = frame(stage, LAST_S)

    document, files = stored(stage)

    assert [each.name for each in document.leaving] == ["spaghetti", "salt"]
    for number, shown in enumerate(document.leaving):
        assert seen(shown, files[2 * number], luma) < 10
        behind = files[2 * number + 1][: shown.height]
        here = luma[shown.y : shown.y + shown.height, shown.x : shown.x + shown.width]
        alpha = files[2 * number][shown.height : 2 * shown.height]
        assert (here == behind)[alpha == 0].all()
        assert (np.abs(here - behind) > 12)[alpha > 250].mean() > 0.5


def test_an_object_behind_others_arrives_like_them():
    objects = ["castle", "automobile"]
    stage, plain = (scene(Layout.PAPER_SCENE, carried=name, objects=objects) for name in ("castle", ""))

    assert (frame(stage, 0.2) == frame(plain, 0.2)).all()


def test_a_covered_object_does_not_leave():
    stage = scene(carried="")
    stage.add(Backdrop(Image.new("RGB", (WIDTH, HEIGHT), "#808080")))

    assert stored(stage)[0].leaving == ()


def test_objects_that_are_repeated_or_have_been_torn_away_do_not_leave():
    counted = scene(Layout.COUNT, carried="", figure="3", objects=[{"name": "spaghetti", "count": 3}])

    assert stored(counted)[0].leaving == ()
    assert stored(scene(Layout.MYTH, carried=""))[0].leaving == ()


def test_nothing_leaves_the_last_scene():
    assert stored(scene(carried="", exits=False))[0].leaving == ()


def test_the_boxes_of_objects_have_even_sides():
    for layout in (Layout.HOOK_HERO, Layout.PEDESTAL, Layout.CALLOUTS):
        document, _ = stored(scene(layout))

        for shown in (*document.leaving, document.landing):
            assert not any(side % 2 for side in (shown.x, shown.y, shown.width, shown.height))
