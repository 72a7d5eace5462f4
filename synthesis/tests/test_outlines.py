"""Outlines: the words of a title, its promise and its angle, in blanks that a creator can fill."""

import re

import pytest

from synthesis.choices import HookKind, ScriptKind
from synthesis.tests.test_offline_writer import lines_of, text_of, write

COUNTED = [
    ("7 Excel shortcuts that save an hour a day", "Shortcut"),
    ("Top 10 castles in Scotland", "Castle"),
    ("3 knots every camper should know", "Knot"),
    ("5 business books for nurses", "Book"),
    ("4 stretches runners skip", "Stretch"),
    ("6 Korean side dishes", "Dish"),
    ("3 cities you can see in a day", "City"),
    ("5 movies under two hours", "Movie"),
    ("5 sports cars under $20,000", "Car"),
    ("3 people who changed chess", "Person"),
    ("3 under $20", "Number"),
]
NO_ADVICE = [
    "5 signs your houseplant is dying",
    "5 coffee facts",
    "Coffee facts",
    "5 reasons to quit coffee",
    "5 phrases you need in Japan",
    "3 espresso machines",
    "Meal prep for the week",
    "How to cook rice",
]
OPENINGS = [
    ("How I paid off my debt in 18 months", "This is how I paid off my debt in 18 months."),
    ("What I eat in a day as a runner", "This is what I eat in a day as a runner."),
    ("How jet engines work", "This is how jet engines work."),
    ("How long do cats live?", "How long do cats live?"),
    ("What happens if you never sleep", "What happens if you never sleep?"),
    ("the one stretch that fixed my back", "The one stretch that fixed my back."),
    ("Full-body workout", "Full-body workout."),
    ("how i edit my reels", "This is how I edit my reels."),
]
WITHIN_A_SENTENCE = [
    ("The dark history of Monopoly", "about the dark history of Monopoly"),
    ("Beekeeping", "beekeeping"),
    ("Roman concrete", "about Roman concrete"),
    ("Kubernetes explained in 100 seconds", "about Kubernetes that"),
    ("Dropshipping is dead", "“Dropshipping is dead”"),
    ("POV: a medieval peasant", "“POV: a medieval peasant”"),
]
ANGLES = [
    ("Full-body workout", "without equipment"),
    ("How to tune a ukulele", "for kids"),
    ("3 knots every camper should know", "with only a shoelace"),
    ("Is sparkling water bad for your teeth?", "for people who wear braces"),
    ("Beekeeping", "for busy parents"),
]


@pytest.mark.parametrize(("title", "noun"), COUNTED)
def test_a_list_counts_what_its_title_counts(title, noun):
    assert f"{noun} one: {{" in text_of(write(title, kind=ScriptKind.LIST))


@pytest.mark.parametrize("title", NO_ADVICE)
def test_a_title_that_does_not_ask_for_the_advice_of_the_library_becomes_an_outline(title):
    assert write(title).is_outline


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("title", "opening"), OPENINGS)
def test_the_opening_says_the_title_as_a_sentence(title, opening, seed):
    assert lines_of(write(title, seed=seed))[0].startswith(f"{opening} {{")


@pytest.mark.parametrize("seed", range(3))
def test_instructions_open_with_a_sentence_and_not_with_a_command(seed):
    opening = lines_of(write("How to remove a red wine stain", seed=seed))[0]

    assert re.match(r"(This is how to|Here is how to|You want to) remove a red wine stain[.?] \{", opening)


@pytest.mark.parametrize(("title", "words"), WITHIN_A_SENTENCE)
def test_a_title_within_a_sentence_is_lowered_or_quoted(title, words):
    written = write(title)

    assert words in text_of(written) + " ".join(hook.narration for hook in written.script.hook_alternatives)


@pytest.mark.parametrize("kind", ["", *ScriptKind])
@pytest.mark.parametrize(("title", "angle"), ANGLES)
def test_each_form_keeps_the_angle(title, angle, kind):
    lines = lines_of(write(title, facts={"angle": angle}, kind=kind))

    assert angle in lines[0].lower()
    assert any(angle in line for line in lines[1:])


def test_advice_that_needs_what_the_angle_rules_out_is_not_given():
    assert write("Iced coffee", facts={"angle": "without a fridge"}).is_outline
    assert not write("A chess opening", facts={"angle": "without memorising"}).is_outline


def test_a_comparison_has_a_scene_for_each_side():
    text = text_of(write("iPhone 17 vs Galaxy S25: which camera wins?"))

    assert "{Where iPhone 17 is better" in text
    assert "{Where Galaxy S25 is better" in text


@pytest.mark.parametrize(
    ("title", "limit"),
    [
        ("Scrambled eggs in 2 minutes", "2 minutes"),
        ("Tokyo on $50 a day", "$50"),
        ("Thrift under $10", "$10"),
        ("The 5-minute stretch", "5 minutes"),
    ],
)
def test_a_promised_number_is_kept_and_proven(title, limit):
    text = text_of(write(title))

    assert f"keep to “{limit}”" in text
    assert f"The proof of “{limit}”" in text


def test_a_name_has_no_steps_towards_it():
    text = text_of(write("Minimalist skincare routine", kind=ScriptKind.HOW_TO))

    assert "{step 1: one verb" in text
    assert "to minimalist" not in text


def test_a_told_reason_ends_with_the_reason():
    lines = lines_of(write("Why the lifeboats were half empty", kind=ScriptKind.STORY))

    assert lines[-1].startswith("That is why the lifeboats were half empty: {")
    assert "Has this happened to you?" not in lines[-1]


def test_what_a_person_has_done_has_hooks_about_that_person():
    hooks = {hook.kind: hook.narration for hook in write("I lived in a van").script.hook_alternatives}

    assert hooks[HookKind.CONTRADICTION].startswith("I lived in a van. {What you were sure would happen}")
    assert not any("most people believe" in says for says in hooks.values())


@pytest.mark.parametrize(
    "title",
    ["The James Webb telescope just found something strange", "7 Excel shortcuts that save an hour a day"],
)
def test_a_headline_is_the_whole_title_if_it_fits(title):
    written = write(title)

    assert written.script.scenes[0].headline == title
    assert {hook.headline for hook in written.script.hook_alternatives} == {title}


def middle_of(title):
    return [scene.headline for scene in write(title).script.scenes[1:-1]]


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("The Mongol Empire", "How it began"),
        ("Best cheap wireless earbuds", "My pick"),
        ("Hidden beaches of Portugal", "Go here first"),
        ("Grandma's chicken soup", "The step that decides"),
    ],
)
def test_an_outline_asks_what_fits_the_kind_of_thing(title, headline):
    assert headline in middle_of(title)


def test_outlines_of_other_topics_differ():
    titles = [
        "Octopus intelligence",
        "Black holes",
        "Crochet",
        "Lightning",
        "Jazz",
        "Sleepwalking",
        "Glass",
        "Bees",
    ]

    middles = {tuple(middle_of(title)) for title in titles}

    assert len(middles) == 3
    assert middle_of("Bees") == middle_of("Bees")


def test_a_limit_is_not_part_of_the_topic():
    assert "about Roman concrete}" in text_of(write("Roman concrete in 10 seconds"))


def test_a_long_title_gives_a_whole_thought_as_headline():
    first, *_ = write("I made 30 espressos in a row. Here's what changed, explained").script.scenes

    assert first.headline == "I made 30 espressos in a row"
