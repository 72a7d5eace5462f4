"""Requests and responses about product drafts."""

from typing import Any

from rest_framework import serializers

from commerce.models import MerchDraft


class MerchDraftRequestSerializer(serializers.Serializer[dict[str, Any]]):
    """A product to create in a shop, as a draft."""

    store = serializers.CharField(max_length=40, help_text="The id of the shop.")
    video = serializers.CharField(max_length=40, help_text="The id of the video.")
    at_s = serializers.FloatField(
        required=False,
        allow_null=True,
        default=None,
        min_value=0,
        help_text="The moment of the picture in seconds; null for the video's poster.",
    )
    title = serializers.CharField(max_length=255)
    description = serializers.CharField(max_length=5000, required=False, allow_blank=True, default="")
    price_minor = serializers.IntegerField(
        min_value=0, max_value=10**12, help_text="In the smallest unit of the shop's currency."
    )


class MerchDraftSerializer(serializers.ModelSerializer[MerchDraft]):
    """A product that a shop creates as a draft, with a frame of a video. It is never published from here."""

    object = serializers.CharField(default="merch_draft", read_only=True)
    store = serializers.CharField(source="store_id", read_only=True)
    video = serializers.CharField(source="video_id", read_only=True)
    render = serializers.CharField(
        source="render_id", read_only=True, help_text="The id of the render whose frame it shows."
    )
    product = serializers.CharField(
        source="product_id",
        read_only=True,
        allow_null=True,
        help_text="The product's id, once it is there.",
    )
    admin_url = serializers.CharField(
        read_only=True, help_text="Where the shop's owner finishes and publishes it; empty until it is there."
    )
    may_exist = serializers.BooleanField(
        read_only=True, help_text="True from before the request that creates it on: the shop may have it."
    )

    class Meta:
        model = MerchDraft
        fields = [
            "id",
            "object",
            "status",
            "store",
            "video",
            "render",
            "at_s",
            "title",
            "description",
            "currency",
            "price_minor",
            "problem",
            "product",
            "admin_url",
            "may_exist",
            "created_at",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "at_s": {"help_text": "The moment of the picture in seconds; null for the poster."},
            "problem": {"help_text": "Why it waits or failed, in a sentence; otherwise empty."},
        }
