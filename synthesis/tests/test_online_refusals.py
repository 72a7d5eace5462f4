"""What online voices refuse, and what counts as an outage: against the sandbox."""

import base64

import pytest

from foundation.errors import UpstreamError, UpstreamUnavailableError
from sandbox.tests.conftest import put_faults
from synthesis.assembly.speech.elevenlabs import listing
from synthesis.tests.online import PATHS, TEXT, answer_to, calls, keep_voices, offered, say

KEYS = {"gemini": "GEMINI_API_KEY", "elevenlabs": "ELEVENLABS_API_KEY"}


@pytest.fixture(params=sorted(PATHS))
def engine(request):
    return request.param


@pytest.fixture
def keys(settings, sandbox_url):
    """Both vendors are live, at the sandbox's address."""
    settings.GEMINI_API_KEY = settings.ELEVENLABS_API_KEY = "test-key"
    settings.GEMINI_API_URL = sandbox_url
    settings.ELEVENLABS_API_URL = f"{sandbox_url}/elevenlabs"
    return settings


@pytest.fixture
def break_it(keys, sandbox_url, engine):
    def put(**fault):
        put_faults(sandbox_url, {"match": {"path": PATHS[engine]}, "times": None, **fault})

    return put


def test_a_rejected_key_names_the_setting(keys, engine, sandbox_url, tmp_path):
    voice = offered(engine)[0].name
    keys.GEMINI_API_KEY = keys.ELEVENLABS_API_KEY = "invalid"
    if engine == "elevenlabs":
        # The list belongs to the key, so the voice is not offered; the recording is refused as well.
        assert offered(engine) == []
        keys.ELEVENLABS_API_KEY = "test-key"
        put_faults(sandbox_url, {"kind": "status", "status": 401, "match": {"path": PATHS[engine]}})

    with pytest.raises(UpstreamError, match=KEYS[engine]) as refusal:
        say(engine, tmp_path, voice=voice)

    assert not isinstance(refusal.value, UpstreamUnavailableError)


def test_an_exhausted_quota_of_elevenlabs_is_not_retried(keys, sandbox_url, tmp_path):
    put_faults(sandbox_url, {"kind": "quotaExceeded", "match": {"path": PATHS["elevenlabs"]}})

    with pytest.raises(UpstreamError, match=r"quota .* ELEVENLABS_API_KEY") as refusal:
        say("elevenlabs", tmp_path)

    assert not isinstance(refusal.value, UpstreamUnavailableError)


def test_a_busy_vendor_is_retried_when_it_says(break_it, engine, tmp_path):
    break_it(kind="status", status=429, retry_after_s=17)

    with pytest.raises(UpstreamUnavailableError) as outage:
        say(engine, tmp_path)

    assert outage.value.retry_after_s == 17


def test_gemini_may_say_in_the_body_when_to_retry(keys, sandbox_url, tmp_path):
    details = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "23s"}]
    body = {"error": {"code": 429, "message": "m", "status": "RESOURCE_EXHAUSTED", "details": details}}
    match = {"path": PATHS["gemini"]}
    put_faults(sandbox_url, {"kind": "answer", "match": match, "status": 429, "body": body})

    with pytest.raises(UpstreamUnavailableError) as outage:
        say("gemini", tmp_path)

    assert outage.value.retry_after_s == 23


@pytest.mark.parametrize("status", [500, 503])
def test_a_broken_vendor_is_an_outage(break_it, engine, tmp_path, status):
    break_it(kind="status", status=status)

    with pytest.raises(UpstreamUnavailableError):
        say(engine, tmp_path)


def test_a_vendor_that_cannot_be_reached_is_an_outage(keys, engine, tmp_path):
    entries = [entry.model_dump() for entry in listing.known()]
    keys.GEMINI_API_URL = keys.ELEVENLABS_API_URL = "http://127.0.0.1:9"
    keep_voices(entries)

    with pytest.raises(UpstreamUnavailableError):
        say(engine, tmp_path)


@pytest.mark.parametrize("kind", ["drop_after_commit", "drop_before_commit", "truncated"])
def test_a_lost_response_may_have_been_charged_and_is_not_retried(
    break_it, engine, sandbox_url, tmp_path, kind
):
    break_it(kind=kind)

    with pytest.raises(UpstreamError, match="may have been charged") as refusal:
        say(engine, tmp_path)

    assert not isinstance(refusal.value, UpstreamUnavailableError)
    assert calls(sandbox_url, PATHS[engine]) == 1


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("silent_audio", "silent"),
        ("truncated_audio", "only a part"),
        ("wrong_audio", "something else"),
        ("malformed", "unreadable"),
        ("wrong_content_type", "unreadable"),
    ],
)
def test_an_answer_that_is_no_recording_is_refused(break_it, engine, tmp_path, kind, words):
    break_it(kind=kind)

    with pytest.raises(UpstreamError, match=words) as refusal:
        say(engine, tmp_path)

    assert not isinstance(refusal.value, UpstreamUnavailableError)


def test_a_recording_that_cannot_be_decoded_is_refused(keys, sandbox_url, tmp_path):
    junk = base64.b64encode(b"ID3" + bytes(range(256)) * 20).decode()
    edit = {"path": ["audio_base64"], "value": junk}
    put_faults(sandbox_url, {"kind": "rewrite", "match": {"path": PATHS["elevenlabs"]}, "edits": [edit]})

    with pytest.raises(UpstreamError, match="cannot be decoded"):
        say("elevenlabs", tmp_path)


def test_a_recording_that_ends_early_is_refused(keys, sandbox_url, tmp_path):
    edit = {"path": ["alignment", "character_end_times_seconds", -1], "value": 60.0}
    put_faults(sandbox_url, {"kind": "rewrite", "match": {"path": PATHS["elevenlabs"]}, "edits": [edit]})

    with pytest.raises(UpstreamError, match="only a part"):
        say("elevenlabs", tmp_path)


def test_a_recording_among_the_steps_is_found(keys, sandbox_url, tmp_path):
    answer = answer_to(sandbox_url, "gemini", text=TEXT)
    sound = answer.pop("output_audio")
    answer["steps"] = [{"type": "thought"}, {"type": "model_output", "content": [sound]}]
    put_faults(sandbox_url, {"kind": "answer", "match": {"path": PATHS["gemini"]}, "body": answer})

    assert len(say("gemini", tmp_path).words) == len(TEXT.split())


def test_raw_samples_are_accepted_too(keys, sandbox_url, tmp_path):
    answer = answer_to(sandbox_url, "gemini", text=TEXT)
    samples = base64.b64decode(answer["output_audio"]["data"])[44:]
    answer["output_audio"] = {
        "type": "audio",
        "mime_type": "audio/l16",
        "sample_rate": 24_000,
        "data": base64.b64encode(samples).decode(),
    }
    put_faults(sandbox_url, {"kind": "answer", "match": {"path": PATHS["gemini"]}, "body": answer})

    assert say("gemini", tmp_path).sample_rate == 24_000


def test_a_recording_that_is_much_too_long_is_refused(keys, engine, sandbox_url, tmp_path):
    answer = answer_to(sandbox_url, engine)
    put_faults(sandbox_url, {"kind": "answer", "match": {"path": PATHS[engine]}, "body": answer})

    with pytest.raises(UpstreamError, match="cannot be this text"):
        say(engine, tmp_path, "Short.")


def test_a_missing_model_names_the_setting(keys, engine, tmp_path):
    keys.GEMINI_SPEECH_MODEL, keys.ELEVENLABS_MODEL = "gemini-9-flash-tts", "eleven_v99"

    with pytest.raises(UpstreamError, match=r"GEMINI_SPEECH_MODEL|ELEVENLABS_MODEL"):
        say(engine, tmp_path)


def test_a_text_that_is_too_long_is_refused_before_it_costs(keys, engine, sandbox_url, tmp_path):
    with pytest.raises(UpstreamError, match=r"Split the scene|at most"):
        say(engine, tmp_path, "word " * 2100)

    assert calls(sandbox_url, PATHS[engine]) == 0


def test_a_deleted_voice_is_refused(keys, sandbox_url, tmp_path):
    reason = {"kind": "status", "status": 400, "reason": "voice_not_found"}
    put_faults(sandbox_url, {**reason, "match": {"path": PATHS["elevenlabs"]}})

    with pytest.raises(UpstreamError, match="Choose another voice"):
        say("elevenlabs", tmp_path)


@pytest.mark.parametrize("status", ["failed", "incomplete", "budget_exceeded"])
def test_an_interaction_without_a_recording_is_refused(keys, sandbox_url, tmp_path, status):
    edits = [{"path": ["status"], "value": status}, {"path": ["output_audio"], "remove": True}]
    put_faults(sandbox_url, {"kind": "rewrite", "match": {"path": PATHS["gemini"]}, "edits": edits})

    with pytest.raises(UpstreamError, match=r"declined|stopped|budget"):
        say("gemini", tmp_path)
