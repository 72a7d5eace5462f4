"""Grounds: painted only where they are seen."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from render_node.contract import CompleteRequest, MotionSpec, Theme
from render_node.engines.motion import compositor, content, rasters, scenes, themes
from render_node.engines.motion.themes import patterns
from render_node.engines.motion.themes.base import Paper
from render_node.tests.motion.shots import shots

SIDES = [{"headline": "before"}, {"headline": "after"}]


def unpainted(paper, ground):
    raise AssertionError("This ground was painted.")


@pytest.mark.parametrize("layout", ["before_after", "versus"])
def test_a_ground_that_a_layout_covers_is_not_painted(layout):
    wanted = MotionSpec.model_validate({"layout": layout, "sides": SIDES, "scene_index": 1})
    look = themes.of(Theme.KITCHEN)
    look = replace(
        look, grounds=tuple(replace(each, moves=unpainted, paint=unpainted) for each in look.grounds)
    )
    request = CompleteRequest(prompt="x", size="108x192", num_frames=60, fps=30, motion=wanted)
    stage = scenes.build(request, seed=1, spec=content.complete(wanted, prompt="x", seed=1), look=look)

    (picture,) = compositor.frames(stage.layers, width=108, height=192, times=[1.0])

    assert picture.y.std() > 10


@pytest.mark.parametrize("size", [(540, 960), (270, 480), (302, 302)])
def test_the_cloth_below_turning_rays_has_no_seam(size):
    for ground in (0, 1):
        fields = {"layout": "type_poster", "theme": "kitchen", "headline": "Hold", "ground": ground}
        (shot,) = shots(1.0, size=size, **fields)

        foot = shot[0][round(size[1] * 0.9) :]
        assert foot.min() > 60, "rows that nothing covers are black"


@pytest.mark.parametrize("distance", [1.0, 2.1, 3.0])
def test_a_thickened_shape_is_larger_by_its_distance(distance):
    shape = Image.new("L", (60, 60))
    shape.paste(255, (20, 0, 40, 60))

    row = np.asarray(rasters.thickened(shape, distance))[30] / 255

    assert row.sum() == pytest.approx(20 + 2 * distance, abs=0.5)


def test_a_wash_goes_from_its_first_colour_to_its_last():
    paper = Paper(20, 100, 1.0, np.random.default_rng(1))

    rows = np.asarray(patterns.washed(paper, ((0.0, "#ff0000"), (0.5, "#0000ff"))))[:, 10]

    assert rows[0].tolist() == [252, 0, 3]
    assert rows[25].tolist() == [125, 0, 130]
    assert (rows[50:] == [0, 0, 255]).all()
