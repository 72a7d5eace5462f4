"""A person's notifications: unread ones, marking them as read, and their end after 90 days."""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts import frames
from accounts.models import Membership, Notification, NotificationPreference, User, Workspace

KEEP_FOR = timedelta(days=90)
_PURGE_AT_ONCE, _MOST_PURGES = 2000, 20


def unread_by_person(*, workspace: Workspace) -> QuerySet[Notification, tuple[str, int]]:
    """Return the number of unread notifications for each person of the workspace who has any."""
    unread = Notification.objects.for_workspace(workspace).unread().order_by()
    counted: QuerySet[Notification, tuple[str, int]] = unread.values_list("user_id").annotate(Count("pk"))
    return counted


def mark_read(*, notification: Notification) -> None:
    """Mark the notification as read. Idempotent."""
    _mark(Notification.objects.filter(pk=notification.pk), workspace_id=notification.workspace_id)


def mark_all_read(*, workspace: Workspace, user: User, until: str = "") -> int:
    """Mark the person's notifications as read, and return how many were unread.

    ``until`` is the id of the newest one that the person has seen: later ones stay unread.
    """
    rows = Notification.objects.for_person(workspace=workspace, user=user)
    if until:
        rows = rows.filter(pk__lte=until)
    return _mark(rows, workspace_id=workspace.pk)


def _mark(rows: QuerySet[Notification], *, workspace_id: str) -> int:
    marked = rows.filter(read_at=None).update(read_at=timezone.now())
    if marked:
        frames.drop(workspace_id=workspace_id)
    return marked


def reveal(*, email_ids: Collection[str]) -> None:
    """Show in the app what these e-mails were to tell, because they did not reach the person."""
    carried = Q(email__in=email_ids) | Q(email__carrier__in=email_ids)
    hidden = list(Notification.objects.filter(carried, in_app=False))
    Notification.objects.filter(pk__in=[row.pk for row in hidden]).update(in_app=True)
    for workspace_id in {row.workspace_id for row in hidden}:
        frames.drop(workspace_id=workspace_id)


def purge() -> int:
    """Delete notifications that are older than 90 days, with their e-mails. Returns how many.

    Each transaction deletes at most 2,000, so that it stays short. A call deletes at most 40,000; the next
    one continues.
    """
    old = Notification.objects.filter(created_at__lt=timezone.now() - KEEP_FOR).order_by("created_at")
    deleted = 0
    for _ in range(_MOST_PURGES):
        ids = list(old.values_list("pk", flat=True)[:_PURGE_AT_ONCE])
        Notification.objects.filter(pk__in=ids).delete()
        deleted += len(ids)
        if len(ids) < _PURGE_AT_ONCE:
            break
    return deleted


def forget(*, membership: Membership) -> None:
    """Delete the notifications and choices of a person who is no longer a member."""
    for model in (Notification, NotificationPreference):
        rows = model._default_manager.filter(workspace_id=membership.workspace_id)
        rows.filter(user_id=membership.user_id).delete()
