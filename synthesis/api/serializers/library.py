"""Stored files as clients see them."""

from django.urls import reverse
from rest_framework import serializers

from synthesis.models import Asset


class AssetSerializer(serializers.ModelSerializer[Asset]):
    """A stored file."""

    object = serializers.CharField(default="asset", read_only=True)
    content_url = serializers.SerializerMethodField()

    class Meta:
        model = Asset
        fields = [
            "id", "object", "role", "origin", "title", "licence", "sha256", "size_bytes", "mime_type",
            "width_px", "height_px", "duration_s", "content_url", "livemode", "created_at", "expires_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_content_url(self, asset: Asset) -> str:
        """Where the file is."""
        return reverse("api:asset-content", args=[asset.pk])
