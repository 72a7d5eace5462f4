"""Workers and the render node are killed, messages and responses are lost; then the work settles.

``CHAOS_SEED`` repeats a run, ``CHAOS_SECONDS`` makes it longer and ``CHAOS_WORKSPACES`` larger.
``CHAOS_SWEEPERS=off`` disables the scheduled sweepers; this test must then fail.
"""

import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.utils import timezone

from billing import quotas
from billing.models import LedgerEntry
from publishing.models import Publication, PublicationStatus
from synthesis.models import Attempt, Render, RenderStatus, Video, VideoStatus
from synthesis.production import renders
from tests import waiting
from tests.faults import work

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SECONDS = float(os.environ.get("CHAOS_SECONDS", "25"))
SEED = int(os.environ.get("CHAOS_SEED", "7"))
WORKSPACES = int(os.environ.get("CHAOS_WORKSPACES", "4"))
SWEEPERS = os.environ.get("CHAOS_SWEEPERS", "on") != "off"
QUIET_WITHIN_S = 120 + 20 * WORKSPACES
OPEN = [RenderStatus.QUEUED, RenderStatus.RUNNING]
SWEEPS = (
    "synthesis.resume_stalled",
    "synthesis.probe_renderers",
    "publishing.resume_stalled",
    "billing.release_expired",
)
UPLOAD = {"method": "PUT", "path": "/upload/youtube/v3/videos"}


class Timetable:
    """Sends the sweepers' messages, at most once a second."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self) -> None:
        if SWEEPERS and time.monotonic() >= self._next:
            self._next = time.monotonic() + 1
            for name in SWEEPS:
                current_app.send_task(name, expires=2)


def lose_all_messages() -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        broker.flushall()


def let_leases_of_the_dead_run_out() -> None:
    """Expire all leases, as if their time had passed. No worker that could hold one is left."""
    now = timezone.now()
    Render.objects.filter(control_lease_until__gt=now).update(control_lease_until=now)
    Render.objects.filter(media_lease_until__gt=now).update(media_lease_until=now)
    Publication.objects.filter(lease_until__gt=now).update(lease_until=now)


def is_quiet() -> bool:
    sending = [PublicationStatus.SUBMITTING, PublicationStatus.SUBMITTED_UNCONFIRMED]
    return not (
        Render.objects.filter(status__in=OPEN).exists()
        or Publication.objects.filter(status__in=sending).exists()
        or any(Path(settings.WORK_ROOT).glob("rnd_*"))
    )


def test_despite_kills_each_render_ends_once_and_each_video_is_posted_once(
    live_server, sandbox_url, sabotage, uploads, clip_bytes, node, worker
):
    dice = random.Random(SEED)  # noqa: S311 - reproducible
    timetable = Timetable()
    under_way = [work.begin(number, film=clip_bytes) for number in range(WORKSPACES)]
    sabotage(
        {"match": {**UPLOAD, "nth": 1}, "kind": "drop_after_commit", "times": 2},
        {"match": {**UPLOAD, "nth": 4}, "kind": "drop_before_commit", "times": 1},
    )

    def kill_the_worker() -> None:
        worker.kill()
        let_leases_of_the_dead_run_out()
        worker.start()

    def kill_the_node() -> None:
        node.kill()
        node.start()

    until = time.monotonic() + SECONDS
    # Each kind at least once, whatever the seed.
    evils = [lose_all_messages, kill_the_worker, kill_the_node]
    dice.shuffle(evils)
    for evil in evils:
        waiting.pause(dice.uniform(2, SECONDS / 4), meanwhile=timetable)
        evil()
    renders.cancel(render=dice.choice(under_way).render)
    while time.monotonic() < until:
        dice.choice(evils)()
        waiting.pause(dice.uniform(2, 8), meanwhile=timetable)
    sabotage()
    waiting.until(is_quiet, within_s=QUIET_WITHIN_S, what="all work ends", meanwhile=timetable)

    require_ledgers_to_add_up(under_way)
    assert not Attempt.objects.filter(status__in=OPEN).exists()
    assert not Video.objects.filter(status=VideoStatus.IN_PRODUCTION).exists()
    assert Counter(uploads()) == Counter(each.publication.title for each in under_way)
    sent = Publication.objects.filter(pk__in=[each.publication.pk for each in under_way])
    assert set(sent.values_list("status", flat=True)) == {PublicationStatus.PUBLISHED}
    assert worker.deaths
    assert node.deaths


def require_ledgers_to_add_up(under_way: list[work.Work]) -> None:
    """Check that each render has one reservation entry and one outcome entry, and that totals add up."""
    ends = {
        RenderStatus.SUCCEEDED: "commit",
        RenderStatus.FAILED: "release",
        RenderStatus.CANCELED: "release",
    }
    for each in under_way:
        each.render.refresh_from_db()
        lines = LedgerEntry.objects.filter(reference=each.render.quota_reference).values_list(
            "kind", flat=True
        )
        assert sorted(lines) == sorted(["reserve", ends[RenderStatus(each.render.status)]])
    assert quotas.discrepancies() == []
    ended = Counter(each.render.status for each in under_way)
    # Kills cost time, but a render that was not canceled still succeeds.
    assert ended[RenderStatus.SUCCEEDED] >= len(under_way) - 1, ended
