"""A figure between two words."""

import pytest

from render_node.contract import Layout
from render_node.tests.motion import sheets


def layout(headline, objects=("person-lifting-weights",)):
    return sheets.layout_of(layout="type_sandwich", theme="gym", headline=headline, objects=list(objects))


def test_two_words_and_an_object_make_a_sandwich():
    assert layout("Brace first") == Layout.TYPE_SANDWICH


@pytest.mark.parametrize("headline", ["Brace", "A much longer headline than two strong words can be"])
def test_one_word_or_many_are_drawn_in_another_layout(headline):
    assert layout(headline) != Layout.TYPE_SANDWICH


def test_words_without_an_object_are_drawn_in_another_layout():
    assert layout("Brace first", ()) != Layout.TYPE_SANDWICH
