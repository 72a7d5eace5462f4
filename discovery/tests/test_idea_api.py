"""Ideas over REST: score, prediction, sameness, and moves."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from discovery import ideas
from discovery.models import Idea

TEXT = "Why your espresso tastes sour, and what to change first: the grind, not the beans."


@pytest.fixture
def post(api):
    return lambda path, body: api.post(f"/api/v1/{path}", body, content_type="application/json")


def test_an_idea_shows_the_frozen_score_the_prediction_and_its_sameness(
    api, make_candidate, workspace, owner, settings
):
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = True
    candidate = make_candidate(
        observations=[(24, 4200)], score=8.4, score_low=6.0, score_high=11.0, method="same_age", unscored="",
        baseline_n=14, baseline_median=500.0,
    )  # fmt: skip
    idea = ideas.from_candidate(candidate=candidate, user=owner)
    other = ideas.write(workspace=workspace, user=owner, title=TEXT)
    ideas.edit(idea=idea, version=1, title=TEXT)

    body = api.get(f"/api/v1/ideas/{idea.pk}/").json()

    assert {name: body["score"][name] for name in ("value", "low", "high", "n", "method", "source")} == {
        "value": 8.4, "low": 6.0, "high": 11.0, "n": 14, "method": "same_age", "source": "computed",
    }  # fmt: skip
    assert (body["prediction"]["state"], body["prediction"]["reason"]) == ("not_predicted", "no_own_channel")
    assert (body["sameness"]["alike"], body["sameness"]["id"], body["sameness"]["share"]) == (
        "idea",
        other.pk,
        1,
    )
    assert body["sameness"]["explanation"].startswith("100% like your idea “Why your espresso")


def test_an_idea_written_by_hand_has_no_score(api, workspace, owner):
    idea = ideas.write(workspace=workspace, user=owner, title=TEXT)

    body = api.get(f"/api/v1/ideas/{idea.pk}/").json()

    assert body["score"] is None
    assert body["sameness"]["alike"] == "nothing"


def test_a_list_takes_as_many_queries_for_twenty_ideas_as_for_two(api, workspace, owner):
    counts: list[int] = []
    for _ in range(2):
        for number in range(2 if not counts else 18):
            ideas.write(workspace=workspace, user=owner, title=f"{TEXT} {number}")
        api.get("/api/v1/ideas/?limit=100")
        with CaptureQueriesContext(connection) as queries:
            assert len(api.get("/api/v1/ideas/?limit=100").json()["data"]) == Idea.objects.count()
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_move_puts_an_idea_below_another_one(post, workspace, owner):
    third, second, first = (
        ideas.write(workspace=workspace, user=owner, title=title) for title in ("Three", "Two", "One")
    )

    answer = post(f"ideas/{third.pk}/move/", {"status": "inbox", "above": first.pk})

    assert answer.status_code == 200
    assert [row.pk for row in Idea.objects.in_board_order()] == [first.pk, third.pk, second.pk]


def test_a_move_from_an_outdated_status_is_refused(post, workspace, owner):
    idea = ideas.write(workspace=workspace, user=owner, title="One")
    ideas.move(idea=idea, status="dropped")

    answer = post(f"ideas/{idea.pk}/move/", {"status": "shortlisted", "seen": "inbox"})

    assert (answer.status_code, answer.json()["code"]) == (409, "moved_elsewhere")
    assert answer.json()["idea_status"] == "dropped"


def test_a_refused_move_lists_the_possible_ones(post, workspace, owner):
    idea = ideas.write(workspace=workspace, user=owner, title="One")

    answer = post(f"ideas/{idea.pk}/move/", {"status": "posted"})

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_move")
    assert answer.json()["possible"] == ["shortlisted", "scripted", "in_studio", "dropped"]


@pytest.mark.parametrize("above", ["ida_nothing", "x" * 41, "\0"])
def test_an_unknown_card_above_changes_no_place(post, workspace, owner, above):
    idea = ideas.write(workspace=workspace, user=owner, title="One")

    assert post(f"ideas/{idea.pk}/move/", {"status": "inbox", "above": above}).status_code in (200, 400, 422)
    idea.refresh_from_db()
    assert idea.placed_at is None
