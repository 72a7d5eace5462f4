"""Assigns a workspace to each new person, and forgets what a former member was notified of."""

from typing import Any

from allauth.account.signals import user_signed_up
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import invitations, workspaces
from accounts.models import Membership, User
from accounts.notifications import inbox


@receiver(user_signed_up)
def assign_workspace(request: HttpRequest, user: User, **_: object) -> None:
    """Add the person to the workspace that invited them, or create one for them."""
    token = request.session.get(invitations.SESSION_KEY, "")
    if token and invitations.is_for(token=token, email=user.email):
        invitations.accept(token=token, user=user)
    if not user.memberships.exists():
        workspaces.open_workspace(owner=user)


@receiver(post_delete, sender=Membership)
def forget_notifications(instance: Membership, **_: Any) -> None:
    """Delete the notifications and choices of a person who has left the workspace."""
    inbox.forget(membership=instance)
