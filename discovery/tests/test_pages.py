"""The pages: their content in each state, and their cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership, Role, User
from discovery import channels, ideas, niches, platforms, scores
from discovery.models import (
    ApiBudget,
    Candidate,
    Decision,
    Idea,
    Niche,
    Outcome,
    SourceChannel,
    SourceVideo,
    WatchedChannel,
)
from discovery.tests import factories

NOW = timezone.now()
PARTIAL = {"headers": {"HX-Request": "true"}}


def scanned():
    """Everything was scanned just now."""
    Niche.objects.update(outcome=Outcome.SUCCEEDED, next_round_at=None)
    SourceChannel.objects.update(collected_at=NOW)


@pytest.fixture
def outlier(source, make_candidate):
    """A candidate at eight times its channel's normal."""
    scanned()
    for number in range(6):
        make_candidate(number, observations=[(24, 1000)], age_h=24 * 8 + number)
    row = make_candidate(9, observations=[(20, 6000), (24, 8000)], age_h=24, title="Stop tamping too hard")
    scores.rescore(channel=source, at=NOW)
    return Candidate.objects.with_source().get(pk=row.pk)


def text(response):
    return response.content.decode()


def test_strangers_are_sent_to_sign_in(client, db):
    assert client.get("/discover/").status_code == 302
    assert client.get("/ideas/").status_code == 302


def test_without_a_niche_three_are_suggested(member):
    page = text(member.get("/discover/"))

    assert "Home coffee" in page
    assert "name=Home%20coffee" in page
    assert "Or start with a channel you know" in page


def test_a_candidate_is_shown_with_its_score_source_and_n(member, outlier):
    page = text(member.get("/discover/"))

    assert "Stop tamping too hard" in page
    assert "8.0×" in page
    assert "n = 6" in page
    assert "computed: same age" in page
    assert "sandbox" in page


def test_the_drawer_and_the_page_have_the_same_content(member, outlier):
    url = f"/discover/candidates/{outlier.pk}/"

    page, drawer = text(member.get(url)), text(member.get(url, **PARTIAL))

    for content in (page, drawer):
        assert "the middle of 6 Shorts is 1,000 views" in content
        assert "What would change the score" in content
    assert "<html" in page
    assert "<html" not in drawer


def test_a_small_baseline_is_explained_and_not_scored(member, source, make_candidate):
    make_candidate(1, observations=[(24, 900)], age_h=24)
    scores.rescore(channel=source, at=NOW)

    assert "Not scored: 0 of 5 needed" in text(member.get("/discover/"))


def test_with_derived_metrics_off_there_are_raw_numbers_and_the_reason(member, outlier, settings):
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False

    page = text(member.get("/discover/"))

    assert "Raw numbers only" in page
    assert "8.0×" not in page
    assert "views/h" not in page
    assert "A dash under Velocity" not in page


def test_a_score_that_is_not_shown_filters_nothing(member, api, outlier, settings):
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False

    page = text(member.get("/discover/?min_score=5&horizon=30d"))
    listed = api.get("/api/v1/candidates/?min_score=5").json()["data"]

    assert "No videos match these filters" not in page
    assert page.count('class="candidate"') == len(listed) == 7


def test_a_title_with_a_script_tag_is_escaped(member, channel, make_candidate):
    make_candidate(1, title="<script>alert(1)</script>", age_h=5)

    for page in (member.get("/discover/"), member.get(f"/discover/candidates/{Candidate.objects.get().pk}/")):
        assert "<script>alert(1)" not in text(page)
        assert "&lt;script&gt;alert(1)" in text(page)


def test_a_first_scan_shows_placeholder_rows_and_polls(member, niche):
    page = text(member.get("/discover/"))

    assert 'hx-trigger="every 2s"' in page
    assert "The first scan is running" in page


def test_a_used_up_allowance_is_shown(member, outlier):
    ApiBudget.objects.create(
        bucket="units", day_on=_pacific_day(), livemode=False, used=10_000, refused_at=NOW
    )

    page = text(member.get("/discover/"))

    assert "quota is used up" in page
    assert "Stop tamping too hard" in page


def test_a_failed_scan_is_shown(member, outlier):
    Niche.objects.update(outcome=Outcome.UNAVAILABLE, problem="YouTube did not respond.")

    assert "YouTube did not respond." in text(member.get("/discover/"))


def test_old_numbers_are_marked(member, outlier):
    SourceVideo.objects.update(observed_at=NOW - timedelta(hours=30))

    assert "Older than a day" in text(member.get("/discover/"))


def test_without_a_source_the_page_says_what_is_missing(member, outlier, settings):
    settings.SANDBOX_URL = ""

    assert "YOUTUBE_API_KEY" in text(member.get("/discover/"))


def test_filters_without_results_can_be_cleared(member, outlier):
    assert "No videos match these filters" in text(member.get("/discover/?q=nothing+like+this"))


@pytest.mark.parametrize(
    "query",
    [
        "horizon=forever&sort=;drop&min_score=x&min_n=-1&format=wide&show=all",
        "niche=nch_of_somebody_else",
    ],
)
def test_an_invalid_filter_is_ignored(member, outlier, query):
    assert member.get(f"/discover/?{query}").status_code == 200


@pytest.mark.parametrize("cursor", ["x", "W10", "WyJwayIsInYiLG51bGwsIngiXQ", "A" * 4000])
def test_a_hostile_cursor_is_refused_and_breaks_nothing(member, outlier, cursor):
    assert member.get(f"/discover/?cursor={cursor}").status_code == 422


@pytest.mark.parametrize("rows", [5, 60])
def test_the_list_takes_twelve_queries_for_any_number_of_rows(member, niche, channel, make_candidate, rows):
    scanned()
    for number in range(rows):
        make_candidate(number, observations=[(5, 100)], age_h=6)
    member.get("/discover/")

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert member.get("/discover/").status_code == 200

    assert len(queries) <= 12, [query["sql"][:120] for query in queries]


@pytest.mark.parametrize("rows", [5, 60])
def test_the_board_takes_twelve_queries_for_any_number_of_ideas(
    member, workspace, owner, make_candidate, rows
):
    for number in range(rows):
        ideas.from_candidate(candidate=make_candidate(number), user=owner)
    member.get("/ideas/")

    with CaptureQueriesContext(connection) as queries:
        assert member.get("/ideas/").status_code == 200

    assert len(queries) <= 12, [query["sql"][:120] for query in queries]


def test_load_more_shows_the_rest_and_nothing_twice(member, channel, make_candidate):
    Niche.objects.update(outcome=Outcome.SUCCEEDED)
    for number in range(30):
        make_candidate(number, age_h=5)
    first = member.get("/discover/")
    second = member.get(first.context["next_url"])

    shown = [row.id for page in (first, second) for row in page.context["rows"]]
    assert len(shown) == len(set(shown)) == 30
    assert second.context["next_url"] is None


def test_saving_answers_htmx_with_the_row(member, outlier):
    answer = member.post(f"/discover/candidates/{outlier.pk}/decision/", {"decision": "saved"}, **PARTIAL)

    outlier.refresh_from_db()
    assert outlier.decision == Decision.SAVED
    assert "Saved" in text(answer)
    assert "<html" not in text(answer)


def test_dismissing_removes_a_candidate_from_the_list(member, outlier):
    answer = member.post(
        f"/discover/candidates/{outlier.pk}/decision/",
        {"decision": "dismissed", "next": "/discover/?sort=views"},
    )

    assert answer["Location"] == "/discover/?sort=views"
    assert "Stop tamping too hard" not in text(member.get("/discover/"))
    assert "Stop tamping too hard" in text(member.get("/discover/?show=dismissed"))


@pytest.mark.parametrize(
    "address", ["https://example.test/", "//example.test/", "javascript:alert(1)", "\\\\x"]
)
def test_redirects_stay_on_the_site(member, outlier, address):
    answer = member.post(
        f"/discover/candidates/{outlier.pk}/decision/", {"decision": "saved", "next": address}
    )

    assert answer["Location"] == "/discover/"


def test_making_an_idea_twice_makes_one(member, outlier):
    member.post(f"/discover/candidates/{outlier.pk}/idea/")
    answer = member.post(f"/discover/candidates/{outlier.pk}/idea/")

    assert Idea.objects.count() == 1
    assert answer["Location"] == f"/ideas/{Idea.objects.get().pk}/"


def test_an_idea_made_by_htmx_is_offered_in_the_row(member, outlier):
    answer = member.post(f"/discover/candidates/{outlier.pk}/idea/", **PARTIAL)

    assert "Open idea" in text(answer)
    assert "hx-swap-oob" in text(answer)


def test_a_niche_is_followed_by_its_form(member, workspace):
    answer = member.post(
        "/discover/niches/new/",
        {"name": "Sourdough", "keywords": "sourdough, starter , ", "address": "@bread.lab"},
    )

    niche = Niche.objects.get()
    assert answer["Location"] == f"/discover/niches/{niche.pk}/"
    assert niche.keywords == ["sourdough", "starter"]
    assert niche.channels.get().address == "@bread.lab"


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "x" * 61},
        {"name": "x", "keywords": ",".join(f"word{n}" for n in range(9))},
        {"name": "x", "keywords": "y" * 61},
        {"name": "x", "region": "Mars"},
    ],
)
def test_an_invalid_niche_is_refused_with_422(member, fields):
    answer = member.post("/discover/niches/new/", fields)

    assert answer.status_code == 422
    assert not Niche.objects.exists()


def test_a_niche_is_edited_scanned_and_deleted(member, niche):
    url = f"/discover/niches/{niche.pk}/"
    member.post(url, {"name": "Coffee", "keywords": "coffee", "language": "en", "region": "US", "version": 1})
    niche.refresh_from_db()
    assert (niche.name, niche.region, niche.version) == ("Coffee", "US", 2)

    assert member.post(f"{url}scan/").status_code == 302
    assert "Coffee" in text(member.get(url))
    member.post(f"{url}delete/")

    assert not Niche.objects.exists()


def test_an_edit_of_an_older_version_is_refused(member, niche):
    niches.edit(niche=niche, version=1, name="Coffee")

    answer = member.post(
        f"/discover/niches/{niche.pk}/", {"name": "Mine", "keywords": "", "language": "en", "version": 1}
    )

    assert answer.status_code == 412


def test_a_channel_is_added_and_removed(member, niche):
    url = f"/discover/niches/{niche.pk}/channels/"
    member.post(url, {"address": "@cremalab"})
    channel = WatchedChannel.objects.get()
    assert "Looking up" in text(member.get(f"/discover/niches/{niche.pk}/"))

    member.post(f"{url}{channel.pk}/remove/")

    assert not WatchedChannel.objects.exists()


def test_a_deleted_channel_is_shown_as_removed(member, niche, source):
    channels.mark_gone(channel=source, at=NOW)

    assert "Removed from YouTube" in text(member.get(f"/discover/niches/{niche.pk}/"))


def test_a_move_that_the_board_does_not_allow_is_refused(member, workspace, owner):
    idea = ideas.write(workspace=workspace, user=owner, title="Sour espresso")

    assert member.post(f"/ideas/{idea.pk}/move/", {"status": "posted"}).status_code == 409


@pytest.fixture
def foreign(stranger_workspace):
    """Rows of another workspace, by the URLs that would show or change them."""
    niche = niches.create(workspace=stranger_workspace, name="Theirs", keywords=[])
    channel = factories.watched_channel(niche=niche, letter="t")
    candidate = factories.candidate(channel=channel, title="Theirs")
    idea = ideas.write(workspace=stranger_workspace, user=None, title="Theirs")
    return {
        "get": [
            f"/discover/candidates/{candidate.pk}/",
            f"/discover/niches/{niche.pk}/",
            f"/ideas/{idea.pk}/",
        ],
        "post": [
            f"/discover/candidates/{candidate.pk}/decision/",
            f"/discover/candidates/{candidate.pk}/idea/",
            f"/discover/niches/{niche.pk}/",
            f"/discover/niches/{niche.pk}/scan/",
            f"/discover/niches/{niche.pk}/delete/",
            f"/discover/niches/{niche.pk}/channels/",
            f"/discover/niches/{niche.pk}/channels/{channel.pk}/remove/",
            f"/ideas/{idea.pk}/",
            f"/ideas/{idea.pk}/move/",
            f"/ideas/{idea.pk}/delete/",
        ],
    }


def test_rows_of_another_workspace_are_not_found(member, workspace, foreign):
    for url in foreign["get"]:
        assert member.get(url).status_code == 404
    for url in foreign["post"]:
        assert member.post(url).status_code == 404


def test_a_viewer_can_view_but_not_change(client, workspace, outlier, owner):
    viewer = User.objects.create_user("viewer@example.test", "a-long-password")
    Membership.objects.create(workspace=workspace, user=viewer, role=Role.VIEWER)
    client.force_login(viewer)
    idea = ideas.write(workspace=workspace, user=owner, title="Sour espresso")

    assert client.get(f"/ideas/{idea.pk}/").status_code == 200
    for url in (
        f"/discover/candidates/{outlier.pk}/decision/",
        f"/ideas/{idea.pk}/move/",
        f"/ideas/{idea.pk}/",
        "/discover/niches/new/",
    ):
        assert client.post(url).status_code == 403
    page = client.get("/discover/").content.decode()
    assert "candidates--read-only" in page
    assert "Add niche" not in page
    drawer = client.get(f"/discover/candidates/{outlier.pk}/", **PARTIAL).content.decode()
    assert "Why this score?" in drawer
    assert "Make idea" not in drawer
    assert "Dismiss" not in drawer


def _pacific_day():
    return timezone.now().astimezone(platforms.named("youtube").time_zone).date()
