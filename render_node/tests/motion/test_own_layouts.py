"""Shares, balances and paths: figures of the text only, the order of the text, and what reacts when."""

import numpy as np
import pytest

from render_node.contract import CompleteRequest, Layout, MotionItem, MotionSide, MotionSpec, Theme
from render_node.engines.motion import crafts, layouts, objects, rasters, scenes, svg
from render_node.engines.motion.layouts import path, scale, share

SIDES = [MotionSide(headline="One flight", is_winner=True, cue_s=1.0), MotionSide(headline="A year by bus")]


def stage_of(**fields):
    spec = MotionSpec(theme=fields.pop("theme", Theme.KITCHEN), **fields)
    request = CompleteRequest(prompt="x", size="216x384", num_frames=120, fps=30, motion=spec)
    return scenes.build(request, seed=1, spec=spec)


def portion(part, whole):
    items = [MotionItem(label="part", amount=part), MotionItem(label="whole", amount=whole)]
    return stage_of(layout=Layout.SHARE, figure="a share", items=items)


@pytest.mark.parametrize(
    ("part", "whole", "count", "filled"),
    [(7, 10, 10, 7), (1, 3, 3, 1), (75, 100, 10, 7.5), (5, 12, 12, 5), (250, 1000, 10, 2.5), (0, 4, 4, 0)],
)
def test_a_share_is_shown_in_as_many_objects_as_the_whole_or_in_tenths(part, whole, count, filled):
    grid = share._grid(portion(part, whole), top=500)

    assert grid.count == count
    assert grid.filled == pytest.approx(filled)
    assert sum(grid.filled_of(number) for number in range(grid.count)) == pytest.approx(filled)


@pytest.mark.parametrize(
    "items",
    [
        [],
        [MotionItem(label="part", amount=7)],
        [MotionItem(label="part"), MotionItem(label="whole", amount=10)],
        [MotionItem(label="part", amount=11), MotionItem(label="whole", amount=10)],
        [MotionItem(label="part", amount=1), MotionItem(label="whole", amount=0)],
    ],
)
def test_a_share_without_a_part_of_a_whole_is_drawn_in_another_layout(items):
    spec = MotionSpec(layout=Layout.SHARE, headline="Most of them", figure="7 of 10", items=items)

    assert layouts.served(spec) is not spec.layout


def test_the_balance_sinks_to_the_heavier_side_only_after_both_were_named():
    stage = stage_of(layout=Layout.SCALE, sides=SIDES, scene_index=1)
    balance = scale._balance(stage, SIDES)

    assert balance.degrees(0.3) == 0
    assert balance.degrees(3.0) == pytest.approx(-8.5)
    assert balance.pan(-1)(3.0).y > 0 > balance.pan(1)(3.0).y


def test_a_balance_without_a_heavier_side_stays_level():
    level = [MotionSide(headline="Fast"), MotionSide(headline="Loud")]
    balance = scale._balance(stage_of(layout=Layout.SCALE, sides=level, scene_index=1), level)

    assert balance.degrees(3.5) == 0


def test_a_balance_that_opens_the_video_shows_its_answer_at_once():
    stage = stage_of(layout=Layout.SCALE, sides=SIDES, scene_index=0)

    assert scale._balance(stage, SIDES).degrees(0) == pytest.approx(-8.5)


def test_steps_keep_their_order_and_stay_above_the_captions():
    items = [MotionItem(label=f"Step {number}") for number in range(5)]
    stations = path._stations(stage_of(layout=Layout.PATH, items=items), top=420)

    assert [station.item.label for station in stations] == [item.label for item in items]
    assert [station.y for station in stations] == sorted(station.y for station in stations)
    assert max(station.y + station.radius for station in stations) <= 1150
    assert [station.at_s for station in stations] == sorted(station.at_s for station in stations)


def test_a_path_of_one_step_is_drawn_in_another_layout():
    spec = MotionSpec(layout=Layout.PATH, headline="Only one", items=[MotionItem(label="Rest")])

    assert layouts.served(spec) is not spec.layout


def test_an_object_of_pixels_consists_of_square_cells():
    finish = objects.Finish(treatment=objects.Treatment.PIXEL, rim=0, shadow_opacity=0)
    picture = np.asarray(objects.picture("egg", side_px=320, unit=1.0, finish=finish))
    cell = crafts.cell_of(round(320 * (1 + 2 * objects.MARGIN)), unit=1.0)
    start = (picture.shape[0] - picture.shape[0] // cell * cell) // 2
    block = picture[start + cell * 20 : start + cell * 21, start + cell * 20 : start + cell * 21]

    assert (block == block[0, 0]).all()
    assert set(np.unique(picture[..., 3])) == {0, 255}


def test_a_seam_follows_the_edge_of_each_part():
    picture = rasters.padded(objects.drawn("egg", 200), 30)
    (edge,) = crafts.contours(picture.getchannel("A"))
    alpha = np.asarray(picture.getchannel("A"))
    near = [alpha[round(y) - 6 : round(y) + 7, round(x) - 6 : round(x) + 7] for x, y in edge]

    assert len(edge) > 100
    assert all(window.max() > 127 > window.min() for window in near)


def test_an_object_is_drawn_also_where_the_drawing_program_fails(monkeypatch):
    render, asked = svg.render, []

    def failing(document, *, width_px=None):
        asked.append(width_px)
        if width_px == 51:
            raise svg.NotDrawnError
        return render(document, width_px=width_px)

    monkeypatch.setattr(svg, "render", failing)
    picture = objects.drawn.__wrapped__("egg", 51)

    assert picture.size == (51, 51)
    assert picture.getchannel("A").getextrema()[1] == 255
    assert asked[-2:] == [51, 52]


def test_an_object_is_measured_also_where_the_drawing_program_fails(monkeypatch):
    render = svg.render

    def failing(document, *, width_px=None):
        if width_px == 96:
            raise svg.NotDrawnError
        return render(document, width_px=width_px)

    expected = objects._cropped("egg")[1]
    monkeypatch.setattr(svg, "render", failing)

    assert objects._cropped.__wrapped__("egg")[1] == pytest.approx(expected, abs=0.6)
