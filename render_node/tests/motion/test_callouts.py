"""Callouts: labels beside the object, and arrows at their words."""

from typing import Any

import pytest

from render_node.contract import Layout
from render_node.engines.motion import silhouettes
from render_node.engines.motion.layouts import callouts
from render_node.tests.motion.scenes import built
from render_node.tests.motion.shots import changed, served, shots

PARTS: dict[str, Any] = {
    "theme": "notebook",
    "layout": "callouts",
    "headline": "Honey",
    "objects": ["honey-pot"],
    "items": [{"label": "no water", "cue_s": 1.0}, {"label": "acid", "cue_s": 2.2}],
    "scene_index": 1,
    "reaction_s": 3.3,
}


def test_callouts_need_an_object_of_the_collection():
    assert served(**{**PARTS, "objects": ["no-such-thing"]}) is not Layout.CALLOUTS
    assert served(**{**PARTS, "items": []}) is not Layout.CALLOUTS


def test_an_arrow_is_drawn_at_its_word():
    later = {**PARTS, "items": [{"label": "no water", "cue_s": 3.0}, PARTS["items"][1]]}
    (named,), (unnamed,) = shots(1.6, **PARTS), shots(1.6, **later)

    assert changed(named, unnamed, right=480) > 20
    assert changed(named, unnamed, left=600) == 0


def test_a_silhouette_tells_where_an_object_is_narrow():
    low, high = silhouettes.reach("pencil", start=0.0, end=0.1)

    assert low > 0.5
    assert high > 0.8


def test_beside_an_object_there_is_no_silhouette():
    assert silhouettes.reach("pencil", start=-0.4, end=-0.1) == (0.5, 0.5)


@pytest.mark.parametrize(
    "names", [["Steel frame"], ["Chain", "Inflated tyres"], [f"Part number {n}" for n in range(6)]]
)
@pytest.mark.parametrize("name", ["bicycle", "honey-pot", "pencil"])
def test_names_in_rows_stand_outside_the_object(name, names):
    stage = built(theme="kitchen", layout="callouts", headline="Inside", objects=[name], items=names)
    hero, size, found = callouts.in_rows(stage, top=460)

    assert len(found) == len(names)
    assert size >= 30
    assert all(each.y + each.height <= hero.top - 40 for each in found if not each.is_below)
    assert all(each.y >= hero.top + hero.height + 40 for each in found if each.is_below)
    assert all(each.x >= 72 and each.x + each.width <= 960 and each.y + each.height <= 1152 for each in found)


def test_a_silhouette_tells_where_an_object_is_low():
    high, low = silhouettes.depth("bicycle", start=0.47, end=0.53)

    assert 0 <= high < low <= 1
    assert silhouettes.depth("bicycle", start=0.0, end=0.04)[0] > high
