"""Charts: bars from zero, in the proportion of the amounts of the text."""

import pytest

from render_node.contract import MotionItem, MotionSpec
from render_node.engines.motion import bars, growth
from render_node.engines.motion.growth import Revealed
from render_node.engines.motion.layouts import chart
from render_node.tests.motion.scenes import built, ink_box


def spec_of(*amounts):
    return {
        "theme": "ledger",
        "layout": "chart",
        "headline": "Five a day",
        "items": [{"label": f"{n} yr", "value": f"${n}k", "amount": n} for n in amounts],
    }


def bar_heights(stage, at_s):
    bars = [layer for layer in stage.layers if isinstance(layer, Revealed)]
    return [sum(op.sprite.height for op in bar.ops(at_s)) / stage.unit for bar in bars]


def test_bars_have_the_proportions_of_their_amounts():
    stage = built(**spec_of(10, 20, 40), width=1080, height=1920)

    low, middle, high = bar_heights(stage, 3.0)

    assert low * 2 == pytest.approx(middle, abs=4)
    assert low * 4 == pytest.approx(high, abs=4)


def test_an_amount_of_zero_has_no_height():
    assert chart.heights([0.0, 5.0], tallest=400) == [0.0, 400.0]


def test_bars_grow_one_after_another():
    first, second, third = bar_heights(built(**spec_of(10, 20, 40)), 0.35)

    assert first > 0
    assert second > 0
    assert third == 0


def test_a_bar_grows_with_its_word():
    items = [{"label": f"{n}", "amount": n, "cue_s": cue_s} for n, cue_s in ((10, 0.5), (20, 1.5), (40, 2.5))]
    stage = built(**{**spec_of(10, 20, 40), "items": items})

    assert [height > 0 for height in bar_heights(stage, 1.2)] == [True, False, False]
    assert [height > 0 for height in bar_heights(stage, 2.1)] == [True, True, False]
    assert all(bar_heights(stage, 3.0))


def test_a_figure_waits_until_its_bar_has_room_for_it():
    growing = growth.growing(0.0, length_s=1.0)
    waits, shows = growth.rising(growing, height=100, least=95), growth.rising(growing, height=100)

    assert (waits(0.2).opacity, shows(0.2).opacity) == (0, 1)
    assert (waits(1.0).opacity, shows(1.0).opacity) == (1, 1)


def test_the_bars_of_a_first_scene_are_complete_from_the_first_frame():
    stage = built(scene_index=0, **spec_of(10, 20, 40))

    assert bar_heights(stage, 0.0) == bar_heights(stage, 3.0)


@pytest.mark.parametrize(
    "items",
    [
        [MotionItem(label="a", value="1"), MotionItem(label="b", value="2")],
        [MotionItem(label="a", amount=1)],
        [MotionItem(label="a", amount=1), MotionItem(label="b")],
        [MotionItem(label="a", amount=-1), MotionItem(label="b", amount=2)],
        [MotionItem(label="a", amount=0), MotionItem(label="b", amount=0)],
    ],
)
def test_a_chart_needs_an_amount_for_every_bar(items):
    assert not chart.is_served(MotionSpec(headline="x", items=items))


@pytest.mark.parametrize("count", [2, 4, 6])
def test_names_and_figures_stay_within_the_readable_zone(count):
    _, top, right, bottom = ink_box(built(**spec_of(*range(10, 10 + count))), 2.0)

    assert top >= 200
    assert right <= 972
    assert bottom <= 1152


LONG = ("Newborn babies", "Children", "Teenagers", "Grandparents", "Great-grandparents")


def test_bars_lie_where_names_are_too_long_for_columns():
    items = [{"label": label, "amount": 10 + n} for n, label in enumerate(LONG)]
    stage = built(**{**spec_of(1, 2), "items": items})
    lengths = [
        op.sprite.width for layer in stage.layers if isinstance(layer, Revealed) for op in layer.ops(3.0)
    ]

    assert len(lengths) == len(LONG)
    assert lengths == sorted(lengths)
    assert lengths[0] / lengths[-1] == pytest.approx(10 / 14, abs=0.02)


def test_bars_lie_from_the_right_where_that_is_how_names_are_read():
    items = [{"label": f"الأطفال حديثو الولادة جدا {n}", "amount": 10 * n} for n in range(1, 6)]
    stage = built(**{**spec_of(1, 2), "items": items, "language": "ar"})
    shortest, *_, longest = [
        op for layer in stage.layers if isinstance(layer, Revealed) for op in layer.ops(3.0)
    ]

    assert shortest.x > longest.x
    assert shortest.x + shortest.sprite.width == pytest.approx(longest.x + longest.sprite.width, abs=4)


def test_long_names_stay_within_the_readable_zone():
    items = [
        {"label": label * 2, "amount": 10 + n, "value": "1,000,000 hours"} for n, label in enumerate(LONG)
    ]
    left, top, right, bottom = ink_box(built(**{**spec_of(1, 2), "items": items}), 3.0)

    assert (left >= 68, top >= 200, right <= 972, bottom <= 1152) == (True, True, True, True)


def test_an_amount_without_a_written_figure_is_grouped_as_its_language_does():
    stage = built(
        **{**spec_of(1, 2), "items": [{"label": "a", "amount": 14166}, {"label": "b", "amount": 5}]}
    )

    assert bars.figure(stage, stage.spec.items[0]) == "14,166"
