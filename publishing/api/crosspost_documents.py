"""Requests and responses of crossposts."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from publishing.api.attachments import OfferChoiceSerializer, OffersField, PlacementField, as_sent
from publishing.api.serializers import CoverField, HashtagsField, OptionsField, PublicationSerializer
from publishing.models import Crosspost, PublicationStatus
from publishing.models.crossposts import TEXT_CHARACTERS, TITLE_CHARACTERS


class ChannelSerializer(serializers.Serializer[dict[str, Any]]):
    """A chosen channel. A text that is sent is its own; if it is missing or null, it has the shared one."""

    connection = serializers.CharField(max_length=40, help_text="The id of the connection.")
    title = serializers.CharField(max_length=TITLE_CHARACTERS, required=False, allow_null=True)
    post_text = serializers.CharField(
        max_length=TEXT_CHARACTERS, required=False, allow_null=True, allow_blank=True
    )
    hashtags = HashtagsField(required=False, allow_null=True)
    options = OptionsField(required=False)
    offers_placement = PlacementField(required=False)


class CrosspostFieldsSerializer(serializers.Serializer[dict[str, Any]]):
    """The editable fields of a crosspost, and all of its channels."""

    title = serializers.CharField(max_length=TITLE_CHARACTERS, required=False)
    post_text = serializers.CharField(max_length=TEXT_CHARACTERS, required=False, allow_blank=True)
    hashtags = HashtagsField(required=False)
    cover_ms = CoverField(required=False)
    synthetic_media = serializers.BooleanField(
        required=False,
        help_text="Declares AI-generated content to each platform. Always true if "
        "``synthetic_media_required`` is true.",
    )
    offers = OffersField(required=False)
    channels = ChannelSerializer(many=True, required=False, help_text="All channels that it is sent to.")

    def validate_channels(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Refuse a channel that is not named, or that is there twice."""
        if any("connection" not in channel for channel in value):
            raise serializers.ValidationError("Each channel needs its connection.", code="required")
        ids = [channel["connection"] for channel in value]
        if len(set(ids)) != len(ids):
            raise serializers.ValidationError("Each channel can be in a crosspost once.")
        return value


class CrosspostRequestSerializer(CrosspostFieldsSerializer):
    """A crosspost to draft."""

    video = serializers.CharField(max_length=40, help_text="The id of the video.")


class ScheduleSerializer(serializers.Serializer[dict[str, Any]]):
    """When to send it."""

    at = serializers.DateTimeField(
        required=False, help_text="The same time for all channels. Without it, each channel's next free slot."
    )


class CrosspostSerializer(serializers.ModelSerializer[Crosspost]):
    """A crosspost: one video's post for several channels, with shared text."""

    object = serializers.CharField(default="crosspost", read_only=True)
    video = serializers.CharField(source="video_id", read_only=True)
    render = serializers.CharField(source="render_id", read_only=True)
    offers = serializers.SerializerMethodField()
    publications = serializers.SerializerMethodField()

    class Meta:
        model = Crosspost
        fields = [
            "id",
            "object",
            "video",
            "render",
            "title",
            "post_text",
            "hashtags",
            "cover_ms",
            "synthetic_media",
            "synthetic_media_required",
            "offers",
            "publications",
            "version",
            "livemode",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "cover_ms": {"help_text": "The moment of the cover; null: the platform's choice."},
            "version": {"help_text": "Incremented by each edit. The ``ETag`` contains it."},
        }

    @extend_schema_field(OfferChoiceSerializer(many=True))
    def get_offers(self, crosspost: Crosspost) -> list[dict[str, Any]]:
        """The offers that it links to. Each publication has links of its own."""
        return as_sent(crosspost.attachment_choices)

    def get_publications(self, crosspost: Crosspost) -> list[str]:
        """The ids of the publications of its channels."""
        return [each.pk for each in crosspost.publications.all() if each.status != PublicationStatus.CANCELED]


class CrosspostOutcomeSerializer(serializers.Serializer[Any]):
    """What was sent or scheduled."""

    publications = PublicationSerializer(many=True)
