"""REST endpoints of publications."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from foundation import openapi, versions
from publishing import platforms, preflight, publications
from publishing.api.options import with_options
from publishing.api.serializers import (
    CheckSerializer,
    PublicationFieldsSerializer,
    PublicationRequestSerializer,
    PublicationSerializer,
)
from publishing.models import Connection, Publication
from synthesis.models import Video

PUBLICATIONS = openapi.list_of(PublicationSerializer)


class PublicationListView(WorkspaceAPIView):
    """The workspace's publications."""

    scope = "publications"
    changes = Change.WORK

    @extend_schema(
        operation_id="publications_list",
        parameters=openapi.LIST_PARAMETERS,
        responses=PUBLICATIONS,
    )
    def get(self, request: Request) -> Response:
        """Returns the publications, newest first."""
        rows = (
            Publication.objects.for_workspace(self.workspace)
            .select_related("connection")
            .prefetch_related("extras")
        )
        return self.listing(rows, PublicationSerializer)

    @extend_schema(
        request=PublicationRequestSerializer,
        responses={201: PublicationSerializer},
    )
    def post(self, request: Request) -> Response:
        """Create a draft publication of a video's newest finished render.

        Nothing is sent until you publish it. ``title`` and ``post_text`` default to the video's; the title is
        cut to the platform's limit. ``synthetic_media`` is always true if the render contains AI-generated
        pictures.

        Errors: ``402 plan_limit`` if the plan does not cover the connection (``is_paused``); ``409
        connection_reads_only`` if it only reads (``can_publish`` is false); ``409 video_not_ready`` if no
        render of the video has succeeded.
        """
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
            **with_options(_named(content), before=options),
        )
        return _represent(publication, status=201)


class PublicationDetailView(WorkspaceAPIView):
    """The base of the endpoints of one publication."""

    scope = "publications"

    def found(self, pk: str) -> Publication:
        """Return the publication. Raises NotFoundError if the workspace has no such publication."""
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
        """Returns a publication.

        An update requires its ``ETag``.
        """
        return _represent(self.found(pk))

    @extend_schema(
        parameters=[openapi.IF_MATCH],
        request=PublicationFieldsSerializer,
        responses=PublicationSerializer,
    )
    def patch(self, request: Request, pk: str) -> Response:
        """Update a draft publication.

        A failed publication can also be updated if the platform has not received the video. Fields and
        options that are not sent keep their values.

        Errors: ``404 not_found`` for an offer that the video does not have; ``409
        publication_not_editable``; ``409 offers_shared`` if it is a part of a crosspost, which has the offers
        of all its channels; ``412 edited_elsewhere``; ``428 version_missing``.
        """
        publication = self.found(pk)
        body = PublicationFieldsSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        version = versions.named_in(request.headers)
        content = with_options(_named(dict(body.validated_data)), before=publication.chosen_options)
        changed = publications.change(publication=publication, version=version, actor=self.user, **content)
        return _represent(changed)


class PublicationPublishView(PublicationDetailView):
    """Publishing a publication."""

    changes = Change.WORK

    @extend_schema(
        parameters=[openapi.IF_MATCH_OPTIONAL], request=None, responses={202: PublicationSerializer}
    )
    def post(self, request: Request, pk: str) -> Response:
        """Publish a video to the channel.

        The upload continues in the background: poll the publication until its ``status`` is ``published`` or
        ``failed``. ``submitted_unconfirmed`` means that the video was sent and the platform has not confirmed
        it yet; it is checked again automatically. A retry is safe: a publication that is in progress or
        published is not sent again.

        Errors: ``402 plan_limit`` if the plan does not cover the connection; ``403 email_unverified`` if a
        real channel is the target and the caller has no confirmed e-mail address; ``409 conflict`` if the
        publication was canceled, or if it failed after the platform received the video; ``412
        edited_elsewhere`` if it is not the version of ``If-Match`` any more; ``422 preflight_failed`` if a
        rule has the level ``blocked``. ``errors`` lists these rules.
        """
        found = self.found(pk)
        version = versions.named_if_any(request.headers)
        publication = publications.publish(publication=found, actor=self.user, version=version)
        return _represent(publication, status=202)


class PublicationCancelView(PublicationDetailView):
    """Canceling a publication."""

    changes = Change.RELEASE

    @extend_schema(request=None, responses=PublicationSerializer)
    def post(self, request: Request, pk: str) -> Response:
        """Cancel a publication that was not sent.

        Canceling it again changes nothing.

        Errors: ``409 publication_not_editable`` while it is in progress and once it is published.
        """
        return _represent(publications.cancel(publication=self.found(pk), actor=self.user))


class PublicationReconcileView(PublicationDetailView):
    """Checking the outcome of a publication."""

    changes = Change.WORK

    @extend_schema(request=None, responses={202: PublicationSerializer})
    def post(self, request: Request, pk: str) -> Response:
        """Check a publication on the platform now.

        Publications in progress are checked automatically; this makes the next check immediate. It also
        resumes the checks of a publication that failed after the platform received the video. For any other
        publication, it changes nothing.
        """
        publication = self.found(pk)
        publications.check_now(publication=publication)
        return _represent(publication, status=202)


class PublicationPreflightView(PublicationDetailView):
    """The check of a publication against the rules of its platform."""

    @extend_schema(responses=CheckSerializer(many=True))
    def get(self, request: Request, pk: str) -> Response:
        """Returns the result of each rule that a publication has to meet.

        The product's rules come first, then the platform's, then those of the installation's operators.
        ``level`` is ``ok``, ``warning``, or ``blocked``. A publication can't be published while a rule is
        ``blocked``. The rules also run when it is saved, scheduled and submitted, and before it is sent; the
        last of these results is the publication's ``preflight``.
        """
        return Response(CheckSerializer(preflight.check(publication=self.found(pk)), many=True).data)


def _represent(publication: Publication, status: int = 200) -> Response:
    response = Response(PublicationSerializer(publication).data, status=status)
    response["ETag"] = versions.etag(publication.version)
    if status in (201, 202):
        response["Location"] = reverse("api:publication", args=[publication.pk])
    return response


def _named(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content with the names that ``publications`` has for it."""
    names = {"offers": "choices", "offers_placement": "placement"}
    return {names.get(name, name): value for name, value in content.items()}
