"""The pages and endpoints of analyses."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Role
from discovery import analyses
from discovery.models import Analysis, AnalysisStage, Finding
from discovery.tests.analysing import candidate_of, go_live, on_plan, run
from discovery.tests.watching import answered, findings, item, put_faults

pytestmark = pytest.mark.usefixtures("closed_circuits")


@pytest.fixture
def candidate(creator, channel, settings, sandbox_url, tmp_path):
    settings.WORK_ROOT = tmp_path / "work"
    go_live(settings, sandbox_url)
    return candidate_of(channel)


@pytest.fixture
def queued(candidate):
    return analyses.of_candidate(candidate=candidate, user=None)


@pytest.fixture
def done(queued):
    return run(queued)


def page(client, name, *args, **options):
    return client.get(reverse(f"discovery:{name}", args=args), **options)


def text(response):
    return " ".join(response.content.decode().split())


def post(client, name, *args, **fields):
    return client.post(reverse(f"discovery:{name}", args=args), fields)


# --- pages ----------------------------------------------------------------------------------------


def test_a_request_leads_to_the_page_of_the_analysis(member, candidate):
    answer = post(member, "candidate-analysis", candidate.pk)

    analysis = Analysis.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/analyses/{analysis.pk}/"


def test_a_second_click_in_a_list_pays_for_no_second_run(member, candidate, done):
    answer = post(member, "candidate-analysis", candidate.pk)

    assert answer["Location"] == f"/analyses/{done.pk}/"
    assert Analysis.objects.count() == 1


def test_after_a_failure_the_click_requests_a_new_run(member, candidate, queued):
    analyses.cancel(analysis=queued)

    post(member, "candidate-analysis", candidate.pk)

    assert Analysis.objects.latest("number").number == 2


def test_a_candidate_offers_its_analysis_with_the_cost_and_then_links_to_it(member, candidate):
    before = text(page(member, "candidate", candidate.pk))
    analysis = run(analyses.of_candidate(candidate=candidate, user=None))
    drawer = text(page(member, "candidate", candidate.pk, headers={"HX-Request": "true"}))

    assert "Analyse · about $0.0" in before
    assert f'action="/discover/candidates/{candidate.pk}/analysis/"' in before
    assert f'href="/analyses/{analysis.pk}/"' in drawer


def test_a_candidate_says_what_the_next_plan_gives(member, workspace, candidate):
    on_plan(workspace, "free")

    assert "Creator includes 30 a month." in text(page(member, "candidate", candidate.pk))


def test_each_row_of_discover_leads_to_the_cost_of_an_analysis(member, candidate):
    content = text(page(member, "candidates"))

    assert 'title="Analyse: see the cost first"' in content
    assert f"/discover/candidates/{candidate.pk}/analysis/" not in content


def test_a_refusal_is_a_message_with_the_next_plan(member, workspace, candidate):
    on_plan(workspace, "free")

    answer = post(member, "candidate-analysis", candidate.pk)

    assert answer.status_code == 402
    assert "Creator includes 30 a month." in text(answer)


def test_an_unfinished_analysis_shows_its_stage_and_polls(member, queued):
    content = text(page(member, "analysis", queued.pk))

    assert "Analysing this video" in content
    assert f'hx-get="/analyses/{queued.pk}/progress/"' in content
    assert "Cancel" in content


def test_polling_ends_when_the_analysis_has_ended(member, done):
    answer = page(member, "analysis-progress", done.pk, headers={"HX-Request": "true"})

    assert answer.status_code == 204
    assert answer["HX-Refresh"] == "true"


def test_a_finished_analysis_shows_findings_times_and_how_it_was_made(member, done):
    content = text(page(member, "analysis", done.pk))

    finding = done.findings.in_order().first()
    assert finding.span in content
    assert f'data-seek="{finding.starts_s}"' in content
    assert "Model opinion" in content
    for fact in (done.model, done.prompt_version, "Low", "tokens"):
        assert fact in content
    assert "Run again · about $0.0" in content
    assert "forbid downloading" in content


def test_the_estimated_part_of_a_cost_is_named(member, done):
    Analysis.objects.filter(pk=done.pk).update(
        cost_microusd=9000, estimated_microusd=4000, input_tokens=4200, output_tokens=300
    )

    content = text(page(member, "analysis", done.pk))

    assert "$0.009" in content
    assert "4.2K + 300 tokens; $0.004 of it is an estimate" in content


def test_a_public_video_plays_without_cookies_from_the_time_in_the_link(member, done):
    content = text(page(member, "analysis", done.pk, data={"t": "2.4"}))

    assert f"https://www.youtube-nocookie.com/embed/{done.platform_id}?" in content
    assert "start=2" in content
    assert 'referrerpolicy="strict-origin-when-cross-origin"' in content


@pytest.mark.parametrize("at", ["", "x", "-3", "1e400", "nan"])
def test_any_time_in_the_link_is_harmless(member, done, at):
    assert page(member, "analysis", done.pk, data={"t": at}).status_code == 200


def test_texts_of_the_model_are_escaped(member, done):
    done.findings.update(statement="<script>alert(1)</script>", evidence='"><img src=x>')

    content = text(page(member, "analysis", done.pk))

    assert "<script>alert" not in content
    assert "<img src=x>" not in content


def test_doubtful_findings_have_a_warning(member, done):
    done.findings.update(confidence=0.3)

    assert "Low confidence" in text(page(member, "analysis", done.pk))


def test_a_failed_analysis_says_why_and_that_it_was_returned(member, queued, sandbox_url):
    put_faults(sandbox_url, answered("gemini", "", finish="SAFETY"))
    failed = run(queued)

    content = text(page(member, "analysis", failed.pk))

    assert "The analysis failed" in content
    assert "refused to analyse this video (SAFETY)" in content
    assert "1 analysis returned to your plan" in content
    assert "30 left this month" in content
    assert "Try again · about" in content


def test_canceling_and_retrying_by_the_buttons(member, queued):
    post(member, "analysis-cancel", queued.pk)
    answer = post(member, "analysis-retry", queued.pk)

    queued.refresh_from_db()
    assert queued.status == "canceled"
    assert answer["Location"] == f"/analyses/{queued.retried_by.pk}/"


def test_two_runs_are_compared(member, done, sandbox_url):
    other = findings(item(), item(kind="call_to_action", start_s=3.0, end_s=4.0, statement="Asks to follow."))
    put_faults(sandbox_url, answered("gemini", other))
    second = run(analyses.again(analysis=done, user=None))

    content = text(page(member, "analysis-comparison", second.pk))

    assert "agreement" in content
    assert "Only in run 1" in content
    assert "Compare with the previous run" in text(page(member, "analysis", second.pk))
    assert "This is an earlier run." in text(page(member, "analysis", done.pk))


def test_without_an_earlier_run_there_is_nothing_to_compare(member, done):
    assert "Nothing to compare yet" in text(page(member, "analysis-comparison", done.pk))


def test_a_finding_is_reported_and_the_report_withdrawn(member, done):
    finding = done.findings.first()

    answer = post(member, "finding-report", finding.pk, note="There is no hook.")
    shown = text(page(member, "analysis", done.pk))
    post(member, "finding-report", finding.pk, withdraw="on")

    assert answer["Location"] == f"/analyses/{done.pk}/#{finding.pk}"
    assert "Reported as wrong" in shown
    assert "There is no hook." in shown
    assert not Finding.objects.exclude(reported_wrong_at=None).exists()


def test_a_viewer_sees_no_buttons_and_may_not_request(member, owner, candidate, done):
    Membership.objects.filter(user=owner).update(role=Role.VIEWER)

    content = text(page(member, "analysis", done.pk))

    assert "Run again" not in content
    assert "Report wrong" not in content
    assert post(member, "candidate-analysis", candidate.pk).status_code == 403


def test_the_list_shows_analyses_and_the_months_use(member, done):
    content = text(page(member, "analyses"))

    assert done.title in content
    assert "1 of 30 used this month" in content


def test_the_empty_list_says_how_to_begin(member, creator):
    assert "No analyses yet" in text(page(member, "analyses"))


def test_the_page_costs_the_same_queries_with_many_findings(member, done, django_assert_max_num_queries):
    for position in range(20, 60):
        Finding.objects.create(
            workspace=done.workspace,
            analysis=done,
            position=position,
            kind="pacing",
            starts_ms=position * 100,
            ends_ms=position * 100 + 500,
            statement="A cut.",
            confidence=0.6,
        )

    with django_assert_max_num_queries(20):
        page(member, "analysis", done.pk)


# --- REST -----------------------------------------------------------------------------------------


def ask(api, **body):
    return api.post("/api/v1/analyses/", body, content_type="application/json")


def test_a_request_is_accepted_with_its_location(api, candidate):
    answer = ask(api, candidate=candidate.pk)

    body = answer.json()
    assert answer.status_code == 202
    assert answer["Location"] == f"/api/v1/analyses/{body['id']}/"
    assert (body["object"], body["status"], body["progress"]) == ("analysis", "queued", {"stage": "fetching"})
    assert body["usage"]["estimate_microusd"] > 0


def test_findings_are_opinions_in_the_order_of_time(api, done):
    body = api.get("/api/v1/findings/", {"analysis": done.pk}).json()

    starts = [each["starts_ms"] for each in body["data"]]
    assert starts == sorted(starts)
    assert {each["origin"] for each in body["data"]} == {"opinion"}


def test_analyses_are_listed_by_candidate(api, done, candidate):
    body = api.get("/api/v1/analyses/", {"candidate": candidate.pk}).json()

    assert [each["id"] for each in body["data"]] == [done.pk]
    assert api.get("/api/v1/analyses/", {"candidate": "cnd_none"}).status_code == 404


def test_a_further_run_by_the_id_of_an_analysis(api, done):
    body = ask(api, analysis=done.pk, resolution="medium").json()

    assert (body["number"], body["resolution"]) == (2, "medium")


@pytest.mark.parametrize("body", [{}, {"candidate": "a", "analysis": "b"}])
def test_exactly_one_video_is_required(api, creator, body):
    assert ask(api, **body).status_code == 422


def test_the_plans_refusal_is_a_problem(api, workspace, candidate):
    on_plan(workspace, "free")

    answer = ask(api, candidate=candidate.pk)

    assert (answer.status_code, answer.json()["code"]) == (402, "plan_limit")


def test_cancel_and_retry(api, queued):
    canceled = api.post(f"/api/v1/analyses/{queued.pk}/cancel/").json()
    retried = api.post(f"/api/v1/analyses/{queued.pk}/retry/")

    assert canceled["status"] == "canceled"
    assert (retried.status_code, retried.json()["retry_of"]) == (202, queued.pk)


def test_a_finding_is_reported_by_a_program(api, done):
    finding = done.findings.first()

    body = api.post(
        f"/api/v1/findings/{finding.pk}/report-wrong/", {"note": "No."}, content_type="application/json"
    ).json()

    assert (body["report_note"], body["reported_wrong_at"] is not None) == ("No.", True)


def test_a_stage_in_progress_is_shown_by_name(api, queued):
    Analysis.objects.filter(pk=queued.pk).update(
        status="running", stage=AnalysisStage.WATCHING, started_at=timezone.now()
    )

    assert api.get(f"/api/v1/analyses/{queued.pk}/").json()["progress"] == {"stage": "watching"}
