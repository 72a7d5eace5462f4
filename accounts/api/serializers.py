"""Requests and responses of the REST API."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from accounts import api_keys
from accounts.models import ApiKey, AuditEntry, Membership


class ApiKeyRequestSerializer(serializers.Serializer[dict[str, Any]]):
    """An API key to create."""

    name = serializers.CharField(max_length=80, help_text="A label, to recognize the key by.")
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=api_keys.all_scopes()),
        allow_empty=False,
        max_length=40,
        help_text="What the key may read and change. A write scope includes the read scope.",
    )
    expires_in_days = serializers.IntegerField(
        min_value=1,
        max_value=3650,
        required=False,
        allow_null=True,
        help_text="Days until the key expires. Without it, the key doesn't expire.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The lifetime as the instant at which it ends."""
        days = attrs.pop("expires_in_days", None)
        return {**attrs, "expires_at": timezone.now() + timedelta(days=days) if days else None}


class ApiKeySerializer(serializers.ModelSerializer[ApiKey]):
    """An API key, without its secret."""

    object = serializers.CharField(default="api_key", read_only=True)
    issued_by = serializers.CharField(
        source="issued_by_id", read_only=True, help_text="The id of the user who created the key."
    )

    class Meta:
        """Excludes the hash of the secret."""

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
        extra_kwargs = {
            "prefix": {"help_text": "The first characters of the secret."},
            "expires_at": {"help_text": "Null if the key doesn't expire."},
            "last_used_at": {"help_text": "To the minute; null if the key was never used."},
            "revoked_at": {"help_text": "Null while the key is not revoked."},
        }


class IssuedApiKeySerializer(ApiKeySerializer):
    """A new API key, with its secret."""

    secret = serializers.CharField(
        read_only=True, help_text="The key itself. Returned once; null in a replayed response."
    )

    class Meta(ApiKeySerializer.Meta):
        """Adds the secret."""

        fields = [*ApiKeySerializer.Meta.fields, "secret"]
        read_only_fields = fields


class MemberSerializer(serializers.ModelSerializer[Membership]):
    """A member of the workspace."""

    object = serializers.CharField(default="member", read_only=True)
    user = serializers.CharField(source="user_id", read_only=True, help_text="The user's id.")
    email = serializers.EmailField(source="user.email", read_only=True)
    name = serializers.CharField(source="user.name", read_only=True)

    class Meta:
        """Excludes the user's own settings."""

        model = Membership
        fields = ["id", "object", "user", "email", "name", "role", "created_at"]
        read_only_fields = fields


class AuditEntrySerializer(serializers.ModelSerializer[AuditEntry]):
    """An entry of the audit log: who did what, and when."""

    object = serializers.CharField(default="audit_entry", read_only=True)
    actor = serializers.CharField(
        source="actor_id",
        read_only=True,
        allow_null=True,
        help_text="The id of the user who did it; null if the user was deleted or there was none.",
    )

    class Meta:
        """Includes every field."""

        model = AuditEntry
        fields = ["id", "object", "actor", "action", "subject", "facts", "created_at"]
        read_only_fields = fields
        extra_kwargs = {
            "action": {"help_text": "What was done, such as ``api_key.issued``."},
            "subject": {"help_text": "The id of the object that it was done to; empty if there is none."},
            "facts": {"help_text": "Details, which depend on ``action``."},
        }
