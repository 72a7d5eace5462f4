"""API keys, members and the audit log over REST."""

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import api_keys
from accounts.access import Change, WorkspaceAPIView
from accounts.api.serializers import (
    ApiKeyRequestSerializer,
    ApiKeySerializer,
    AuditEntrySerializer,
    IssuedApiKeySerializer,
    MemberSerializer,
)
from accounts.models import ApiKey, AuditEntry, Membership, Role
from foundation.openapi import LIST_PARAMETERS, list_of


class _ApiKeyView(WorkspaceAPIView):
    scope = "api_keys"
    read_role = Role.ADMIN
    write_role = Role.ADMIN
    secret_fields = frozenset({"secret"})
    changes = Change.ACCOUNT

    def key(self, key_id: str) -> ApiKey:
        """The workspace's key of that id. Raises NotFoundError."""
        keys = ApiKey.objects.for_workspace(self.workspace).select_related("workspace")
        return keys.get_or_refuse(key_id)

    def issued(self, key: ApiKey, secret: str) -> Response:
        """The key with its secret."""
        response = Response({**ApiKeySerializer(key).data, "secret": secret}, status=201)
        response["Location"] = reverse("api:api-key", args=[key.pk])
        response["Cache-Control"] = "no-store"
        return response


class ApiKeyListView(_ApiKeyView):
    """The workspace's API keys."""

    @extend_schema(
        operation_id="api_keys_list", parameters=LIST_PARAMETERS, responses=list_of(ApiKeySerializer)
    )
    def get(self, request: Request) -> Response:
        """Returns the API keys, newest first.

        The list includes revoked and expired keys. It never contains secrets. Requires the role admin.
        """
        return self.listing(
            ApiKey.objects.for_workspace(self.workspace), ApiKeySerializer, order="-created_at"
        )

    @extend_schema(request=ApiKeyRequestSerializer, responses={201: IssuedApiKeySerializer})
    def post(self, request: Request) -> Response:
        """Create an API key.

        The response contains the key's ``secret``. Store it now: it can't be retrieved later. A replayed
        response has ``secret`` null. Requires the role admin.

        Errors: ``403 scope_beyond_issuer`` if the request is made with an API key that lacks one of the
        ``scopes``.
        """
        body = ApiKeyRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        key, secret = api_keys.issue(
            workspace=self.workspace, issued_by=self.user, by_key=self.api_key, **body.validated_data
        )
        return self.issued(key, secret)


class ApiKeyView(_ApiKeyView):
    """One API key."""

    @extend_schema(operation_id="api_keys_retrieve", responses=ApiKeySerializer)
    def get(self, request: Request, key_id: str) -> Response:
        """Returns an API key, without its secret.

        Requires the role admin.
        """
        return Response(ApiKeySerializer(self.key(key_id)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, key_id: str) -> Response:
        """Revoke an API key.

        The key stops working immediately. This can't be undone. The key stays in the list, with
        ``revoked_at`` set. Revoking it again changes nothing. Requires the role admin.
        """
        api_keys.revoke(key=self.key(key_id), actor=self.user)
        return Response(status=204)


class ApiKeyRotationView(_ApiKeyView):
    """The rotation of an API key."""

    @extend_schema(request=None, responses={201: IssuedApiKeySerializer})
    def post(self, request: Request, key_id: str) -> Response:
        """Rotate an API key: create its replacement and revoke it.

        The new key has the same name, scopes, and expiry, and the caller as its issuer. The old key stops
        working immediately. The response contains the new ``secret``; it can't be retrieved later, and a
        replayed response has ``secret`` null. Requires the role admin.

        Errors: ``409 api_key_revoked`` if the key is revoked or expired; ``403 scope_beyond_issuer`` if the
        request is made with an API key that lacks one of the key's scopes.
        """
        key, secret = api_keys.rotate(key=self.key(key_id), actor=self.user, by_key=self.api_key)
        return self.issued(key, secret)


class MemberListView(WorkspaceAPIView):
    """The workspace's members."""

    scope = "members"

    @extend_schema(
        operation_id="members_list", parameters=LIST_PARAMETERS, responses=list_of(MemberSerializer)
    )
    def get(self, request: Request) -> Response:
        """Returns the members of the workspace, in the order in which they joined."""
        members = Membership.objects.for_workspace(self.workspace).select_related("user")
        return self.listing(members, MemberSerializer, order="created_at")


class AuditLogView(WorkspaceAPIView):
    """The audit log."""

    scope = "audit_log"
    read_role = Role.ADMIN

    @extend_schema(
        operation_id="audit_log_list", parameters=LIST_PARAMETERS, responses=list_of(AuditEntrySerializer)
    )
    def get(self, request: Request) -> Response:
        """Returns the audit log, newest entries first.

        Entries can't be edited or deleted. Requires the role admin.
        """
        entries = AuditEntry.objects.for_workspace(self.workspace)
        return self.listing(entries, AuditEntrySerializer, order="-created_at")
