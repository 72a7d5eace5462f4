"""Objects in the materials of looks: legible in print, sewn along their whole edge."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from render_node.engines.motion import crafts, objects
from render_node.engines.motion.themes import riso


@pytest.mark.parametrize("name", ["black-heart", "spider", "bed"])
@pytest.mark.parametrize("ground", riso.THEME.grounds)
def test_dark_objects_keep_light_and_dark_parts_in_print(name, ground):
    printed = objects.picture(name, side_px=200, unit=0.5, finish=ground.finish)
    luma = np.asarray(printed.convert("L"))[np.asarray(printed.getchannel("A")) > 200]

    assert np.mean(luma > 200) > 0.12
    assert np.mean(luma < 110) > 0.12


def test_each_part_of_an_object_has_a_seam():
    shape = Image.new("L", (200, 100))
    pen = ImageDraw.Draw(shape)
    pen.rectangle((10, 10, 80, 80), fill=255)
    pen.ellipse((110, 10, 190, 90), fill=255)
    pen.ellipse((130, 30, 170, 70), fill=0)

    found = crafts.contours(shape)
    boxes = sorted((min(x for x, _ in each), max(x for x, _ in each)) for each in found)

    assert len(found) == 2
    assert boxes[0] == pytest.approx((10, 80), abs=4)
    assert boxes[1] == pytest.approx((110, 190), abs=4)
