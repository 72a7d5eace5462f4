"""The list of videos, and the creation of videos."""

import pytest

from accounts.models import Role
from discovery.models import Idea
from synthesis.models import DraftStatus, ScriptDraft, Video, VideoStatus
from synthesis.production import renders
from synthesis.studio import videos
from synthesis.tests.conftest import make_video, start_render
from synthesis.tests.pages import browser_of, finish, text_of


@pytest.fixture
def member(workspace):
    return browser_of(workspace)


# --- studio ------------------------------------------------------------------------------------


def test_an_empty_studio_says_how_to_begin(member):
    assert "Make your first video" in text_of(member.get("/videos/"))


def test_the_studio_lists_videos_with_their_state(member, video):
    page = text_of(member.get("/videos/"))

    assert "Better espresso" in page
    assert "0 of 2" in page
    assert "Draft" in page


def failed(video):
    render = start_render(video)
    renders.fail(render=render, failure="A scene could not be drawn.", code="scene_failed")
    return render


def test_a_failed_render_looks_like_a_failure_and_offers_a_retry(member, video):
    render = failed(video)

    listed, header = text_of(member.get("/videos/")), text_of(member.get(f"/videos/{video.pk}/versions/"))

    assert "Render failed" in listed
    assert "A scene could not be drawn." in listed
    assert f'action="/renders/{render.pk}/retry/"' in listed
    assert "Render failed" in header
    assert ">Draft<" not in listed + header


def test_a_canceled_render_is_distinguished_from_a_draft(member, video):
    renders.cancel(render=start_render(video))

    page = text_of(member.get("/videos/"))

    assert "Render canceled" in page
    assert "/retry/" in page


def test_a_ready_video_with_a_failed_render_shows_both(member, video):
    finish(video)
    failed(video)

    page = text_of(member.get("/videos/"))

    assert "Ready</span>" in page
    assert "Render failed" in page


def test_a_failure_is_over_once_something_was_rendered_since(member, video):
    failed(video)
    finish(video)

    page = text_of(member.get("/videos/"))

    assert "Render failed" not in page
    assert "/retry/" not in page


def test_failures_can_be_listed_alone(member, workspace, video):
    failed(video)
    other = make_video(workspace)
    put_away = make_video(workspace)
    failed(put_away)
    videos.archive(video=put_away)

    page = text_of(member.get("/videos/?status=failed"))

    assert f"/videos/{video.pk}/" in page
    assert other.pk not in page
    assert put_away.pk not in page


def test_a_viewer_sees_the_failure_and_no_retry(workspace, video):
    failed(video)

    page = text_of(browser_of(workspace, Role.VIEWER).get("/videos/"))

    assert "Render failed" in page
    assert "/retry/" not in page


def test_the_studio_makes_as_many_queries_for_many_videos_as_for_one(
    member, workspace, django_assert_max_num_queries
):
    for _ in range(8):
        make_video(workspace, scene_count=3)

    with django_assert_max_num_queries(12):
        member.get("/videos/")


def test_the_studio_goes_on_behind_a_cursor(member, workspace):
    for _ in range(30):
        make_video(workspace, scene_count=1)

    first = text_of(member.get("/videos/"))
    address = first.split('id="load-more"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    second = text_of(member.get(address))

    shown = first.count('class="table__link') + second.count('class="table__link')
    assert shown == 30


def test_an_archived_video_leaves_the_list_and_comes_back(member, video):
    member.post(f"/videos/{video.pk}/archive/")
    listed, put_away = (
        text_of(member.get("/videos/?status=draft")),
        text_of(member.get("/videos/?status=archived")),
    )
    member.post(f"/videos/{video.pk}/restore/")

    assert f"/videos/{video.pk}/" not in listed
    assert f"/videos/{video.pk}/" in put_away
    video.refresh_from_db()
    assert video.status == VideoStatus.DRAFT


# --- creating a video --------------------------------------------------------------------------


def test_a_title_begins_a_video_and_has_its_script_written(member):
    answer = member.post("/videos/new/", {"title": "Why espresso turns sour", "language": "en"})

    video = Video.objects.get()
    assert answer["Location"] == f"/videos/{video.pk}/script/"
    assert ScriptDraft.objects.get(video=video).status == DraftStatus.QUEUED


def test_a_script_of_ones_own_becomes_scenes_at_once(member):
    answer = member.post(
        "/videos/new/", {"title": "Espresso", "language": "en", "script": "It is sour. Grind finer."}
    )

    video = Video.objects.get()
    assert answer["Location"] == f"/videos/{video.pk}/scenes/"
    assert video.scenes.count() == 1


def test_an_idea_begins_a_video(member, workspace):
    idea = Idea.objects.create(workspace=workspace, title="Sour espresso", hook="It ran too fast.")

    page = text_of(member.get("/videos/new/"))
    answer = member.post(f"/videos/from-idea/{idea.pk}/")

    video = Video.objects.get()
    assert "Sour espresso" in page
    assert answer["Location"] == f"/videos/{video.pk}/script/"
    assert video.idea == idea


def test_a_script_of_10001_characters_comes_back_with_what_was_typed(member):
    answer = member.post("/videos/new/", {"title": "Long", "language": "en", "script": "word " * 2000 + "x"})

    page = text_of(answer)
    assert answer.status_code == 422
    assert "at most 10000 characters" in page
    assert page.count("word ") >= 2000
    assert not Video.objects.exists()


def test_a_video_needs_a_title(member):
    answer = member.post("/videos/new/", {"title": " ", "language": "en", "script": "Some words."})

    assert answer.status_code == 422
    assert "Some words." in text_of(answer)


@pytest.mark.parametrize(
    "words",
    ["قهوة أفضل في المنزل", "より良いエスプレッソ", "Espresso \N{HOT BEVERAGE}\N{VARIATION SELECTOR-16} now"],
)
def test_every_script_of_the_world_comes_back_as_it_was_typed(member, words):
    member.post("/videos/new/", {"title": words, "language": "en", "script": f"{words}."})

    video = Video.objects.get()
    assert video.title == words
    assert words in text_of(member.get(f"/videos/{video.pk}/scenes/"))
    assert words in text_of(member.get("/videos/"))


def test_markup_in_a_title_is_shown_as_text(member, video):
    Video.objects.filter(pk=video.pk).update(title="<script>alert(1)</script>")

    for address in ("", "script/", "scenes/", "voice/", "quote/", "versions/", "recipe/", "lineage/"):
        page = text_of(member.get(f"/videos/{video.pk}/{address}"))
        assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in text_of(member.get("/videos/"))


def test_a_script_without_a_word_leaves_no_video_behind(member):
    answer = member.post("/videos/new/", {"title": "Espresso", "language": "en", "script": " ... "})

    assert answer.status_code == 422
    assert not Video.objects.exists()
