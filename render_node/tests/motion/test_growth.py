"""Growing pictures."""

from PIL import Image

from render_node.engines.motion.growth import Edge, Revealed


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
