"""Layouts whose order follows the direction of reading: mirrored for scripts from right to left."""

from dataclasses import replace

import numpy as np
import pytest

from render_node.engines.motion.growth import Revealed
from render_node.engines.motion.stage import LEFT, RIGHT
from render_node.tests.motion.scenes import built, frame, ink_box
from render_node.tests.motion.shots import colourful, shots

YEARS = [{"label": str(2021 + n), "value": str(10 * n), "amount": 10 * n} for n in (1, 2, 3)]
CHART = {"theme": "ledger", "layout": "chart", "headline": "الأسعار", "items": YEARS}
PAIR = {
    "theme": "kitchen",
    "layout": "before_after",
    "scene_index": 1,
    "sides": [
        {"headline": "قبل", "object": "cooking", "cue_s": 1.5},
        {"headline": "بعد", "object": "cooking"},
    ],
}


def bar_places(**fields):
    """The left sides of the bars, in the order of the items, once they are grown."""
    stage = built(**CHART, **fields)
    return [layer.ops(3.0)[0].x for layer in stage.layers if isinstance(layer, Revealed)]


def letters(stage, text):
    """The picture of a text that is put on a stage."""
    stage.layers.clear()
    stage.headline(text=text, y=400)
    (op,) = stage.layers[0].ops(3.0)
    return np.asarray(op.sprite.alpha)


def test_bars_begin_at_the_right_in_arabic_and_at_the_left_in_english():
    arabic, english = bar_places(language="ar"), bar_places(language="en")

    assert arabic == sorted(arabic, reverse=True)
    assert english == sorted(english)


def test_a_mirrored_chart_stays_within_the_margins():
    left, _, right, _ = ink_box(built(**CHART, language="ar"), 3.0)

    assert left >= LEFT - 24
    assert right <= RIGHT + 24


@pytest.mark.parametrize("theme", ["kitchen", "bubble", "studio"])
def test_before_is_on_the_right_and_after_on_the_left_in_arabic(theme):
    (shot,) = shots(1.2, **{**PAIR, "theme": theme, "language": "ar"})

    assert colourful(shot, left=0, right=380) > colourful(shot, left=660, right=1080) + 0.3


def test_the_side_in_colour_sweeps_in_from_the_left_in_arabic():
    early, late = shots(0.03, 0.5, **{**PAIR, "language": "ar"})

    assert colourful(early, left=300, right=420) < 0.2
    assert colourful(late, left=300, right=420) > 0.6


def test_the_first_of_two_places_stands_on_the_right_in_arabic():
    fields = {
        "theme": "studio",
        "layout": "podium",
        "headline": "",
        "items": [{"label": "a"}, {"label": "b"}],
    }
    areas = {}
    for language in ("ar", "en"):
        stage = built(**fields, language=language)
        ground = frame(replace(stage, layers=stage.layers[:1]), 3.0).astype(int)
        inked = abs(frame(stage, 3.0).astype(int) - ground) > 24
        areas[language] = inked[:, :258].sum(), inked[:, 258:].sum()

    assert areas["ar"][1] > areas["ar"][0] * 1.2
    assert areas["en"][0] > areas["en"][1] * 1.2


def test_the_line_between_two_sides_leans_the_other_way_in_arabic():
    fields = {"theme": "kitchen", "layout": "versus", "scene_index": 1}
    sides = [{"headline": "a"}, {"headline": "b"}]
    arabic, english = (shots(1.0, **fields, sides=sides, language=language)[0] for language in ("ar", "en"))
    left, right = np.s_[98:102, 8:16], np.s_[98:102, 116:124]

    assert arabic[2][left].mean() == pytest.approx(english[2][right].mean(), abs=6)
    assert abs(arabic[2][left].mean() - english[2][left].mean()) > 20


def test_letters_are_never_mirrored():
    mirrored, plain = built(**CHART, language="ar"), built(**CHART, language="ar")
    mirrored.is_mirrored = True

    assert np.array_equal(letters(mirrored, "2024 RISE"), letters(plain, "2024 RISE"))
