"""What clients send and see of publishing."""

from typing import Any

from rest_framework import serializers

from publishing import preflight
from publishing.models import Connection, Publication, Visibility


class ConnectionSerializer(serializers.ModelSerializer[Connection]):
    """A connected channel as clients see it; tokens are never among it."""

    object = serializers.CharField(default="connection", read_only=True)
    is_paused = serializers.SerializerMethodField()

    class Meta:
        model = Connection
        fields = [
            "id",
            "object",
            "platform",
            "status",
            "is_paused",
            "channel_id",
            "channel_title",
            "channel_handle",
            "livemode",
            "created_at",
        ]
        read_only_fields = fields

    def get_is_paused(self, connection: Connection) -> bool:
        """True when the workspace's plan does not cover it: then nothing new can be posted to it."""
        return connection.pk in self.context["paused"]


class PublicationFieldsSerializer(serializers.Serializer[dict[str, Any]]):
    """What a client may say about a publication."""

    title = serializers.CharField(max_length=preflight.TITLE_CHARACTERS, required=False)
    post_text = serializers.CharField(max_length=preflight.TEXT_BYTES, required=False, allow_blank=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=100), max_length=60, required=False)
    visibility = serializers.ChoiceField(choices=Visibility.choices, required=False)
    made_for_kids = serializers.BooleanField(required=False)
    synthetic_media = serializers.BooleanField(required=False)
    notify_subscribers = serializers.BooleanField(required=False)


class PublicationRequestSerializer(PublicationFieldsSerializer):
    """What a client sends to draft a publication."""

    video = serializers.CharField(max_length=40)
    connection = serializers.CharField(max_length=40)


class PublicationSerializer(serializers.ModelSerializer[Publication]):
    """A publication as clients see it."""

    object = serializers.CharField(default="publication", read_only=True)
    video = serializers.CharField(source="video_id", read_only=True)
    render = serializers.CharField(source="render_id", read_only=True)
    connection = serializers.CharField(source="connection_id", read_only=True)

    class Meta:
        model = Publication
        fields = [
            "id",
            "object",
            "status",
            "video",
            "render",
            "connection",
            "title",
            "post_text",
            "tags",
            "visibility",
            "made_for_kids",
            "synthetic_media",
            "synthetic_media_required",
            "notify_subscribers",
            "platform_video_id",
            "url",
            "failure",
            "evidence",
            "version",
            "livemode",
            "submitted_at",
            "published_at",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class CheckSerializer(serializers.Serializer[Any]):
    """What one rule of the platform found."""

    code = serializers.CharField()
    level = serializers.ChoiceField(choices=[level.value for level in preflight.Level])
    text = serializers.CharField()
    field = serializers.CharField()
    source_url = serializers.CharField()
