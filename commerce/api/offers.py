"""REST endpoints of offers and links."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from commerce import composing
from commerce.api.offer_serializers import (
    DiscountCodeSerializer,
    LinkRequestSerializer,
    LinkSerializer,
    OfferFieldsSerializer,
    OfferRequestSerializer,
    OfferSerializer,
)
from commerce.models import DiscountCode, Link, LinkPlacement, Offer, Product, Variant
from commerce.offers import discounts, links, listing, offers
from foundation import openapi, versions
from publishing.models import Publication
from synthesis.models import Scene, Video

_OF_VIDEO = OpenApiParameter("video", str, description="Only offers of the video with this id.")
_OF_OFFER = OpenApiParameter("offer", str, description="Only links of the offer with this id.")
_OF_POST = OpenApiParameter("publication", str, description="Only links of the publication with this id.")


class _OfferView(WorkspaceAPIView):
    scope = "shop"
    changes = Change.WORK

    def found(self, offer_id: str) -> Offer:
        """The workspace's offer of that id. Raises NotFoundError."""
        offer: Offer = Offer.objects.for_workspace(self.workspace).listed().get_or_refuse(offer_id)
        return offer

    def shown(self, offer: Offer, status: int = 200) -> Response:
        """The offer, with its version as ETag."""
        current = self.found(offer.pk)
        response = Response(OfferSerializer(current, context=_context([current])).data, status=status)
        response["ETag"] = versions.etag(current.version)
        response["Location"] = reverse("api:offer", args=[offer.pk])
        return response

    def variant(self, content: dict[str, Any], *, before: Variant | None = None) -> Variant | None:
        """The variant that was sent; without one, ``before``. Raises NotFoundError."""
        if "variant" not in content:
            return before
        pk = content["variant"]
        return Variant.objects.for_workspace(self.workspace).get_or_refuse(pk) if pk else None


def _context(rows: Sequence[Offer]) -> dict[str, Any]:
    return {"shown": {each.offer.pk: each for each in listing.show(offers=rows)}}


class OfferListView(_OfferView):
    """The workspace's offers."""

    @extend_schema(
        operation_id="offers_list",
        parameters=[_OF_VIDEO, *openapi.LIST_PARAMETERS],
        responses=openapi.list_of(OfferSerializer),
    )
    def get(self, request: Request) -> Response:
        """Returns the offers that were not removed, newest first."""
        rows = Offer.objects.for_workspace(self.workspace).open()
        if video := request.query_params.get("video"):
            rows = rows.filter(video=video)
        return self.listing(rows, OfferSerializer, context=_context, wide=lambda found: found.listed())

    @extend_schema(request=OfferRequestSerializer, responses={201: OfferSerializer})
    def post(self, request: Request) -> Response:
        """Offer a product in a video, or in one of its scenes.

        It gets a link of its own. A code for the video is created in the shop within seconds; ``codes`` has
        its ``status``.

        Errors: ``402 plan_limit`` if the plan does not cover the shop; ``409 offered_already``; ``409
        product_gone``; ``409 too_many_offers``; ``409 discount_code_in_use``; ``422 other_video`` if scene or
        variant do not belong to video and product; ``422 variant_needed`` for a checkout without a variant.
        """
        body = OfferRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        content = dict(body.validated_data)
        products = Product.objects.for_workspace(self.workspace).select_related("store")
        scene = content.get("scene")
        offer = offers.add(
            actor=self.user,
            product=products.get_or_refuse(content["product"]),
            video=Video.objects.for_workspace(self.workspace).get_or_refuse(content["video"]),
            scene=Scene.objects.for_workspace(self.workspace).get_or_refuse(scene) if scene else None,
            variant=self.variant(content),
            to_checkout=content.get("to_checkout", False),
            post_discount_percent=content.get("post_discount_percent"),
            scene_discount_percent=content.get("scene_discount_percent"),
            scene_code=content.get("scene_code", ""),
        )
        return self.shown(offer, status=201)


class OfferView(_OfferView):
    """One offer."""

    releases = frozenset({"DELETE"})  # It ends the offer's codes.

    @extend_schema(operation_id="offers_retrieve", responses=OfferSerializer)
    def get(self, request: Request, offer_id: str) -> Response:
        """Returns an offer.

        An update requires its ``ETag``. A removed offer is still returned.
        """
        return self.shown(self.found(offer_id))

    @extend_schema(request=OfferFieldsSerializer, parameters=[openapi.IF_MATCH], responses=OfferSerializer)
    def patch(self, request: Request, offer_id: str) -> Response:
        """Update an offer.

        Fields that are not sent keep their values.

        Errors: ``402 plan_limit``; ``409 offer_removed``; ``409 discount_code_in_use``; ``412
        edited_elsewhere``; ``422 other_video`` if the variant belongs to another product; ``422
        variant_needed``; ``428 version_missing``.
        """
        offer = self.found(offer_id)
        body = OfferFieldsSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        content = dict(body.validated_data)
        changed = offers.change(
            offer=offer,
            version=versions.named_in(request.headers),
            actor=self.user,
            variant=self.variant(content, before=offer.variant),
            to_checkout=content.get("to_checkout", offer.to_checkout),
            post_discount_percent=content.get("post_discount_percent", offer.post_discount_percent),
            scene_discount_percent=content.get("scene_discount_percent", offer.scene_discount_percent),
            scene_code=content.get("scene_code", ""),
        )
        return self.shown(changed)

    @extend_schema(parameters=[openapi.IF_MATCH_OPTIONAL], responses={204: None})
    def delete(self, request: Request, offer_id: str) -> Response:
        """Remove an offer from its video.

        Its discount codes end. Its links still lead to the product, because posts show them, and its orders
        remain. Removing it again changes nothing.

        Errors: ``412 edited_elsewhere`` if it is not the version of ``If-Match`` any more.
        """
        offer = self.found(offer_id)
        offers.remove(offer=offer, actor=self.user, version=versions.named_if_any(request.headers))
        return Response(status=204)


class DiscountRetryView(_OfferView):
    """Trying a discount code again."""

    @extend_schema(request=None, responses={202: DiscountCodeSerializer})
    def post(self, request: Request, offer_id: str, discount_id: str) -> Response:
        """Ask the shop again for a discount code that it has not created or ended.

        An active or ended code does not change.

        Errors: ``402 plan_limit`` if the plan does not cover the shop.
        """
        rows = DiscountCode.objects.for_workspace(self.workspace).filter(offer=self.found(offer_id))
        retried = discounts.retry(discount=rows.get_or_refuse(discount_id))
        return Response(DiscountCodeSerializer(retried).data, status=202)


class _LinkView(WorkspaceAPIView):
    scope = "shop"

    def shown(self, link: Link, status: int = 200) -> Response:
        """The link."""
        context = {"clicks": listing.clicks_of(links=[link])}
        response = Response(LinkSerializer(link, context=context).data, status=status)
        response["Location"] = reverse("api:link", args=[link.pk])
        return response


class LinkListView(_LinkView):
    """The workspace's links."""

    changes = Change.WORK

    @extend_schema(
        operation_id="links_list",
        parameters=[_OF_OFFER, _OF_POST, *openapi.LIST_PARAMETERS],
        responses=openapi.list_of(LinkSerializer),
    )
    def get(self, request: Request) -> Response:
        """Returns the links with their clicks, newest first."""
        rows = Link.objects.for_workspace(self.workspace).select_related("discount", "offer__product__store")
        for name in ("offer", "publication"):
            if value := request.query_params.get(name):
                rows = rows.filter(**{name: value})
        return self.listing(
            rows, LinkSerializer, context=lambda found: {"clicks": listing.clicks_of(links=found)}
        )

    @extend_schema(request=LinkRequestSerializer, responses={201: LinkSerializer})
    def post(self, request: Request) -> Response:
        """Create the link of an offer in a publication.

        An offer has one link per publication: a repeated request returns it. Without a ``placement``, the
        link is to copy, and the publication does not change. With one, the publication's ``offers`` and
        ``offers_placement`` follow, as if they were updated: approvals of it end, and an API key needs
        ``publications:write``, too. All links of a publication stand in the same place.

        Errors: ``402 plan_limit`` if the plan does not cover the shop; ``409 offer_removed``; ``422
        other_video`` if the publication shows another video. With a ``placement``, also ``409
        publication_not_editable`` once it was sent; ``409 offers_shared`` if it is a part of a crosspost,
        which has the offers of all its channels.
        """
        body = LinkRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        content = body.validated_data
        rows = Offer.objects.for_workspace(self.workspace).listed()
        offer = rows.get_or_refuse(content["offer"])
        posts = Publication.objects.for_workspace(self.workspace)
        publication = posts.get_or_refuse(content["publication"])
        placement = content.get("placement")
        if placement is None:
            return self.shown(links.for_publication(offer=offer, publication=publication), status=201)
        self.require_scope("publications:write")
        placed = composing.place(
            offer=offer, publication=publication, placement=LinkPlacement(placement), actor=self.user
        )
        return self.shown(placed, status=201)


class LinkView(_LinkView):
    """One link."""

    @extend_schema(operation_id="links_retrieve", responses=LinkSerializer)
    def get(self, request: Request, offer_link_id: str) -> Response:
        """Returns a link with its clicks."""
        rows = Link.objects.for_workspace(self.workspace).select_related("discount", "offer__product__store")
        link: Link = rows.get_or_refuse(offer_link_id)
        return self.shown(link)
