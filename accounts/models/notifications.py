"""What people are notified of: the rows of the bell, their e-mails, and who wants which."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models.people import User, Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from foundation.ids import PrefixedIdField
from foundation.state_machine import StateMachineModel

_ADDRESS_RESTS_FOR = timedelta(days=7)


class NotificationQuerySet(WorkspaceOwnedQuerySet["Notification"]):
    """Queries for notifications."""

    def for_person(self, *, workspace: Workspace, user: User) -> Self:
        """The notifications that the person sees in the workspace."""
        return self.for_workspace(workspace).filter(user=user, in_app=True)

    def listed(self) -> Self:
        """With the state of each e-mail, in one query."""
        return self.select_related("email__carrier")

    def unread(self) -> Self:
        """Those that are shown in the app and not marked as read."""
        return self.filter(in_app=True, read_at=None)


class Notification(WorkspaceOwnedModel):
    """One event that one person is notified of. Its words never change.

    ``event`` is the key of an ``accounts.notifications.Event``. ``subject`` is the id of the object that it
    is about, and ``once`` identifies the occurrence: a person gets it once. ``url`` is a path. A notification
    that the person only wants by e-mail is not ``in_app``.
    """

    id = PrefixedIdField(prefix="ntf")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="notifications")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    event = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, blank=True)
    once = models.CharField(max_length=160)
    title = models.CharField(max_length=200)
    text = models.CharField(max_length=600, blank=True)
    url = models.CharField(max_length=300, blank=True)
    in_app = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = NotificationQuerySet.as_manager()

    class Meta:
        """A person gets an occurrence once. Lists are by person, newest first."""

        constraints = [
            # In this order, the index also finds whether anyone was notified of an occurrence.
            models.UniqueConstraint(fields=["workspace", "event", "once", "user"], name="notification_once"),
        ]
        indexes = [
            models.Index(fields=["workspace", "user", "-id"], name="notification_by_person"),
            models.Index(
                fields=["workspace", "user"],
                condition=Q(in_app=True, read_at=None),
                name="notification_unread",
            ),
            models.Index(fields=["created_at"], name="notification_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.once} to {self.user_id}"

    @property
    def not_mailed(self) -> str:
        """Why its e-mail did not reach the person; empty if it did, may still, or none was wanted."""
        email: NotificationEmail | None = getattr(self, "email", None)
        message = email.carrier or email if email else None
        is_over = message is not None and message.status in _NOT_DELIVERED
        return message.note if message is not None and is_over else ""


class NotificationEmailStatus(models.TextChoices):
    """The state of a notification's e-mail."""

    WAITING = "waiting", "Waiting"
    SENT = "sent", "Sent"
    # Part of another row's message.
    GATHERED = "gathered", "Sent together with others"
    FAILED = "failed", "Not delivered"
    SKIPPED = "skipped", "Not sent"


_NOT_DELIVERED = (NotificationEmailStatus.FAILED, NotificationEmailStatus.SKIPPED)


class NotificationEmailQuerySet(WorkspaceOwnedQuerySet["NotificationEmail"]):
    """Queries for e-mails of notifications."""

    def waiting(self) -> Self:
        """E-mails that are neither sent nor given up."""
        return self.filter(status=NotificationEmailStatus.WAITING)


class NotificationEmail(WorkspaceOwnedModel, StateMachineModel):
    """The e-mail of one notification, written together with it.

    A row with ``begun_at`` is a message: its notification, and those of the rows that it carries. Its content
    no longer changes, so that a repeated attempt sends the same message again. ``note`` is the reason of a
    failure, for people.
    """

    TRANSITIONS = {
        NotificationEmailStatus.WAITING: frozenset(
            {
                NotificationEmailStatus.SENT,
                NotificationEmailStatus.GATHERED,
                NotificationEmailStatus.FAILED,
                NotificationEmailStatus.SKIPPED,
            }
        ),
    }

    id = PrefixedIdField(prefix="nem")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    notification = models.OneToOneField(Notification, on_delete=models.CASCADE, related_name="email")
    event = models.CharField(max_length=60)
    status = models.CharField(
        max_length=10, choices=NotificationEmailStatus.choices, default=NotificationEmailStatus.WAITING
    )
    carrier = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="carried")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    begun_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    fence = models.PositiveIntegerField(default=0, editable=False)
    note = models.CharField(max_length=300, blank=True)

    objects: ClassVar = NotificationEmailQuerySet.as_manager()

    class Meta:
        """Due rows are looked up by a sweep, and recent messages by person and event."""

        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(status="waiting"), name="notification_email_due"
            ),
            models.Index(fields=["user", "workspace", "event", "begun_at"], name="notification_email_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.user_id}: {self.status}"


class NotificationPreference(WorkspaceOwnedModel):
    """The channels that one person has chosen for one event in a workspace. Without a row, the event's
    defaults apply.
    """

    id = PrefixedIdField(prefix="npr")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    event = models.CharField(max_length=60)
    in_app = models.BooleanField()
    email = models.BooleanField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        """One choice per person, workspace and event."""

        constraints = [
            models.UniqueConstraint(
                fields=["user", "workspace", "event"], name="notification_preference_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} of {self.user_id}"


class AddressProblem(models.Model):
    """A person's address that their mail server refused for good. Nothing is sent to it for a week."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="address_problem"
    )
    email = models.EmailField()
    reason = models.CharField(max_length=300)
    refused_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.email}: {self.reason}"

    @property
    def rests_until(self) -> datetime:
        """When the address is tried again."""
        return self.refused_at + _ADDRESS_RESTS_FOR

    def applies_to(self, *, email: str) -> bool:
        """True while nothing may be sent to that address. A new address is not affected."""
        return self.email == email and self.rests_until > timezone.now()
