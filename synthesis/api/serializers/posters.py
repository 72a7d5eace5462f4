"""Posters in requests and responses."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from synthesis.models import PosterPick, Render
from synthesis.production import posters


class PosterPickSerializer(serializers.ModelSerializer[PosterPick]):
    """The frame that was picked as a poster."""

    class Meta:
        model = PosterPick
        fields = ["status", "at_s", "note", "created_at"]
        read_only_fields = fields
        extra_kwargs = {"note": {"help_text": "Why it is not made, or what is waited for."}}


class PosterSerializer(serializers.ModelSerializer[Render]):
    """The poster of a render: its first frame, or a frame that was picked."""

    object = serializers.CharField(default="poster", read_only=True)
    render = serializers.CharField(source="pk", read_only=True)
    asset = serializers.CharField(
        source="poster_id",
        read_only=True,
        allow_null=True,
        help_text="The id of the picture. Another frame has another id.",
    )
    content_url = serializers.SerializerMethodField()
    at_s = serializers.SerializerMethodField()
    pick = PosterPickSerializer(
        source="poster_pick",
        read_only=True,
        allow_null=True,
        help_text="The last pick; null if none was picked, or after it was taken back.",
    )

    class Meta:
        model = Render
        fields = ["object", "render", "asset", "content_url", "at_s", "pick"]
        read_only_fields = fields

    def get_content_url(self, render: Render) -> str | None:
        """The path of the picture."""
        return reverse("api:asset-content", args=[render.poster_id]) if render.poster_id else None

    def get_at_s(self, render: Render) -> float | None:
        """The moment of the video that the picture shows, in seconds; null for the first frame."""
        pick = posters.of_render(render=render)
        return None if pick is None else pick.shown_at_s


class PosterRequestSerializer(serializers.Serializer[dict[str, Any]]):
    """The frame to pick."""

    at_s = serializers.FloatField(
        min_value=0, help_text="The moment of the video in seconds, from 0 to its length."
    )
