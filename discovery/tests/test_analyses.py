"""The life of an analysis of a public video: requested, watched, ended, counted."""

import pytest
from django.utils import timezone

from billing.errors import PlanLimitError
from discovery import analyses, platforms, tasks
from discovery.errors import (
    AnalysisBudgetError,
    AnalysisRefusedError,
    VisionOffError,
)
from discovery.models import Analysis, AnalysisBudget, AnalysisStage, AnalysisStatus
from discovery.tests.analysing import candidate_of, go_live, on_plan, run
from discovery.tests.harbor import Harbor
from discovery.tests.watching import answered, findings, item, put_faults, requests_to

pytestmark = pytest.mark.usefixtures("closed_circuits")

ASKED = ":generateContent"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.WORK_ROOT = tmp_path / "work"


@pytest.fixture
def live(settings, sandbox_url):
    go_live(settings, sandbox_url)


@pytest.fixture
def candidate(creator, channel, live):
    return candidate_of(channel)


def ask(candidate):
    return analyses.of_candidate(candidate=candidate, user=None)


def month(workspace):
    return analyses.of_month(workspace=workspace).used


def spent():
    return sum(AnalysisBudget.objects.values_list("used_microusd", flat=True))


def test_a_public_video_is_watched_and_not_downloaded(candidate, sandbox_url):
    put_faults(sandbox_url, {"match": {"path": "/media/"}, "kind": "status", "status": 503, "times": None})

    analysis = run(ask(candidate))

    assert (analysis.status, analysis.stage) == (AnalysisStatus.SUCCEEDED, AnalysisStage.CHECKING)
    assert analysis.findings.count() >= 4
    assert (analysis.provider, analysis.model) == ("gemini", "gemini-3.8-flash")
    assert analysis.prompt_version
    assert analysis.measured is None
    assert "forbid downloading" in analysis.unmeasured


def test_the_model_gets_the_long_url_of_a_short(candidate, sandbox_url):
    run(ask(candidate))

    (asked,) = requests_to(sandbox_url, ":generateContent")
    assert f"https://www.youtube.com/watch?v={candidate.platform_id}" in asked["prompt"]


def test_every_finding_is_an_opinion_within_the_video(candidate):
    analysis = run(ask(candidate))

    for finding in analysis.findings.all():
        assert finding.origin == "opinion"
        assert 0 <= finding.starts_ms <= finding.ends_ms <= candidate.duration_s * 1000


def test_its_cost_replaces_the_estimate_in_the_days_budget(candidate):
    analysis = ask(candidate)
    held = spent()

    run(analysis)

    assert held == analysis.estimate_microusd > 0
    assert spent() == analysis.cost_microusd > 0


def test_a_second_request_returns_the_unfinished_run(candidate):
    first = ask(candidate)

    assert ask(candidate) == first
    assert (month(candidate.workspace), spent()) == (1, first.estimate_microusd)


def test_a_further_run_has_the_next_number_and_its_agreement(candidate):
    first = run(ask(candidate))

    second = run(analyses.again(analysis=first, user=None))

    assert (first.number, second.number) == (1, 2)
    assert first.agreement is None
    assert second.agreement is not None
    assert 0.5 < second.agreement <= 1
    comparison = analyses.compare(analysis=second)
    assert comparison is not None
    assert comparison.before == first
    assert comparison.agreement.share == pytest.approx(second.agreement)
    assert analyses.compare(analysis=first) is None


# --- refusals -------------------------------------------------------------------------------------


def test_free_has_no_analyses_and_the_refusal_says_what_creator_gives(workspace, channel, live):
    candidate = candidate_of(channel)

    with pytest.raises(PlanLimitError, match=r"Free plan has no video analyses. Creator includes 30 a month"):
        ask(candidate)

    assert (Analysis.objects.count(), spent()) == (0, 0)


def test_the_last_analysis_of_the_month_is_followed_by_a_refusal(candidate, settings):
    for number in range(30):
        Analysis.objects.create(
            workspace=candidate.workspace,
            subject=f"video:vid_{number}",
            number=1,
            title="Earlier",
            status="succeeded",
            model="m",
            finished_at=timezone.now(),
            estimate_microusd=1,
            budget_on=timezone.now().date(),
            deadline_at=timezone.now(),
        )

    with pytest.raises(PlanLimitError, match=r"used all 30 analyses .* Empire includes unlimited analyses"):
        ask(candidate)


def test_empire_has_no_monthly_limit(candidate):
    on_plan(candidate.workspace, "empire")

    assert analyses.offer_of_candidate(candidate=candidate).month.limit is None
    assert ask(candidate).number == 1


def test_the_days_budget_refuses_and_says_when_it_resumes(candidate, settings):
    settings.ANALYSIS_DAY_MICROUSD = 10

    with pytest.raises(AnalysisBudgetError, match="from midnight UTC") as refusal:
        ask(candidate)

    assert 0 < refusal.value.retry_after_s <= 86_400
    assert (Analysis.objects.count(), spent()) == (0, 0)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"gone_at": timezone.now()}, "not_public"),
        ({"broadcast": "live"}, "live"),
        ({"broadcast": "upcoming"}, "live"),
        ({"duration_s": 0}, "no_length"),
    ],
)
def test_a_video_that_cannot_be_watched_is_refused(creator, channel, live, fields, reason):
    candidate = candidate_of(channel, **fields)

    with pytest.raises(AnalysisRefusedError) as refusal:
        ask(candidate)

    assert refusal.value.reason == reason
    assert (month(creator), spent()) == (0, 0)


def test_a_platform_whose_videos_no_model_opens_is_refused(creator, channel, live, monkeypatch):
    monkeypatch.setitem(platforms.REGISTRY, "harbor", Harbor())

    with pytest.raises(AnalysisRefusedError, match="No model opens Harbor videos") as refusal:
        ask(candidate_of(channel, platform="harbor"))
    assert refusal.value.reason == "not_opened"


def test_without_a_model_the_refusal_names_the_setting(candidate, settings):
    settings.GEMINI_API_KEY = ""

    with pytest.raises(VisionOffError, match="GEMINI_API_KEY"):
        ask(candidate)


def test_the_offer_says_why_it_cannot_be_requested(workspace, channel, live):
    offer = analyses.offer_of_candidate(candidate=candidate_of(channel))

    assert offer.estimate is not None
    assert offer.refusal.startswith("The Free plan has no video analyses.")


# --- failures -------------------------------------------------------------------------------------


def test_a_refusal_of_the_model_ends_it_and_returns_it_to_the_plan(candidate, sandbox_url):
    rule = answered("gemini", "", finish="SAFETY")
    put_faults(sandbox_url, rule)

    analysis = run(ask(candidate))

    assert (analysis.status, analysis.failure_code) == ("failed", "vision_refused:SAFETY")
    assert analysis.failure.endswith("It does not count against your plan.")
    assert (month(candidate.workspace), spent()) == (0, 4500)  # What the model read was paid for.
    assert len(requests_to(sandbox_url, ASKED)) == 1


def test_an_outage_is_retried(candidate, sandbox_url):
    put_faults(sandbox_url, {"match": {"path": ASKED, "nth": 1}, "kind": "status", "status": 503, "times": 1})

    analysis = ask(candidate)
    tasks.advance_analysis(analysis.pk)
    analysis.refresh_from_db()

    assert (analysis.status, analysis.tries, analysis.cost_microusd) == ("running", 1, 0)
    assert analysis.due_at > timezone.now()
    assert run(analysis).status == "succeeded"


def exhausted(delay):
    """Gemini's answer while its rate limit is reached."""
    info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay}
    error = {"code": 429, "message": "Quota.", "status": "RESOURCE_EXHAUSTED", "details": [info]}
    return {"match": {"path": ASKED}, "kind": "answer", "status": 429, "body": {"error": error}, "times": 1}


def test_a_rate_limit_is_waited_for_as_long_as_it_says(candidate, sandbox_url):
    put_faults(sandbox_url, exhausted("170s"))
    analysis = ask(candidate)

    tasks.advance_analysis(analysis.pk)

    analysis.refresh_from_db()
    wait_s = (analysis.due_at - timezone.now()).total_seconds()
    assert (analysis.status, analysis.tries, analysis.cost_microusd) == ("running", 1, 0)
    assert 150 < wait_s <= 170
    assert run(analysis).status == "succeeded"


def test_a_rate_limit_that_takes_too_long_ends_it_and_says_when_to_try_again(candidate, sandbox_url):
    put_faults(sandbox_url, exhausted("7200s"))

    analysis = run(ask(candidate))

    assert analysis.status == "failed"
    assert "Try again in 120 minutes." in analysis.failure
    assert (month(candidate.workspace), spent()) == (0, 0)


def test_of_a_long_video_the_first_part_is_watched_and_the_page_says_so(creator, channel, live, settings):
    settings.VISION_WATCHED_MINUTES = 30
    candidate = candidate_of(channel, duration_s=7200, format="long")
    analysis = ask(candidate)
    Analysis.objects.filter(pk=analysis.pk).update(stage="watching")

    run(analysis)

    assert (analysis.status, analysis.watched_s) == ("succeeded", 1800)
    assert analysis.note.startswith("Only the first 30 of 120 minutes are watched")


def test_an_outage_that_lasts_ends_it_and_returns_it_to_the_plan(candidate, sandbox_url):
    put_faults(sandbox_url, {"match": {"path": ASKED}, "kind": "status", "status": 503, "times": None})

    analysis = run(ask(candidate))

    assert (analysis.status, analysis.failure_code) == ("failed", "vision_unavailable")
    assert "Try again later." in analysis.failure
    assert (month(candidate.workspace), spent()) == (0, 0)


def test_prose_is_asked_about_once_more_and_then_ends_it(candidate, sandbox_url):
    put_faults(sandbox_url, {**answered("gemini", "I liked this video."), "times": None})

    analysis = run(ask(candidate))

    assert (analysis.status, analysis.answers) == ("failed", 2)
    assert len(requests_to(sandbox_url, ASKED)) == 2
    assert analysis.cost_microusd > 0
    assert spent() == analysis.cost_microusd
    assert month(candidate.workspace) == 0


def test_the_cost_is_that_of_the_tokens_of_all_answers(candidate, sandbox_url, settings):
    put_faults(sandbox_url, {**answered("gemini", "I liked this video."), "times": 1})

    analysis = run(ask(candidate))

    read, written = analysis.input_tokens, analysis.output_tokens
    prices = settings.GEMINI_VISION_INPUT_MICROUSD, settings.GEMINI_VISION_OUTPUT_MICROUSD
    exact = (read * prices[0] + written * prices[1]) / 1_000_000
    assert (analysis.status, analysis.estimated_microusd) == ("succeeded", 0)
    assert (read > 4000, written > 400) == (True, True)  # The first answer's, and the second's.
    assert 0 <= analysis.cost_microusd - exact < 2  # Each answer's cost is rounded up.


def test_a_run_whose_tokens_are_not_reported_costs_its_estimate(candidate, sandbox_url):
    rule = answered("gemini", findings(item()))
    del rule["body"]["usageMetadata"]
    put_faults(sandbox_url, rule)

    analysis = run(ask(candidate))

    assert (analysis.status, analysis.input_tokens) == ("succeeded", None)
    assert analysis.cost_microusd == analysis.estimated_microusd == analysis.estimate_microusd > 0
    assert spent() == analysis.cost_microusd


def test_a_video_that_is_gone_is_found_out_before_the_model_is_asked(candidate, sandbox_url):
    candidate.platform_id = "nosuchvide0"
    candidate.save()

    analysis = run(ask(candidate))

    assert (analysis.status, analysis.failure_code) == ("failed", "unwatchable:not_public")
    assert requests_to(sandbox_url, ASKED) == []


@pytest.mark.parametrize("has_sandbox", [True, False])
def test_a_live_video_is_not_looked_for_in_the_sandbox(candidate, sandbox_url, settings, has_sandbox):
    settings.YOUTUBE_API_KEY = ""
    settings.SANDBOX_URL = sandbox_url if has_sandbox else ""
    put_faults(sandbox_url, answered("gemini", findings(item())))
    candidate.platform_id = "nosuchvide0"
    candidate.save()

    assert run(ask(candidate)).status == "succeeded"


def test_an_outage_of_the_platform_does_not_stop_it(candidate, sandbox_url):
    put_faults(
        sandbox_url, {"match": {"path": "/youtube/v3/"}, "kind": "status", "status": 503, "times": None}
    )

    assert run(ask(candidate)).status == "succeeded"
