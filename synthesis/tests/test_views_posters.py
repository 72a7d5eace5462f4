"""Picking the poster on the page of a video."""

import pytest

from accounts.models import Role
from synthesis.models import AssetRole, PosterPick, PosterStatus, Render
from synthesis.production import posters
from synthesis.tests.conftest import make_video, start_render
from synthesis.tests.pages import browser_of, finish, store, text_of

HTMX = {"HX-Request": "true"}


@pytest.fixture
def member(workspace):
    return browser_of(workspace)


@pytest.fixture
def version(workspace):
    """A finished render of 12.5 seconds."""
    return finish(make_video(workspace))


def made(version, at_s):
    """A pick whose pictures are made, as a worker would leave it."""
    pick = posters.pick(render=version, at_s=at_s)
    poster = store(version.workspace, role=AssetRole.POSTER, mime_type="image/jpeg", duration_s=None)
    PosterPick.objects.filter(pk=pick.pk).update(
        status=PosterStatus.SUCCEEDED,
        shown_at_s=at_s,
        first_poster=version.poster,
        first_thumbnail=version.thumbnail,
    )
    Render.objects.filter(pk=version.pk).update(poster=poster, thumbnail=poster)
    return poster


def test_the_page_offers_to_pick_a_frame(member, version):
    page = text_of(member.get(f"/videos/{version.video_id}/"))

    assert "The first frame" in page
    assert f'action="/renders/{version.pk}/poster/"' in page
    assert 'name="at_s"' in page
    assert "Use the first frame" not in page


def test_a_picked_frame_is_queued_and_the_page_says_so(member, version):
    answer = member.post(f"/renders/{version.pk}/poster/", {"at_s": "3.2"}, follow=True)

    page = text_of(answer)
    assert answer.redirect_chain == [(f"/videos/{version.video_id}/", 302)]
    assert "The poster is being made." in page
    assert "Making the frame at 3.2 s." in page
    assert PosterPick.objects.get().at_s == 3.2


def test_a_script_gets_the_poster_alone(member, version):
    part = text_of(member.post(f"/renders/{version.pk}/poster/", {"at_s": "3.2"}, headers=HTMX))

    assert "<html" not in part
    assert f'hx-get="/renders/{version.pk}/poster/"' in part


def test_a_script_that_polls_gets_nothing_until_the_poster_is_made(member, version):
    posters.pick(render=version, at_s=3.2)
    waiting = member.get(f"/renders/{version.pk}/poster/", headers=HTMX)
    poster = made(version, 3.2)

    part = text_of(member.get(f"/renders/{version.pk}/poster/", headers=HTMX))

    assert waiting.status_code == 204
    assert "The frame at 3.2 s" in part
    assert f'data-poster="/assets/{poster.pk}/content/"' in part
    assert "hx-get" not in part


def test_the_player_and_the_lists_show_the_picked_frame(member, version):
    poster = made(version, 3.2)

    address = f"/assets/{poster.pk}/content/"
    assert f'poster="{address}"' in text_of(member.get(f"/videos/{version.video_id}/"))
    assert f'src="{address}"' in text_of(member.get("/videos/"))
    assert f'src="{address}"' in text_of(member.get(f"/videos/{version.video_id}/versions/"))


def test_the_first_frame_comes_back(member, version):
    made(version, 3.2)

    answer = member.post(f"/renders/{version.pk}/poster/first/", follow=True)

    page = text_of(answer)
    assert "The poster was changed." in page
    assert "The first frame" in page
    assert Render.objects.get(pk=version.pk).poster == version.poster


@pytest.mark.parametrize("at_s", ["", "soon", "-1", "nan", "inf"])
def test_a_moment_that_is_no_moment_comes_back_with_its_field(member, version, at_s):
    answer = member.post(f"/renders/{version.pk}/poster/", {"at_s": at_s})

    assert answer.status_code == 422
    assert 'id="id_at_s-error"' in text_of(answer)
    assert not PosterPick.objects.exists()


def test_a_moment_after_the_end_is_refused_with_the_length(member, version):
    answer = member.post(f"/renders/{version.pk}/poster/", {"at_s": "12.6"})

    assert answer.status_code == 422
    assert "The video is 12.5 s long. Choose a moment from 0 to 12.5 seconds." in text_of(answer)


def test_a_pick_that_failed_says_why(member, version):
    posters.pick(render=version, at_s=3.2)
    PosterPick.objects.update(status=PosterStatus.FAILED, note=posters.NOT_MADE)

    assert posters.NOT_MADE in text_of(member.get(f"/videos/{version.video_id}/"))


def test_nothing_is_picked_while_the_video_is_rendering(member, version):
    start_render(version.video)

    page = text_of(member.get(f"/videos/{version.video_id}/"))
    answer = member.post(f"/renders/{version.pk}/poster/", {"at_s": "1"})

    assert 'name="at_s"' not in page
    assert answer.status_code == 409
    assert "This video is rendering." in text_of(answer)


def test_a_viewer_sees_the_poster_and_cannot_change_it(workspace, version):
    viewer = browser_of(workspace, Role.VIEWER)

    page = text_of(viewer.get(f"/videos/{version.video_id}/"))

    assert "The first frame" in page
    assert 'name="at_s"' not in page
    assert viewer.post(f"/renders/{version.pk}/poster/", {"at_s": "1"}).status_code == 403


def test_a_viewer_sees_when_the_picked_frame_is_made(workspace, version):
    viewer = browser_of(workspace, Role.VIEWER)
    made(version, 3.2)

    part = viewer.get(f"/renders/{version.pk}/poster/", headers=HTMX)

    assert part.status_code == 200
    assert "The frame at 3.2 s" in text_of(part)


def test_a_render_of_another_workspace_is_not_found(other_workspace, version):
    stranger = browser_of(other_workspace)

    assert stranger.get(f"/renders/{version.pk}/poster/", headers=HTMX).status_code == 404
    assert stranger.post(f"/renders/{version.pk}/poster/", {"at_s": "1"}).status_code == 404
    assert stranger.post(f"/renders/{version.pk}/poster/first/").status_code == 404
