"""Podiums: the order of the text."""

from render_node.contract import MotionSpec
from render_node.engines.motion.layouts import podium
from render_node.tests.motion.scenes import built


def places(*labels, **fields):
    items = [{"label": label, "amount": number} for number, label in enumerate(labels)]
    stage = built(theme="studio", layout="podium", headline="Best", items=items, **fields)
    return podium.steps(stage, 400)


def test_the_first_item_stands_highest_whatever_its_amount():
    first, second, third = places("a", "b", "c")

    assert (first.item.label, first.rank) == ("a", 0)
    assert first.plinth.y < second.plinth.y < third.plinth.y


def test_the_third_is_revealed_first():
    first, second, third = places("a", "b", "c")

    assert third.start_s < second.start_s < first.start_s


def test_only_three_places_are_shown():
    assert [step.item.label for step in places("a", "b", "c", "d")] == ["a", "b", "c"]


def test_a_podium_needs_two_places():
    assert not podium.is_served(MotionSpec.model_validate({"headline": "Best", "items": [{"label": "a"}]}))


def test_words_on_a_podium_end_above_the_captions():
    found = places("Liechtensteiner Landesbank", "Massachusetts Institute", "United States of America")

    # The numeral, three lines, and the room around them.
    assert all(step.plinth.y + step.plinth.depth + 16 + 97 + 3 * 57 <= 1150 for step in found)
    assert found[0].plinth.y < found[1].plinth.y < found[2].plinth.y
