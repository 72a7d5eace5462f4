"""Publications: one video going to one channel."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import Now, RowNumber
from django.utils import timezone

from accounts.models import User, Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from foundation import leases
from foundation.documents import DocumentColumn
from foundation.ids import PrefixedIdField
from foundation.state_machine import StateMachineModel
from foundation.versions import VersionedModel
from publishing import hashtags, platforms
from publishing.models.attachments import Attachments
from publishing.models.connections import Connection
from publishing.models.crossposts import SHARED, Crosspost, hashtag_column
from publishing.models.preflights import PreflightRun
from publishing.platforms import Options, Post, VideoFile

if TYPE_CHECKING:
    from publishing.models.attempts import PublishAttempt


class PublicationStatus(models.TextChoices):
    """The progress of one publication."""

    DRAFT = "draft", "Draft"
    PENDING_REVIEW = "pending_review", "Waiting for approval"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    APPROVED = "approved", "Approved"
    SCHEDULED = "scheduled", "Scheduled"
    SUBMITTING = "submitting", "Submitting"
    SUBMITTED_UNCONFIRMED = "submitted_unconfirmed", "Sent, not confirmed"
    PUBLISHED = "published", "Published"
    FAILED = "failed", "Failed"
    CANCELED = "canceled", "Canceled"


_S = PublicationStatus
_SCHEDULABLE = frozenset((_S.DRAFT, _S.APPROVED, _S.SCHEDULED))
BEFORE_SENDING = frozenset({_S.DRAFT, _S.PENDING_REVIEW, _S.CHANGES_REQUESTED, _S.APPROVED, _S.SCHEDULED})
IN_PROGRESS = frozenset({_S.SUBMITTING, _S.SUBMITTED_UNCONFIRMED})
# The platform has it, or may have it.
SENT = IN_PROGRESS | {_S.PUBLISHED}
WAS_SENT = Q(status__in=SENT) | ~Q(platform_video_id="")
# The fields of a publication that the sweep does not start.
OFF_SCHEDULE: Mapping[str, Any] = {"starts_at": None, "held_at": None, "hold_reason": ""}


class PublicationQuerySet(WorkspaceOwnedQuerySet["Publication"]):
    """Queries for publications."""

    def open(self) -> Self:
        """Publications in progress."""
        return self.filter(status__in=IN_PROGRESS)

    def was_sent(self) -> Self:
        """Publications that the platform has, or may have."""
        return self.filter(WAS_SENT)

    def listed(self) -> Self:
        """Publications with everything that a list shows, in one query."""
        return self.select_related("video", "connection", "render__thumbnail").defer("preflight")

    def followed_up(self) -> Self:
        """Published videos that may still get an address of their own."""
        return self.filter(status=PublicationStatus.PUBLISHED, follow_up_at__isnull=False)

    def handed_over(self) -> Self:
        """Publications in progress that the account's owner has to finish in the platform's app."""
        return self.open().filter(evidence__has_key="handed_over")

    def due(self) -> Self:
        """Publications in progress that are due and that no worker has leased, workspaces in turn."""
        due = self.open().filter(leases.free(), next_poll_at__lte=Now())
        return due.in_turns(by="next_poll_at")

    def scheduled(self) -> Self:
        """Publications that wait for their time, or that are held after it."""
        return self.filter(status=PublicationStatus.SCHEDULED)

    def held(self) -> Self:
        """Scheduled publications that missed their time and wait for a person's decision."""
        return self.scheduled().exclude(held_at=None)

    def due_to_start(self) -> Self:
        """Scheduled publications whose time has come by the database's clock, workspaces in turn."""
        due = self.scheduled().filter(held_at=None, starts_at__lte=Now())
        return due.in_turns(by="starts_at")

    def in_turns(self, *, by: str) -> Self:
        """Order by ``by`` within a workspace: each workspace's first, then each workspace's second."""
        place = Window(RowNumber(), partition_by="workspace_id", order_by=F(by).asc())
        return self.annotate(place=place).order_by("place", by)


class Publication(WorkspaceOwnedModel, StateMachineModel, VersionedModel):
    """One video published to one channel."""

    TRANSITIONS = {
        _S.DRAFT: frozenset({_S.PENDING_REVIEW, _S.SCHEDULED, _S.SUBMITTING, _S.CANCELED}),
        _S.PENDING_REVIEW: frozenset({_S.DRAFT, _S.CHANGES_REQUESTED, _S.APPROVED, _S.CANCELED}),
        _S.CHANGES_REQUESTED: frozenset({_S.DRAFT, _S.PENDING_REVIEW, _S.APPROVED, _S.CANCELED}),
        _S.APPROVED: frozenset({_S.DRAFT, _S.CHANGES_REQUESTED, _S.SCHEDULED, _S.SUBMITTING, _S.CANCELED}),
        _S.SCHEDULED: frozenset(
            {_S.DRAFT, _S.APPROVED, _S.CHANGES_REQUESTED, _S.SUBMITTING, _S.FAILED, _S.CANCELED}
        ),
        _S.SUBMITTING: frozenset({_S.SUBMITTED_UNCONFIRMED, _S.PUBLISHED, _S.FAILED}),
        _S.SUBMITTED_UNCONFIRMED: frozenset({_S.SUBMITTING, _S.PUBLISHED, _S.FAILED}),
        _S.FAILED: frozenset({_S.DRAFT, _S.PENDING_REVIEW, _S.SCHEDULED, _S.SUBMITTING, _S.CANCELED}),
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
    hashtags = hashtag_column()
    cover_ms = models.PositiveIntegerField(null=True, blank=True)
    # When the platform got the cover, or why it did not.
    cover_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    cover_note = models.CharField(max_length=400, blank=True, db_default="", editable=False)
    # The post that it is a part of, and the texts that it does not share with the post's other channels.
    crosspost = models.ForeignKey(
        Crosspost, on_delete=models.SET_NULL, null=True, blank=True, related_name="publications"
    )
    own_fields = ArrayField(
        models.CharField(max_length=16, choices=[(name, name) for name in SHARED]), default=list, blank=True
    )
    # The platform's document. Read it through ``chosen_options``.
    options = models.JSONField(default=dict, blank=True)
    # What apps above add to it; null for nothing. Read it through ``attached``.
    attachments = DocumentColumn["Attachments | None"](Attachments, null=True, blank=True, editable=False)
    synthetic_media = models.BooleanField(default=False)
    synthetic_media_required = models.BooleanField(default=False, editable=False)
    livemode = models.BooleanField(default=True)
    # The last stored result of preflight; null before the first.
    preflight = DocumentColumn["PreflightRun | None"](PreflightRun, null=True, blank=True, editable=False)

    platform_video_id = models.CharField(max_length=64, blank=True)
    url = models.URLField(max_length=300, blank=True)
    failure = models.CharField(max_length=400, blank=True)
    failure_detail = models.TextField(blank=True)
    evidence = models.JSONField(default=dict, blank=True)
    # When it is to be sent; also the planned time of a publication that awaits approval.
    scheduled_at = models.DateTimeField(null=True, blank=True)
    scheduled_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    # The status that it returns to when it is unscheduled.
    scheduled_from = models.CharField(max_length=24, blank=True, default="", db_default="", editable=False)
    # When sending starts: earlier than ``scheduled_at`` if the platform publishes at that time itself.
    starts_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Set while the platform is to publish it: uploaded as private until then.
    goes_public_at = models.DateTimeField(null=True, blank=True, editable=False)
    held_at = models.DateTimeField(null=True, blank=True, editable=False)
    hold_reason = models.CharField(max_length=400, blank=True, default="", db_default="", editable=False)
    # How late it was sent and why; empty if it was sent on time.
    late_note = models.CharField(max_length=400, blank=True, default="", db_default="", editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    # When a published video without an address of its own is looked at again; null if it gets none.
    follow_up_at = models.DateTimeField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    fence = models.PositiveIntegerField(default=0, editable=False)
    next_poll_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = PublicationQuerySet.as_manager()

    class Meta:
        """A platform's video belongs to at most one publication, and a channel is in a post once."""

        constraints = [
            models.UniqueConstraint(
                fields=["connection", "platform_video_id"],
                condition=~Q(platform_video_id=""),
                name="publication_once_per_platform_video",
            ),
            models.UniqueConstraint(
                fields=["crosspost", "connection"],
                condition=~Q(status="canceled"),
                name="publication_once_per_crosspost",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "-id"], name="publication_by_workspace"),
            models.Index(
                fields=["next_poll_at"],
                condition=Q(status__in=["submitting", "submitted_unconfirmed"]),
                name="publication_due",
            ),
            models.Index(
                fields=["starts_at"],
                condition=Q(status="scheduled", held_at=None),
                name="publication_due_to_start",
            ),
            models.Index(fields=["submitted_at"], name="publication_by_submission"),
            models.Index(
                fields=["follow_up_at"],
                condition=Q(follow_up_at__isnull=False),
                name="publication_follow_up",
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
        return platforms.of(self).options_type.model_validate(self.options)

    @property
    def attached(self) -> Attachments:
        """The lines that apps above add to it."""
        return self.attachments or Attachments()

    @property
    def sent_options(self) -> Options:
        """The chosen options, with the attached lines in the first comment if they belong there."""
        chosen, name = self.chosen_options, platforms.of(self).comment_option
        if not name or not self.attached.lines:
            return chosen
        comment = self.attached.in_comment(getattr(chosen, name))
        return chosen.model_copy(update={name: comment})

    @property
    def audience(self) -> str:
        """The chosen audience, in the platform's terms; empty while none is chosen."""
        return platforms.of(self).audience_of(options=self.chosen_options)

    @property
    def is_public(self) -> bool:
        """True if everyone can find and watch it, once it is published."""
        return platforms.of(self).is_public(options=self.chosen_options)

    @property
    def post(self) -> Post:
        """Everything that is sent to the platform."""
        asset = self.render.final_asset
        return Post(
            title=self.title,
            text=hashtags.placed(self.attached.in_text(self.post_text), self.hashtags),
            hashtags=tuple(self.hashtags),
            cover_ms=self.cover_ms,
            synthetic_media=self.synthetic_media,
            synthetic_media_required=self.synthetic_media_required,
            options=self.sent_options,
            promotes=bool(self.attached.lines),
            account=self.connection.known_account,
            publish_at=self.goes_public_at,
            may_add_extras=self.connection.may_add_extras,
            playlists=self.connection.playlists if self.connection.shelf is not None else None,
            file=VideoFile(asset.width_px, asset.height_px, asset.duration_s, asset.size_bytes)
            if asset
            else None,
        )

    @property
    def option_facts(self) -> list[tuple[str, str]]:
        """The label of each option and what is chosen, in words."""
        connection = self.connection
        inputs = platforms.of(self).inputs(account=connection.known_account, playlists=connection.playlists)
        return platforms.facts(options=self.sent_options, inputs=inputs)

    @property
    def is_editable(self) -> bool:
        """True before it is sent, or if it failed before the platform received the video."""
        if self.status == PublicationStatus.FAILED:
            return not self.platform_video_id
        return self.status in BEFORE_SENDING

    @property
    def is_schedulable(self) -> bool:
        """True if it can be scheduled, or moved to another time: nothing of it was sent."""
        if self.status == PublicationStatus.FAILED:
            return not self.platform_video_id
        return self.status in _SCHEDULABLE

    @property
    def is_held(self) -> bool:
        """True while it missed its time and waits for a person's decision."""
        return self.status == PublicationStatus.SCHEDULED and self.held_at is not None

    @property
    def is_slow(self) -> bool:
        """True when it has been in progress for longer than usual."""
        return timezone.now() - (self.submitted_at or self.created_at) > timedelta(minutes=3)

    @property
    def is_open(self) -> bool:
        """True while it is in progress."""
        return self.status in IN_PROGRESS

    @property
    def gone_at(self) -> datetime | None:
        """When two readings had found a published video missing on its platform; None if it is there."""
        tracking = getattr(self, "tracking", None)
        found: datetime | None = tracking.gone_at if tracking is not None else None
        return found

    @property
    def is_handed_over(self) -> bool:
        """True while the account's owner has to finish the post in the platform's app."""
        return self.is_open and "handed_over" in self.evidence

    @property
    def uploads(self) -> "models.QuerySet[PublishAttempt]":
        """Its upload sessions, oldest first."""
        return self.attempts.order_by("number")
