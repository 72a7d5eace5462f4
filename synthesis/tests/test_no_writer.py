"""Languages without a writer: the message before the request, and the alternative."""

import pytest

from discovery.models import Idea
from synthesis.errors import NoWriterError
from synthesis.models import DraftStatus, ScriptDraft, Video
from synthesis.studio import scripts, videos
from synthesis.tests.conftest import make_video
from synthesis.tests.pages import browser_of, text_of

REASON = "This installation cannot write scripts in German"


@pytest.fixture
def member(workspace):
    return browser_of(workspace)


@pytest.fixture
def german(workspace):
    return make_video(workspace, scene_count=0, language="de")


def test_a_script_is_not_requested_in_an_unsupported_language(german):
    with pytest.raises(NoWriterError, match=REASON):
        scripts.request(video=german)

    assert not ScriptDraft.objects.exists()


def test_a_new_video_in_an_unsupported_language_needs_a_script(member):
    page = text_of(member.get("/videos/new/"))
    typed = {"title": "Saurer Espresso", "language": "de"}
    refused = member.post("/videos/new/", typed)
    begun = member.post("/videos/new/", {**typed, "script": "Zu schnell. Mahle feiner."})

    assert "This installation writes scripts in English only. For other languages, use your own." in page
    assert (refused.status_code, begun.status_code) == (422, 302)
    assert REASON in text_of(refused)
    assert [video.language for video in Video.objects.all()] == ["de"]


def test_a_language_model_writes_every_language(settings, member, german, sandbox_url):
    settings.SANDBOX_URL, settings.LANGUAGE_MODEL = sandbox_url, "gemini"

    assert "This installation writes scripts in English only" not in text_of(member.get("/videos/new/"))
    assert "Write the script" in text_of(member.get(f"/videos/{german.pk}/script/"))
    assert scripts.request(video=german).status == DraftStatus.QUEUED


def test_the_script_page_offers_what_works(member, german):
    page = text_of(member.get(f"/videos/{german.pk}/script/"))

    assert REASON in page
    assert "Write the script</button>" not in page
    assert "Split into scenes" in page
    assert "Change the language" in page


def test_changing_the_language_leads_back_to_the_script(member, german):
    address = f"/videos/{german.pk}/voice/"
    page = text_of(member.get(address))
    look = {"voice": "", "caption_style": "karaoke", "mood": "", "preset": "standard", "seed": german.seed}
    answer = member.post(address, {**look, "version": german.version, "language": "en"})

    assert "see the quote" not in page
    assert answer["Location"] == f"/videos/{german.pk}/script/"
    assert "Write the script" in text_of(member.get(answer["Location"]))


def test_a_video_without_scenes_has_no_quote(member, german):
    answer = member.get(f"/videos/{german.pk}/quote/", follow=True)

    assert answer.redirect_chain[-1][0] == f"/videos/{german.pk}/script/"
    assert "There is nothing to render yet. Start with a script." in text_of(answer)


def test_only_completed_steps_are_ticked(member, german):
    page = text_of(member.get(f"/videos/{german.pk}/voice/"))

    assert page.count("stepper__step--done") == 1


def test_a_video_of_an_idea_waits_for_a_script_of_ones_own(member, workspace):
    idea = Idea.objects.create(workspace=workspace, title="Saurer Espresso", language="de")

    answer = member.post(f"/videos/from-idea/{idea.pk}/", follow=True)

    assert REASON in text_of(answer)
    assert not ScriptDraft.objects.exists()


def test_the_api_refuses_it_immediately(member, german):
    answer = member.post(f"/api/v1/videos/{german.pk}/script/", {}, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (422, "no_writer")
    assert [error["field"] for error in answer.json()["errors"]] == ["language"]


def test_an_idea_in_another_language_is_not_blamed_on_the_writer(workspace):
    angle = "El café está amargo porque el molido es muy fino, y esto es lo que se puede hacer con él. " * 3
    idea = Idea.objects.create(workspace=workspace, title="El café amargo", angle=angle, language="en")
    video = videos.from_idea(idea=idea, user=None)

    draft = scripts.request(video=video)
    scripts.write(draft_id=draft.pk)

    draft.refresh_from_db()
    assert draft.status == DraftStatus.FAILED
    assert "The title or idea is not in English" in draft.failure
    assert draft.tries == 1
