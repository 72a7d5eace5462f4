"""Callouts: labels beside the object, and arrows at their words."""

from typing import Any

from render_node.contract import Layout
from render_node.engines.motion import silhouettes
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
