"""Stock over REST."""

import pytest

from synthesis.library import stock as library
from synthesis.library.stock import Kind, Search
from synthesis.models import ChoiceStatus, StockChoice
from synthesis.studio import scenes, stock, videos
from synthesis.tests.programs import Api
from synthesis.tests.stock import SEARCHES, chosen, put_faults

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stand_in(sandbox_url, settings, tmp_path):
    settings.SANDBOX_URL, settings.PEXELS_API_KEY = sandbox_url, ""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def api(client, workspace):
    return Api(client, workspace)


@pytest.fixture
def stranger(client, other_workspace):
    return Api(client, other_workspace)


@pytest.fixture
def scene(workspace):
    video = videos.create(workspace=workspace, user=None, title="Coffee at home")
    return scenes.add(video=video, narration="A good coffee needs fresh beans.", headline="Coffee beans")


def path(scene):
    return f"videos/{scene.video_id}/scenes/{scene.pk}/stock/"


def test_a_search_lists_clips_with_their_creators(api):
    body = api.get("stock/?query=coffee&orientation=portrait").json()

    first = body["data"][0]
    assert (body["object"], body["has_more"], first["object"]) == ("list", False, "stock_item")
    assert first["kind"] == "video"
    assert first["id"].startswith("video/")
    assert first["height_px"] > first["width_px"]
    assert first["creator"]
    assert first["page_url"]


def test_a_search_finds_photos_in_another_language(api):
    body = api.get("stock/?query=kaffee&kind=photo&language=de").json()

    assert body["data"]
    assert {item["kind"] for item in body["data"]} == {"photo"}


def test_a_search_without_matches_is_an_empty_list(api):
    assert api.get("stock/?query=xqzzz").json()["data"] == []


@pytest.mark.parametrize("query", ["", "query=", "query=a&kind=film", "query=a&orientation=round"])
def test_a_search_needs_words_and_known_values(api, query):
    answer = api.get(f"stock/?{query}")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_a_wrong_language_tag_is_refused(api):
    answer = api.get("stock/?query=coffee&language=x")

    assert (answer.status_code, answer.json()["code"]) == (422, "scene_field")


@pytest.mark.parametrize(
    ("fault", "code", "status"),
    [
        ({"kind": "status", "status": 429}, "stock_limit", 429),
        ({"kind": "status", "status": 503}, "upstream_unavailable", 503),
        ({"kind": "status", "status": 401}, "upstream_error", 502),
    ],
)
def test_a_search_that_fails_is_a_problem_document(api, sandbox_url, fault, code, status):
    put_faults(sandbox_url, {**fault, "match": {"path": SEARCHES}})

    answer = api.get("stock/?query=coffee")

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_without_key_and_sandbox_it_is_off(api, scene, settings):
    settings.SANDBOX_URL = ""

    for answer in (api.get("stock/?query=coffee"), api.post(path(scene), {})):
        assert (answer.status_code, answer.json()["code"]) == (409, "stock_off")


def test_a_chosen_clip_is_accepted_and_then_shown(api, scene):
    wanted = library.search(Search(query="coffee", kind=Kind.PHOTO))[0].id

    accepted = api.post(path(scene), {"clip": wanted})
    stock.choose(choice_id=accepted.json()["id"])

    made = api.get(path(scene)).json()
    assert (accepted.status_code, accepted.json()["status"]) == (202, "queued")
    assert (made["status"], made["clip"], made["wanted"]) == ("succeeded", wanted, wanted)
    assert api.get(f"videos/{scene.video_id}/scenes/{scene.pk}/").json()["asset"] == made["asset"]


def test_without_a_clip_the_best_match_is_chosen(api, scene):
    assert api.post(path(scene), {}).json()["wanted"] == ""


def test_the_file_names_its_creator(api, scene):
    asset = chosen(scene).asset

    body = api.get(f"assets/{asset.pk}/").json()

    assert (body["role"], body["origin"], body["provider"]) == ("stock", "stock", "Pexels")
    assert (body["creator"], body["page_url"]) == (asset.creator, asset.page_url)


def test_a_scene_without_a_choice_has_none(api, scene):
    assert api.get(path(scene)).status_code == 404


@pytest.mark.parametrize("clip", ["1001", "film/1", "video/../1"])
def test_an_id_must_be_one(api, scene, clip):
    answer = api.post(path(scene), {"clip": clip})

    assert (answer.status_code, answer.json()["code"]) == (422, "stock_clip_field")


def test_a_locked_scene_is_refused(api, scene):
    scenes.lock(scene=scene)

    answer = api.post(path(scene), {})

    assert (answer.status_code, answer.json()["code"]) == (409, "scene_locked")


def test_all_scenes_are_chosen_for_and_a_repeat_returns_the_same_choices(api, scene):
    first = api.post(f"videos/{scene.video_id}/stock/", {})
    second = api.post(f"videos/{scene.video_id}/stock/", {})

    assert first.status_code == 202
    assert [choice["scene"] for choice in first.json()] == [scene.pk]
    assert first.json() == second.json()


def test_another_workspace_sees_and_changes_nothing(stranger, scene):
    choice = stock.request(scene=scene)

    assert stranger.get(path(scene)).status_code == 404
    assert stranger.post(path(scene), {}).status_code == 404
    assert stranger.post(f"videos/{scene.video_id}/stock/", {}).status_code == 404
    assert StockChoice.objects.get() == choice
    assert choice.status == ChoiceStatus.QUEUED
