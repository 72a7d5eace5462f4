"""A claim that is refuted: colour before, grey after, a stamp on it, and torn in two at its end."""

import numpy as np
import pytest

from render_node.contract import Layout
from render_node.tests.motion import sheets

CLAIM = {
    "layout": "myth",
    "theme": "riso",
    "headline": "Bulls hate red?",
    "accent_words": ["red"],
    "stamp": "MYTH",
    "objects": ["ox"],
    "scene_index": 1,
}


def colourfulness(planes):
    _, blue, red = planes
    return float((np.abs(blue - 128) + np.abs(red - 128)).mean())


def test_the_ink_drains_when_the_claim_is_refuted():
    before, after = sheets.drawn(1.5, 2.4, reaction_s=1.6, exits=False, **CLAIM)

    assert colourfulness(after) < 0.35 * colourfulness(before)


def test_the_ink_drains_from_the_top():
    (halfway,) = sheets.drawn(1.6 + 0.17, reaction_s=1.6, exits=False, **CLAIM)

    _, blue, _ = halfway
    upper, lower = blue[: len(blue) // 4], blue[-len(blue) // 4 :]
    assert np.abs(upper - 128).mean() < 8 < np.abs(lower - 128).mean()


def test_a_claim_is_never_refuted_before_it_could_be_read():
    (early,) = sheets.drawn(0.7, reaction_s=0.1, exits=False, **CLAIM)
    (late,) = sheets.drawn(1.6, reaction_s=0.1, exits=False, **CLAIM)

    assert colourfulness(late) < 0.35 * colourfulness(early)


def test_the_stamp_keeps_its_colour():
    (refuted,) = sheets.drawn(2.4, reaction_s=1.6, exits=False, **CLAIM)

    assert refuted[1].min() < 60, "no yellow plate on the grey"


@pytest.mark.parametrize("missing", ["headline", "stamp"])
def test_a_claim_without_its_words_is_drawn_in_another_layout(missing):
    assert sheets.layout_of(**{**CLAIM, missing: "", "figure": "7"}) != Layout.MYTH


def test_the_type_has_left_with_the_torn_sheet():
    torn, bare = sheets.drawn(3.97, **CLAIM)[0], sheets.drawn(0.0, **{**CLAIM, "ground": 1})[0]

    top = slice(0, 250)
    assert np.abs(torn[0][top] - bare[0][top]).mean() < 25


def test_a_claim_that_does_not_leave_is_not_torn():
    last, held = sheets.drawn(3.9, 3.0, exits=False, **CLAIM)

    type_rows = slice(0, 100)
    assert np.abs(last[0][type_rows] - held[0][type_rows]).mean() < 1
