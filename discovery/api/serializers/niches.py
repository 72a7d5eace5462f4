"""Niches and watchlists in requests and responses."""

from typing import Any

from rest_framework import serializers

from discovery import platforms, sources
from discovery.models import Niche
from discovery.niches import MOST_KEYWORDS


class NicheRequestSerializer(serializers.Serializer[Any]):
    """A niche to create, or the fields of one to update."""

    name = serializers.CharField(max_length=60, help_text="Unique per workspace and platform.")
    keywords = serializers.ListField(
        child=serializers.CharField(max_length=60),
        max_length=MOST_KEYWORDS,
        default=list,
        help_text=f"Words to search for channels; at most {MOST_KEYWORDS}.",
    )
    region = serializers.RegexField(
        r"^[A-Z]{2}$", allow_blank=True, default="", help_text="A country code, such as US; empty for all."
    )
    language = serializers.RegexField(
        r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$",
        allow_blank=True,
        default="en",
        help_text="A language tag, such as en or pt-BR.",
    )


class PlatformField(serializers.ChoiceField):
    """One of the platforms available when the field is created, which is at each request."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=platforms.choices(), **kwargs)


class NewNicheSerializer(NicheRequestSerializer):
    """A niche to create."""

    platform = PlatformField(
        required=False, help_text="The platform to follow it on. It can't be changed later."
    )


class NicheSerializer(serializers.ModelSerializer[Niche]):
    """A niche: a topic that the workspace follows on one platform."""

    object = serializers.CharField(default="niche", read_only=True)
    is_scanning = serializers.BooleanField(read_only=True)
    last_scan_at = serializers.DateTimeField(
        read_only=True,
        allow_null=True,
        help_text="When the last scan of one of its channels was completed; null before the first.",
    )
    next_scan_at = serializers.DateTimeField(
        read_only=True,
        allow_null=True,
        help_text="When the next scan of one of its channels is due; null without channels.",
    )
    last_outcome = serializers.CharField(
        source="outcome",
        read_only=True,
        help_text="How the last search for channels ended, such as ``succeeded``.",
    )
    is_paused = serializers.SerializerMethodField()

    class Meta:
        """Excludes the state of a scan in progress."""

        model = Niche
        fields = [
            "id",
            "object",
            "platform",
            "name",
            "keywords",
            "region",
            "language",
            "version",
            "created_at",
            "is_paused",
            "is_scanning",
            "last_scan_at",
            "next_scan_at",
            "last_outcome",
            "problem",
            "search_resumes_at",
            "livemode",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "version": {"help_text": "Incremented by each edit. The ``ETag`` contains it."},
            "problem": {"help_text": "The problem of the last search; empty if there was none."},
            "search_resumes_at": {
                "help_text": "When the search for channels continues; null if nothing interrupts it."
            },
        }

    def get_is_paused(self, niche: Niche) -> bool:
        """True if the workspace's plan does not cover the niche. A paused niche is not scanned."""
        return niche.pk in self.context["paused"]


class WatchlistSerializer(serializers.ModelSerializer[Niche]):
    """The channels watched for a niche."""

    object = serializers.CharField(default="watchlist", read_only=True)
    niche = serializers.CharField(source="pk", read_only=True)
    channels: serializers.RelatedField[Any, Any, Any] = serializers.PrimaryKeyRelatedField(
        many=True, read_only=True
    )
    units_a_day = serializers.SerializerMethodField(
        help_text="About what its channels cost a day, in units of the platform's daily API quota."
    )

    class Meta:
        """A watchlist is stored in its niche."""

        model = Niche
        fields = ["id", "object", "niche", "name", "channels", "units_a_day"]
        read_only_fields = fields

    def get_units_a_day(self, niche: Niche) -> float:
        """As on the niche's page."""
        return float(sources.planned_units([niche]))
