"""Rounds of collection against a faulty YouTube: valid data is always collected."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from discovery import api_budget, channels, niches, platforms
from discovery.models import (
    ApiBudget,
    Broadcast,
    Candidate,
    ChannelStatus,
    Outcome,
    SkippedVideo,
    SourceChannel,
    SourceVideo,
    WatchedChannel,
)
from discovery.tests.first_rounds import small_niche
from discovery.tests.rounds import collect_again, observed_again, sources_of, time_passes


@pytest.fixture
def niche(workspace):
    return small_niche(workspace)


@pytest.mark.parametrize(
    ("status", "reason", "words"),
    [
        (403, "playlistItemsNotAccessible", "does not allow reading"),
        (400, "invalidPlaylistId", "invalidPlaylistId"),
        (500, "backendError", "busy or unavailable"),
    ],
)
def test_a_channel_that_cannot_be_read_is_marked_and_the_round_ends(scanned, faults, status, reason, words):
    bad = sources_of(scanned)[1]
    faults(path="playlistItems", query=bad.uploads_id, kind="status", status=status, reason=reason)

    collect_again(scanned)
    bad.refresh_from_db()

    assert scanned.outcome == Outcome.SUCCEEDED
    assert bad.status == ChannelStatus.UNREADABLE
    assert words in bad.problem
    assert sources_of(scanned).filter(status=ChannelStatus.WATCHED).count() == scanned.channels.count() - 1
    assert observed_again(scanned) == set(sources_of(scanned).values_list("pk", flat=True))
    assert not SourceVideo.objects.filter(scored_at__lt=timezone.now() - timedelta(minutes=5)).exists()


def test_a_marked_channel_is_retried_and_recovers(scanned, faults, asked):
    bad = sources_of(scanned)[0]
    faults(path="playlistItems", query=bad.uploads_id, kind="status", status=403, reason="forbidden")
    collect_again(scanned)
    calls = asked("/youtube/v3/playlistItems")
    faults(path="nothing", kind="slow")

    collect_again(scanned)
    assert asked("/youtube/v3/playlistItems") == calls
    sources_of(scanned).filter(pk=bad.pk).update(retry_at=timezone.now())
    collect_again(scanned)
    bad.refresh_from_db()

    assert (bad.status, bad.problem, bad.misses) == (ChannelStatus.WATCHED, "", 0)


def test_a_channel_with_a_lasting_problem_is_retried_with_backoff(source):
    now = timezone.now()
    waits = []
    for _ in range(7):
        channels.mark_unreadable(channel=source, problem="x", at=now)
        waits.append(source.retry_at - now)

    assert waits[:3] == [timedelta(hours=1), timedelta(hours=2), timedelta(hours=4)]
    assert waits[-1] == timedelta(hours=24)


def test_a_channel_without_a_list_is_marked_and_listed_once_it_has_one(sandbox_url, niche, faults):
    edits = [{"path": ["items", "*", "contentDetails", "relatedPlaylists", "uploads"], "remove": True}]
    faults(path="v3/channels", kind="rewrite", edits=edits, times=1)

    # The first response is about all of them; the second, within the same round, about one.
    collect_again(niche)

    no_list = channels.no_list_words(sources_of(niche)[0])
    marked = sources_of(niche).filter(status=ChannelStatus.UNREADABLE, problem=no_list)
    assert niche.outcome == Outcome.SUCCEEDED
    assert marked.count() == niche.channels.count() == 3
    one = marked.order_by("pk")[0]
    sources_of(niche).filter(pk=one.pk).update(retry_at=None)
    collect_again(niche)
    one.refresh_from_db()
    assert (one.status, one.problem) == (ChannelStatus.WATCHED, "")
    assert one.videos.exists()


def test_a_missing_list_ends_a_channel_only_if_the_channel_is_missing_too(scanned, faults):
    known = sources_of(scanned)[0]
    faults(path="playlistItems", query=known.uploads_id, kind="status", status=404, reason="playlistNotFound")

    collect_again(scanned)
    known.refresh_from_db()

    assert known.status == ChannelStatus.WATCHED


def test_a_handle_that_was_not_found_is_looked_up_again(sandbox_url, scanned, faults):
    handle = scanned.channels.first().handle
    SourceChannel.objects.all().delete()
    niches.delete(niche=scanned)
    niche = niches.create(workspace=scanned.workspace, name="By hand", keywords=["qwxyz"])
    pending = niches.watch(niche=niche, address=handle)
    faults(path="v3/channels", kind="rewrite", edits=[{"path": ["items"], "remove": True}], times=1)
    collect_again(niche)
    pending.refresh_from_db()
    assert pending.status == ChannelStatus.NOT_FOUND

    WatchedChannel.objects.update(retry_at=timezone.now())
    collect_again(niche)
    pending.refresh_from_db()

    assert pending.status == ChannelStatus.WATCHED


# The fault in the first six videos of one response, and the title of all of them.
_BAD_VIDEOS: list[Any] = [
    (["contentDetails", "duration"], {"remove": True}, "no_length"),
    (["contentDetails", "duration"], {"value": "P99999D"}, "no_length"),
    (["snippet", "publishedAt"], {"remove": True}, "no_date"),
    (["statistics", "viewCount"], {"value": 1e20}, "bad_counts"),
    (["statistics", "viewCount"], {"value": "-7"}, "bad_counts"),
    (["snippet"], {"value": []}, "incomplete"),
]
_TITLES = ["half \ud83d", "nul \0", "x" * 10_000, "\u202eturned", "", None, 7]


def test_bad_videos_are_left_out_and_named_until_they_can_be_used(sandbox_url, niche, faults, member):
    edits = [
        {"path": ["items", place, *path], **change} for place, (path, change, _) in enumerate(_BAD_VIDEOS)
    ]
    titles = [
        {"path": ["items", 6 + place, "snippet", "title"], "value": title}
        for place, title in enumerate(_TITLES)
    ]
    faults(path="v3/videos$", kind="rewrite", edits=edits + titles, times=1)

    collect_again(niche)

    skipped = list(SkippedVideo.objects.exclude(reason="unavailable"))
    assert niche.outcome == Outcome.SUCCEEDED
    assert sorted(row.reason for row in skipped) == sorted(reason for _, _, reason in _BAD_VIDEOS)
    ids = {row.platform_id for row in skipped}
    assert not Candidate.objects.filter(source__platform_id__in=ids).exists()
    assert SourceVideo.objects.count() > len(_TITLES)
    assert not Candidate.objects.filter(title="").exists()
    page = unescape(member.get(f"/discover/niches/{niche.pk}/").content.decode())
    assert "6 videos skipped" in page
    assert skipped[-1].get_reason_display() in page
    # Once their responses are valid, they are ingested and no longer listed.
    time_passes(niche)
    collect_again(niche)
    assert Candidate.objects.filter(source__platform_id__in=ids).count() == len(ids)
    assert not SkippedVideo.objects.exclude(reason="unavailable").exists()


@pytest.mark.parametrize("value", [1e20, "-1"])
def test_impossible_numbers_leave_the_stored_ones(scanned, faults, value):
    before = {row.pk: row.views for row in SourceVideo.objects.all()}
    edits = [{"path": ["items", 0, "statistics", "viewCount"], "value": value}]
    faults(path="batchGetStats", kind="rewrite", edits=edits, times=1)

    collect_again(scanned)

    skipped = SkippedVideo.objects.get(reason="bad_counts")
    row = SourceVideo.objects.get(platform_id=skipped.platform_id)
    assert (row.gone_at, row.views) == (None, before[row.pk])
    assert (scanned.outcome, skipped.title) == (Outcome.SUCCEEDED, row.title)


def gone():
    return SourceVideo.objects.filter(gone_at__isnull=False)


@pytest.mark.parametrize("edit", [{"path": ["items"], "value": []}, {"path": ["items", 0], "remove": True}])
def test_an_empty_or_partial_answer_makes_no_video_gone(scanned, faults, edit):
    faults(path="batchGetStats", kind="rewrite", edits=[edit])

    collect_again(scanned)

    assert scanned.outcome == Outcome.SUCCEEDED
    assert not gone().exists()
    # They were still observed: the second request also returns their counts.
    young = SourceVideo.objects.filter(published_at__gt=timezone.now() - timedelta(days=29))
    assert not young.filter(observed_at__lt=timezone.now() - timedelta(hours=1)).exists()


def test_two_empty_responses_do_not_mark_videos_as_gone(scanned, faults):
    faults(path="v3/videos", kind="rewrite", edits=[{"path": ["items"], "value": []}])

    collect_again(scanned)

    assert not gone().exists()
    assert SourceVideo.objects.filter(missed_at__isnull=False).exists()


def test_a_video_missing_in_both_responses_is_gone_until_it_returns(scanned, faults):
    row = SourceVideo.objects.order_by("pk")[0]
    missing = {"path": ["items", f"id={row.platform_id}"], "remove": True}
    faults(path="v3/videos", kind="rewrite", edits=[missing])

    collect_again(scanned)
    assert [each.pk for each in gone()] == [row.pk]
    faults(path="nothing", kind="slow")
    collect_again(scanned)

    row.refresh_from_db()
    assert (row.gone_at, row.missed_at) == (None, None)


def test_a_premiere_becomes_a_video_once_it_has_been_aired(sandbox_url, niche, faults, member):
    edits = [
        {"path": ["items", 0, "snippet", "liveBroadcastContent"], "value": "upcoming"},
        {"path": ["items", 0, "contentDetails", "duration"], "value": "P0D"},
        {"path": ["items", 0, "statistics"], "remove": True},
    ]
    faults(path="v3/videos$", kind="rewrite", edits=edits, times=1)
    collect_again(niche)
    row = Candidate.objects.get(source__broadcast=Broadcast.UPCOMING)
    page = member.get(f"/discover/candidates/{row.pk}/").content.decode()
    assert "Not aired yet" in page
    assert "of 0:00" not in page
    assert "views are hidden" not in page
    assert row.unscored == "live"

    time_passes(niche)
    collect_again(niche)

    row = Candidate.objects.with_source().get(pk=row.pk)
    assert row.broadcast == Broadcast.NONE
    assert row.unscored != "live"
    assert row.duration_s > 0
    assert row.views is not None


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"blocked": ["de", "FR", 7, "toolong"]}, "Blocked in DE, FR"),
        ({"allowed": ["US"]}, "Watchable only in US"),
        ({"allowed": []}, "Not watchable in any country"),
        ("nonsense", ""),
    ],
)
def test_a_video_that_is_blocked_in_countries_says_so(sandbox_url, niche, faults, member, rule, words):
    edits = [{"path": ["items", 0, "contentDetails", "regionRestriction"], "value": rule}]
    faults(path="v3/videos$", kind="rewrite", edits=edits, times=1)
    collect_again(niche)
    restricted = SourceVideo.objects.exclude(blocked_in=[], allowed_in=None)

    assert restricted.count() == bool(words)
    for candidate in Candidate.objects.filter(source__in=restricted):
        assert words in member.get(f"/discover/candidates/{candidate.pk}/").content.decode()


def test_every_keyword_is_searched(sandbox_url, niche, asked):
    words = ["espresso", "latte art", "pour over", "v60", "moka pot", "cold brew", "grinder", "crema"]
    niches.edit(niche=niche, version=1, keywords=words)

    collect_again(niche)

    assert asked("/youtube/v3/search") == len(words)
    assert niche.searched_words == words


def test_keywords_beyond_the_daily_quota_are_searched_the_next_day(niche, sandbox_url, asked, settings):
    niches.edit(niche=niche, version=1, keywords=["espresso", "latte art", "moka pot"])
    settings.YOUTUBE_DAILY_SEARCHES = 2
    collect_again(niche)
    assert (niche.outcome, niche.searched_at) == (Outcome.WAITING, None)
    assert "1 of 3 keywords" in niche.problem
    assert niche.channels.exists()
    assert niche.next_round_at <= niche.search_resumes_at

    ApiBudget.objects.all().delete()
    collect_again(niche)

    assert (niche.outcome, niche.search_resumes_at) == (Outcome.SUCCEEDED, None)
    assert niche.searched_at is not None
    assert asked("/youtube/v3/search") == 3


def test_youtubes_own_quota_error_for_searches_is_recorded(sandbox_url, niche, faults, asked):
    faults(path="v3/search", kind="quotaExceeded")

    collect_again(niche)

    assert niche.outcome == Outcome.WAITING
    assert niche.search_resumes_at == api_budget.resets_at(timezone.now(), platform=platforms.of(niche))
    assert asked("/youtube/v3/search") == 1


def test_a_refused_word_does_not_stop_the_others(sandbox_url, niche, faults):
    niches.edit(niche=niche, version=1, keywords=["espresso", "latte art"])
    faults(path="v3/search", query="q=latte art", kind="status", status=400, reason="invalidSearchFilter")

    collect_again(niche)

    assert niche.outcome == Outcome.SUCCEEDED
    assert niche.channels.exists()
    assert "Some keywords were not searched" in niche.problem
