"""What goes out over REST."""

from typing import Any

from rest_framework import serializers

from billing import entitlements, plans
from billing.catalogue import Offer
from billing.models import LedgerEntry, Standing, SubscriptionState


class PlanSerializer(serializers.Serializer[Any]):
    """A plan of the catalogue, at its present price."""

    id = serializers.CharField(source="plan.code")
    object = serializers.CharField(default="plan")
    name = serializers.CharField(source="plan.name")
    price_cents = serializers.IntegerField(
        source="amount_minor", help_text="A month's, in the currency's smallest unit."
    )
    currency = serializers.CharField()
    summary = serializers.CharField(source="plan.summary")
    features = serializers.ListField(source="plan.features", child=serializers.CharField())
    limits = serializers.DictField(
        source="plan.limits",
        child=serializers.IntegerField(allow_null=True),
        help_text="null is no limit.",
    )
    is_current = serializers.SerializerMethodField()
    is_for_sale = serializers.SerializerMethodField()

    def get_is_current(self, offer: Offer) -> bool:
        """True for the plan that the workspace is on."""
        return bool(offer.plan == self.context["current"])

    def get_is_for_sale(self, offer: Offer) -> bool:
        """True where a checkout session can be made for it."""
        return bool(offer.price_id)


class SubscriptionSerializer(serializers.Serializer[Any]):
    """What the workspace's subscription comes to."""

    object = serializers.CharField(default="subscription")
    status = serializers.ChoiceField(source="state", choices=SubscriptionState.choices)
    plan = serializers.SerializerMethodField()
    price_cents = serializers.IntegerField(
        source="amount_minor",
        allow_null=True,
        help_text="A period's, in the smallest unit, before discounts.",
    )
    currency = serializers.CharField(allow_blank=True)
    period_starts_at = serializers.DateTimeField(allow_null=True)
    period_ends_at = serializers.DateTimeField(allow_null=True)
    trial_ends_at = serializers.DateTimeField(allow_null=True)
    cancels_at = serializers.DateTimeField(allow_null=True, help_text="When it ends, if it is set to.")
    grace_ends_at = serializers.DateTimeField(
        allow_null=True, help_text="Until when the plan is kept while its payment fails."
    )
    is_read_only = serializers.BooleanField()

    def get_plan(self, standing: Standing) -> str:
        """The plan that counts now: the subscription's, or a higher one that an operator gave."""
        return entitlements.plan_by(standing).code


class CheckoutRequestSerializer(serializers.Serializer[Any]):
    """Which plan to buy."""

    plan = serializers.ChoiceField(choices=[(plan.code, plan.name) for plan in plans.PAID])


class CheckoutSessionSerializer(serializers.Serializer[Any]):
    """A page to pay on. A person has to open it."""

    id = serializers.CharField(source="pk")
    object = serializers.CharField(default="checkout_session")
    plan = serializers.CharField()
    url = serializers.CharField()
    created_at = serializers.DateTimeField()


class PortalSessionSerializer(serializers.Serializer[Any]):
    """A page for card and invoices. A person has to open it."""

    object = serializers.CharField(default="portal_session")
    url = serializers.CharField()


class UsageSerializer(serializers.Serializer[Any]):
    """Where a workspace stands in its present period: the subscription's, or the calendar month in UTC."""

    object = serializers.CharField(default="usage")
    used = serializers.IntegerField()
    held = serializers.IntegerField(help_text="Set aside for renders under way.")
    limit = serializers.IntegerField(allow_null=True, help_text="null is no limit.")
    left = serializers.IntegerField(allow_null=True)
    starts_on = serializers.DateField()
    resets_on = serializers.DateField()
    starts_at = serializers.DateTimeField()
    resets_at = serializers.DateTimeField()


class LedgerEntrySerializer(serializers.ModelSerializer[LedgerEntry]):
    """One line of the ledger."""

    object = serializers.CharField(default="ledger_entry", read_only=True)
    actor = serializers.CharField(source="actor_id", read_only=True, allow_null=True)
    period = serializers.CharField(source="period_id", read_only=True)

    class Meta:
        """All of it."""

        model = LedgerEntry
        fields = [
            "id",
            "object",
            "kind",
            "videos",
            "balance_after",
            "reference",
            "reason",
            "period",
            "actor",
            "created_at",
        ]
        read_only_fields = fields


class MeUserSerializer(serializers.Serializer[Any]):
    """The person, or for an API key its issuer."""

    id = serializers.CharField()
    email = serializers.EmailField()
    name = serializers.CharField()
    email_confirmed = serializers.BooleanField()


class MeWorkspaceSerializer(serializers.Serializer[Any]):
    """The workspace that answers come from."""

    id = serializers.CharField()
    name = serializers.CharField()
    time_zone = serializers.CharField()


class MeKeySerializer(serializers.Serializer[Any]):
    """The API key that asks."""

    id = serializers.CharField()
    name = serializers.CharField()
    prefix = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    expires_at = serializers.DateTimeField(allow_null=True)


class MeSerializer(serializers.Serializer[Any]):
    """Who is asking, where, and what they may."""

    object = serializers.CharField(default="me")
    livemode = serializers.BooleanField()
    user = MeUserSerializer()
    workspace = MeWorkspaceSerializer()
    role = serializers.CharField()
    api_key = MeKeySerializer(allow_null=True)
    plan = serializers.CharField()
    limits = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    usage = UsageSerializer()
