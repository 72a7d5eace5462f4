"""Which channels a person wants for each event of a workspace."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from accounts.models import Membership, NotificationPreference, User, Workspace
from accounts.notifications import events
from accounts.notifications.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """Where a person is notified of an event."""

    in_app: bool
    email: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An event, and a person's channels for it. ``is_default`` is True for one who has not chosen."""

    event: Event
    channels: Channels
    is_default: bool


def choices(*, membership: Membership) -> list[Choice]:
    """Return the member's choice for each event that concerns their role. One query."""
    rows = NotificationPreference.objects.for_workspace(membership.workspace).filter(user=membership.user)
    stored = {row.event: row for row in rows}
    return [
        Choice(
            event=event,
            channels=_channels(event, stored.get(event.key)),
            is_default=event.key not in stored,
        )
        for event in events.catalogue()
        if membership.may(event.role)
    ]


def choice(*, membership: Membership, event: Event) -> Choice:
    """Return the member's choice for one event."""
    rows = NotificationPreference.objects.for_workspace(membership.workspace).filter(
        user=membership.user, event=event.key
    )
    row = rows.first()
    return Choice(event=event, channels=_channels(event, row), is_default=row is None)


@transaction.atomic
def choose(
    *,
    workspace: Workspace,
    user: User,
    event: Event,
    in_app: bool | None = None,
    email: bool | None = None,
) -> Channels:
    """Set the person's channels for the event, and return them. None leaves a channel as it is.

    A required event stays in the app.
    """
    default = _channels(event, None)
    row, _ = NotificationPreference.objects.select_for_update().get_or_create(
        workspace=workspace,
        user=user,
        event=event.key,
        defaults={"in_app": default.in_app, "email": default.email},
    )
    row.in_app = (row.in_app if in_app is None else in_app) or event.is_required
    row.email = row.email if email is None else email
    row.save(update_fields=["in_app", "email", "changed_at"])
    return _channels(event, row)


def wanted(*, workspace: Workspace, event: Event, user_ids: Collection[str]) -> dict[str, Channels]:
    """Return the channels of each of these people. One query."""
    rows = NotificationPreference.objects.for_workspace(workspace).filter(
        event=event.key, user_id__in=user_ids
    )
    stored = {row.user_id: row for row in rows}
    return {user_id: _channels(event, stored.get(user_id)) for user_id in user_ids}


def _channels(event: Event, row: NotificationPreference | None) -> Channels:
    in_app = event.in_app if row is None else row.in_app
    return Channels(in_app=in_app or event.is_required, email=event.email if row is None else row.email)
