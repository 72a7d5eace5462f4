"""The list's rows: rendered once for equal content, never stale, and never of another workspace."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import workspaces
from accounts.models import Membership, Role, User
from discovery import ideas, list_changes
from discovery.models import Candidate, Niche, Outcome, SourceChannel, SourceVideo
from discovery.tests import factories
from discovery.views import rows

PARTIAL = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def listed(niche, make_candidate):
    """A candidate on the list, in a scanned niche."""
    Niche.objects.update(outcome=Outcome.SUCCEEDED, next_round_at=None)
    SourceChannel.objects.update(collected_at=timezone.now())
    return make_candidate(1, observations=[(24, 1200)], title="Stop tamping too hard")


def text(response):
    return response.content.decode()


def row_of(page):
    return page.partition('<article class="candidate')[2].partition("</article>")[0]


def test_equal_rows_are_rendered_once(member, listed):
    member.get("/discover/")
    before = rows.html_of.cache_info()

    member.get("/discover/")

    after = rows.html_of.cache_info()
    assert (after.hits - before.hits, after.misses - before.misses) == (1, 0)


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"title": "Tamp softer"}, "Tamp softer"),
        ({"views": 9_300_000}, "9.3M"),
        ({"decision": "saved"}, "Remove from saved"),
        ({"velocity": 512.0}, "512"),
        ({"published_at": timezone.now() - timedelta(days=3, hours=1)}, "3 d ago"),
    ],
)
def test_a_row_shows_a_change_at_once(member, listed, change, shown):
    assert shown not in row_of(text(member.get("/discover/")))

    Candidate.objects.update(**change)
    list_changes.added(workspace_ids=[listed.workspace_id])

    assert shown in row_of(text(member.get("/discover/")))


def test_a_row_shows_old_numbers_as_such(member, listed):
    SourceVideo.objects.update(observed_at=timezone.now() - timedelta(hours=30))

    assert "Older than a day" in row_of(text(member.get("/discover/")))


def test_a_row_draws_the_views_since_publication_with_words(member, listed):
    SourceVideo.objects.update(trail=[0, 300, 900, 1200])

    assert 'aria-label="Views since publication: from 0 to 1.2K"' in row_of(text(member.get("/discover/")))


def test_a_row_without_measurements_draws_no_curve(member, listed):
    row = row_of(text(member.get("/discover/")))

    assert "Too few measurements for a curve" in row
    assert "sparkline" not in row


@pytest.mark.parametrize(("verdict", "is_flagged"), [("low", True), ("usual", False), ("hidden", False)])
def test_few_likes_for_its_views_are_flagged_in_words(member, listed, verdict, is_flagged):
    SourceVideo.objects.update(engagement={"likes": {"verdict": verdict}, "comments": {"verdict": "low"}})

    assert ("Few likes" in row_of(text(member.get("/discover/")))) == is_flagged


def test_no_likes_are_flagged_while_derived_metrics_are_off(member, listed, settings):
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False
    SourceVideo.objects.update(engagement={"likes": {"verdict": "low"}, "comments": {"verdict": "low"}})

    assert "Few likes" not in row_of(text(member.get("/discover/")))


def test_an_idea_that_is_made_or_deleted_shows_at_once(member, listed, owner):
    assert "Make idea" in row_of(text(member.get("/discover/")))

    idea = ideas.from_candidate(candidate=listed, user=owner)
    assert f"/ideas/{idea.pk}/" in row_of(text(member.get("/discover/")))

    ideas.delete(idea=idea)
    assert "Make idea" in row_of(text(member.get("/discover/")))


def test_dates_of_a_row_follow_the_time_zone_of_the_workspace(member, listed, workspace):
    Candidate.objects.update(published_at=timezone.now().replace(hour=0, minute=30) - timedelta(days=1))
    in_utc = row_of(text(member.get("/discover/")))

    workspace.time_zone = "Asia/Tokyo"
    workspace.save()

    in_tokyo = row_of(text(member.get("/discover/")))
    assert "00:30 UTC" in in_utc
    assert "09:30 JST" in in_tokyo


def test_a_page_never_shows_a_row_of_another_workspace(member, listed, owner, stranger_workspace):
    niche = Niche.objects.create(workspace=stranger_workspace, name="Theirs", outcome=Outcome.SUCCEEDED)
    channel = factories.watched_channel(niche=niche, letter="b")
    factories.candidate(channel=channel, title="Only theirs", published_at=listed.published_at)
    stranger = Client()
    stranger.force_login(stranger_workspace.memberships.get().user)

    mine, others = text(member.get("/discover/")), text(stranger.get("/discover/"))

    assert listed.pk in mine
    assert listed.pk not in others
    assert "Only theirs" in others
    assert "Only theirs" not in mine


def test_a_row_holds_no_token_and_no_address_of_a_person(member, listed):
    """All members of the workspace get the same row, in every session."""
    row = row_of(text(member.get("/discover/?sort=views")))

    assert "csrf" not in row
    assert "sort=views" not in row


def test_one_form_carries_the_actions_of_all_rows_without_scripts(owner, workspace, listed):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)
    page = text(browser.get("/discover/?sort=views"))
    form = page.partition('id="candidate-form"')[2].partition("</form>")[0]
    token = form.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    assert 'name="next" value="/discover/?sort=views"' in form.replace(" />", "")
    assert f'formaction="/discover/candidates/{listed.pk}/decision/"' in row_of(page)

    answer = browser.post(
        f"/discover/candidates/{listed.pk}/decision/",
        {"csrfmiddlewaretoken": token, "next": "/discover/?sort=views", "decision": "saved"},
    )

    assert answer["Location"] == "/discover/?sort=views"
    listed.refresh_from_db()
    assert listed.decision == "saved"


def test_an_action_in_the_drawer_leads_back_to_the_list_with_its_filters(member, listed):
    drawer = member.get(
        f"/discover/candidates/{listed.pk}/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/discover/?horizon=30d"},
    )

    assert 'name="next" value="/discover/?horizon=30d"' in text(drawer).replace(" />", "")


def test_a_missing_velocity_is_a_dash_explained_once(member, listed, make_candidate):
    make_candidate(2, observations=[(24, 1300)])

    page = text(member.get("/discover/"))

    assert page.count("A dash under Velocity") == 1
    assert "A dash under Velocity" not in text(member.get("/discover/?q=nothing+like+this"))


@pytest.mark.parametrize("count", [5, 60])
def test_the_list_takes_three_queries_when_it_is_read_again(member, listed, make_candidate, count):
    for number in range(2, count):
        make_candidate(number, observations=[(5, 100)], age_h=6)
    member.get("/discover/")

    with CaptureQueriesContext(connection) as queries:
        assert member.get("/discover/").status_code == 200

    # The session, the person with their workspaces, and the niches.
    assert len(queries) <= 3, [query["sql"][:120] for query in queries]


def test_a_person_in_two_workspaces_sees_the_one_that_is_open(member, listed, owner):
    other = workspaces.open_workspace(owner=User.objects.create_user("else@example.test", "x"), name="Other")
    Membership.objects.create(workspace=other, user=owner, role=Role.EDITOR)
    assert listed.pk in text(member.get("/discover/"))

    member.post("/workspaces/current/", {"workspace": other.pk})

    assert listed.pk not in text(member.get("/discover/"))


def test_cards_show_the_same_and_stay_cards_after_an_action(member, listed):
    url = "/discover/?view=cards"
    page = text(member.get(url))
    answer = member.post(
        f"/discover/candidates/{listed.pk}/decision/",
        {"decision": "saved"},
        headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{url}"},
    )

    assert "candidate--card" in page
    assert "Stop tamping too hard" in page
    assert '<input type="hidden" name="view" value="cards"' in page
    assert "candidate--card" in text(answer)
    assert "candidate--card" not in text(member.get("/discover/"))
