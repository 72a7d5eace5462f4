"""Commerce's rows."""

from commerce.models.events import EventStatus, ShopEvent
from commerce.models.merch import MerchDraft, MerchDraftQuerySet, MerchStatus
from commerce.models.offers import (
    ClickHour,
    ClickSalt,
    DiscountCode,
    DiscountStatus,
    Link,
    LinkPlacement,
    Offer,
    Visit,
)
from commerce.models.orders import (
    Attribution,
    AttributionMethod,
    AttributionQuerySet,
    Certainty,
    ForgottenOrder,
    Order,
    OrderQuerySet,
    Refund,
)
from commerce.models.products import Product, ProductPicture, ProductQuerySet, ProductStatus, Variant
from commerce.models.stores import Store, StoreQuerySet, StoreStatus

__all__ = [
    "Attribution",
    "AttributionMethod",
    "AttributionQuerySet",
    "Certainty",
    "ClickHour",
    "ClickSalt",
    "DiscountCode",
    "DiscountStatus",
    "EventStatus",
    "ForgottenOrder",
    "Link",
    "LinkPlacement",
    "MerchDraft",
    "MerchDraftQuerySet",
    "MerchStatus",
    "Offer",
    "Order",
    "OrderQuerySet",
    "Product",
    "ProductPicture",
    "ProductQuerySet",
    "ProductStatus",
    "Refund",
    "ShopEvent",
    "Store",
    "StoreQuerySet",
    "StoreStatus",
    "Variant",
    "Visit",
]
