"""Stock in requests and responses."""

from typing import Any

from rest_framework import serializers

from synthesis.library import stock as library
from synthesis.library.stock import Kind, Orientation, StockItem
from synthesis.models import StockChoice

_EXAMPLE = "such as ``video/1001`` or ``photo/1001``"


class StockSearchSerializer(serializers.Serializer[dict[str, Any]]):
    """A search for stock."""

    query = serializers.CharField(
        max_length=library.QUERY_LENGTH, help_text="One to three plain words for what the picture shows."
    )
    kind = serializers.ChoiceField(
        choices=[kind.value for kind in Kind], default=Kind.VIDEO.value, help_text="Default: video."
    )
    orientation = serializers.ChoiceField(
        choices=[each.value for each in Orientation], required=False, help_text="Default: any."
    )
    language = serializers.CharField(
        max_length=16, default="en", help_text="The language tag of the words. Default: en."
    )


class StockItemSerializer(serializers.Serializer[StockItem]):
    """A clip or photo of a search."""

    id = serializers.CharField(help_text=f"The value of ``clip``, {_EXAMPLE}.")
    object = serializers.SerializerMethodField()
    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    title = serializers.CharField()
    width_px = serializers.IntegerField()
    height_px = serializers.IntegerField()
    duration_s = serializers.FloatField(help_text="0 for a photo.")
    page_url = serializers.CharField(help_text="Its page at the provider. Link to it when you show it.")
    creator = serializers.CharField()
    creator_url = serializers.CharField()
    thumbnail_url = serializers.CharField()

    def get_object(self, item: StockItem) -> str:
        """The kind of object."""
        return "stock_item"


class StockRequestSerializer(serializers.Serializer[dict[str, Any]]):
    """A choice of stock for a scene."""

    clip = serializers.CharField(
        max_length=40,
        required=False,
        allow_blank=True,
        default="",
        help_text=f"The id of a clip or photo, {_EXAMPLE}. If empty, the best match for the scene is chosen.",
    )


class StockChoiceSerializer(serializers.ModelSerializer[StockChoice]):
    """A choice of stock for a scene."""

    object = serializers.CharField(default="stock_choice", read_only=True)
    video = serializers.CharField(source="video_id", read_only=True)
    scene = serializers.CharField(source="scene_id", read_only=True)
    clip = serializers.CharField(
        source="picked", read_only=True, help_text="The id of the chosen clip or photo; empty until then."
    )
    asset = serializers.CharField(
        source="asset_id", read_only=True, allow_null=True, help_text="The file that the scene shows."
    )

    class Meta:
        model = StockChoice
        fields = [
            "id", "object", "video", "scene", "status", "wanted", "clip", "query", "asset", "note",
            "created_at",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {
            "wanted": {"help_text": "The ``clip`` of the request; empty for an automatic choice."},
            "query": {"help_text": "The search that found it."},
            "note": {"help_text": "Why nothing was chosen, or what is waited for."},
        }
