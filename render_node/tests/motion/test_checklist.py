"""A checklist ticks each box at its word."""

from render_node.contract import Layout
from render_node.tests.motion.shots import changed, served, shots

ITEMS = [{"label": "Phone away", "cue_s": 1.0}, {"label": "Room at 18°", "cue_s": 2.4}]
LIST = {
    "theme": "notebook",
    "layout": "checklist",
    "headline": "Sleep",
    "items": ITEMS,
    "scene_index": 1,
    "is_still": True,
}


def test_a_checklist_needs_items():
    assert served(layout="checklist", headline="Sleep") is not Layout.CHECKLIST


def test_a_box_is_ticked_at_its_word_and_not_before():
    before, still, after = shots(0.8, 0.98, 1.3, **LIST)

    assert changed(before, still, right=240) == 0
    assert changed(still, after, right=240) > 20


def test_other_boxes_stay_open():
    before, after = shots(0.98, 1.3, **LIST)
    _, last = shots(0.98, 2.8, **LIST)

    assert changed(after, last, right=240) > 20
    assert changed(before, after, left=260) == 0


def test_six_rows_end_above_the_captions():
    six = {**LIST, "items": [f"Number {number}" for number in range(6)]}
    (empty,), (full,) = shots(0.8, **{**LIST, "items": ["Number 0"]}), shots(0.8, **six)

    assert changed(empty, full, top=600, bottom=1160) > 0
    assert changed(empty, full, top=1190) == 0


def test_type_has_left_before_the_scene_ends():
    ending, empty = shots(3.98, 0.0, **LIST)

    assert changed(ending, empty) == 0
