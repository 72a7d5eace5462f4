"""A countdown runs in true time."""

import numpy as np

from render_node.contract import Layout
from render_node.tests.motion import sheets

HOLD = {"layout": "countdown", "theme": "gym", "ground": 1, "headline": "Lower slowly", "scene_index": 1}


def lit(planes):
    """The share of the ring that is left: yellow outside the numeral."""
    blue = planes[1].copy()
    middle = blue.shape[1] // 2 - 2
    blue[:, middle - 34 : middle + 34] = 128
    blue[: blue.shape[0] // 6] = 128
    blue[blue.shape[0] * 2 // 3 :] = 128
    return float((blue < 70).sum())


def test_half_of_the_ring_is_left_after_half_of_the_time():
    full, half, empty = sheets.drawn(
        0.9, 2.5, 4.2, seconds=5, seconds_to_hold=3, reaction_s=1.0, size=(432, 768), **HOLD
    )

    assert 0.4 < lit(half) / lit(full) < 0.6
    assert lit(empty) < 0.03 * lit(full)


def test_a_long_hold_barely_moves_in_a_short_scene():
    full, late = sheets.drawn(0.9, 3.4, seconds=4, seconds_to_hold=600, reaction_s=1.0, **HOLD)

    assert lit(late) > 0.95 * lit(full)


def test_the_figure_changes_with_each_second():
    three, two = sheets.drawn(1.5, 2.5, seconds=5, seconds_to_hold=3, reaction_s=1.0, **HOLD)

    middle = (slice(120, 200), slice(85, 125))
    assert np.abs(three[0][middle] - two[0][middle]).mean() > 10


def test_a_countdown_needs_its_seconds():
    assert sheets.layout_of(figure="3", **HOLD) != Layout.COUNTDOWN
