"""Requests and responses of the REST API."""

from typing import Any

from rest_framework import serializers

from billing import entitlements, plans
from billing.catalogue import Offer
from billing.models import LedgerEntry, Standing, SubscriptionState


class PlanSerializer(serializers.Serializer[Any]):
    """A plan, at its current price."""

    id = serializers.CharField(source="plan.code")
    object = serializers.CharField(default="plan")
    name = serializers.CharField(source="plan.name")
    price_cents = serializers.IntegerField(
        source="amount_minor", help_text="The price per month, in the currency's smallest unit."
    )
    currency = serializers.CharField()
    summary = serializers.CharField(source="plan.summary")
    features = serializers.ListField(source="plan.features", child=serializers.CharField())
    limits = serializers.DictField(
        source="plan.limits",
        child=serializers.IntegerField(allow_null=True),
        help_text="The plan's limits by name; null is unlimited.",
    )
    is_current = serializers.SerializerMethodField()
    is_for_sale = serializers.SerializerMethodField()

    def get_is_current(self, offer: Offer) -> bool:
        """True for the workspace's plan."""
        return bool(offer.plan == self.context["current"])

    def get_is_for_sale(self, offer: Offer) -> bool:
        """True if a checkout session can be created for the plan."""
        return bool(offer.price_id)


class SubscriptionSerializer(serializers.Serializer[Any]):
    """The workspace's subscription."""

    object = serializers.CharField(default="subscription")
    status = serializers.ChoiceField(source="state", choices=SubscriptionState.choices)
    plan = serializers.SerializerMethodField()
    price_cents = serializers.IntegerField(
        source="amount_minor",
        allow_null=True,
        help_text="The price per period before discounts, in the currency's smallest unit.",
    )
    currency = serializers.CharField(allow_blank=True)
    period_starts_at = serializers.DateTimeField(allow_null=True)
    period_ends_at = serializers.DateTimeField(allow_null=True)
    trial_ends_at = serializers.DateTimeField(allow_null=True)
    cancels_at = serializers.DateTimeField(
        allow_null=True, help_text="When the subscription ends; null if it renews."
    )
    grace_ends_at = serializers.DateTimeField(
        allow_null=True, help_text="Until when the plan is kept while a payment is overdue."
    )
    is_read_only = serializers.BooleanField(
        help_text="True while changes are refused because a payment is overdue."
    )

    def get_plan(self, standing: Standing) -> str:
        """The plan in effect: the subscription's, or a higher one that your administrator assigned."""
        return entitlements.plan_by(standing).code


class CheckoutRequestSerializer(serializers.Serializer[Any]):
    """The plan to buy."""

    plan = serializers.ChoiceField(choices=[(plan.code, plan.name) for plan in plans.PAID])


class CheckoutSessionSerializer(serializers.Serializer[Any]):
    """A page where a person pays for a plan."""

    id = serializers.CharField(source="pk")
    object = serializers.CharField(default="checkout_session")
    plan = serializers.CharField()
    url = serializers.CharField(help_text="The page to open in a browser.")
    created_at = serializers.DateTimeField()


class PortalSessionSerializer(serializers.Serializer[Any]):
    """A page where a person manages card and invoices."""

    object = serializers.CharField(default="portal_session")
    url = serializers.CharField(help_text="The page to open in a browser.")


class UsageSerializer(serializers.Serializer[Any]):
    """The video quota of the current period: the subscription's period, or the calendar month in UTC."""

    object = serializers.CharField(default="usage")
    used = serializers.IntegerField(help_text="Videos used.")
    held = serializers.IntegerField(help_text="Videos reserved for renders in progress.")
    limit = serializers.IntegerField(allow_null=True, help_text="Videos per period; null is unlimited.")
    left = serializers.IntegerField(
        allow_null=True, help_text="``limit`` minus ``used`` and ``held``; null is unlimited."
    )
    starts_on = serializers.DateField(help_text="The day on which the period begins, in UTC.")
    resets_on = serializers.DateField(help_text="The day on which the next period begins, in UTC.")
    starts_at = serializers.DateTimeField(help_text="When the period begins.")
    resets_at = serializers.DateTimeField(help_text="When the next period begins.")


class LedgerEntrySerializer(serializers.ModelSerializer[LedgerEntry]):
    """An entry of the ledger."""

    object = serializers.CharField(default="ledger_entry", read_only=True)
    actor = serializers.CharField(
        source="actor_id",
        read_only=True,
        allow_null=True,
        help_text="The user who made the adjustment; null for other entries.",
    )
    period = serializers.CharField(source="period_id", read_only=True)

    class Meta:
        """Includes every field."""

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
        extra_kwargs = {
            "videos": {"help_text": "The change of the balance. A reservation is negative; a commit is 0."},
            "balance_after": {"help_text": "The balance of the period after this entry."},
            "reference": {"help_text": "What the entry is for, such as ``render:`` with a render's id."},
        }


class MeUserSerializer(serializers.Serializer[Any]):
    """The user; for an API key, its issuer."""

    id = serializers.CharField()
    email = serializers.EmailField()
    name = serializers.CharField()
    email_confirmed = serializers.BooleanField(
        help_text="Publishing to a real channel requires a confirmed e-mail address."
    )


class MeWorkspaceSerializer(serializers.Serializer[Any]):
    """The workspace of the request."""

    id = serializers.CharField()
    name = serializers.CharField()
    time_zone = serializers.CharField(help_text="An IANA time zone, such as Europe/Berlin.")


class MeKeySerializer(serializers.Serializer[Any]):
    """The API key of the request."""

    id = serializers.CharField()
    name = serializers.CharField()
    prefix = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    expires_at = serializers.DateTimeField(allow_null=True)


class MeSerializer(serializers.Serializer[Any]):
    """The caller, the workspace, and their rights."""

    object = serializers.CharField(default="me")
    livemode = serializers.BooleanField()
    user = MeUserSerializer()
    workspace = MeWorkspaceSerializer()
    role = serializers.CharField()
    api_key = MeKeySerializer(allow_null=True, help_text="Null for a signed-in browser.")
    plan = serializers.CharField()
    limits = serializers.DictField(
        child=serializers.IntegerField(allow_null=True),
        help_text="The plan's limits by name; null is unlimited.",
    )
    usage = UsageSerializer()
