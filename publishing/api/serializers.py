"""What clients send and see of publishing."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from publishing import platforms
from publishing.api.options import SEEN, SENT, Document
from publishing.models import Connection, Publication

_WORDS = [platform.words for platform in platforms.all()]


class ConnectionSerializer(serializers.ModelSerializer[Connection]):
    """A connected channel as clients see it; tokens are never among it."""

    object = serializers.CharField(default="connection", read_only=True)
    platform = serializers.CharField(
        read_only=True,
        help_text=f"One of: {', '.join(each.name for each in platforms.all())}. Others may be added.",
    )
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


@extend_schema_field(SENT)
class OptionsField(serializers.DictField):
    """Options of whichever platform the publication goes to, which says what it takes."""


class PublicationFieldsSerializer(serializers.Serializer[dict[str, Any]]):
    """What a client may say about a publication. ``options`` are those of the connection's platform."""

    title = serializers.CharField(max_length=max(each.title_characters for each in _WORDS), required=False)
    post_text = serializers.CharField(
        max_length=max(each.text_characters for each in _WORDS), required=False, allow_blank=True
    )
    options = OptionsField(required=False)
    synthetic_media = serializers.BooleanField(required=False)


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
    options = serializers.SerializerMethodField()

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
            "options",
            "synthetic_media",
            "synthetic_media_required",
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

    @extend_schema_field(SEEN)
    def get_options(self, publication: Publication) -> Document:
        """What was chosen, as its platform's document."""
        return publication.chosen_options.model_dump(mode="json")


class CheckSerializer(serializers.Serializer[Any]):
    """What one rule of the platform found."""

    code = serializers.CharField()
    level = serializers.ChoiceField(choices=[level.value for level in platforms.Level])
    text = serializers.CharField()
    field = serializers.CharField()
    source_url = serializers.CharField()
