"""Admin of commerce: operators read it, and replay events of shops. Tokens are never shown."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from commerce import events
from commerce.models import (
    Attribution,
    DiscountCode,
    Link,
    Offer,
    Order,
    Product,
    Refund,
    ShopEvent,
    Store,
    Variant,
)
from foundation.administration import ReadOnlyAdmin, ReadOnlyMixin


@admin.register(Store)
class StoreAdmin(ReadOnlyAdmin):
    """Connected shops."""

    list_display = [
        "id",
        "name",
        "domain",
        "status",
        "livemode",
        "workspace",
        "products_read_at",
        "orders_read_until",
        "hooks_checked_at",
        "connected_at",
    ]
    list_filter = ["status", "platform", "credential", "livemode"]
    search_fields = ["id", "name", "domain", "public_domain", "workspace__name"]
    list_select_related = ["workspace"]
    exclude = ["access_token", "refresh_token"]


@admin.register(ShopEvent)
class ShopEventAdmin(ReadOnlyAdmin):
    """Webhooks of shops and their outcome."""

    list_display = [
        "received_at",
        "topic",
        "domain",
        "status",
        "attempts",
        "error",
        "applied_at",
        "next_attempt_at",
        "webhook_id",
    ]
    list_filter = ["status", "topic", "platform", "livemode"]
    search_fields = ["webhook_id", "event_id", "domain", "error"]
    ordering = ["-received_at"]
    show_full_result_count = False
    actions = ["replay"]

    @admin.action(description="Replay: apply these events again", permissions=["replay"])
    def replay(self, request: HttpRequest, queryset: QuerySet[ShopEvent]) -> None:
        """Have a worker apply each event again. Applying is idempotent."""
        count = events.replay(event_ids=list(queryset.values_list("pk", flat=True)))
        self.message_user(request, f"{count} will be applied again within seconds. Reload to see the result.")

    def has_replay_permission(self, request: HttpRequest) -> bool:
        """True for users with the change permission, although the rows themselves are read-only."""
        return bool(request.user.has_perm("commerce.change_shopevent"))


class VariantInline(ReadOnlyMixin, admin.TabularInline[Variant, Product]):
    """The variants of a product."""

    model = Variant
    fields = ["shop_id", "title", "sku", "position", "prices", "is_available"]
    extra = 0


@admin.register(Product)
class ProductAdmin(ReadOnlyAdmin):
    """The mirrored products of shops."""

    list_display = [
        "id",
        "title",
        "store",
        "status",
        "currency",
        "lowest_minor",
        "highest_minor",
        "variant_count",
        "shop_updated_at",
        "seen_at",
        "ended_at",
    ]
    list_filter = ["status", "store__platform", "store__livemode"]
    search_fields = ["id", "shop_id", "title", "handle", "workspace__name"]
    list_select_related = ["store"]
    show_full_result_count = False
    inlines = [VariantInline]


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    """Orders of shops."""

    list_display = ["id", "name", "store", "currency", "net_minor", "placed_at", "canceled_at", "reported_at"]
    list_filter = ["store__platform", "is_test", "store__livemode"]
    search_fields = ["id", "name", "shop_id", "store__domain"]
    list_select_related = ["store"]
    show_full_result_count = False


@admin.register(Refund)
class RefundAdmin(ReadOnlyAdmin):
    """Refunds of orders."""

    list_display = ["id", "store", "order_shop_id", "currency", "amount_minor", "refunded_at"]
    search_fields = ["id", "shop_id", "order_shop_id", "store__domain"]
    list_select_related = ["store"]
    show_full_result_count = False


@admin.register(Attribution)
class AttributionAdmin(ReadOnlyAdmin):
    """What orders are credited to."""

    list_display = ["id", "order", "method", "certainty", "publication", "video", "evidence", "decided_at"]
    list_filter = ["method", "certainty"]
    search_fields = ["id", "order__name", "order__shop_id", "publication__id", "video__id"]
    list_select_related = ["order", "publication", "video"]


@admin.register(Offer)
class OfferAdmin(ReadOnlyAdmin):
    """Products on videos and scenes."""

    list_display = ["id", "product", "video", "scene", "workspace", "removed_at", "created_at"]
    search_fields = ["id", "product__title", "video__title", "workspace__name"]
    list_select_related = ["product", "video", "scene", "workspace"]
    show_full_result_count = False


@admin.register(DiscountCode)
class DiscountCodeAdmin(ReadOnlyAdmin):
    """Discount codes and their state in the shops."""

    list_display = ["code", "percent", "status", "problem", "attempts", "due_at", "store", "publication"]
    list_filter = ["status", "may_exist", "is_fixed"]
    search_fields = ["id", "code", "shop_id", "problem", "store__domain"]
    list_select_related = ["store", "publication"]
    show_full_result_count = False


@admin.register(Link)
class LinkAdmin(ReadOnlyAdmin):
    """Tracked links."""

    list_display = ["code", "offer", "publication", "placement", "discount", "workspace", "created_at"]
    list_filter = ["placement"]
    search_fields = ["id", "code", "workspace__name"]
    list_select_related = ["offer__product", "publication", "discount", "workspace"]
    show_full_result_count = False
