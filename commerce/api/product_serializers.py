"""Requests and responses about products."""

from typing import Any

from rest_framework import serializers

from commerce.catalogue import searching
from commerce.models import Product, ProductStatus, Variant
from commerce.platforms import Money


class ProductFilterSerializer(serializers.Serializer[dict[str, Any]]):
    """The filters of the list of products."""

    q = serializers.CharField(
        required=False,
        max_length=searching.MOST_CHARACTERS,
        allow_blank=True,
        help_text="Words in the title, handle, vendor, type or SKUs, without regard to case and accents.",
    )
    status = serializers.ChoiceField(
        choices=ProductStatus.choices,
        required=False,
        help_text="Default: every product that its shop still has.",
    )
    store = serializers.CharField(required=False, max_length=40, help_text="The id of a shop.")
    order = serializers.ChoiceField(
        choices=list(searching.ORDERS),
        default="title",
        help_text="``title``, or ``-updated_at`` for the newest change first.",
    )


class MoneySerializer(serializers.Serializer[Money]):
    """An amount of money."""

    amount_minor = serializers.IntegerField(help_text="In the currency's smallest unit, such as cents.")
    currency = serializers.CharField(help_text="ISO 4217 code.")


class VariantSerializer(serializers.ModelSerializer[Variant]):
    """A variant of a product."""

    object = serializers.CharField(default="product_variant", read_only=True)
    prices = MoneySerializer(
        many=True,
        read_only=True,
        help_text="The price in the shop's currency first, then those in other currencies.",
    )

    class Meta:
        model = Variant
        fields = ["id", "object", "shop_id", "title", "sku", "position", "prices", "is_available"]
        read_only_fields = fields


class ProductSerializer(serializers.ModelSerializer[Product]):
    """A product of a connected shop, as last read."""

    object = serializers.CharField(default="product", read_only=True)
    store = serializers.CharField(source="store_id", read_only=True)
    livemode = serializers.BooleanField(source="store.livemode", read_only=True)

    class Meta:
        model = Product
        fields = [
            "id", "object", "store", "shop_id", "title", "handle", "vendor", "kind", "status", "url",
            "image_url", "image_alt", "currency", "lowest_minor", "highest_minor", "is_available",
            "variant_count", "shop_updated_at", "seen_at", "ended_at", "livemode", "created_at",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {
            "shop_id": {"help_text": "The product's number in its shop."},
            "kind": {"help_text": "The shop's own type of the product."},
            "status": {"help_text": "In its shop. ``deleted`` products keep their offers and orders."},
            "url": {"help_text": "Where customers see it; empty while it is not published."},
            "currency": {"help_text": "ISO 4217 code of the lowest and highest price."},
            "lowest_minor": {"help_text": "The lowest price of its variants in minor units; null if none."},
            "highest_minor": {"help_text": "The highest price of its variants in minor units; null if none."},
            "is_available": {"help_text": "False if all variants are sold out."},
            "shop_updated_at": {"help_text": "When it last changed in its shop."},
            "seen_at": {"help_text": "When its shop last had it."},
            "ended_at": {"help_text": "When it was archived or deleted in its shop; null otherwise."},
        }


class ProductDetailSerializer(ProductSerializer):
    """A product with its variants."""

    variants = VariantSerializer(many=True, read_only=True)

    class Meta(ProductSerializer.Meta):
        fields = [*ProductSerializer.Meta.fields, "variants"]
        read_only_fields = fields
