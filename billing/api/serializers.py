"""What goes out over REST."""

from typing import Any

from rest_framework import serializers

from billing.models import LedgerEntry
from billing.plans import Plan


class PlanSerializer(serializers.Serializer[Any]):
    """A plan of the catalogue."""

    id = serializers.CharField(source="code")
    object = serializers.CharField(default="plan")
    name = serializers.CharField()
    price_cents = serializers.IntegerField()
    currency = serializers.CharField()
    summary = serializers.CharField()
    features = serializers.ListField(child=serializers.CharField())
    limits = serializers.DictField(
        child=serializers.IntegerField(allow_null=True), help_text="null is no limit."
    )
    is_current = serializers.SerializerMethodField()

    def get_is_current(self, plan: Plan) -> bool:
        """True for the plan that the workspace is on."""
        return bool(plan == self.context["current"])


class UsageSerializer(serializers.Serializer[Any]):
    """Where a workspace stands this month."""

    object = serializers.CharField(default="usage")
    used = serializers.IntegerField()
    held = serializers.IntegerField(help_text="Set aside for renders under way.")
    limit = serializers.IntegerField(allow_null=True, help_text="null is no limit.")
    left = serializers.IntegerField(allow_null=True)
    starts_on = serializers.DateField()
    resets_on = serializers.DateField()


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
