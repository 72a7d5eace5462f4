"""Access control: authentication, the workspace of a request, and permissions."""

from accounts.access.api_views import WorkspaceAPIView
from accounts.access.changes import Change, declares, require_open
from accounts.access.memberships import SESSION_KEY, memberships_of, require_role
from accounts.access.page_views import WorkspaceRequest, unlisted_page, workspace_required

__all__ = [
    "SESSION_KEY",
    "Change",
    "WorkspaceAPIView",
    "WorkspaceRequest",
    "declares",
    "memberships_of",
    "require_open",
    "require_role",
    "unlisted_page",
    "workspace_required",
]
