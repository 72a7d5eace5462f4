"""Shares of common wording, on labelled pairs of texts in nine languages."""
# ruff: noqa: RUF001 - the texts are in many scripts, whose letters look like Latin ones

import pytest

from discovery import sameness
from discovery.tests.wording import DIFFERENT, EDITED, SCRIPT


def share_of(one, other):
    return sameness.shared(sameness.wording_of(one), sameness.wording_of(other))


def test_an_edit_of_a_text_is_high_and_a_different_text_is_not():
    edited = [share_of(one, other) for _, one, other in EDITED]
    different = [share_of(one, other) for _, one, other in DIFFERENT]

    assert min(edited) > sameness.HIGH + 0.1
    assert max(different) < sameness.HIGH - 0.1


@pytest.mark.parametrize("language", sorted({language for language, _, _ in EDITED}))
def test_a_text_is_found_inside_a_long_script(language):
    for _, one, other in (pair for pair in EDITED if pair[0] == language):
        assert share_of(one, f"{SCRIPT} {other} {SCRIPT}") >= sameness.HIGH


def test_phrases_scattered_over_a_script_about_the_topic_are_not_the_same_wording():
    idea = DIFFERENT[0][1]

    assert share_of(idea, SCRIPT) < sameness.HIGH


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Why your espresso tastes sour", "WHY YOUR ESPRESSO… TASTES SOUR?!"),
        ("Café crème à la maison, sans machine", "Cafe creme a la maison sans machine"),
        ("ｅｓｐｒｅｓｓｏ ａｔ ｈｏｍｅ", "espresso at home"),
    ],
)
def test_case_accents_width_and_punctuation_do_not_matter(one, other):
    assert share_of(one, other) == 1.0


@pytest.mark.parametrize("text", ["", "Coffee", "🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂", "コーヒー", "..."])
def test_a_few_words_are_not_compared(text):
    assert not sameness.wording_of(text).is_comparable


def test_only_a_part_that_comes_from_the_source_counts():
    source = sameness.wording_of("Why your espresso tastes sour")
    own = sameness.wording_of("Why your espresso tastes sour. I asked three baristas, and nobody agreed.")

    assert sameness.shared(own, source) == 1.0
    assert sameness.shared_with_source(own, source) < sameness.HIGH


def test_the_index_finds_what_the_comparison_of_all_texts_finds():
    texts = {str(number): text for number, (_, text, _) in enumerate(EDITED)}
    wordings = {key: sameness.wording_of(text) for key, text in texts.items()}
    index = sameness.Index(wordings)

    for number, (_, _, other) in enumerate(EDITED):
        wording = sameness.wording_of(other)
        expected = max((sameness.shared(wording, each), key) for key, each in wordings.items())
        assert index.closest(wording) == expected
        assert index.closest(wording, without={expected[1]}) is None or number in (0, 9)
