"""Rounds of collection against the sandbox: leases, budgets, failures and resumption."""

from datetime import timedelta

import pytest
from django.db.models import Count
from django.utils import timezone

from discovery import api_budget, collection, niches, tasks
from discovery.errors import BudgetExhaustedError
from discovery.models import (
    ApiBudget,
    Candidate,
    ChannelStatus,
    CollectionState,
    Niche,
    Outcome,
    SourceChannel,
    SourceVideo,
    WatchedChannel,
)
from discovery.tests.first_rounds import small_niche
from discovery.tests.rounds import YOUTUBE, collect, collect_again, doubled_snapshots


@pytest.fixture
def niche(workspace):
    return small_niche(workspace)


def test_a_first_round_finds_channels_and_their_videos(sandbox_url, niche):
    collect(niche)

    assert niche.outcome == Outcome.SUCCEEDED
    assert niche.channels.count() == 3
    assert Candidate.objects.filter(livemode=False, channel__niches=niche).count() > 50
    assert niche.next_round_at is None
    assert niche.lease_until is None
    for channel in SourceChannel.objects.all():
        assert channel.due_at is not None
        assert channel.due_at > timezone.now()
        assert (channel.lease_until, channel.failures) == (None, 0)


def test_a_duplicate_message_runs_one_round(sandbox_url, niche, asked):
    collect(niche)
    calls = asked("/youtube/v3/")

    collect(niche)

    assert asked("/youtube/v3/") == calls


def test_a_message_about_a_deleted_niche_has_no_effect(db):
    tasks.collect_niche("nch_nothing")


def test_a_second_round_observes_without_searching(sandbox_url, niche, asked):
    collect(niche)
    SourceVideo.objects.update(observed_at=timezone.now() - timedelta(hours=2))
    searches = asked("/youtube/v3/search")

    niches.request_round(niche=niche)
    collect(niche)

    assert asked("/youtube/v3/search") == searches
    observed_again = SourceVideo.objects.filter(snapshots__isnull=False).annotate(
        observations=Count("snapshots")
    )
    assert observed_again.filter(observations=2).exists()


def test_keywords_without_results_end_a_round_without_channels(sandbox_url, workspace):
    niche = niches.create(workspace=workspace, name="Qwxyz", keywords=["qwxyz zyxwq"])

    collect(niche)

    assert niche.outcome == Outcome.SUCCEEDED
    assert not niche.channels.exists()


def test_an_added_channel_is_looked_up(sandbox_url, niche):
    collect(niche)
    handle = niche.channels.first().handle
    SourceChannel.objects.all().delete()

    pending = niches.watch(niche=niche, address=handle)
    collect(niche)
    pending.refresh_from_db()

    assert pending.status == ChannelStatus.WATCHED
    assert pending.candidates.exists()


def test_a_video_url_resolves_to_its_channel(sandbox_url, niche):
    collect(niche)
    video = Candidate.objects.with_source()[0]
    expected = video.channel.platform_id
    SourceChannel.objects.update(detailed_at=None)
    niches.delete(niche=niche)
    niche = niches.create(workspace=niche.workspace, name="By link", keywords=["qwxyz"])

    niches.watch(niche=niche, address=f"https://www.youtube.com/shorts/{video.platform_id}")
    collect(niche)

    assert niche.channels.get().platform_id == expected


def test_an_added_channel_that_is_watched_already_is_that_one(sandbox_url, niche):
    collect(niche)
    known = niche.channels.first()

    niches.watch(niche=niche, address=known.handle)
    collect(niche)

    assert niche.channels.filter(source__platform_id=known.platform_id).count() == 1
    assert not WatchedChannel.objects.filter(source__isnull=True).exists()


def test_an_unknown_handle_is_said_to_be_not_found(sandbox_url, niche):
    pending = niches.watch(niche=niche, address="@nobody-has-this-name")

    collect(niche)
    pending.refresh_from_db()

    assert pending.status == ChannelStatus.NOT_FOUND


def test_a_deleted_channel_is_marked_and_not_scanned(sandbox_url, niche, source, asked):
    collect(niche)
    source.refresh_from_db()
    assert source.status == ChannelStatus.GONE
    calls = asked("/youtube/v3/playlistItems")

    niches.request_round(niche=niche)
    collect(niche)

    assert asked("/youtube/v3/playlistItems") == calls


def test_the_details_of_a_deleted_channel_are_not_requested_in_each_round(sandbox_url, niche, source, asked):
    collect(niche)
    SourceChannel.objects.filter(pk=source.pk).update(detailed_at=None)
    calls = asked("/youtube/v3/channels")

    collect_again(niche)

    source.refresh_from_db()
    assert source.status == ChannelStatus.GONE
    assert asked("/youtube/v3/channels") == calls


@pytest.mark.parametrize("fault", [{"kind": "status", "status": 503}, {"kind": "truncated"}])
def test_an_outage_postpones_the_round_for_minutes(sandbox_url, niche, faults, fault):
    faults(**fault)

    collect(niche)

    assert niche.outcome == Outcome.UNAVAILABLE
    assert niche.problem
    assert niche.lease_until is None
    assert timezone.now() < niche.next_round_at < timezone.now() + timedelta(minutes=6)


def test_a_retry_time_from_youtube_is_respected(sandbox_url, niche, faults):
    faults(kind="status", status=429, retry_after_s=1200)

    collect(niche)

    assert niche.next_round_at > timezone.now() + timedelta(minutes=19)


def test_a_refusal_postpones_the_round_for_an_hour(sandbox_url, niche, faults):
    faults(kind="malformed")

    collect(niche)

    assert niche.outcome == Outcome.REFUSED
    assert niche.next_round_at > timezone.now() + timedelta(minutes=59)


def test_after_an_outage_the_round_continues(sandbox_url, workspace, faults):
    # Of few channels, a failing one would count as a problem of its own.
    niche = niches.create(workspace=workspace, name="Home coffee", keywords=["home coffee"])
    faults(path="playlistItems", kind="status", status=503, nth=3)
    collect(niche)
    assert CollectionState.objects.get().outcome == Outcome.UNAVAILABLE
    CollectionState.objects.update(resumes_at=None)
    faults(path="nothing", kind="status", status=503)
    listed = set(SourceChannel.objects.exclude(listed_at=None).values_list("pk", "listed_at"))
    assert len(listed) == 2

    niches.request_round(niche=niche)
    collect(niche)

    assert niche.outcome == Outcome.SUCCEEDED
    after = set(SourceChannel.objects.values_list("pk", "listed_at"))
    # Three were requested before. The two with a response are not requested again.
    assert len(after) == niche.channels.count()
    assert listed < after
    assert doubled_snapshots() == []


def test_without_key_and_sandbox_a_round_reports_it(niche, settings):
    settings.SANDBOX_URL = ""

    collect(niche)

    assert niche.outcome == Outcome.OFF


def test_our_own_allowance_pauses_the_collection_until_midnight_pacific(sandbox_url, niche, settings):
    settings.YOUTUBE_DAILY_UNITS = 3

    collect(niche)

    state = CollectionState.objects.get()
    assert state.outcome == Outcome.BUDGET
    assert state.resumes_at is not None
    assert state.resumes_at.astimezone(YOUTUBE.time_zone).strftime("%H:%M") == "00:00"
    assert ApiBudget.objects.get(bucket="units").used == 3


def test_youtubes_own_quota_error_ends_the_day_at_once(sandbox_url, niche, faults, asked):
    faults(path="playlistItems", kind="quotaExceeded")
    collect(niche)
    assert CollectionState.objects.get().outcome == Outcome.BUDGET
    calls = asked("/youtube/v3/")

    niches.request_round(niche=niche)
    collect(niche)

    assert asked("/youtube/v3/") == calls


def test_a_used_up_search_bucket_leaves_the_rest_working(sandbox_url, niche, settings):
    settings.YOUTUBE_DAILY_SEARCHES = 0
    niches.watch(niche=niche, address="@nobody-has-this-name")

    collect(niche)

    assert niche.outcome == Outcome.WAITING
    assert niche.searched_at is None
    assert niche.search_resumes_at == api_budget.resets_at(timezone.now(), platform=YOUTUBE)
    assert "1 of 1 keywords" in niche.problem
    assert niche.channels.get().status == ChannelStatus.NOT_FOUND


def test_the_last_unit_is_spent_once(db, settings):
    settings.YOUTUBE_DAILY_UNITS = 1
    now = timezone.now()
    api_budget.spend(platform=YOUTUBE, bucket="units", livemode=False, at=now)

    with pytest.raises(BudgetExhaustedError):
        api_budget.spend(platform=YOUTUBE, bucket="units", livemode=False, at=now)

    assert api_budget.today(platform=YOUTUBE)["units"].is_exhausted


def test_a_new_day_in_california_has_a_new_allowance(db, settings):
    settings.YOUTUBE_DAILY_UNITS = 1
    now = timezone.now()
    api_budget.spend(platform=YOUTUBE, bucket="units", livemode=False, at=now)

    tomorrow = api_budget.resets_at(now, platform=YOUTUBE)
    api_budget.spend(platform=YOUTUBE, bucket="units", livemode=False, at=tomorrow)


def test_a_niche_is_leased_by_one_worker(niche):
    assert collection.claim_niche(niche_id=niche.pk) is not None
    assert collection.claim_niche(niche_id=niche.pk) is None


def test_a_search_that_crashes_every_holder_backs_off(niche):
    def holder_dies():
        Niche.objects.update(lease_until=timezone.now() - timedelta(seconds=1), next_round_at=timezone.now())
        return collection.claim_niche(niche_id=niche.pk)

    assert collection.claim_niche(niche_id=niche.pk) is not None
    assert holder_dies() is not None, "the first one's round is gone on with at once"
    waits = []
    for _ in range(3):
        assert holder_dies() is None
        niche.refresh_from_db()
        waits.append(round((niche.next_round_at - timezone.now()) / timedelta(minutes=5)))
        niches.request_round(niche=niche)
        assert collection.claim_niche(niche_id=niche.pk) is not None

    assert waits == [1, 2, 4]
    assert niche.outcome == Outcome.FAILED


def test_a_request_during_a_search_is_served_next(sandbox_url, niche):
    finding = collection.claim_niche(niche_id=niche.pk)
    assert finding is not None
    niches.watch(niche=niche, address="@nobody-has-this-name")

    assert list(collection.find(finding)) == []
    niche.refresh_from_db()

    assert niche.next_round_at <= timezone.now()


def test_a_channel_catches_up_on_everything_that_its_list_shows(sandbox_url, niche):
    collect(niche)
    channel = SourceChannel.objects.alias(size=Count("videos")).latest("size")
    size = channel.videos.count()
    assert size > 20
    SourceVideo.objects.filter(channel=channel).delete()
    SourceChannel.objects.update(listed_at=timezone.now() - timedelta(hours=3))

    collect_again(niche)

    assert channel.videos.count() >= size
