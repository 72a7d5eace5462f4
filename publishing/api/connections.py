"""REST endpoints of connected channels."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from accounts.models import Role
from foundation import openapi
from publishing import connections, coverage
from publishing.api.serializers import ConnectionSerializer
from publishing.models import Connection


class _ConnectionsView(WorkspaceAPIView):
    scope = "connections"

    def paused(self) -> dict[str, Any]:
        """The context of the serializer: the ids of connections that can't be published to."""
        return {"paused": coverage.CONNECTIONS.paused(workspace=self.workspace)}


class ConnectionListView(_ConnectionsView):
    """The workspace's connected channels. Connecting one requires a browser, where a person gives consent."""

    @extend_schema(
        operation_id="connections_list",
        parameters=openapi.LIST_PARAMETERS,
        responses=openapi.list_of(ConnectionSerializer),
    )
    def get(self, request: Request) -> Response:
        """Returns the connections, newest first.

        A connection is an account whose videos are read. If ``can_publish`` is true, videos can be published
        to it. The list includes disconnected channels.
        Connecting a channel requires a person's consent at the platform, so it is only possible in a browser.
        """
        rows = Connection.objects.for_workspace(self.workspace)
        return self.listing(rows, ConnectionSerializer, context=self.paused())


class ConnectionView(_ConnectionsView):
    """One connected channel."""

    write_role = Role.ADMIN
    changes = Change.RELEASE  # Its one change is to disconnect.

    def _found(self, pk: str) -> Connection:
        return Connection.objects.for_workspace(self.workspace).get_or_refuse(pk)

    @extend_schema(responses=ConnectionSerializer)
    def get(self, request: Request, pk: str) -> Response:
        """Returns a connection."""
        return Response(ConnectionSerializer(self._found(pk), context=self.paused()).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: str) -> Response:
        """Disconnect a channel.

        Sets ``status`` to ``revoked``, revokes the consent at the platform, and deletes the tokens. Published
        videos remain on the platform. Disconnecting it again changes nothing. Requires the role admin.

        Errors: ``409 connection_busy`` while a publication to the channel is in progress.
        """
        connections.disconnect(connection=self._found(pk), actor=self.user)
        return Response(status=204)
