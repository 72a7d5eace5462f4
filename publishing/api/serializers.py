"""Requests and responses of publishing."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from publishing import hashtags, platforms
from publishing.api.attachments import AttachmentSerializer, OffersField, PlacementField
from publishing.api.options import SEEN, SENT, Document
from publishing.models import Connection, Extra, Occasion, Publication
from publishing.models.crossposts import HASHTAG_CHARACTERS, MOST_HASHTAGS

_WORDS = [platform.words for platform in platforms.all()]


class ConnectionSerializer(serializers.ModelSerializer[Connection]):
    """A connected channel. Its tokens are never returned."""

    object = serializers.CharField(default="connection", read_only=True)
    platform = serializers.CharField(
        read_only=True,
        help_text=f"One of: {', '.join(each.name for each in platforms.all())}. More may be added.",
    )
    is_paused = serializers.SerializerMethodField()
    can_publish = serializers.SerializerMethodField()
    can_add_extras = serializers.SerializerMethodField()

    class Meta:
        model = Connection
        fields = [
            "id",
            "object",
            "platform",
            "status",
            "is_paused",
            "can_publish",
            "can_add_extras",
            "channel_id",
            "channel_title",
            "channel_handle",
            "livemode",
            "created_at",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "channel_id": {"help_text": "The platform's id of the channel."},
        }

    def get_is_paused(self, connection: Connection) -> bool:
        """True if the workspace's plan does not cover the connection. Nothing new can be published to it."""
        return connection.pk in self.context["paused"]

    def get_can_publish(self, connection: Connection) -> bool:
        """False if the connection only reads the account's videos."""
        return not connection.no_posting

    def get_can_add_extras(self, connection: Connection) -> bool:
        """True with the permission for playlists and first comments, which a person gives in the browser."""
        return connection.may_add_extras


@extend_schema_field(SENT)
class OptionsField(serializers.DictField):
    """The options of the platform that the publication goes to."""


class HashtagsField(serializers.ListField):
    """Hashtags, with or without number signs."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            child=serializers.CharField(max_length=HASHTAG_CHARACTERS + 1),
            max_length=MOST_HASHTAGS,
            help_text="Without spaces. They are placed below the text as the platform shows it.",
            **options,
        )

    def to_internal_value(self, data: Any) -> list[str]:
        """Return the hashtags without number signs."""
        given: list[str] = super().to_internal_value(data)
        found = [hashtags.typed(tag) for tag in given]
        if any(len(tags) != 1 for tags in found):
            raise serializers.ValidationError("A hashtag is one word of letters, digits and underscores.")
        return hashtags.unlike(tag[0] for tag in found)


class CoverField(serializers.IntegerField):
    """The moment of the cover."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            min_value=0,
            allow_null=True,
            help_text="The moment of the cover in milliseconds from the start; null: the platform's choice.",
            **options,
        )


class PublicationFieldsSerializer(serializers.Serializer[dict[str, Any]]):
    """The editable fields of a publication. ``options`` are those of the connection's platform."""

    title = serializers.CharField(max_length=max(each.title_characters for each in _WORDS), required=False)
    post_text = serializers.CharField(
        max_length=max(each.text_characters for each in _WORDS), required=False, allow_blank=True
    )
    hashtags = HashtagsField(required=False)
    cover_ms = CoverField(required=False)
    options = OptionsField(required=False)
    synthetic_media = serializers.BooleanField(
        required=False,
        help_text="Declares to the platform that the video contains AI-generated content. Always true if "
        "``synthetic_media_required`` is true.",
    )
    offers = OffersField(required=False)
    offers_placement = PlacementField(required=False)


class PublicationRequestSerializer(PublicationFieldsSerializer):
    """A publication to draft."""

    video = serializers.CharField(max_length=40, help_text="The id of the video.")
    connection = serializers.CharField(max_length=40, help_text="The id of the connection to publish to.")


class RuleResultSerializer(serializers.Serializer[Any]):
    """A stored result of one rule."""

    id = serializers.CharField()
    version = serializers.IntegerField(help_text="The version of the rule that was applied.")
    level = serializers.ChoiceField(choices=[level.value for level in platforms.Level])
    text = serializers.CharField()


class PreflightRunSerializer(serializers.Serializer[Any]):
    """A stored result of preflight. ``GET /publications/{id}/preflight/`` runs it again."""

    ran_at = serializers.DateTimeField()
    occasion = serializers.ChoiceField(
        choices=[each.value for each in Occasion],
        help_text="Why it ran: it was saved, scheduled or submitted, or about to be sent.",
    )
    results = RuleResultSerializer(many=True)


class ExtraSerializer(serializers.ModelSerializer[Extra]):
    """A playlist that a published video is added to, or its first comment."""

    object = serializers.CharField(default="extra", read_only=True)

    class Meta:
        model = Extra
        fields = [
            "id",
            "object",
            "kind",
            "target",
            "text",
            "status",
            "reason",
            "reference",
            "sent_at",
            "done_at",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "target": {"help_text": "The platform's id of the playlist; empty for the comment."},
            "text": {"help_text": "The playlist's title, or the comment."},
            "status": {
                "help_text": "``unconfirmed`` means that it was sent and the platform has not confirmed it. "
                "It is looked for before anything is sent again."
            },
            "reason": {"help_text": "Why it waits or failed, in a sentence; otherwise empty."},
            "reference": {"help_text": "The platform's id of the entry or comment; empty until it is known."},
        }


class PublicationSerializer(serializers.ModelSerializer[Publication]):
    """A publication: one video sent to one channel."""

    object = serializers.CharField(default="publication", read_only=True)
    video = serializers.CharField(source="video_id", read_only=True)
    render = serializers.CharField(
        source="render_id", read_only=True, help_text="The id of the render whose file is published."
    )
    connection = serializers.CharField(source="connection_id", read_only=True)
    crosspost = serializers.CharField(
        source="crosspost_id",
        read_only=True,
        allow_null=True,
        help_text="The id of the crosspost that it is a part of; null if there is none.",
    )
    options = serializers.SerializerMethodField()
    offers = AttachmentSerializer(source="attached.lines", many=True, read_only=True)
    offers_placement = serializers.CharField(source="attached.placement", read_only=True)
    preflight = PreflightRunSerializer(
        read_only=True, allow_null=True, help_text="The last stored result of preflight."
    )
    extras = ExtraSerializer(
        many=True,
        read_only=True,
        help_text="The playlists and the first comment of a published video. They never change ``status``.",
    )

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
            "hashtags",
            "cover_ms",
            "crosspost",
            "own_fields",
            "options",
            "synthetic_media",
            "synthetic_media_required",
            "offers",
            "offers_placement",
            "platform_video_id",
            "url",
            "failure",
            "evidence",
            "preflight",
            "extras",
            "version",
            "livemode",
            "scheduled_at",
            "goes_public_at",
            "held_at",
            "hold_reason",
            "late_note",
            "submitted_at",
            "published_at",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "synthetic_media": {
                "help_text": "True if the publication declares AI-generated content to the platform."
            },
            "synthetic_media_required": {
                "help_text": "True if the render has AI-generated pictures; ``synthetic_media`` is then true."
            },
            "cover_ms": {"help_text": "The moment of the cover; null: the platform's choice."},
            "own_fields": {"help_text": "The texts that differ from the crosspost's."},
            "platform_video_id": {"help_text": "The platform's id of the video; empty until it has one."},
            "url": {"help_text": "The video on the platform; empty until it is known."},
            "failure": {"help_text": "Why it failed, in a sentence; otherwise empty."},
            "evidence": {
                "help_text": "Why the outcome is not confirmed, and the checks since; may be empty."
            },
            "version": {"help_text": "Incremented by each edit. The ``ETag`` contains it."},
            "scheduled_at": {"help_text": "The planned time; null for none."},
            "goes_public_at": {
                "help_text": "When the platform makes the uploaded video public; otherwise null."
            },
            "held_at": {
                "help_text": "Since when it waits for a decision because its time was missed; or null."
            },
            "hold_reason": {"help_text": "Why it is held, in a sentence; otherwise empty."},
            "late_note": {"help_text": "How late it was sent, and why; empty if it was on time."},
            "submitted_at": {"help_text": "When publishing started; null for a draft."},
        }

    @extend_schema_field(SEEN)
    def get_options(self, publication: Publication) -> Document:
        """The options, which depend on the platform."""
        return publication.chosen_options.model_dump(mode="json")


class CheckSerializer(serializers.Serializer[Any]):
    """The result of one rule."""

    id = serializers.CharField(help_text="The rule. It never changes.")
    version = serializers.IntegerField(help_text="The version of the rule that was applied.")
    code = serializers.CharField(help_text="The last part of ``id``.")
    level = serializers.ChoiceField(
        choices=[level.value for level in platforms.Level], help_text="The result."
    )
    severity = serializers.ChoiceField(
        choices=[level.value for level in platforms.Level if level is not platforms.Level.OK],
        help_text="The result of a publication that breaks the rule.",
    )
    text = serializers.CharField(help_text="The result in a sentence.")
    fix = serializers.CharField(help_text="How to meet a broken rule, if ``text`` does not say it.")
    field = serializers.CharField(help_text="The field that resolves it; empty if there is none.")
    page_url = serializers.CharField(help_text="The path of the page that resolves it; may be empty.")
    source_url = serializers.CharField(
        help_text="The platform's page about the rule; empty if there is none."
    )
    checked_on = serializers.DateField(
        allow_null=True, help_text="When the rule was last compared with its source."
    )
