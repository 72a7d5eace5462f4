"""What the vendors' errors mean for an analysis."""

from datetime import timedelta
from email.utils import format_datetime

import pytest
from django.utils import timezone

from discovery.errors import (
    UnusableFindingsError,
    UnwatchableError,
    VisionRefusedError,
    VisionSetupError,
    VisionUnavailableError,
)
from discovery.tests.watching import (
    MAKERS,
    PATHS,
    frames_in,
    gemini,
    public_video,
    put_faults,
    requests_to,
    subject_of,
)
from foundation.errors import UpstreamError, UpstreamUnavailableError

pytestmark = pytest.mark.usefixtures("closed_circuits")

MODEL_SETTING = {"gemini": "GEMINI_VISION_MODEL", "openai": "OPENAI_VISION_MODEL"}
KEY_SETTING = {"gemini": "GEMINI_API_KEY", "openai": "OPENAI_API_KEY"}


@pytest.fixture(params=["gemini", "openai"])
def vendor(request):
    return request.param


@pytest.fixture
def subject(tmp_path):
    return subject_of(public_video(), frames=frames_in(tmp_path, 0, 4000))


@pytest.fixture
def watch(vendor, sandbox_url, subject):
    return lambda **fields: MAKERS[vendor](sandbox_url, **fields).watch(subject=subject, key="ana_1")


@pytest.fixture
def break_it(sandbox_url, vendor):
    return lambda **rule: put_faults(sandbox_url, {"match": {"path": PATHS[vendor]}, **rule})


@pytest.mark.parametrize("status", [429, 500, 503, 504, 529])
def test_a_busy_or_broken_vendor_is_an_outage(watch, break_it, status):
    break_it(kind="status", status=status, retry_after_s=7)

    with pytest.raises(VisionUnavailableError) as outage:
        watch()

    assert outage.value.retry_after_s == 7
    assert isinstance(outage.value, UpstreamUnavailableError)


@pytest.mark.parametrize("kind", ["drop_before_commit", "drop_after_commit", "truncated"])
def test_a_broken_connection_is_an_outage(watch, break_it, kind):
    break_it(kind=kind)

    with pytest.raises(VisionUnavailableError):
        watch()


def test_silence_is_an_outage(watch, break_it):
    break_it(kind="slow", delay_s=5)

    with pytest.raises(VisionUnavailableError):
        watch(timeout_s=0.4)


def test_the_key_is_not_sent_to_the_address_of_a_redirect(watch, break_it, sandbox_url):
    break_it(kind="answer", status=307, headers={"Location": f"{sandbox_url}/tiktok/oembed"})

    with pytest.raises(UpstreamError):
        watch()

    assert requests_to(sandbox_url, "/tiktok") == []


@pytest.mark.parametrize("body", [3, True, "text", {"candidates": 5, "output": [None]}])
def test_a_body_of_another_form_is_no_answer(watch, break_it, body):
    break_it(kind="answer", body=body)

    with pytest.raises(UnusableFindingsError):
        watch()


@pytest.mark.parametrize("kind", ["malformed", "wrong_content_type"])
def test_a_proxys_page_is_no_answer(watch, break_it, kind):
    break_it(kind=kind)

    with pytest.raises(UnusableFindingsError):
        watch()


def test_an_invalid_key_is_named_with_the_place_to_fix_it(watch, vendor):
    with pytest.raises(VisionSetupError, match=KEY_SETTING[vendor]) as refusal:
        watch(api_key="invalid")
    assert "https://" in refusal.value.message


@pytest.mark.parametrize(("vendor", "model"), [("gemini", "gemini-2.5-flash"), ("openai", "gpt-4")])
def test_a_retired_model_is_named_with_its_setting(watch, vendor, model):
    with pytest.raises(VisionSetupError, match=MODEL_SETTING[vendor]):
        watch(model=model)


@pytest.mark.parametrize("vendor", ["openai"])
def test_a_used_up_credit_is_not_waited_for(watch, break_it):
    break_it(kind="quotaExceeded")

    with pytest.raises(VisionSetupError, match="credit is used up"):
        watch()


def rate_limited(delay):
    details = [
        {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": []},
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay},
    ]
    error = {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota exceeded.", "details": details}
    return {"match": {"path": PATHS["gemini"]}, "kind": "answer", "status": 429, "body": {"error": error}}


@pytest.mark.parametrize(
    ("delay", "wait"), [("17s", 17), ("34.074824224s", 35), ("0.5s", 1), ("900s", 900), ("soon", None)]
)
def test_the_retry_delay_in_geminis_details_is_followed(sandbox_url, subject, delay, wait):
    put_faults(sandbox_url, rate_limited(delay))

    with pytest.raises(VisionUnavailableError, match="rate limit") as outage:
        gemini(sandbox_url).watch(subject=subject, key="ana_1")
    assert outage.value.retry_after_s == wait


def test_retry_after_may_be_a_date(watch, break_it):
    at = format_datetime(timezone.now() + timedelta(seconds=50), usegmt=True)
    break_it(kind="answer", status=503, headers={"Retry-After": at}, body={"error": {"message": "Busy."}})

    with pytest.raises(VisionUnavailableError) as outage:
        watch()
    assert outage.value.retry_after_s in range(40, 52)


def test_a_block_is_a_refusal_with_its_reason(watch, break_it, vendor):
    break_it(kind="blocked", reason="PROHIBITED_CONTENT")

    with pytest.raises(VisionRefusedError) as refusal:
        watch()
    assert refusal.value.reason == {"gemini": "PROHIBITED_CONTENT", "openai": "refusal"}[vendor]


@pytest.mark.parametrize("reason", ["SAFETY", "RECITATION", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII"])
def test_an_answer_that_gemini_withholds_is_a_refusal(sandbox_url, subject, reason):
    put_faults(sandbox_url, {"match": {"path": PATHS["gemini"]}, "kind": "stopped", "reason": reason})

    with pytest.raises(VisionRefusedError) as refusal:
        gemini(sandbox_url).watch(subject=subject, key="ana_1")
    assert (refusal.value.reason, refusal.value.retryable) == (reason, False)
    assert refusal.value.cost_microusd > 0


@pytest.mark.parametrize("vendor", ["openai"])
def test_a_content_filter_is_a_refusal(watch, break_it):
    break_it(kind="stopped", reason="content_filter")

    with pytest.raises(VisionRefusedError):
        watch()


@pytest.mark.parametrize("vendor", ["gemini"])
@pytest.mark.parametrize("reason", ["MALFORMED_RESPONSE", "OTHER", "LANGUAGE"])
def test_an_answer_that_failed_is_unusable_and_no_refusal(watch, break_it, reason):
    break_it(kind="stopped", reason=reason)

    with pytest.raises(UnusableFindingsError, match=reason) as fault:
        watch()
    assert (fault.value.cost_microusd or 0) > 0


def test_an_empty_answer_is_no_refusal(watch, break_it):
    break_it(kind="empty_answer")

    with pytest.raises(UnusableFindingsError, match="empty answer") as fault:
        watch()
    assert fault.value.reason == "empty"


def test_a_private_video_cannot_be_watched(sandbox_url, subject):
    private = subject_of(public_video(), url="https://www.youtube.com/watch?v=notavideo00")

    with pytest.raises(UnwatchableError, match="private, unlisted") as refusal:
        gemini(sandbox_url).watch(subject=private, key="ana_1")
    assert refusal.value.reason == "not_public"


@pytest.mark.parametrize(
    ("status", "message", "reason"),
    [
        (400, "Cannot fetch content from the provided URL: unsupported video.", "not_public"),
        (404, "Video not found.", "not_public"),
        (403, "The caller does not have permission.", "not_public"),
        (400, "The input token count (1384021) exceeds the maximum number of tokens allowed.", "too_long"),
    ],
)
def test_errors_about_the_video_are_not_errors_of_the_setup(sandbox_url, subject, status, message, reason):
    error = {"error": {"code": status, "message": message, "status": "INVALID_ARGUMENT"}}
    rule = {"match": {"path": PATHS["gemini"]}, "kind": "answer", "status": status, "body": error}
    put_faults(sandbox_url, rule)

    with pytest.raises(UnwatchableError) as refusal:
        gemini(sandbox_url).watch(subject=subject, key="ana_1")
    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ("API_KEY_INVALID", "GEMINI_API_KEY"),
        ("SERVICE_DISABLED", "Generative Language API"),
        ("BILLING_DISABLED", "Billing is off"),
        ("API_KEY_IP_ADDRESS_BLOCKED", "restrictions"),
    ],
)
def test_errors_of_the_setup_say_what_to_do(sandbox_url, subject, detail, words):
    rule = {"match": {"path": PATHS["gemini"]}, "kind": "status", "status": 403, "detail": detail}
    put_faults(sandbox_url, rule)

    with pytest.raises(VisionSetupError, match=words):
        gemini(sandbox_url).watch(subject=subject, key="ana_1")


@pytest.mark.parametrize(
    ("status", "message", "words"),
    [
        (403, "Generative Language API has not been used in project 99 before or it is disabled.", "API_KEY"),
        (404, "models/gemini-9-video is not found for API version v1.", "GEMINI_VISION_MODEL"),
    ],
)
def test_an_error_of_the_setup_is_not_blamed_on_the_video(sandbox_url, subject, status, message, words):
    body = {"error": {"code": status, "message": message, "status": "NOT_FOUND"}}
    put_faults(
        sandbox_url,
        {"match": {"path": PATHS["gemini"]}, "kind": "answer", "status": status, "body": body},
    )

    with pytest.raises(VisionSetupError, match=words):
        gemini(sandbox_url).watch(subject=subject, key="ana_1")


@pytest.mark.parametrize("vendor", ["openai"])
def test_a_vendors_code_is_bounded_and_printable(watch, break_it):
    break_it(kind="stopped", reason="max\x00tokens" + "x" * 500)

    watched = watch()

    assert "cut off" in watched.note


@pytest.mark.parametrize("vendor", ["openai"])
def test_the_code_of_a_failure_is_bounded_and_printable(sandbox_url, watch):
    body = {"id": "r", "object": "response", "created_at": 1, "model": "m", "status": "failed", "output": []}
    error = {"code": "odd\x00" + "y" * 500, "message": "m"}
    rule = {"match": {"path": PATHS["openai"]}, "kind": "answer", "body": {**body, "error": error}}
    put_faults(sandbox_url, rule)

    with pytest.raises(UnusableFindingsError) as fault:
        watch()
    assert fault.value.reason == "odd" + "y" * 57
    assert "\x00" not in fault.value.message
