"""A new person gets a workspace of their own."""

from typing import Any

from allauth.account.signals import user_signed_up
from django.dispatch import receiver

from accounts import workspaces
from accounts.models import User


@receiver(user_signed_up)
def open_first_workspace(user: User, **_: Any) -> None:
    """Nobody starts without a place to work in, except those who come by invitation."""
    if not user.memberships.exists():
        workspaces.open_workspace(owner=user)
