"""The mirrored products of shops."""

from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from accounts.models import WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from commerce.models.stores import Store
from commerce.platforms import Money
from foundation.documents import DocumentColumn
from foundation.ids import PrefixedIdField


class ProductStatus(models.TextChoices):
    """A product's status in its shop."""

    ACTIVE = "active", "Active"
    DRAFT = "draft", "Draft"
    ARCHIVED = "archived", "Archived"
    # No longer in the shop. The row stays for its offers and orders.
    DELETED = "deleted", "Deleted"


class ProductQuerySet(WorkspaceOwnedQuerySet["Product"]):
    """Queries for products."""

    def in_shop(self) -> Self:
        """Products that their shop still has."""
        return self.exclude(status=ProductStatus.DELETED)


class Product(WorkspaceOwnedModel):
    """A product of a connected shop, as last read. Its row is never deleted while the shop is connected.

    ``shop_updated_at`` is the shop's own time of the last change: an older report changes nothing.
    """

    id = PrefixedIdField(prefix="pdt")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="products")
    # The number in the shop's own id.
    shop_id = models.CharField(max_length=32)
    title = models.CharField(max_length=255)
    handle = models.CharField(max_length=255, blank=True)
    vendor = models.CharField(max_length=255, blank=True)
    kind = models.CharField(max_length=255, blank=True)
    status = models.CharField(max_length=10, choices=ProductStatus.choices, default=ProductStatus.ACTIVE)
    # Where customers see it; empty while it is not published.
    url = models.CharField(max_length=2000, blank=True)
    image_url = models.CharField(max_length=2000, blank=True)
    image_alt = models.CharField(max_length=512, blank=True)
    # Of its variants, in the shop's currency.
    currency = models.CharField(max_length=3)
    lowest_minor = models.BigIntegerField(default=0)
    highest_minor = models.BigIntegerField(default=0)
    is_available = models.BooleanField(default=True)
    # Title, handle, vendor and article numbers in lower case, for searches.
    words = models.TextField(blank=True)
    shop_updated_at = models.DateTimeField()
    # The last complete reading that found it: see ``Store.products_reading``.
    reading = models.PositiveIntegerField(default=0)
    # When it left the shop, or was archived there.
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = ProductQuerySet.as_manager()

    class Meta:
        """A product is in a shop once."""

        constraints = [models.UniqueConstraint(fields=["store", "shop_id"], name="product_once_per_store")]
        indexes = [models.Index(fields=["workspace", "status", "title", "id"], name="product_by_title")]

    def __str__(self) -> str:
        return self.title


class Variant(WorkspaceOwnedModel):
    """One variant of a product, as last read."""

    id = PrefixedIdField(prefix="vrt")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    shop_id = models.CharField(max_length=32)
    title = models.CharField(max_length=255)
    sku = models.CharField(max_length=255, blank=True)
    position = models.PositiveIntegerField(default=1)
    # The price in the shop's currency first, then those of other currencies.
    prices = DocumentColumn[list[Money]](list[Money], default=list)
    is_available = models.BooleanField(default=True)

    class Meta:
        """A variant is in a product once."""

        constraints = [
            models.UniqueConstraint(fields=["product", "shop_id"], name="variant_once_per_product")
        ]

    def __str__(self) -> str:
        return self.title
