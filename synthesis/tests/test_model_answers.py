"""Every answer of Gemini and OpenAI that is not a script: its outcome and its message."""

import pytest

from foundation.errors import UpstreamError, UpstreamUnavailableError
from synthesis.studio.adapters.base import RefusedError, UnusableAnswerError
from synthesis.tests.test_language_model import MAKERS, PATHS, assignment, gemini, openai, put_faults


@pytest.fixture(params=["gemini", "openai"])
def vendor(request):
    return request.param


@pytest.fixture
def make(vendor, sandbox_url):
    return lambda **fields: MAKERS[vendor](sandbox_url, **fields)


@pytest.mark.parametrize(
    ("status", "reason", "words"),
    [
        (400, "API_KEY_INVALID", "GEMINI_API_KEY"),
        (400, "API_KEY_EXPIRED", "GEMINI_API_KEY"),
        (401, "CREDENTIALS_MISSING", "GEMINI_API_KEY"),
        (403, "accessNotConfigured", "enable the Generative Language API"),
        (403, "SERVICE_DISABLED", "enable the Generative Language API"),
        (403, "API_KEY_SERVICE_BLOCKED", "restrictions"),
        (403, "API_KEY_IP_ADDRESS_BLOCKED", "restrictions"),
        (403, "BILLING_DISABLED", "Billing"),
        (403, "", "GEMINI_API_KEY"),
        (404, "", "GEMINI_MODEL"),
    ],
)
@pytest.mark.parametrize("place", ["reason", "detail"])
def test_each_error_of_gemini_says_how_to_fix_it(sandbox_url, place, status, reason, words):
    named = {place: reason} if reason else {}
    put_faults(sandbox_url, {"match": {"path": PATHS["gemini"]}, "kind": "status", "status": status, **named})

    with pytest.raises(UpstreamError) as refusal:
        gemini(sandbox_url).write(assignment=assignment())
    assert words in refusal.value.message


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"kind": "quotaExceeded"}, "credit"),
        ({"kind": "status", "status": 429, "reason": "billing_hard_limit_reached"}, "limit"),
        ({"kind": "status", "status": 401, "reason": "invalid_api_key"}, "OPENAI_API_KEY"),
        ({"kind": "status", "status": 403, "reason": "model_not_found"}, "OPENAI_MODEL"),
        ({"kind": "status", "status": 403, "reason": "unsupported_country_region_territory"}, "country"),
        ({"kind": "status", "status": 404, "reason": "model_not_found"}, "OPENAI_MODEL"),
        ({"kind": "status", "status": 400, "reason": "context_length_exceeded"}, "too long"),
    ],
)
def test_each_error_of_openai_says_how_to_fix_it(sandbox_url, fault, words):
    put_faults(sandbox_url, {"match": {"path": PATHS["openai"]}, **fault})

    with pytest.raises(UpstreamError) as refusal:
        openai(sandbox_url).write(assignment=assignment())
    assert not isinstance(refusal.value, UpstreamUnavailableError)
    assert words in refusal.value.message


def rewrite(sandbox_url, vendor, *edits):
    rule = {"match": {"path": PATHS[vendor]}, "kind": "rewrite", "times": None}
    put_faults(sandbox_url, {**rule, "edits": [{"path": path, **change} for path, change in edits]})


GEMINI_TEXT = ["candidates", 0, "content", "parts", 0, "text"]
FINISH = ["candidates", 0, "finishReason"]
DECLINED = ["SAFETY", "RECITATION", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "MODEL_ARMOR", "IMAGE_SAFETY"]


@pytest.mark.parametrize("reason", DECLINED)
def test_declined_prompts_at_gemini_are_refusals(sandbox_url, reason):
    rewrite(
        sandbox_url, "gemini", (FINISH, {"value": reason}), (["candidates", 0, "content"], {"remove": True})
    )

    with pytest.raises(RefusedError) as refusal:
        gemini(sandbox_url).write(assignment=assignment())
    assert (refusal.value.reason, refusal.value.system) == (reason, "Gemini")


@pytest.mark.parametrize(
    "reason",
    ["SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY", "MODEL_ARMOR", "JAILBREAK"],
)
def test_a_prompt_that_gemini_blocks_is_a_refusal(sandbox_url, reason):
    feedback = (["promptFeedback"], {"value": {"blockReason": reason}})
    rewrite(sandbox_url, "gemini", feedback, (["candidates"], {"remove": True}))

    with pytest.raises(RefusedError) as refusal:
        gemini(sandbox_url).write(assignment=assignment())
    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("MAX_TOKENS", "cut off"),
        ("LANGUAGE", "this language"),
        ("OTHER", "(OTHER)"),
        ("MALFORMED_RESPONSE", "(MALFORMED_RESPONSE)"),
        ("MALFORMED_FUNCTION_CALL", "(MALFORMED_FUNCTION_CALL)"),
        ("UNEXPECTED_TOOL_CALL", "(UNEXPECTED_TOOL_CALL)"),
        ("TOO_MANY_TOOL_CALLS", "(TOO_MANY_TOOL_CALLS)"),
        ("MISSING_THOUGHT_SIGNATURE", "(MISSING_THOUGHT_SIGNATURE)"),
    ],
)
def test_unfinished_answers_of_gemini_are_unusable(sandbox_url, reason, words):
    rewrite(sandbox_url, "gemini", (FINISH, {"value": reason}))

    with pytest.raises(UnusableAnswerError) as unusable:
        gemini(sandbox_url).write(assignment=assignment())
    assert words in unusable.value.message
    assert "declined" not in unusable.value.message


@pytest.mark.parametrize(
    "edits",
    [
        [(["candidates"], {"remove": True})],
        [(["candidates"], {"value": []})],
        [(["candidates", 0, "content"], {"remove": True})],
        [(["candidates", 0, "content", "parts"], {"value": []})],
        [(GEMINI_TEXT, {"value": "  "})],
    ],
    ids=["no candidates", "none", "no content", "no parts", "blank"],
)
def test_empty_answers_of_gemini_are_recognized(sandbox_url, edits):
    rewrite(sandbox_url, "gemini", *edits)

    with pytest.raises(UnusableAnswerError, match="answered without a script"):
        gemini(sandbox_url).write(assignment=assignment())


@pytest.mark.parametrize(
    ("edits", "reason"),
    [
        ([(["incomplete_details"], {"value": {"reason": "content_filter"}}),
          (["status"], {"value": "incomplete"}),
          (["output", 0, "content", 0, "text"], {"value": '{"title": "Half a scr'})], "content_filter"),
        ([(["error"], {"value": {"code": "invalid_prompt", "message": "m"}}),
          (["status"], {"value": "failed"})], "invalid_prompt"),
    ],
)  # fmt: skip
def test_declined_prompts_at_openai_are_refusals(sandbox_url, edits, reason):
    rewrite(sandbox_url, "openai", *edits)

    with pytest.raises(RefusedError) as refusal:
        openai(sandbox_url).write(assignment=assignment())
    assert (refusal.value.reason, refusal.value.system) == (reason, "OpenAI")


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        ([(["incomplete_details"], {"value": {"reason": "max_output_tokens"}}),
          (["status"], {"value": "incomplete"})], "cut off"),
        ([(["status"], {"value": "cancelled"})], "(cancelled)"),
        ([(["status"], {"value": "queued"})], "(queued)"),
        ([(["error"], {"value": {"code": "empty_image_file", "message": "m"}})], "(empty_image_file)"),
        ([(["output"], {"value": []})], "without a script"),
        ([(["output", 0, "content", 0, "text"], {"value": "Sorry, no."})], "did not return a script"),
    ],
    ids=["length", "cancelled", "queued", "failed", "empty", "words"],
)  # fmt: skip
def test_unfinished_answers_of_openai_are_unusable(sandbox_url, edits, words):
    rewrite(sandbox_url, "openai", *edits)

    with pytest.raises(UnusableAnswerError) as unusable:
        openai(sandbox_url).write(assignment=assignment())
    assert words in unusable.value.message


@pytest.mark.parametrize("code", ["server_error", "rate_limit_exceeded"])
def test_a_response_of_openai_that_failed_for_now_is_an_outage(sandbox_url, code):
    failure = (["error"], {"value": {"code": code, "message": "m"}})
    rewrite(sandbox_url, "openai", failure, (["status"], {"value": "failed"}))

    with pytest.raises(UpstreamUnavailableError):
        openai(sandbox_url).write(assignment=assignment())


def test_an_answer_cut_at_the_limit_is_not_a_script(make):
    with pytest.raises(UnusableAnswerError, match="cut off"):
        make().write(assignment=assignment(title="[sandbox:max_tokens]"))


@pytest.mark.parametrize(
    "form",
    [
        "{}",
        "```json\n{}\n```",
        "```\n{}\n```",
        "Here is your script:\n\n{}\n\nTell me if you want another one {{or two}}.",
        "{{}} Some thoughts first. ```json\n{}```",
        "\ufeff{}",
    ],
)
def test_a_script_is_extracted_from_surrounding_text(make, sandbox_url, vendor, form):
    script = make().write(assignment=assignment()).script
    text = form.format(script.model_dump_json())
    place = {"gemini": GEMINI_TEXT, "openai": ["output", 0, "content", 0, "text"]}[vendor]
    rewrite(sandbox_url, vendor, (place, {"value": text}))

    assert make().write(assignment=assignment()).script == script
