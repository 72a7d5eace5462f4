"""Quotes, renders and files over REST."""

import pytest
from django.utils import timezone

from billing.models import QuotaPeriod
from synthesis.models import Quote, Render
from synthesis.production import quotes
from synthesis.tests.conftest import make_video, start_render
from synthesis.tests.pages import MP4, finish, store
from synthesis.tests.programs import Api


@pytest.fixture
def api(client, workspace):
    return Api(client, workspace)


def test_a_quote_says_what_a_render_takes(api, video):
    answer = api.post("quotes/", {"video": video.pk})

    body = answer.json()
    assert answer.status_code == 201
    assert (body["videos"], body["is_blocked"], len(body["items"])) == (1, False, 2)
    assert api.get(f"quotes/{body['id']}/").json()["id"] == body["id"]


def test_a_render_is_started_from_its_quote(api, video):
    quote = quotes.make(video=video)

    answer = api.post("renders/", {"quote": quote.pk})

    body = answer.json()
    assert (answer.status_code, answer["Location"]) == (202, f"/api/v1/renders/{body['id']}/")
    progress = body["progress"]
    assert 0 < progress.pop("eta_s") <= quote.p50_s < progress.pop("eta_p90_s") <= quote.p90_s
    assert progress == {"fraction": 0.0, "stage": "narrating", "scenes_done": 0, "scenes_total": 2}
    assert body["cancel_url"] == f"/api/v1/renders/{body['id']}/cancel/"


def test_the_same_quote_twice_is_one_render(api, video):
    quote = quotes.make(video=video)

    answers = [api.post("renders/", {"quote": quote.pk}).json() for _ in range(2)]

    assert answers[0]["id"] == answers[1]["id"]
    assert Render.objects.count() == 1


def test_an_expired_quote_is_refused(api, video):
    quote = quotes.make(video=video)
    Quote.objects.update(expires_at=timezone.now())

    answer = api.post("renders/", {"quote": quote.pk})

    assert (answer.status_code, answer.json()["code"]) == (409, "quote_expired")


def test_an_exhausted_quota_returns_402_with_a_way_out(api, workspace, video):
    start_render(make_video(workspace))
    QuotaPeriod.objects.for_workspace(workspace).update(used=5, held=0)
    Render.objects.update(status="canceled")

    answer = api.post("renders/", {"quote": quotes.make(video=video).pk})

    assert (answer.status_code, answer.json()["code"]) == (402, "quota_exhausted")
    assert not Render.objects.filter(video=video).exists()


def test_a_waiting_render_says_why(api, drawing_render):
    body = api.get(f"renders/{drawing_render.pk}/").json()

    assert body["queue"]["code"] == "no_node"
    assert (body["queue"]["position"], body["queue"]["eta_s"], body["progress"]["eta_s"]) == (
        None,
        None,
        None,
    )
    assert body["progress"]["stage"] == "rendering"


def test_a_render_is_canceled_once_and_tried_again_once(api, render):
    canceled = [api.post(f"renders/{render.pk}/cancel/") for _ in range(2)]
    again = [api.post(f"renders/{render.pk}/retry/") for _ in range(2)]

    assert [answer.json()["status"] for answer in canceled] == ["canceled", "canceled"]
    assert [answer.status_code for answer in again] == [202, 202]
    assert again[0].json()["id"] == again[1].json()["id"]
    assert again[0].json()["retry_of"] == render.pk


def test_an_ended_render_is_not_canceled(api, video):
    render = finish(video)

    answer = api.post(f"renders/{render.pk}/cancel/")

    assert (answer.status_code, answer.json()["code"]) == (409, "render_finished")


def test_a_finished_render_leads_to_its_file_and_recipe(api, video):
    render = finish(video)

    body = api.get(f"renders/{render.pk}/").json()
    file = api.client.get(
        body["content_url"], HTTP_AUTHORIZATION=f"Bearer {api.secret}", HTTP_RANGE="bytes=0-3"
    )
    recipe = api.get(f"videos/{video.pk}/recipe/").json()

    assert (file.status_code, file.getvalue()) == (206, MP4[:4])
    assert recipe["sha256"] == render.recipe.sha256
    assert body["cancel_url"] is None


def test_renders_and_attempts_are_listed(api, drawing_render):
    listed = api.get("renders/").json()
    attempts = api.get(f"renders/{drawing_render.pk}/attempts/").json()

    assert [row["id"] for row in listed["data"]] == [drawing_render.pk]
    assert [row["position"] for row in attempts["data"]] == [1, 2]


def test_assets_are_listed_and_shown(api, workspace):
    asset = store(workspace)

    assert [row["id"] for row in api.get("assets/").json()["data"]] == [asset.pk]
    assert api.get(f"assets/{asset.pk}/").json()["sha256"] == asset.sha256


def test_a_file_is_deleted_unless_it_is_in_use(api, workspace, video):
    asset, shown = store(workspace), store(workspace)
    video.scenes.update(asset=shown)

    assert api.ask("DELETE", f"assets/{asset.pk}/").status_code == 204
    refused = api.ask("DELETE", f"assets/{shown.pk}/")

    assert (refused.status_code, refused.json()["code"]) == (409, "asset_in_use")
    assert [row["id"] for row in api.get("assets/").json()["data"]] == [shown.pk]


def test_the_content_of_a_file_is_read_only(api, workspace):
    asset = store(workspace)

    assert api.ask("DELETE", f"assets/{asset.pk}/content/").status_code == 405
