"""Candidates and their snapshots over REST."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from discovery import candidates, listings
from discovery.api.serializers.candidates import (
    CandidateDetailSerializer,
    CandidateQuerySerializer,
    CandidateSerializer,
    SnapshotSerializer,
)
from discovery.models import Candidate, CandidateQuerySet, Decision, Niche, Snapshot
from foundation import conditional
from foundation.openapi import IF_NONE_MATCH, LIST_PARAMETERS, UNCHANGED, list_of


class _CandidateView(WorkspaceAPIView):
    scope = "candidates"

    def candidate(self, candidate_id: str) -> Candidate:
        """The workspace's candidate of that id. Raises NotFoundError."""
        rows = Candidate.objects.for_workspace(self.workspace).with_source()
        return rows.with_idea().get_or_refuse(candidate_id)

    def decide(self, candidate_id: str, decision: Decision) -> Response:
        """Store the decision about the candidate, and return the candidate."""
        candidate = self.candidate(candidate_id)
        candidates.decide(candidate=candidate, decision=decision)
        return Response(CandidateSerializer(candidate).data)


class CandidateListView(_CandidateView):
    """The candidates found on watched channels."""

    @extend_schema(
        operation_id="candidates_list",
        parameters=[CandidateQuerySerializer, *LIST_PARAMETERS, IF_NONE_MATCH],
        responses={200: list_of(CandidateSerializer), 304: UNCHANGED},
    )
    def get(self, request: Request) -> Response:
        """Returns candidates, by default those with the highest lower bound of their score first.

        Candidates are public videos found on watched channels. The list excludes videos that are no longer
        public on their platform, and dismissed candidates unless ``decision`` is ``dismissed``. Candidates
        without a value to sort by come last.
        """
        query = CandidateQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted: dict[str, Any] = dict(query.validated_data)
        document = listings.document(
            workspace=self.workspace,
            query=[*wanted.items(), request.query_params.get("cursor"), request.query_params.get("limit")],
            make=lambda: self._document(wanted),
        )
        return self.unless_known(document.content, etag=document.etag)

    def _document(self, wanted: dict[str, Any]) -> Mapping[str, Any]:
        rows = candidates.find(
            workspace=self.workspace,
            niche=self._niche(wanted.get("niche")),
            decision=wanted.get("decision", ""),
            format=wanted.get("format", ""),
            min_score=wanted.get("min_score"),
            min_baseline=wanted.get("min_n"),
            since=wanted.get("published_after"),
            words=wanted.get("q", ""),
            language=wanted.get("language", ""),
            region=wanted.get("region", ""),
        )
        found = self.listing(rows, CandidateSerializer, order=wanted["order"], wide=CandidateQuerySet.for_api)
        return {**found.data, "data": [dict(row) for row in found.data["data"]]}

    def _niche(self, niche_id: str | None) -> Niche | None:
        if niche_id is None:
            return None
        return Niche.objects.for_workspace(self.workspace).get_or_refuse(niche_id)


class CandidateView(_CandidateView):
    """One candidate."""

    @extend_schema(
        operation_id="candidates_retrieve",
        parameters=[IF_NONE_MATCH],
        responses={200: CandidateDetailSerializer, 304: UNCHANGED},
    )
    def get(self, request: Request, candidate_id: str) -> Response:
        """Returns a candidate, with its description, tags, and baseline.

        The baseline is the set of videos of the same channel and format that the score compares it with.
        """
        content = CandidateDetailSerializer(self.candidate(candidate_id)).data
        return self.unless_known(content, etag=conditional.etag_of(self.workspace.pk, content))


class CandidateSaveView(_CandidateView):
    """Saving a candidate."""

    changes = Change.WORK

    @extend_schema(request=None, responses=CandidateSerializer)
    def post(self, request: Request, candidate_id: str) -> Response:
        """Save a candidate.

        Sets ``decision`` to ``saved``. Idempotent.
        """
        return self.decide(candidate_id, Decision.SAVED)


class CandidateDismissView(_CandidateView):
    """Dismissing a candidate."""

    changes = Change.WORK

    @extend_schema(request=None, responses=CandidateSerializer)
    def post(self, request: Request, candidate_id: str) -> Response:
        """Dismiss a candidate.

        Sets ``decision`` to ``dismissed``: lists exclude the candidate by default. Idempotent.
        """
        return self.decide(candidate_id, Decision.DISMISSED)


class CandidateReopenView(_CandidateView):
    """Undoing a save or a dismissal."""

    changes = Change.WORK

    @extend_schema(request=None, responses=CandidateSerializer)
    def post(self, request: Request, candidate_id: str) -> Response:
        """Reopen a saved or dismissed candidate.

        Sets ``decision`` to ``open``. Idempotent.
        """
        return self.decide(candidate_id, Decision.OPEN)


class SnapshotListView(_CandidateView):
    """A candidate's history."""

    @extend_schema(
        operation_id="snapshots_list", parameters=LIST_PARAMETERS, responses=list_of(SnapshotSerializer)
    )
    def get(self, request: Request, candidate_id: str) -> Response:
        """Returns the snapshots of a candidate, newest first.

        A snapshot is one observation of the platform's public counts.
        """
        rows = Snapshot.objects.filter(source=self.candidate(candidate_id).source)
        return self.listing(rows, SnapshotSerializer, order="-observed_at")
