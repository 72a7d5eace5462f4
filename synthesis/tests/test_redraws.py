"""The pages say which scenes are drawn again: after an edit, and before a render."""

import pytest

from synthesis.models import AssetRole, Attempt, Render, RenderStatus
from synthesis.studio import looks, scenes, videos
from synthesis.tests.pages import browser_of, finish, store, text_of
from synthesis.tests.test_views_scenes import typed

LINES = ("Eggs turn rubbery for one reason.", "A hot pan ruins them.", "Save this for later.")
AS_CLOSING = "Scene 3 is drawn again too, because it shows objects of the whole video."


@pytest.fixture
def member(workspace):
    return browser_of(workspace)


@pytest.fixture
def video(workspace):
    made = videos.create(workspace=workspace, user=None, title="Eggs", seed=7, theme="kitchen")
    for line in LINES:
        scenes.add(video=made, narration=line, headline=line.rstrip("."))
    return made


@pytest.fixture
def finished(video):
    """A version of the video whose clips are stored."""
    content = looks.for_render(video=video, content=scenes.content_of(video=video))
    render = finish(video)
    Render.objects.filter(pk=render.pk).update(content=content)
    for scene in content.scenes:
        Attempt.objects.create(
            workspace=video.workspace, render=render, scene_key=scene.id, position=scene.position,
            status=RenderStatus.SUCCEEDED, request={}, request_sha256="0" * 64, engine="motion",
            size="1080x1920", frames=90, clip=store(video.workspace, role=AssetRole.CLIP),
        )  # fmt: skip
    return video


def of(video):
    return list(video.scenes.in_order())


def saved(member, scene, **fields):
    """The page after the scene was saved with these fields."""
    return text_of(
        member.post(f"/videos/{scene.video_id}/scenes/{scene.pk}/", typed(scene, **fields), follow=True)
    )


def quote_of(member, video):
    return text_of(member.get(f"/videos/{video.pk}/quote/"))


def test_saving_other_objects_names_the_closing_scene_and_the_reason(member, video):
    picked = {"objects_by": "picked", "object_names": ["crescent-moon"]}

    assert AS_CLOSING in saved(member, of(video)[1], **picked)


def test_saving_words_that_change_no_other_scene_names_none(member, video):
    page = saved(member, of(video)[1], minimum_s="6")

    assert "Scene 2 is saved." in page
    assert "drawn again" not in page


def test_saving_the_closing_scene_does_not_name_itself(member, video):
    assert "drawn again" not in saved(member, of(video)[2], headline="Keep this")


def test_saving_a_scene_that_changes_the_theme_says_so(member, video):
    videos.edit(video=video, version=video.version, theme="")
    before = looks.of_rows(video=video).theme
    for scene in of(video)[1:]:
        scenes.edit(scene=scene, version=scene.version, narration="Again.", headline="Again")
    page = saved(
        member, of(video)[0], objects_by="picked", object_names=["airplane", "globe-showing-asia-australia"]
    )

    after = looks.of_rows(video=video).theme
    assert before != after
    assert f"Scenes 2 and 3 are drawn again too, because the theme of the video is now {after.label}." in page


def test_before_the_first_version_the_quote_compares_with_none(member, video):
    assert "again" not in quote_of(member, video)


def test_the_quote_of_an_unchanged_video_says_that_its_clips_are_used_again(member, finished):
    assert "No picture has changed since version 1, so all clips are used again." in quote_of(
        member, finished
    )


def test_the_quote_names_the_edited_scene_and_the_closing_scene_with_its_reason(member, finished):
    scene = of(finished)[1]
    scenes.edit(scene=scene, version=scene.version, object_names=["crescent-moon"])

    page = quote_of(member, finished)

    assert "Scenes 2 and 3 are rendered again. The other clips are used again." in page
    assert "Scene 3 was not edited, but it shows objects of the whole video." in page


def test_the_quote_counts_a_clip_that_was_deleted_as_rendered_again(member, finished):
    Attempt.objects.filter(position=1).update(clip=None)

    assert "Scene 1 is rendered again." in quote_of(member, finished)


def test_the_quote_after_a_change_of_voice_renders_all_scenes_again(member, finished):
    videos.edit(video=finished, version=finished.version, language="es")

    assert "All 3 scenes are rendered again" in quote_of(member, finished)
