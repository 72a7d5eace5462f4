"""Paper scenes, outros and counts."""

from typing import Any

import numpy as np
import pytest

from render_node.contract import Layout
from render_node.tests.motion.shots import SIZE, changed, served, shots

JAPAN: dict[str, Any] = {
    "theme": "voyage",
    "layout": "paper_scene",
    "headline": "Japan",
    "objects": ["mount-fuji", "shinto-shrine"],
    "scene_index": 1,
}
OUTRO: dict[str, Any] = {
    "theme": "kitchen",
    "layout": "outro",
    "headline": "Save this",
    "objects": ["cooking", "egg", "herb"],
    "scene_index": 4,
}
EGGS: dict[str, Any] = {
    "theme": "kitchen",
    "ground": 1,
    "layout": "count",
    "figure": "3",
    "headline": "eggs",
    "objects": [{"name": "egg", "count": 3, "cue_s": 1.5}],
    "scene_index": 1,
}


def test_planes_leave_no_gap_while_they_rise():
    for shot in shots(0.0, 0.1, 0.2, 0.4, **JAPAN):
        column = shot[0][round(SIZE[1] * 0.62) :, SIZE[0] // 2]

        # From the ridge down, planes only get darker; a gap would show the ground between two of them.
        assert np.diff(column[::4]).max() < 30


@pytest.mark.parametrize("size", [(480, 270), (108, 192), (300, 300)])
def test_planes_cover_frames_of_other_shapes(size):
    (shot,) = shots(1.0, size=size, **{**JAPAN, "theme": "kitchen"})
    foot = shot[0][-4:]

    assert foot.max() - foot.min() < 40


def test_a_paper_scene_needs_an_object():
    assert served(**{**JAPAN, "objects": []}) is not Layout.PAPER_SCENE


def test_an_outro_piles_all_objects_of_the_video():
    (all_three,), (two,) = shots(0.9, **OUTRO), shots(0.9, **{**OUTRO, "objects": OUTRO["objects"][:2]})

    assert changed(all_three, two) > 100


def test_the_request_leaves_with_its_card():
    during, ending = shots(0.9, 3.98, **OUTRO)

    assert changed(during, ending, left=300, right=700, top=700, bottom=950) > 1500


def test_objects_hop_one_after_the_other():
    before, first, third = shots(1.45, 1.68, 2.24, is_still=True, **EGGS)

    assert changed(before, first, right=330, top=760, bottom=1180) > 100
    assert changed(before, first, left=760, top=760, bottom=1180) < 40
    assert changed(before, third, left=760, top=760, bottom=1180) > 100


def test_a_single_object_is_not_counted():
    assert served(**{**EGGS, "objects": ["egg"]}) is not Layout.COUNT


@pytest.mark.parametrize("count", [2, 4, 5, 6])
def test_the_row_ends_above_the_captions(count):
    many = {**EGGS, "objects": [{"name": "egg", "count": count, "cue_s": 3.0}]}
    (full,), (other,) = shots(1.2, **many), shots(1.2, **{**EGGS, "headline": "eggs"})

    assert changed(full, other, top=1240, bottom=1500) == 0


@pytest.mark.parametrize("count", [1, 2, 3, 6])
@pytest.mark.parametrize("theme", ["kitchen", "groove", "felt"])
def test_the_pile_of_an_outro_is_whole(theme, count):
    names = ["bicycle", "alarm-clock", "hot-beverage", "house", "books", "open-book"][:count]
    (full,), (empty,) = (shots(2.0, **{**OUTRO, "theme": theme, "objects": each}) for each in (names, []))

    assert changed(full, empty, right=8) == 0
    assert changed(full, empty, left=1072) == 0
