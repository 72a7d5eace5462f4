"""Growing pictures and counting figures."""

import pytest
from PIL import Image

from render_node.engines.motion import growth
from render_node.engines.motion.growth import Edge, Revealed


@pytest.mark.parametrize(
    ("figure", "share", "expected"),
    [
        ("$54k", 0.5, "$27k"),
        ("72", 0.25, "18"),
        ("9.1", 0.5, "4.5"),
        ("0.05", 0.5, "0.02"),
        ("46,00 €", 0.5, "23,00 €"),
        ("1,250,000", 0.5, "625000"),
        ("72", 0.0, "0"),
    ],
)
def test_a_figure_counts_up_with_its_signs_and_decimals(figure, share, expected):
    assert growth.counted(figure, share) == expected


@pytest.mark.parametrize("figure", ["$54k", "1,250,000", "3:07", "9.1"])
def test_a_counted_figure_ends_exactly_as_written(figure):
    assert growth.counted(figure, 1.0) == figure


def test_text_with_two_figures_does_not_count():
    assert growth.counted("3:07", 0.5) == "3:07"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("$84", 84.0), ("84.50", 84.5), ("1,250", 1250.0), ("$54k", None), ("3 to 4", None), ("none", None)],
)
def test_a_number_is_read_only_where_it_is_certain(text, expected):
    assert growth.number(text) == expected


def revealed(edge, share):
    picture = Image.new("RGBA", (40, 96), "#ff0000")
    layer = Revealed(picture, x=20, y=48, unit=1.0, progress=lambda t: share, edge=edge)
    return layer.ops(0.0)


def test_a_bar_grows_from_its_foot():
    (op,) = revealed(Edge.BOTTOM, 0.5)

    assert (op.y, op.sprite.height) == (48, 48)


def test_a_line_is_uncovered_from_the_left():
    (op,) = revealed(Edge.LEFT, 0.5)

    assert (op.x, op.sprite.width) == (0, 20)


def test_a_line_that_is_read_from_right_to_left_is_uncovered_from_the_right():
    (op,) = revealed(Edge.RIGHT, 0.5)

    assert (op.x, op.sprite.width) == (20, 20)


def test_nothing_shows_before_it_grows():
    assert revealed(Edge.BOTTOM, 0.0) == ()
