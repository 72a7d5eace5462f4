"""Places whose names are also words."""

import pytest

from synthesis.choices import Layout
from synthesis.studio.looks import places
from synthesis.tests.test_looks import middle


def names(text):
    return [place.name for place in places.find(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Take the train from Reading to Bath.", ["Reading", "Bath"]),
        ("Von Essen nach Bergen dauert es einen Tag.", ["Essen", "Bergen"]),
        ("D'Orange à Avignon, il y a trente minutes.", ["Orange", "Avignon"]),
        ("From Nice to Split by boat.", ["Nice", "Split"]),
        ("D'Avignon à Lyon en train.", ["Avignon", "Lyon"]),
    ],
)
def test_a_preposition_shows_that_a_word_is_a_place(text, found):
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Die Kosten von Essen in Berlin steigen.", ["Berlin"]),
        ("Zum Essen nach Rom.", ["Rom"]),
        ("Nice to meet you in Paris.", ["Paris"]),
        ("I was reading in London.", ["London"]),
    ],
)
def test_the_same_word_elsewhere_is_no_place(text, found):
    assert names(text) == found


def test_a_way_between_such_places_is_drawn_on_a_map():
    assert middle("Take the train from Reading to Bath.")[0].layout is Layout.ROUTE
