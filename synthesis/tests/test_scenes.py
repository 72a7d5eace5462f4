"""Scenes edited by people, in two tabs and by two people."""

import threading

import pytest
from django.db import connection

from foundation.versions import EditedElsewhereError
from synthesis.content import MAX_SCENES
from synthesis.errors import (
    SceneFieldError,
    SceneLockedError,
    SceneNotLockableError,
    SceneTextTooLongError,
    TooManyScenesError,
    VideoArchivedError,
    VideoBusyError,
)
from synthesis.models import Origin, Scene, SceneStatus
from synthesis.studio import scenes, videos
from synthesis.tests.conftest import make_video, start_render

pytestmark = pytest.mark.django_db

ARABIC = "\u202d\u0645\u0631\u062d\u0628\u0627"


def order(video):
    return list(Scene.objects.filter(video=video).in_order().values_list("position", "narration"))


@pytest.fixture
def scene(video):
    return video.scenes.in_order()[0]


def test_an_edit_counts_up_the_version(scene):
    scenes.edit(scene=scene, version=1, headline="New")

    assert (scene.version, scene.headline) == (2, "New")


def test_the_second_of_two_tabs_is_refused_completely(scene):
    scenes.edit(scene=scene, version=1, headline="First tab")

    said = "This scene was changed since you opened it, so your edits were not saved"
    with pytest.raises(EditedElsewhereError, match=said):
        scenes.edit(scene=scene, version=1, headline="Second tab")

    scene.refresh_from_db()
    assert scene.headline == "First tab"


@pytest.mark.django_db(transaction=True)
def test_of_two_edits_at_once_one_wins(scene):
    outcomes = []

    def save(headline):
        try:
            scenes.edit(scene=Scene.objects.get(pk=scene.pk), version=1, headline=headline)
            outcomes.append("saved")
        except EditedElsewhereError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(text,)) for text in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused", "saved"]


def test_an_emptied_scene_is_empty_again(scene):
    scenes.edit(scene=scene, version=1, narration="", headline="")

    assert scene.status == SceneStatus.EMPTY


def test_a_scene_is_added_behind_another(video, scene):
    scenes.add(video=video, after=scene, narration="Between.")

    assert [text for _, text in order(video)][1] == "Between."
    assert [place for place, _ in order(video)] == [1, 2, 3]


def test_a_video_has_a_limit_of_scenes(workspace):
    video = make_video(workspace, scene_count=MAX_SCENES)

    with pytest.raises(TooManyScenesError):
        scenes.add(video=video)


def test_scenes_change_places(video):
    ids = list(video.scenes.in_order().values_list("pk", flat=True))

    scenes.reorder(video=video, scene_ids=ids[::-1])

    assert list(video.scenes.in_order().values_list("pk", flat=True)) == ids[::-1]


def test_an_order_that_misses_a_scene_is_refused(video, scene):
    with pytest.raises(SceneFieldError, match="added or deleted in the meantime"):
        scenes.reorder(video=video, scene_ids=[scene.pk])


def test_moving_past_the_end_changes_nothing(video, scene):
    before = order(video)

    scenes.move(scene=scene, by=-1)

    assert order(video) == before


def test_moving_down_changes_places(video, scene):
    scenes.move(scene=scene, by=1)

    scene.refresh_from_db()
    assert scene.position == 2


def test_deleting_closes_the_gap(video, scene):
    scenes.delete(scene=scene)

    assert [place for place, _ in order(video)] == [1]


def test_a_scene_is_split_where_the_cursor_stands(video, scene):
    first, second = scenes.split(scene=scene, at=len("Sour means"))

    assert (first.narration, second.narration) == ("Sour means", "it ran too fast.")
    assert [place for place, _ in order(video)] == [1, 2, 3]


@pytest.mark.parametrize("at", [0, 1000])
def test_a_split_at_the_edge_is_refused(scene, at):
    with pytest.raises(SceneFieldError):
        scenes.split(scene=scene, at=at)


def test_two_scenes_become_one(video, scene):
    merged = scenes.merge_with_next(scene=scene)

    assert merged.narration == "Sour means it ran too fast. Grind one step finer."
    assert len(order(video)) == 1


def test_merged_japanese_scenes_have_no_space_between_them(video):
    videos.edit(video=video, version=video.version, language="ja")
    scene, following = video.scenes.in_order()[:2]
    scenes.edit(scene=scene, version=scene.version, narration="朝です。")
    scenes.edit(scene=following, version=following.version, narration="豆を挽きます。")

    merged = scenes.merge_with_next(scene=video.scenes.in_order()[0])

    assert merged.narration == "朝です。豆を挽きます。"


def test_the_last_scene_has_none_to_merge_with(video):
    with pytest.raises(SceneFieldError, match="no scene after"):
        scenes.merge_with_next(scene=video.scenes.in_order()[1])


def test_a_locked_scene_cannot_be_changed_or_deleted(scene):
    scenes.lock(scene=scene)

    with pytest.raises(SceneLockedError):
        scenes.edit(scene=scene, version=scene.version, headline="No")
    with pytest.raises(SceneLockedError):
        scenes.delete(scene=scene)


def test_an_unlocked_scene_can_be_changed_again(scene):
    scenes.lock(scene=scene)
    scenes.lock(scene=scene)
    scenes.unlock(scene=scene)

    assert scenes.edit(scene=scene, version=scene.version, headline="Yes").headline == "Yes"


def test_an_empty_scene_cannot_be_locked(video):
    with pytest.raises(SceneNotLockableError):
        scenes.lock(scene=scenes.add(video=video))


def test_nothing_changes_while_the_video_is_rendered(video, scene):
    start_render(video)

    for change in (
        lambda: scenes.edit(scene=scene, version=1, headline="No"),
        lambda: scenes.add(video=video),
        lambda: scenes.delete(scene=scene),
        lambda: scenes.move(scene=scene, by=1),
    ):
        with pytest.raises(VideoBusyError):
            change()


def test_nothing_changes_in_an_archived_video(video, scene):
    videos.archive(video=video)

    with pytest.raises(VideoArchivedError):
        scenes.edit(scene=scene, version=1, headline="No")


@pytest.mark.parametrize(("field", "length"), [("narration", 1201), ("headline", 161), ("figure", 25)])
def test_too_long_a_text_is_named(scene, field, length):
    with pytest.raises(SceneTextTooLongError, match=f"The {field} has"):
        scenes.edit(scene=scene, version=1, **{field: "x" * length})


@pytest.mark.parametrize(
    "fields",
    [
        {"layout": "spiral"},
        {"transition": "explode"},
        {"origin": "dreamt"},
        {"minimum_s": 61},
        {"items": ["x"] * 7},
        {"origin": Origin.UPLOADED},
    ],
)
def test_an_invalid_field_is_refused(scene, fields):
    with pytest.raises(SceneFieldError):
        scenes.edit(scene=scene, version=1, **fields)


def test_control_characters_are_left_out_and_other_scripts_stay(scene):
    scenes.edit(scene=scene, version=1, narration=f"a\x00b {ARABIC} 🎉\u200d")

    assert scene.narration == f"a b {ARABIC} 🎉\u200d"


def test_a_title_does_not_change_the_fingerprint_and_a_word_does(video, scene):
    before = scenes.fingerprint(content=scenes.content_of(video=video))
    videos.edit(video=video, version=video.version, title="Other")
    same = scenes.fingerprint(content=scenes.content_of(video=video))
    scenes.edit(scene=scene, version=1, narration="Other.")

    assert same == before
    assert scenes.fingerprint(content=scenes.content_of(video=video)) != before
