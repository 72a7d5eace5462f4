"""A node dies with jobs in progress: other nodes take them over, and its late responses change nothing."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from redis import Redis

from synthesis.models import Attempt, Renderer, RendererStatus, RenderStatus
from synthesis.production import pipeline
from synthesis.rendering import renderers
from synthesis.tests.conftest import register
from synthesis.tests.stand_ins import ScriptedNode
from synthesis.tests.test_control import advance, statuses

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def spare_node():
    with ScriptedNode() as scripted:
        yield scripted


def lose(scripted, node):
    """The node stops responding, for longer than the time after which it counts as lost."""
    scripted.faults[("GET", "*")] = scripted.faults[("POST", "*")] = 500
    long_ago = timezone.now() - timedelta(seconds=renderers.LOST_AFTER_S + 1)
    Attempt.objects.in_flight().update(unreachable_since=long_ago)
    Renderer.objects.filter(pk=node.pk).update(answered_at=long_ago)


@pytest.fixture
def taken_over(drawing_render, scripted_node, node, spare_node):
    """A render whose node was lost during rendering, and that another node has taken over."""
    scripted_node.say("*", status="in_progress", progress=40)
    advance(drawing_render)
    lose(scripted_node, node)
    advance(drawing_render)
    register(spare_node, name="Spare")
    advance(drawing_render)
    return drawing_render


def test_its_attempts_go_to_another(taken_over, spare_node):
    assert statuses() == [RenderStatus.FAILED, RenderStatus.QUEUED] * 2
    assert set(Attempt.objects.in_flight().values_list("renderer__name", flat=True)) == {"Spare"}
    second = list(Attempt.objects.in_flight().order_by("position").values_list("pk", flat=True))
    assert [key for key, _ in spare_node.submitted] == second


def test_its_late_responses_change_nothing(taken_over, scripted_node, node, spare_node):
    """Its webhook triggers a poll, and its clip is not fetched; only the other node's clip counts."""
    scripted_node.faults.clear()
    scripted_node.finish_everything()
    renderers.probe(renderer=node)
    before = list(Attempt.objects.order_by("pk").values_list("pk", "status", "renderer", "clip"))

    advance(taken_over)
    pipeline.advance(render_id=taken_over.pk)

    assert list(Attempt.objects.order_by("pk").values_list("pk", "status", "renderer", "clip")) == before

    spare_node.finish_everything()
    advance(taken_over)
    assert Attempt.objects.filter(clip__isnull=False).count() == 2
    assert set(Attempt.objects.filter(clip__isnull=False).values_list("renderer__name", flat=True)) == {
        "Spare"
    }


def test_once_it_is_back_its_jobs_are_canceled(taken_over, scripted_node, node):
    abandoned = set(Attempt.objects.filter(status=RenderStatus.FAILED).values_list("pk", flat=True))
    assert stops_after_a_sweep() == 0

    scripted_node.faults.clear()
    renderers.probe(renderer=node)
    assert stops_after_a_sweep() == 1
    pipeline.stop_attempts(render_id=taken_over.pk)

    assert set(scripted_node.canceled) == abandoned
    assert stops_after_a_sweep() == 0


def stops_after_a_sweep():
    """The number of renders whose cancellation the sweeper enqueues."""
    with Redis.from_url(settings.CELERY_BROKER_URL) as redis:
        redis.flushdb()
        pipeline.resume_stalled()
        return sum("stop_attempts" in body.decode() for body in redis.lrange("control", 0, -1))


def test_a_node_that_is_back_gets_work_again(taken_over, scripted_node, node):
    node.refresh_from_db()
    assert node.status == RendererStatus.LOST

    scripted_node.faults.clear()
    renderers.probe(renderer=node)

    assert node.status == RendererStatus.READY


def test_a_silent_node_does_not_delay_the_others(scripted_node, node, spare_node):
    """All are probed in parallel: a silent node is recorded as such, the others as ready."""
    spare = register(spare_node, name="Spare", status=RendererStatus.STARTING)
    scripted_node.faults[("GET", "*")] = 500
    renderers.probe_all()

    node.refresh_from_db()
    spare.refresh_from_db()
    assert node.status_note
    assert spare.status == RendererStatus.READY


def test_a_node_that_rejects_our_token_is_given_nothing(scripted_node, node):
    scripted_node.faults[("GET", "*")] = 401

    renderers.probe(renderer=node)

    node.refresh_from_db()
    assert (node.status, node.status_note) == (RendererStatus.LOST, "It rejected our token.")
