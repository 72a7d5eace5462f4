"""Unusual videos and channels of a YouTube made by hand: what the page and the API say about each."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from discovery import niches
from discovery.models import Candidate, Niche, SkippedVideo, Snapshot, SourceVideo
from discovery.tests.hand_made import MILLION, HandMade, served
from discovery.tests.rounds import collect, collect_again, time_passes

CHANNEL = "UC" + "a" * 22
BLOCKED: dict[str, Any] = {"duration": "PT42S", "regionRestriction": {"blocked": ["DE", "AT"]}}
NOWHERE: dict[str, Any] = {"duration": "PT42S", "regionRestriction": {"allowed": []}}
NOT_AIRED = {"duration": "P0D"}


@pytest.fixture
def world(settings, niche):
    """A channel with eight usual Shorts, as a live YouTube that the niche watches."""
    Niche.objects.update(livemode=True, searched_at=timezone.now())
    niche.refresh_from_db()
    made = HandMade()
    for number in range(8):
        made.add(CHANNEL, f"usual{number:06}", age_h=30 + 5 * number, views=1000 + 10 * number)
    with served(made) as url:
        settings.YOUTUBE_API_KEY, settings.YOUTUBE_API_URL = "a-key", url
        yield made


def scan(niche, channel_id=CHANNEL):
    """Watch the channel and scan it."""
    niches.watch(niche=niche, address=channel_id)
    return collect(niche)


def shown(member, candidate):
    """The words of the candidate's page."""
    page = member.get(f"/discover/candidates/{candidate.pk}/").content.decode()
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def unusual(kind):
    """The age in hours, the views and the parts of a video, and what page and API say about it."""
    live = {"snippet": kind} if kind in ("live", "upcoming") else {}
    return {
        "zero views": (26, 0, {}, "<0.01×", "<0.01× this channel's normal"),
        "hidden": (26, None, {}, "YouTube does not show its views", "Not scored: its views are hidden."),
        "no statistics": (
            26,
            None,
            {"statistics": None},
            "YouTube does not show its views",
            "views are hidden",
        ),
        "live": (3, 500, {"contentDetails": NOT_AIRED, **live}, "Live now", "Not scored until aired."),
        "upcoming": (-9, None, {"contentDetails": NOT_AIRED, **live}, "Not aired yet", "until aired."),
        "in the future": (-9, 10, {}, "Not scored until 2 h old", "Not scored until 2 h old."),
        "blocked": (40, 900, {"contentDetails": BLOCKED}, "Blocked in AT, DE", "this channel's normal"),
        "nowhere": (40, 900, {"contentDetails": NOWHERE}, "Not watchable in any country", "normal"),
        "members only": (40, 30, {"status": {"privacyStatus": "public"}}, "0.03×", "this channel's normal"),
    }[kind]


@pytest.mark.parametrize(
    "kind",
    ["zero views", "hidden", "no statistics", "live", "upcoming", "in the future", "blocked", "nowhere",
     "members only"],
)  # fmt: skip
def test_an_unusual_video_is_shown_as_what_it_is(world, niche, member, api, kind):
    age_h, views, parts, on_page, in_api = unusual(kind)
    state = parts.pop("snippet", "none")
    world.add(CHANNEL, "unusual0000", age_h=age_h, views=views, **parts)
    world.videos["unusual0000"]["snippet"]["liveBroadcastContent"] = state
    world.videos["unusual0000"] = {
        name: part for name, part in world.videos["unusual0000"].items() if part is not None
    }

    scan(niche)

    candidate = Candidate.objects.get(source__platform_id="unusual0000")
    body = api.get(f"/api/v1/candidates/{candidate.pk}/").json()
    assert on_page in shown(member, candidate)
    assert in_api in body["score"]["sentence"]
    assert body["statistics"]["views"] == views
    assert Candidate.objects.count() == 9


def test_private_and_deleted_videos_in_a_list_are_no_candidates_and_cost_one_call(world, niche):
    world.lists[CHANNEL] += ["private0000", "deleted0000"]
    scan(niche)
    assert world.count("/youtube/v3/videos") == 1

    time_passes(niche)
    collect_again(niche)

    assert world.count("/youtube/v3/playlistItems") == 2
    assert world.count("/youtube/v3/videos") == 1
    assert Candidate.objects.count() == 8
    assert SkippedVideo.objects.filter(reason="unavailable").count() == 2


def test_a_video_that_becomes_private_is_no_longer_listed_and_its_page_says_so(world, niche, member):
    scan(niche)
    candidate = Candidate.objects.latest("published_at")
    del world.videos[candidate.source.platform_id]

    time_passes(niche)
    collect_again(niche)

    candidate.refresh_from_db()
    assert not candidate.is_public
    assert "No longer public" in shown(member, candidate)
    assert candidate.title not in member.get("/discover/?horizon=30d").content.decode()


def test_counts_that_fall_are_stored_and_correct_the_score(world, niche, api):
    world.add(CHANNEL, "falling0000", age_h=48, views=10_000)
    scan(niche)
    candidate = Candidate.objects.get(source__platform_id="falling0000")
    before = candidate.score
    world.videos["falling0000"]["statistics"]["viewCount"] = "4000"

    time_passes(niche)
    Snapshot.objects.update(observed_at=timezone.now() - timedelta(hours=3))
    collect_again(niche)

    candidate.refresh_from_db()
    body = api.get(f"/api/v1/candidates/{candidate.pk}/").json()
    assert (body["statistics"]["views"], body["velocity"]["views_per_hour"]) == (4000, 0)
    assert before is not None
    assert body["score"]["value"] == pytest.approx(0.4 * before, rel=0.01)


def test_a_channel_with_three_videos_says_how_many_are_missing(world, niche, member, api):
    small = "UC" + "b" * 22
    for number in range(3):
        world.add(small, f"three{number:06}", age_h=30 + number, views=100)

    scan(niche, small)

    candidate = Candidate.objects.latest("published_at")
    assert "Not scored: 2 of 5 needed" in shown(member, candidate)
    assert "It is scored when 3 more videos of the channel can be compared" in shown(member, candidate)
    assert api.get(f"/api/v1/candidates/{candidate.pk}/").json()["score"]["unscored"] == "baseline_too_small"


def test_of_a_channel_with_a_million_videos_the_newest_three_pages_are_read(world, niche):
    vast = "UC" + "c" * 22
    for number in range(200):
        world.add(vast, f"many{number:07}", age_h=3 + number / 10, views=100 + number)
    world.sizes[vast] = MILLION

    scan(niche, vast)

    assert SourceVideo.objects.count() == 150
    # One call for the channel, and two for each page: the list, and its fifty videos.
    assert [path for path, _ in world.calls] == [
        "/youtube/v3/channels",
        *["/youtube/v3/playlistItems"] * 3,
        *["/youtube/v3/videos"] * 3,
    ]
