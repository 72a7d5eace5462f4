"""REST endpoints of products."""

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from commerce import coverage
from commerce.api.product_serializers import (
    ProductDetailSerializer,
    ProductFilterSerializer,
    ProductSerializer,
)
from commerce.api.serializers import StoreSerializer
from commerce.catalogue import searching, syncing
from commerce.models import Product, Store, Variant
from foundation import openapi


class ProductListView(WorkspaceAPIView):
    """The products of the workspace's shops. They are changed in their shop."""

    scope = "shop"

    @extend_schema(
        operation_id="products_list",
        parameters=[ProductFilterSerializer, *openapi.LIST_PARAMETERS],
        responses=openapi.list_of(ProductSerializer),
    )
    def get(self, request: Request) -> Response:
        """Returns products of connected shops, by title, without their variants.

        Products are copied from the shops: changes arrive within seconds, and all products are compared each
        night.
        """
        filters = ProductFilterSerializer(data=request.query_params)
        filters.is_valid(raise_exception=True)
        asked = filters.validated_data
        rows = searching.find(
            workspace=self.workspace,
            words=asked.get("q", ""),
            status=asked.get("status", ""),
            store_id=asked.get("store", ""),
        )
        return self.listing(
            rows,
            ProductSerializer,
            order=searching.ORDERS[asked["order"]],
            wide=lambda page: page.select_related("store"),
        )


class ProductView(WorkspaceAPIView):
    """One product."""

    scope = "shop"

    @extend_schema(responses=ProductDetailSerializer)
    def get(self, request: Request, product_id: str) -> Response:
        """Returns a product with its variants and their prices, also after its shop deleted it."""
        variants = Prefetch("variants", Variant.objects.order_by("position", "pk"))
        rows = Product.objects.for_workspace(self.workspace).select_related("store")
        found = rows.prefetch_related(variants).get_or_refuse(product_id)
        return Response(ProductDetailSerializer(found).data)


class StoreReadProductsView(WorkspaceAPIView):
    """Reading the products of a shop again."""

    scope = "shop"
    changes = Change.WORK

    @extend_schema(request=None, responses={202: StoreSerializer})
    def post(self, request: Request, pk: str) -> Response:
        """Read all products of a shop again now.

        The reading runs in the background; ``products_read_at`` of the shop changes when it is complete.
        While one is running, this has no effect.

        Errors: ``409 store_inactive`` if the shop is disconnected or has to be reconnected.
        """
        store = Store.objects.for_workspace(self.workspace).get_or_refuse(pk)
        syncing.refresh(store=store)
        store.refresh_from_db()
        context = {"paused": coverage.STORES.paused(workspace=self.workspace)}
        return Response(StoreSerializer(store, context=context).data, status=202)
