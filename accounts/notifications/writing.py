"""Writes notifications, in the transaction of the change that they report."""

import logging
from collections.abc import Collection, Sequence

from django.db import transaction

from accounts import frames
from accounts.models import Membership, Notification, NotificationEmail, Role, Workspace
from accounts.notifications import preferences
from accounts.notifications.events import Event
from accounts.notifications.preferences import Channels
from foundation import messages

logger = logging.getLogger(__name__)

SEND_EMAILS = "accounts.send_notification_emails"
_TITLE_LENGTH, _TEXT_LENGTH = 200, 600


@transaction.atomic
def notify(
    *,
    workspace: Workspace,
    event: Event,
    subject: str,
    once: str,
    title: str,
    text: str = "",
    url: str = "",
    people: Collection[str | None] | None = None,
) -> int:
    """Notify members of an event: one row for each, and one for each e-mail. Returns how many were new.

    ``subject`` is the id of the object. ``once`` identifies the occurrence, so that a repeated or concurrent
    call notifies nobody twice. ``title`` and ``text`` are plain sentences, cut to 200 and 600 characters.
    ``url`` is a path of the product.

    ``people`` restricts it to the users of these ids; None entries are ignored. If none of them is a member
    with the event's role any more, a required event goes to everyone with that role.
    """
    recipients = _recipients(workspace, event, people)
    channels = preferences.wanted(workspace=workspace, event=event, user_ids=recipients)
    rows = [
        Notification(
            workspace=workspace,
            user_id=user_id,
            event=event.key,
            subject=subject,
            once=once,
            title=_cut(title, _TITLE_LENGTH),
            text=_cut(text, _TEXT_LENGTH),
            url=url,
            in_app=channels[user_id].in_app,
        )
        for user_id in recipients
        if channels[user_id].in_app or channels[user_id].email
    ]
    written = _write(rows)
    _write_emails(written, channels)
    if written:
        frames.drop(workspace_id=workspace.pk)
        logger.info("people notified", extra={"event": event.key, "subject": subject, "count": len(written)})
    return len(written)


def _recipients(workspace: Workspace, event: Event, people: Collection[str | None] | None) -> list[str]:
    """The ids of the people to notify, sorted, so that concurrent calls insert in the same order."""
    roles = [role for role in Role if role.rank >= event.role.rank]
    members = Membership.objects.for_workspace(workspace).filter(role__in=roles, user__is_active=True)
    everyone = sorted(members.values_list("user_id", flat=True))
    if people is None:
        return everyone
    chosen = [user_id for user_id in everyone if user_id in people]
    return chosen or (everyone if event.is_required else [])


def _write(rows: Sequence[Notification]) -> list[Notification]:
    """Insert the rows, and return those that are new."""
    if not rows:
        return []
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    inserted = set(Notification.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    return [row for row in rows if row.pk in inserted]


def _write_emails(written: Sequence[Notification], channels: dict[str, Channels]) -> None:
    emails = [
        NotificationEmail(
            workspace_id=row.workspace_id, user_id=row.user_id, notification=row, event=row.event
        )
        for row in written
        if channels[row.user_id].email
    ]
    if emails:
        NotificationEmail.objects.bulk_create(emails)
        messages.send_on_commit(SEND_EMAILS)


def _cut(words: str, most: int) -> str:
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
