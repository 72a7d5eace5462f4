"""Every text can be drawn, however odd it is."""

import pytest

from synthesis.studio.looks import amounts, fractions
from synthesis.tests.test_looks import middle


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", ",,,"),
        ("en", 'of flour and half a liter" two eggs,) half a liter of milk.’milk.1/0water50 %'),
        ("en", "DİX out of 10"),
        ("fr", "Le prix passe de 2 € à 3,501.000.000,00 € en un an."),
        ("tr", "ON KİŞİDEN ALTISI UYUYAMIYOR."),
    ],
)
def test_a_text_with_odd_signs_has_a_look(language, text):
    look, spec = middle(text, language=language)

    assert spec.layout == look.layout


def test_a_number_with_both_signs_several_times_ends_at_the_last_one():
    assert [amount.value for amount in amounts.find("3,501.000.000,25")] == [3_501_000_000.25]


def test_words_for_numbers_in_turkish_capitals_are_read():
    found = fractions.find("ON KİŞİDEN ALTISI UYUYAMIYOR.", language="tr")

    assert found is not None
    assert (found.part, found.whole) == (6, 10)
