"""Voices, pronunciations and recordings over REST."""

import pytest

from synthesis.assembly import narration
from synthesis.library import tracks as library
from synthesis.models import Pronunciation
from synthesis.studio import languages, recordings, tracks, voices
from synthesis.tests.conftest import make_video
from synthesis.tests.programs import Api
from synthesis.tests.songs import upload as song
from synthesis.tests.takes import upload

pytestmark = pytest.mark.django_db
TYPED = {"written": "Nginx", "spoken": "engine x"}


@pytest.fixture
def api(client, workspace):
    return Api(client, workspace)


@pytest.fixture
def stranger(client, other_workspace):
    return Api(client, other_workspace)


def version(number):
    return f'"v{number}"'


def delete(api, path):
    return api.ask("DELETE", path)


# --- voices --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "en-gb", "de", "pt-BR"])
def test_the_voices_of_a_language_are_listed_the_default_first(api, language):
    body = api.get(f"voices/?language={language}").json()

    offered = narration.voices(language=languages.normalise(language))
    assert body["object"] == "list"
    assert [voice["id"] for voice in body["data"]] == [voice.name for voice in offered]
    assert [voice["is_default"] for voice in body["data"]] == [True] + [False] * (len(offered) - 1)


def test_a_voice_says_all_that_the_page_says(api):
    voice = api.get("voices/").json()["data"][0]

    assert voice == {
        "id": "hibari:heart",
        "object": "voice",
        "title": "Heart",
        "language": "en",
        "gender": "female",
        "style": "American, quick and bright",
        "quality": "natural",
        "licence": "Apache-2.0",
        "credit": "",
        "is_default": True,
        "sample_url": "/api/v1/voices/hibari:heart/sample/?language=en",
    }


def test_a_language_without_a_voice_has_an_empty_list(api):
    assert api.get("voices/?language=xx").json()["data"] == []


def test_an_invalid_language_is_refused(api):
    assert api.get("voices/?language=klingonese").status_code == 422


def test_a_sample_is_a_sentence_in_the_language(api, workspace):
    answer = api.get("voices/espeak:male/sample/?language=de")

    assert answer["Content-Type"] == "audio/wav"
    assert answer.content == voices.sample(workspace=workspace, voice="espeak:male", language="de")
    assert answer.content != voices.sample(workspace=workspace, voice="espeak:male", language="en")


@pytest.mark.parametrize("voice", ["gemini:Nobody", "nobody", "kokoro:ff_siwis"])
def test_a_voice_that_does_not_speak_the_language_here_is_not_found(api, voice):
    assert api.get(f"voices/{voice}/sample/?language=en").status_code == 404


# --- pronunciations ------------------------------------------------------------------------------


def test_a_pronunciation_is_added_read_changed_and_deleted(api):
    added = api.post("pronunciations/", TYPED)
    address = f"pronunciations/{added.json()['id']}/"

    changed = api.patch(address, {"spoken": "en jinx", "language": "de"}, HTTP_IF_MATCH=version(1))
    deleted = delete(api, address)

    assert (added.status_code, added["ETag"]) == (201, '"v1"')
    assert (changed.json()["spoken"], changed.json()["language"], changed["ETag"]) == (
        "en jinx",
        "de",
        '"v2"',
    )
    assert deleted.status_code == 204
    assert api.get(address).status_code == 404


def test_the_same_word_twice_is_a_conflict(api):
    api.post("pronunciations/", TYPED)

    again = api.post("pronunciations/", TYPED | {"written": "nginx"})

    assert (again.status_code, again.json()["code"]) == (409, "pronunciation_exists")


@pytest.mark.parametrize(
    "fields", [{"written": ""}, {"written": "x" * 61}, {"spoken": "!"}, {"language": "klingonese"}]
)
def test_a_field_that_cannot_be_used_is_named(api, fields):
    refused = api.post("pronunciations/", TYPED | fields)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] in fields


def test_a_pronunciation_of_another_workspace_is_not_found(api, stranger):
    address = f"pronunciations/{api.post('pronunciations/', TYPED).json()['id']}/"

    assert stranger.get(address).status_code == 404
    assert delete(stranger, address).status_code == 404
    assert stranger.get("pronunciations/").json()["data"] == []
    assert Pronunciation.objects.count() == 1


# --- recordings ----------------------------------------------------------------------------------


def test_a_recording_is_named_by_its_asset(api, video, tmp_path):
    first, second = video.scenes.in_order()
    recorded = recordings.add(scene=first, file=upload(tmp_path))
    listed = api.get("assets/").json()["data"]

    used = api.patch(
        f"videos/{video.pk}/scenes/{second.pk}/",
        {"recording": listed[0]["id"]},
        HTTP_IF_MATCH=version(second.version),
    )
    removed = api.patch(
        f"videos/{video.pk}/scenes/{first.pk}/", {"recording": None}, HTTP_IF_MATCH=version(recorded.version)
    )

    assert listed[0]["role"] == "recording"
    assert (used.json()["recording"], used.json()["is_recording_old"]) == (listed[0]["id"], False)
    assert removed.json()["recording"] is None


def test_a_recording_and_its_text_are_set_at_once(api, video, tmp_path):
    scene = recordings.add(scene=video.scenes.in_order().first(), file=upload(tmp_path))

    answer = api.patch(
        f"videos/{video.pk}/scenes/{scene.pk}/",
        {"narration": "Something else.", "recording": scene.recording_id},
        HTTP_IF_MATCH=version(scene.version),
    )

    assert answer.json()["is_recording_old"] is False


def test_a_recording_of_another_workspace_is_not_found(api, video, other_workspace, tmp_path):
    foreign = make_video(other_workspace, scene_count=1).scenes.get()
    recording = recordings.add(scene=foreign, file=upload(tmp_path)).recording_id
    scene = video.scenes.in_order().first()

    answer = api.patch(
        f"videos/{video.pk}/scenes/{scene.pk}/",
        {"recording": recording},
        HTTP_IF_MATCH=version(scene.version),
    )

    assert answer.status_code == 404


# --- own music -----------------------------------------------------------------------------------


def test_music_is_named_by_its_asset(api, video, tmp_path):
    scored = tracks.add(video=video, file=song(tmp_path), licence="Jo Doe, CC BY 4.0")
    listed = api.get("assets/").json()["data"]

    shown = api.get(f"videos/{video.pk}/").json()
    removed = api.patch(f"videos/{video.pk}/", {"music_track": None}, HTTP_IF_MATCH=version(scored.version))
    used = api.patch(f"videos/{video.pk}/", {"music_track": listed[0]["id"]}, HTTP_IF_MATCH=removed["ETag"])

    assert (listed[0]["role"], listed[0]["licence"]) == ("music", "Jo Doe, CC BY 4.0")
    assert shown["music_track"] == used.json()["music_track"] == listed[0]["id"]
    assert removed.json()["music_track"] is None


def test_a_file_that_is_no_music_is_refused_as_music(api, video, tmp_path):
    recorded = recordings.add(scene=video.scenes.in_order().first(), file=upload(tmp_path))

    answer = api.patch(
        f"videos/{video.pk}/",
        {"music_track": recorded.recording_id},
        HTTP_IF_MATCH=version(video.version),
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "scene_field")


def test_music_of_another_workspace_is_not_found(api, video, stranger, other_workspace, tmp_path):
    foreign = library.store(workspace=other_workspace, file=song(tmp_path), licence="Theirs")
    foreign.save(force_insert=True)

    answer = api.patch(
        f"videos/{video.pk}/", {"music_track": foreign.pk}, HTTP_IF_MATCH=version(video.version)
    )

    assert answer.status_code == 404
