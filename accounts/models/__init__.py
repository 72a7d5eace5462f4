"""People, workspaces and their resources, and what people are notified of."""

from accounts.models.notifications import (
    AddressProblem,
    Notification,
    NotificationEmail,
    NotificationEmailQuerySet,
    NotificationEmailStatus,
    NotificationPreference,
    NotificationQuerySet,
)
from accounts.models.people import (
    ApiKey,
    AuditEntry,
    IdempotencyRecord,
    Invitation,
    Membership,
    Role,
    User,
    Workspace,
    WorkspaceOwnedModel,
    WorkspaceOwnedQuerySet,
)

__all__ = [
    "AddressProblem",
    "ApiKey",
    "AuditEntry",
    "IdempotencyRecord",
    "Invitation",
    "Membership",
    "Notification",
    "NotificationEmail",
    "NotificationEmailQuerySet",
    "NotificationEmailStatus",
    "NotificationPreference",
    "NotificationQuerySet",
    "Role",
    "User",
    "Workspace",
    "WorkspaceOwnedModel",
    "WorkspaceOwnedQuerySet",
]
