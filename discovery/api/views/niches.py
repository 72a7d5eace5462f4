"""Niches and their watchlists over REST."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from discovery import coverage, niches
from discovery.api.serializers.niches import (
    NewNicheSerializer,
    NicheRequestSerializer,
    NicheSerializer,
    WatchlistSerializer,
)
from discovery.models import Niche
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

    @extend_schema(request=NewNicheSerializer, responses={201: NicheSerializer})
    def post(self, request: Request) -> Response:
        """Follow a niche; its first scan begins at once."""
        body = NewNicheSerializer(data=request.data)
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
        """Remove the niche's sample channels and videos, and watch the real platform for its words."""
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


class WatchlistChannelView(_NicheView):
    """One channel of a watchlist."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, niche_id: str, channel_id: str) -> Response:
        """Take the channel off this watchlist. It stays on others; off the last one, it is deleted."""
        niche = self.niche(niche_id)
        channel = niche.channels.for_workspace(self.workspace).get_or_refuse(channel_id)
        niches.unwatch(channel=channel, niche=niche)
        return Response(status=204)
