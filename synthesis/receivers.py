"""What follows for renders when a workspace's plan changes."""

from django.dispatch import receiver

from accounts.models import Workspace
from billing.signals import plan_followed
from synthesis import dispatch


@receiver(plan_followed)
def give_waiting_attempts_their_turn(workspace: Workspace, **_: object) -> None:
    """A larger plan goes ahead with what already waits, and a smaller one falls back."""
    dispatch.follow_plan(workspace=workspace)
