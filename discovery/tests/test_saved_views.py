"""Saved views: filters under a name, applied by a link."""

import pytest
from django.test import Client

from discovery import saved_views
from discovery.errors import TooManyViewsError, ViewNameTakenError
from discovery.models import Niche, Outcome, SavedView
from discovery.saved_views import Query

LONG_GERMAN = Query(format="long", language="de", horizon="30d")


@pytest.fixture
def listed(niche, make_candidate):
    """A list with one candidate."""
    Niche.objects.update(outcome=Outcome.SUCCEEDED)
    make_candidate(1)


@pytest.fixture
def view(workspace, owner):
    return saved_views.save(workspace=workspace, user=owner, name="Long German", query=LONG_GERMAN)


def text(response):
    return response.content.decode()


def test_the_current_filters_are_saved_without_scripts(member, listed):
    page = text(member.get("/discover/?format=long&language=de&horizon=30d&cursor=&sort="))
    form = page.partition('action="/discover/views/"')[2].partition("</form>")[0]
    query = form.partition('name="query" value="')[2].partition('"')[0].replace("&amp;", "&")

    answer = member.post("/discover/views/", {"name": "Long German", "query": query})

    assert answer["Location"] == "/discover/?horizon=30d&format=long&language=de"
    assert SavedView.objects.get().query == LONG_GERMAN.model_dump()


def test_a_view_is_a_link_and_marked_where_its_filters_apply(member, listed, view):
    elsewhere, applied = (
        text(member.get("/discover/")),
        text(member.get("/discover/?language=de&format=long&horizon=30d")),
    )

    assert "/discover/?horizon=30d&amp;format=long&amp;language=de" in elsewhere
    assert "Delete view" not in elsewhere
    assert "Delete view" in applied


def test_invalid_filters_are_not_saved(member, listed):
    member.post("/discover/views/", {"name": "Odd", "query": "format=wide&min_score=9&language=de&evil=1"})

    assert SavedView.objects.get().query == Query(language="de").model_dump()


def test_a_view_is_renamed(member, listed, view):
    member.post(f"/discover/views/{view.pk}/", {"name": "Deutsch"})

    assert "Deutsch" in text(member.get("/discover/"))


def test_a_view_is_deleted(member, listed, view):
    member.post(f"/discover/views/{view.pk}/delete/")

    assert not SavedView.objects.exists()
    assert "Long German" not in text(member.get("/discover/")).partition("was deleted")[2]


@pytest.mark.parametrize("name", ["", "   ", "x" * 41])
def test_a_view_needs_a_short_name(member, listed, name):
    answer = member.post("/discover/views/", {"name": name, "query": ""}, follow=True)

    assert not SavedView.objects.exists()
    assert answer.status_code == 200


def test_a_name_is_used_once(workspace, owner, view):
    with pytest.raises(ViewNameTakenError):
        saved_views.save(workspace=workspace, user=owner, name="LONG german", query=Query())


def test_a_view_is_not_renamed_to_a_used_name(workspace, owner, view):
    other = saved_views.save(workspace=workspace, user=owner, name="Other", query=Query())

    with pytest.raises(ViewNameTakenError):
        saved_views.rename(view=other, name="Long German")


def test_a_workspace_has_twenty_views_at_most(workspace, owner):
    for number in range(20):
        saved_views.save(workspace=workspace, user=owner, name=f"View {number}", query=Query())

    with pytest.raises(TooManyViewsError):
        saved_views.save(workspace=workspace, user=owner, name="One more", query=Query())


def test_views_of_another_workspace_are_neither_shown_nor_changed(stranger_workspace, view, listed):
    stranger = Client()
    stranger.force_login(stranger_workspace.memberships.get().user)

    assert "Long German" not in text(stranger.get("/discover/"))
    assert stranger.post(f"/discover/views/{view.pk}/", {"name": "Mine"}).status_code == 404
    assert stranger.post(f"/discover/views/{view.pk}/delete/").status_code == 404
