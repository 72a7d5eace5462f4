"""A timeline: two or three dated stops, one of which is being spoken."""

import numpy as np
import pytest

from render_node.contract import Layout
from render_node.tests.motion import sheets

STOPS = [
    {"value": "1889", "label": "for the Fair", "cue_s": 0.6},
    {"value": "1909", "label": "to be scrapped", "cue_s": 1.4},
    {"value": "Today", "label": "still up", "cue_s": 2.4},
]
STORY = {"layout": "timeline", "theme": "archive", "headline": "Built to be torn down"}


@pytest.mark.parametrize("count", [2, 3])
def test_two_or_three_dated_stops_make_a_timeline(count):
    assert sheets.layout_of(items=STOPS[:count], **STORY) == Layout.TIMELINE


@pytest.mark.parametrize("items", [STOPS[:1], [*STOPS, STOPS[0]], [*STOPS[:2], {"label": "no date"}]])
def test_other_stops_are_drawn_in_another_layout(items):
    assert sheets.layout_of(items=items, **STORY) != Layout.TIMELINE


def test_a_stop_is_filled_while_it_is_spoken():
    first, second = sheets.drawn(1.0, 1.9, items=STOPS, scene_index=1, **STORY)

    # The rings stand on the rail at the left, in the accent's red while they are filled.
    rail = slice(8, 16)
    rows_of = [np.flatnonzero(planes[2][:, rail].max(axis=1) > 160) for planes in (first, second)]
    assert rows_of[0].size
    assert rows_of[1].size
    assert rows_of[0].mean() < rows_of[1].mean() - 15


def test_the_first_scene_is_complete_at_once():
    start, settled = sheets.drawn(0.0, 0.5, items=STOPS, scene_index=0, **STORY)

    assert np.abs(start[0] - settled[0]).mean() < 6


def test_a_timeline_is_mirrored_where_it_is_read_from_right_to_left():
    arabic = {
        "layout": "timeline",
        "theme": "archive",
        "headline": "البرج الذي لم يرده أحد",
        "language": "ar",
    }
    (planes,) = sheets.drawn(1.0, items=STOPS, scene_index=1, **arabic)

    # The filled ring is on the rail at the right.
    assert planes[2][:, 88:96].max() > 160
    assert planes[2][:, 8:16].max() <= 160


@pytest.mark.parametrize("dates", [("सुबह 6 बजे", "सुबह 8 बजे"), ("Monday", "Tuesday")])
def test_the_letters_of_a_date_reach_not_into_its_label(dates):
    stops = [{"value": date, "label": "योग" if date[0] > "z" else "Xxx"} for date in dates]

    (planes,) = sheets.drawn(
        2.0, size=(432, 768), items=stops, scene_index=1, layout="timeline", theme="voyage", language="hi"
    )

    # Right of the rail, there are two dates and two labels, with the ground between them.
    text = planes[0][: 768 * 6 // 10, 66:300]
    has_ink = (text < text.max() * 0.7).any(axis=1).astype(int)
    assert (np.diff(has_ink, prepend=0, append=0) > 0).sum() == 4
