"""Watched channels as they come in and go out."""

from typing import Any

from rest_framework import serializers

from discovery.models import WatchedChannel


class ChannelRequestSerializer(serializers.Serializer[Any]):
    """A channel to watch."""

    niche = serializers.CharField(max_length=40)
    address = serializers.CharField(
        max_length=600, help_text="A handle, a channel's id or address, or the link of one of its videos."
    )


class ChannelSerializer(serializers.ModelSerializer[WatchedChannel]):
    """A watched channel. ``pending`` until the next round of its niche has looked it up."""

    object = serializers.CharField(default="channel", read_only=True)
    url = serializers.CharField(read_only=True)
    niches: serializers.RelatedField[Any, Any, Any] = serializers.PrimaryKeyRelatedField(
        many=True, read_only=True
    )

    class Meta:
        """All that is public of it."""

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
