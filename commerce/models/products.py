"""The mirrored products of shops."""

from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

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
    ``seen_at`` is when the shop last had it.
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
    # Of its variants, in the shop's currency; None if no variant has a price.
    currency = models.CharField(max_length=3)
    lowest_minor = models.BigIntegerField(null=True, blank=True)
    highest_minor = models.BigIntegerField(null=True, blank=True)
    is_available = models.BooleanField(default=True)
    variant_count = models.PositiveIntegerField(default=0)
    # Title, handle, vendor and article numbers, as ``catalogue.searching`` folds them.
    words = models.TextField(blank=True)
    shop_updated_at = models.DateTimeField()
    seen_at = models.DateTimeField(default=timezone.now)
    # When it left the shop, or was archived there.
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = ProductQuerySet.as_manager()

    class Meta:
        """A product is in a shop once."""

        constraints = [models.UniqueConstraint(fields=["store", "shop_id"], name="product_once_per_store")]
        indexes = [
            models.Index(fields=["workspace", "status", "title", "id"], name="product_by_title"),
            models.Index(fields=["workspace", "title", "id"], name="product_by_any_title"),
            models.Index(
                F("workspace"), F("shop_updated_at").desc(), F("id").desc(), name="product_by_change"
            ),
            GinIndex(F("workspace"), OpClass(F("words"), name="gin_trgm_ops"), name="product_by_word"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def picture_version(self) -> str:
        """Identifies the current picture in URLs of its copies. Unguessable; empty without a picture."""
        if not self.image_url:
            return ""
        return salted_hmac("commerce.pictures", f"{self.pk} {self.image_url}").hexdigest()[:24]


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
        indexes = [models.Index(fields=["product", "position", "id"], name="variant_by_position")]

    def __str__(self) -> str:
        return self.title


class ProductPicture(models.Model):
    """A product's picture in two sizes, as JPEG. If it is empty, ``problem`` says why.

    ``version`` identifies the source URL: another URL makes another version.
    """

    product = models.OneToOneField(
        Product, on_delete=models.CASCADE, primary_key=True, related_name="picture"
    )
    version = models.CharField(max_length=32)
    small = models.BinaryField(default=bytes)
    large = models.BinaryField(default=bytes)
    problem = models.CharField(max_length=60, blank=True, default="")
    kept_at = models.DateTimeField()

    class Meta:
        """The oldest are deleted first when there are too many."""

        indexes = [models.Index(fields=["-kept_at"], name="product_picture_by_age")]

    def __str__(self) -> str:
        return f"{self.product_id} {self.version}"
