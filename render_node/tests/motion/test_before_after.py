"""Before and after: one grey side, one in colour."""

from render_node.contract import Layout
from render_node.tests.motion.scenes import built
from render_node.tests.motion.shots import changed, colourful, served, shots

SIDES = [
    {"headline": "RUBBERY", "object": "cooking", "cue_s": 1.5},
    {"headline": "CREAMY", "object": "cooking", "is_winner": True, "cue_s": 3.3},
]
PAIR = {"theme": "kitchen", "ground": 1, "layout": "before_after", "sides": SIDES, "scene_index": 1}


def test_one_side_is_no_comparison():
    assert served(layout="before_after", headline="Eggs", sides=SIDES[:1]) is not Layout.BEFORE_AFTER


def test_the_first_side_is_grey_and_the_second_in_colour():
    (shot,) = shots(1.0, **PAIR)

    assert colourful(shot, left=0, right=380) < 0.02
    assert colourful(shot, left=640, right=1080) > 0.8


def test_colour_sweeps_in_within_half_a_second():
    early, late = shots(0.0, 0.5, **PAIR)

    assert colourful(early, left=640, right=1000) < 0.05
    assert colourful(late, left=640, right=1080) > 0.8


def test_a_video_that_opens_with_it_shows_both_sides_at_once():
    (shot,) = shots(0.0, **{**PAIR, "scene_index": 0})

    assert colourful(shot, left=640, right=1080) > 0.8


def test_the_first_words_are_struck_at_their_word():
    before, after = shots(1.48, 1.9, **PAIR)

    assert changed(before, after, right=520, top=300, bottom=500) > 30


def rows(op):
    """The first and the last row of what an operation draws."""
    _, top, _, bottom = op.sprite.alpha.point(lambda level: 255 if level > 160 else 0).getbbox()
    return op.y + top, op.y + bottom


def test_a_large_object_with_a_wide_rim_begins_below_the_words_of_its_side():
    sides = [
        {"headline": "مقلاة ساخنة", "object": "cooking"},
        {"headline": "مقلاة باردة", "detail": "سبع دقائق", "object": "egg"},
    ]
    stage = built(theme="groove", layout="before_after", language="ar", sides=sides, exits=False)

    detail, egg = (layer.ops(3.0)[0] for layer in stage.layers[-2:])

    assert rows(egg)[0] >= rows(detail)[1]
