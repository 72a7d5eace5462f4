"""Writers: order, retries, and the handling of unusable answers."""

import json
from datetime import timedelta

import pytest
import requests
from django.test import Client
from django.utils import timezone

from discovery import ideas
from synthesis.choices import HookKind, ScriptKind, Tone
from synthesis.content import ScriptOptions
from synthesis.models import DraftStatus, Scene, ScriptDraft, Writer
from synthesis.studio import scripts, videos
from synthesis.tests.test_language_model import asked_to_wait

pytestmark = pytest.mark.django_db

GEMINI, OPENAI = {"path": "generateContent"}, {"path": "/openai/v1/responses"}
PLACES = {"gemini": GEMINI, "openai": OPENAI}
GEMINI_TEXT = ["candidates", 0, "content", "parts", 0, "text"]
OPENAI_TEXT = ["output", 0, "content", 0, "text"]
JAPANESE = "毎朝コーヒーを一杯いれて、香りを確かめます。豆は新しいものを選びましょう。"
GERMAN = (
    "Der Kaffee ist sauer, und das ist nicht die Schuld der Bohne. Mahle ihn feiner, dann wird es besser."
)


@pytest.fixture
def both(settings, sandbox_url):
    """Keys of both vendors, with the sandbox's addresses."""
    settings.GEMINI_API_KEY = settings.OPENAI_API_KEY = "live"
    settings.GEMINI_API_URL, settings.OPENAI_API_URL = sandbox_url, f"{sandbox_url}/openai/v1"


@pytest.fixture
def faults(sandbox_url):
    def put(*rules):
        requests.put(f"{sandbox_url}/_sandbox/faults", json=list(rules), timeout=10).raise_for_status()

    return put


@pytest.fixture
def asked(sandbox_url):
    """The number of requests to a vendor."""

    def count(path):
        answer = requests.get(f"{sandbox_url}/_sandbox/requests", params={"path": path}, timeout=10)
        return answer.json()["count"]

    return count


@pytest.fixture
def bodies(sandbox_url):
    """The prompts that a vendor received, in order."""

    def read(path):
        answer = requests.get(f"{sandbox_url}/_sandbox/requests", params={"path": path}, timeout=10)
        return [entry["prompt"] for entry in answer.json()["requests"]]

    return read


@pytest.fixture
def make_video(workspace):
    def make(language="en", title="Why your espresso tastes sour"):
        return videos.from_idea(
            idea=ideas.write(workspace=workspace, user=None, title=title, language=language), user=None
        )

    return make


@pytest.fixture
def browser(workspace):
    client = Client()
    client.force_login(workspace.memberships.get().user)
    return client


def write(video, times=1, options=None):
    draft = scripts.request(video=video, options=options)
    for _ in range(times):
        scripts.write(draft_id=draft.pk)
    draft.refresh_from_db()
    return draft


def says(text, *, vendor="gemini", scenes=4, **fields):
    """The vendor's normal response, with this narration in every scene."""
    empty = {"kicker": "", "headline": "", "body": "", "items": [], "figure": "", "figure_label": "",
             "accent_words": [], "visual_prompt": "", "structure": "statement"}  # fmt: skip
    beats = [{**empty, "narration": text, **fields} for _ in range(scenes)]
    script = {"title": "T", "hook_alternatives": [], "scenes": beats, "post_text": "P"}
    match, path = {"gemini": (GEMINI, GEMINI_TEXT), "openai": (OPENAI, OPENAI_TEXT)}[vendor]
    edits = [{"path": path, "value": json.dumps(script, ensure_ascii=False)}]
    return {"match": match, "kind": "rewrite", "edits": edits, "times": None}


@pytest.mark.parametrize(
    ("fault", "note"),
    [
        ({"kind": "status", "status": 503}, "Gemini was not available, so OpenAI wrote this draft."),
        ({"kind": "drop_before_commit"}, "Gemini was not available, so OpenAI wrote this draft."),
        (asked_to_wait("34s"), "Gemini was not available, so OpenAI wrote this draft."),
        ({"kind": "status", "status": 400, "detail": "API_KEY_INVALID"}, "rejected the API key"),
        ({"kind": "status", "status": 404}, "does not have this model"),
        ({"kind": "malformed"}, "did not return a script"),
        ({"kind": "answer", "body": {"candidates": []}}, "answered without a script"),
    ],
    ids=["503", "hung up", "limited", "key", "model", "malformed", "empty"],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_openai_is_the_fallback_of_gemini(both, make_video, faults, fault, note, language):
    rules = [{"match": GEMINI, **fault, "times": None}]
    faults(*rules, *([says(GERMAN, vendor="openai")] if language == "de" else []))

    draft = write(make_video(language))

    assert (draft.status, draft.writer) == (DraftStatus.SUCCEEDED, Writer.OPENAI)
    assert note in draft.note
    assert "OpenAI wrote this draft." in draft.note


def test_gemini_is_the_fallback_of_openai(both, settings, make_video, faults):
    settings.LANGUAGE_MODEL = "openai"
    faults({"match": OPENAI, "kind": "quotaExceeded", "times": None})

    draft = write(make_video())

    assert (draft.status, draft.writer) == (DraftStatus.SUCCEEDED, Writer.GEMINI)
    assert "credit is used up" in draft.note


@pytest.mark.parametrize("vendor", ["gemini", "openai"])
def test_a_declined_prompt_is_not_sent_to_the_other_vendor(both, settings, make_video, asked, vendor):
    settings.LANGUAGE_MODEL = vendor

    draft = write(make_video(title="[sandbox:refuse]"))

    assert draft.status == DraftStatus.FAILED
    assert "declined" in draft.failure
    assert asked("generateContent") + asked("/responses") == 1


def test_without_both_vendors_the_offline_writer_writes_english(both, make_video, faults):
    faults(*({"match": match, "kind": "status", "status": 503, "times": None} for match in (GEMINI, OPENAI)))

    draft = write(make_video())

    assert (draft.status, draft.writer) == (DraftStatus.SUCCEEDED, Writer.OFFLINE)
    assert draft.note == "Gemini and OpenAI were not available, so the offline writer wrote this draft."


def test_geminis_retry_delay_is_followed(settings, make_video, faults, sandbox_url):
    settings.LANGUAGE_MODEL = "gemini"
    faults({"match": GEMINI, **asked_to_wait("34s")})
    before = timezone.now()

    draft = write(make_video("ja"))

    assert draft.status == DraftStatus.QUEUED
    assert timedelta(seconds=33) < draft.due_at - before < timedelta(seconds=50)
    assert "in about 34 seconds" in draft.note


def test_the_sweeper_enqueues_no_draft_before_it_is_due(
    settings, make_video, faults, sandbox_url, django_capture_on_commit_callbacks
):
    settings.LANGUAGE_MODEL = "gemini"
    faults({"match": GEMINI, **asked_to_wait("34s")})
    draft = write(make_video("ja"))
    ScriptDraft.objects.update(status_changed_at=timezone.now() - timedelta(minutes=1))

    with django_capture_on_commit_callbacks() as callbacks:
        scripts.resume_stalled()
    assert callbacks == []

    ScriptDraft.objects.filter(pk=draft.pk).update(due_at=timezone.now())
    with django_capture_on_commit_callbacks() as callbacks:
        scripts.resume_stalled()
    assert len(callbacks) == 1


def test_a_wait_of_hours_fails_the_draft(settings, make_video, faults, sandbox_url):
    settings.LANGUAGE_MODEL = "gemini"
    faults({"match": GEMINI, **asked_to_wait("10800s")})

    draft = write(make_video("ja"))

    assert draft.status == DraftStatus.FAILED
    assert "3 hours" in draft.failure


def test_an_answer_in_another_language_is_corrected_once_and_then_fails(
    settings, make_video, sandbox_url, asked
):
    settings.LANGUAGE_MODEL = "gemini"

    draft = write(make_video("ja"), times=3)

    assert draft.status == DraftStatus.FAILED
    assert "did not write in Japanese" in draft.failure
    assert asked("generateContent") == 2
    assert not Scene.objects.exists()


def test_an_answer_in_the_requested_language_is_accepted(settings, make_video, faults, sandbox_url):
    settings.LANGUAGE_MODEL = "gemini"
    faults(says(JAPANESE))

    assert write(make_video("ja")).status == DraftStatus.SUCCEEDED


def test_each_vendor_is_asked_to_correct_an_unusable_answer_once(both, make_video, asked, faults):
    draft = write(make_video("ja"), times=4)

    assert draft.status == DraftStatus.FAILED
    assert "Gemini did not write in Japanese" in draft.failure
    assert "OpenAI did not write in Japanese" in draft.failure
    assert (asked("generateContent"), asked("/responses")) == (2, 2)


def test_claims_are_marked_for_the_creator_until_they_are_changed(
    settings, make_video, faults, sandbox_url, browser
):
    settings.LANGUAGE_MODEL = "gemini"
    faults(
        says("97 percent of all coffee is sour, says NASA, and it is not what you think.", headline="Sour")
    )
    video = make_video()
    write(video)

    page = browser.get(f"/videos/{video.pk}/script/").content.decode()
    assert page.count("No source of this video supports it") == 4
    assert "97 percent" in page
    script = browser.get(f"/api/v1/videos/{video.pk}/script/").json()
    assert script["claims_to_check"] == [["97 percent", "says NASA"]] * 4

    Scene.objects.filter(video=video).update(narration="Coffee may taste sour.")
    assert "No source of this video" not in browser.get(f"/videos/{video.pk}/script/").content.decode()


def test_the_page_shows_the_writer_and_the_wait(settings, make_video, faults, sandbox_url, browser):
    settings.LANGUAGE_MODEL = "gemini"
    faults({"match": GEMINI, **asked_to_wait("34s")})
    video = make_video("ja")
    write(video)

    page = browser.get(f"/videos/{video.pk}/script/").content.decode()

    assert "Gemini is unavailable right now. Retrying in about 34 seconds." in page


def test_one_scene_in_another_language_is_enough_to_ask_again(settings, make_video, faults, sandbox_url):
    settings.LANGUAGE_MODEL = "gemini"
    mixed = says(JAPANESE)
    script = json.loads(mixed["edits"][0]["value"])
    script["scenes"][2]["narration"] = "Then taste it again, slowly, and write down what has changed."
    mixed["edits"][0]["value"] = json.dumps(script, ensure_ascii=False)
    faults(mixed)

    draft = write(make_video("ja"))

    assert draft.status == DraftStatus.FAILED
    assert "did not write in Japanese" in draft.failure


@pytest.mark.parametrize("vendor", ["gemini", "openai"])
@pytest.mark.parametrize("kind", ["fenced", "chatty"])
def test_a_script_within_other_text_is_used_at_once(both, settings, make_video, faults, asked, vendor, kind):
    settings.LANGUAGE_MODEL = vendor
    faults({"match": PLACES[vendor], "kind": kind})

    draft = write(make_video())

    assert (draft.status, draft.writer, draft.note) == (DraftStatus.SUCCEEDED, vendor, "")
    assert asked("generateContent") + asked("/responses") == 1


@pytest.mark.parametrize("vendor", ["gemini", "openai"])
@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("half_text", "did not return a script"),
        ("other_language", "did not write in English"),
        ("too_long", "seconds to say, and 30 were requested"),
    ],
)
def test_an_unusable_script_is_corrected_once_with_the_reason(
    both, settings, make_video, faults, bodies, vendor, kind, reason
):
    settings.LANGUAGE_MODEL = vendor
    faults({"match": PLACES[vendor], "kind": kind})

    draft = write(make_video())

    assert (draft.status, draft.writer, draft.note) == (DraftStatus.SUCCEEDED, vendor, "")
    first, second = bodies(PLACES[vendor]["path"])
    assert "was not used" not in first
    assert reason in second


def test_a_script_that_stays_too_long_is_accepted_with_a_note(
    settings, make_video, faults, asked, sandbox_url
):
    settings.LANGUAGE_MODEL = "gemini"
    faults({"match": GEMINI, "kind": "too_long", "times": None})

    draft = write(make_video())

    assert draft.status == DraftStatus.SUCCEEDED
    assert "seconds to say, and 30 were requested" in draft.note
    assert asked("generateContent") == 2


def test_a_usable_script_is_kept_if_its_correction_fails(settings, make_video, faults, asked, sandbox_url):
    settings.LANGUAGE_MODEL = "gemini"
    faults({"match": GEMINI, "kind": "too_long"}, {"match": GEMINI, "kind": "status", "status": 503})

    draft = write(make_video())

    assert (draft.status, draft.writer) == (DraftStatus.SUCCEEDED, Writer.GEMINI)
    assert "seconds to say, and 30 were requested" in draft.note
    assert asked("generateContent") == 2


def test_the_prompt_carries_form_tone_and_length(settings, make_video, bodies, sandbox_url):
    settings.LANGUAGE_MODEL = "gemini"
    options = ScriptOptions(kind=ScriptKind.MYTH_FACT, tone=Tone.BOLD, target_s=45)

    draft = write(make_video(), options=options)

    assert draft.options == options
    # The sandbox may write too much, which is corrected by a second request.
    prompt, *_ = bodies("generateContent")
    assert "about 45 seconds" in prompt
    assert "myths and facts" in prompt
    assert "bold: direct statements" in prompt


def test_writing_again_keeps_the_options_and_others_can_be_chosen(make_video):
    video = make_video()
    options = ScriptOptions(kind=ScriptKind.STORY, tone=Tone.PLAYFUL, target_s=60)
    write(video, options=options)

    assert write(video).options == options
    assert write(video, options=ScriptOptions()).options == ScriptOptions()


def test_a_pasted_script_does_not_change_the_options(make_video):
    video = make_video()
    write(video, options=ScriptOptions(target_s=45))
    scripts.paste(video=video, text="Grind finer. Taste again.")

    assert scripts.latest_options(video=video).target_s == 45


def test_hook_alternatives_are_five_of_different_kinds(settings, make_video, sandbox_url):
    settings.LANGUAGE_MODEL = "gemini"

    hooks = write(make_video()).script.hook_alternatives

    assert len({hook.narration for hook in hooks}) == 5
    assert {hook.kind for hook in hooks} == set(HookKind)


def test_repeated_hooks_are_left_out(settings, make_video, faults, sandbox_url):
    settings.LANGUAGE_MODEL = "gemini"
    first = "Your coffee is sour, and that is not the fault of the beans that you bought for it."
    rule = says(first, headline="Sour")
    script = json.loads(rule["edits"][0]["value"])
    lines = [first.upper(), "Is it sour?", "is it  SOUR?", "", "It is the grind."]
    script["hook_alternatives"] = [{"kind": "question", "narration": line, "headline": "H"} for line in lines]
    rule["edits"][0]["value"] = json.dumps(script)
    faults(rule)

    hooks = write(make_video()).script.hook_alternatives

    assert [hook.narration for hook in hooks] == ["Is it sour?", "It is the grind."]
