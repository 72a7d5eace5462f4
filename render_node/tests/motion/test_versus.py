"""Versus: two fields, and a winner that grows by 15 %."""

from typing import Any

import numpy as np
import pytest

from render_node.contract import Layout
from render_node.tests.motion.shots import changed, served, shots

SIDES: list[dict[str, Any]] = [
    {"headline": "avocado", "object": "avocado"},
    {"headline": "butter", "object": "butter", "is_winner": True, "cue_s": 2.0},
]
FIGHT = {"theme": "kitchen", "layout": "versus", "versus": "VS", "sides": SIDES, "scene_index": 1}


def without_objects():
    return [{key: value for key, value in side.items() if key != "object"} for side in SIDES]


def test_one_side_is_no_fight():
    assert served(layout="versus", headline="Fat", sides=SIDES[:1]) is not Layout.VERSUS


@pytest.mark.parametrize("theme", ["kitchen", "voyage", "notebook"])
@pytest.mark.parametrize("ground", [0, 1])
def test_the_fields_differ(theme, ground):
    (shot,) = shots(
        0.0, **{**FIGHT, "scene_index": 0, "theme": theme, "ground": ground, "sides": without_objects()}
    )
    upper, lower = (
        np.array([plane[place].mean() for plane in shot[1:]]) for place in (np.s_[40:48], np.s_[148:154])
    )

    assert np.abs(upper - lower).max() > 6


def test_the_winner_grows_by_15_percent_at_its_word():
    drawn = shots(1.9, 2.8, **FIGHT)
    bare = shots(1.9, 2.8, **{**FIGHT, "sides": without_objects()})
    area = [changed(*pair, top=860, bottom=1260, right=505) for pair in zip(drawn, bare, strict=True)]

    assert area[1] / area[0] == pytest.approx(1.15**2, rel=0.12)


def test_the_other_does_not_grow():
    times = 1.0, 2.9
    drawn = shots(*times, **{**FIGHT, "sides": [SIDES[0], {"headline": "butter"}]})
    bare = shots(*times, **{**FIGHT, "sides": without_objects()})
    area = [changed(*pair, top=340, bottom=800) for pair in zip(drawn, bare, strict=True)]

    assert area[1] == pytest.approx(area[0], rel=0.05)
