"""A person's notifications and choices over REST."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from accounts.models import Notification, Role
from accounts.notifications import events, inbox, preferences
from foundation.openapi import LIST_PARAMETERS, list_of


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    """A notification of the caller."""

    object = serializers.CharField(default="notification", read_only=True)
    url = serializers.SerializerMethodField(help_text="The page that it leads to; empty if there is none.")
    not_mailed = serializers.CharField(
        read_only=True,
        help_text="Why its e-mail did not reach you; empty if it did, may still, or none was wanted.",
    )

    class Meta:
        """Excludes the key against repeats."""

        model = Notification
        fields = [
            "id",
            "object",
            "event",
            "subject",
            "title",
            "text",
            "url",
            "not_mailed",
            "created_at",
            "read_at",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "event": {"help_text": "What happened, such as ``publication.failed``."},
            "subject": {"help_text": "The id of the object that it is about; empty if there is none."},
            "read_at": {"help_text": "Null while it is unread."},
        }

    def get_url(self, notification: Notification) -> str:
        """The absolute URL."""
        return f"{settings.SITE_URL}{notification.url}" if notification.url else ""


class MarkAllReadSerializer(serializers.Serializer[dict[str, Any]]):
    """Which notifications to mark."""

    until = serializers.CharField(
        max_length=40,
        required=False,
        help_text="The id of the newest notification to mark. Without it, all are marked.",
    )


class NotificationPreferenceSerializer(serializers.Serializer[Any]):
    """The caller's channels for one event."""

    id = serializers.CharField(source="event.key", read_only=True, help_text="The event.")
    object = serializers.CharField(default="notification_preference", read_only=True)
    group = serializers.CharField(source="event.group", read_only=True)
    title = serializers.CharField(source="event.title", read_only=True)
    in_app = serializers.BooleanField(source="channels.in_app", read_only=True)
    email = serializers.BooleanField(source="channels.email", read_only=True)
    in_app_required = serializers.BooleanField(
        source="event.is_required", read_only=True, help_text="True if it is always shown in the app."
    )
    is_default = serializers.BooleanField(read_only=True, help_text="True until you choose.")


class NotificationPreferenceChangeSerializer(serializers.Serializer[dict[str, Any]]):
    """Channels to change."""

    in_app = serializers.BooleanField(
        required=False, help_text="Ignored for an event with ``in_app_required``, which stays true."
    )
    email = serializers.BooleanField(required=False)


_UNREAD = OpenApiParameter("unread", bool, description="True returns unread notifications only.")
_MARKED = inline_serializer(
    name="NotificationsMarked",
    fields={
        "object": serializers.CharField(default="notifications_marked"),
        "count": serializers.IntegerField(help_text="How many were unread."),
    },
)


class _OwnView(WorkspaceAPIView):
    """Everyone reads and changes their own notifications."""

    scope = "notifications"
    write_role = Role.VIEWER
    changes = Change.ACCOUNT

    def mine(self) -> Any:
        """The caller's notifications in the workspace."""
        return Notification.objects.for_person(workspace=self.workspace, user=self.user).listed()


class NotificationListView(_OwnView):
    """The caller's notifications."""

    @extend_schema(
        operation_id="notifications_list",
        parameters=[_UNREAD, *LIST_PARAMETERS],
        responses=list_of(NotificationSerializer),
    )
    def get(self, request: Request) -> Response:
        """Returns your notifications in this workspace, newest first.

        With an API key, these are the notifications of the person who created the key. Notifications are
        deleted after 90 days.
        """
        rows = self.mine()
        if request.query_params.get("unread") == "true":
            rows = rows.unread()
        return self.listing(rows, NotificationSerializer)


class NotificationView(_OwnView):
    """One notification."""

    @extend_schema(responses=NotificationSerializer)
    def get(self, request: Request, notification_id: str) -> Response:
        """Returns a notification."""
        return Response(NotificationSerializer(self.mine().get_or_refuse(notification_id)).data)


class NotificationReadView(_OwnView):
    """Reading one notification."""

    @extend_schema(request=None, responses=NotificationSerializer)
    def post(self, request: Request, notification_id: str) -> Response:
        """Mark a notification as read.

        Marking it again changes nothing.
        """
        notification = self.mine().get_or_refuse(notification_id)
        inbox.mark_read(notification=notification)
        return Response(NotificationSerializer(self.mine().get(pk=notification.pk)).data)


class NotificationsReadView(_OwnView):
    """Reading all notifications."""

    @extend_schema(
        operation_id="notifications_mark_all_read", request=MarkAllReadSerializer, responses=_MARKED
    )
    def post(self, request: Request) -> Response:
        """Mark all of your notifications in this workspace as read.

        With ``until``, those that are newer stay unread.
        """
        body = MarkAllReadSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        count = inbox.mark_all_read(workspace=self.workspace, user=self.user, **body.validated_data)
        return Response({"object": "notifications_marked", "count": count})


class PreferenceListView(_OwnView):
    """The caller's choices."""

    @extend_schema(
        operation_id="notification_preferences_list", responses=list_of(NotificationPreferenceSerializer)
    )
    def get(self, request: Request) -> Response:
        """Returns your channels for each event that concerns your role, in one page."""
        found = preferences.choices(membership=self.membership)
        data = NotificationPreferenceSerializer(found, many=True).data
        return self.whole_list(data)


class PreferenceView(_OwnView):
    """The caller's choice for one event."""

    @extend_schema(responses=NotificationPreferenceSerializer)
    def get(self, request: Request, event: str) -> Response:
        """Returns your channels for an event."""
        found = preferences.choice(membership=self.membership, event=events.require(event))
        return Response(NotificationPreferenceSerializer(found).data)

    @extend_schema(request=NotificationPreferenceChangeSerializer, responses=NotificationPreferenceSerializer)
    def patch(self, request: Request, event: str) -> Response:
        """Choose your channels for an event.

        Omitted channels stay as they are.
        """
        known = events.require(event)
        body = NotificationPreferenceChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        if body.validated_data:
            preferences.choose(workspace=self.workspace, user=self.user, event=known, **body.validated_data)
        found = preferences.choice(membership=self.membership, event=known)
        return Response(NotificationPreferenceSerializer(found).data)
