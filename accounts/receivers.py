"""Assigns a workspace to each new person."""

from allauth.account.signals import user_signed_up
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import invitations, workspaces
from accounts.models import User


@receiver(user_signed_up)
def assign_workspace(request: HttpRequest, user: User, **_: object) -> None:
    """Add the person to the workspace that invited them, or create one for them."""
    token = request.session.get(invitations.SESSION_KEY, "")
    if token and invitations.is_for(token=token, email=user.email):
        invitations.accept(token=token, user=user)
    if not user.memberships.exists():
        workspaces.open_workspace(owner=user)
