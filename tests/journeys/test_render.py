"""From an idea to a finished video: a real worker, a real render node, real ffmpeg."""

import time
from pathlib import Path

import av
import pytest
from django.conf import settings

from billing import quotas
from discovery import ideas
from synthesis import quotes, renders, scripts, videos
from synthesis.models import DraftStatus, NodeStatus, Render, RenderStatus, Scene, VideoStatus

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ENDS_WITHIN_S = 420


def until(condition, *, within_s=ENDS_WITHIN_S):
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.2)
    pytest.fail("it did not happen in time")


def finished(render: Render):
    def look():
        render.refresh_from_db()
        return render.is_finished

    return look


def script_for(workspace):
    idea = ideas.write(
        workspace=workspace,
        user=None,
        title="Why your espresso tastes sour",
        angle="Most sour shots run too fast. Grinding finer slows the water down.",
    )
    video = videos.from_idea(idea=idea, user=None)
    scripts.request(video=video)
    draft = until(lambda: _written(video), within_s=60)
    assert draft.status == DraftStatus.SUCCEEDED, draft.failure
    return video


def _written(video):
    draft = scripts.latest_draft(video=video)
    return draft if draft is not None and draft.is_finished else None


def test_an_idea_becomes_a_finished_video(live_server, celery_worker, node, workspace):
    assert node.status == NodeStatus.READY
    video = script_for(workspace)
    # The whole script is rendered by test_api_path; a part of it goes the same way.
    Scene.objects.filter(video=video, position__gt=3).delete()
    quote = quotes.make(video=video)
    assert not quote.is_blocked

    render = renders.start(video=video, quote=quote, requested_by=None)
    until(finished(render))

    assert render.status == RenderStatus.SUCCEEDED, f"{render.failure} {render.technical_detail}"
    video.refresh_from_db()
    assert video.status == VideoStatus.READY
    assert quotas.usage(workspace=workspace).used == 1
    assert set(Scene.objects.filter(video=video).values_list("status", flat=True)) == {"succeeded"}
    assert render.final_asset is not None
    assert render.recipe.output_sha256 == render.final_asset.sha256
    assert not (Path(settings.WORK_ROOT) / render.pk).exists()
    with av.open(render.final_asset.file.path) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, float(stream.average_rate or 0)) == (1080, 1920, 30.0)
