"""Money in words."""

import pytest

from foundation import money


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (2900, "USD", "$29"),
        (2950, "usd", "$29.50"),
        (-705, "EUR", "−€7.05"),
        (1_234_500, "GBP", "£12,345"),
        (2900, "JPY", "¥2,900"),
        (2900, "CHF", "29.00 CHF"),
        (1500, "KWD", "1.500 KWD"),
        (990, "ISK", "990 ISK"),
        (0, "SEK", "0.00 SEK"),
        (250, "", "2.50"),
    ],
)
def test_money_is_written_in_its_currencys_way(amount, currency, words):
    assert money.in_words(amount, currency) == words


@pytest.mark.parametrize(
    ("amount", "currency", "digits"),
    [(2950, "EUR", "29.50"), (-5, "EUR", "-0.05"), (2900, "JPY", "2900"), (-1500, "KWD", "-1.500")],
)
def test_programs_get_digits_without_signs_of_currencies(amount, currency, digits):
    assert money.in_digits(amount, currency) == digits
