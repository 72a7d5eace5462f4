"""Niches and watchlists as they come in and go out."""

from typing import Any

from rest_framework import serializers

from discovery import niches
from discovery.models import Niche
from discovery.niches import MOST_KEYWORDS


class NicheRequestSerializer(serializers.Serializer[Any]):
    """A niche to follow, or what to change of one."""

    name = serializers.CharField(max_length=60)
    keywords = serializers.ListField(
        child=serializers.CharField(max_length=60), max_length=MOST_KEYWORDS, default=list
    )
    region = serializers.RegexField(r"^[A-Z]{2}$", allow_blank=True, default="")
    language = serializers.RegexField(r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$", allow_blank=True, default="en")


class PlatformField(serializers.ChoiceField):
    """One of the platforms that are there when the field is made, which is for each request."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=niches.platform_choices(), **kwargs)


class NewNicheSerializer(NicheRequestSerializer):
    """A niche to follow, and where."""

    platform = PlatformField(required=False, help_text="Where it is watched; cannot be changed later.")


class NicheSerializer(serializers.ModelSerializer[Niche]):
    """A niche as clients see it."""

    object = serializers.CharField(default="niche", read_only=True)
    last_scan_at = serializers.DateTimeField(source="collected_at", read_only=True, allow_null=True)
    next_scan_at = serializers.DateTimeField(source="next_round_at", read_only=True)
    last_outcome = serializers.CharField(source="outcome", read_only=True)
    is_paused = serializers.SerializerMethodField()

    class Meta:
        """Without the bookkeeping of rounds."""

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

    def get_is_paused(self, niche: Niche) -> bool:
        """True when the workspace's plan does not cover it: then it is not scanned."""
        return niche.pk in self.context["paused"]


class WatchlistSerializer(serializers.ModelSerializer[Niche]):
    """The channels followed for a niche."""

    object = serializers.CharField(default="watchlist", read_only=True)
    niche = serializers.CharField(source="pk", read_only=True)
    channels: serializers.RelatedField[Any, Any, Any] = serializers.PrimaryKeyRelatedField(
        many=True, read_only=True
    )
    last_round_units = serializers.IntegerField(source="round_units", read_only=True)

    class Meta:
        """A view of a niche."""

        model = Niche
        fields = ["id", "object", "niche", "name", "channels", "last_round_units"]
        read_only_fields = fields
