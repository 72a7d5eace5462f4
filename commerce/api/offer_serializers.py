"""Requests and responses about offers and links."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commerce.models import DiscountCode, Link, LinkPlacement, Offer
from commerce.offers import codes, links
from commerce.offers.listing import Clicks, ShownOffer


class PercentField(serializers.IntegerField):
    """Per cent off; null for no discount."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=100, allow_null=True, required=False, **options)


class OfferFieldsSerializer(serializers.Serializer[dict[str, Any]]):
    """What can be changed in an offer."""

    variant = serializers.CharField(
        required=False,
        allow_null=True,
        help_text="The id of the variant that the product's page shows first; null for any.",
    )
    to_checkout = serializers.BooleanField(
        required=False,
        help_text="True if links open the shop's checkout with the variant, which is then required. Their "
        "orders are credited for certain. Default: false, the product's page.",
    )
    post_discount_percent = PercentField(
        help_text="Per cent off for the code of each post; null for no codes. Codes that exist keep theirs."
    )
    scene_discount_percent = PercentField(
        help_text="Per cent off for the code to say or show in the video; null for no code. Another "
        "percentage ends the code and creates another one."
    )
    scene_code = serializers.CharField(
        required=False,
        max_length=24,
        help_text="The text of that code: 3 to 24 letters from A to Z and digits. Without it, one is chosen.",
    )

    def validate_scene_code(self, value: str) -> str:
        """Return the code in upper case."""
        code = codes.read_discount_code(value)
        if not code:
            raise serializers.ValidationError("Use 3 to 24 letters from A to Z and digits.", code="invalid")
        return code


class OfferRequestSerializer(OfferFieldsSerializer):
    """A product to offer in a video."""

    product = serializers.CharField(help_text="The id of a product.")
    video = serializers.CharField(help_text="The id of a video.")
    scene = serializers.CharField(
        required=False, allow_null=True, help_text="The id of one of its scenes; null for the whole video."
    )


class DiscountCodeSerializer(serializers.ModelSerializer[DiscountCode]):
    """A discount code, and whether its shop has it."""

    object = serializers.CharField(default="discount_code", read_only=True)
    publication = serializers.CharField(
        source="publication_id",
        allow_null=True,
        read_only=True,
        help_text="The post whose code it is; null for the code to say or show in the video.",
    )

    class Meta:
        model = DiscountCode
        fields = ["id", "object", "code", "percent", "publication", "status", "problem", "created_at"]
        read_only_fields = fields
        extra_kwargs = {
            "status": {"help_text": "``active`` once the shop has it."},
            "problem": {"help_text": "Why the shop has not created or ended it; otherwise empty."},
        }


class OfferSerializer(serializers.ModelSerializer[Offer]):
    """A product in a video or in one of its scenes."""

    object = serializers.CharField(default="offer", read_only=True)
    product = serializers.CharField(source="product_id", read_only=True)
    variant = serializers.CharField(source="variant_id", allow_null=True, read_only=True)
    video = serializers.CharField(source="video_id", read_only=True)
    scene = serializers.CharField(
        source="scene_id",
        allow_null=True,
        read_only=True,
        help_text="Null for the whole video, and once the scene was deleted.",
    )
    livemode = serializers.BooleanField(source="product.store.livemode", read_only=True)
    codes = serializers.SerializerMethodField()
    clicks = serializers.SerializerMethodField()

    class Meta:
        model = Offer
        fields = [
            "id", "object", "product", "variant", "to_checkout", "video", "scene", "post_discount_percent",
            "scene_discount_percent", "codes", "clicks", "livemode", "scene_gone_at", "removed_at",
            "created_at",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {
            "scene_gone_at": {"help_text": "When its scene was deleted; otherwise null."},
            "removed_at": {"help_text": "When it was removed from the video; otherwise null."},
        }

    @extend_schema_field(DiscountCodeSerializer(many=True))
    def get_codes(self, offer: Offer) -> Any:
        """The discount codes that have not ended."""
        return DiscountCodeSerializer(self._shown(offer).codes, many=True).data

    def get_clicks(self, offer: Offer) -> int:
        """Clicks on all of its links, without robots. A browser counts once within half an hour."""
        return self._shown(offer).clicks.count

    def _shown(self, offer: Offer) -> ShownOffer:
        shown: ShownOffer = self.context["shown"][offer.pk]
        return shown


class LinkRequestSerializer(serializers.Serializer[dict[str, Any]]):
    """A link to create."""

    offer = serializers.CharField(help_text="The id of an offer.")
    publication = serializers.CharField(help_text="The id of a publication of the offer's video.")
    placement = serializers.ChoiceField(
        choices=LinkPlacement.choices,
        required=False,
        help_text="Where the publication shows it from now on: ``comment`` is ``text`` on platforms without "
        "comments; ``nowhere`` takes it out. Without a value, the publication does not change.",
    )


class LinkSerializer(serializers.ModelSerializer[Link]):
    """A tracked link: it leads to the product, and counts clicks."""

    object = serializers.CharField(default="link", read_only=True)
    offer = serializers.CharField(source="offer_id", read_only=True)
    publication = serializers.CharField(
        source="publication_id",
        allow_null=True,
        read_only=True,
        help_text="The post that shows it; null for the offer's own link, as for QR codes.",
    )
    url = serializers.SerializerMethodField()
    discount_code = serializers.CharField(
        source="discount.code",
        default=None,
        read_only=True,
        help_text="The code that is applied on arrival, once the shop has it; null without one.",
    )
    livemode = serializers.BooleanField(source="offer.product.store.livemode", read_only=True)
    clicks = serializers.SerializerMethodField()
    bots = serializers.SerializerMethodField()

    class Meta:
        model = Link
        fields = [
            "id", "object", "offer", "publication", "code", "url", "placement", "discount_code", "clicks",
            "bots", "livemode", "created_at",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {"code": {"help_text": "It identifies the link in the shop's orders, too."}}

    def get_url(self, link: Link) -> str:
        """What people open."""
        return links.url_of(code=link.code)

    def get_clicks(self, link: Link) -> int:
        """Clicks, without robots. A browser counts once within half an hour."""
        return self._clicks(link).count

    def get_bots(self, link: Link) -> int:
        """Requests of robots and link previews, which are no clicks."""
        return self._clicks(link).bots

    def _clicks(self, link: Link) -> Clicks:
        found: Clicks = self.context["clicks"].get(link.pk, Clicks())
        return found
