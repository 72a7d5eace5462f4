"""Figures: as a text writes them, while they count up, and in the style of a language."""

# Digits and signs of other scripts look like Latin ones.
# ruff: noqa: RUF001

import pytest

from render_node.engines.motion import figures


@pytest.mark.parametrize(
    ("figure", "share", "expected"),
    [
        ("$54k", 0.5, "$27k"),
        ("72", 0.25, "18"),
        ("9.1", 0.5, "4.5"),
        ("0.05", 0.5, "0.02"),
        ("0.625", 0.5, "0.312"),
        ("46,00 €", 0.5, "23,00 €"),
        ("72", 0.0, "0"),
        ("$14166", 0.5, "$7083"),
    ],
)
def test_a_figure_counts_up_with_its_signs_and_decimals(figure, share, expected):
    assert figures.counted(figure, share) == expected


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("1,250,000", "625,000"),
        ("$14,166.50", "$7,083.25"),
        ("1.234,56 €", "617,28 €"),
        ("14\u202f166 €", "7\u202f083 €"),
        ("14 166 kr", "7 083 kr"),
        ("1'200", "600"),
        ("12,34,567", "6,17,283"),
    ],
)
def test_a_figure_keeps_its_groups_while_it_counts_up(figure, expected):
    assert figures.counted(figure, 0.5) == expected


@pytest.mark.parametrize(("figure", "expected"), [("٥٤", "٢٧"), ("١٬٢٥٠", "٦٢٥"), ("५४%", "२७%")])
def test_a_figure_keeps_the_digits_of_its_script(figure, expected):
    assert figures.counted(figure, 0.5) == expected


@pytest.mark.parametrize("figure", ["$54k", "1,250,000", "3:07", "9.1"])
def test_a_counted_figure_ends_exactly_as_written(figure):
    assert figures.counted(figure, 1.0) == figure


@pytest.mark.parametrize("figure", ["3:07", "2 of 10", "from 5 to 120"])
def test_text_with_two_figures_does_not_count(figure):
    assert figures.counted(figure, 0.5) == figure


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$84", 84.0), ("84.50", 84.5), ("1,250", 1250.0), ("14 166 €", 14166.0), ("0.625", 0.625),
        ("$54k", None), ("3 to 4", None), ("none", None),
    ],
)  # fmt: skip
def test_a_number_is_read_only_where_it_is_certain(text, expected):
    assert figures.number(text) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "1,234,567.5"), ("", "1,234,567.5"), ("de-AT", "1.234.567,5"), ("hi", "12,34,567.5"),
        ("fr", "1\u202f234\u202f567,5"),
    ],
)  # fmt: skip
def test_a_number_is_written_in_the_style_of_its_language(language, expected):
    assert figures.written(1234567.5, language=language) == expected


def test_small_numbers_have_no_groups():
    assert [figures.written(each, language="en") for each in (0, 999, -4.5)] == ["0", "999", "-4.5"]
