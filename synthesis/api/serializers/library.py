"""Stored files in responses."""

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
            "width_px", "height_px", "duration_s", "provider", "provider_id", "page_url", "creator",
            "creator_url", "content_url", "livemode", "created_at", "expires_at",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {
            "sha256": {"help_text": "The SHA-256 digest of the file, in hexadecimal."},
            "provider": {"help_text": "Where a stock file is from, such as Pexels; otherwise empty."},
            "provider_id": {"help_text": "Its id there, such as ``video/1001``."},
            "page_url": {"help_text": "Its page there, to link to in credits."},
            "creator": {"help_text": "Who made the stock file. Name them when you publish it."},
            "expires_at": {"help_text": "When the file is deleted; null if it is kept."},
        }

    def get_content_url(self, asset: Asset) -> str:
        """The path of the file."""
        return reverse("api:asset-content", args=[asset.pk])
