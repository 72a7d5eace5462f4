"""Accent words are whole words, or whole phrases."""

import pytest

from render_node.engines.motion import accenting, lettering


def marked(text, *accents):
    found = lettering.fit(
        text, font="EttamettaFat-Regular.ttf", width=800, height=600, largest_px=60, smallest_px=20
    )
    flags = accenting.flags(found, accents)
    return [placed.word.text for placed, flag in zip(found.words, flags, strict=True) if flag]


def test_a_word_inside_an_accent_is_no_accent():
    assert marked("Built to be torn down", "torn down") == ["torn", "down"]


def test_the_words_of_a_phrase_are_not_accents_elsewhere():
    assert marked("I came. I saw. I won.", "I won.") == ["I", "won."]


def test_punctuation_and_capitals_make_no_difference():
    assert marked("Rubbery EGGS?", "eggs") == ["EGGS?"]


def test_a_price_is_an_accent_with_its_sign():
    assert marked("Your phone eats $84", "$84") == ["$84"]


@pytest.mark.parametrize("accent", ["くれない", "教えてくれない"])
def test_text_without_spaces_has_accents_too(accent):
    assert marked("誰も教えてくれない", accent)


def test_an_accent_that_does_not_occur_marks_nothing():
    assert marked("Built to be torn down", "scrapped") == []
