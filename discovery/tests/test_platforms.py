"""A platform consists of its folder and an entry in the registry."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from discovery import api_budget, candidates, coverage, ideas, niches, platforms, tasks
from discovery.errors import UnknownPlatformError, UnreadableAddressError
from discovery.models import ApiBudget, Candidate, Niche, Outcome, Snapshot, WatchedChannel
from discovery.tests.harbor import Harbor

# Niches on two platforms take a plan with more than one.
pytestmark = pytest.mark.usefixtures("creator")


def content(answer):
    """The page without the frame's header and footer, which list the services of the sandbox."""
    _, _, page = " ".join(answer.content.decode().split()).partition("<main")
    assert page
    return page.partition("</main>")[0]


@pytest.fixture
def harbor(monkeypatch):
    """Harbor, registered in addition to the others."""
    platform = Harbor()
    monkeypatch.setitem(platforms.REGISTRY, platform.key, platform)
    return platform


@pytest.fixture
def watched(harbor, member, workspace):
    """A niche on Harbor, created through the page, with a channel, and scanned once."""
    answer = member.post(
        reverse("discovery:niche-new"),
        {"name": "Boats", "language": "en", "platform": "harbor", "address": "quay/lena"},
    )
    assert answer.status_code == 302
    niche = Niche.objects.get()
    tasks.collect_niche(niche.pk)
    niche.refresh_from_db()
    return niche


def test_a_niche_is_watched_on_the_platform_that_was_chosen(watched):
    channel = WatchedChannel.objects.get()

    assert (watched.platform, watched.livemode, watched.outcome) == ("harbor", True, Outcome.SUCCEEDED)
    assert (channel.platform, channel.title) == ("harbor", "Lena's boats")
    assert channel.url == "https://harbor.example.test/quays/quay-1"
    assert set(Candidate.objects.values_list("platform", flat=True)) == {"harbor"}
    assert set(Snapshot.objects.values_list("counting_regime", flat=True)) == {"seen_twice"}


def test_its_candidates_use_the_platforms_terms(watched, member):
    page = content(member.get(f"/discover/?niche={watched.pk}"))

    assert "Boat 0" in page
    assert "Ripple" in page
    assert "Harbor quota" in page
    assert "of 500 lookups today" in page
    assert "YouTube" not in page


def test_a_score_is_explained_in_a_sentence(watched, member):
    row = Candidate.objects.get(title="Boat 0")

    page = content(member.get(f"/discover/candidates/{row.pk}/"))

    assert "8.0×" in page
    assert "the middle of 6 Ripples is 999 views" in page
    assert "a view is somebody on Harbor who looked twice" in page
    assert "https://harbor.example.test/moored/boat-0" in page
    assert "YouTube" not in page


def test_its_watchlist_names_the_platform(watched, member):
    page = content(member.get(f"/discover/niches/{watched.pk}/"))

    assert "420 subscribers (Harbor)" in page
    assert "lookups of the daily Harbor quota" in page
    assert "YouTube" not in page


def test_programs_see_and_choose_the_platform(watched, api):
    row = Candidate.objects.get(title="Boat 0")

    shown = api.get(f"/api/v1/candidates/{row.pk}/").json()
    made = api.post("/api/v1/niches/", {"name": "Sails", "platform": "harbor"}, "application/json")
    unknown = api.post("/api/v1/niches/", {"name": "Oars", "platform": "lake"}, "application/json")

    assert (shown["platform"], shown["url"]) == ("harbor", "https://harbor.example.test/moored/boat-0")
    assert shown["statistics"]["source"] == "harbor"
    assert (made.status_code, made.json()["platform"]) == (201, "harbor")
    assert unknown.status_code == 422
    assert api.post("/api/v1/niches/", {"name": "Oars"}, "application/json").json()["platform"] == "youtube"


def test_its_idea_keeps_its_source(watched, member, owner):
    idea = ideas.from_candidate(candidate=Candidate.objects.get(title="Boat 0"), user=owner)

    page = content(member.get(f"/ideas/{idea.pk}/"))

    assert idea.facts["source_url"] == "https://harbor.example.test/moored/boat-0"
    assert "(Harbor)" in page


def test_its_calls_are_counted_on_its_own_day(watched, harbor):
    row = ApiBudget.objects.get()

    # One call for the address, a list for three, and the seven videos three at a time.
    assert (row.platform, row.bucket, row.livemode) == ("harbor", "lookups", True)
    assert row.used == 1 + 3 + 3
    assert row.day_on == timezone.now().astimezone(harbor.time_zone).date()
    assert api_budget.today(platform=platforms.named("youtube"))["units"].used == 0


def test_an_address_is_read_by_the_platform_of_the_niche(watched, workspace):
    with pytest.raises(UnreadableAddressError, match="quay/name"):
        niches.watch(niche=watched, address="@cremalab")

    other = niches.create(workspace=workspace, name="Boats", keywords=[])
    assert niches.watch(niche=other, address="@cremalab").platform == "youtube"


def test_each_platform_has_its_own_policy(watched, harbor, member, channel, make_candidate, settings):
    make_candidate(1)
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False
    found = candidates.find(workspace=watched.workspace, min_score=5.0)

    # The candidate whose score may not be shown, and the one with such a score.
    assert {row.title for row in found} == {"Video 1", "Boat 0"}
    assert [row.title for row in Candidate.objects.scored().filter(score__gte=5)] == ["Boat 0"]
    assert "Raw numbers only" not in content(member.get(f"/discover/?niche={watched.pk}"))
    assert "Raw numbers only" in content(member.get("/discover/"))


def test_a_niche_is_due_in_any_mode_of_the_other_platform(watched, settings):
    Niche.objects.update(next_round_at=timezone.now())

    for key, sandbox_url in (("", ""), ("", "http://127.0.0.1:1"), ("a-key", "")):
        settings.YOUTUBE_API_KEY, settings.SANDBOX_URL = key, sandbox_url
        assert coverage.due_niches(at=timezone.now(), most=10) == [watched]


def test_there_is_nothing_to_choose_while_there_is_one_platform(member):
    page = content(member.get(reverse("discovery:niche-new")))

    assert 'name="platform"' not in page


def test_an_unknown_platform_is_refused(workspace):
    with pytest.raises(UnknownPlatformError):
        niches.create(workspace=workspace, name="Boats", keywords=[], platform="lake")


def test_a_platform_is_named_only_in_its_folder():
    root = Path(settings.BASE_DIR)
    apart = {"tests", "migrations", "__pycache__"}
    paths = [*(root / "discovery").rglob("*.py"), *(root / "templates/discovery").rglob("*.html")]
    naming = [
        str(path.relative_to(root))
        for platform in platforms.all()
        for path in paths
        if not apart & set(path.parts)
        and root / "discovery/platforms" / platform.key not in path.parents
        and re.search(platform.key, path.read_text(encoding="utf-8"), re.IGNORECASE)
    ]

    assert set(naming) == {"discovery/platforms/__init__.py"}


def test_only_the_sandboxs_videos_have_a_file(settings):
    youtube = platforms.REGISTRY["youtube"]

    assert youtube.file_url(platform_id="abc", livemode=True) == ""
    assert (
        youtube.file_url(platform_id="abc", livemode=False) == f"{settings.SANDBOX_URL}/media/videos/abc.mp4"
    )


def test_live_videos_are_played_without_cookies():
    youtube = platforms.REGISTRY["youtube"]

    assert youtube.embed_url(platform_id="abc", livemode=True) == "https://www.youtube-nocookie.com/embed/abc"
    assert youtube.embed_url(platform_id="abc", livemode=False) == ""


def test_a_vision_model_opens_a_video_by_its_long_url():
    address = platforms.REGISTRY["youtube"].watchable_url(platform_id="abcdefghijk", livemode=True)

    assert address == "https://www.youtube.com/watch?v=abcdefghijk"
