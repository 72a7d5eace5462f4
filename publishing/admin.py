"""Mostly read-only admin of publishing. Tokens and upload session URLs are never shown."""

from django.contrib import admin

from foundation.administration import ReadOnlyAdmin, ReadOnlyMixin
from publishing.models import Connection, Publication, PublishAttempt


@admin.register(Connection)
class ConnectionAdmin(ReadOnlyAdmin):
    """Connected channels."""

    list_display = [
        "id",
        "channel_title",
        "platform",
        "status",
        "livemode",
        "workspace",
        "videos_read_at",
        "created_at",
    ]
    list_filter = ["status", "platform", "livemode"]
    search_fields = ["id", "channel_title", "channel_id", "workspace__name"]
    list_select_related = ["workspace"]
    exclude = ["refresh_token", "access_token"]


class AttemptInline(ReadOnlyMixin, admin.TabularInline[PublishAttempt, Publication]):
    """The upload sessions of a publication."""

    model = PublishAttempt
    exclude = ["session_url"]
    extra = 0


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    """Publications and their progress."""

    list_display = ["id", "title", "status", "connection", "livemode", "submitted_at", "published_at"]
    list_filter = ["status", "livemode", "connection__platform"]
    search_fields = ["id", "title", "platform_video_id", "workspace__name"]
    list_select_related = ["connection"]
    inlines = [AttemptInline]
