"""Videos of several channels share calls, and one channel's fault does not affect the others."""

import math
from datetime import timedelta

import pytest
from django.utils import timezone

from discovery import collection, niches, skipped_videos
from discovery.models import CollectionState, Outcome, SkippedVideo, SkipReason, SourceChannel, SourceVideo
from discovery.tests import first_rounds
from discovery.tests.rounds import claimed, collect, collect_again, sources_of, time_passes
from discovery.tests.watching import requests_to

DETAILS, COUNTS = "/youtube/v3/videos", "/youtube/v3/videos:batchGetStats"


@pytest.fixture
def calls(sandbox_url):
    """How often a path was called, exactly."""
    return lambda path: sum(entry["path"] == path for entry in requests_to(sandbox_url, path))


@pytest.fixture
def listed(sandbox_url, niche):
    """A niche whose lists are due. Three channels have two new videos each, and no known video is due."""
    first_rounds.collected(niche)
    SkippedVideo.objects.all().delete()
    for channel in sources_of(niche)[:3]:
        newest = channel.videos.order_by("-published_at")[:2]
        channel.videos.filter(pk__in=[row.pk for row in newest]).delete()
    time_passes(niche)
    SourceVideo.objects.update(look_at=timezone.now() + timedelta(days=1))
    niches.request_round(niche=niche)
    SourceVideo.objects.update(look_at=timezone.now() + timedelta(days=1))
    return niche


def test_a_first_round_reads_fifty_videos_of_any_channels_with_each_call(sandbox_url, niche, calls):
    collect(niche)

    listed = SourceVideo.objects.count() + SkippedVideo.objects.count()
    assert niche.channels.count() == 9
    assert calls(DETAILS) == math.ceil(listed / 50)


def test_new_videos_of_several_channels_take_one_call(listed, calls):
    before = calls(DETAILS)
    known = SourceVideo.objects.count()

    collection.collect(claimed())

    assert SourceVideo.objects.count() == known + 6
    assert calls(DETAILS) == before + 1


def test_new_and_known_videos_whose_details_are_due_share_a_call(listed, calls):
    before = calls(DETAILS)
    old = SourceVideo.objects.order_by("channel")[:40]
    SourceVideo.objects.filter(pk__in=[row.pk for row in old]).update(
        detailed_at=None, look_at=timezone.now()
    )

    collection.collect(claimed())

    assert calls(DETAILS) == before + 1
    assert not SourceVideo.objects.filter(detailed_at=None).exists()


def test_videos_that_a_response_about_counts_omits_are_confirmed_together(scanned, faults, calls):
    due = SourceVideo.objects.filter(look_at__isnull=False).count()
    before = calls(DETAILS), calls(COUNTS)
    faults(path="batchGetStats", kind="rewrite", edits=[{"path": ["items"], "value": []}])
    SkippedVideo.objects.all().delete()

    collect_again(scanned)

    polled = calls(COUNTS) - before[1]
    assert polled == math.ceil(due / 50)
    # One of them is the private video in a list.
    assert calls(DETAILS) - before[0] - 1 == math.ceil(due / 49)


def test_a_call_that_one_channels_video_fails_is_repeated_for_each_channel(listed, faults, calls):
    bad = sources_of(listed)[0].videos.earliest("pk")
    SourceVideo.objects.filter(pk=bad.pk).update(detailed_at=None, look_at=timezone.now())
    faults(path="v3/videos$", query=bad.platform_id, kind="status", status=400, reason="invalidFilters")
    known = SourceVideo.objects.count()
    before = calls(DETAILS)

    collection.collect(claimed())

    # One call for all of them, and one for each of four channels: one of these lists a private video.
    assert calls(DETAILS) == before + 1 + 4
    assert SourceVideo.objects.count() == known + 4
    state = CollectionState.objects.get()
    assert state.outcome == Outcome.SUCCEEDED
    assert f"Some videos of {bad.channel.title} could not be read" in state.problem


def test_after_an_outage_new_videos_are_read_without_their_lists(listed, faults, asked, calls):
    faults(path="v3/videos$", kind="status", status=503)
    known = SourceVideo.objects.count()
    collection.collect(claimed())
    assert CollectionState.objects.get().outcome == Outcome.UNAVAILABLE
    lists = asked("/youtube/v3/playlistItems")
    faults(path="nothing", kind="slow")
    CollectionState.objects.update(resumes_at=None)

    collection.collect(claimed())

    assert SourceVideo.objects.count() == known + 6
    assert asked("/youtube/v3/playlistItems") == lists


@pytest.mark.parametrize("path", ["v3/videos$", "batchGetStats"])
def test_videos_that_cannot_be_read_are_not_requested_again_at_once(scanned, faults, path):
    bad = SourceVideo.objects.filter(look_at__isnull=False).earliest("pk")
    detailed_at = None if path == "v3/videos$" else timezone.now()
    SourceVideo.objects.filter(pk=bad.pk).update(detailed_at=detailed_at)
    faults(path=path, query=bad.platform_id, kind="status", status=400, reason="invalidFilters")

    collect_again(scanned)

    assert not SourceVideo.objects.filter(pk=bad.pk, look_at__lte=timezone.now()).exists()
    assert not SourceChannel.objects.filter(due_at__lte=timezone.now()).exists()


def test_a_private_video_in_a_list_is_requested_again_after_two_hours(sandbox_url, niche, faults, calls):
    collect(niche)
    # First pages are read before further ones, whose private videos are forgotten.
    private = SkippedVideo.objects.earliest("pk")
    assert private.reason == SkipReason.UNAVAILABLE
    assert not skipped_videos.shown_in(niche=niche, at=timezone.now()).exists()
    before = calls(DETAILS)

    for waits, requested in ((timedelta(hours=1), 0), (timedelta(0), 1)):
        SkippedVideo.objects.update(retry_at=timezone.now() + waits)
        sources_of(niche).update(list_at=timezone.now(), due_at=timezone.now())
        SourceVideo.objects.update(look_at=timezone.now() + timedelta(days=1))
        collection.collect(claimed())
        assert calls(DETAILS) == before + requested

    private.refresh_from_db()
    assert timedelta(hours=1.9) < private.retry_at - timezone.now() < timedelta(hours=2.3)


def test_an_unavailable_video_is_requested_daily_after_two_days(source):
    now = timezone.now()
    for days in (0, 1, 3):
        at = now + timedelta(days=days)
        skipped_videos.note_listed(channel=source, ids=["vid00000001"], at=at)
        [row] = skipped_videos.due(channels=[source], at=at)
        lost = skipped_videos.unavailable(platform_id=row.platform_id)
        skipped_videos.record(channel_id=source.pk, unusable=[lost], at=at)
        row.refresh_from_db()
        expected = timedelta(hours=24) if days == 3 else timedelta(hours=2)
        assert expected <= row.retry_at - at < expected + timedelta(minutes=15)


def test_a_manual_scan_does_not_request_an_unavailable_video(scanned, calls):
    SourceVideo.objects.update(look_at=None)
    before = calls(DETAILS)

    collect_again(scanned)

    assert SkippedVideo.objects.filter(reason=SkipReason.UNAVAILABLE).exists()
    assert calls(DETAILS) == before


def test_an_unavailable_video_that_becomes_public_is_a_candidate(sandbox_url, niche, faults):
    collect(niche)
    row = SourceVideo.objects.latest("published_at")
    channel, platform_id = row.channel, row.platform_id
    row.delete()
    SkippedVideo.objects.create(
        channel=channel, platform_id=platform_id, reason="unavailable", retry_at=timezone.now()
    )

    collect_again(niche)

    assert channel.videos.get(platform_id=platform_id).candidates.exists()
    assert not SkippedVideo.objects.filter(platform_id=platform_id).exists()


def test_an_unavailable_video_that_is_no_longer_listed_is_forgotten(source):
    now = timezone.now()
    skipped_videos.note_listed(channel=source, ids=["vid00000001", "vid00000002"], at=now)

    skipped_videos.forget_unlisted(channel=source, ids=["vid00000002"], is_whole=True)

    assert [row.platform_id for row in SkippedVideo.objects.all()] == ["vid00000002"]
