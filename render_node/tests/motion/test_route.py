"""A route draws each leg at the word of its destination."""

from render_node.contract import Layout
from render_node.tests.motion.shots import changed, served, shots

PLACES = [
    {"name": "Lisbon", "latitude": 38.7, "longitude": -9.1},
    {"name": "Dubai", "latitude": 25.2, "longitude": 55.3, "cue_s": 1.0},
    {"name": "Tokyo", "latitude": 35.7, "longitude": 139.7, "cue_s": 2.4},
]
ROUTE = {"theme": "voyage", "layout": "route", "headline": "One stop", "places": PLACES, "scene_index": 1}


def test_one_place_is_no_route():
    assert served(layout="route", headline="One stop", places=PLACES[:1]) is not Layout.ROUTE


def test_a_leg_is_drawn_at_the_word_of_its_destination():
    still, before, after = shots(0.9, 0.99, 1.7, **ROUTE)

    assert changed(still, before, right=480) == 0
    assert changed(before, after, left=220, right=380, top=560, bottom=760) > 40
    assert changed(before, after, left=520, top=460, bottom=760) == 0


def test_the_next_leg_follows_at_its_own_word():
    before, after = shots(2.3, 3.1, **ROUTE)

    assert changed(before, after, left=520, top=460, bottom=760) > 100


def test_the_first_frame_of_a_video_has_its_headline_and_places():
    (complete,), (arriving,) = shots(0.0, **{**ROUTE, "scene_index": 0}), shots(0.0, **ROUTE)

    assert changed(complete, arriving, top=200, bottom=330) > 500
    assert changed(complete, arriving, top=700, bottom=1000) > 500


def test_the_vehicle_does_not_cover_the_name_of_the_last_place():
    places = [
        {"name": "Hamburg", "latitude": 53.6, "longitude": 10.0},
        {"name": "München", "latitude": 48.1, "longitude": 11.6, "cue_s": 1.0},
        {"name": "Leipzig", "latitude": 51.3, "longitude": 12.4, "cue_s": 2.0},
    ]
    (one,), (other,) = (
        shots(3.6, is_still=True, **{**ROUTE, "places": places, "objects": [{"name": name}]})
        for name in ("automobile", "bus")
    )

    assert changed(one, other, left=540, right=740, top=690, bottom=800) > 100
    assert changed(one, other, left=490, right=700, top=590, bottom=644) == 0
