"""Leases on renders: claims, and workers that lost theirs."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from synthesis.models import Lane, Render
from synthesis.production import leases, renders
from synthesis.production.leases import LostLeaseError

pytestmark = pytest.mark.django_db


def expire(render, lane=Lane.CONTROL):
    past = timezone.now() - timedelta(seconds=1)
    Render.objects.filter(pk=render.pk).update(**{f"{lane}_lease_until": past})


def test_a_lane_is_held_by_one(render):
    assert leases.claim(render_id=render.pk, lane=Lane.CONTROL)
    assert leases.claim(render_id=render.pk, lane=Lane.CONTROL) is None


def test_the_other_lane_is_free_meanwhile(render):
    leases.claim(render_id=render.pk, lane=Lane.CONTROL)

    assert leases.claim(render_id=render.pk, lane=Lane.MEDIA)


@pytest.mark.django_db(transaction=True)
def test_of_many_claims_at_once_one_wins(render):
    won = []

    def ask():
        try:
            won.append(leases.claim(render_id=render.pk, lane=Lane.CONTROL))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len([claim for claim in won if claim]) == 1


def test_a_released_lane_can_be_taken_with_a_higher_fence(render):
    first = leases.claim(render_id=render.pk, lane=Lane.CONTROL)
    assert first is not None
    leases.release(claim=first)

    second = leases.claim(render_id=render.pk, lane=Lane.CONTROL)
    assert second is not None

    assert second.fence == first.fence + 1


def test_a_claim_by_an_old_fence_is_no_claim(render):
    first = leases.claim(render_id=render.pk, lane=Lane.CONTROL)
    assert first is not None
    leases.release(claim=first)
    second = leases.claim(render_id=render.pk, lane=Lane.CONTROL)
    assert second is not None
    leases.release(claim=second)

    assert leases.claim(render_id=render.pk, lane=Lane.CONTROL, fence=first.fence) is None
    assert leases.claim(render_id=render.pk, lane=Lane.CONTROL, fence=second.fence)


def test_a_worker_that_lost_its_lease_writes_nothing(render):
    late = leases.claim(render_id=render.pk, lane=Lane.CONTROL)
    assert late is not None
    expire(render)
    leases.claim(render_id=render.pk, lane=Lane.CONTROL)

    with pytest.raises(LostLeaseError):
        leases.write(claim=late, scenes_done=7)
    with pytest.raises(LostLeaseError), transaction.atomic():
        leases.require(claim=late)
    assert not leases.renew(claim=late)

    render.refresh_from_db()
    assert render.scenes_done == 0


def test_a_late_release_does_not_free_the_new_holders_lane(render):
    late = leases.claim(render_id=render.pk, lane=Lane.CONTROL)
    assert late is not None
    expire(render)
    leases.claim(render_id=render.pk, lane=Lane.CONTROL)

    leases.release(claim=late)

    assert leases.claim(render_id=render.pk, lane=Lane.CONTROL) is None


def test_an_ended_render_cannot_be_claimed_or_written(render):
    claim = leases.claim(render_id=render.pk, lane=Lane.CONTROL)
    assert claim is not None
    renders.cancel(render=render)

    with pytest.raises(LostLeaseError):
        leases.write(claim=claim, scenes_done=1)
    assert leases.claim(render_id=render.pk, lane=Lane.CONTROL) is None


@pytest.mark.django_db(transaction=True)
def test_the_heartbeat_notices_a_cancel(render):
    claim = leases.claim(render_id=render.pk, lane=Lane.MEDIA)
    assert claim is not None

    with leases.heartbeat(claim=claim) as beat:
        assert not beat.is_lost
        renders.cancel(render=render)
        beat.join(timeout=5)

    assert beat.is_lost
