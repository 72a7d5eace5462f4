"""Analyses and their workers: crashes, repeats, races, cancels and retries."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from billing.errors import PlanLimitError
from discovery import analyses, tasks
from discovery.analyses import leases
from discovery.errors import (
    AnalysisFinishedError,
    AnalysisNotFailedError,
)
from discovery.models import Analysis, AnalysisBudget, AnalysisStage, Finding
from discovery.tests.analysing import candidate_of, go_live, run
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


# --- workers --------------------------------------------------------------------------------------


def test_a_step_delivered_twice_asks_the_model_once(candidate, sandbox_url):
    analysis = run(ask(candidate))

    tasks.advance_analysis(analysis.pk)
    tasks.measure_analysis(analysis.pk)

    assert len(requests_to(sandbox_url, ASKED)) == 1
    assert Finding.objects.filter(analysis=analysis).count() == analysis.findings.count()


def test_an_analysis_whose_worker_died_is_continued(candidate):
    analysis = ask(candidate)
    claim = leases.claim(analysis_id=analysis.pk, stages=[AnalysisStage.FETCHING])
    assert claim is not None

    tasks.advance_analysis(analysis.pk)
    analysis.refresh_from_db()
    assert analysis.stage == AnalysisStage.FETCHING
    later = timezone.now() - timedelta(seconds=1)
    Analysis.objects.filter(pk=analysis.pk).update(lease_until=later, due_at=later)

    assert analyses.resume_stalled() == 1
    assert run(analysis).status == "succeeded"


def test_a_worker_that_lost_its_claim_changes_nothing(candidate):
    analysis = ask(candidate)
    late = leases.claim(analysis_id=analysis.pk, stages=[AnalysisStage.FETCHING])
    assert late is not None
    Analysis.objects.filter(pk=analysis.pk).update(lease_until=None, due_at=timezone.now())
    run(analysis)

    with pytest.raises(leases.LostLeaseError):
        leases.progress(claim=late, stage=AnalysisStage.FETCHING)


def test_a_step_that_kills_its_workers_ends_it(candidate):
    analysis = ask(candidate)
    Analysis.objects.filter(pk=analysis.pk).update(starts=6)

    run(analysis)

    assert (analysis.status, analysis.failure_code) == ("failed", "failed_starts")


def test_an_analysis_without_progress_fails_at_its_deadline(candidate):
    analysis = ask(candidate)
    Analysis.objects.filter(pk=analysis.pk).update(deadline_at=timezone.now() - timedelta(seconds=1))

    analyses.resume_stalled()

    analysis.refresh_from_db()
    assert (analysis.status, analysis.failure_code) == ("failed", "deadline")
    assert (month(candidate.workspace), spent()) == (0, 0)


def test_the_price_of_a_call_that_a_killed_worker_made_counts(candidate):
    analysis = ask(candidate)
    estimate = analysis.estimate_microusd
    Analysis.objects.filter(pk=analysis.pk).update(cost_microusd=estimate, estimated_microusd=estimate)

    run(analysis)

    assert spent() == analysis.cost_microusd > estimate
    assert analysis.estimated_microusd == estimate


# --- cancel and retry -----------------------------------------------------------------------------


def test_canceling_returns_it_to_the_plan_once(candidate):
    analysis = ask(candidate)

    analyses.cancel(analysis=analysis)
    analyses.cancel(analysis=analysis)

    assert (month(candidate.workspace), spent()) == (0, 0)
    assert run(analysis).status == "canceled"


def test_a_finished_analysis_cannot_be_canceled(candidate):
    analysis = run(ask(candidate))

    with pytest.raises(AnalysisFinishedError):
        analyses.cancel(analysis=analysis)


def test_a_retry_is_one_new_run_however_often_it_is_requested(candidate):
    canceled = analyses.cancel(analysis=ask(candidate))

    first = analyses.retry(analysis=canceled, user=None)
    run(first)

    assert analyses.retry(analysis=canceled, user=None) == first
    assert (first.number, first.retry_of) == (2, canceled)


def test_a_successful_analysis_is_not_retried(candidate):
    analysis = run(ask(candidate))

    with pytest.raises(AnalysisNotFailedError):
        analyses.retry(analysis=analysis, user=None)


def test_a_reported_finding_keeps_who_and_why(candidate, owner):
    finding = run(ask(candidate)).findings.first()

    analyses.report_wrong(finding=finding, user=owner, note="  There is   no hook. ")
    finding.refresh_from_db()
    reported = (finding.reported_by, finding.report_note, finding.reported_wrong_at is not None)
    analyses.withdraw_report(finding=finding)

    assert reported == (owner, "There is no hook.", True)
    assert (finding.reported_by, finding.report_note, finding.reported_wrong_at) == (None, "", None)


# --- at the same time -----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_requests_for_the_last_analysis_of_the_month_cannot_both_have_it(creator, channel, live):
    limited = [candidate_of(channel, number) for number in range(2)]
    now = timezone.now()
    Analysis.objects.bulk_create(
        Analysis(
            workspace=creator,
            subject=f"video:vid_{number}",
            number=1,
            title="Earlier",
            status="succeeded",
            model="m",
            finished_at=now,
            estimate_microusd=1,
            budget_on=now.date(),
            deadline_at=now,
        )
        for number in range(29)
    )

    assert sorted(together(limited)) == ["refused", "requested"]
    assert month(creator) == 30


@pytest.mark.django_db(transaction=True)
def test_two_requests_for_one_video_are_one_run(creator, channel, live):
    candidate = candidate_of(channel)

    assert together([candidate, candidate]) == ["requested", "requested"]
    assert Analysis.objects.count() == 1
    assert spent() == Analysis.objects.get().estimate_microusd


def together(candidates):
    """Request these at the same time. Returns what became of each."""
    outcomes: list[str] = []

    def request(candidate):
        try:
            ask(candidate)
            outcomes.append("requested")
        except PlanLimitError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=request, args=(each,)) for each in candidates]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_two_workers_ask_the_model_once(candidate, sandbox_url):
    put_faults(sandbox_url, answered("gemini", findings(item())))
    analysis = ask(candidate)
    first = leases.claim(analysis_id=analysis.pk, stages=list(AnalysisStage.values))

    assert first is not None
    assert leases.claim(analysis_id=analysis.pk, stages=list(AnalysisStage.values)) is None
