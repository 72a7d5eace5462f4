"""Pages of candidates: complete and without repetition, in every order, while rows come and change."""

import itertools

import pytest

from discovery import candidates
from discovery.models import Candidate, CandidateQuerySet
from foundation import pagination

ORDERS = [
    f"{sign}{name}" for name in ("score_low", "velocity", "views", "published_at", "pk") for sign in ("-", "")
]


@pytest.fixture
def listed(make_candidate):
    """Eleven candidates: equal values, and some without any."""
    rows = [make_candidate(number, age_h=10 + number // 3) for number in range(11)]
    for number, row in enumerate(rows):
        value = None if number % 4 == 3 else number // 2
        Candidate.objects.filter(pk=row.pk).update(score_low=value, velocity=value, views=value)
    return [row.pk for row in rows]


def walk(workspace, *, order, limit=3, between=lambda: None, wide=CandidateQuerySet.for_row):
    cursor = None
    seen: list[Candidate] = []
    while True:
        page = pagination.paginate(
            candidates.find(workspace=workspace), order=order, cursor=cursor, limit=limit, wide=wide
        )
        seen += page.rows
        cursor = page.next_cursor
        if cursor is None:
            return seen
        between()


@pytest.mark.parametrize("limit", [1, 3, 25])
@pytest.mark.parametrize("order", ORDERS)
def test_pages_hold_every_candidate_once(workspace, listed, order, limit):
    seen = [row.pk for row in walk(workspace, order=order, limit=limit)]

    assert sorted(seen) == sorted(listed)


@pytest.mark.parametrize("order", ORDERS)
def test_candidates_without_a_value_come_last(workspace, listed, order):
    values = [getattr(row, order.removeprefix("-")) for row in walk(workspace, order=order)]

    known = [value for value in values if value is not None]
    assert values[: len(known)] == sorted(known, reverse=order.startswith("-"))


@pytest.mark.parametrize("order", ORDERS)
def test_wide_pages_are_those_of_narrow_rows(workspace, listed, order):
    wide = [row.pk for row in walk(workspace, order=order)]

    assert wide == [row.pk for row in walk(workspace, order=order, wide=None)]


@pytest.mark.parametrize("order", ORDERS)
def test_pages_skip_and_repeat_nothing_while_others_are_added(workspace, listed, make_candidate, order):
    numbers = iter(range(100, 200))

    def add():
        for value in (None, 2, 99):
            row = make_candidate(next(numbers), age_h=12)
            Candidate.objects.filter(pk=row.pk).update(score_low=value, velocity=value, views=value)

    def add_once():
        if not Candidate.objects.filter(title__startswith="Video 1", score_low=99).exists():
            add()

    seen = [row.pk for row in walk(workspace, order=order, between=add_once)]

    assert [pk for pk in sorted(seen) if pk in listed] == sorted(listed)
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("order", ["-score_low", "score_low"])
def test_pages_skip_and_repeat_no_unchanged_candidate_while_others_are_rescored(workspace, listed, order):
    changing = listed[:4]
    scores = itertools.cycle((5, 0))

    def rescore():
        Candidate.objects.filter(pk__in=changing).update(score_low=next(scores))

    seen = [row.pk for row in walk(workspace, order=order, limit=2, between=rescore)]

    assert sorted(pk for pk in seen if pk not in changing) == sorted(listed[4:])


def test_a_page_takes_one_statement(workspace, listed, django_assert_num_queries):
    with django_assert_num_queries(1):
        page = pagination.paginate(
            candidates.find(workspace=workspace), order="-score_low", limit=5, wide=CandidateQuerySet.for_row
        )
        assert [row.channel.title for row in page.rows] == ["Crema Lab"] * 5
