"""Receivers of signals from accounts: rate limits, read-only workspaces, and workspace deletion."""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver

from accounts import frames
from accounts.models import Workspace
from accounts.signals import change_requested, rate_limits_requested
from accounts.throttles import Limits
from billing import abandonment, entitlements, plans
from billing.models import Standing


@receiver(rate_limits_requested)
def rate_limits_of_plan(workspace: Workspace, **_: object) -> Limits:
    """Return the rate limits of the workspace's plan."""
    plan = entitlements.plan_by(entitlements.standing_shown(workspace=workspace))
    return Limits(
        per_workspace=plan.limits["api.requests_per_minute"],
        per_key=plan.limits["api.requests_per_minute_per_key"],
        pages=plan.limits["pages.requests_per_minute"],
        larger_plan_has_more=plan != plans.CATALOGUE[-1],
    )


@receiver(change_requested)
def refuse_while_read_only(workspace: Workspace, **_: object) -> None:
    """Raise WorkspaceReadOnlyError while a bill is unpaid."""
    entitlements.require_writable(workspace=workspace)


@receiver([post_save, post_delete], sender=Standing)
def discard_cached_standing(instance: Standing, **_: object) -> None:
    """Discard cached values after a workspace's subscription has changed: page frames and rate limits."""
    frames.drop(workspace_id=instance.workspace_id)


@receiver(pre_delete, sender=Workspace)
def end_subscriptions_of_deleted(instance: Workspace, **_: Any) -> None:
    """Schedule the end of a deleted workspace's subscriptions."""
    abandonment.note(workspace=instance)
