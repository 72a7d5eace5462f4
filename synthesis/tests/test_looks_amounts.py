"""Amounts, steps and sides as the scripts of many languages write them."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import pytest

from synthesis.choices import Layout
from synthesis.studio.looks import amounts
from synthesis.studio.scripts.pasting import points
from synthesis.tests.test_looks import middle


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("以前は5万円、今は8千円です。", [("5万円", 50_000), ("8千円", 8_000)]),
        ("1万5千円でした。", [("1万5千円", 15_000)]),
        ("5亿3000万元", [("5亿3000万元", 530_000_000)]),
        ("지금은 8만 원이에요.", [("8만 원", 80_000)]),
        ("Türklerin yüzde 60'ı", [("yüzde 60", 60)]),
    ],
)
def test_amounts_in_ten_thousands_and_percentages_are_read_whole(text, found):
    assert [(amount.text, amount.value) for amount in amounts.find(text)] == found


@pytest.mark.parametrize(
    ("language", "text", "labels"),
    [
        (
            "de",
            "Schritt 1: Mehl sieben. Schritt 2: Teig kneten. Schritt 3: Backen.",
            ["Mehl sieben", "Teig kneten", "Backen"],
        ),
        (
            "ja",
            "ステップ1：粉をふるう。ステップ2：こねる。ステップ3：焼く。",
            ["粉をふるう", "こねる", "焼く"],
        ),
        ("ko", "1단계: 체에 친다. 2단계: 반죽한다. 3단계: 굽는다.", ["체에 친다", "반죽한다", "굽는다"]),
        ("ar", "الخطوة 1: انخل الدقيق. الخطوة 2: اعجن. الخطوة 3: اخبز.", ["انخل الدقيق", "اعجن", "اخبز"]),
        ("hi", "चरण 1: आटा छानो। चरण 2: गूँथो। चरण 3: सेंको।", ["आटा छानो", "गूँथो", "सेंको"]),
        (
            "id",
            "Langkah 1: ayak tepung. Langkah 2: uleni. Langkah 3: panggang.",
            ["Ayak tepung", "Uleni", "Panggang"],
        ),
        ("vi", "Bước 1: rây bột. Bước 2: nhào bột. Bước 3: nướng.", ["Rây bột", "Nhào bột", "Nướng"]),
    ],
)
def test_labelled_steps_are_stations_without_their_labels(language, text, labels):
    look, spec = middle(text, language=language)

    assert look.layout is Layout.PATH
    assert [item.label for item in spec.items] == labels


def test_two_rivals_do_not_look_the_same():
    _, spec = middle("New or used?", title="Buy a bicycle", layout="versus")

    assert [side.object for side in spec.sides] == [None, None]


def test_what_is_more_than_necessary_is_no_second_thing_on_the_scale():
    text = "Dein Kühlschrank frisst mehr Strom als nötig."

    assert middle(text, language="de", title="Strom sparen")[0].layout is not Layout.SCALE


def test_the_label_of_a_step_is_no_headline_of_all():
    text = "Step one: warm up. Step two: squat slowly. Step three: stretch."
    _, spec = middle(text, title="Knee pain", layout="path")

    assert spec.headline != "Step one"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Lithium-Akkus altern am schnellsten über 80 und unter 20 Prozent."),
        ("en", "A battery ages fastest over 80 and below 20 percent."),
    ],
)
def test_one_end_of_a_range_is_not_the_figure_of_a_scene(language, text):
    assert points.figure(text, language=language) is None


def test_the_headline_of_a_price_is_that_of_its_sentence():
    text = "Ein neuer Akku kostet 79 Euro. Eine Einstellung kostet nichts."
    _, spec = middle(text, language="de", layout="product_card")

    assert (spec.figure, spec.headline) == ("79 Euro", "Ein neuer Akku")


@pytest.mark.parametrize(
    ("language", "text", "figure"),
    [
        ("en", "Charge your phone to 80 percent every night.", "80 percent"),
        ("de", "Stell die Ladegrenze auf 80 Prozent.", ""),
        ("fr", "Charge ton téléphone à 80 pour cent chaque soir.", "80 pour cent"),
    ],
)
def test_a_large_percentage_has_its_sign(language, text, figure):
    _, spec = middle(text, language=language, layout="number", figure=figure)

    assert (spec.figure, spec.figure_label) == ("80%", "")
