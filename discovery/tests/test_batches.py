"""Batches of channels: leases, workers that crash, and what all workspaces share."""

import math
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from discovery import api_budget, collection, niches, schedule, sources, states, tasks
from discovery.models import (
    ApiBudget,
    Candidate,
    Niche,
    Outcome,
    Snapshot,
    SourceChannel,
    SourceVideo,
)
from discovery.tests import factories
from discovery.tests.first_rounds import small_niche
from discovery.tests.rounds import YOUTUBE, claimed, collect, doubled_snapshots

_COLLECT = """
import django, sys
django.setup()
from discovery import tasks
tasks.collect_niche(sys.argv[1])
"""


@pytest.fixture
def niche(workspace):
    return small_niche(workspace)


def test_more_channels_than_the_allowance_lasts_for_stretch_the_intervals(source, settings):
    settings.YOUTUBE_DAILY_UNITS = 100
    assert api_budget.pace(platform=YOUTUBE) == 1
    cache.clear()

    SourceChannel.objects.update(units_a_day=240)

    assert api_budget.pace(platform=YOUTUBE) == 3
    assert api_budget.units_a_day(platform=YOUTUBE, planned=240, reads=0) == 80


def test_the_planned_units_count_calls_that_are_not_full(niche, source):
    other = factories.watched_channel(niche=niche, letter="b")
    SourceChannel.objects.filter(pk=source.pk).update(units_a_day=12 + 30 / 50, reads_a_day=30)
    SourceChannel.objects.filter(watchers=other).update(units_a_day=12 + 10 / 50, reads_a_day=10)

    # 40 reads at random slots of 15 minutes take 33 calls.
    assert round(api_budget.planned_units(platform=YOUTUBE)) == 24 + 33
    assert api_budget.units_a_day(platform=YOUTUBE, planned=12.6, reads=30) == math.ceil(12 + 33 * 30 / 40)


def test_a_collection_stores_the_planned_cost_of_each_channel(sandbox_url, niche, api):
    collect(niche)

    for channel in SourceChannel.objects.all():
        observed = channel.videos.filter(published_at__gt=timezone.now() - schedule.BASELINE_FOR)
        assert channel.reads_a_day >= observed.count() / 3 > 0
        assert channel.units_a_day > channel.reads_a_day / 50
    planned = api_budget.planned_units(platform=YOUTUBE)
    watchlist = api.get(f"/api/v1/watchlists/{niche.pk}/").json()
    assert watchlist["units_a_day"] == math.ceil(planned)
    assert sources.of_niches([Niche.objects.with_collection().get()])[0].units_a_day == math.ceil(planned)


def test_a_channel_is_leased_by_one_worker(source):
    batch = claimed()

    assert [channel.pk for channel in batch.channels] == [source.pk]
    assert collection.claim(platform=YOUTUBE) is None


def test_a_channel_that_crashes_every_holder_is_claimed_alone_and_backs_off(niche, source):
    factories.watched_channel(niche=niche, letter="b")
    assert len(claimed().channels) == 2
    waits = []
    for _ in range(3):
        SourceChannel.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        SourceChannel.objects.filter(pk=source.pk).update(due_at=timezone.now() - timedelta(days=1))
        batch = claimed()
        assert [channel.pk for channel in batch.channels] == [source.pk]
        source.refresh_from_db()
        waits.append(round((source.due_at - timezone.now()) / timedelta(minutes=5)))

    assert waits == [1, 2, 4]


def test_a_worker_without_the_lease_writes_nothing(sandbox_url, niche):
    finding = collection.claim_niche(niche_id=niche.pk)
    assert finding is not None
    assert list(collection.find(finding)) == []
    slow = claimed()
    SourceChannel.objects.update(lease_until=timezone.now() - timedelta(seconds=1), failures=0)
    quick = claimed()
    assert collection.collect(quick)
    before = (SourceVideo.objects.count(), Snapshot.objects.count())

    collection.collect(slow)

    assert (SourceVideo.objects.count(), Snapshot.objects.count()) == before
    assert not SourceChannel.objects.filter(collected_at=None).exists()


def test_a_request_during_a_collection_is_served_next(sandbox_url, niche):
    finding = collection.claim_niche(niche_id=niche.pk)
    assert finding is not None
    assert list(collection.find(finding)) == []
    batch = claimed()
    niches.request_round(niche=niche)

    collection.collect(batch)

    assert not SourceChannel.objects.filter(due_at__gt=timezone.now()).exists()


def test_two_workspaces_that_watch_a_channel_cost_one_collection(
    sandbox_url, niche, stranger_workspace, asked
):
    collect(niche)
    calls = asked("/youtube/v3/")
    theirs = niches.create(workspace=stranger_workspace, name="The same", keywords=niche.keywords)

    collect(theirs)

    # One search, and one call about the channels that it found.
    assert asked("/youtube/v3/") == calls + 2
    listed = Candidate.objects.for_workspace(stranger_workspace).values_list("source", "score_low")
    assert set(listed) == set(
        Candidate.objects.for_workspace(niche.workspace).values_list("source", "score_low")
    )


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


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_a_round_that_another_finishes(sandbox_url, niche, faults, asked):
    faults(path="v3/videos$", kind="slow", delay_s=30, nth=3)
    worker = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", _COLLECT, niche.pk],
        env=os.environ | {"SANDBOX_URL": sandbox_url},
    )
    _wait_until(lambda: asked("/youtube/v3/videos") >= 3 and SourceVideo.objects.exists())
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    faults(path="nothing", kind="slow")

    assert collection.claim(platform=YOUTUBE) is None, "the dead worker's lease still holds"
    SourceChannel.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    for _ in range(2):
        tasks.collect_channels("youtube")

    assert not SourceChannel.objects.filter(collected_at=None).exists()
    assert doubled_snapshots() == []


def _wait_until(condition, deadline_s=40):
    until = time.monotonic() + deadline_s
    while not condition():
        assert time.monotonic() < until, "it did not come to pass"
        time.sleep(0.1)


def test_due_channels_are_counted_unless_their_platform_is_paused_or_live(source, settings):
    assert collection.count_due(platform=YOUTUBE) == 1

    settings.YOUTUBE_API_KEY = "a-key"
    assert collection.count_due(platform=YOUTUBE) == 0

    settings.YOUTUBE_API_KEY = ""
    until = timezone.now() + timedelta(hours=1)
    states.pause(platform=YOUTUBE, outcome=Outcome.BUDGET, problem="Used up.", until=until)
    assert collection.count_due(platform=YOUTUBE) == 0
    assert collection.claim(platform=YOUTUBE) is None


def test_channels_that_no_plan_covers_do_not_hide_a_due_one_behind_them(channel):
    earlier = timezone.now() - timedelta(hours=1)
    for number in range(collection.SIZE + 1):
        SourceChannel.objects.create(
            platform="youtube", platform_id=f"UC{number:022}", livemode=False, title="Left", due_at=earlier
        )

    assert [each.pk for each in claimed().channels] == [channel.source_id]
