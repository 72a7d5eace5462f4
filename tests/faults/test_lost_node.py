"""One of two real render nodes is killed during its work and returns later."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from ettametta import processes
from render_node.contract import VideoRequest, VideoStatus
from synthesis.models import Attempt, Renderer, RendererKind, RendererStatus, RenderStatus
from synthesis.production import pipeline
from synthesis.rendering import renderers
from synthesis.tests.conftest import make_video, open_workspace, put_into_drawing, start_render
from tests import waiting
from tests.faults import victims

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SCENES = 4


@pytest.fixture
def second(transactional_db):
    """Another node, registered as an operator would."""
    url = f"http://127.0.0.1:{processes.free_port()}"
    row = Renderer.objects.create(
        name="Second",
        base_url=url,
        token=settings.RENDER_NODE_TOKEN,
        webhook_secret=settings.RENDER_NODE_WEBHOOK_SECRET,
    )
    victim = victims.render_node(url, name="second_node")
    victim.start()
    waiting.until(lambda: is_ready(row), within_s=60, what="the second node is ready")
    yield row
    victim.stop()


def is_ready(row):
    renderers.probe(renderer=row)
    return row.status == RendererStatus.READY


def on(row, *, status):
    return Attempt.objects.filter(renderer=row, status=status)


def as_if_the_time_had_passed(row):
    """A node that is silent for this long counts as lost."""
    long_ago = timezone.now() - timedelta(seconds=renderers.LOST_AFTER_S + 1)
    Renderer.objects.filter(pk=row.pk).update(answered_at=long_ago)
    Attempt.objects.in_flight().filter(renderer=row).update(unreachable_since=long_ago)


def test_the_other_takes_over_and_the_dead_one_is_told_to_stop(node, second):
    first = Renderer.objects.get(kind=RendererKind.RENDER_NODE, base_url=settings.RENDER_NODE_URL)
    render = put_into_drawing(start_render(make_video(open_workspace(), scene_count=SCENES)), frames=300)

    def advance():
        pipeline.advance(render_id=render.pk)

    waiting.until(
        lambda: (
            on(first, status=RenderStatus.RUNNING).exists()
            and on(second, status=RenderStatus.RUNNING).exists()
        ),
        within_s=60,
        what="both nodes draw",
        meanwhile=advance,
    )
    node.kill()
    as_if_the_time_had_passed(first)
    waiting.until(
        lambda: (
            on(second, status=RenderStatus.SUCCEEDED).count()
            + on(first, status=RenderStatus.SUCCEEDED).count()
            == SCENES
        ),
        within_s=120,
        what="every scene is drawn",
        meanwhile=advance,
    )

    lost = list(on(first, status=RenderStatus.FAILED))
    assert lost
    assert {attempt.error_code for attempt in lost} == {"node_lost"}
    drawn = Attempt.objects.filter(clip__isnull=False).values_list("scene_key", flat=True)
    assert len(drawn) == len(set(drawn)) == SCENES

    node.start()
    waiting.until(lambda: is_ready(first), within_s=60, what="the killed node is back")
    pipeline.stop_attempts(render_id=render.pk)

    ended = [state_of(first, attempt) for attempt in lost if attempt.job_id]
    assert ended
    assert set(ended) <= {VideoStatus.CANCELLED, VideoStatus.COMPLETED}
    assert VideoStatus.CANCELLED in ended
    assert not Attempt.objects.filter(status=RenderStatus.FAILED, stop_asked_at=None).exists()


def state_of(row, attempt):
    """The node's state of an abandoned attempt, once it has finished it."""
    found: list[VideoStatus] = []

    def is_over():
        request = VideoRequest.model_validate(attempt.request)
        video = renderers.client(renderer=row).poll(job_id=attempt.job_id, request=request)
        found[:] = [video.status] if video is not None else []
        return bool(found) and found[0].is_final

    waiting.until(is_over, within_s=30, what="the node has stopped")
    return found[0]
