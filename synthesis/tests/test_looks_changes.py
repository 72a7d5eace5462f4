"""Amounts that were others before: both stand there, each with its time and its object."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import pytest

from synthesis.choices import Layout
from synthesis.tests.test_looks import middle


def sides(spec):
    return [(side.headline, side.detail) for side in spec.sides]


def shown(spec):
    return [side.object.name if side.object else None for side in spec.sides]


@pytest.mark.parametrize(
    ("language", "text", "before", "after"),
    [
        ("en", "Before: $85 a month. After: $15 a month.", "$85", "$15"),
        ("en", "I used to pay 85 dollars. Now it's 15.", "85 dollars", "15"),
        ("en", "Today I pay $15. Last year it was $85.", "$85", "$15"),
        ("de", "Früher 80 € im Monat, jetzt 12 €.", "80 €", "12 €"),
        ("de", "Vorher: 900 Euro im Jahr. Nachher: 540 Euro im Jahr.", "900 Euro", "540 Euro"),
        ("de", "2019 kostete es 80 €, heute 120 €.", "80 €", "120 €"),
        ("fr", "Avant, je payais 80 € par mois. Maintenant 12 €.", "80 €", "12 €"),
        ("es", "Antes pagaba 120 € al mes. Ahora pago 45 €.", "120 €", "45 €"),
        ("pt", "Antes eu pagava R$ 300 por mês. Agora pago R$ 120.", "R$ 300", "R$ 120"),
        ("it", "Prima pagavo 110 € al mese. Adesso pago 40 €.", "110 €", "40 €"),
        ("nl", "Vroeger betaalde ik 60 euro per maand. Nu 12 euro.", "60 euro", "12 euro"),
        ("pl", "Kiedyś płaciłem 90 zł miesięcznie. Teraz płacę 25 zł.", "90 zł", "25 zł"),
        ("tr", "Eskiden ayda 800 TL ödüyordum. Şimdi 250 TL ödüyorum.", "800 TL", "250 TL"),
        ("ru", "Раньше я платил 900 рублей в месяц. Теперь плачу 252 рубля.", "900 рублей", "252 рубля"),
        ("ja", "以前は月8000円、今は月2000円です。", "月8000円", "月2000円"),
        ("ko", "예전에는 한 달에 80,000원, 지금은 12,000원이에요.", "80,000원", "12,000원"),
        ("zh", "以前每月200元，现在每月39元。", "每月200元", "每月39元"),
        ("ar", "كنت أدفع 300 ريال في الشهر. الآن أدفع 80 ريالا.", "300 ريال", "80 ريالا"),
        ("hi", "पहले मैं 900 रुपये देता था। अब 250 रुपये देता हूँ।", "900 रुपये", "250 रुपये"),
        ("id", "Dulu saya bayar Rp 300 ribu. Sekarang Rp 80 ribu.", "Rp 300 ribu", "Rp 80 ribu"),
        (
            "vi",
            "Trước đây tôi trả 300 nghìn đồng. Bây giờ tôi trả 90 nghìn đồng.",
            "300 nghìn đồng",
            "90 nghìn đồng",
        ),
    ],
)
def test_a_price_before_and_after_keeps_both_prices(language, text, before, after):
    look, spec = middle(text, language=language)

    assert look.layout is Layout.BEFORE_AFTER
    assert [head for head, _ in sides(spec)] == [before, after]


@pytest.mark.parametrize(
    ("language", "text", "detail"),
    [
        ("de", "Früher 80 € im Monat, jetzt 12 €.", "Früher · im Monat"),
        ("tr", "Eskiden ayda 800 TL ödüyordum. Şimdi 250 TL ödüyorum.", "Eskiden · ayda"),
        ("en", "I used to pay 85 dollars. Now it's 15.", "Before"),
    ],
)
def test_a_price_has_its_time_and_how_often_it_is_paid(language, text, detail):
    assert sides(middle(text, language=language)[1])[0][1] == detail


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Before: $85 a month. After: $15 a month.", ["money-bag", "coin"]),
        ("Before: €15 a month. After: €85 a month.", ["coin", "euro-banknote"]),
        ("Before: 85 zł. After: 15 zł.", ["credit-card", "coin"]),
        ("I used to spend $9 on coffee. Now a banana costs $1.", ["hot-beverage", "banana"]),
    ],
)
def test_each_side_of_a_change_has_its_own_object_or_more_or_less_money(text, names):
    assert shown(middle(text)[1]) == names


@pytest.mark.parametrize(
    ("language", "text", "figures"),
    [
        ("ja", "以前は起動に90秒、今は12秒です。", ["90秒", "12秒"]),
        ("ko", "예전에는 부팅에 90초, 지금은 12초예요.", ["90초", "12초"]),
        ("hi", "पहले 90 सेकंड लगते थे, अब 12 सेकंड।", ["90 सेकंड", "12 सेकंड"]),
        ("ar", "سابقا كان يقلع في 90 ثانية، الآن في 12 ثانية.", ["90 ثانية", "12 ثانية"]),
        ("de", "Früher startete er in 90 Sekunden, jetzt in 12.", ["90 Sekunden", "12"]),
        ("en", "Used to run 5 miles with pain. Now I run 10 without.", ["5 miles", "10"]),
    ],
)
def test_a_number_keeps_what_it_counts(language, text, figures):
    assert [head for head, _ in sides(middle(text, language=language)[1])] == figures


def test_a_change_of_something_that_costs_nothing_shows_it_twice():
    _, spec = middle("I used to run 5 miles. Now I run 10.")

    assert [head for head, _ in sides(spec)] == ["5 miles", "10"]
    assert len(set(shown(spec))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Streaming costs $46 and the gym costs $28.",
        "Now the gym costs $28 and streaming costs $46.",
        "Before noon, coffee costs $3, tea $2 and juice $5 now.",
    ],
)
def test_prices_of_several_things_are_no_change(text):
    assert middle(text)[0].layout is not Layout.BEFORE_AFTER


def test_a_clause_that_is_only_a_pronoun_and_has_no_amount_is_no_price():
    look, _ = middle("Les oranges, elles, viennent d'Espagne.", language="fr")

    assert look.layout is not Layout.RECEIPT
