"""REST endpoints of crossposts."""

from typing import Any, cast

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from accounts.models import Workspace
from foundation import openapi, versions
from publishing import crossposts, platforms
from publishing.api.crosspost_documents import (
    CrosspostFieldsSerializer,
    CrosspostOutcomeSerializer,
    CrosspostRequestSerializer,
    CrosspostSerializer,
    ScheduleSerializer,
)
from publishing.api.options import with_options
from publishing.api.serializers import PublicationSerializer
from publishing.calendar import queueing
from publishing.crossposts import Channel, Own
from publishing.models import SHARED, Connection, Crosspost, CrosspostQuerySet, Publication
from publishing.platforms import Options
from synthesis.models import Video


class _CrosspostsView(WorkspaceAPIView):
    scope = "publications"
    changes = Change.WORK

    def rows(self) -> CrosspostQuerySet:
        """The workspace's crossposts."""
        found: CrosspostQuerySet = Crosspost.objects.for_workspace(self.workspace).prefetch_related(
            "publications"
        )
        return found

    def found(self, pk: str) -> Crosspost:
        """Return the crosspost. Raises NotFoundError if the workspace has no such crosspost."""
        return self.rows().get_or_refuse(pk)


class CrosspostListView(_CrosspostsView):
    """The workspace's crossposts."""

    @extend_schema(
        operation_id="crossposts_list",
        parameters=openapi.LIST_PARAMETERS,
        responses=openapi.list_of(CrosspostSerializer),
    )
    def get(self, request: Request) -> Response:
        """Returns the crossposts, newest first."""
        return self.listing(self.rows(), CrosspostSerializer)

    @extend_schema(request=CrosspostRequestSerializer, responses={201: CrosspostSerializer})
    def post(self, request: Request) -> Response:
        """Create a draft post of a video's newest finished render for several channels.

        Nothing is sent. Each channel gets a publication with the shared text, or its own. ``title`` and
        ``post_text`` default to the video's. No text is cut: preflight says what a platform does not take.

        Errors: ``402 plan_limit`` for a paused channel; ``409 connection_reads_only``; ``409
        video_not_ready`` if no render of the video has succeeded; ``422 cover_beyond_end``; ``404 not_found``
        for an offer that the video does not have.
        """
        body = CrosspostRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        content: dict[str, Any] = dict(body.validated_data)
        video = Video.objects.for_workspace(self.workspace).get_or_refuse(content.pop("video"))
        channels = _channels(self.workspace, content.pop("channels", []), before={})
        _name_choices(content)
        crosspost = crossposts.draft(
            workspace=self.workspace, actor=self.user, video=video, channels=channels, **content
        )
        return _represent(crosspost, status=201)


class CrosspostView(_CrosspostsView):
    """One crosspost."""

    @extend_schema(responses=CrosspostSerializer)
    def get(self, request: Request, crosspost_id: str) -> Response:
        """Returns a crosspost.

        An update requires its ``ETag``.
        """
        return _represent(self.found(crosspost_id))

    @extend_schema(
        parameters=[openapi.IF_MATCH], request=CrosspostFieldsSerializer, responses=CrosspostSerializer
    )
    def patch(self, request: Request, crosspost_id: str) -> Response:
        """Update a crosspost, and the publications that follow its text.

        With ``channels``, these are all channels: what was not sent to others is canceled. Publications that
        were sent keep what they have. An approval of the former content no longer holds.

        Errors: ``402 plan_limit``; ``412 edited_elsewhere``; ``422 cover_beyond_end``; ``428
        version_missing``.
        """
        crosspost = self.found(crosspost_id)
        body = CrosspostFieldsSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        content: dict[str, Any] = dict(body.validated_data)
        version = versions.named_in(request.headers)
        given = content.pop("channels", None)
        _name_choices(content)
        before = {each.connection_id: each.chosen_options for each in crossposts.chosen(crosspost=crosspost)}
        channels = None if given is None else _channels(self.workspace, given, before=before)
        changed = crossposts.change(
            crosspost=crosspost, version=version, actor=self.user, channels=channels, **content
        )
        return _represent(changed)


class CrosspostPublishView(_CrosspostsView):
    """Publishing a crosspost."""

    @extend_schema(request=None, responses={202: CrosspostOutcomeSerializer})
    def post(self, request: Request, crosspost_id: str) -> Response:
        """Publish a crosspost to all of its channels.

        If a rule prevents one of them, none is sent. Those that are scheduled are sent now. A retry is safe:
        what is in progress or published is not sent again.

        Errors: as for a publication, and ``422 no_channel_chosen``.
        """
        return _outcome(crossposts.publish(crosspost=self.found(crosspost_id), actor=self.user))


class CrosspostScheduleView(_CrosspostsView):
    """Scheduling a crosspost."""

    @extend_schema(request=ScheduleSerializer, responses={202: CrosspostOutcomeSerializer})
    def post(self, request: Request, crosspost_id: str) -> Response:
        """Schedule a crosspost for all of its channels, or for none of them.

        Errors: as for a publication, ``409 no_free_slot`` if a channel has none, and ``422
        no_channel_chosen``.
        """
        body = ScheduleSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        crosspost = self.found(crosspost_id)
        at = body.validated_data.get("at")
        if at is None:
            return _outcome(queueing.add(crosspost=crosspost, actor=self.user))
        times = {each.connection_id: at for each in crossposts.waiting(crosspost=crosspost)}
        return _outcome(crossposts.schedule(crosspost=crosspost, times=times, actor=self.user))


def _channels(
    workspace: Workspace, given: list[dict[str, Any]], *, before: dict[str, Options]
) -> list[Channel]:
    rows = Connection.objects.for_workspace(workspace).listed()
    return [_channel(rows.get_or_refuse(each["connection"]), each, before) for each in given]


def _channel(connection: Connection, given: dict[str, Any], before: dict[str, Options]) -> Channel:
    empty = platforms.of(connection).options_type.model_validate({})
    known = before.get(connection.pk, empty)
    content = with_options({"options": given["options"]} if "options" in given else {}, before=known)
    own = cast(Own, {name: given[name] for name in SHARED if given.get(name) is not None})
    return Channel(
        connection=connection,
        own=own,
        options=content.get("options"),
        placement=given.get("offers_placement"),
    )


def _name_choices(content: dict[str, Any]) -> None:
    if "offers" in content:
        content["choices"] = content.pop("offers")


def _represent(crosspost: Crosspost, status: int = 200) -> Response:
    response = Response(CrosspostSerializer(crosspost).data, status=status)
    response["ETag"] = versions.etag(crosspost.version)
    if status == 201:
        response["Location"] = reverse("api:crosspost", args=[crosspost.pk])
    return response


def _outcome(found: list[Publication]) -> Response:
    return Response({"publications": PublicationSerializer(found, many=True).data}, status=202)
