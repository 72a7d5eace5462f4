"""REST endpoints of product drafts."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from commerce.api.merch_serializers import MerchDraftRequestSerializer, MerchDraftSerializer
from commerce.merch import drafts
from commerce.models import MerchDraft, Store
from foundation import openapi
from synthesis.models import Video

_OF_VIDEO = OpenApiParameter("video", str, description="Only drafts of the video with this id.")


class _MerchDraftView(WorkspaceAPIView):
    scope = "shop"
    changes = Change.WORK

    def found(self, draft_id: str) -> MerchDraft:
        """The workspace's draft of that id. Raises NotFoundError."""
        draft: MerchDraft = MerchDraft.objects.for_workspace(self.workspace).get_or_refuse(draft_id)
        return draft


class MerchDraftListView(_MerchDraftView):
    """The workspace's product drafts."""

    @extend_schema(
        operation_id="merch_drafts_list",
        parameters=[_OF_VIDEO, *openapi.LIST_PARAMETERS],
        responses=openapi.list_of(MerchDraftSerializer),
    )
    def get(self, request: Request) -> Response:
        """Returns the product drafts, newest first."""
        rows = MerchDraft.objects.for_workspace(self.workspace)
        if video := request.query_params.get("video"):
            rows = rows.filter(video=video)
        return self.listing(rows, MerchDraftSerializer)

    @extend_schema(request=MerchDraftRequestSerializer, responses={201: MerchDraftSerializer})
    def post(self, request: Request) -> Response:
        """Have a shop create a product, as a draft, with a frame of the video's newest render.

        Poll it until its ``status`` is ``succeeded`` or ``failed``. The product is not for sale until a
        person publishes it in the shop.

        Errors: ``402 plan_limit`` if the plan does not cover the shop; ``409 store_not_usable``; ``409
        drafts_not_allowed`` until a person has given the permission in the browser (``can_create_drafts`` of
        the store); ``409 video_not_ready``; ``422 poster_time`` for a moment after the end.
        """
        body = MerchDraftRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        content: dict[str, Any] = dict(body.validated_data)
        draft = drafts.request(
            store=Store.objects.for_workspace(self.workspace).get_or_refuse(content.pop("store")),
            video=Video.objects.for_workspace(self.workspace).get_or_refuse(content.pop("video")),
            actor=self.user,
            at_s=content["at_s"],
            title=content["title"],
            description=content["description"],
            price_minor=content["price_minor"],
        )
        response = Response(MerchDraftSerializer(draft).data, status=201)
        response["Location"] = reverse("api:merch-draft", args=[draft.pk])
        return response


class MerchDraftView(_MerchDraftView):
    """One product draft."""

    @extend_schema(responses=MerchDraftSerializer)
    def get(self, request: Request, draft_id: str) -> Response:
        """Returns a product draft."""
        return Response(MerchDraftSerializer(self.found(draft_id)).data)


class MerchDraftRetryView(_MerchDraftView):
    """Trying a product draft again."""

    @extend_schema(request=None, responses=MerchDraftSerializer)
    def post(self, request: Request, draft_id: str) -> Response:
        """Try a failed product draft again.

        The shop is looked at first, so no second product is created. Others stay as they are.

        Errors: as for a new one, and ``409 draft_state`` for a canceled one.
        """
        draft = drafts.retry(draft=self.found(draft_id), actor=self.user)
        return Response(MerchDraftSerializer(draft).data)


class MerchDraftCancelView(_MerchDraftView):
    """Canceling a product draft."""

    changes = Change.RELEASE

    @extend_schema(request=None, responses=MerchDraftSerializer)
    def post(self, request: Request, draft_id: str) -> Response:
        """Cancel a product draft that the shop does not have.

        Canceling it again changes nothing.

        Errors: ``409 draft_state`` while it is being created, once it is, and while the shop may have it.
        """
        draft = drafts.cancel(draft=self.found(draft_id), actor=self.user)
        return Response(MerchDraftSerializer(draft).data)
