"""REST endpoints of playlists and first comments."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from publishing import extras, playlists
from publishing.api.serializers import ExtraSerializer
from publishing.models import Connection, Extra, Publication


class PlaylistSerializer(serializers.Serializer[Any]):
    """One of the channel's playlists."""

    id = serializers.CharField(help_text="The platform's id, as in a publication's ``options``.")
    title = serializers.CharField()
    audience = serializers.CharField(help_text="Who can see it, in the platform's terms; may be empty.")


class PlaylistsSerializer(serializers.Serializer[Any]):
    """The channel's playlists as last read from the platform."""

    is_allowed = serializers.BooleanField(
        help_text="False without the permission, which a person gives in the browser. Then nothing is read."
    )
    playlists = PlaylistSerializer(many=True)
    read_at = serializers.DateTimeField(allow_null=True, help_text="When they were read; null if never.")
    problem = serializers.CharField(help_text="Why the last reading failed; otherwise empty.")


class ConnectionPlaylistsView(WorkspaceAPIView):
    """The playlists of a connected channel."""

    scope = "connections"

    @extend_schema(responses=PlaylistsSerializer)
    def get(self, request: Request, pk: str) -> Response:
        """Returns the channel's playlists.

        They are read from the platform again if they are older than two minutes. If that fails, the earlier
        ones are returned, with ``problem``. Without the permission, the list is empty.
        """
        connection = Connection.objects.for_workspace(self.workspace).get_or_refuse(pk)
        found = playlists.to_compose(connection=connection)
        shelf = connection.shelf
        document = {
            "is_allowed": connection.may_add_extras,
            "playlists": found,
            "read_at": shelf.read_at if shelf else None,
            "problem": shelf.problem if shelf else "",
        }
        return Response(PlaylistsSerializer(document).data)


class ExtraRetryView(WorkspaceAPIView):
    """Retrying a playlist or first comment of a publication."""

    scope = "publications"
    changes = Change.WORK

    @extend_schema(request=None, responses={202: ExtraSerializer})
    def post(self, request: Request, pk: str, extra_id: str) -> Response:
        """Retry a failed playlist or first comment.

        The platform is checked first, so nothing is added twice. One that is not confirmed is checked now.

        Errors: ``409 extra_done`` if it was added.
        """
        publication = Publication.objects.for_workspace(self.workspace).get_or_refuse(pk)
        rows = Extra.objects.for_workspace(self.workspace).filter(publication=publication)
        retried = extras.retry(extra=rows.get_or_refuse(extra_id), actor=self.user)
        return Response(ExtraSerializer(retried).data, status=202)
