"""Fields of layouts: labels, amounts, dates, sides and speakers as the script gives them."""

# Full-width commas look like others.
# ruff: noqa: RUF001

import pytest

from synthesis.choices import Layout
from synthesis.content import SceneContent
from synthesis.studio import looks
from synthesis.studio.looks import amounts
from synthesis.tests.test_looks import HOOK, LAST, content, middle


def rows(spec):
    return [(item.label, item.value) for item in spec.items]


def test_numbers_behind_a_price_are_prices():
    look, spec = middle("Rent took 1,200 dollars. Groceries took 430. Subscriptions took 87.")

    assert look.layout is Layout.RECEIPT
    assert rows(spec) == [("Rent", "1,200 dollars"), ("Groceries", "430"), ("Subscriptions", "87")]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "es",
            "El pan de molde cuesta 2,10 euros. El huevo, 2,60. El aceite, 8,90.",
            [("Pan de molde", "2,10 euros"), ("Huevo", "2,60"), ("Aceite", "8,90")],
        ),
        (
            "fr",
            "Une crêpe maison coûte 20 centimes. Au restaurant, elle coûte 4,50 euros.",
            [("Une crêpe maison", "20 centimes"), ("Au restaurant", "4,50 euros")],
        ),
        (
            "ko",
            "배달 음식은 15,000원, 집밥은 3,000원이면 충분합니다.",
            [("배달 음식", "15,000원"), ("집밥", "3,000원")],
        ),
    ],
)
def test_a_price_has_the_thing_that_it_is_of(language, text, expected):
    _, spec = middle(text, language=language)

    assert rows(spec) == expected


def test_amounts_of_one_saving_plan_are_no_list_of_prices():
    text = "Si tu places 100 euros par mois pendant 40 ans, tu finis avec 260 000 euros."

    assert middle(text, language="fr")[0].layout is not Layout.RECEIPT


def test_prices_of_two_towns_are_no_journey():
    text = "Coffee costs 4 euros in Lisbon and 9 euros in Tokyo."

    assert middle(text)[0].layout is not Layout.ROUTE


def test_the_point_of_a_number_is_read_as_in_the_numbers_beside_it():
    _, spec = middle("In 2012 it was 25%. In 2016 it was 12.5%. In 2024 it was 3.125%.")

    assert [item.amount for item in spec.items] == [25, 12.5, 3.125]
    assert [amount.value for amount in amounts.find("It was 3.125 in the town.")] == [3125]


def test_years_of_chinese_prices_make_a_chart():
    look, spec = middle("2015年房价是8000元，2020年是15000元，2024年是12000元。", language="zh")

    assert look.layout is Layout.CHART
    assert rows(spec) == [("2015", "8000元"), ("2020", "15000元"), ("2024", "12000元")]


def test_a_figure_keeps_its_scale():
    _, spec = middle("There will only ever be that many.", figure="21 million", figure_label="coins")

    assert (spec.figure, spec.figure_label) == ("21 million", "coins")


def test_a_number_is_headed_by_what_it_is_of_without_the_verb():
    _, spec = middle("My favourite sunscreen costs $14.", layout="number")

    assert (spec.headline, spec.figure) == ("My favourite sunscreen", "$14")


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "In 1802, Davy made a lamp. In 1878, Swan lit a bulb.",
            ["Davy made a lamp", "Swan lit a bulb"],
        ),
        ("es", "En 1520 llegó la viruela. En 1521 cayó la ciudad.", ["Llegó la viruela", "Cayó la ciudad"]),
    ],
)
def test_a_date_has_its_event(language, text, expected):
    look, spec = middle(text, language=language)

    assert look.layout is Layout.TIMELINE
    assert [item.label for item in spec.items] == expected


def test_what_to_say_instead_is_a_before_and_after_and_no_dialogue():
    look, spec = middle('Instead of "Stop crying", say "I see you".')
    _, denied = middle('Don\'t say "I have 20 years", say "I am 20".')

    assert look.layout is Layout.BEFORE_AFTER
    assert [side.headline for side in spec.sides] == ["Stop crying", "I see you"]
    assert [side.headline for side in denied.sides] == ["I have 20 years", "I am 20"]


def test_both_sides_are_labelled_in_one_way():
    text = "Before: I said yes to everything and everyone. After: I say no."
    _, spec = middle(text)

    assert [side.headline for side in spec.sides] == ["Before", "After"]


def test_a_side_is_not_the_headline_of_both():
    _, spec = middle("High heat: rubbery. Low heat: creamy.", title="Perfect eggs")

    assert spec.headline == "Perfect eggs"


def test_the_stamp_is_not_repeated_in_the_claim():
    _, spec = middle("Myth: crunches burn belly fat. They actually don't.", layout="myth")

    assert (spec.stamp, spec.headline) == ("MYTH", "Crunches burn belly fat")


def test_a_speaker_has_the_whole_name():
    _, spec = middle("“Nunca hemos visto nada igual”, escribió Bernal Díaz del Castillo.", language="es")

    assert spec.speaker == "Bernal Díaz del Castillo"


def test_a_sentence_about_a_friend_is_no_list():
    look, _ = middle("À 20 ans, ton meilleur ami, c'est le temps.", language="fr")

    assert look.layout not in (Layout.CHECKLIST, Layout.PODIUM, Layout.CALLOUTS)


def test_a_share_is_of_the_subject_that_stands_before_it():
    look, spec = middle("Le burn-out touche une personne sur cinq au travail.", language="fr")

    assert look.layout is Layout.SHARE
    assert (spec.figure, spec.headline) == ("une personne sur cinq", "Le burn-out")


def test_two_percentages_are_no_share():
    assert middle("SPF 30 blocks 97% of rays. SPF 50 blocks 98% of rays.")[0].layout is not Layout.SHARE


def test_a_card_is_not_made_of_a_question_about_a_time():
    assert middle("Coffee at 4 p.m.? It is still there at night.")[0].layout is not Layout.NOTIFICATION


def test_the_list_of_a_reminder_stays_together():
    _, spec = middle(
        "At 7 p.m. the bedtime alarm rings: bath, book, bed.",
        items=("Bath", "Book", "Bed"),
        layout="notification",
    )

    assert [item.label for item in spec.items] == ["The bedtime alarm rings", "Bath, book, bed"]


def test_what_is_held_is_named_by_the_sentence_before():
    _, spec = middle("Start with a plank. Hold it for 45 seconds.")

    assert (spec.headline, spec.figure) == ("Start with a plank", "45")


def test_the_ask_of_the_last_scene_is_not_said_twice():
    document = content(HOOK, "Butter melts.", LAST)
    last = SceneContent(id="s2", position=3, narration=LAST, headline="Save it today", body="Save it today")
    document = document.model_copy(update={"scenes": (*document.scenes[:2], last)})
    spec = looks.spec_for(content=document, scene=last)

    assert (spec.headline, spec.kicker) == ("Save it today", "")


def test_a_counted_number_is_not_repeated_in_words():
    look, spec = middle("Two years ago I owed a lot on four credit cards.")

    assert look.layout is Layout.COUNT
    assert (spec.figure, spec.headline) == ("4", "Credit cards")


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "es",
            "Café fuera: 70 € al mes. Suscripciones: 45 €. Comida a domicilio: 130 €.",
            ["Café fuera", "Suscripciones", "Comida a domicilio"],
        ),
        ("en", "Rent: $900 a month. Food: $350. Bus pass: $60.", ["Rent", "Food", "Bus pass"]),
        (
            "tr",
            "Ücretsiz uygulama 0 lira, verilerin ise aylık 40 lira ediyor.",
            ["Ücretsiz uygulama", "Verilerin"],
        ),
        ("ja", "家賃は毎月80000円、食費は30000円です。", ["家賃", "食費"]),
        ("pt", "O conserto custa R$ 900, a capinha R$ 35.", ["Conserto", "Capinha"]),
        (
            "de",
            "Beim Bäcker kostet der Laib 5,20 Euro, im Discounter 1,49 Euro.",
            ["Beim Bäcker", "Discounter"],
        ),
        ("pl", "Lody nad morzem kosztują 9 zł, gofr 25 zł.", ["Lody nad morzem", "Gofr"]),
    ],
)
def test_how_often_and_the_verb_are_no_part_of_a_label(language, text, expected):
    _, spec = middle(text, language=language)

    assert [label for label, _ in rows(spec)] == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "fr",
            "En 1925, le roquefort reçoit la première appellation de France. En 1952, le comté la reçoit "
            "aussi.",
            ["Roquefort reçoit la première appellation", "Comté la reçoit aussi"],
        ),
        (
            "ko",
            "1900년에는 항아리에 담았고, 1995년에는 김치냉장고가 나왔습니다.",
            ["항아리에 담았고", "김치냉장고가 나왔습니다"],
        ),
    ],
)
def test_an_event_keeps_its_object(language, text, expected):
    _, spec = middle(text, language=language)

    assert [item.label for item in spec.items] == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Wer gewinnt, Hanteln oder Maschinen?", ["Hanteln", "Maschinen"]),
        ("de", "Regen oder Sprenger, was ist besser?", ["Regen", "Sprenger"]),
        ("en", "Which lasts longer, manual or automatic?", ["Manual", "Automatic"]),
    ],
)
def test_the_question_is_no_part_of_a_side(language, text, expected):
    look, spec = middle(text, language=language)

    assert look.layout is Layout.VERSUS
    assert [side.headline for side in spec.sides] == expected


def test_a_claim_of_a_few_words_more_is_the_headline_of_a_myth():
    text = "Mito: ahorrar es para quien gana mucho. En realidad, empieza con 10 euros."
    _, spec = middle(text, language="es", layout="myth")

    assert spec.headline == "Ahorrar es para quien gana mucho"


def test_german_nouns_keep_their_capitals_in_the_label_of_a_figure():
    _, spec = middle(
        "Mit sechs Stunden Schlaf verlierst du 60 Prozent mehr Muskeln als mit acht.",
        language="de",
        layout="number",
        figure="60 Prozent",
        figure_label="mehr Muskeln als mit acht",
    )

    assert (spec.figure, spec.figure_label) == ("60", "Prozent mehr Muskeln")


def test_the_figure_of_the_main_clause_is_shown():
    text = "Si tu places 100 euros par mois, tu finis avec 260 000 euros."
    _, spec = middle(text, language="fr", layout="number")

    assert spec.figure.startswith("260")


def test_one_of_two_prices_that_are_compared_is_not_the_point():
    look, _ = middle("Una bottiglia da 8 euro può battere una da 40 euro.", language="it")

    assert look.layout is not Layout.NUMBER


def test_a_pronoun_is_not_what_is_held():
    _, spec = middle("इसे 4 मिनट तक उबालें।", language="hi")

    assert (spec.headline, spec.figure) == ("उबालें", "4")


def test_a_row_does_not_begin_with_the_word_that_joins_it():
    _, spec = middle("Lies den Vertrag durch, mach Fotos, und schick den Brief ab.", language="de")

    assert [item.label for item in spec.items] == [
        "Lies den Vertrag durch",
        "Mach Fotos",
        "Schick den Brief ab",
    ]


def test_a_comma_inside_a_number_ends_no_clause():
    look, spec = middle("At 30,000 feet you lose 30 percent of your taste for salt and sugar.")

    assert look.layout is Layout.SHARE
    assert spec.headline == "Taste for salt and sugar"


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("Rent $950, groceries $420.", "money-bag"),
        ("Rent €950, groceries €420.", "euro-banknote"),
        ("Rent £950, groceries £420.", "pound-banknote"),
        ("Rent ₹950, groceries ₹420.", "coin"),
    ],
)
def test_money_is_of_the_currency_of_the_prices(text, money):
    _, spec = middle(text)

    assert money in {thing.name for thing in spec.objects}


def test_a_share_does_not_lose_the_negation_at_the_end_of_its_sentence():
    _, spec = middle("63 % der Deutschen frühstücken unter der Woche gar nicht.", language="de")

    assert spec.layout == Layout.SHARE
    assert spec.headline == "Deutschen frühstücken unter der Woche gar nicht"


def test_an_object_of_the_topic_is_not_said_to_be_chosen_by_a_person():
    document = content("Eggs turn rubbery.", "It matters that we are.", "Nobody knew it.", "Save it.")

    reasons = [looks.of_video(content=document).scenes[scene.id].reason for scene in document.scenes]

    assert not any("you chose" in reason for reason in reasons)


def test_a_turkish_row_has_a_dot_on_its_first_letter():
    _, spec = middle("Ayarları aç, izinlere gir ve konumu kapat.", language="tr")

    assert [item.label for item in spec.items][1] == "İzinlere gir"
