"""REST endpoints of connected shops."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from accounts.models import Role
from commerce import coverage, stores
from commerce.api.serializers import StoreSerializer
from commerce.models import Store
from foundation import openapi


class _StoresView(WorkspaceAPIView):
    scope = "shop"

    def paused(self) -> dict[str, Any]:
        """The context of the serializer: the ids of shops that get no new offers."""
        return {"paused": coverage.STORES.paused(workspace=self.workspace)}


class StoreListView(_StoresView):
    """The workspace's shops. Connecting one requires a browser, where a person gives consent."""

    @extend_schema(
        operation_id="stores_list",
        parameters=openapi.LIST_PARAMETERS,
        responses=openapi.list_of(StoreSerializer),
    )
    def get(self, request: Request) -> Response:
        """Returns the shops, newest first, including disconnected ones.

        Connecting a shop requires a person's consent at the platform, so it is only possible in a browser.
        """
        rows = Store.objects.for_workspace(self.workspace)
        return self.listing(rows, StoreSerializer, context=self.paused())


class StoreView(_StoresView):
    """One shop."""

    write_role = Role.ADMIN
    changes = Change.RELEASE  # Its one change is to disconnect.

    def _found(self, pk: str) -> Store:
        return Store.objects.for_workspace(self.workspace).get_or_refuse(pk)

    @extend_schema(responses=StoreSerializer)
    def get(self, request: Request, pk: str) -> Response:
        """Returns a shop."""
        return Response(StoreSerializer(self._found(pk), context=self.paused()).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: str) -> Response:
        """Disconnect a shop.

        Sets ``status`` to ``revoked``, removes the app from the shop, and deletes the tokens. Products,
        offers and orders stay, and links still lead to the products. Disconnecting it again changes nothing.
        Requires the role admin.
        """
        stores.disconnect(store=self._found(pk), actor=self.user)
        return Response(status=204)
