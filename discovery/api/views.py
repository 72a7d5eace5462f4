"""Niches, watched channels, candidates and ideas over REST."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from discovery import candidates, coverage, ideas, niches
from discovery.api.serializers import (
    CandidateDetailSerializer,
    CandidateQuerySerializer,
    CandidateSerializer,
    ChannelRequestSerializer,
    ChannelSerializer,
    IdeaMoveSerializer,
    IdeaRequestSerializer,
    IdeaSerializer,
    NicheRequestSerializer,
    NicheSerializer,
    SnapshotSerializer,
    WatchlistSerializer,
)
from discovery.models import Candidate, Decision, Idea, Niche, Snapshot, WatchedChannel
from foundation import versions
from foundation.openapi import IF_MATCH, LIST_PARAMETERS, list_of


class _NicheView(WorkspaceAPIView):
    scope = "niches"
    changes = Change.WORK

    def niche(self, niche_id: str) -> Niche:
        """The workspace's niche of that id. Raises NotFoundError."""
        return Niche.objects.for_workspace(self.workspace).get_or_refuse(niche_id)

    def paused(self) -> dict[str, Any]:
        """What the serializer needs to know: the ids of niches that are not scanned."""
        return {"paused": coverage.NICHES.paused(workspace=self.workspace)}

    def shown(self, niche: Niche, status: int = 200) -> Response:
        """The niche, with the tag of its version."""
        response = Response(NicheSerializer(niche, context=self.paused()).data, status=status)
        response["ETag"] = versions.etag(niche.version)
        response["Location"] = reverse("api:niche", args=[niche.pk])
        return response


class NicheListView(_NicheView):
    """The workspace's niches."""

    @extend_schema(operation_id="niches_list", parameters=LIST_PARAMETERS, responses=list_of(NicheSerializer))
    def get(self, request: Request) -> Response:
        """Oldest first."""
        rows = Niche.objects.for_workspace(self.workspace).order_by()
        return self.listing(rows, NicheSerializer, order="created_at", context=self.paused())

    @extend_schema(request=NicheRequestSerializer, responses={201: NicheSerializer})
    def post(self, request: Request) -> Response:
        """Follow a niche; its first scan begins at once."""
        body = NicheRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self.shown(niches.create(workspace=self.workspace, **body.validated_data), status=201)


class NicheView(_NicheView):
    """One niche."""

    @extend_schema(operation_id="niches_retrieve", responses=NicheSerializer)
    def get(self, request: Request, niche_id: str) -> Response:
        """The niche; its ETag is what a change needs."""
        return self.shown(self.niche(niche_id))

    @extend_schema(request=NicheRequestSerializer, parameters=[IF_MATCH], responses=NicheSerializer)
    def patch(self, request: Request, niche_id: str) -> Response:
        """Change it."""
        niche = self.niche(niche_id)
        body = NicheRequestSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        version = versions.named_in(request.headers)
        return self.shown(niches.edit(niche=niche, version=version, **body.validated_data))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, niche_id: str) -> Response:
        """Stop following."""
        niches.delete(niche=self.niche(niche_id))
        return Response(status=204)


class NicheScanView(_NicheView):
    """Another look."""

    @extend_schema(request=None, responses={202: NicheSerializer})
    def post(self, request: Request, niche_id: str) -> Response:
        """Have the niche scanned as soon as a worker is free."""
        niche = self.niche(niche_id)
        niches.scan(niche=niche)
        return self.shown(niche, status=202)


class NicheRestartView(_NicheView):
    """Live data instead of samples."""

    @extend_schema(request=None, responses={202: NicheSerializer})
    def post(self, request: Request, niche_id: str) -> Response:
        """Remove the niche's sample channels and videos, and watch the real YouTube for its words."""
        niche = self.niche(niche_id)
        niches.restart(niche=niche)
        return self.shown(niche, status=202)


class WatchlistListView(_NicheView):
    """The channels followed for each niche."""

    @extend_schema(
        operation_id="watchlists_list", parameters=LIST_PARAMETERS, responses=list_of(WatchlistSerializer)
    )
    def get(self, request: Request) -> Response:
        """One for each niche."""
        rows = Niche.objects.for_workspace(self.workspace).prefetch_related("channels").order_by()
        return self.listing(rows, WatchlistSerializer, order="created_at")


class WatchlistView(_NicheView):
    """One watchlist, under its niche's id."""

    @extend_schema(operation_id="watchlists_retrieve", responses=WatchlistSerializer)
    def get(self, request: Request, niche_id: str) -> Response:
        """Its channels, and what a round of them takes."""
        return Response(WatchlistSerializer(self.niche(niche_id)).data)


class _ChannelView(WorkspaceAPIView):
    scope = "niches"
    changes = Change.WORK

    def rows(self) -> QuerySet[WatchedChannel]:
        """The workspace's channels."""
        rows = WatchedChannel.objects.for_workspace(self.workspace)
        return rows.prefetch_related("niches").order_by()

    def channel(self, channel_id: str) -> WatchedChannel:
        """The workspace's channel of that id. Raises NotFoundError."""
        rows = WatchedChannel.objects.for_workspace(self.workspace)
        return rows.get_or_refuse(channel_id)


class ChannelListView(_ChannelView):
    """The workspace's watched channels."""

    @extend_schema(
        operation_id="channels_list", parameters=LIST_PARAMETERS, responses=list_of(ChannelSerializer)
    )
    def get(self, request: Request) -> Response:
        """Newest first."""
        return self.listing(self.rows(), ChannelSerializer)

    @extend_schema(request=ChannelRequestSerializer, responses={202: ChannelSerializer})
    def post(self, request: Request) -> Response:
        """Watch a channel for a niche. It is looked up by the scan that begins now."""
        body = ChannelRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        rows = Niche.objects.for_workspace(self.workspace)
        niche = rows.get_or_refuse(body.validated_data["niche"])
        channel = niches.watch(niche=niche, address=body.validated_data["address"])
        response = Response(ChannelSerializer(channel).data, status=202)
        response["Location"] = reverse("api:channel", args=[channel.pk])
        return response


class ChannelView(_ChannelView):
    """One watched channel."""

    @extend_schema(operation_id="channels_retrieve", responses=ChannelSerializer)
    def get(self, request: Request, channel_id: str) -> Response:
        """The channel, and whether it was found."""
        return Response(ChannelSerializer(self.channel(channel_id)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, channel_id: str) -> Response:
        """Take it off every watchlist."""
        niches.unwatch(channel=self.channel(channel_id))
        return Response(status=204)


class _CandidateView(WorkspaceAPIView):
    scope = "candidates"

    def candidate(self, candidate_id: str) -> Candidate:
        """The workspace's candidate of that id. Raises NotFoundError."""
        rows = Candidate.objects.for_workspace(self.workspace).select_related("channel")
        return rows.with_idea().get_or_refuse(candidate_id)


class CandidateListView(_CandidateView):
    """What was seen on the watched channels."""

    @extend_schema(
        operation_id="candidates_list",
        parameters=[CandidateQuerySerializer, *LIST_PARAMETERS],
        responses=list_of(CandidateSerializer),
    )
    def get(self, request: Request) -> Response:
        """By score, highest first, unless ``order`` says otherwise."""
        asked = CandidateQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        wanted: dict[str, Any] = dict(asked.validated_data)
        rows = candidates.find(
            workspace=self.workspace,
            niche=self._niche(wanted.get("niche")),
            decision=wanted.get("decision", ""),
            format=wanted.get("format", ""),
            min_score=self._min_score(wanted),
            min_baseline=wanted.get("min_n"),
            since=wanted.get("published_after"),
        )
        return self.listing(rows.for_api(), CandidateSerializer, order=wanted["order"])

    def _niche(self, niche_id: str | None) -> Niche | None:
        if niche_id is None:
            return None
        return Niche.objects.for_workspace(self.workspace).get_or_refuse(niche_id)

    def _min_score(self, wanted: dict[str, Any]) -> float | None:
        return wanted.get("min_score") if settings.YOUTUBE_DERIVED_METRICS_ACCEPTED else None


class CandidateView(_CandidateView):
    """One candidate."""

    @extend_schema(operation_id="candidates_retrieve", responses=CandidateDetailSerializer)
    def get(self, request: Request, candidate_id: str) -> Response:
        """With the videos it was compared with."""
        return Response(CandidateDetailSerializer(self.candidate(candidate_id)).data)


class CandidateSaveView(_CandidateView):
    """Keep a candidate."""

    changes = Change.WORK

    @extend_schema(request=None, responses=CandidateSerializer)
    def post(self, request: Request, candidate_id: str) -> Response:
        """A second time changes nothing."""
        candidate = self.candidate(candidate_id)
        candidates.decide(candidate=candidate, decision=Decision.SAVED)
        return Response(CandidateSerializer(candidate).data)


class CandidateDismissView(_CandidateView):
    """Put a candidate aside."""

    changes = Change.WORK

    @extend_schema(request=None, responses=CandidateSerializer)
    def post(self, request: Request, candidate_id: str) -> Response:
        """A second time changes nothing."""
        candidate = self.candidate(candidate_id)
        candidates.decide(candidate=candidate, decision=Decision.DISMISSED)
        return Response(CandidateSerializer(candidate).data)


class SnapshotListView(_CandidateView):
    """A candidate's history."""

    @extend_schema(
        operation_id="snapshots_list", parameters=LIST_PARAMETERS, responses=list_of(SnapshotSerializer)
    )
    def get(self, request: Request, candidate_id: str) -> Response:
        """Newest first."""
        rows = Snapshot.objects.filter(candidate=self.candidate(candidate_id))
        return self.listing(rows, SnapshotSerializer, order="-observed_at")


class _IdeaView(WorkspaceAPIView):
    scope = "ideas"
    changes = Change.WORK

    def idea(self, idea_id: str) -> Idea:
        """The workspace's idea of that id. Raises NotFoundError."""
        return Idea.objects.for_workspace(self.workspace).get_or_refuse(idea_id)

    def shown(self, idea: Idea, status: int = 200) -> Response:
        """The idea, with the tag of its version."""
        response = Response(IdeaSerializer(idea).data, status=status)
        response["ETag"] = versions.etag(idea.version)
        response["Location"] = reverse("api:idea", args=[idea.pk])
        return response

    def words(self, request: Request, *, is_change: bool) -> dict[str, Any]:
        """What was sent, with the niche looked up."""
        body = IdeaRequestSerializer(data=request.data, partial=is_change)
        body.is_valid(raise_exception=True)
        words = dict(body.validated_data)
        if words.get("niche") is not None:
            words["niche"] = Niche.objects.for_workspace(self.workspace).get_or_refuse(words["niche"])
        return words


class IdeaListView(_IdeaView):
    """The workspace's ideas."""

    @extend_schema(operation_id="ideas_list", parameters=LIST_PARAMETERS, responses=list_of(IdeaSerializer))
    def get(self, request: Request) -> Response:
        """Newest first."""
        return self.listing(Idea.objects.for_workspace(self.workspace), IdeaSerializer)

    @extend_schema(request=IdeaRequestSerializer, responses={201: IdeaSerializer})
    def post(self, request: Request) -> Response:
        """Write an idea, or make one of a candidate; a candidate's idea is made once."""
        words = self.words(request, is_change=False)
        candidate_id = words.pop("candidate", None)
        if candidate_id is None:
            return self.shown(ideas.write(workspace=self.workspace, user=self.user, **words), status=201)
        candidate = Candidate.objects.for_workspace(self.workspace).get_or_refuse(candidate_id)
        idea = ideas.from_candidate(candidate=candidate, user=self.user)
        if words:
            idea = ideas.edit(idea=idea, version=idea.version, **words)
        return self.shown(idea, status=201)


class IdeaView(_IdeaView):
    """One idea."""

    @extend_schema(operation_id="ideas_retrieve", responses=IdeaSerializer)
    def get(self, request: Request, idea_id: str) -> Response:
        """The idea; its ETag is what a change needs."""
        return self.shown(self.idea(idea_id))

    @extend_schema(request=IdeaRequestSerializer, parameters=[IF_MATCH], responses=IdeaSerializer)
    def patch(self, request: Request, idea_id: str) -> Response:
        """Change its words."""
        idea = self.idea(idea_id)
        words = self.words(request, is_change=True)
        words.pop("candidate", None)
        version = versions.named_in(request.headers)
        return self.shown(ideas.edit(idea=idea, version=version, **words))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, idea_id: str) -> Response:
        """Take it away."""
        ideas.delete(idea=self.idea(idea_id))
        return Response(status=204)


class IdeaMoveView(_IdeaView):
    """The board."""

    @extend_schema(request=IdeaMoveSerializer, responses=IdeaSerializer)
    def post(self, request: Request, idea_id: str) -> Response:
        """Put it into another column."""
        body = IdeaMoveSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self.shown(ideas.move(idea=self.idea(idea_id), status=body.validated_data["status"]))
