"""Where links lead: to the product in its shop, or to the shop's front page."""

import time
from dataclasses import asdict, dataclass
from typing import Any

from django.core.cache import cache
from django.db import InterfaceError, OperationalError

from commerce import platforms
from commerce.errors import UnsafeLinkError
from commerce.models import DiscountStatus, Link, Product, ProductStatus
from commerce.platforms import Destination

# A change of the product or of its shop takes effect after this time, in seconds.
_FRESH_S = 60
# While the database is unavailable, links lead to where they led before.
_KEPT_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads, and what is counted. ``read_at`` is in seconds since the epoch."""

    link_id: str
    workspace_id: str
    url: str
    read_at: float


def find(*, code: str) -> Target | None:
    """Return where the link with this code leads; None for an unknown one. At most one query."""
    kept = _kept(code)
    if kept is not None and time.time() - kept.read_at < _FRESH_S:
        return kept
    try:
        link = Link.objects.leading().filter(code=code).first()
    except (OperationalError, InterfaceError):
        if kept is None:
            raise
        return kept
    url = of(link=link) if link else ""
    if link is None or not url:
        return None
    target = Target(link_id=link.pk, workspace_id=link.workspace_id, url=url, read_at=time.time())
    cache.set(_key(code), asdict(target), timeout=_KEPT_S)
    return target


def of(*, link: Link) -> str:
    """Return the URL that the link leads to; empty if its shop has no address that is safe."""
    product: Product = link.offer.product
    # After a shop has changed its domain, its products have the former one until they are read again.
    for url, handle in ((product.url, product.handle), ("", product.handle), ("", "")):
        try:
            return platforms.of(product.store).destination(to=_destination(link, url, handle))
        except UnsafeLinkError:
            continue
    return ""


def _destination(link: Link, url: str, handle: str) -> Destination:
    offer, store, publication = link.offer, link.offer.product.store, link.publication
    # Without an address, the shop's customers can't see it.
    is_visible = offer.product.status == ProductStatus.ACTIVE and bool(offer.product.url)
    is_for_sale = is_visible and bool(url or handle)
    discount = link.discount
    return Destination(
        product_url=url if is_for_sale else "",
        handle=handle if is_for_sale else "",
        variant_id=offer.variant.shop_id if offer.variant and is_for_sale else "",
        # A checkout can't sell what is sold out.
        to_checkout=is_for_sale and offer.to_checkout and bool(offer.variant and offer.variant.is_available),
        public_domain=store.public_domain,
        domain=store.domain,
        livemode=store.livemode,
        link_code=link.code,
        source=publication.connection.platform if publication else "video",
        campaign=publication.pk if publication else offer.video_id,
        content=link.code,
        discount_code=discount.code if discount and discount.status == DiscountStatus.ACTIVE else "",
    )


def _key(code: str) -> str:
    return f"go:{code}"


def _kept(code: str) -> Target | None:
    found: Any = cache.get(_key(code))
    return Target(**found) if found else None
