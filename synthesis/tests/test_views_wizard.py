"""The steps from the script to the quote."""

import re

import pytest
from django.utils import timezone

from accounts.models import Role
from billing.models import QuotaPeriod
from discovery.models import Idea
from synthesis.assembly import narration
from synthesis.models import DraftStatus, Quote, Render, ScriptDraft, Video
from synthesis.production import quotes
from synthesis.studio import scenes, scripts
from synthesis.tests.conftest import make_video, start_render
from synthesis.tests.pages import browser_of, hidden, text_of


@pytest.fixture
def member(workspace):
    return browser_of(workspace)


@pytest.fixture
def viewer(workspace):
    return browser_of(workspace, Role.VIEWER)


# --- script ------------------------------------------------------------------------------------


def test_the_script_page_polls_only_while_it_is_written(member, video):
    scripts.request(video=video)
    writing = text_of(member.get(f"/videos/{video.pk}/script/"))

    ScriptDraft.objects.update(status=DraftStatus.SUCCEEDED, writer="offline")
    written = text_of(member.get(f"/videos/{video.pk}/script/"))

    assert 'hx-trigger="every 1s"' in writing
    assert "every 1s" not in written
    assert "Offline writer" in written
    assert "Grind one step finer." in written


def test_the_end_of_writing_loads_the_page_anew(member, video):
    scripts.request(video=video)
    address = f"/videos/{video.pk}/script/state/"
    writing = member.get(address, HTTP_HX_REQUEST="true")
    ScriptDraft.objects.update(status=DraftStatus.SUCCEEDED, writer="offline")

    written = member.get(address, HTTP_HX_REQUEST="true")

    assert writing.status_code == 200
    assert "Writing" in text_of(writing)
    assert (written.status_code, written["HX-Refresh"]) == (204, "true")


def test_a_failed_script_shows_the_reason_and_a_retry(member, workspace):
    video = make_video(workspace, scene_count=0)
    ScriptDraft.objects.create(
        workspace=workspace, video=video, status=DraftStatus.FAILED, failure="The language model declined."
    )

    page = text_of(member.get(f"/videos/{video.pk}/script/"))

    assert "The language model declined." in page
    assert "Try again" in page


def test_two_clicks_request_one_script(member, video):
    for _ in range(2):
        member.post(f"/videos/{video.pk}/script/write/")

    assert ScriptDraft.objects.count() == 1


def test_a_pasted_script_replaces_the_scenes(member, video):
    answer = member.post(f"/videos/{video.pk}/script/", {"script": "One thing. " * 30})

    assert answer["Location"] == f"/videos/{video.pk}/scenes/"
    assert not video.scenes.filter(narration__contains="Sour").exists()


@pytest.mark.parametrize(
    ("language", "text", "size"),
    [
        ("en", "Grind one step finer.", "4 words"),
        ("fr", "Oui.", "1 word"),
        ("ja", "豆は18gです。お湯を注ぐ。", "12 characters"),
        ("zh", "我爱咖啡。", "4 characters"),
        ("th", "กาแฟนี้ขม", "9 characters"),
    ],
)
def test_the_size_of_a_script_is_in_words_or_in_characters_without_spaces(
    member, workspace, language, text, size
):
    video = make_video(workspace, language=language, scene_count=0)
    scenes.add(video=video, narration=text)

    assert f"{size} · about" in text_of(member.get(f"/videos/{video.pk}/script/"))


def test_a_pasted_script_of_10001_characters_is_refused_in_place(member, video):
    answer = member.post(f"/videos/{video.pk}/script/", {"script": "a" * 10_001})

    assert answer.status_code == 422
    assert "at most 10000 characters" in text_of(answer)
    assert video.scenes.count() == 2


def test_a_video_gets_another_title(member, video):
    member.post(f"/videos/{video.pk}/rename/", {"title": "Finer", "version": video.version})

    video.refresh_from_db()
    assert video.title == "Finer"


def test_two_tabs_do_not_overwrite_each_others_title(member, video):
    fields = {"version": video.version}
    member.post(f"/videos/{video.pk}/rename/", {**fields, "title": "First"})

    answer = member.post(f"/videos/{video.pk}/rename/", {**fields, "title": "Second"})

    video.refresh_from_db()
    assert answer.status_code == 412
    assert video.title == "First"


# --- voice -------------------------------------------------------------------------------------


def first_voice() -> str:
    """The available voices depend on what is installed on the machine."""
    return narration.voices(language="en")[0].name


def voice_of(video, **fields):
    return {
        "language": video.language, "voice": first_voice(), "caption_style": "karaoke", "mood": "",
        "preset": "draft", "version": video.version, **fields,
    }  # fmt: skip


def test_the_look_is_saved_and_leads_to_the_quote(member, video):
    answer = member.post(f"/videos/{video.pk}/voice/", voice_of(video))

    video.refresh_from_db()
    assert answer["Location"] == f"/videos/{video.pk}/quote/"
    assert (video.voice, video.caption_style, video.mood, video.preset) == (
        first_voice(),
        "karaoke",
        "",
        "draft",
    )


def test_the_theme_is_saved(member, video):
    member.post(f"/videos/{video.pk}/voice/", voice_of(video, theme="kitchen"))

    video.refresh_from_db()
    assert video.theme == "kitchen"


def test_an_earlier_caption_style_is_shown_as_the_one_that_replaced_it(member, video):
    Video.objects.filter(pk=video.pk).update(caption_style="bold")

    page = member.get(f"/videos/{video.pk}/voice/").content.decode()

    assert re.search(r'value="outline"\s+checked', page)


def test_another_language_shows_its_voices_before_going_on(member, video):
    answer = member.post(f"/videos/{video.pk}/voice/", voice_of(video, language="de"))

    video.refresh_from_db()
    assert answer["Location"] == f"/videos/{video.pk}/voice/"
    assert (video.language, video.voice) == ("de", "")


def test_a_voice_that_is_not_offered_is_refused(member, video):
    answer = member.post(f"/videos/{video.pk}/voice/", voice_of(video, voice="nobody"))

    assert answer.status_code == 422


def test_two_tabs_do_not_overwrite_each_others_look(member, video):
    member.post(f"/videos/{video.pk}/voice/", voice_of(video))

    answer = member.post(f"/videos/{video.pk}/voice/", voice_of(video, preset="best"))

    video.refresh_from_db()
    assert answer.status_code == 412
    assert video.preset == "draft"


def test_a_voice_can_be_heard_before_it_is_chosen(member, video):
    answer = member.get(f"/videos/{video.pk}/voice/preview/?voice=espeak:male")

    assert answer["Content-Type"] == "audio/wav"
    assert answer.content.startswith(b"RIFF")


# --- quote -------------------------------------------------------------------------------------


def test_the_quote_says_what_a_render_takes(member, video):
    page = text_of(member.get(f"/videos/{video.pk}/quote/"))

    assert "Render 2 scenes" in page
    assert "If the render fails, you pay nothing." in page
    assert "1 video of 5" in page
    assert "Sour means it ran" in page


def test_render_starts_what_was_quoted(member, video):
    quote = hidden(text_of(member.get(f"/videos/{video.pk}/quote/")), "quote")

    answer = member.post(f"/videos/{video.pk}/render/", {"quote": quote})

    assert answer["Location"] == f"/videos/{video.pk}/"
    assert Render.objects.get().quote_id == quote


def test_two_clicks_on_render_start_one(member, video):
    quote = quotes.make(video=video)

    answers = [member.post(f"/videos/{video.pk}/render/", {"quote": quote.pk}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Render.objects.count() == 1


def test_an_expired_quote_is_refused_with_a_link_to_a_new_one(member, video):
    quote = quotes.make(video=video)
    Quote.objects.update(expires_at=timezone.now())

    answer = member.post(
        f"/videos/{video.pk}/render/",
        {"quote": quote.pk},
        HTTP_REFERER=f"http://testserver/videos/{video.pk}/quote/",
    )

    assert answer.status_code == 409
    assert "This quote has expired." in text_of(answer)
    assert f"/videos/{video.pk}/quote/" in text_of(answer)
    assert not Render.objects.exists()


def test_a_quote_for_an_earlier_version_is_refused(member, video):
    quote = quotes.make(video=video)
    scenes.add(video=video, narration="One more thing.")

    answer = member.post(f"/videos/{video.pk}/render/", {"quote": quote.pk})

    assert answer.status_code == 409
    assert not Render.objects.exists()


def use_up_the_quota(member, workspace, video):
    start_render(video)
    QuotaPeriod.objects.for_workspace(workspace).update(used=5, held=0)


def test_an_exhausted_quota_blocks_the_quote_and_the_render(member, workspace, video):
    use_up_the_quota(member, workspace, make_video(workspace))
    quote = quotes.make(video=video)

    page = text_of(member.get(f"/videos/{video.pk}/quote/"))
    answer = member.post(f"/videos/{video.pk}/render/", {"quote": quote.pk})

    assert "You have no videos left this month." in page
    assert 'href="/settings/billing/"' in page
    assert "disabled>Render 2 scenes" in page
    assert answer.status_code == 402
    assert Render.objects.filter(video=video).count() == 0


def test_an_empty_scene_blocks_the_quote_with_a_link(member, video):
    scenes.add(video=video)

    page = text_of(member.get(f"/videos/{video.pk}/quote/"))

    assert "Scene 3 is empty." in page
    assert f'href="/videos/{video.pk}/scenes/"' in page


# --- permissions -------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["script", "scenes", "voice", "quote"])
def test_a_video_being_rendered_is_not_edited(member, video, step):
    start_render(video)

    answer = member.get(f"/videos/{video.pk}/{step}/", follow=True)

    assert answer.redirect_chain == [(f"/videos/{video.pk}/", 302)]
    assert "is rendering" in text_of(answer)


@pytest.mark.parametrize(
    "address",
    [
        "archive/",
        "restore/",
        "rename/",
        "script/",
        "script/write/",
        "scenes/add/",
        "scenes/order/",
        "voice/",
        "render/",
    ],
)
def test_a_viewer_cannot_write(viewer, video, address):
    assert viewer.post(f"/videos/{video.pk}/{address}", {"script": "x"}).status_code == 403
    assert viewer.post("/videos/new/", {"title": "x", "language": "en"}).status_code == 403


def test_a_viewer_is_not_offered_to_write(viewer, video):
    page = text_of(viewer.get(f"/videos/{video.pk}/")) + text_of(viewer.get("/videos/"))

    assert "Edit scenes" not in page
    assert "Archive" not in page.replace("Archived", "")


@pytest.mark.parametrize(
    "address",
    ["", "progress/", "versions/", "recipe/", "lineage/", "script/", "script/state/", "scenes/", "voice/",
     "voice/preview/", "quote/"],
)  # fmt: skip
def test_another_workspaces_video_is_not_there(other_workspace, video, address):
    stranger = browser_of(other_workspace)

    assert stranger.get(f"/videos/{video.pk}/{address}").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["archive/", "restore/", "rename/", "script/", "script/write/", "scenes/add/", "voice/", "render/"],
)
def test_another_workspaces_video_cannot_be_changed(other_workspace, video, address):
    stranger = browser_of(other_workspace)

    assert stranger.post(f"/videos/{video.pk}/{address}", {"script": "x"}).status_code == 404


def test_another_workspaces_idea_is_not_there(other_workspace, workspace):
    idea = Idea.objects.create(workspace=workspace, title="Sour espresso")

    assert browser_of(other_workspace).post(f"/videos/from-idea/{idea.pk}/").status_code == 404


def test_another_workspaces_quote_is_not_taken(other_workspace, video):
    own = make_video(other_workspace)
    quote = quotes.make(video=video)

    assert (
        browser_of(other_workspace).post(f"/videos/{own.pk}/render/", {"quote": quote.pk}).status_code == 404
    )


def test_strangers_are_sent_to_sign_in(client, video):
    assert "/accounts/login/" in client.get(f"/videos/{video.pk}/")["Location"]
