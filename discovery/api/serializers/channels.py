"""Watched channels in requests and responses."""

from typing import Any

from rest_framework import serializers

from discovery.models import WatchedChannel


class ChannelRequestSerializer(serializers.Serializer[Any]):
    """A channel to watch."""

    niche = serializers.CharField(max_length=40, help_text="The id of the niche.")
    address = serializers.CharField(
        max_length=600, help_text="A handle, a channel's id or URL, or the URL of one of its videos."
    )


class ChannelSerializer(serializers.ModelSerializer[WatchedChannel]):
    """A watched channel. It is ``pending`` until a scan of its niche finds it on the platform."""

    object = serializers.CharField(default="channel", read_only=True)
    url = serializers.CharField(read_only=True)
    niches: serializers.RelatedField[Any, Any, Any] = serializers.PrimaryKeyRelatedField(
        many=True, read_only=True
    )

    class Meta:
        """Includes every public field."""

        model = WatchedChannel
        fields = [
            "id",
            "object",
            "platform",
            "platform_id",
            "status",
            "problem",
            "address",
            "title",
            "handle",
            "url",
            "avatar_url",
            "subscribers",
            "niches",
            "livemode",
            "created_at",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "problem": {"help_text": "Why the channel was not found or can't be read; otherwise empty."},
            "address": {"help_text": "The handle, id, or URL used to add it; empty if a scan found it."},
            "subscribers": {"help_text": "Null if the channel hides the number."},
        }
