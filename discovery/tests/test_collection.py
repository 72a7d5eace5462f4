"""Rounds of collection against the sandbox: leases, budgets, failures and resumption."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from discovery import api_budget, collection, niches, platforms, tasks
from discovery.errors import BudgetExhaustedError
from discovery.models import (
    ApiBudget,
    Candidate,
    ChannelStatus,
    Niche,
    Outcome,
    Snapshot,
    WatchedChannel,
)

YOUTUBE = platforms.named("youtube")


def collect(niche):
    tasks.collect_niche(niche.pk)
    niche.refresh_from_db()
    return niche


def doubled_snapshots():
    """Candidates that were observed more than once in a test's single round."""
    return list(
        Candidate.objects.annotate(observations=Count("snapshots"))
        .filter(observations__gt=1)
        .values_list("pk", "observations")
    )


def test_a_first_round_finds_channels_and_their_videos(sandbox_url, niche):
    collect(niche)

    assert niche.outcome == Outcome.SUCCEEDED
    assert niche.channels.count() == 5
    assert Candidate.objects.filter(livemode=False, channel__niches=niche).count() > 50
    assert niche.next_round_at > timezone.now() + timedelta(minutes=55)
    assert niche.lease_until is None


def test_a_duplicate_message_runs_one_round(sandbox_url, niche, asked):
    collect(niche)
    calls = asked("/youtube/v3/")

    collect(niche)

    assert asked("/youtube/v3/") == calls


def test_a_message_about_a_deleted_niche_has_no_effect(db):
    tasks.collect_niche("nch_nothing")


def test_a_second_round_observes_without_searching(sandbox_url, niche, asked):
    collect(niche)
    later = timezone.now() - timedelta(hours=2)
    Candidate.objects.update(observed_at=later)
    searches = asked("/youtube/v3/search")

    niches.request_round(niche=niche)
    collect(niche)

    assert asked("/youtube/v3/search") == searches
    observed_again = Candidate.objects.filter(snapshots__isnull=False).annotate(
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
    WatchedChannel.objects.all().delete()

    pending = niches.watch(niche=niche, address=handle)
    collect(niche)
    pending.refresh_from_db()

    assert pending.status == ChannelStatus.WATCHED
    assert pending.candidates.exists()


def test_a_video_url_resolves_to_its_channel(sandbox_url, niche):
    collect(niche)
    video = Candidate.objects.select_related("channel")[0]
    niches.delete(niche=niche)
    niche = niches.create(workspace=niche.workspace, name="By link", keywords=["qwxyz"])

    niches.watch(niche=niche, address=f"https://www.youtube.com/shorts/{video.platform_id}")
    collect(niche)

    assert niche.channels.get().platform_id == video.channel.platform_id


def test_an_added_channel_that_is_watched_already_is_that_one(sandbox_url, niche):
    collect(niche)
    known = niche.channels.first()

    niches.watch(niche=niche, address=known.handle)
    collect(niche)

    assert niche.channels.filter(platform_id=known.platform_id).count() == 1
    assert not WatchedChannel.objects.filter(status=ChannelStatus.PENDING).exists()


def test_an_unknown_handle_is_said_to_be_not_found(sandbox_url, niche):
    pending = niches.watch(niche=niche, address="@nobody-has-this-name")

    collect(niche)
    pending.refresh_from_db()

    assert pending.status == ChannelStatus.NOT_FOUND


def test_a_deleted_channel_is_marked_and_not_scanned(sandbox_url, niche, channel, asked):
    collect(niche)
    channel.refresh_from_db()
    assert channel.status == ChannelStatus.GONE
    calls = asked("/youtube/v3/playlistItems")

    niches.request_round(niche=niche)
    collect(niche)

    assert asked("/youtube/v3/playlistItems") == calls


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


def test_after_an_outage_the_round_continues(sandbox_url, niche, faults, asked):
    faults(path="playlistItems", kind="status", status=503, nth=3)
    collect(niche)
    assert niche.outcome == Outcome.UNAVAILABLE
    faults(path="nothing", kind="status", status=503)
    listed = asked("/youtube/v3/playlistItems")

    niches.request_round(niche=niche)
    collect(niche)

    assert niche.outcome == Outcome.SUCCEEDED
    # Three were requested before. The two with a response are not requested again.
    assert asked("/youtube/v3/playlistItems") == listed + niche.channels.count() - 2
    assert doubled_snapshots() == []


def test_without_key_and_sandbox_a_round_reports_it(niche, settings):
    settings.SANDBOX_URL = ""

    collect(niche)

    assert niche.outcome == Outcome.OFF


def test_our_own_allowance_ends_a_round_until_midnight_pacific(sandbox_url, niche, settings):
    settings.YOUTUBE_DAILY_UNITS = 3

    collect(niche)

    assert niche.outcome == Outcome.BUDGET
    assert niche.next_round_at.astimezone(YOUTUBE.time_zone).strftime("%H:%M") == "00:00"
    assert ApiBudget.objects.get(bucket="units").used == 3


def test_youtubes_own_quota_error_ends_the_day_at_once(sandbox_url, niche, faults, asked):
    faults(path="playlistItems", kind="quotaExceeded")
    collect(niche)
    assert niche.outcome == Outcome.BUDGET
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
    assert niche.search_resumes_at == api_budget.resets_at(niche.collected_at, platform=YOUTUBE)
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


def test_expensive_rounds_lengthen_the_interval(niche, settings):
    settings.YOUTUBE_DAILY_UNITS = 100
    assert api_budget.interval(platform=YOUTUBE) == timedelta(hours=1)

    Niche.objects.update(round_units=20)

    assert api_budget.interval(platform=YOUTUBE) == timedelta(hours=6)
    assert api_budget.units_a_day(platform=YOUTUBE, round_units=20) == 80


def test_a_niche_is_leased_by_one_worker(niche):
    assert collection.claim(niche_id=niche.pk) is not None
    assert collection.claim(niche_id=niche.pk) is None


def test_a_round_that_crashes_every_holder_backs_off(niche):
    def holder_dies():
        Niche.objects.update(lease_until=timezone.now() - timedelta(seconds=1), next_round_at=timezone.now())
        return collection.claim(niche_id=niche.pk)

    assert collection.claim(niche_id=niche.pk) is not None
    assert holder_dies() is not None, "the first one's round is gone on with at once"
    waits = []
    for _ in range(3):
        assert holder_dies() is None
        niche.refresh_from_db()
        waits.append(round((niche.next_round_at - timezone.now()) / timedelta(minutes=5)))
        niches.request_round(niche=niche)
        assert collection.claim(niche_id=niche.pk) is not None

    assert waits == [1, 2, 4]
    assert niche.outcome == Outcome.FAILED


def test_a_worker_without_the_lease_writes_nothing(sandbox_url, niche):
    slow = collection.claim(niche_id=niche.pk)
    assert slow is not None
    Niche.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    quick = collection.claim(niche_id=niche.pk)
    assert quick is not None
    collection.run(quick)
    before = (Candidate.objects.count(), Snapshot.objects.count())

    collection.run(slow)

    assert (Candidate.objects.count(), Snapshot.objects.count()) == before
    niche.refresh_from_db()
    assert niche.outcome == Outcome.SUCCEEDED


def test_a_request_during_a_round_is_served_next(sandbox_url, niche):
    round_ = collection.claim(niche_id=niche.pk)
    assert round_ is not None
    niches.watch(niche=niche, address="@nobody-has-this-name")

    collection.run(round_)
    niche.refresh_from_db()

    assert niche.next_round_at <= timezone.now()


@pytest.mark.django_db(transaction=True)
def test_two_collectors_at_once_take_one_round(sandbox_url, niche):
    def work():
        tasks.collect_niche(niche.pk)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert doubled_snapshots() == []
    assert ApiBudget.objects.get(bucket="searches").used == 1


_COLLECT = """
import django, sys
django.setup()
from discovery import tasks
tasks.collect_niche(sys.argv[1])
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_a_round_that_another_finishes(sandbox_url, niche, faults, asked):
    faults(path="playlistItems", kind="slow", delay_s=30, nth=3)
    worker = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", _COLLECT, niche.pk],
        env=os.environ | {"SANDBOX_URL": sandbox_url},
    )
    _wait_until(lambda: asked("/youtube/v3/playlistItems") >= 2 and Candidate.objects.exists())
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    faults(path="nothing", kind="slow")

    assert collection.claim(niche_id=niche.pk) is None, "the dead worker's lease still holds"
    Niche.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    collect(niche)

    assert niche.outcome == Outcome.SUCCEEDED
    assert doubled_snapshots() == []


def _wait_until(condition, deadline_s=40):
    until = time.monotonic() + deadline_s
    while not condition():
        assert time.monotonic() < until, "it did not come to pass"
        time.sleep(0.1)
