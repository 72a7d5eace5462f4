"""OpenAI looks at frames while Gemini is unavailable, and never otherwise."""

import pytest

from discovery.adapters.vision.fallback import WithFallback
from discovery.errors import (
    UnusableFindingsError,
    UnwatchableError,
    VisionRefusedError,
    VisionSetupError,
    VisionUnavailableError,
)
from discovery.tests.watching import (
    PATHS,
    frames_in,
    gemini,
    openai,
    public_video,
    put_faults,
    requests_to,
    subject_of,
)

pytestmark = pytest.mark.usefixtures("closed_circuits")


@pytest.fixture
def both(sandbox_url):
    return WithFallback(gemini(sandbox_url), openai(sandbox_url))


@pytest.fixture
def subject(tmp_path):
    return subject_of(public_video(), frames=frames_in(tmp_path, 0, 4000, 9000))


def fault(vendor, **rule):
    return {"match": {"path": PATHS[vendor]}, "times": None, **rule}


def asked(sandbox_url, vendor):
    return len(requests_to(sandbox_url, PATHS[vendor]))


def test_the_second_is_not_asked_while_the_first_answers(both, subject, sandbox_url):
    assert both.watch(subject=subject, key="ana_1").provider == "gemini"
    assert asked(sandbox_url, "openai") == 0


@pytest.mark.parametrize(
    "outage",
    [{"kind": "status", "status": 500}, {"kind": "status", "status": 503}, {"kind": "drop_before_commit"}],
)
def test_an_outage_of_the_first_has_a_fallback(both, subject, sandbox_url, outage):
    put_faults(sandbox_url, fault("gemini", **outage))

    watched = both.watch(subject=subject, key="ana_1")

    assert watched.provider == "openai"
    assert watched.note == "Gemini was not available. OpenAI looked at 3 single frames, without sound."


def test_a_silent_first_has_a_fallback_and_is_not_tried_again_for_a_while(subject, sandbox_url):
    put_faults(sandbox_url, fault("gemini", kind="slow", delay_s=5))
    both = WithFallback(gemini(sandbox_url, timeout_s=0.4), openai(sandbox_url))

    providers = [both.watch(subject=subject, key=key).provider for key in ("ana_1", "ana_2")]

    assert providers == ["openai", "openai"]
    assert asked(sandbox_url, "gemini") == 1


def test_a_rate_limit_passes_before_the_fallback_is_used(both, subject, sandbox_url):
    put_faults(sandbox_url, fault("gemini", kind="status", status=429, retry_after_s=17))

    with pytest.raises(VisionUnavailableError) as outage:
        both.watch(subject=subject, key="ana_1")

    assert outage.value.retry_after_s == 17
    assert asked(sandbox_url, "openai") == 0


def test_a_rate_limit_for_an_hour_has_a_fallback_at_once(both, subject, sandbox_url):
    put_faults(sandbox_url, fault("gemini", kind="status", status=429, retry_after_s=3600))

    assert both.watch(subject=subject, key="ana_1").provider == "openai"


def test_a_rate_limit_that_stays_has_a_fallback_on_the_last_try(both, subject, sandbox_url):
    put_faults(sandbox_url, fault("gemini", kind="status", status=429, retry_after_s=17))

    assert both.watch(subject=subject, key="ana_1", is_last_try=True).provider == "openai"


@pytest.mark.parametrize(
    ("refusal", "error"),
    [
        ({"kind": "blocked"}, VisionRefusedError),
        ({"kind": "stopped", "reason": "SAFETY"}, VisionRefusedError),
        ({"kind": "stopped", "reason": "RECITATION"}, VisionRefusedError),
        ({"kind": "prose"}, UnusableFindingsError),
        ({"kind": "empty_answer"}, UnusableFindingsError),
        ({"kind": "status", "status": 404}, VisionSetupError),
        ({"kind": "status", "status": 403, "message": "No permission to view the video."}, UnwatchableError),
    ],
)
def test_nothing_but_an_outage_has_a_fallback(both, subject, sandbox_url, refusal, error):
    put_faults(sandbox_url, fault("gemini", **refusal))

    with pytest.raises(error):
        both.watch(subject=subject, key="ana_1", is_last_try=True)
    assert asked(sandbox_url, "openai") == 0


def test_a_refusal_by_the_fallback_is_final(both, subject, sandbox_url):
    put_faults(sandbox_url, fault("gemini", kind="status"), fault("openai", kind="blocked"))

    with pytest.raises(VisionRefusedError, match="OpenAI refused"):
        both.watch(subject=subject, key="ana_1")


def test_a_public_video_without_frames_has_no_fallback_and_says_so(both, sandbox_url):
    put_faults(sandbox_url, fault("gemini", kind="status", retry_after_s=9))

    with pytest.raises(VisionUnavailableError, match="public videos are not downloaded") as outage:
        both.watch(subject=subject_of(public_video()), key="ana_1", is_last_try=True)

    assert outage.value.retry_after_s == 9
    assert asked(sandbox_url, "openai") == 0


def test_two_outages_are_one_and_say_both(both, subject, sandbox_url):
    put_faults(
        sandbox_url,
        fault("gemini", kind="status", retry_after_s=60),
        fault("openai", kind="status", retry_after_s=20),
    )

    with pytest.raises(
        VisionUnavailableError, match=r"Gemini is unavailable.*OpenAI is unavailable"
    ) as outage:
        both.watch(subject=subject, key="ana_1")
    assert outage.value.retry_after_s == 20


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"kind": "status", "status": 401}, "OpenAI rejected the API key"),
        ({"kind": "status", "status": 404}, "OpenAI has no model"),
        ({"kind": "status", "status": 400}, "OpenAI rejected the request"),
    ],
)
def test_an_outage_stays_an_outage_if_the_fallback_does_not_work(both, subject, sandbox_url, broken, words):
    put_faults(sandbox_url, fault("gemini", kind="status", retry_after_s=60), fault("openai", **broken))

    with pytest.raises(VisionUnavailableError, match=f"Gemini is unavailable.*{words}") as outage:
        both.watch(subject=subject, key="ana_1")
    assert outage.value.retry_after_s == 60


def test_without_a_second_the_outage_stays_an_outage(subject, sandbox_url):
    put_faults(sandbox_url, fault("gemini", kind="status"))

    with pytest.raises(VisionUnavailableError):
        WithFallback(gemini(sandbox_url), None).watch(subject=subject, key="ana_1", is_last_try=True)


def test_the_estimate_is_the_firsts(both, subject):
    assert both.estimate(subject=subject).provider == "gemini"
