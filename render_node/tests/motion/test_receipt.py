"""Receipts: the prices and the total of the text, and no other."""

import pytest

from render_node.contract import MotionItem, MotionSpec
from render_node.engines.motion.growth import Revealed
from render_node.engines.motion.layouts import receipt
from render_node.tests.motion.scenes import built


def rows(*amounts):
    return [MotionItem(label=f"Row {n}", value=f"{n:.2f}", amount=n) for n in amounts]


def printed(stage, at_s):
    """How many printed parts show at all at a time."""
    return sum(bool(layer.ops(at_s)) for layer in stage.layers if isinstance(layer, Revealed))


def test_the_total_is_as_the_text_states_it():
    assert receipt.total_of(MotionSpec(items=rows(46, 10, 28), figure="$84")) == "$84"


def test_a_stated_total_may_be_rounded():
    assert receipt.total_of(MotionSpec(items=rows(46.20, 10, 28), figure="$84")) == "$84"


def test_a_total_that_is_not_the_sum_is_left_out():
    assert receipt.total_of(MotionSpec(items=rows(46, 10, 28), figure="$90")) == ""


def test_a_total_with_cents_must_be_exact_to_the_cent():
    assert receipt.total_of(MotionSpec(items=rows(1.10, 2.20), figure="$3.35")) == ""


def test_no_total_is_made_up():
    assert receipt.total_of(MotionSpec(items=rows(46, 10))) == ""


def test_a_total_without_known_amounts_is_kept():
    items = [MotionItem(label="a", value="some"), MotionItem(label="b", value="more")]

    assert receipt.total_of(MotionSpec(items=items, figure="$84")) == "$84"


def test_a_receipt_needs_two_prices():
    items = [MotionItem(label="a", value="1.00"), MotionItem(label="b")]

    assert not receipt.is_served(MotionSpec(headline="x", items=items))


@pytest.mark.parametrize("count", [2, 3, 6])
def test_each_price_is_a_printed_row_and_the_total_is_the_last(count):
    stage = built(layout="receipt", theme="ledger", items=rows(*range(1, count + 1)))
    with_total = built(
        layout="receipt", theme="ledger", items=rows(*range(1, count + 1)), figure=str(sum(range(count + 1)))
    )

    assert printed(stage, 3.0) == count
    assert printed(with_total, 3.0) == count + 1


def test_rows_are_printed_one_after_another():
    stage = built(layout="receipt", theme="ledger", items=rows(1, 2, 3))

    assert printed(stage, 0.1) < printed(stage, 0.3) < printed(stage, 1.0)


def test_a_row_is_printed_at_its_word():
    items = [*rows(1), MotionItem(label="b", value="2.00", cue_s=2.0)]
    stage = built(layout="receipt", theme="ledger", items=items)

    assert printed(stage, 1.9) == 1
    assert printed(stage, 2.3) == 2


def test_the_receipt_of_a_first_scene_is_complete_from_the_first_frame():
    stage = built(layout="receipt", theme="ledger", items=rows(1, 2, 3), scene_index=0)

    assert printed(stage, 0.0) == 3
