"""Quotes, renders and stored files over REST."""

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from foundation.openapi import LIST_PARAMETERS, list_of
from synthesis.api.serializers.credentials import AssetCredentialsSerializer
from synthesis.api.serializers.library import AssetSerializer
from synthesis.api.serializers.production import (
    AttemptSerializer,
    QuoteRequestSerializer,
    QuoteSerializer,
    RenderDetailSerializer,
    RenderRequestSerializer,
    RenderSerializer,
)
from synthesis.library import assets, files, signatures
from synthesis.models import Asset, Quote, Render, Video
from synthesis.production import quotes, renders


class QuoteListView(WorkspaceAPIView):
    """Quotes."""

    scope = "renders"
    changes = Change.WORK

    @extend_schema(request=QuoteRequestSerializer, responses={201: QuoteSerializer})
    def post(self, request: Request) -> Response:
        """Create a quote: what a render of a video would take.

        A quote states the engine and the estimated time of each scene, the length of the video, and the
        videos that it takes from the quota. ``blocked`` lists the reasons that prevent the render. A quote
        reserves nothing. It is valid for 30 minutes, as long as the scenes, look, and sound of the video
        don't change.
        """
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
        """Returns a quote."""
        quote = Quote.objects.for_workspace(self.workspace).get_or_refuse(quote_id)
        return Response(QuoteSerializer(quote).data)


class RendersView(WorkspaceAPIView):
    """The base of the endpoints of renders."""

    scope = "renders"

    def render_of(self, render_id: str) -> Render:
        """The workspace's render of that id. Raises NotFoundError."""
        return Render.objects.for_workspace(self.workspace).select_related("video").get_or_refuse(render_id)

    def shown(self, render: Render, status: int = 200) -> Response:
        """The render, with its progress and its place in the queue."""
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
        """Returns the renders, newest first."""
        return self.listing(
            Render.objects.for_workspace(self.workspace), RenderSerializer, order="-created_at"
        )

    @extend_schema(
        request=RenderRequestSerializer,
        responses={202: RenderDetailSerializer},
    )
    def post(self, request: Request) -> Response:
        """Start a render from a quote.

        Reserves the quote's ``videos`` from the quota. They are used when the render succeeds, and refunded
        when it fails or is canceled. Poll the render until its ``status`` is ``succeeded``, ``failed``, or
        ``canceled``. A retry is safe: the same quote always returns the same render.

        Errors: ``402 quota_exhausted`` if no videos are left; ``402 video_too_long``, ``402
        too_many_renders``, and ``402 paid_video_exhausted`` if the plan does not cover the render; ``409
        quote_expired``; ``409 quote_outdated`` if the video has changed since; ``409 quote_blocked``; ``409
        video_busy`` while a render is in progress; ``409 video_archived``. If the request fails, nothing is
        reserved.
        """
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
        """Returns a render, with its progress, ETA, and place in the queue."""
        return self.shown(self.render_of(render_id))


class RenderCancelView(RendersView):
    """Canceling a render."""

    changes = Change.RELEASE

    @extend_schema(request=None, responses=RenderDetailSerializer)
    def post(self, request: Request, render_id: str) -> Response:
        """Cancel a render, and refund its videos to the quota.

        The render must be queued or running. Seconds of paid video that were already requested stay used.
        Canceling it again changes nothing.

        Errors: ``409 render_finished`` if it succeeded or failed.
        """
        return self.shown(renders.cancel(render=self.render_of(render_id)))


class RenderRetryView(RendersView):
    """Retrying a render."""

    spends = True
    changes = Change.WORK

    @extend_schema(request=None, responses={202: RenderDetailSerializer})
    def post(self, request: Request, render_id: str) -> Response:
        """Retry a failed or canceled render.

        Starts a new render of the video as it is now, with a new quote, and reserves the quota again. Scenes
        that were rendered before and have not changed are reused. A repeated request returns the same new
        render.

        Errors: ``402 quota_exhausted`` if no videos are left; ``402 video_too_long``, ``402
        too_many_renders``, and ``402 paid_video_exhausted`` if the plan does not cover the render; ``409
        render_not_failed``; ``409 quote_blocked``; ``409 video_busy`` while a render is in progress; ``409
        video_archived``.
        """
        render = renders.retry(render=self.render_of(render_id), requested_by=self.user)
        return self.shown(render, status=202)


class RenderAttemptsView(RendersView):
    """The attempts of a render."""

    @extend_schema(parameters=LIST_PARAMETERS, responses=list_of(AttemptSerializer))
    def get(self, request: Request, render_id: str) -> Response:
        """Returns the attempts of a render, oldest first.

        An attempt is one try of rendering one scene.
        """
        rows = self.render_of(render_id).attempts.select_related("renderer")
        return self.listing(rows, AttemptSerializer, order="pk")


class AssetListView(WorkspaceAPIView):
    """The uploads, recordings, stock and finished videos of the workspace."""

    scope = "videos"

    @extend_schema(operation_id="assets_list", parameters=LIST_PARAMETERS, responses=list_of(AssetSerializer))
    def get(self, request: Request) -> Response:
        """Returns the uploads, recordings, stock and finished videos, newest first."""
        rows = Asset.objects.for_workspace(self.workspace).library()
        return self.listing(rows, AssetSerializer, order="-created_at")


class AssetsView(WorkspaceAPIView):
    """The base of the endpoints of one asset."""

    scope = "videos"

    def asset(self, asset_id: str) -> Asset:
        """The workspace's file of that id. Raises NotFoundError."""
        return Asset.objects.for_workspace(self.workspace).get_or_refuse(asset_id)


class AssetDetailView(AssetsView):
    """One asset."""

    changes = Change.WORK

    @extend_schema(operation_id="assets_retrieve", responses=AssetSerializer)
    def get(self, request: Request, asset_id: str) -> Response:
        """Returns an asset: its type, size, origin, and the path of its content."""
        return Response(AssetSerializer(self.asset(asset_id)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, asset_id: str) -> Response:
        """Delete an asset.

        This can't be undone.

        Errors: ``409 asset_in_use`` while a scene or a finished render uses it.
        """
        assets.delete(asset=self.asset(asset_id))
        return Response(status=204)


class AssetCredentialsView(AssetsView):
    """The content credentials of an asset."""

    @extend_schema(operation_id="assets_credentials", responses=AssetCredentialsSerializer)
    def get(self, request: Request, asset_id: str) -> Response:
        """Returns the content credentials (C2PA) of an asset, read from its file and verified.

        They say who signed the file, when, whether it was changed since, whether it is AI-made, and from
        which files it was made.

        Errors: ``503 upstream_unavailable`` while other files are being read.
        """
        found = signatures.check_asset(asset=self.asset(asset_id))
        body = {"asset": asset_id, "report": found.report, "problem": found.problem}
        return Response(AssetCredentialsSerializer({"object": "credentials", **body}).data)


class AssetContentView(AssetsView):
    """The content of an asset."""

    @extend_schema(
        operation_id="assets_content",
        responses={(200, kind): OpenApiTypes.BINARY for kind in ("video/*", "image/*", "audio/*")},
    )
    def get(self, request: Request, asset_id: str) -> HttpResponse:
        """Download the content of an asset.

        A ``Range`` header with one range of bytes returns that part, with the status 206; a range outside the
        file returns 416. With ``?download=1``, the response names the file and is saved as an attachment. If
        the installation stores files in object storage, the response is a redirect (302) to a signed URL.
        """
        return files.answer(request._request, asset=self.asset(asset_id))
