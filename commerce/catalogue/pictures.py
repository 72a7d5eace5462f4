"""Small copies of products' pictures: made by workers, served by us, and purged by age and number.

No page loads anything from a shop, so that visitors are not reported to it.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from commerce.models import Product, ProductPicture
from foundation import messages
from foundation import pictures as outside
from foundation.errors import NotFoundError, UpstreamError

STORE_PICTURE = "commerce.store_picture"
# Pixels: for lists, on dense screens too, and for a product's page.
_SMALL, _LARGE = (96, 96), (480, 480)
WIDTHS = frozenset((_SMALL[0], _LARGE[0]))
_KEPT_FOR = timedelta(days=30)
# About 30 KB each: 600 MB at most.
_MOST_KEPT = 20_000
_AGAIN_AFTER_OUTAGE = timedelta(minutes=5)
_AGAIN_AFTER_REFUSAL = timedelta(days=1)
_REQUESTED_AT_MOST_EVERY_S = 60


def find(*, product_id: str, version: str, width: int) -> bytes | None:
    """Return the copy of that width (one of WIDTHS); None if there is none."""
    column = "small" if width == _SMALL[0] else "large"
    rows = ProductPicture.objects.filter(product_id=product_id, version=version)
    content = rows.values_list(column, flat=True).first()
    return bytes(content) if content else None


def request(*, product_id: str, version: str) -> None:
    """Have a worker make the copies. Raises NotFoundError unless the version is the product's."""
    product = Product.objects.only("image_url").filter(pk=product_id).first()
    if product is None or not constant_time_compare(product.picture_version, version):
        raise NotFoundError()
    # A page requests all its pictures at once, and again while they are being made.
    if product.image_url and cache.add(f"product-picture:{product.pk}", True, _REQUESTED_AT_MOST_EVERY_S):
        messages.send(STORE_PICTURE, product.pk)


def store_copies(*, product_id: str) -> None:
    """Download the product's picture and store the copies. Idempotent.

    A failed download is retried after five minutes, or after a day if it was refused, and raises
    UpstreamUnavailableError or UpstreamError.
    """
    product = Product.objects.filter(pk=product_id).only("image_url").first()
    if product is None or not product.image_url or _is_settled(product):
        return
    try:
        small, large = outside.copies(
            product.image_url, origins=settings.SHOP_PICTURE_ORIGINS, small=_SMALL, large=_LARGE
        )
    except UpstreamError as error:
        _store(product, problem=error.code)
        raise
    _store(product, small=small, large=large)


def purge_old(*, at: datetime) -> None:
    """Delete copies older than a month, and the oldest beyond the maximum number."""
    ProductPicture.objects.filter(kept_at__lt=at - _KEPT_FOR).delete()
    beyond = ProductPicture.objects.order_by("-kept_at").values("pk")[_MOST_KEPT:]
    ProductPicture.objects.filter(pk__in=beyond).delete()


def _is_settled(product: Product) -> bool:
    rows = ProductPicture.objects.filter(product=product, version=product.picture_version)
    known = rows.defer("large").first()
    if known is None:
        return False
    again_after = _AGAIN_AFTER_OUTAGE if known.problem == "upstream_unavailable" else _AGAIN_AFTER_REFUSAL
    return bool(known.small) or known.kept_at > timezone.now() - again_after


def _store(product: Product, *, small: bytes = b"", large: bytes = b"", problem: str = "") -> None:
    values: dict[str, Any] = {"small": small, "large": large, "problem": problem, "kept_at": timezone.now()}
    ProductPicture.objects.update_or_create(
        product=product, defaults={"version": product.picture_version, **values}
    )
