"""No scene shows a figure that its words deny, or half of one."""

import pytest

from synthesis.choices import Layout
from synthesis.studio.scripts.pasting import points
from synthesis.tests.test_looks import middle


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The rent did not rise by 20%, it fell by 5%."),
        ("en", "You don't need 10,000 steps a day."),
        ("de", "Der Preis ist nicht um 10 %, sondern um 30 % gestiegen."),
        ("de", "Du brauchst keine 10.000 Schritte am Tag."),
        ("en", "Sales went from 4 million to 3 million, a drop of 25%."),
    ],
)
def test_a_figure_that_is_denied_or_past_does_not_stand_alone(language, text):
    assert middle(text, language=language)[0].layout != Layout.NUMBER


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "El paro no subió al 15 %."),
        ("en", "In less than 90 days, the plant is 3 m tall."),
    ],
)
def test_a_figure_stands_alone_if_it_is_limited_or_its_denial_stands_beside_it(language, text):
    look, _ = middle(text, language=language)

    assert Layout.NUMBER in (look.layout, *look.alternatives)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Between 5 and 10 percent of buyers return their shoes."),
        ("en", "5 to 10% of buyers return their shoes."),
        ("de", "Zwischen 5 und 10 Prozent der Käufer senden zurück."),
    ],
)
def test_the_end_of_a_range_is_no_share(language, text):
    assert middle(text, language=language)[0].layout != Layout.SHARE


@pytest.mark.parametrize(
    ("text", "ends"), [("between 5 and ", True), ("5 to ", True), ("5–", True), ("only ", False)]
)
def test_words_before_a_number_show_that_it_ends_a_range(text, ends):
    assert points.ends_range(text) is ends


@pytest.mark.parametrize(
    "text",
    [
        "Tu n'as pas besoin de 10 000 pas par jour.",
        "Il y a 67 000 000 habitants en France aujourd'hui selon l'Insee.",
        "Une abeille produit 12\u00a0000 fois moins de miel que tu ne crois.",
    ],
)
def test_no_headline_begins_inside_a_number(text):
    assert not middle(text, language="fr")[1].headline.startswith("000")


@pytest.mark.parametrize(
    ("language", "text", "headline"),
    [
        ("de", "Statt 200 Gramm Zucker nimm nur 50 Gramm.", "Nur 50 Gramm"),
        ("en", "Instead of butter, use olive oil for your eggs in the morning.", "Use olive oil"),
        ("fr", "Plutôt que du beurre, utilisez de l'huile d'olive.", "Utilisez de l'huile d'olive"),
        ("fr", "Plutôt qu'un taxi, prenez le métro de nuit.", "Prenez le métro de nuit"),
        ("de", "Nimm Öl statt Butter.", "Nimm Öl statt Butter"),
    ],
)
def test_what_is_replaced_is_no_headline(language, text, headline):
    assert middle(text, language=language)[1].headline == headline


def test_a_receipt_marks_no_price_that_is_replaced():
    spec = middle("Instead of a taxi for $60, take the train for $12.")[1]

    assert [item.value for item in spec.items if item.is_marked] == ["$12"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Don't buy bread, eggs or milk at the airport."),
        ("en", "Never buy bread, eggs and milk at night."),
        ("de", "Kauf nie Brot, Eier und Milch am Flughafen."),
    ],
)
def test_things_that_one_negation_denies_are_no_list(language, text):
    assert middle(text, language=language)[0].layout != Layout.CHECKLIST


def test_each_denied_thing_of_a_list_keeps_its_negation():
    items = middle("N'achetez ni pain, ni lait, ni œufs.", language="fr")[1].items

    assert [item.label for item in items] == ["N'achetez ni pain", "Ni lait", "Ni œufs"]


@pytest.mark.parametrize(
    ("language", "text", "struck"),
    [
        ("en", "No sugar. No bread.", [True, True]),
        ("de", "Du brauchst keine Eier und keine Milch.", [True, True]),
        ("en", "Don't put butter on the bread.", [True, False]),
    ],
)
def test_an_object_is_struck_by_its_own_negation(language, text, struck):
    assert [thing.is_struck for thing in middle(text, language=language)[0].objects] == struck


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("小麦粉も牛乳も卵も必要ありません。", "小麦粉も牛乳も卵も必要ない"),
        ("卵は必要ありませんでした。", "卵は必要なかった"),
    ],
)
def test_a_japanese_denial_of_being_is_a_word_of_its_own(text, headline):
    assert middle(text, language="ja")[1].headline == headline


def test_a_word_that_only_limits_a_figure_does_not_name_it():
    assert middle("It costs less than $50, not $500.")[1].headline != "Less"
