"""A finished video that shows stock."""

import pytest

from synthesis.choices import Origin
from synthesis.library import stock as library
from synthesis.library.stock import Kind, Search
from synthesis.models import RenderStatus
from synthesis.production import pipeline
from synthesis.studio import scenes, videos
from synthesis.tests.conftest import start_render
from synthesis.tests.stock import chosen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _stand_in(sandbox_url, settings, tmp_path):
    settings.SANDBOX_URL, settings.PEXELS_API_KEY = sandbox_url, ""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def video(workspace):
    video = videos.create(workspace=workspace, user=None, title="Coffee at home")
    for _ in range(2):
        scenes.add(video=video, narration="A good coffee.", headline="Coffee")
    first, second = video.scenes.in_order().select_related("video")
    chosen(first)
    chosen(second, wanted=library.search(Search(query="coffee", kind=Kind.PHOTO))[0].id)
    video.refresh_from_db()
    return video


def to_the_end(render):
    for _ in range(6):
        pipeline.make(render_id=render.pk)
        pipeline.advance(render_id=render.pk)
    render.refresh_from_db()
    return render


def test_a_clip_and_a_photo_become_a_video_with_credits_that_is_a_sample(video):
    render = to_the_end(start_render(video))

    assert render.status == RenderStatus.SUCCEEDED, render.technical_detail
    credits = [scene["credit"] for scene in render.recipe.document["content"]["scenes"]]
    assert [credit["id"].partition("/")[0] for credit in credits] == ["video", "photo"]
    assert {scene.origin for scene in render.scenes} == {Origin.STOCK}
    # One file from the sandbox makes the whole video a sample.
    assert not render.final_asset.livemode
