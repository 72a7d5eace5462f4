"""Videos, scripts and scenes over REST, and access to them."""

import pytest

from accounts.models import Role
from discovery.models import Idea
from synthesis.models import AssetRole, DraftStatus, ScriptDraft, Video
from synthesis.production import quotes, renders
from synthesis.studio import scenes, scripts
from synthesis.tests.conftest import make_video, start_render
from synthesis.tests.pages import browser_of, store
from synthesis.tests.programs import Api


@pytest.fixture
def api(client, workspace):
    return Api(client, workspace)


@pytest.fixture
def stranger(client, other_workspace):
    return Api(client, other_workspace)


# --- videos ------------------------------------------------------------------------------------


def test_a_video_begins_with_a_title(api):
    answer = api.post("videos/", {"title": "Better espresso", "language": "en", "mood": "calm"})

    video = Video.objects.get()
    assert answer.status_code == 201
    assert answer["Location"] == f"/api/v1/videos/{video.pk}/"
    assert answer["ETag"] == '"v1"'
    body = answer.json()
    assert (body["object"], body["id"], body["status"], body["livemode"]) == (
        "video",
        video.pk,
        "draft",
        True,
    )


def test_a_video_begins_with_an_idea(api, workspace):
    idea = Idea.objects.create(workspace=workspace, title="Sour espresso", livemode=False)

    body = api.post("videos/", {"idea": idea.pk}).json()

    assert (body["title"], body["idea"], body["livemode"]) == ("Sour espresso", idea.pk, False)


def test_a_video_begins_with_a_script(api):
    body = api.post("videos/", {"title": "Espresso", "script": "It is sour. Grind finer."}).json()

    listed = api.get(f"videos/{body['id']}/scenes/").json()
    assert [scene["narration"] for scene in listed["data"]] == ["It is sour. Grind finer."]


def test_a_script_that_cannot_be_used_leaves_no_video_behind(api):
    too_long = api.post("videos/", {"title": "Espresso", "script": "a" * 10_001})
    empty = api.post("videos/", {"title": "Espresso", "script": " ... "})

    assert (too_long.status_code, too_long.json()["code"]) == (422, "script_too_long")
    assert (empty.status_code, empty.json()["code"]) == (422, "script_empty")
    assert not Video.objects.exists()


def test_a_video_needs_a_title_or_an_idea(api):
    answer = api.post("videos/", {})

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == "title"


@pytest.mark.parametrize(
    ("field", "value"),
    [("language", "not a language"), ("language", "km"), ("voice", "nobody"), ("caption_style", "wild"),
     ("theme", "velvet"), ("mood", "furious"), ("preset", "perfect"), ("seed", -1), ("title", "x" * 161)],
)  # fmt: skip
def test_an_invalid_value_is_refused(api, field, value):
    answer = api.post("videos/", {"title": "Espresso", field: value})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize(
    "words", ["قهوة أفضل", "より良い", "Espresso \N{HOT BEVERAGE}", "<script>alert(1)</script>"]
)
def test_titles_of_every_script_round_trip(api, words):
    made = api.post("videos/", {"title": words}).json()

    assert api.get(f"videos/{made['id']}/").json()["title"] == words


def test_the_same_request_twice_makes_one_video(api):
    answers = [
        api.post("videos/", {"title": "Espresso"}, HTTP_IDEMPOTENCY_KEY="a-key-of-mine") for _ in range(2)
    ]

    assert answers[0].json() == answers[1].json()
    assert answers[1]["Idempotent-Replayed"] == "true"
    assert Video.objects.count() == 1


def test_videos_are_listed_a_page_at_a_time(api, workspace):
    made = {make_video(workspace, scene_count=0).pk for _ in range(5)}

    first = api.get("videos/?limit=3").json()
    second = api.get(f"videos/?limit=3&cursor={first['next_cursor']}").json()

    assert (first["object"], first["has_more"], second["has_more"]) == ("list", True, False)
    assert {video["id"] for video in first["data"] + second["data"]} == made


def test_the_list_makes_as_many_queries_for_many_videos_as_for_one(
    api, workspace, django_assert_max_num_queries
):
    for _ in range(12):
        make_video(workspace, scene_count=0)

    with django_assert_max_num_queries(8):
        api.get("videos/")


def test_a_change_needs_the_version_that_was_read(api, video):
    blind = api.patch(f"videos/{video.pk}/", {"title": "Finer"})
    first = api.patch(f"videos/{video.pk}/", {"title": "Finer"}, HTTP_IF_MATCH='"v1"')
    second = api.patch(f"videos/{video.pk}/", {"title": "Coarser"}, HTTP_IF_MATCH='"v1"')

    assert (blind.status_code, first.status_code, second.status_code) == (428, 200, 412)
    assert first["ETag"] == '"v2"'
    assert second.json()["code"] == "edited_elsewhere"
    video.refresh_from_db()
    assert video.title == "Finer"


def test_archiving_and_restoring(api, video):
    assert api.post(f"videos/{video.pk}/archive/").json()["status"] == "archived"
    assert api.post(f"videos/{video.pk}/restore/").json()["status"] == "draft"


# --- script ------------------------------------------------------------------------------------


def test_a_script_is_requested_and_polled(api, video):
    asked = api.post(f"videos/{video.pk}/script/")
    again = api.post(f"videos/{video.pk}/script/")

    assert (asked.status_code, asked["Location"]) == (202, f"/api/v1/videos/{video.pk}/script/")
    assert asked.json()["id"] == again.json()["id"]
    assert api.get(f"videos/{video.pk}/script/").json()["status"] == DraftStatus.QUEUED


def test_a_script_of_ones_own_becomes_scenes(api, video):
    answer = api.post(f"videos/{video.pk}/script/", {"text": "One thing. Another thing."})

    assert answer.status_code == 201
    assert [scene["narration"] for scene in answer.json()] == ["One thing. Another thing."]


def test_a_script_of_10001_characters_is_refused(api, video):
    answer = api.post(f"videos/{video.pk}/script/", {"text": "a" * 10_001})

    assert (answer.status_code, answer.json()["code"]) == (422, "script_too_long")
    assert video.scenes.count() == 2


def test_a_video_without_a_script_says_so(api, workspace):
    assert api.get(f"videos/{make_video(workspace).pk}/script/").status_code == 404


# --- scenes ------------------------------------------------------------------------------------


def test_a_scene_is_added_after_the_given_one(api, video):
    first = video.scenes.in_order().first()

    answer = api.post(f"videos/{video.pk}/scenes/", {"narration": "New.", "after": first.pk})

    assert answer.status_code == 201
    assert answer.json()["position"] == 2
    assert [scene.position for scene in video.scenes.in_order()] == [1, 2, 3]


def test_two_clients_do_not_overwrite_each_others_scene(api, video):
    scene = video.scenes.in_order().first()
    address = f"videos/{video.pk}/scenes/{scene.pk}/"
    tag = api.get(address)["ETag"]

    first = api.patch(address, {"narration": "First."}, HTTP_IF_MATCH=tag)
    second = api.patch(address, {"narration": "Second."}, HTTP_IF_MATCH=tag)

    assert (first.status_code, second.status_code) == (200, 412)
    scene.refresh_from_db()
    assert scene.narration == "First."


@pytest.mark.parametrize(
    ("field", "value"),
    [("narration", "n" * 1201), ("layout", "spiral"), ("items", ["a"] * 7), ("minimum_s", 61),
     ("minimum_s", "nan"), ("origin", "uploaded")],
)  # fmt: skip
def test_a_scene_refuses_what_does_not_fit(api, video, field, value):
    scene = video.scenes.in_order().first()

    answer = api.patch(f"videos/{video.pk}/scenes/{scene.pk}/", {field: value}, HTTP_IF_MATCH='"v1"')

    assert answer.status_code == 422
    scene.refresh_from_db()
    assert scene.version == 1


def test_a_file_of_another_workspace_is_not_there(api, video, other_workspace):
    scene, foreign = video.scenes.in_order().first(), store(other_workspace, role=AssetRole.UPLOAD)

    answer = api.patch(
        f"videos/{video.pk}/scenes/{scene.pk}/",
        {"origin": "uploaded", "asset": foreign.pk},
        HTTP_IF_MATCH='"v1"',
    )

    assert answer.status_code == 404


def test_scenes_are_ordered_locked_and_deleted(api, video):
    first, second = video.scenes.in_order()
    ordered = api.post(f"videos/{video.pk}/scenes/order/", {"scenes": [second.pk, first.pk]})
    locked = api.post(f"videos/{video.pk}/scenes/{first.pk}/lock/", {"locked": True})
    refused = api.ask("DELETE", f"videos/{video.pk}/scenes/{first.pk}/")
    deleted = api.ask("DELETE", f"videos/{video.pk}/scenes/{second.pk}/")

    assert [scene["id"] for scene in ordered.json()] == [second.pk, first.pk]
    assert locked.json()["status"] == "locked"
    assert (refused.status_code, refused.json()["code"]) == (409, "scene_locked")
    assert deleted.status_code == 204


def test_a_scene_is_split_and_merged_again(api, video):
    first, second = video.scenes.in_order()
    scenes.edit(scene=first, version=first.version, narration="It is sour. Grind finer.")

    split = api.post(f"videos/{video.pk}/scenes/{first.pk}/split/", {"at": 11})
    halves = [(scene["narration"], scene["position"]) for scene in split.json()]
    merged = api.post(f"videos/{video.pk}/scenes/{first.pk}/merge/")

    assert (split.status_code, halves) == (201, [("It is sour.", 1), ("Grind finer.", 2)])
    assert (merged.status_code, merged.json()["narration"]) == (200, "It is sour. Grind finer.")
    assert list(video.scenes.in_order()) == [first, second]


@pytest.mark.parametrize("at", [0, 500, 1201, "x", None])
def test_a_scene_is_not_split_where_one_half_would_be_empty(api, video, at):
    scene = video.scenes.in_order().first()

    refused = api.post(f"videos/{video.pk}/scenes/{scene.pk}/split/", {"at": at})

    assert refused.status_code == 422
    assert video.scenes.count() == 2


def test_the_last_scene_has_none_to_merge_with(api, video):
    last = video.scenes.in_order().last()

    assert api.post(f"videos/{video.pk}/scenes/{last.pk}/merge/").status_code == 422


# --- permissions -------------------------------------------------------------------------------


def test_objects_of_another_workspace_are_not_found(stranger, video, workspace):
    scene, quote = video.scenes.in_order().first(), quotes.make(video=video)
    render = renders.start(video=video, quote=quote, requested_by=None)
    asset = store(workspace)
    idea = Idea.objects.create(workspace=workspace, title="Sour espresso")

    for path in (
        f"videos/{video.pk}/", f"videos/{video.pk}/scenes/", f"videos/{video.pk}/scenes/{scene.pk}/",
        f"videos/{video.pk}/script/", f"videos/{video.pk}/recipe/", f"quotes/{quote.pk}/",
        f"renders/{render.pk}/", f"renders/{render.pk}/attempts/",
        f"assets/{asset.pk}/", f"assets/{asset.pk}/content/",
    ):  # fmt: skip
        assert stranger.get(path).status_code == 404, path
    for path, body in (
        (f"videos/{video.pk}/archive/", {}), (f"videos/{video.pk}/script/", {}),
        ("quotes/", {"video": video.pk}), ("renders/", {"quote": quote.pk}),
        (f"renders/{render.pk}/cancel/", {}), (f"renders/{render.pk}/retry/", {}),
        ("videos/", {"idea": idea.pk}), (f"videos/{video.pk}/scenes/", {}),
        (f"videos/{video.pk}/scenes/{scene.pk}/lock/", {"locked": True}),
    ):  # fmt: skip
        assert stranger.post(path, body).status_code == 404, path
    for path in ("videos/", "renders/", "assets/"):
        assert stranger.get(path).json()["data"] == []


def test_a_read_only_key_cannot_write(client, workspace, video):
    reader = Api(client, workspace, ["videos:read", "renders:read"])

    assert reader.get(f"videos/{video.pk}/").status_code == 200
    assert reader.post("videos/", {"title": "Espresso"}).status_code == 403
    assert reader.post("quotes/", {"video": video.pk}).status_code == 403


def test_a_viewer_in_a_browser_does_not_write(workspace, video):
    viewer = browser_of(workspace, Role.VIEWER)

    answer = viewer.post("/api/v1/videos/", {"title": "Espresso"}, content_type="application/json")

    assert answer.status_code == 403


def test_requests_without_authentication_are_refused(client, video):
    answer = client.get(f"/api/v1/videos/{video.pk}/")

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"


def test_a_script_that_is_being_written_is_described(api, video):
    scripts.request(video=video)
    ScriptDraft.objects.update(note="Gemini was not available, so the offline writer wrote this draft.")

    body = api.get(f"videos/{video.pk}/script/").json()

    assert (body["object"], body["livemode"]) == ("script", True)
    assert "offline writer" in body["note"]


def test_a_video_says_how_its_last_render_ended(api, video):
    before = api.get(f"videos/{video.pk}/").json()["last_render"]
    render = start_render(video)
    renders.fail(render=render, failure="A scene could not be drawn.", code="scene_failed")

    expected = {
        "id": render.pk,
        "status": "failed",
        "failure": "A scene could not be drawn. Nothing was charged to your quota.",
        "failure_code": "scene_failed",
    }
    assert before is None
    assert api.get(f"videos/{video.pk}/").json()["last_render"] == expected
    assert api.get("videos/").json()["data"][0]["last_render"] == expected
