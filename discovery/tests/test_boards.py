"""The board: its columns, and the places of cards in them."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from discovery import boards, ideas, places
from discovery.errors import IdeaMoveError, MovedElsewhereError
from discovery.models import Idea, IdeaStatus


@pytest.fixture
def write(workspace, owner):
    """Writes ideas with these titles, the first one last, so that it is the first card of the inbox."""

    def made(*titles):
        rows = [ideas.write(workspace=workspace, user=owner, title=title) for title in reversed(titles)]
        return rows[::-1]

    return made


def titles_in(workspace, status=IdeaStatus.INBOX):
    columns = {column.status: column for column in boards.columns(workspace=workspace)}
    return [card.idea.title for card in columns[status].cards]


def test_the_board_counts_every_column(workspace, write):
    write("One", "Two")

    columns = {column.status: column for column in boards.columns(workspace=workspace)}

    assert list(columns) == list(IdeaStatus)
    assert (columns[IdeaStatus.INBOX].count, columns[IdeaStatus.POSTED].count) == (2, 0)
    assert titles_in(workspace) == ["One", "Two"]


@pytest.mark.parametrize("at_once", [4, 5])
def test_a_long_column_shows_its_first_cards_and_pages_have_the_rest(workspace, write, monkeypatch, at_once):
    monkeypatch.setattr(boards, "MOST_CARDS", 2)
    monkeypatch.setattr(boards, "_MOST_AT_ONCE", at_once)
    write("One", "Two", "Three", "Four", "Five")

    inbox = boards.columns(workspace=workspace)[0]
    first, page = boards.column(workspace=workspace, status="inbox", cursor=None)
    second, _ = boards.column(workspace=workspace, status="inbox", cursor=page.next_cursor)

    assert (inbox.count, inbox.is_cut, len(inbox.cards)) == (5, True, 2)
    assert [card.idea.title for card in first + second] == ["One", "Two", "Three", "Four"]


def test_a_card_is_put_below_another_one(workspace, write):
    one, two, three = write("One", "Two", "Three")

    ideas.move(idea=three, status="inbox", above_id=one.pk)

    assert titles_in(workspace) == ["One", "Three", "Two"]
    assert two.version == 1


def test_a_card_is_put_on_top_of_its_column(workspace, write):
    *_, last = write("One", "Two", "Three")

    ideas.move(idea=last, status="inbox", above_id=places.TOP)

    assert titles_in(workspace) == ["Three", "One", "Two"]


def test_a_card_arrives_in_another_column_at_the_place_where_it_was_dropped(workspace, write):
    one, two, three = write("One", "Two", "Three")
    for idea in (three, two):
        ideas.move(idea=idea, status="shortlisted")

    ideas.move(idea=one, status="shortlisted", seen="inbox", above_id=two.pk)

    assert titles_in(workspace, IdeaStatus.SHORTLISTED) == ["Two", "One", "Three"]


def test_a_card_that_leaves_its_column_loses_its_place_there(workspace, write):
    one, _, three = write("One", "Two", "Three")
    ideas.move(idea=three, status="inbox", above_id=one.pk)

    ideas.move(idea=three, status="dropped")
    ideas.move(idea=three, status="inbox")

    assert titles_in(workspace) == ["Three", "One", "Two"]


def test_a_card_keeps_its_place_if_the_card_above_has_left(workspace, write):
    one, _, three = write("One", "Two", "Three")
    ideas.move(idea=one, status="dropped")

    ideas.move(idea=three, status="inbox", above_id=one.pk)

    assert titles_in(workspace) == ["Two", "Three"]


def test_the_smallest_gap_never_runs_out(workspace, write):
    first, *others = write("Top", "A", "B")

    for _ in range(60):
        for idea in others:
            ideas.move(idea=idea, status="inbox", above_id=first.pk)

    assert titles_in(workspace) == ["Top", "B", "A"]


def test_cards_that_arrived_at_the_same_instant_are_ordered_by_hand(workspace, write):
    first, *_ = write("One", "Two", "Three")
    Idea.objects.update(status_changed_at=first.status_changed_at)
    top, middle, last = Idea.objects.in_board_order()

    ideas.move(idea=last, status="inbox", above_id=top.pk)

    assert titles_in(workspace) == [top.title, last.title, middle.title]


def test_a_refused_move_says_where_the_idea_can_go(write):
    (idea,) = write("Sour espresso")

    with pytest.raises(IdeaMoveError) as refusal:
        ideas.move(idea=idea, status="posted")

    assert refusal.value.message == (
        "“Sour espresso” is in Inbox. From there it can go to Shortlisted, Scripted, In studio or Dropped, "
        "but not to Posted."
    )


def test_the_second_of_two_people_learns_where_the_card_is(write):
    (idea,) = write("Sour espresso")
    seen_by_the_other = Idea.objects.get()
    ideas.move(idea=idea, status="dropped", seen="inbox")

    with pytest.raises(MovedElsewhereError, match="is in Dropped now"):
        ideas.move(idea=Idea.objects.get(), status="shortlisted", seen="inbox")
    with pytest.raises(MovedElsewhereError, match="is in Dropped now"):
        ideas.move(idea=seen_by_the_other, status="shortlisted", seen="inbox")


@pytest.mark.django_db(transaction=True)
def test_cards_that_are_put_below_each_other_at_once_keep_a_stable_order(workspace, write):
    rows = write("One", "Two", "Three", "Four")
    problems: list[Exception] = []

    def reorder(mine, above):
        try:
            for _ in range(10):
                ideas.move(idea=Idea.objects.get(pk=mine), status="inbox", above_id=above)
        except Exception as error:  # noqa: BLE001 - shown by the assertion
            problems.append(error)
        finally:
            connection.close()

    pairs = [(0, 1), (1, 0), (2, 3), (3, 2)]
    threads = [threading.Thread(target=reorder, args=(rows[a].pk, rows[b].pk)) for a, b in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    assert sorted(titles_in(workspace)) == ["Four", "One", "Three", "Two"]
    assert titles_in(workspace) == titles_in(workspace)


def test_the_score_on_a_card_is_the_frozen_one(workspace, make_candidate, owner, settings):
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = True
    candidate = make_candidate(
        observations=[(24, 4200)], score=8.4, score_low=6.0, score_high=11.0, method="same_age", unscored="",
        baseline_n=14, baseline_median=500.0,
    )  # fmt: skip
    idea = ideas.from_candidate(candidate=candidate, user=owner)
    candidate.score = 2.0
    candidate.save()

    (card,) = boards.cards_of(workspace=workspace, ideas=[idea])

    assert card.score is not None
    assert (card.score.value, card.score.n, card.score.origin) == (8.4, 14, "same age")
    assert card.score.observed_at - candidate.observed_at < timedelta(seconds=1)


def test_a_card_shows_no_score_that_the_platform_prohibits(workspace, make_candidate, owner, settings):
    candidate = make_candidate(
        observations=[(24, 4200)], score=8.4, score_low=6.0, score_high=11.0, method="same_age", unscored="",
        baseline_n=14, baseline_median=500.0,
    )  # fmt: skip
    idea = ideas.from_candidate(candidate=candidate, user=owner)
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False

    (card,) = boards.cards_of(workspace=workspace, ideas=[idea])

    assert card.score is None
