"""The pages of analyses: their list, one analysis, its progress, and the comparison of two runs."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Change, WorkspaceRequest, workspace_required
from accounts.models import Role
from discovery import analyses, ideas, platforms
from discovery.forms import ReportForm
from discovery.models import Analysis, AnalysisStage, AnalysisStatus, Candidate, Finding
from discovery.models.analyses import LOW_CONFIDENCE
from discovery.views import facts, timelines
from foundation import pages
from foundation.pagination import paginate

_QUEUED = "queued"
_LONGEST_S = 86_400
_STAGES = (
    (_QUEUED, "Queued"),
    (AnalysisStage.FETCHING, "Fetching"),
    (AnalysisStage.MEASURING, "Measuring"),
    (AnalysisStage.WATCHING, "Watching"),
    (AnalysisStage.CHECKING, "Checking"),
)


@require_safe
@workspace_required()
def analysis_list(request: WorkspaceRequest) -> HttpResponse:
    """The workspace's analyses, newest first."""
    rows = Analysis.objects.for_workspace(request.workspace).for_list()
    page = paginate(rows, order="-created_at", cursor=request.GET.get("cursor"))
    context = {
        "page": page,
        "month": analyses.of_month(workspace=request.workspace),
        "next_url": f"{reverse('discovery:analyses')}?cursor={page.next_cursor}" if page.next_cursor else "",
    }
    return render(request, "discovery/analysis_list.html", context)


@require_safe
@workspace_required()
def analysis_page(request: WorkspaceRequest, analysis_id: str) -> HttpResponse:
    """One analysis: player, timeline, findings and measurements; or its progress, or why it failed."""
    analysis = _analysis(request, analysis_id)
    return render(request, "discovery/analysis_page.html", _context(request, analysis))


@require_safe
@workspace_required()
def analysis_progress(request: WorkspaceRequest, analysis_id: str) -> HttpResponse:
    """The state of an unfinished analysis. When it has ended, the page reloads."""
    analysis = _analysis(request, analysis_id)
    if pages.is_partial(request) and analysis.is_finished:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return pages.render_page(
        request,
        template="discovery/analysis_page.html",
        partial="discovery/_analysis_running.html",
        context=_context(request, analysis),
    )


@require_safe
@workspace_required()
def analysis_comparison(request: WorkspaceRequest, analysis_id: str) -> HttpResponse:
    """The findings of a run beside those of the run before it."""
    analysis = _analysis(request, analysis_id)
    context = {
        "analysis": analysis,
        "comparison": analyses.compare(analysis=analysis),
        "crumbs": [*_crumbs(), {"label": analysis.title, "url": _url(analysis)}],
    }
    return render(request, "discovery/analysis_comparison.html", context)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK, spends=True)
def analyse_candidate(request: WorkspaceRequest, candidate_id: str) -> HttpResponse:
    """Show the analysis of a candidate. If there is none, request it."""
    candidate = Candidate.objects.for_workspace(request.workspace).get_or_refuse(candidate_id)
    return redirect(_url(analyses.first_of_candidate(candidate=candidate, user=request.user)))


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK, spends=True)
def analyse_own(request: WorkspaceRequest) -> HttpResponse:
    """Request the analysis of a video of the workspace, and show it."""
    reference = request.POST.get("subject", "").replace("\0", "")
    analysis = analyses.of_own(workspace=request.workspace, reference=reference, user=request.user)
    return redirect(_url(analysis))


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK, spends=True)
def analysis_again(request: WorkspaceRequest, analysis_id: str) -> HttpResponse:
    """Run an analysis again."""
    analysis = _analysis(request, analysis_id)
    return redirect(_url(analyses.again(analysis=analysis, user=request.user)))


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK, spends=True)
def analysis_retry(request: WorkspaceRequest, analysis_id: str) -> HttpResponse:
    """Retry a failed or canceled analysis."""
    analysis = _analysis(request, analysis_id)
    return redirect(_url(analyses.retry(analysis=analysis, user=request.user)))


@require_POST
@workspace_required(Role.EDITOR, changes=Change.RELEASE)
def analysis_cancel(request: WorkspaceRequest, analysis_id: str) -> HttpResponse:
    """Cancel an analysis."""
    canceled = analyses.cancel(analysis=_analysis(request, analysis_id))
    messages.success(request, "The analysis was canceled. It does not count against your plan.")
    return redirect(_url(canceled))


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def report_finding(request: WorkspaceRequest, finding_id: str) -> HttpResponse:
    """Report a finding as wrong, or withdraw that."""
    finding = Finding.objects.for_workspace(request.workspace).get_or_refuse(finding_id)
    form = ReportForm(request.POST)
    if request.POST.get("withdraw"):
        analyses.withdraw_report(finding=finding)
        messages.success(request, "The report was withdrawn.")
    elif form.is_valid():
        analyses.report_wrong(finding=finding, user=request.user, note=form.cleaned_data["note"])
        messages.success(request, "Thank you. The finding is marked as wrong.")
    return redirect(f"{reverse('discovery:analysis', args=[finding.analysis_id])}#{finding.pk}")


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def finding_idea(request: WorkspaceRequest, finding_id: str) -> HttpResponse:
    """Make an idea from a finding, and show it."""
    rows = Finding.objects.for_workspace(request.workspace).select_related("analysis__candidate__channel")
    idea = ideas.from_finding(finding=rows.get_or_refuse(finding_id), user=request.user)
    messages.success(request, f"“{idea.title}” is in your ideas.")
    return redirect("discovery:idea", idea.pk)


def _analysis(request: WorkspaceRequest, analysis_id: str) -> Analysis:
    rows = Analysis.objects.for_workspace(request.workspace).select_related("candidate__source")
    analysis = rows.get_or_refuse(analysis_id)
    # It is loaded already.
    analysis.workspace = request.workspace
    return analysis


def _context(request: WorkspaceRequest, analysis: Analysis) -> dict[str, Any]:
    runs = analyses.runs_of(analysis=analysis)
    return {
        "analysis": analysis,
        "may_edit": request.membership.may(Role.EDITOR),
        "crumbs": _crumbs(),
        "stages": stages_of(analysis),
        "player": _player(request, analysis),
        "runs": runs,
        "is_newest": analysis.pk == runs[0].pk,
        "offer": analyses.offer(analysis=analysis) if analysis.is_finished else None,
        "cost": analyses.cost_in_words(analysis.cost_microusd),
        "estimated": analyses.cost_in_words(analysis.estimated_microusd),
        **(_results(analysis) if analysis.status == AnalysisStatus.SUCCEEDED else {}),
    }


def _results(analysis: Analysis) -> dict[str, Any]:
    findings = list(analysis.findings.in_order().with_idea())
    measured = facts.measured_of(analysis)
    trusted = [each for each in findings if each.reported_wrong_at is None]
    confidence = sum(each.confidence for each in trusted) / len(trusted) if trusted else None
    return {
        "findings": findings,
        "facts": facts.facts_of(analysis=analysis, measured=measured),
        "missing": measured.missing if measured else (),
        "notes": measured.notes if measured else (),
        "timeline": timelines.timeline_of(
            length_s=analysis.duration_s or 0, measured=measured, findings=findings
        ),
        "confidence": confidence,
        "is_doubtful": confidence is not None and confidence < LOW_CONFIDENCE,
    }


def _player(request: WorkspaceRequest, analysis: Analysis) -> dict[str, Any]:
    """How the video is played: by its file, or in the platform's player. It starts at ``?t=`` seconds."""
    platform_id, livemode = analysis.platform_id, analysis.is_of_live_video
    platform = platforms.REGISTRY.get(analysis.platform)
    starts_s = _seconds(request.GET.get("t", ""))
    file_url, embed_url = analysis.play_url, ""
    if platform is not None:
        file_url = platform.file_url(platform_id=platform_id, livemode=livemode)
        embed_url = platform.embed_url(platform_id=platform_id, livemode=livemode)
    return {
        "file_url": file_url,
        "embed_url": f"{embed_url}?enablejsapi=1&playsinline=1&start={int(starts_s)}" if embed_url else "",
        "starts_s": starts_s,
    }


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        return 0.0
    return seconds if 0 <= seconds <= _LONGEST_S else 0.0


def stages_of(analysis: Analysis) -> list[dict[str, str]]:
    """The stages, as done, present, failed and to come."""
    names = [name for name, _ in _STAGES]
    place = 0 if analysis.status == AnalysisStatus.QUEUED else names.index(analysis.stage)
    here = "failed" if analysis.status == AnalysisStatus.FAILED else "current"
    if analysis.status == AnalysisStatus.SUCCEEDED:
        place = len(_STAGES)
    return [
        {"label": label, "state": "done" if number < place else here if number == place else "waiting"}
        for number, (_, label) in enumerate(_STAGES)
    ]


def _url(analysis: Analysis) -> str:
    return reverse("discovery:analysis", args=[analysis.pk])


def _crumbs() -> list[dict[str, str]]:
    return [
        {"label": "Discover", "url": reverse("discovery:candidates")},
        {"label": "Analyses", "url": reverse("discovery:analyses")},
    ]
