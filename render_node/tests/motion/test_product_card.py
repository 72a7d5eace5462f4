"""Product cards: the scores of the text."""

import pytest

from render_node.contract import MotionItem, MotionSpec
from render_node.engines.motion import lying
from render_node.engines.motion.layouts import pedestal, product_card


@pytest.mark.parametrize(
    ("value", "amount", "expected"),
    [("", 9, 0.9), ("4/5", 4, 0.8), ("80 %", 80, 0.8), ("8%", 8, 0.08), ("", 72, 0.72), ("7/5", 7, 1.0)],
)
def test_a_score_is_a_share_of_what_its_text_names_or_of_ten_or_a_hundred(value, amount, expected):
    item = MotionItem(label="Edge", value=value, amount=amount)

    assert product_card.share_of(item) == pytest.approx(expected)


@pytest.mark.parametrize("amount", [None, -1, 250])
def test_no_score_is_made_up(amount):
    assert product_card.share_of(MotionItem(label="Edge", value="sharp", amount=amount)) is None


def spec_of(name):
    return MotionSpec.model_validate({"headline": "x", "figure": "$35", "objects": [name]})


@pytest.mark.parametrize("layout", [product_card, pedestal])
def test_an_object_that_the_collection_lacks_is_not_served(layout):
    assert not layout.is_served(spec_of("no-such-thing"))
    assert layout.is_served(spec_of("kitchen-knife"))


def test_a_long_object_has_a_slope_and_a_round_one_has_none():
    assert lying.slope("kitchen-knife") == pytest.approx(45, abs=15)
    assert lying.slope("coin") is None
