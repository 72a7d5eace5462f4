"""Watched channels over REST."""

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from discovery import niches
from discovery.api.serializers.channels import ChannelRequestSerializer, ChannelSerializer
from discovery.models import Niche, WatchedChannel, WatchedChannelQuerySet
from foundation.openapi import LIST_PARAMETERS, list_of


class _ChannelView(WorkspaceAPIView):
    scope = "niches"
    changes = Change.WORK

    def rows(self) -> WatchedChannelQuerySet:
        """The workspace's channels."""
        rows: WatchedChannelQuerySet = WatchedChannel.objects.for_workspace(self.workspace)
        return rows.select_related("source").prefetch_related("niches").order_by()

    def channel(self, channel_id: str) -> WatchedChannel:
        """The workspace's channel of that id. Raises NotFoundError."""
        channel: WatchedChannel = self.rows().get_or_refuse(channel_id)
        return channel


class ChannelListView(_ChannelView):
    """The workspace's watched channels."""

    @extend_schema(
        operation_id="channels_list", parameters=LIST_PARAMETERS, responses=list_of(ChannelSerializer)
    )
    def get(self, request: Request) -> Response:
        """Returns the watched channels, newest first."""
        return self.listing(self.rows(), ChannelSerializer)

    @extend_schema(request=ChannelRequestSerializer, responses={202: ChannelSerializer})
    def post(self, request: Request) -> Response:
        """Watch a channel for a niche.

        The channel has the status ``pending`` until a scan of the niche finds it on the platform. The scan
        starts as soon as a worker is free. Watching the same address again returns the same channel, and adds
        it to the niche's watchlist if it is not on it.

        Errors: ``402 plan_limit`` if the plan covers no further channel; ``409 other_source`` if the niche is
        not scanned on this installation; ``422 unreadable_address`` if ``address`` names neither a channel
        nor a video.
        """
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
        """Returns a watched channel, with its status."""
        return Response(ChannelSerializer(self.channel(channel_id)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, channel_id: str) -> Response:
        """Stop watching a channel.

        Removes the channel from all watchlists and deletes it with its candidates. Ideas made from them
        remain. Decisions are kept: they return with the candidates if the channel is watched again.
        """
        niches.unwatch(watched=self.channel(channel_id))
        return Response(status=204)
