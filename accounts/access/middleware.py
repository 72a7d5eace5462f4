"""The workspace of each page request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts.access.changes import SAFE_METHODS
from accounts.access.memberships import SESSION_KEY, membership_of
from foundation import logs
from foundation.problems import API_PREFIX

# No session is read for these, and they work while the database is unavailable.
_WITHOUT_PERSON = ("/static/", "/healthz", "/readyz", "/status", "/pictures/", "/go/")


class CurrentWorkspaceMiddleware:
    """Finds the current workspace of a signed-in person: the chosen one, else their oldest.

    Sets ``request.membership`` and ``request.workspace``, both None for all other visitors.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Look up the membership once, and only for pages."""
        membership = None
        if not request.path.startswith(_WITHOUT_PERSON) and request.user.is_authenticated:
            membership = membership_of(request.user, chosen=request.session.get(SESSION_KEY))
        request.membership = membership  # type: ignore[attr-defined]
        request.workspace = membership.workspace if membership else None  # type: ignore[attr-defined]
        if membership is None or request.path.startswith(API_PREFIX):
            return self.get_response(request)
        logs.bind(workspace_id=membership.workspace_id)
        if request.method in SAFE_METHODS:
            membership.workspace.remembered = {}
        # Pages use the workspace's time zone; REST responses stay in UTC.
        with timezone.override(membership.workspace.time_zone):
            return self.get_response(request)
