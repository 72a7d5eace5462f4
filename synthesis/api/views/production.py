"""Quotes, renders and stored files over REST."""

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from foundation.openapi import LIST_PARAMETERS, list_of
from synthesis.api.serializers.library import AssetSerializer
from synthesis.api.serializers.production import (
    AttemptSerializer,
    QuoteRequestSerializer,
    QuoteSerializer,
    RenderDetailSerializer,
    RenderRequestSerializer,
    RenderSerializer,
)
from synthesis.library import assets, files
from synthesis.models import Asset, Quote, Render, Video
from synthesis.production import quotes, renders


class QuoteListView(WorkspaceAPIView):
    """Quotes."""

    scope = "renders"
    changes = Change.WORK

    @extend_schema(request=QuoteRequestSerializer, responses={201: QuoteSerializer})
    def post(self, request: Request) -> Response:
        """Say what a render of the video would take, and what stands in its way."""
        body = QuoteRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        video = Video.objects.for_workspace(self.workspace).get_or_refuse(body.validated_data["video"])
        quote = quotes.make(video=video)
        response = Response(QuoteSerializer(quote).data, status=201)
        response["Location"] = reverse("api:quote", args=[quote.pk])
        return response


class QuoteView(WorkspaceAPIView):
    """One quote."""

    scope = "renders"

    @extend_schema(responses=QuoteSerializer)
    def get(self, request: Request, quote_id: str) -> Response:
        """The quote."""
        quote = Quote.objects.for_workspace(self.workspace).get_or_refuse(quote_id)
        return Response(QuoteSerializer(quote).data)


class RendersView(WorkspaceAPIView):
    """Where the endpoints of renders begin."""

    scope = "renders"

    def render_of(self, render_id: str) -> Render:
        """The workspace's render of that id. Raises NotFoundError."""
        return Render.objects.for_workspace(self.workspace).select_related("video").get_or_refuse(render_id)

    def shown(self, render: Render, status: int = 200) -> Response:
        """The render, with why it waits."""
        response = Response(RenderDetailSerializer(render).data, status=status)
        response["Location"] = reverse("api:render", args=[render.pk])
        return response


class RenderListView(RendersView):
    """The workspace's renders."""

    spends = True
    changes = Change.WORK

    @extend_schema(
        operation_id="renders_list", parameters=LIST_PARAMETERS, responses=list_of(RenderSerializer)
    )
    def get(self, request: Request) -> Response:
        """Newest first."""
        return self.listing(
            Render.objects.for_workspace(self.workspace), RenderSerializer, order="-created_at"
        )

    @extend_schema(
        request=RenderRequestSerializer,
        responses={202: RenderDetailSerializer},
    )
    def post(self, request: Request) -> Response:
        """Take a quote. The same quote gives the same render, however often it is taken."""
        body = RenderRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        quote = (
            Quote.objects.for_workspace(self.workspace)
            .select_related("video")
            .get_or_refuse(body.validated_data["quote"])
        )
        render = renders.start(video=quote.video, quote=quote, requested_by=self.user)
        return self.shown(render, status=202)


class RenderView(RendersView):
    """One render."""

    @extend_schema(operation_id="renders_retrieve", responses=RenderDetailSerializer)
    def get(self, request: Request, render_id: str) -> Response:
        """How far it is, and why it waits."""
        return self.shown(self.render_of(render_id))


class RenderCancelView(RendersView):
    """Stopping a render."""

    changes = Change.RELEASE

    @extend_schema(request=None, responses=RenderDetailSerializer)
    def post(self, request: Request, render_id: str) -> Response:
        """Cancel it; its video goes back to the quota."""
        return self.shown(renders.cancel(render=self.render_of(render_id)))


class RenderRetryView(RendersView):
    """Trying a render again."""

    spends = True
    changes = Change.WORK

    @extend_schema(request=None, responses={202: RenderDetailSerializer})
    def post(self, request: Request, render_id: str) -> Response:
        """Try again with what succeeded kept."""
        render = renders.retry(render=self.render_of(render_id), requested_by=self.user)
        return self.shown(render, status=202)


class RenderAttemptsView(RendersView):
    """The tries of a render's scenes."""

    @extend_schema(parameters=LIST_PARAMETERS, responses=list_of(AttemptSerializer))
    def get(self, request: Request, render_id: str) -> Response:
        """Oldest first."""
        rows = self.render_of(render_id).attempts.select_related("renderer")
        return self.listing(rows, AttemptSerializer, order="pk")


class AssetListView(WorkspaceAPIView):
    """What the workspace brought and what was finished for it."""

    scope = "videos"

    @extend_schema(operation_id="assets_list", parameters=LIST_PARAMETERS, responses=list_of(AssetSerializer))
    def get(self, request: Request) -> Response:
        """Newest first."""
        rows = Asset.objects.for_workspace(self.workspace).library()
        return self.listing(rows, AssetSerializer, order="-created_at")


class AssetsView(WorkspaceAPIView):
    """Where the endpoints of one file begin."""

    scope = "videos"

    def asset(self, asset_id: str) -> Asset:
        """The workspace's file of that id. Raises NotFoundError."""
        return Asset.objects.for_workspace(self.workspace).get_or_refuse(asset_id)


class AssetDetailView(AssetsView):
    """One file."""

    changes = Change.WORK

    @extend_schema(operation_id="assets_retrieve", responses=AssetSerializer)
    def get(self, request: Request, asset_id: str) -> Response:
        """What is known of it."""
        return Response(AssetSerializer(self.asset(asset_id)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, asset_id: str) -> Response:
        """Delete a file that no scene and no finished video uses."""
        assets.delete(asset=self.asset(asset_id))
        return Response(status=204)


class AssetContentView(AssetsView):
    """The bytes of a file."""

    @extend_schema(
        operation_id="assets_content",
        responses={(200, kind): OpenApiTypes.BINARY for kind in ("video/*", "image/*", "audio/*")},
    )
    def get(self, request: Request, asset_id: str) -> HttpResponse:
        """The file, or the part of it that a Range header asks for."""
        return files.answer(request._request, asset=self.asset(asset_id))
