"""The order of clips for a scene."""

import pytest

from synthesis.library.stock import Kind
from synthesis.studio.stock import ranking
from synthesis.tests.stock import item


def order(items, *, scene_s=5.0, used=(), recent=()):
    ranked = ranking.rank(items=items, scene_s=scene_s, used=set(used), recent=set(recent))
    return [each.id for each in ranked]


def test_upright_comes_before_wide():
    assert order([item(1, size=(1920, 1080)), item(2)]) == ["video/2", "video/1"]


def test_sharp_comes_before_blurred():
    assert order([item(1, size=(720, 1280)), item(2)]) == ["video/2", "video/1"]


def test_upright_and_blurred_comes_before_wide_and_sharp():
    assert order([item(1, size=(3840, 2160)), item(2, size=(720, 1280))]) == ["video/2", "video/1"]


def test_a_clip_that_another_video_showed_lately_comes_last():
    clips = [item(1), item(2, size=(1920, 1080))]

    assert order(clips, recent=["video/1"]) == ["video/2", "video/1"]


def test_equal_clips_keep_the_order_of_the_provider():
    assert order([item(3), item(1), item(2)]) == ["video/3", "video/1", "video/2"]


def test_a_clip_of_this_video_is_left_out():
    assert order([item(1), item(2)], used=["video/1"]) == ["video/2"]


@pytest.mark.parametrize(("duration_s", "fits"), [(5.4, False), (5.5, True), (20, True)])
def test_a_clip_lasts_half_a_second_longer_than_its_scene(duration_s, fits):
    assert bool(order([item(1, duration_s=duration_s)], scene_s=5.0)) == fits


def test_a_photo_lasts_as_long_as_its_scene():
    assert order([item(1, kind=Kind.PHOTO, duration_s=0)], scene_s=60) == ["photo/1"]
