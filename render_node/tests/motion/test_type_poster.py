"""Words as wide as the column."""

import pytest

from render_node.engines.motion import stretching, themes
from render_node.engines.motion.layouts import type_poster
from render_node.engines.motion.stage import BOTTOM, LEFT, RIGHT, TOP
from render_node.tests.motion import sheets


def posted(text, theme="riso"):
    """The boxes of the letters of a poster, in pixels of the frame."""
    scene = sheets.stage(layout="type_poster", theme=theme, headline=text, size=(1080, 1920))
    ops = [op for layer in scene.layers[1:] for op in layer.ops(2.0)]
    return [
        (op.x + box[0], op.y + box[1], op.x + box[2], op.y + box[3])
        for op in ops
        if (box := op.sprite.alpha.getbbox())
    ]


def test_each_word_is_as_wide_as_the_column():
    boxes = posted("nobody warned you")

    assert len(boxes) == 3
    for left, _, right, _ in boxes:
        assert left == pytest.approx(LEFT, abs=16)
        assert right == pytest.approx(RIGHT, abs=24)


@pytest.mark.parametrize("theme", ["riso", "archive", "gym", "kitchen"])
@pytest.mark.parametrize(
    "text", ["Go", "nobody warned you", "incomprehensibilities " * 13, "誰も教えてくれない"]
)
def test_all_words_stand_where_they_can_be_read(text, theme):
    for left, top, right, bottom in posted(text.strip(), theme):
        assert left >= LEFT - 28
        assert right <= RIGHT + 40
        assert top >= TOP - 30
        assert bottom <= BOTTOM + 60


def test_letters_are_stretched_no_more_than_the_theme_allows():
    scene = sheets.stage(layout="type_poster", theme="riso", headline="x")
    line = stretching.line(scene, "warned", style=scene.theme.headline)
    filled = stretching.filling(line, width=888, height=2000, most=1.3)

    natural = line.height * 888 / line.width
    assert filled.height == pytest.approx(natural * 1.3, rel=0.01)
    assert type_poster.is_served(scene.spec)
    assert themes.of(scene.spec.theme) is scene.theme
