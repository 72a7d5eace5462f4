"""Connected channels and their publications."""

from datetime import timedelta
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User, Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from foundation import leases
from foundation.ids import PrefixedIdField
from foundation.secrets import EncryptedTextField
from foundation.state_machine import StateMachineModel
from foundation.versions import VersionedModel
from publishing import platforms
from publishing.platforms import Account, Options, Post, UploadSession, VideoFile


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
        """Connections to platforms that accept posts."""
        return self.filter(platform__in=[platform.name for platform in platforms.posting()])

    def readable(self) -> Self:
        """Connections whose account's videos can be read."""
        return self.filter(status=ConnectionStatus.ACTIVE)

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
    # The reading of the account's own videos.
    videos_read_at = models.DateTimeField(null=True, blank=True, editable=False)
    videos_due_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    videos_problem = models.CharField(max_length=400, blank=True, db_default="", editable=False)
    videos_lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    videos_fence = models.PositiveIntegerField(default=0, db_default=0, editable=False)
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
        ]

    def __str__(self) -> str:
        return self.channel_title

    @property
    def platform_name(self) -> str:
        """The platform's name for people."""
        return platforms.of(self).words.name

    @property
    def picture_url(self) -> str:
        """The URL of its picture; empty once the URL has expired."""
        lasts = platforms.of(self).pictures_last
        is_old = lasts is not None and timezone.now() - self.account_read_at > lasts
        return "" if is_old else self.avatar_url

    @property
    def no_posting(self) -> str:
        """Why nothing can be published to it; empty if its platform accepts posts."""
        platform = platforms.of(self)
        return platform.words.no_posting if platform.posting is None else ""

    @property
    def known_account(self) -> Account:
        """The account's state as last reported by the platform."""
        return platforms.of(self).account_type.model_validate(self.account)


class PublicationStatus(models.TextChoices):
    """The progress of one publication."""

    DRAFT = "draft", "Draft"
    SUBMITTING = "submitting", "Submitting"
    SUBMITTED_UNCONFIRMED = "submitted_unconfirmed", "Sent, not confirmed"
    PUBLISHED = "published", "Published"
    FAILED = "failed", "Failed"
    CANCELED = "canceled", "Canceled"


class PublicationQuerySet(WorkspaceOwnedQuerySet["Publication"]):
    """Queries for publications."""

    def open(self) -> Self:
        """Publications in progress."""
        return self.filter(status__in=[PublicationStatus.SUBMITTING, PublicationStatus.SUBMITTED_UNCONFIRMED])

    def listed(self) -> Self:
        """Publications with everything that a list shows, in one query."""
        return self.select_related("video", "connection", "render__thumbnail")

    def due(self) -> Self:
        """Publications in progress that are due and that no worker has leased."""
        return self.open().filter(leases.free(), next_poll_at__lte=timezone.now()).order_by("next_poll_at")


class Publication(WorkspaceOwnedModel, StateMachineModel, VersionedModel):
    """One video published to one channel."""

    TRANSITIONS = {
        PublicationStatus.DRAFT: frozenset({PublicationStatus.SUBMITTING, PublicationStatus.CANCELED}),
        PublicationStatus.SUBMITTING: frozenset(
            {
                PublicationStatus.SUBMITTED_UNCONFIRMED,
                PublicationStatus.PUBLISHED,
                PublicationStatus.FAILED,
            }
        ),
        PublicationStatus.SUBMITTED_UNCONFIRMED: frozenset(
            {PublicationStatus.SUBMITTING, PublicationStatus.PUBLISHED, PublicationStatus.FAILED}
        ),
        PublicationStatus.FAILED: frozenset({PublicationStatus.SUBMITTING, PublicationStatus.CANCELED}),
    }

    id = PrefixedIdField(prefix="pub")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="publications")
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    video = models.ForeignKey("synthesis.Video", on_delete=models.PROTECT, related_name="publications")
    render = models.ForeignKey("synthesis.Render", on_delete=models.PROTECT, related_name="publications")
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="publications")
    status = models.CharField(
        max_length=24, choices=PublicationStatus.choices, default=PublicationStatus.DRAFT
    )
    title = models.CharField(max_length=200)
    post_text = models.TextField(blank=True)
    # The platform's document. Read it through ``chosen_options``.
    options = models.JSONField(default=dict, blank=True)
    synthetic_media = models.BooleanField(default=False)
    synthetic_media_required = models.BooleanField(default=False, editable=False)
    livemode = models.BooleanField(default=True)

    platform_video_id = models.CharField(max_length=64, blank=True)
    url = models.URLField(max_length=300, blank=True)
    failure = models.CharField(max_length=400, blank=True)
    failure_detail = models.TextField(blank=True)
    evidence = models.JSONField(default=dict, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    fence = models.PositiveIntegerField(default=0, editable=False)
    next_poll_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = PublicationQuerySet.as_manager()

    class Meta:
        """A platform's video belongs to at most one publication."""

        constraints = [
            models.UniqueConstraint(
                fields=["connection", "platform_video_id"],
                condition=~Q(platform_video_id=""),
                name="publication_once_per_platform_video",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "-id"], name="publication_by_workspace"),
            models.Index(
                fields=["next_poll_at"],
                condition=Q(status__in=["submitting", "submitted_unconfirmed"]),
                name="publication_due",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def platform(self) -> str:
        """The name of the target platform."""
        return self.connection.platform

    @property
    def chosen_options(self) -> Options:
        """The chosen options."""
        return platforms.posting_of(self).options_type.model_validate(self.options)

    @property
    def audience(self) -> str:
        """The chosen audience, in the platform's terms; empty while none is chosen."""
        return platforms.posting_of(self).audience_of(options=self.chosen_options)

    @property
    def is_public(self) -> bool:
        """True if everyone can find and watch it, once it is published."""
        return platforms.posting_of(self).is_public(options=self.chosen_options)

    @property
    def post(self) -> Post:
        """Everything that is sent to the platform."""
        asset = self.render.final_asset
        return Post(
            title=self.title,
            text=self.post_text,
            synthetic_media=self.synthetic_media,
            synthetic_media_required=self.synthetic_media_required,
            options=self.chosen_options,
            account=self.connection.known_account,
            file=VideoFile(asset.width_px, asset.height_px, asset.duration_s, asset.size_bytes)
            if asset
            else None,
        )

    @property
    def is_editable(self) -> bool:
        """True before it is sent, or if it failed before the platform received the video."""
        if self.status == PublicationStatus.FAILED:
            return not self.platform_video_id
        return self.status == PublicationStatus.DRAFT

    @property
    def is_slow(self) -> bool:
        """True when it has been in progress for longer than usual."""
        return timezone.now() - (self.submitted_at or self.created_at) > timedelta(minutes=3)

    @property
    def is_open(self) -> bool:
        """True while it is in progress."""
        return self.status in (PublicationStatus.SUBMITTING, PublicationStatus.SUBMITTED_UNCONFIRMED)

    @property
    def uploads(self) -> "models.QuerySet[PublishAttempt]":
        """Its upload sessions, oldest first."""
        return self.attempts.order_by("number")


class PublishAttempt(models.Model):
    """One upload session of a publication, stored before its first byte is sent.

    ``final_sent`` is set before the last bytes are sent. From then on the video may exist on the platform,
    and no other session may be opened until it is known that it does not.
    """

    id = PrefixedIdField(prefix="pba")
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    session_url = EncryptedTextField(blank=True)
    # The platform's own id of the upload; empty if it has none.
    reference = models.CharField(max_length=200, blank=True)
    size_bytes = models.BigIntegerField()
    sent_bytes = models.BigIntegerField(default=0)
    final_sent = models.BooleanField(default=False)
    note = models.CharField(max_length=400, blank=True)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A publication has at most one open session."""

        constraints = [
            models.UniqueConstraint(
                fields=["publication"], condition=Q(closed_at=None), name="publish_attempt_one_open"
            ),
            models.UniqueConstraint(fields=["publication", "number"], name="publish_attempt_number"),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} #{self.number}"

    @property
    def session(self) -> UploadSession:
        """The session in the form that the platform's client accepts."""
        return UploadSession(url=self.session_url, reference=self.reference)
