"""Connected accounts."""

import functools
import operator
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User, Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from foundation import leases
from foundation.documents import DocumentColumn
from foundation.ids import PrefixedIdField
from foundation.secrets import EncryptedTextField
from foundation.state_machine import StateMachineModel
from publishing import platforms
from publishing.platforms import Account, Extras, Playlist, PlaylistShelf, Words


class ConnectionStatus(models.TextChoices):
    """Whether a connection can be used."""

    ACTIVE = "active", "Active"
    NEEDS_RECONNECT = "needs_reconnect", "Needs reconnect"
    REVOKED = "revoked", "Disconnected"


class ConnectionQuerySet(WorkspaceOwnedQuerySet["Connection"]):
    """Queries for connections."""

    def listed(self) -> Self:
        """Connections that are not disconnected, by name."""
        return self.exclude(status=ConnectionStatus.REVOKED).order_by("channel_title", "pk")

    def posting(self) -> Self:
        """Connections with the permissions to post."""
        able = (Q(platform=each.name, scopes__contains=list(each.scopes)) for each in platforms.all())
        return self.filter(functools.reduce(operator.or_, able))

    def readable(self) -> Self:
        """Connections whose account's videos can be read."""
        return self.filter(status=ConnectionStatus.ACTIVE)

    def in_doubt(self) -> Self:
        """Connections whose consent should be tried now, the longest overdue first."""
        return self.readable().filter(consent_due_at__lte=timezone.now()).order_by("consent_due_at")

    def due_for_reading(self) -> Self:
        """Connections whose account's videos should be read now, and that no worker has leased."""
        due = self.readable().filter(leases.free(prefix="videos_"), videos_due_at__lte=timezone.now())
        return due.order_by("videos_due_at")


class Connection(WorkspaceOwnedModel, StateMachineModel):
    """An authorised channel on a platform."""

    TRANSITIONS = {
        ConnectionStatus.ACTIVE: frozenset({ConnectionStatus.NEEDS_RECONNECT, ConnectionStatus.REVOKED}),
        ConnectionStatus.NEEDS_RECONNECT: frozenset({ConnectionStatus.ACTIVE, ConnectionStatus.REVOKED}),
        ConnectionStatus.REVOKED: frozenset({ConnectionStatus.ACTIVE}),
    }

    id = PrefixedIdField(prefix="con")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="connections")
    connected_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    platform = models.CharField(max_length=16)
    status = models.CharField(
        max_length=20, choices=ConnectionStatus.choices, default=ConnectionStatus.ACTIVE
    )
    channel_id = models.CharField(max_length=64)
    channel_title = models.CharField(max_length=200)
    channel_handle = models.CharField(max_length=100, blank=True)
    avatar_url = models.URLField(max_length=2000, blank=True)
    # The platform's document. Read it through ``known_account``.
    account = models.JSONField(default=dict, blank=True)
    account_read_at = models.DateTimeField(default=timezone.now, editable=False)
    scopes = ArrayField(models.CharField(max_length=120), default=list)
    refresh_token = EncryptedTextField(blank=True)
    access_token = EncryptedTextField(blank=True)
    access_expires_at = models.DateTimeField(default=timezone.now)
    # Held while one process refreshes the tokens.
    refresh_lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    refresh_fence = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # When to try its consent, which a webhook called removed. None: there is no doubt.
    consent_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The reading of the account's own videos.
    videos_read_at = models.DateTimeField(null=True, blank=True, editable=False)
    videos_due_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    videos_problem = models.CharField(max_length=400, blank=True, db_default="", editable=False)
    videos_lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    videos_fence = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # The account's playlists as last read; null before the first attempt.
    shelf = DocumentColumn["PlaylistShelf | None"](PlaylistShelf, null=True, blank=True, editable=False)
    livemode = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = ConnectionQuerySet.as_manager()

    class Meta:
        """A channel is connected to a workspace at most once."""

        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "platform", "channel_id"], name="connection_once_per_channel"
            ),
        ]
        indexes = [
            models.Index(
                fields=["videos_due_at"], condition=Q(status="active"), name="connection_videos_due"
            ),
            models.Index(
                fields=["consent_due_at"],
                condition=Q(consent_due_at__isnull=False),
                name="connection_consent_due",
            ),
        ]

    def __str__(self) -> str:
        return self.channel_title

    @property
    def platform_name(self) -> str:
        """The platform's name for people."""
        return platforms.of(self).words.name

    @property
    def words(self) -> Words:
        """The platform's texts on pages."""
        return platforms.of(self).words

    @property
    def full_name(self) -> str:
        """Its name with the platform, since a creator's channels often share one name."""
        return f"{self.channel_title} on {self.platform_name}"

    @property
    def picture_url(self) -> str:
        """The URL of its picture; empty once the URL has expired."""
        lasts = platforms.of(self).pictures_last
        is_old = lasts is not None and timezone.now() - self.account_read_at > lasts
        return "" if is_old else self.avatar_url

    @property
    def no_posting(self) -> str:
        """Why nothing can be published to it, and how to resolve it; empty if it can post."""
        return platforms.of(self).no_posting(scopes=self.scopes, livemode=self.livemode)

    @property
    def may_gain_posting(self) -> bool:
        """True if it only reads, and connecting it again asks for the permissions to post."""
        platform = platforms.of(self)
        if set(platform.scopes) <= set(self.scopes):
            return False
        return not platform.no_posting(scopes=platform.scopes, livemode=self.livemode)

    @property
    def extras(self) -> Extras | None:
        """Its platform's playlists and comments; None if the platform's API has none."""
        return platforms.of(self).extras

    @property
    def may_add_extras(self) -> bool:
        """True with the permission for playlists and comments."""
        return self.extras is not None and self.extras.scope in self.scopes

    @property
    def playlists(self) -> tuple[Playlist, ...]:
        """Its playlists as last read."""
        return self.shelf.playlists if self.shelf is not None else ()

    @property
    def known_account(self) -> Account:
        """The account's state as last reported by the platform."""
        return platforms.of(self).account_type.model_validate(self.account)
