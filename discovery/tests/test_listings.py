"""Lists and drawers: cached until something changes, and paged without gaps and repeats."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from discovery import candidates, ideas, listings, niches, scores
from discovery.models import Candidate, Decision, SourceVideo
from discovery.tests import factories
from foundation.errors import NotFoundError

DAYS = timedelta(days=30)


def query(**fields):
    return listings.Query(**{"within": DAYS, "order": "-score_low", **fields})


@pytest.fixture
def titles(workspace):
    """The titles on the list, as it is cached."""

    def read(of=workspace, **fields):
        return [line.title for line in listings.page(workspace=of, query=query(**fields)).lines]

    return read


def test_a_list_that_is_read_again_takes_no_query(workspace, make_candidate, titles):
    make_candidate(1)
    titles()

    with CaptureQueriesContext(connection) as queries:
        assert titles() == ["Video 1"]

    assert len(queries) == 0


def test_lists_with_other_filters_are_other_lists(make_candidate, titles):
    make_candidate(1, format="short")
    make_candidate(2, format="long")

    assert titles(format="short") == ["Video 1"]
    assert titles(format="long") == ["Video 2"]


def test_a_decision_shows_at_once(make_candidate, titles):
    row = make_candidate(1)
    titles()

    candidates.decide(candidate=row, decision=Decision.DISMISSED)

    assert titles() == []


def test_new_numbers_of_a_channel_show_in_every_workspace_that_watches_it(
    stranger_workspace, niche, source, make_candidate, titles
):
    make_candidate(1, title="Before")
    theirs = niches.create(workspace=stranger_workspace, name="Coffee", keywords=[])
    candidates.add_for(watched=factories.watched_channel(niche=theirs))
    assert titles() == titles(of=stranger_workspace) == ["Before"]

    SourceVideo.objects.update(title="After")
    scores.publish(channel=source)

    assert titles() == titles(of=stranger_workspace) == ["After"]


def test_a_new_video_shows(source, make_candidate, titles):
    make_candidate(1)
    titles()
    make_candidate(2)
    Candidate.objects.filter(title="Video 2").delete()
    assert titles() == ["Video 1"]

    candidates.add_for_watchers(channel=source, platform_ids=["vid00000002"])

    assert sorted(titles()) == ["Video 1", "Video 2"]


def test_a_channel_that_is_no_longer_watched_leaves_the_list(channel, make_candidate, titles):
    make_candidate(1)
    titles()

    niches.unwatch(watched=channel)

    assert titles() == []


def test_an_idea_shows_at_once_in_list_and_drawer(workspace, owner, make_candidate):
    row = make_candidate(1)

    def shown():
        line = listings.page(workspace=workspace, query=query()).lines[0]
        drawer = listings.drawer(workspace=workspace, candidate_id=row.pk)
        return line.idea_id, drawer.candidate.made_idea_id

    assert shown() == (None, None)

    idea = ideas.from_candidate(candidate=row, user=owner)

    assert shown() == (idea.pk, idea.pk)


def test_scores_disappear_once_derived_metrics_are_off(workspace, make_candidate, settings):
    make_candidate(1, velocity=12.0)
    assert listings.page(workspace=workspace, query=query()).lines[0].velocity.value == 12.0

    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False

    assert listings.page(workspace=workspace, query=query()).lines[0].velocity.value is None


def test_the_drawer_of_another_workspace_is_not_found_although_it_is_cached(
    workspace, stranger_workspace, make_candidate
):
    row = make_candidate(1)
    listings.drawer(workspace=workspace, candidate_id=row.pk)

    with pytest.raises(NotFoundError):
        listings.drawer(workspace=stranger_workspace, candidate_id=row.pk)


def test_a_cached_list_ages(member, make_candidate, monkeypatch):
    from discovery.models import Niche, Outcome

    Niche.objects.update(outcome=Outcome.SUCCEEDED)
    make_candidate(1, age_h=48)
    assert "2 d ago" in member.get("/discover/").content.decode()

    monkeypatch.setattr(timezone, "now", lambda: factories.NOW + timedelta(hours=25))

    assert "3 d ago" in member.get("/discover/").content.decode()


def test_the_list_of_the_api_is_cached_until_a_decision(api, make_candidate):
    row = make_candidate(1)
    first = api.get("/api/v1/candidates/").json()
    Candidate.objects.update(title="Changed")
    assert api.get("/api/v1/candidates/").json() == first

    candidates.decide(candidate=row, decision=Decision.SAVED)

    assert api.get("/api/v1/candidates/").json()["data"][0]["decision"] == "saved"


@pytest.mark.parametrize("order", ["-score_low", "-velocity", "-views", "-published_at"])
def test_pages_neither_skip_nor_repeat_while_candidates_are_added(
    workspace, channel, make_candidate, monkeypatch, order
):
    """Some have equal values, some have none, and rows are added before, between and after the others."""
    monkeypatch.setattr(listings, "PER_PAGE", 4)
    values = [3.0, 3.0, 3.0, 2.0, 2.0, 1.0, None, None, None, None, None, None, None]
    for number, value in enumerate(values):
        _row(make_candidate, number, value)
    known = set(Candidate.objects.values_list("pk", flat=True))

    seen: list[str] = []
    cursor, number = None, 100
    while cursor is not None or not seen:
        page = listings.page(workspace=workspace, query=query(order=order, cursor=cursor))
        seen += [line.id for line in page.lines]
        cursor = page.next_cursor
        for value in (9.0, 3.0, 2.0, 0.5, None):
            number += 1
            _row(make_candidate, number, value)
        if number > 125:
            break

    assert len(seen) == len(set(seen))
    assert known <= {*seen, *_rest(workspace, order, cursor)}


def _row(make_candidate, number, value):
    counted = None if value is None else int(value * 1000)
    made = make_candidate(number, velocity=value, views=counted, age_h=24 + (value or 0))
    # A score needs an explanation in the video, which the list's copy does not have.
    Candidate.objects.filter(pk=made.pk).update(score=value, score_low=value)


def _rest(workspace, order, cursor):
    while cursor is not None:
        page = listings.page(workspace=workspace, query=query(order=order, cursor=cursor))
        yield from (line.id for line in page.lines)
        cursor = page.next_cursor


def test_the_admin_shows_how_often_lists_came_from_the_cache(client, workspace, titles):
    for _ in range(4):
        titles()
    client.force_login(User.objects.create_superuser("operator@example.test", "a long password"))

    page = client.get("/admin/discovery/candidate/").content.decode()

    assert f"Lists from the cache: {timezone.now():%-d %b} 75% of 4" in page
    assert "Drawers from the cache: none yet" in page
