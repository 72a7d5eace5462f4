"""Analyses and findings over REST."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from discovery import analyses
from discovery.api.serializers.analyses import (
    AnalysisDetailSerializer,
    AnalysisRequestSerializer,
    AnalysisSerializer,
    FindingSerializer,
    ReportSerializer,
)
from discovery.findings import Resolution
from discovery.models import Analysis, Candidate, Finding
from foundation.openapi import LIST_PARAMETERS, list_of

_CANDIDATE = OpenApiParameter("candidate", str, description="Only analyses of this candidate.")
_ANALYSIS = OpenApiParameter("analysis", str, description="Only findings of this analysis.")


class _AnalysesView(WorkspaceAPIView):
    scope = "analyses"

    def analysis(self, analysis_id: str) -> Analysis:
        """The workspace's analysis of that id. Raises NotFoundError."""
        rows = Analysis.objects.for_workspace(self.workspace).select_related("candidate__source", "workspace")
        return rows.get_or_refuse(analysis_id)

    def shown(self, analysis: Analysis, status: int = 200) -> Response:
        """The analysis, with its measurements."""
        response = Response(AnalysisDetailSerializer(analysis).data, status=status)
        response["Location"] = reverse("api:analysis", args=[analysis.pk])
        return response


class AnalysisListView(_AnalysesView):
    """The workspace's analyses."""

    changes = Change.WORK
    spends = True

    @extend_schema(
        operation_id="analyses_list",
        parameters=[*LIST_PARAMETERS, _CANDIDATE],
        responses=list_of(AnalysisSerializer),
    )
    def get(self, request: Request) -> Response:
        """Returns the analyses, newest first."""
        rows = Analysis.objects.for_workspace(self.workspace).for_list()
        if candidate_id := request.query_params.get("candidate"):
            candidate = Candidate.objects.for_workspace(self.workspace).get_or_refuse(candidate_id)
            rows = rows.filter(candidate=candidate)
        return self.listing(rows, AnalysisSerializer, order="-created_at")

    @extend_schema(request=AnalysisRequestSerializer, responses={202: AnalysisDetailSerializer})
    def post(self, request: Request) -> Response:
        """Request an analysis of a video.

        Counts one analysis of the month. It is returned if the analysis fails or is canceled. Poll the
        analysis until its ``status`` is ``succeeded``, ``failed``, or ``canceled``. While one of the same
        video is unfinished, a request returns that one.

        Errors: ``402 plan_limit`` if no analyses are left this month; ``409 analysis_refused`` if the video
        can't be watched; ``409 vision_off`` if no model is set up; ``429 analysis_budget_exhausted`` if the
        installation's budget for today is used up. If the request fails, nothing is counted.
        """
        body = AnalysisRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self.shown(self._requested(**body.validated_data), status=202)

    def _requested(self, *, resolution: str, **named: str) -> Analysis:
        [(kind, pk)] = named.items()
        wanted: dict[str, Any] = {"user": self.user, "resolution": Resolution(resolution)}
        if kind == "analysis":
            return analyses.again(analysis=self.analysis(pk), **wanted)
        if kind == "candidate":
            candidate = Candidate.objects.for_workspace(self.workspace).get_or_refuse(pk)
            return analyses.of_candidate(candidate=candidate, **wanted)
        return analyses.of_own(workspace=self.workspace, reference=f"{kind}:{pk}", **wanted)


class AnalysisView(_AnalysesView):
    """One analysis."""

    @extend_schema(operation_id="analyses_retrieve", responses=AnalysisDetailSerializer)
    def get(self, request: Request, analysis_id: str) -> Response:
        """Returns an analysis, with its measurements.

        Its findings are at ``findings_url``.
        """
        return self.shown(self.analysis(analysis_id))


class AnalysisCancelView(_AnalysesView):
    """Canceling an analysis."""

    changes = Change.RELEASE

    @extend_schema(request=None, responses=AnalysisDetailSerializer)
    def post(self, request: Request, analysis_id: str) -> Response:
        """Cancel an analysis, which returns it to the month's analyses.

        Canceling it again changes nothing.

        Errors: ``409 analysis_finished`` if it succeeded or failed.
        """
        return self.shown(analyses.cancel(analysis=self.analysis(analysis_id)))


class AnalysisRetryView(_AnalysesView):
    """Retrying an analysis."""

    changes = Change.WORK
    spends = True

    @extend_schema(request=None, responses={202: AnalysisDetailSerializer})
    def post(self, request: Request, analysis_id: str) -> Response:
        """Retry a failed or canceled analysis.

        Starts a new run and counts it. A repeated request returns the same new run.

        Errors: ``409 analysis_not_failed``, and those of requesting an analysis.
        """
        analysis = analyses.retry(analysis=self.analysis(analysis_id), user=self.user)
        return self.shown(analysis, status=202)


class FindingListView(_AnalysesView):
    """The workspace's findings."""

    @extend_schema(
        operation_id="findings_list",
        parameters=[*LIST_PARAMETERS, _ANALYSIS],
        responses=list_of(FindingSerializer),
    )
    def get(self, request: Request) -> Response:
        """Returns the findings.

        With ``analysis``, in the order of their time in the video; otherwise newest first.
        """
        rows = Finding.objects.for_workspace(self.workspace)
        if analysis_id := request.query_params.get("analysis"):
            rows = rows.filter(analysis=self.analysis(analysis_id))
            return self.listing(rows, FindingSerializer, order="position")
        return self.listing(rows, FindingSerializer, order="-created_at")


class FindingReportView(_AnalysesView):
    """Reporting a finding as wrong."""

    changes = Change.WORK

    @extend_schema(request=ReportSerializer, responses=FindingSerializer)
    def post(self, request: Request, finding_id: str) -> Response:
        """Report a finding as wrong.

        A second report replaces the note of the first one.
        """
        finding = Finding.objects.for_workspace(self.workspace).get_or_refuse(finding_id)
        body = ReportSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        note = body.validated_data["note"]
        reported = analyses.report_wrong(finding=finding, user=self.user, note=note)
        return Response(FindingSerializer(reported).data)
