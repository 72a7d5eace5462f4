"""Gemini and OpenAI watch videos of the sandbox."""

import os
from dataclasses import fields

import pytest

from discovery import agreement
from discovery.adapters import vision
from discovery.adapters.vision import gemini_files
from discovery.adapters.vision.gemini_files import name_of
from discovery.errors import UnwatchableError, VideoNotReadyError, VisionOffError, VisionUnavailableError
from discovery.findings import Finding, FindingKind, Resolution
from discovery.tests.watching import (
    MAKERS,
    answered,
    film,
    findings,
    frames_in,
    gemini,
    item,
    move_clock,
    openai,
    prompts,
    public_video,
    put_faults,
    requests_to,
    subject_of,
)

pytestmark = pytest.mark.usefixtures("closed_circuits")


@pytest.fixture(params=["gemini", "openai"])
def vendor(request):
    return request.param


@pytest.fixture
def watcher(vendor, sandbox_url):
    return MAKERS[vendor](sandbox_url)


@pytest.fixture
def subject(tmp_path):
    return subject_of(public_video(), frames=frames_in(tmp_path, 0, 4000, 9000))


@pytest.fixture
def upload(tmp_path):
    """A file of ours of three seconds, without sound."""
    path = film(tmp_path / "film.mp4")
    return subject_of(public_video(), url="", path=path, duration_s=3.0, has_sound=False)


def test_a_video_gets_timecoded_findings(watcher, vendor, subject):
    watched = watcher.watch(subject=subject, key="ana_1")

    assert len(watched.findings) >= 4
    assert watched.findings == tuple(sorted(watched.findings, key=lambda found: found.starts_ms))
    for found in watched.findings:
        assert 0 <= found.starts_ms <= found.ends_ms <= subject.duration_s * 1000
        assert found.kind in FindingKind.values
        assert found.statement
        assert found.evidence
        assert 0 <= found.confidence <= 1
    assert (watched.provider, watched.dropped, watched.livemode) == (vendor, 0, False)


def test_a_run_says_what_it_took(watcher, subject):
    watched = watcher.watch(subject=subject, key="ana_1")

    exact = watched.input_tokens * 0.75 + watched.output_tokens * 3.75
    assert watched.input_tokens > 255
    assert watched.output_tokens > 100
    assert 0 <= watched.cost_microusd - exact < 1
    assert watched.prompt_version == "1"


def test_two_videos_get_different_findings(watcher, subject, tmp_path):
    other = subject_of(public_video(9), frames=frames_in(tmp_path, 0, 3000))

    assert watcher.watch(subject=subject, key="a").findings != watcher.watch(subject=other, key="b").findings


def test_two_runs_agree_for_the_most_part(sandbox_url):
    shares = []
    for number in range(6):
        runs = [gemini(sandbox_url).watch(subject=subject_of(public_video(number)), key=k) for k in "ab"]
        shares.append(agreement.compare(first=runs[0].findings, second=runs[1].findings).share or 0.0)

    assert min(shares) > 0.5
    assert max(shares) <= 1
    assert sum(shares) / len(shares) < 0.99


@pytest.mark.parametrize("vendor", ["gemini"])
def test_the_vendor_itself_watches_a_public_video(vendor):
    key = os.environ.get("LIVE_GEMINI_API_KEY")
    if not key:
        pytest.skip("LIVE_GEMINI_API_KEY is not set")
    live = gemini("https://generativelanguage.googleapis.com", api_key=key, timeout_s=120.0)
    subject = subject_of(public_video(), url="https://www.youtube.com/watch?v=jNQXAC9IVRw", duration_s=19)

    assert live.watch(subject=subject, key="live").findings


# --- what is asked ---------------------------------------------------------------------------------


def test_the_model_gets_the_address_the_schema_and_no_tools(sandbox_url, subject):
    gemini(sandbox_url).watch(subject=subject, key="ana_1")

    (asked,) = prompts(sandbox_url)
    assert subject.url in asked
    assert "MEDIA_RESOLUTION_LOW" in asked
    assert '"fps":1' in asked.replace(" ", "")
    assert '"pattern_interrupt"' in asked
    assert '"tools"' not in asked
    assert "endOffset" not in asked


def test_variables_of_googles_client_do_not_lead_to_another_api(sandbox_url, monkeypatch):
    monkeypatch.setenv("GOOGLE_GENAI_USE_ENTERPRISE", "true")

    gemini(sandbox_url).watch(subject=subject_of(public_video()), key="ana_1")

    assert requests_to(sandbox_url)[0]["path"].startswith("/v1/models/")


def test_no_other_text_than_the_videos_reaches_the_model(sandbox_url, subject):
    gemini(sandbox_url).watch(subject=subject, key="ana_secret_key")

    assert "ana_secret_key" not in prompts(sandbox_url)[0]
    assert {field.name for field in fields(subject.texts)} == {"title", "description", "captions"}


def test_a_medium_resolution_is_asked_for(sandbox_url):
    subject = subject_of(public_video(), resolution=Resolution.MEDIUM)

    watched = gemini(sandbox_url).watch(subject=subject, key="ana_1")

    assert "MEDIA_RESOLUTION_MEDIUM" in prompts(sandbox_url)[0]
    assert watched.resolution == Resolution.MEDIUM


def test_a_video_without_sound_is_announced(sandbox_url):
    gemini(sandbox_url).watch(subject=subject_of(public_video(), has_sound=False), key="ana_1")

    assert "The video has no sound." in prompts(sandbox_url)[0]


def test_of_a_two_hour_video_only_the_beginning_is_watched(sandbox_url):
    subject = subject_of(public_video(is_short=False), duration_s=7200)

    watched = gemini(sandbox_url, longest_s=120.0).watch(subject=subject, key="ana_1")

    assert '"endOffset":"120s"' in prompts(sandbox_url)[0].replace(" ", "").replace("end_offset", "endOffset")
    assert watched.watched_s == 120
    assert watched.note.startswith("Only the first 2 of 120 minutes are watched")
    assert max(found.ends_ms for found in watched.findings) <= 120_000


@pytest.mark.parametrize(
    ("fault", "fields"),
    [
        ("no_length", {"duration_s": 0}),
        ("not_public", {"url": "http://www.youtube.com/watch?v=abcdefghijk"}),
        ("not_public", {"url": "file:///etc/passwd"}),
        ("file_unreadable", {"url": "", "path": None}),
    ],
)
def test_what_cannot_be_watched_is_not_asked_about(sandbox_url, fault, fields):
    with pytest.raises(UnwatchableError) as refusal:
        gemini(sandbox_url).watch(subject=subject_of(public_video(), **fields), key="ana_1")

    assert refusal.value.reason == fault
    assert requests_to(sandbox_url) == []


# --- the cost before -------------------------------------------------------------------------------


def test_the_estimate_is_close_to_what_a_run_takes(watcher, subject):
    estimate = watcher.estimate(subject=subject)
    watched = watcher.watch(subject=subject, key="ana_1")

    assert estimate.input_tokens == pytest.approx(watched.input_tokens, rel=0.15)
    assert watched.cost_microusd <= estimate.cost_microusd


def test_an_estimate_asks_nothing(watcher, subject, sandbox_url):
    watcher.estimate(subject=subject)

    assert requests_to(sandbox_url) == []


def test_a_higher_resolution_costs_more(watcher, subject, tmp_path):
    closer = subject_of(public_video(), frames=subject.frames, resolution=Resolution.MEDIUM)

    assert watcher.estimate(subject=closer).cost_microusd > watcher.estimate(subject=subject).cost_microusd


def test_a_minute_takes_64_tokens_a_frame_and_32_a_second_of_sound(sandbox_url):
    def tokens(**fields):
        return gemini(sandbox_url).estimate(subject=subject_of(public_video(), **fields)).input_tokens

    assert tokens(duration_s=180.0) - tokens(duration_s=120.0) == 60 * (64 + 32)
    silent = tokens(duration_s=180.0, has_sound=False) - tokens(duration_s=120.0, has_sound=False)
    assert silent == 60 * 64


# --- files -----------------------------------------------------------------------------------------


def test_a_file_is_uploaded_once_watched_and_deleted(sandbox_url, upload):
    with pytest.raises(VideoNotReadyError) as waiting:
        gemini(sandbox_url).watch(subject=upload, key="ana_1")
    move_clock(sandbox_url, 5)
    watched = gemini(sandbox_url).watch(subject=upload, key="ana_1")

    assert waiting.value.retry_after_s == 3
    assert max(found.ends_ms for found in watched.findings) <= 3000
    asked = [(entry["method"], entry["path"]) for entry in requests_to(sandbox_url)]
    assert [path for method, path in asked].count("/upload/v1/files") == 2  # Opened and sent.
    assert asked[-1] == ("DELETE", f"/v1/files/{name_of(key='ana_1')}")


def test_a_file_that_is_no_video_is_named_and_deleted(sandbox_url, upload):
    upload.path.write_bytes(b"film" * 1000)
    with pytest.raises(VideoNotReadyError):
        gemini(sandbox_url).watch(subject=upload, key="ana_1")
    move_clock(sandbox_url, 5)

    with pytest.raises(UnwatchableError) as refusal:
        gemini(sandbox_url).watch(subject=upload, key="ana_1")

    assert refusal.value.reason == "file_unreadable"
    assert requests_to(sandbox_url)[-1]["method"] == "DELETE"


@pytest.mark.parametrize(("is_last_try", "kept"), [(False, True), (True, False)])
def test_a_file_is_kept_for_the_retry_and_deleted_after_the_last(sandbox_url, upload, is_last_try, kept):
    with pytest.raises(VideoNotReadyError):
        gemini(sandbox_url).watch(subject=upload, key="ana_1")
    move_clock(sandbox_url, 5)
    put_faults(sandbox_url, {"kind": "status", "match": {"path": "generateContent"}})

    with pytest.raises(VisionUnavailableError):
        gemini(sandbox_url).watch(subject=upload, key="ana_1", is_last_try=is_last_try)

    assert (requests_to(sandbox_url)[-1]["method"] != "DELETE") == kept


def named_by_gemini(state):
    """Rules by which Gemini names the file itself, and it is in this state when it is looked for."""
    file = {
        "name": "files/abc123",
        "uri": "https://generativelanguage.googleapis.com/v1/files/abc123",
        "mimeType": "video/mp4",
    }
    uploaded = {
        "match": {"path": "^/upload/", "query": "upload_id"},
        "body": {"file": {**file, "state": "PROCESSING"}},
        "headers": {"X-Goog-Upload-Status": "final"},
    }
    looked_for = {"match": {"path": "/files/abc123$", "method": "GET"}, "body": {**file, "state": state}}
    return [{**rule, "kind": "answer", "times": None} for rule in (uploaded, looked_for)]


def test_a_file_that_gemini_names_itself_is_waited_for(sandbox_url, upload):
    put_faults(sandbox_url, *named_by_gemini("ACTIVE"), answered("gemini", findings(item())))

    watched = gemini(sandbox_url).watch(subject=upload, key="ana_1")

    assert len(watched.findings) == 1
    assert "files/abc123" in prompts(sandbox_url)[0]
    assert requests_to(sandbox_url)[-1]["path"] == "/v1/files/abc123"


def test_a_file_that_gemini_names_itself_and_never_processes_is_deleted(sandbox_url, upload, monkeypatch):
    monkeypatch.setattr(gemini_files, "_LOOK_EVERY_S", 0.0)
    put_faults(sandbox_url, *named_by_gemini("PROCESSING"))

    with pytest.raises(VisionUnavailableError):
        gemini(sandbox_url).watch(subject=upload, key="ana_1")

    assert requests_to(sandbox_url)[-1]["method"] == "DELETE"


def test_two_runs_of_a_file_do_not_share_it():
    assert name_of(key="ana_1") != name_of(key="ana_2")
    assert name_of(key="ana_1").isalnum()


# --- frames ----------------------------------------------------------------------------------------


def test_openai_sees_the_frames_with_their_times(sandbox_url, subject):
    watched = openai(sandbox_url).watch(subject=subject, key="ana_1")

    (asked,) = prompts(sandbox_url, "openai")
    assert asked.count("data:image/jpeg;base64,") == 3
    assert "Frame at 9 s:" in asked
    assert '"detail":"low"' in asked
    assert watched.note == "OpenAI looked at 3 single frames, without sound."


def test_openai_gets_at_most_forty_frames_spread_over_the_video(sandbox_url, tmp_path):
    frames = frames_in(tmp_path, *range(0, 60_000, 500))

    watched = openai(sandbox_url).watch(subject=subject_of(public_video(), frames=frames), key="ana_1")

    assert watched.note.startswith("OpenAI looked at 40 single frames")


def test_a_frame_that_is_no_picture_is_left_out(sandbox_url, tmp_path):
    frames = frames_in(tmp_path, 0, 1000)
    frames[1].path.write_bytes(b"<html>")

    watched = openai(sandbox_url).watch(subject=subject_of(public_video(), frames=frames), key="ana_1")

    assert watched.note == "OpenAI looked at 1 single frame, without sound."


def test_without_frames_there_is_nothing_to_look_at(sandbox_url):
    with pytest.raises(UnwatchableError) as refusal:
        openai(sandbox_url).watch(subject=subject_of(public_video()), key="ana_1")
    assert refusal.value.reason == "no_frames"


# --- the choice by settings ------------------------------------------------------------------------


def test_a_sandbox_video_is_watched_in_the_sandbox_despite_a_key(settings, sandbox_url):
    settings.SANDBOX_URL, settings.GEMINI_API_KEY = sandbox_url, "a-live-key"
    settings.GEMINI_API_URL = "http://127.0.0.1:1"

    watched = vision.watcher(livemode=False).watch(subject=subject_of(public_video()), key="ana_1")

    assert not watched.livemode


def test_a_live_video_is_never_watched_in_the_sandbox(settings, sandbox_url):
    settings.SANDBOX_URL, settings.GEMINI_API_KEY = sandbox_url, ""

    assert not vision.is_available(livemode=True)
    with pytest.raises(VisionOffError, match="GEMINI_API_KEY"):
        vision.watcher(livemode=True)


def test_the_fallback_of_a_live_model_needs_a_key(settings, sandbox_url):
    settings.SANDBOX_URL, settings.GEMINI_API_KEY, settings.OPENAI_API_KEY = sandbox_url, "a-key", ""

    assert not vision.has_fallback(livemode=True)
    assert vision.has_fallback(livemode=False)


def test_without_key_and_sandbox_there_is_no_watcher(settings):
    settings.SANDBOX_URL = settings.GEMINI_API_KEY = ""

    assert not vision.is_available()


def test_a_finding_has_these_members_and_no_others():
    assert [field.name for field in fields(Finding)] == [
        "kind",
        "starts_ms",
        "ends_ms",
        "statement",
        "evidence",
        "confidence",
    ]
