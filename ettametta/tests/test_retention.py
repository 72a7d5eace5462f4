"""The retention chart."""

from ettametta.components.retention import retention_chart

SCENES = [(1, 0.0, 4.0, "/scenes/1/"), (2, 4.0, 10.0, "")]


def test_without_two_points_nothing_is_drawn():
    assert retention_chart([(0.1, 1.0)], SCENES, 10.0)["drawn"] is False


def test_the_curve_says_the_share_at_each_quarter():
    drawn = retention_chart([(0, 1.0), (2.5, 0.8), (5, 0.6), (7.5, 0.5), (10, 0.4)], SCENES, 10.0)

    assert drawn["label"] == (
        "Viewers still watching: 100% at 0:00, 80% at 0:02, 60% at 0:05, 50% at 0:08, 40% at 0:10"
    )


def test_scenes_lie_side_by_side_under_the_curve():
    first, second = retention_chart([(0, 1.0), (10, 0.5)], SCENES, 10.0)["scenes"]

    assert float(first["x"]) == 44.0
    assert float(second["x"]) == 279.2
    assert (first["url"], second["url"]) == ("/scenes/1/", "")


def test_the_axis_grows_with_a_curve_above_everyone():
    rows = retention_chart([(0, 1.3), (10, 0.5)], [], 10.0)["rows"]

    assert rows[-1].label == "150%"


def test_the_scene_of_the_biggest_drop_is_marked():
    scenes = retention_chart([(0, 1.0), (10, 0.5)], SCENES, 10.0, drop=(5.0, 0.6, 2))["scenes"]

    assert [scene["is_drop"] for scene in scenes] == [False, True]
