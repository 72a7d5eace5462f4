"""What a new render of a video keeps of its looks, so that it draws only the scenes that changed."""

import pytest

from synthesis.models import Render
from synthesis.production import renders
from synthesis.studio import looks, scenes
from synthesis.tests.conftest import start_render

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(12))
def test_another_text_of_one_scene_leaves_the_layouts_of_the_others(video, seed):
    video.seed = seed
    video.save(update_fields=["seed"])
    first, second = (scene.pk for scene in video.scenes.in_order())
    before = looks.of_video(content=start_render(video).content)
    renders.cancel(render=Render.objects.get(video=video))
    scene = video.scenes.get(pk=first)

    scenes.edit(scene=scene, version=scene.version, headline="Another headline")

    after = looks.of_rows(video=video)
    assert after.theme == before.theme
    assert after.scenes[second].layout == before.scenes[second].layout


def test_another_text_of_most_scenes_may_bring_another_theme(video):
    start_render(video)
    renders.cancel(render=Render.objects.get(video=video))

    for scene in video.scenes.in_order():
        scenes.edit(scene=scene, version=scene.version, narration="Save ten dollars of your salary.")

    assert looks.present(video=video).drawn_theme == ""
    assert looks.present(video=video).drawn_layouts == {}


def test_a_new_render_keeps_the_scene_that_shows_the_title(video):
    first, second = (scene.pk for scene in video.scenes.in_order())
    content = start_render(video).content
    renders.cancel(render=Render.objects.get(video=video))
    scene = video.scenes.get(pk=first)

    scenes.edit(scene=scene, version=scene.version, narration=video.title)

    assert looks.present(video=video).drawn_title == content.drawn_title
    after = looks.of_rows(video=video)
    assert after.scenes[second].subject.head == looks.of_video(content=content).scenes[second].subject.head
