"""Responses about connected shops."""

from rest_framework import serializers

from commerce.models import Store


class StoreSerializer(serializers.ModelSerializer[Store]):
    """A connected shop. Its tokens are never returned."""

    object = serializers.CharField(default="store", read_only=True)
    platform = serializers.CharField(
        read_only=True, help_text="The shop platform, in lower case. More may be added."
    )
    is_paused = serializers.SerializerMethodField()
    can_create_drafts = serializers.SerializerMethodField()
    orders_unread = serializers.SerializerMethodField()
    orders_unread_since = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="When the first of them was seen."
    )

    class Meta:
        model = Store
        fields = [
            "id",
            "object",
            "platform",
            "status",
            "status_note",
            "is_paused",
            "can_create_drafts",
            "name",
            "domain",
            "public_domain",
            "currency",
            "time_zone",
            "products_read_at",
            "products_problem",
            "orders_read_until",
            "orders_problem",
            "orders_unread",
            "orders_unread_since",
            "hooks_checked_at",
            "hooks_problem",
            "livemode",
            "connected_at",
            "created_at",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "status_note": {"help_text": "Why it needs a reconnect or was disconnected; empty while active."},
            "domain": {"help_text": "The shop's permanent address at its platform."},
            "public_domain": {"help_text": "The address that customers see."},
            "currency": {"help_text": "ISO 4217 code of the shop's prices and orders."},
            "products_problem": {"help_text": "Why its products could not be read; empty if they could."},
            "orders_read_until": {"help_text": "Every order that changed before this time is known."},
            "orders_problem": {"help_text": "Why its orders could not be compared; empty if they could."},
            "hooks_problem": {"help_text": "Why its webhooks don't arrive; empty if they do."},
        }

    def get_is_paused(self, store: Store) -> bool:
        """True if the workspace's plan does not cover the shop. It gets no new offers."""
        return store.pk in self.context["paused"]

    def get_can_create_drafts(self, store: Store) -> bool:
        """True with the permission to create product drafts, which a person gives in the browser."""
        return store.may_create_drafts

    def get_orders_unread(self, store: Store) -> int:
        """How many orders have no readable amounts or times, and so are in no number; at most 100."""
        return len(store.orders_unread)
