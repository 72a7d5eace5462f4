"""What goes in and out over REST."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from accounts import api_keys
from accounts.models import ApiKey, AuditEntry, Membership


class ApiKeyRequestSerializer(serializers.Serializer[dict[str, Any]]):
    """What a client sends to have a key issued."""

    name = serializers.CharField(max_length=80)
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=api_keys.all_scopes()), allow_empty=False, max_length=40
    )
    expires_in_days = serializers.IntegerField(min_value=1, max_value=3650, required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The lifetime as the instant at which it ends."""
        days = attrs.pop("expires_in_days", None)
        return {**attrs, "expires_at": timezone.now() + timedelta(days=days) if days else None}


class ApiKeySerializer(serializers.ModelSerializer[ApiKey]):
    """A key as clients see it; its secret is not there."""

    object = serializers.CharField(default="api_key", read_only=True)
    issued_by = serializers.CharField(source="issued_by_id", read_only=True)

    class Meta:
        """The secret's hash stays inside."""

        model = ApiKey
        fields = [
            "id",
            "object",
            "name",
            "prefix",
            "scopes",
            "livemode",
            "issued_by",
            "created_at",
            "expires_at",
            "last_used_at",
            "revoked_at",
        ]
        read_only_fields = fields


class IssuedApiKeySerializer(ApiKeySerializer):
    """A key at the one moment when its secret is known."""

    secret = serializers.CharField(read_only=True, help_text="Shown once; null when the answer is replayed.")

    class Meta(ApiKeySerializer.Meta):
        """With the secret."""

        fields = [*ApiKeySerializer.Meta.fields, "secret"]
        read_only_fields = fields


class MemberSerializer(serializers.ModelSerializer[Membership]):
    """A person in the workspace."""

    object = serializers.CharField(default="member", read_only=True)
    user = serializers.CharField(source="user_id", read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True)
    name = serializers.CharField(source="user.name", read_only=True)

    class Meta:
        """The person's own settings stay inside."""

        model = Membership
        fields = ["id", "object", "user", "email", "name", "role", "created_at"]
        read_only_fields = fields


class AuditEntrySerializer(serializers.ModelSerializer[AuditEntry]):
    """Who did what."""

    object = serializers.CharField(default="audit_entry", read_only=True)
    actor = serializers.CharField(source="actor_id", read_only=True, allow_null=True)

    class Meta:
        """All of it."""

        model = AuditEntry
        fields = ["id", "object", "actor", "action", "subject", "facts", "created_at"]
        read_only_fields = fields
