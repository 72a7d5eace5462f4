"""Videos: created, edited, archived, and their renders."""

import pytest

from discovery import ideas
from discovery.models import IdeaStatus
from foundation.errors import NotFoundError
from foundation.versions import EditedElsewhereError
from synthesis.assembly import narration
from synthesis.choices import Origin
from synthesis.errors import (
    LanguageNotSpokenError,
    LanguageNotWrittenError,
    SceneFieldError,
    VideoBusyError,
)
from synthesis.models import AssetRole, Scene, SceneStatus, Video, VideoStatus
from synthesis.production import renders
from synthesis.studio import languages, videos
from synthesis.tests.conftest import start_render
from synthesis.tests.pages import store

pytestmark = pytest.mark.django_db


def test_a_video_takes_title_language_and_mode_from_its_idea(workspace):
    idea = ideas.write(workspace=workspace, user=None, title="An idea", language="de")
    idea.livemode = False
    idea.save()

    video = videos.from_idea(idea=idea, user=None)

    assert (video.title, video.language, video.livemode) == ("An idea", "de", False)


def test_a_render_moves_the_idea_into_the_studio(workspace, video):
    idea = ideas.write(workspace=workspace, user=None, title="An idea")
    Video.objects.filter(pk=video.pk).update(idea=idea)

    start_render(video)

    idea.refresh_from_db()
    assert idea.status == IdeaStatus.IN_STUDIO


def test_the_second_of_two_tabs_is_refused(video):
    version = video.version
    videos.edit(video=video, version=version, title="First tab")

    with pytest.raises(EditedElsewhereError):
        videos.edit(video=video, version=version, title="Second tab")


def test_the_voice_cannot_change_while_it_is_spoken_but_the_title_can(video):
    start_render(video)
    video.refresh_from_db()

    with pytest.raises(VideoBusyError):
        videos.edit(video=video, version=video.version, voice="other")
    assert videos.edit(video=video, version=video.version, title="Fine").title == "Fine"


def test_a_new_language_resets_the_voice_unless_one_is_chosen(video):
    voice = narration.voices(language="en")[1].name
    edited = videos.edit(video=video, version=video.version, voice=voice)

    assert videos.edit(video=video, version=edited.version, language="en").voice == voice
    video.refresh_from_db()
    assert videos.edit(video=video, version=video.version, language="de").voice == ""
    video.refresh_from_db()
    assert videos.edit(video=video, version=video.version, language="en", voice=voice).voice == voice


@pytest.mark.parametrize("language", ["", "english", "e", "../../etc", "de_DE"])
def test_an_invalid_language_is_refused(video, language):
    with pytest.raises(SceneFieldError):
        videos.edit(video=video, version=video.version, language=language)


@pytest.mark.parametrize("language", ["xx", "km", "lo", "tl", "so", "yo", "mn"])
def test_a_language_that_no_voice_reads_is_refused_when_chosen(workspace, video, language):
    with pytest.raises(LanguageNotSpokenError):
        videos.edit(video=video, version=video.version, language=language)
    with pytest.raises(LanguageNotSpokenError):
        videos.create(workspace=workspace, user=None, title="A title", language=language)

    video.refresh_from_db()
    assert video.language == "en"


@pytest.mark.parametrize("language", ["chr", "en-Shaw"])
def test_a_language_that_captions_cannot_show_is_refused_when_chosen(workspace, video, language):
    with pytest.raises(LanguageNotWrittenError) as refusal:
        videos.edit(video=video, version=video.version, language=language)
    with pytest.raises(LanguageNotWrittenError):
        videos.create(workspace=workspace, user=None, title="A title", language=language)

    assert refusal.value.errors[0]["field"] == "language"
    assert all(name in refusal.value.message for name in languages.OFFERED.values())
    video.refresh_from_db()
    assert video.language == "en"


def test_language_tags_are_normalized(video):
    assert videos.edit(video=video, version=video.version, language="pt-br").language == "pt-BR"


def test_an_archived_video_comes_back_as_what_it_was(video):
    videos.archive(video=video)
    videos.archive(video=video)
    videos.restore(video=video)

    assert video.status == VideoStatus.DRAFT


def test_a_video_in_production_cannot_be_archived(video):
    start_render(video)
    video.refresh_from_db()

    with pytest.raises(VideoBusyError):
        videos.archive(video=video)


@pytest.mark.parametrize(
    ("origin", "expected"), [("generated", True), ("motion", False), ("uploaded", False)]
)
def test_synthetic_media_follows_from_the_scenes_that_were_used(render, origin, expected):
    scene = render.scenes[0].model_copy(update={"origin": Origin(origin)})
    render.content = render.content.model_copy(update={"scenes": (scene,)})

    assert videos.synthetic_media(render=render) is expected


def test_another_workspaces_video_looks_like_none(video, other_workspace):
    with pytest.raises(NotFoundError):
        Video.objects.for_workspace(other_workspace).get_or_refuse(video.pk)


def test_the_current_render_is_the_last_and_the_latest_one_that_succeeded(video, render):
    renders.cancel(render=render)
    second = start_render(video)

    assert videos.current_render(video=video) == second
    assert videos.latest_render(video=video) is None


def test_another_theme_leaves_no_drawn_scene_done(video):
    scene = video.scenes.first()
    clip = store(video.workspace, role=AssetRole.CLIP)
    Scene.objects.filter(pk=scene.pk).update(status=SceneStatus.SUCCEEDED, clip=clip)

    video = videos.edit(video=video, version=video.version, theme=video.theme, mood="warm")
    same = video.scenes.get(pk=scene.pk)
    videos.edit(video=video, version=video.version, theme="riso")
    other = video.scenes.get(pk=scene.pk)

    assert (same.status, same.clip) == (SceneStatus.SUCCEEDED, clip)
    assert (other.status, other.clip) == (SceneStatus.READY_TO_RENDER, None)
