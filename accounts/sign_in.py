"""What allauth asks us about sign-in, and who a session belongs to."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from accounts.models import Membership, User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Sign-up is by e-mail alone."""

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names."""


class MemberBackend(AuthenticationBackend):  # type: ignore[misc] # as above
    """Signs in by e-mail, and reads a session's person with their memberships and workspaces in one query."""

    def get_user(self, user_id: str) -> User | None:
        """The person, unless they may not sign in; Django checks the session's hash afterwards."""
        rows = list(
            Membership.objects.filter(user_id=user_id)
            .select_related("user", "workspace")
            .order_by("created_at", "pk")
        )
        if not rows:
            found: User | None = super().get_user(user_id)
            return found
        user = rows[0].user
        user.read_memberships = rows
        return user if self.user_can_authenticate(user) else None
