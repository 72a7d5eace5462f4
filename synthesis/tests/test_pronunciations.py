"""Pronunciations of a workspace: checked, unique, limited, and frozen into renders that need them."""

import threading

import pytest
from django.db import connection

from foundation.versions import EditedElsewhereError
from synthesis.errors import (
    PronunciationExistsError,
    PronunciationFieldError,
    SceneFieldError,
    TooManyPronunciationsError,
)
from synthesis.models import Pronunciation
from synthesis.production import quotes
from synthesis.studio import pronunciations, scenes, voices
from synthesis.tests.conftest import make_video, start_render

pytestmark = pytest.mark.django_db


@pytest.fixture
def nginx(workspace):
    return pronunciations.add(workspace=workspace, written="Nginx", spoken="engine x")


@pytest.fixture
def talk(workspace):
    """A video that says Nginx in its first scene only."""
    video = make_video(workspace)
    scene = video.scenes.in_order().first()
    scenes.edit(scene=scene, version=scene.version, narration="Put nginx in front.")
    video.refresh_from_db()
    return video


def needed(workspace, text, language="en"):
    return pronunciations.needed(workspace_id=workspace.pk, language=language, texts=[text])


def test_a_pronunciation_is_one_clean_line(workspace):
    row = pronunciations.add(workspace=workspace, written="  Rock ’n\nroll\x00 ", spoken="rock\tand  roll")

    assert (row.written, row.spoken, row.language) == ("Rock ’n roll", "rock and roll", "")


def test_the_language_has_one_spelling(workspace):
    row = pronunciations.add(workspace=workspace, written="Rio", spoken="hio", language="pt-br")

    assert row.language == "pt-BR"


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("written", {"written": "", "spoken": "x"}),
        ("written", {"written": "…!", "spoken": "x"}),
        ("written", {"written": "x" * 61, "spoken": "x"}),
        ("spoken", {"written": "x", "spoken": " \n"}),
        ("spoken", {"written": "x", "spoken": "x" * 121}),
    ],
)
def test_a_field_that_cannot_be_used_is_named(workspace, field, fields):
    with pytest.raises(PronunciationFieldError) as refusal:
        pronunciations.add(workspace=workspace, **fields)

    assert refusal.value.errors[0]["field"] == field


def test_an_invalid_language_is_refused(workspace):
    with pytest.raises(SceneFieldError):
        pronunciations.add(workspace=workspace, written="x", spoken="y", language="klingonese")


def test_a_word_has_one_pronunciation_per_language_in_any_case(workspace, nginx):
    with pytest.raises(PronunciationExistsError):
        pronunciations.add(workspace=workspace, written="NGINX", spoken="en jinx")
    pronunciations.add(workspace=workspace, written="NGINX", spoken="en jinx", language="de")

    assert Pronunciation.objects.count() == 2


def test_the_word_of_another_workspace_is_free(nginx, other_workspace):
    pronunciations.add(workspace=other_workspace, written="Nginx", spoken="en jinx")

    assert needed(other_workspace, "nginx") == {"Nginx": "en jinx"}


def test_an_edit_counts_up_the_version_and_a_stale_one_is_refused(nginx):
    pronunciations.edit(pronunciation=nginx, version=1, spoken="engine ex")

    with pytest.raises(EditedElsewhereError):
        pronunciations.edit(pronunciation=nginx, version=1, spoken="en jinx")
    assert (nginx.version, nginx.spoken) == (2, "engine ex")


def test_an_edit_to_a_word_that_exists_is_refused(workspace, nginx):
    other = pronunciations.add(workspace=workspace, written="Redis", spoken="red iss")

    with pytest.raises(PronunciationExistsError):
        pronunciations.edit(pronunciation=other, version=1, written="nginx")


def test_a_workspace_has_a_limit(workspace):
    Pronunciation.objects.bulk_create(
        Pronunciation(workspace=workspace, written=f"word{n}", spoken="x") for n in range(pronunciations.MOST)
    )

    with pytest.raises(TooManyPronunciationsError):
        pronunciations.add(workspace=workspace, written="one more", spoken="x")


@pytest.mark.django_db(transaction=True)
def test_two_additions_at_once_do_not_pass_the_limit(workspace):
    Pronunciation.objects.bulk_create(
        Pronunciation(workspace=workspace, written=f"word{n}", spoken="x")
        for n in range(pronunciations.MOST - 1)
    )
    outcomes: list[str] = []

    def add(word):
        try:
            pronunciations.add(workspace=workspace, written=word, spoken="x")
            outcomes.append("added")
        except TooManyPronunciationsError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=add, args=(word,)) for word in ("first", "second")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["added", "refused"]


# --- which a text needs --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Put NGINX in front.", True),
        ("nginx, then", True),
        ("The nginxes", False),
        ("An engine", False),
        ("", False),
    ],
)
def test_only_whole_words_that_occur_are_needed(workspace, nginx, text, found):
    assert needed(workspace, text) == ({"Nginx": "engine x"} if found else {})


def test_several_words_are_found_across_a_line_break(workspace):
    pronunciations.add(workspace=workspace, written="New Orleans", spoken="new orlins")

    assert needed(workspace, "In New\nOrleans") == {"New Orleans": "new orlins"}


def test_the_closest_language_wins(workspace):
    for language, spoken in (("", "all"), ("en", "english"), ("en-GB", "british"), ("de", "german")):
        pronunciations.add(workspace=workspace, written="route", spoken=spoken, language=language)

    said = {
        tag: needed(workspace, "route", tag).get("route") for tag in ("fr", "en", "en-US", "en-GB", "de-AT")
    }

    assert said == {"fr": "all", "en": "english", "en-US": "english", "en-GB": "british", "de-AT": "german"}


# --- in renders ----------------------------------------------------------------------------------


def test_a_render_freezes_the_pronunciations_that_its_narration_needs(talk, nginx, workspace):
    pronunciations.add(workspace=workspace, written="Redis", spoken="red iss")

    render = start_render(talk)
    pronunciations.delete(pronunciation=nginx)

    render.refresh_from_db()
    assert render.content.pronunciations == {"Nginx": "engine x"}


def test_an_unrelated_pronunciation_changes_no_fingerprint(talk, workspace):
    quote = quotes.make(video=talk)

    pronunciations.add(workspace=workspace, written="Redis", spoken="red iss")
    unrelated = quotes.is_current(quote=quote, content=scenes.content_of(video=talk))
    pronunciations.add(workspace=workspace, written="Nginx", spoken="engine x")

    assert unrelated
    assert not quotes.is_current(quote=quote, content=scenes.content_of(video=talk))


def test_each_scene_gets_only_its_own_pronunciations(talk, nginx):
    content = scenes.content_of(video=talk)

    lines = [voices.line_of(scene=scene, content=content) for scene in content.scenes]

    assert [dict(line.pronunciations) for line in lines] == [{"Nginx": "engine x"}, {}]


def test_content_of_earlier_releases_has_none(talk):
    content = scenes.content_of(video=talk)
    stored = content.model_dump(mode="json", exclude={"pronunciations"})
    for scene in stored["scenes"]:
        for name in ("recording", "recording_sha256", "recording_s"):
            del scene[name]

    earlier = type(content).model_validate(stored)

    assert scenes.fingerprint(content=earlier) == scenes.fingerprint(content=content)
