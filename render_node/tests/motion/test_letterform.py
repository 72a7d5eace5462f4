"""A letter as the picture."""

import pytest

from render_node.contract import Layout
from render_node.tests.motion import sheets


@pytest.mark.parametrize("glyph", ["n", "W", "字", "ح", "अ"])
@pytest.mark.parametrize("theme", ["riso", "gym", "archive", "kitchen"])
def test_the_letter_is_at_least_450_pixels_high(glyph, theme):
    scene = sheets.stage(size=(270, 480), layout="letterform", theme=theme, figure=glyph)

    boxes = [op.sprite.alpha.getbbox() for layer in scene.layers[1:] for op in layer.ops(1.0)]
    assert max(bottom - top for _, top, _, bottom in filter(None, boxes)) / scene.unit >= 450


@pytest.mark.parametrize("figure", ["", "word"])
def test_without_a_letter_another_layout_is_drawn(figure):
    assert sheets.layout_of(layout="letterform", headline="A word", figure=figure) != Layout.LETTERFORM
