"""The pages of a video while it is made, when it is ready, and after a failure."""

import pytest
from django.utils import timezone

from accounts.models import Role
from billing import quotas
from synthesis.credentials import Credentials, Report, Trust
from synthesis.models import Attempt, Render, RenderStatus, Video
from synthesis.production import renders
from synthesis.rendering import dispatch
from synthesis.studio import scenes
from synthesis.tests.conftest import make_video, put_into_drawing, start_render
from synthesis.tests.pages import browser_of, finish, text_of

REPORT = Report(is_intact=True, trust=Trust.OWN, is_development=True, signer="ettametta development")


@pytest.fixture
def member(workspace):
    return browser_of(workspace)


def test_a_video_that_was_never_rendered_says_what_comes_next(member, video):
    page = text_of(member.get(f"/videos/{video.pk}/"))

    assert "Not rendered yet" in page
    assert f'href="/videos/{video.pk}/quote/"' in page


def test_a_running_render_shows_its_stages_and_polls(member, video):
    start_render(video)

    page = text_of(member.get(f"/videos/{video.pk}/"))

    assert "Rendering your video" in page
    assert f'hx-get="/videos/{video.pk}/progress/"' in page
    assert "Refresh progress" in page
    for word in ("Queued", "Narration", "Rendering", "Assembling", "Checking", "Ready"):
        assert word in page


def test_a_render_that_waits_says_why(member, drawing_render):
    page = text_of(member.get(f"/videos/{drawing_render.video_id}/"))

    assert "No render node is set up." in page
    assert "Rendering 0/2" in page


def test_the_same_progress_is_not_sent_twice(member, drawing_render):
    address = f"/videos/{drawing_render.video_id}/progress/"
    first = member.get(address, HTTP_HX_REQUEST="true")
    again = member.get(address, HTTP_HX_REQUEST="true", HTTP_IF_NONE_MATCH=first["ETag"])

    Attempt.objects.filter(position=1).update(status=RenderStatus.RUNNING, progress=40)
    moved = member.get(address, HTTP_HX_REQUEST="true", HTTP_IF_NONE_MATCH=first["ETag"])

    assert (first.status_code, again.status_code, moved.status_code) == (200, 304, 200)
    assert again.content == b""
    assert "40%" in text_of(moved)
    assert "<html" not in text_of(moved)


def test_progress_is_a_page_of_its_own_without_scripts(member, drawing_render):
    page = text_of(member.get(f"/videos/{drawing_render.video_id}/progress/"))

    assert "<html" in page
    assert "Rendering your video" in page


def test_the_end_of_a_render_loads_the_page_anew(member, render):
    renders.cancel(render=render)

    answer = member.get(f"/videos/{render.video_id}/progress/", HTTP_HX_REQUEST="true")

    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


def test_a_finished_video_is_played_first_with_its_receipt(member, video):
    render = finish(video)

    page = text_of(member.get(f"/videos/{video.pk}/"))

    assert f'src="/assets/{render.final_asset_id}/content/"' in page
    assert f'href="/assets/{render.final_asset_id}/content/?download=1"' in page
    assert f'href="/publications/new/?video={video.pk}"' in page
    assert "Receipt" in page
    assert "every 1500ms" not in page


def test_a_video_changed_after_its_version_offers_a_new_one(member, video):
    finish(video)
    as_it_was = text_of(member.get(f"/videos/{video.pk}/"))
    scenes.add(video=video, narration="One more thing.")

    changed = text_of(member.get(f"/videos/{video.pk}/"))

    assert "Get a new quote" not in as_it_was
    assert "Get a new quote" in changed


def test_a_failed_render_shows_the_reason_and_the_refund(member, render):
    renders.fail(
        render=render, failure="A scene could not be drawn.", code="scene_failed", detail="node said 500"
    )

    page = text_of(member.get(f"/videos/{render.video_id}/"))

    assert "A scene could not be drawn." in page
    assert "1 video refunded to your quota" in page
    assert "node said 500" in page.split('<details class="disclosure">')[1]
    assert "Render again" in page


def test_canceling_refunds_the_quota(member, render, workspace):
    held = quotas.usage(workspace=workspace).held

    answer = member.post(f"/renders/{render.pk}/cancel/", follow=True)

    render.refresh_from_db()
    assert (held, quotas.usage(workspace=workspace).held) == (1, 0)
    assert render.status == RenderStatus.CANCELED
    assert "The render was canceled" in text_of(answer)


def test_canceling_twice_is_canceling_once(member, render):
    for _ in range(2):
        assert member.post(f"/renders/{render.pk}/cancel/").status_code == 302


def test_an_ended_render_cannot_be_canceled(member, video):
    render = finish(video)

    answer = member.post(f"/renders/{render.pk}/cancel/")

    render.refresh_from_db()
    assert answer.status_code == 409
    assert "already finished" in text_of(answer)
    assert render.status == RenderStatus.SUCCEEDED


def test_two_clicks_on_retry_start_one(member, render):
    renders.cancel(render=render)

    for _ in range(2):
        member.post(f"/renders/{render.pk}/retry/")

    assert Render.objects.count() == 2


def test_a_finished_render_is_not_retried(member, video):
    render = finish(video)

    assert member.post(f"/renders/{render.pk}/retry/").status_code == 409


def test_versions_say_what_changed(member, video):
    finish(video)
    scene = video.scenes.in_order().first()
    scenes.edit(scene=scene, version=scene.version, headline="Much finer")
    finish(video)

    page = text_of(member.get(f"/videos/{video.pk}/versions/"))

    assert "Changed since version 1" in page
    assert "Scene 1, headline" in page
    assert "Much finer" in page


def test_versions_make_as_many_queries_for_many_as_for_one(member, video, django_assert_max_num_queries):
    for _ in range(6):
        finish(video)

    with django_assert_max_num_queries(13):
        member.get(f"/videos/{video.pk}/versions/")


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (None, "This file is of an earlier release"),
        (Credentials(reason="The certificate has expired."), "The certificate has expired. This file was"),
        (Credentials(report=REPORT, lost=("Scene 2",)), "development certificate. No one else trusts it."),
        (Credentials(report=REPORT, lost=("Scene 2",)), "could not be kept: Scene 2."),
    ],
)
def test_the_recipe_tab_says_how_the_file_is_signed(member, video, made, words):
    asset = finish(video).final_asset
    type(asset).objects.filter(pk=asset.pk).update(credentials=made)

    assert words in text_of(member.get(f"/videos/{video.pk}/recipe/"))


def test_the_recipe_is_shown_as_text_and_as_a_document(member, video):
    render = finish(video)

    page = text_of(member.get(f"/videos/{video.pk}/recipe/"))

    assert render.recipe.sha256 in page
    assert "flite:slt" in page
    assert "&#34;recipe_version&#34;: 1" in page


def test_pages_without_a_version_say_so(member, video):
    assert "No recipe yet" in text_of(member.get(f"/videos/{video.pk}/recipe/"))
    assert "No version yet" in text_of(member.get(f"/videos/{video.pk}/versions/"))


def test_the_lineage_goes_from_the_source_to_the_recipe(member, video):
    render = finish(video)

    page = text_of(member.get(f"/videos/{video.pk}/lineage/"))

    for word in ("Source", "Idea", "Script", "Render", "Recipe"):
        assert word in page
    assert render.recipe.sha256[:16] in page


def test_the_page_of_a_video_makes_few_queries_while_it_is_polled(
    member, workspace, django_assert_max_num_queries
):
    video = make_video(workspace, scene_count=20)
    put_into_drawing(start_render(video))

    with django_assert_max_num_queries(13):
        member.get(f"/videos/{video.pk}/progress/", HTTP_HX_REQUEST="true")


def test_a_running_scene_shows_its_step_and_renderer(member, drawing_render, node):
    Attempt.objects.filter(position=1).update(
        status=RenderStatus.RUNNING,
        renderer=node,
        stage="denoising",
        step=12,
        steps=40,
        progress=28,
        eta_s=95,
    )

    page = text_of(member.get(f"/videos/{drawing_render.video_id}/"))

    assert "Scene 1</span> on Scripted" in page
    assert "Rendering, step 12 of 40 · 28% · about 2 min left" in page
    assert "Step 12 of 40</span>" in page
    assert "Ready in " in page
    assert " quoted" in page


def test_a_lost_node_is_shown_until_its_scenes_are_rendered(member, drawing_render, node):
    Attempt.objects.filter(position=2).update(
        status=RenderStatus.FAILED, renderer=node, error_code="node_lost", finished_at=timezone.now()
    )
    again = Attempt.objects.get(position=2)
    again.pk, again.number, again.status, again.renderer = "atm_again", 2, RenderStatus.QUEUED, None
    again.error_code = ""
    again.save(force_insert=True)
    address = f"/videos/{drawing_render.video_id}/"

    assert "A render node stopped responding. Scene 2 moves to another" in words_of(member.get(address))

    Attempt.objects.filter(pk=again.pk).update(status=RenderStatus.SUCCEEDED)
    assert "stopped answering" not in words_of(member.get(address))


def words_of(answer):
    """The page's text with collapsed white space, as readers see it."""
    return " ".join(text_of(answer).split())


def test_a_place_in_the_queue_has_a_time(member, workspace, other_workspace, node):
    type(node).objects.update(slots=1)
    put_into_drawing(start_render(make_video(other_workspace)), expected_s=60)
    dispatch.assign()
    waiting = put_into_drawing(start_render(make_video(workspace)), expected_s=60)

    page = words_of(member.get(f"/videos/{waiting.video_id}/"))

    assert "The render node is busy. Yours is next." in page
    assert "Position 1 in the queue · starts in 1–2 min" in page


# --- the tray ----------------------------------------------------------------------------------


def test_the_tray_lists_what_is_running(member, render):
    tray = member.get("/jobs/", HTTP_HX_REQUEST="true")

    assert tray.status_code == 200
    assert "Better espresso" in text_of(tray)
    assert "<html" not in text_of(tray)
    assert "Better espresso" in text_of(member.get("/jobs/"))


def test_the_tray_home_and_the_api_show_the_same_progress(member, drawing_render):
    Attempt.objects.filter(position=1).update(status=RenderStatus.RUNNING, progress=40)
    drawing_render.refresh_from_db()
    percent = drawing_render.progress + 10

    told = member.get(f"/api/v1/renders/{drawing_render.pk}/").json()

    assert told["progress"]["fraction"] == percent / 100
    assert f'value="{percent}"' in text_of(member.get("/jobs/"))
    assert f'value="{percent}"' in text_of(member.get("/"))


def test_the_tray_stops_polling_once_nothing_runs(member):
    assert member.get("/jobs/", HTTP_HX_REQUEST="true").status_code == 286
    assert "Nothing is running" in text_of(member.get("/jobs/"))


def test_the_frame_counts_what_is_running(member, render):
    assert "running: </span>1</span>" in text_of(member.get("/videos/"))


# --- permissions -------------------------------------------------------------------------------


def test_another_workspaces_render_is_not_there(other_workspace, render):
    stranger = browser_of(other_workspace)

    assert stranger.post(f"/renders/{render.pk}/cancel/").status_code == 404
    assert stranger.post(f"/renders/{render.pk}/retry/").status_code == 404
    assert "Better espresso" not in text_of(stranger.get("/jobs/"))


def test_a_viewer_has_read_only_access(workspace, render):
    viewer = browser_of(workspace, Role.VIEWER)

    page = text_of(viewer.get(f"/videos/{render.video_id}/"))

    assert "Rendering your video" in page
    assert "/cancel/" not in page
    assert viewer.post(f"/renders/{render.pk}/cancel/").status_code == 403
    assert Video.objects.get().status == "in_production"
