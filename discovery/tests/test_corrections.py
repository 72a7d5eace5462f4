"""Views that fall: the list and the drawer say that the platform corrected its count, with both numbers."""

import html
from datetime import timedelta

import pytest
from django.utils import timezone

from discovery import corrections, scores
from discovery.models import Candidate, ChannelOrigin, Snapshot, SourceChannel

SENTENCE = "YouTube corrected its count: 12,400 views on {before}, then 11,900 on {after}."


def correction_of(row):
    return corrections.of([row]).get(row.pk)


def at(row, age_h):
    """The time at that age as pages show it."""
    return f"{timezone.localtime(row.published_at + timedelta(hours=age_h)):%-d %b, %H:%M}"


def shown(response):
    return " ".join(html.unescape(response.content.decode()).split())


@pytest.fixture
def corrected(make_candidate):
    return make_candidate(1, observations=[(6, 9_000), (20, 12_400), (26, 11_900), (40, 12_000)])


def test_the_drawer_says_that_the_platform_corrected_its_count(member, corrected):
    sentence = SENTENCE.format(before=at(corrected, 20), after=at(corrected, 26))

    page = shown(member.get(f"/discover/candidates/{corrected.pk}/"))

    assert page.count(sentence) == 2
    assert f"The curve falls where this happened: {sentence}" in page


def test_a_row_says_so_for_its_curve(member, corrected, source):
    scores.rescore(channel=source, at=timezone.now())
    sentence = SENTENCE.format(before=at(corrected, 20), after=at(corrected, 26))

    page = shown(member.get("/discover/"))

    assert f"<title>{sentence}</title>" in page
    assert f"Views since publication: from 0 to 12K. {sentence}" in page


def test_views_that_only_rise_are_not_corrected(member, make_candidate):
    row = make_candidate(1, observations=[(6, 9_000), (20, 9_000), (26, 11_900)])

    assert correction_of(row) is None
    assert "corrected its count" not in shown(member.get(f"/discover/candidates/{row.pk}/"))


def test_a_fall_that_goes_on_is_a_single_correction(make_candidate):
    row = make_candidate(1, observations=[(6, 9_000), (20, 8_000), (26, 7_000), (40, 7_500)])

    found = correction_of(row)

    assert (found.before, found.after, found.times) == (9_000, 7_000, 1)


def test_the_largest_of_several_corrections_is_named(make_candidate):
    row = make_candidate(1, observations=[(6, 900), (10, 890), (20, 5_000), (26, 4_000), (40, 4_500)])

    found = correction_of(row)

    assert (found.before, found.after, found.times) == (5_000, 4_000, 2)
    assert "(the largest of 2 corrections)" in found.sentence


@pytest.mark.parametrize(
    ("last", "effect"), [(4_900, "The score uses the corrected count."), (5_000, "passes over the fall")]
)
def test_the_effect_on_the_score_depends_on_whether_the_views_recover(make_candidate, last, effect):
    row = make_candidate(1, observations=[(6, 5_000), (20, 4_000), (26, last)])

    assert effect in correction_of(row).effect


def test_another_rule_for_counting_is_not_a_correction(make_candidate):
    row = make_candidate(1, observations=[(6, 5_000), (20, 4_000)])
    Snapshot.objects.filter(views=4_000).update(counting_regime="another")

    assert correction_of(row) is None


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        (ChannelOrigin.IMPORTED, "The views in your imported files fell: 5,000 views"),
        (ChannelOrigin.LICENSED, "Reach Data corrected its count: 5,000 views"),
    ],
)
def test_numbers_that_others_supplied_name_their_source(make_candidate, origin, words):
    row = make_candidate(1, observations=[(6, 5_000), (20, 4_000)])
    SourceChannel.objects.update(origin=origin, provider="Reach Data")

    assert words in correction_of(Candidate.objects.for_row().get()).sentence
    assert row.pk


def test_all_rows_of_a_list_take_one_query(make_candidate, django_assert_num_queries):
    for number in range(3):
        make_candidate(number, observations=[(6, 5_000), (20, 4_000)])
    rows = list(Candidate.objects.for_row())

    with django_assert_num_queries(1):
        assert len(corrections.of(rows)) == 3
