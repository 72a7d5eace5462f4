"""The poster of a render over REST."""

import pytest

from synthesis.models import PosterPick, PosterStatus, Render, Video
from synthesis.production import posters
from synthesis.studio import videos
from synthesis.tests.conftest import make_video, start_render
from synthesis.tests.pages import finish
from synthesis.tests.programs import Api


@pytest.fixture
def api(client, workspace):
    return Api(client, workspace)


@pytest.fixture
def version(workspace):
    return finish(make_video(workspace))


def test_a_render_begins_with_its_first_frame(api, version):
    body = api.get(f"renders/{version.pk}/poster/").json()

    assert (body["object"], body["render"], body["asset"]) == ("poster", version.pk, version.poster_id)
    assert body["content_url"] == f"/api/v1/assets/{version.poster_id}/content/"
    assert (body["at_s"], body["pick"]) == (None, None)


def test_a_frame_is_picked_and_made_later(api, version):
    answer = api.post(f"renders/{version.pk}/poster/", {"at_s": 3.25})

    body = answer.json()
    pick = body["pick"]
    assert answer.status_code == 202
    assert (body["asset"], body["at_s"]) == (version.poster_id, None)
    assert (pick["status"], pick["at_s"], pick["note"]) == ("queued", 3.25, "")


def test_the_last_of_two_picks_is_the_one_that_is_made(api, version):
    for at_s in (1, 2, 2):
        api.post(f"renders/{version.pk}/poster/", {"at_s": at_s})

    assert [pick.at_s for pick in PosterPick.objects.all()] == [2]


def test_a_pick_is_taken_back(api, version):
    api.post(f"renders/{version.pk}/poster/", {"at_s": 1})

    answers = [api.ask("DELETE", f"renders/{version.pk}/poster/") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [204, 204]
    assert api.get(f"renders/{version.pk}/poster/").json()["pick"] is None


def test_a_made_pick_says_its_moment(api, version):
    posters.pick(render=version, at_s=2)
    PosterPick.objects.update(status=PosterStatus.SUCCEEDED, shown_at_s=2)

    body = api.get(f"renders/{version.pk}/poster/").json()

    assert (body["at_s"], body["pick"]["status"]) == (2, "succeeded")


@pytest.mark.parametrize("at_s", [-0.5, "soon", None, "nan", "inf", [], 12.6, 1e300])
def test_a_moment_that_the_video_lacks_is_refused_at_its_field(api, version, at_s):
    answer = api.post(f"renders/{version.pk}/poster/", {"at_s": at_s})

    body = answer.json()
    assert answer.status_code == 422
    assert [error["field"] for error in body["errors"]] == ["at_s"]
    assert not PosterPick.objects.exists()


def test_a_render_without_a_file_is_refused(api, workspace):
    render = start_render(make_video(workspace))
    Render.objects.filter(pk=render.pk).update(status="canceled")
    videos.end_production(video=Video.objects.get(pk=render.video_id))

    answer = api.post(f"renders/{render.pk}/poster/", {"at_s": 0})

    assert (answer.status_code, answer.json()["code"]) == (409, "no_finished_video")


def test_a_video_in_production_and_an_archived_one_are_refused(api, workspace, version):
    busy = finish(make_video(workspace))
    start_render(busy.video)
    videos.archive(video=version.video)

    answers = [api.post(f"renders/{each.pk}/poster/", {"at_s": 0}) for each in (busy, version)]

    assert [answer.json()["code"] for answer in answers] == ["video_busy", "video_archived"]


def test_a_render_of_another_workspace_is_not_found(api, other_workspace):
    foreign = finish(make_video(other_workspace))

    assert api.get(f"renders/{foreign.pk}/poster/").status_code == 404
    assert api.post(f"renders/{foreign.pk}/poster/", {"at_s": 0}).status_code == 404
    assert api.ask("DELETE", f"renders/{foreign.pk}/poster/").status_code == 404
