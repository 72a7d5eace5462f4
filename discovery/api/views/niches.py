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
        return Niche.objects.for_workspace(self.workspace).with_collection().get_or_refuse(niche_id)

    def paused(self) -> dict[str, Any]:
        """The context of the serializer: the ids of niches that are not scanned."""
        return {"paused": coverage.NICHES.paused(workspace=self.workspace)}

    def shown(self, niche: Niche, status: int = 200) -> Response:
        """The niche, with its version as ETag."""
        current = self.niche(niche.pk)
        response = Response(NicheSerializer(current, context=self.paused()).data, status=status)
        response["ETag"] = versions.etag(niche.version)
        response["Location"] = reverse("api:niche", args=[niche.pk])
        return response


class NicheListView(_NicheView):
    """The workspace's niches."""

    @extend_schema(operation_id="niches_list", parameters=LIST_PARAMETERS, responses=list_of(NicheSerializer))
    def get(self, request: Request) -> Response:
        """Returns the niches, oldest first."""
        rows = Niche.objects.for_workspace(self.workspace).with_collection().order_by()
        return self.listing(rows, NicheSerializer, order="created_at", context=self.paused())

    @extend_schema(request=NewNicheSerializer, responses={201: NicheSerializer})
    def post(self, request: Request) -> Response:
        """Create a niche.

        Its first scan starts as soon as a worker is free.

        Errors: ``402 plan_limit`` if the plan covers no further niche; ``409 niche_name_taken`` if the
        workspace has a niche of this name on the platform, in upper or lower case.
        """
        body = NewNicheSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self.shown(niches.create(workspace=self.workspace, **body.validated_data), status=201)


class NicheView(_NicheView):
    """One niche."""

    @extend_schema(operation_id="niches_retrieve", responses=NicheSerializer)
    def get(self, request: Request, niche_id: str) -> Response:
        """Returns a niche.

        An update requires its ``ETag``.
        """
        return self.shown(self.niche(niche_id))

    @extend_schema(request=NicheRequestSerializer, parameters=[IF_MATCH], responses=NicheSerializer)
    def patch(self, request: Request, niche_id: str) -> Response:
        """Update a niche.

        Fields that are not sent keep their values. A change of ``keywords`` or ``region`` starts a new search
        for channels.

        Errors: ``409 niche_name_taken``; ``412 edited_elsewhere``; ``428 version_missing``.
        """
        niche = self.niche(niche_id)
        body = NicheRequestSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        version = versions.named_in(request.headers)
        return self.shown(niches.edit(niche=niche, version=version, **body.validated_data))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, niche_id: str) -> Response:
        """Delete a niche.

        Channels that are on no other watchlist are deleted with their candidates. Ideas remain. Decisions
        are kept: they return with the candidates if a channel is watched again.
        """
        niches.delete(niche=self.niche(niche_id))
        return Response(status=204)


class NicheScanView(_NicheView):
    """Scanning a niche."""

    @extend_schema(request=None, responses={202: NicheSerializer})
    def post(self, request: Request, niche_id: str) -> Response:
        """Scan a niche now.

        The scan starts as soon as a worker is free. ``is_scanning`` is true while it is in progress.

        Errors: ``402 plan_limit`` if the plan does not cover the niche (``is_paused``); ``409 other_source``
        if the niche holds sample data and its platform is connected, or holds live data and its platform is
        not; ``429 scanned_just_now`` within 5 minutes of the last scan. Wait for ``Retry-After`` seconds.
        """
        niche = self.niche(niche_id)
        niches.scan(niche=niche)
        return self.shown(niche, status=202)


class NicheRestartView(_NicheView):
    """Replacing sample data by live data."""

    @extend_schema(request=None, responses={202: NicheSerializer})
    def post(self, request: Request, niche_id: str) -> Response:
        """Replace a niche's sample data with live data.

        Sample channels that are on no other watchlist are deleted with their candidates. Channels that were
        added by their address are looked up again on the platform. Ideas remain. A scan starts as soon as a
        worker is free.

        Errors: ``402 plan_limit`` if the plan covers no further channel; ``409 not_sample_data`` if the niche
        holds live data or its platform is not connected.
        """
        niche = self.niche(niche_id)
        niches.restart(niche=niche)
        return self.shown(niche, status=202)


class WatchlistListView(_NicheView):
    """The watchlists: the channels watched for each niche."""

    @extend_schema(
        operation_id="watchlists_list", parameters=LIST_PARAMETERS, responses=list_of(WatchlistSerializer)
    )
    def get(self, request: Request) -> Response:
        """Returns the watchlists, one per niche, oldest niche first.

        A watchlist has its niche's id.
        """
        rows = Niche.objects.for_workspace(self.workspace).with_collection().order_by()
        rows = rows.prefetch_related("channels")
        return self.listing(rows, WatchlistSerializer, order="created_at")


class WatchlistView(_NicheView):
    """One watchlist, under its niche's id."""

    @extend_schema(operation_id="watchlists_retrieve", responses=WatchlistSerializer)
    def get(self, request: Request, niche_id: str) -> Response:
        """Returns the watchlist of a niche: its channels, and their planned cost."""
        return Response(WatchlistSerializer(self.niche(niche_id)).data)


class WatchlistChannelView(_NicheView):
    """One channel of a watchlist."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, niche_id: str, channel_id: str) -> Response:
        """Remove a channel from a watchlist.

        The channel remains on other watchlists. If there are none, it is deleted with its candidates. Ideas
        remain.
        """
        niche = self.niche(niche_id)
        channel = niche.channels.for_workspace(self.workspace).get_or_refuse(channel_id)
        niches.unwatch(watched=channel, niche=niche)
        return Response(status=204)
