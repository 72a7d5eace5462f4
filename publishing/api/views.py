"""REST endpoints of publishing."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from accounts.models import Role
from foundation import openapi, versions
from publishing import connections, coverage, platforms, preflight, publications
from publishing.api.options import with_options
from publishing.api.serializers import (
    CheckSerializer,
    ConnectionSerializer,
    PublicationFieldsSerializer,
    PublicationRequestSerializer,
    PublicationSerializer,
)
from publishing.models import Connection, Publication
from synthesis.models import Video


class _ConnectionsView(WorkspaceAPIView):
    scope = "connections"

    def paused(self) -> dict[str, Any]:
        """What the serializer needs to know: the ids of connections that nothing new can be posted to."""
        return {"paused": coverage.CONNECTIONS.paused(workspace=self.workspace)}


class ConnectionListView(_ConnectionsView):
    """The workspace's channels. Connecting one takes a browser: a person has to consent."""

    @extend_schema(
        operation_id="connections_list",
        parameters=openapi.LIST_PARAMETERS,
        responses=openapi.list_of(ConnectionSerializer),
    )
    def get(self, request: Request) -> Response:
        """List connections."""
        rows = Connection.objects.for_workspace(self.workspace)
        return self.listing(rows, ConnectionSerializer, context=self.paused())


class ConnectionView(_ConnectionsView):
    """One channel."""

    write_role = Role.ADMIN
    changes = Change.RELEASE  # Its one change is to disconnect.

    def _found(self, pk: str) -> Connection:
        return Connection.objects.for_workspace(self.workspace).get_or_refuse(pk)

    @extend_schema(responses=ConnectionSerializer)
    def get(self, request: Request, pk: str) -> Response:
        """Read a connection."""
        return Response(ConnectionSerializer(self._found(pk), context=self.paused()).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: str) -> Response:
        """Disconnect a channel."""
        connections.disconnect(connection=self._found(pk), actor=self.user)
        return Response(status=204)


class PublicationListView(WorkspaceAPIView):
    """The workspace's publications."""

    scope = "publications"
    changes = Change.WORK

    @extend_schema(
        operation_id="publications_list",
        parameters=openapi.LIST_PARAMETERS,
        responses=openapi.list_of(PublicationSerializer),
    )
    def get(self, request: Request) -> Response:
        """List publications."""
        rows = Publication.objects.for_workspace(self.workspace).select_related("connection")
        return self.listing(rows, PublicationSerializer)

    @extend_schema(
        request=PublicationRequestSerializer,
        responses={201: PublicationSerializer},
    )
    def post(self, request: Request) -> Response:
        """Draft a publication of a video's newest version."""
        body = PublicationRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        content: dict[str, Any] = dict(body.validated_data)
        video = Video.objects.for_workspace(self.workspace).get_or_refuse(content.pop("video"))
        channels = Connection.objects.for_workspace(self.workspace).listed()
        connection = channels.get_or_refuse(content.pop("connection"))
        options = platforms.of(connection).options_type.model_validate({})
        publication = publications.draft(
            workspace=self.workspace,
            actor=self.user,
            video=video,
            connection=connection,
            **with_options(content, before=options),
        )
        return _represent(publication, status=201)


class PublicationDetailView(WorkspaceAPIView):
    """Where a publication's own endpoints begin."""

    scope = "publications"

    def found(self, pk: str) -> Publication:
        """The publication, if it is the workspace's."""
        return (
            Publication.objects.for_workspace(self.workspace)
            .select_related("connection", "render__final_asset")
            .get_or_refuse(pk)
        )


class PublicationView(PublicationDetailView):
    """One publication."""

    changes = Change.WORK

    @extend_schema(responses=PublicationSerializer)
    def get(self, request: Request, pk: str) -> Response:
        """Read a publication."""
        return _represent(self.found(pk))

    @extend_schema(
        parameters=[openapi.IF_MATCH],
        request=PublicationFieldsSerializer,
        responses=PublicationSerializer,
    )
    def patch(self, request: Request, pk: str) -> Response:
        """Change a draft."""
        publication = self.found(pk)
        body = PublicationFieldsSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        version = versions.named_in(request.headers)
        content = with_options(body.validated_data, before=publication.chosen_options)
        return _represent(publications.change(publication=publication, version=version, **content))


class PublicationPublishView(PublicationDetailView):
    """Sending a publication."""

    changes = Change.WORK

    @extend_schema(request=None, responses={202: PublicationSerializer})
    def post(self, request: Request, pk: str) -> Response:
        """Publish now. Asking twice sends once."""
        publication = publications.publish(publication=self.found(pk), actor=self.user)
        return _represent(publication, status=202)


class PublicationCancelView(PublicationDetailView):
    """Putting a draft away."""

    changes = Change.RELEASE

    @extend_schema(request=None, responses=PublicationSerializer)
    def post(self, request: Request, pk: str) -> Response:
        """Cancel a draft, or one that failed."""
        return _represent(publications.cancel(publication=self.found(pk), actor=self.user))


class PublicationReconcileView(PublicationDetailView):
    """Settling an unknown outcome."""

    changes = Change.WORK

    @extend_schema(request=None, responses={202: PublicationSerializer})
    def post(self, request: Request, pk: str) -> Response:
        """Look at the platform now."""
        publication = self.found(pk)
        publications.look_again(publication=publication)
        return _represent(publication, status=202)


class PublicationPreflightView(PublicationDetailView):
    """The platform's rules."""

    @extend_schema(responses=CheckSerializer(many=True))
    def get(self, request: Request, pk: str) -> Response:
        """What each rule finds."""
        return Response(CheckSerializer(preflight.check(publication=self.found(pk)), many=True).data)


def _represent(publication: Publication, status: int = 200) -> Response:
    response = Response(PublicationSerializer(publication).data, status=status)
    response["ETag"] = versions.etag(publication.version)
    if status in (201, 202):
        response["Location"] = reverse("api:publication", args=[publication.pk])
    return response
