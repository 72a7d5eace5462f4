"""Names of several nouns: the thing is the main one, and the others only say of which kind it is."""

import pytest

from synthesis.tests.test_objects import names


@pytest.mark.parametrize(
    ("sentence", "thing", "others"),
    [
        ("Put the snake plant in a dark corner.", "potted-plant", {"snake"}),
        ("A spider plant cleans the air.", "potted-plant", {"spider"}),
        ("The elephant ear plant loves shade.", "potted-plant", {"elephant", "ear"}),
        ("Buy a butter knife.", "kitchen-knife", set()),
        ("My apple watch counts steps.", "watch", {"red-apple", "green-apple"}),
        ("Fold a paper plane.", "airplane", set()),
        ("Eat a hot dog.", "hot-dog", {"dog", "dog-face"}),
        ("A bread knife is sharp.", "kitchen-knife", set()),
    ],
)
def test_the_last_noun_of_an_english_name_is_the_thing(sentence, thing, others):
    found = names(sentence)

    assert found[0] == thing
    assert not others & set(found)


@pytest.mark.parametrize("sentence", ["Grate some horse radish.", "The coffee table is old."])
def test_a_kind_of_something_without_a_picture_pictures_nothing(sentence):
    assert names(sentence) == []


def test_an_animal_stays_beside_what_is_for_it():
    assert {"dog", "bed"} <= set(names("The dog bed is clean."))


@pytest.mark.parametrize(
    ("language", "sentence", "thing"),
    [
        ("fr", "Un couteau à pain.", "kitchen-knife"),
        ("es", "Un cuchillo de pan.", "kitchen-knife"),
        ("it", "Un coltello da pane.", "kitchen-knife"),
        ("pt-BR", "Uma faca de pão.", "kitchen-knife"),
        ("de", "Ein Brotmesser.", "kitchen-knife"),
    ],
)
def test_the_main_noun_is_where_the_language_has_it(language, sentence, thing):
    assert names(sentence, language=language)[0] == thing


def test_an_animal_behind_a_spanish_plant_is_not_meant():
    assert names("Una planta serpiente.", language="es") == ["potted-plant"]


@pytest.mark.parametrize(
    "sentence",
    ["Deixe a muda na meia-sombra.", "Espere por meia hora.", "Às nove e meia.", "Com meia dúzia."],
)
def test_half_of_something_is_no_sock_in_portuguese(sentence):
    assert "socks" not in names(sentence, language="pt")
    assert names("Lave a meia de algodão.", language="pt") == ["socks"]
