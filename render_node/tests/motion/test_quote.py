"""A quotation has the one who said it."""

from render_node.contract import Layout
from render_node.tests.motion import sheets

WORDS = {"layout": "quote", "theme": "archive", "headline": "I came. I saw. I won."}


def test_a_quotation_without_a_speaker_is_drawn_in_another_layout():
    assert sheets.layout_of(**WORDS) != Layout.QUOTE


def test_a_quotation_with_its_speaker_is_a_quote():
    assert sheets.layout_of(speaker="Caesar, 47 BC", **WORDS) == Layout.QUOTE


def test_the_card_has_left_before_the_scene_ends():
    last, bare = (
        sheets.drawn(t, speaker="Caesar", scene_index=1, ground=1, **{**WORDS, "layout": layout})[0]
        for t, layout in ((3.97, "quote"), (3.97, "type_poster"))
    )

    assert abs(last[0] - bare[0]).mean() < 1
