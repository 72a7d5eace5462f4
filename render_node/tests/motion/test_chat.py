"""Chats and notifications: one after another, at their words."""

import pytest

from render_node.contract import MotionSpec
from render_node.engines.motion.layouts import chat, notification
from render_node.tests.motion.scenes import built, ink_box, ops

DIALOGUE: list[dict[str, object]] = [
    {"label": "Ich bin heiß"},
    {"label": "um... what?", "side": 1},
    {"label": "Mir ist heiß"},
]
REMINDERS = [{"label": "Cortisol", "value": "Wake up."}, {"label": "Last meal", "value": "6 hours ago"}]


def talk(**fields):
    return built(**{"theme": "bubble", "layout": "chat", "items": DIALOGUE, **fields})


def test_bubbles_appear_one_after_another():
    stage = talk()

    assert [len(ops(stage, at_s)) for at_s in (0.05, 0.3, 2.5)] == [0, 1, 3]


def test_dots_are_typed_before_a_bubble_and_gone_after_it():
    stage = talk(items=[DIALOGUE[0], DIALOGUE[1] | {"cue_s": 2.0}])

    assert [len(ops(stage, at_s)) for at_s in (1.5, 1.8, 2.2)] == [1, 2, 2]
    assert ops(stage, 1.7) != ops(stage, 1.85)


def test_the_chat_of_a_first_scene_is_complete_from_the_first_frame():
    assert len(ops(talk(scene_index=0), 0.0)) == 3


@pytest.mark.parametrize("count", [2, 3, 6])
def test_bubbles_stay_above_the_captions(count):
    stage = talk(items=(DIALOGUE * 2)[:count], headline="Don’t say I’m hot")

    left, top, right, bottom = ink_box(stage, 3.4)

    assert (left >= 72, top >= 200, right <= 972, bottom <= 1190) == (True, True, True, True)


@pytest.mark.parametrize(("count", "least"), [(2, 560), (3, 640)])
def test_few_bubbles_are_large(count, least):
    _, top, _, bottom = ink_box(talk(items=DIALOGUE[:count]), 3.4)

    assert bottom - top >= least * 0.75


def test_the_scene_s_object_stands_below_the_bubbles():
    alone, with_object = (ink_box(talk(objects=things), 3.4) for things in ([], ["fire"]))

    assert with_object[3] > alone[3]
    assert with_object[3] <= 1190


def test_a_headline_that_a_bubble_says_is_left_out():
    repeated, other = (ops(talk(headline=text), 3.0) for text in ("Ich bin heiß!", "Don't say it"))

    assert len(repeated) == 3
    assert len(other) > 3


def test_a_chat_needs_two_bubbles():
    assert not chat.is_served(MotionSpec.model_validate({"headline": "x", "items": DIALOGUE[:1]}))


def reminders(count=2, **fields):
    return built(
        **{
            "theme": "bubble",
            "layout": "notification",
            "figure": "3:07",
            "items": REMINDERS * count,
            **fields,
        }
    )


def test_at_most_two_cards_are_shown():
    assert len(ops(reminders(2), 3.0)) == len(ops(reminders(1), 3.0))


def test_a_new_card_pushes_the_older_one_down():
    stage = reminders(1)
    lowest = [max(op.y for op in ops(stage, at_s)) for at_s in (0.48, 1.2)]

    assert lowest[1] > lowest[0]


def test_a_notification_needs_a_time_or_a_headline():
    assert not notification.is_served(MotionSpec.model_validate({"items": REMINDERS}))
    assert notification.is_served(MotionSpec.model_validate({"items": REMINDERS, "figure": "3:07"}))


def shown(**fields):
    return [item.label for item in notification.shown(MotionSpec.model_validate(fields))]


def line(**fields):
    return notification.line_of(MotionSpec.model_validate(fields))


def test_two_cards_never_say_the_same():
    assert shown(items=["Drink water", "drink water!", "Stand up"]) == ["Drink water", "Stand up"]
    assert shown(items=["Step 1", "Step 10"]) == ["Step 1", "Step 10"]


@pytest.mark.parametrize("headline", ["Drink water", "Drink water now", "drink WATER."])
def test_the_line_above_the_time_does_not_repeat_a_card(headline):
    assert line(headline=headline, figure="7:00", figure_label="a.m.", items=["Drink water"]) == "a.m."


def test_another_headline_stays_above_the_time():
    said = line(headline="Your brain, every night", figure="3:07", items=["Drink water"])

    assert said == "Your brain, every night"


@pytest.mark.parametrize("count", [1, 2])
def test_one_card_or_two_fill_the_zone(count):
    *_, bottom = ink_box(reminders(1, items=REMINDERS[:count]), 3.0)

    assert 1000 <= bottom <= 1190
