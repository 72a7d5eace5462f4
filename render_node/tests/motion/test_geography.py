"""Maps: the short way round, all places in view, labels that are legible, and land where land is."""

import itertools

import numpy as np
import pytest

from render_node.engines.motion import geography, svg
from render_node.engines.motion.geography import Box

TOKYO, SAN_FRANCISCO, LISBON = (139.7, 35.7), (-122.4, 37.8), (-9.1, 38.7)
ZONE = Box(72, 460, 960, 1150)


def is_land(longitude, latitude):
    box = Box(0, 0, 200, 200)
    view = geography.framed([(longitude - 6, latitude), (longitude + 6, latitude)], box=box)
    drawn = svg.draw(
        svg.path(geography.coastline(view, box=box), fill="#ffffff"), x=0, y=0, width=200, height=200, scale=1
    )
    return np.asarray(drawn)[100, 100, 3] > 128


def test_a_route_across_the_date_line_takes_the_short_way():
    east, west = geography.unwrapped([TOKYO[0], SAN_FRANCISCO[0]])

    assert west - east == pytest.approx(360 + SAN_FRANCISCO[0] - TOKYO[0])


@pytest.mark.parametrize(
    "places", [[LISBON, TOKYO], [LISBON, (-9.0, 38.8)], [(0, -80), (10, 80)], [LISBON, LISBON]]
)
def test_all_places_are_in_view(places):
    view = geography.framed(places, box=ZONE)

    assert all(ZONE.holds(view.at(*place), gap=1) for place in places)


def test_labels_of_crowded_places_are_in_the_zone_and_apart():
    stops = [(300, 700), (330, 710), (310, 740), (80, 1140), (955, 470)]
    sizes = [(220, 76), (340, 76), (260, 120), (300, 76), (280, 76)]

    boxes = geography.labels(sizes, stops, zone=ZONE, around=46)

    assert all(ZONE.holds((box.left, box.top)) and ZONE.holds((box.right, box.bottom)) for box in boxes)
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))
    assert not any(box.holds(stop) for box in boxes for stop in stops)


@pytest.mark.parametrize(
    "place", [(10, 22), (134, -25), (-100, 45), (178.5, 66.5), (-179.0, 66.5), (20, -80)]
)
def test_land_is_drawn_as_land(place):
    assert is_land(*place)


@pytest.mark.parametrize("place", [(-150, 0), (-30, 30), (80, -30), (179.9, 40), (-179.9, 40)])
def test_sea_is_left_open(place):
    assert not is_land(*place)


def test_a_leg_stays_below_the_headline():
    start, bend, end = geography.arc((100, 520), (900, 520), top=500)

    assert (start[1] + 2 * bend[1] + end[1]) / 4 >= 500
