"""Two inks printed over each other."""

import numpy as np
from PIL import Image

from render_node.engines.motion import compositor, plates, printing
from render_node.engines.motion.tracks import Pose


def square():
    return Image.new("L", (20, 20), 255)


def drawn(t, *, both="#27166a"):
    back = plates.Plate([square()], "#ff4f7e", 20, 20)
    front = plates.Plate([square()], "#2746d8", 20, 20, lambda at: Pose(x=at))
    layer = plates.Overprint(back, front, both=both, unit=1)
    picture = next(compositor.frames([layer], width=80, height=40, times=[t]))
    return np.asarray(picture.y)


def test_the_overlap_has_its_own_colour():
    luma = drawn(10)

    assert len({luma[20, 12], luma[20, 24], luma[20, 36], luma[20, 60]}) == 4


def test_plates_that_are_apart_have_no_overlap():
    luma = drawn(40)

    assert len({luma[20, 20], luma[20, 60], luma[20, 38]}) == 3
    assert not (luma == drawn(10)[20, 24]).any()


def test_one_ink_over_another_is_darker_than_both():
    both = printing.over("#2746d8", "#ff4f7e")

    assert both == "#27166b"


def test_a_darker_object_takes_more_ink():
    pale, dark = (
        np.asarray(
            printing.coverage(Image.new("RGBA", (64, 64), "#808080"), pitch=8, darkness=darkness)
        ).mean()
        for darkness in (0.2, 0.8)
    )

    assert dark > pale * 1.5
