"""Generated scenes end to end: by the sandbox's paid API, and by a server with a compatible API."""

import av
import pytest

from synthesis.models import Attempt, Origin, Renderer, RendererKind, RenderStatus, VideoStatus
from synthesis.production import quotes, renders
from synthesis.rendering import renderers
from synthesis.studio import scenes, videos
from synthesis.tests.video_server import VideoServer
from tests import waiting

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def server_node():
    with VideoServer() as server:
        node = Renderer.objects.create(name="Shape", kind=RendererKind.OPENAI_VIDEOS, base_url=server.url)
        renderers.probe(renderer=node)
        yield node


def video_of(workspace):
    """A motion-graphics scene and two generated ones, the last one longer than the requested clip."""
    video = videos.create(workspace=workspace, user=None, title="Moka pots", mood="")
    scenes.add(video=video, narration="A moka pot is no espresso machine.", headline="Not espresso")
    for engine, minimum_s in (("gemini-omni", 0), ("some-model", 5)):
        scenes.add(
            video=video,
            narration="Fill it to the valve.",
            origin=Origin.GENERATED,
            visual_prompt="A moka pot on a stove, steam rising.",
            engine=engine,
            minimum_s=minimum_s,
        )
    return video


def test_generated_scenes_become_a_finished_video(
    live_server, celery_worker, sandbox_url, node, server_node, workspace
):
    video = video_of(workspace)
    quote = quotes.make(video=video)
    assert not quote.is_blocked, quote.blocked
    render = renders.start(video=video, quote=quote, requested_by=None)

    def is_over():
        render.refresh_from_db()
        return render.is_finished

    waiting.until(is_over, within_s=420, what="the render ends")

    assert render.status == RenderStatus.SUCCEEDED, f"{render.failure} {render.technical_detail}"
    video.refresh_from_db()
    assert video.status == VideoStatus.READY
    assert videos.synthetic_media(render=render)
    assert Attempt.objects.get(engine="gemini-omni").cost_microusd
    assert {"gemini-omni", "some-model"} <= {
        scene["drawing"]["request"]["model"] for scene in render.recipe.document["scenes"]
    }
    assert render.final_asset is not None
    # A scene from the sandbox makes the whole video a sample.
    assert not render.final_asset.livemode
    with av.open(render.final_asset.file.path) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, float(stream.average_rate or 0)) == (1080, 1920, 30.0)
