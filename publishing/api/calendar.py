"""REST endpoints of the calendar: planned times, slots and rules."""

from typing import Any

from django.db.models import Q
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from accounts.models import Role
from foundation import openapi, versions
from publishing import scheduling
from publishing.api.calendar_serializers import (
    CalendarRulesSerializer,
    NextSlotSerializer,
    PlannedPublicationSerializer,
    PlanRequestSerializer,
    ScheduleRequestSerializer,
    SlotRequestSerializer,
    SlotSerializer,
)
from publishing.api.publications import PUBLICATIONS, PublicationDetailView
from publishing.api.serializers import PublicationSerializer
from publishing.calendar import rules, slots
from publishing.models import BEFORE_SENDING, WEEKDAYS, Connection, LateRule, Publication, Slot

_WEEKDAYS = [name.lower() for name in WEEKDAYS]


class PublicationScheduleView(PublicationDetailView):
    """Scheduling a publication."""

    changes = Change.WORK

    @extend_schema(request=ScheduleRequestSerializer, responses=PlannedPublicationSerializer)
    def post(self, request: Request, pk: str) -> Response:
        """Have a publication sent at a time.

        It is checked now and again before it is sent. A scheduled one is moved to the new time. Where the
        platform can make a public video public at a time itself, it is uploaded as private some minutes
        before (``goes_public_at``); from then on it can't be moved or canceled here.

        If its time is missed, the workspace's rules apply: it is sent late (``late_note``), or held
        (``held_at``, ``hold_reason``) until you publish or reschedule it.

        Errors: ``402 plan_limit``; ``403 email_unverified``; ``409 publication_not_schedulable`` while it
        awaits approval and once it is published; ``409 publication_not_editable`` and ``409
        publication_upload_begun`` while it is being sent; ``422 planned_time_invalid``; ``422
        preflight_failed``.
        """
        publication = self.found(pk)
        body = ScheduleRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        at = body.validated_data["scheduled_at"]
        return _represent(scheduling.schedule(publication=publication, at=at, actor=self.user))


class PublicationUnscheduleView(PublicationDetailView):
    """Taking a publication off the schedule."""

    changes = Change.RELEASE

    @extend_schema(request=None, responses=PlannedPublicationSerializer)
    def post(self, request: Request, pk: str) -> Response:
        """Take a publication off the schedule.

        It becomes a draft again, or approved if it was. One that is not scheduled is not changed.

        Errors: ``409 publication_not_editable`` and ``409 publication_upload_begun`` once it is being sent.
        """
        return _represent(scheduling.unschedule(publication=self.found(pk), actor=self.user))


class PublicationPlanView(PublicationDetailView):
    """Giving a draft a planned time."""

    changes = Change.WORK

    @extend_schema(request=PlanRequestSerializer, responses=PlannedPublicationSerializer)
    def post(self, request: Request, pk: str) -> Response:
        """Give a draft, or a publication that awaits approval, a planned time.

        It is shown on the calendar and is not sent. A scheduled publication is moved; null takes it off the
        schedule.

        Errors: those of scheduling it.
        """
        publication = self.found(pk)
        body = PlanRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        at = body.validated_data["scheduled_at"]
        return _represent(scheduling.move(publication=publication, at=at, actor=self.user))


class PublicationQueueView(PublicationDetailView):
    """Adding a publication to the queue."""

    changes = Change.WORK

    @extend_schema(request=None, responses=PlannedPublicationSerializer)
    def post(self, request: Request, pk: str) -> Response:
        """Schedule a publication for its channel's next free slot.

        One that is scheduled keeps its time.

        Errors: ``409 no_free_slot``, and those of scheduling it.
        """
        return _represent(slots.add_to_queue(publication=self.found(pk), actor=self.user))


class ScheduleView(WorkspaceAPIView):
    """Planned publications."""

    scope = "publications"

    @extend_schema(
        operation_id="schedule_list",
        parameters=[
            *openapi.LIST_PARAMETERS,
            OpenApiParameter("since", str, description="Only times from this one on (RFC 3339)."),
            OpenApiParameter("until", str, description="Only times before this one (RFC 3339)."),
        ],
        responses=PUBLICATIONS,
    )
    def get(self, request: Request) -> Response:
        """Returns the publications that have a planned time and were not sent yet, by that time.

        Those that missed their time and are held (``held_at``) are included.
        """
        rows = Publication.objects.for_workspace(self.workspace).filter(
            self._span(), status__in=BEFORE_SENDING, scheduled_at__isnull=False
        )
        return self.listing(
            rows,
            PublicationSerializer,
            order="scheduled_at",
            wide=lambda found: found.select_related("connection"),
        )

    def _span(self) -> Q:
        field = serializers.DateTimeField()
        span = Q()
        for name, lookup in (("since", "scheduled_at__gte"), ("until", "scheduled_at__lt")):
            if self.request.query_params.get(name):
                span &= Q(**{lookup: field.run_validation(self.request.query_params[name])})
        return span


class SlotListView(WorkspaceAPIView):
    """The slots of the queue."""

    scope = "publications"
    changes = Change.WORK

    @extend_schema(
        operation_id="slots_list",
        parameters=openapi.LIST_PARAMETERS,
        responses=openapi.list_of(SlotSerializer),
    )
    def get(self, request: Request) -> Response:
        """Returns the slots, newest first."""
        return self.listing(Slot.objects.for_workspace(self.workspace), SlotSerializer)

    @extend_schema(request=SlotRequestSerializer, responses={201: SlotSerializer})
    def post(self, request: Request) -> Response:
        """Add a weekly slot to a channel.

        It keeps its local time when clocks change. On a day on which clocks are put forward over it, it is at
        the first minute after; a time that occurs twice is the first. A slot that exists is returned.

        Errors: ``409 too_many_slots``.
        """
        body = SlotRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        found = Connection.objects.for_workspace(self.workspace).listed()
        slot = slots.add(
            connection=found.get_or_refuse(body.validated_data["connection"]),
            weekday=_WEEKDAYS.index(body.validated_data["weekday"]),
            at=body.validated_data["time"],
            actor=self.user,
        )
        return Response(SlotSerializer(slot).data, status=201)


class SlotView(WorkspaceAPIView):
    """One slot."""

    scope = "publications"
    changes = Change.WORK

    def _found(self, slot_id: str) -> Slot:
        return Slot.objects.for_workspace(self.workspace).get_or_refuse(slot_id)

    @extend_schema(responses=SlotSerializer)
    def get(self, request: Request, slot_id: str) -> Response:
        """Returns a slot."""
        return Response(SlotSerializer(self._found(slot_id)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, slot_id: str) -> Response:
        """Remove a slot.

        Publications that are planned at its times keep them.
        """
        slots.remove(slot=self._found(slot_id), actor=self.user)
        return Response(status=204)


class NextSlotView(WorkspaceAPIView):
    """A channel's next free slot."""

    scope = "publications"

    @extend_schema(responses=NextSlotSerializer)
    def get(self, request: Request, pk: str) -> Response:
        """Returns the time of the channel's next slot that no publication has taken."""
        connection = Connection.objects.for_workspace(self.workspace).get_or_refuse(pk)
        at = slots.next_free(connection=connection, after=timezone.now())
        return Response(NextSlotSerializer({"object": "next_slot", "at": at}).data)


class CalendarRulesView(WorkspaceAPIView):
    """The rules of the calendar."""

    scope = "publications"
    write_role = Role.ADMIN
    changes = Change.WORK

    @extend_schema(responses=CalendarRulesSerializer)
    def get(self, request: Request) -> Response:
        """Returns the rules of the calendar."""
        return Response(CalendarRulesSerializer(rules.of(self.workspace)).data)

    @extend_schema(request=CalendarRulesSerializer, responses=CalendarRulesSerializer)
    def patch(self, request: Request) -> Response:
        """Change the rules of the calendar.

        Fields that are not sent keep their values. Requires the role admin.
        """
        current = rules.of(self.workspace)
        body = CalendarRulesSerializer(current, data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        chosen: dict[str, Any] = {
            name: getattr(current, name) for name in ("when_late", "late_limit_h", "overlap_min")
        } | body.validated_data
        changed = rules.change(
            workspace=self.workspace,
            actor=self.user,
            when_late=LateRule(chosen["when_late"]),
            late_limit_h=chosen["late_limit_h"],
            overlap_min=chosen["overlap_min"],
        )
        return Response(CalendarRulesSerializer(changed).data)


def _represent(publication: Publication) -> Response:
    response = Response(PlannedPublicationSerializer(publication).data)
    response["ETag"] = versions.etag(publication.version)
    return response
