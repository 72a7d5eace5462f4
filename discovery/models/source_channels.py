"""Public channels as their platform reports them, collected once for all workspaces."""

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Workspace
from discovery import platforms
from discovery.models.platforms import OnPlatformModel
from discovery.platforms.base import SkipReason


class ChannelOrigin(models.TextChoices):
    """Where a channel's videos and numbers come from."""

    COLLECTED = "collected", "Collected from the platform"
    OWN = "own", "From your connected account"
    IMPORTED = "imported", "Imported by you"
    LICENSED = "licensed", "From a data provider"
    LINKED = "linked", "Added by URL"


# Channels with these are not collected: their data is handed over.
SUPPLIED = (ChannelOrigin.OWN, ChannelOrigin.IMPORTED, ChannelOrigin.LICENSED, ChannelOrigin.LINKED)


class ChannelStatus(models.TextChoices):
    """The status of a channel."""

    PENDING = "pending", "Looking up"
    WATCHED = "watched", "Watched"
    NOT_FOUND = "not_found", "Not found"
    UNREADABLE = "unreadable", "Unavailable"
    GONE = "gone", "Gone"


class SourceChannel(OnPlatformModel):
    """A public channel. It is collected once, however many workspaces watch it.

    A collection belongs to the holder of the lease; ``fence`` is the fencing token. ``due_at`` is the time of
    the next call about the channel or one of its videos; None while no workspace watches it. A channel that
    is gone or can't be read has a ``problem``, and is retried from ``retry_at`` on, with backoff.

    ``owner`` is set for data that one workspace supplied; no other workspace sees it. Data of different
    origins is never mixed: the same channel then has several rows.
    """

    owner = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, null=True, blank=True, related_name="owned_channels"
    )
    origin = models.CharField(max_length=9, choices=ChannelOrigin.choices, default=ChannelOrigin.COLLECTED)
    # For licensed data, the name of its provider.
    provider = models.CharField(max_length=60, blank=True, default="", db_default="", editable=False)
    # For an own channel, the id of its connection in the app that reads it.
    account = models.CharField(max_length=40, blank=True, default="", db_default="", editable=False)
    platform_id = models.CharField(max_length=64)
    uploads_id = models.CharField(max_length=64, blank=True, default="")
    title = models.CharField(max_length=120)
    handle = models.CharField(max_length=64, blank=True, default="")
    avatar_url = models.URLField(max_length=500, blank=True, default="")
    # A country code; empty if the channel does not state one.
    region = models.CharField(max_length=2, blank=True, default="")
    # None if the channel hides it.
    subscribers = models.PositiveBigIntegerField(null=True, blank=True)
    livemode = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    # When its title and other details were last refreshed.
    detailed_at = models.DateTimeField(null=True, blank=True, editable=False)

    status = models.CharField(max_length=10, choices=ChannelStatus.choices, default=ChannelStatus.WATCHED)
    status_changed_at = models.DateTimeField(default=timezone.now, editable=False)
    problem = models.CharField(max_length=200, blank=True, default="", editable=False)
    retry_at = models.DateTimeField(null=True, blank=True, editable=False)
    misses = models.PositiveSmallIntegerField(default=0, editable=False)

    due_at = models.DateTimeField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    fence = models.PositiveIntegerField(default=0, editable=False)
    # How many collections in a row ended without a result, because the worker crashed.
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    # When its list of videos was last read, and is due to be read again.
    listed_at = models.DateTimeField(null=True, blank=True, editable=False)
    list_at = models.DateTimeField(default=timezone.now, editable=False)
    # The page of its list at which the next listing continues; empty if nothing older is missing.
    next_page = models.TextField(blank=True, default="", db_default="", editable=False)
    # When its last collection was completed.
    collected_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The planned cost of its collection if each call is full, and how often videos are read.
    units_a_day = models.FloatField(default=0, editable=False)
    reads_a_day = models.FloatField(default=0, db_default=0, editable=False)

    class Meta:
        """A channel exists once, apart from its sample and from data that a workspace supplied."""

        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "platform_id", "livemode", "owner", "origin", "provider"],
                nulls_distinct=False,
                name="source_channel_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(due_at__isnull=False),
                name="source_channel_due",
            ),
            models.Index(fields=["platform", "handle"], name="source_channel_by_handle"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def url(self) -> str:
        """The channel's URL on its platform."""
        return platforms.of(self).channel_url(platform_id=self.platform_id)


class SkippedVideo(models.Model):
    """A listed video that is not stored, or a stored one that could not be used.

    It is requested again from ``retry_at`` on, and deleted once it can be used or is no longer listed.
    """

    channel = models.ForeignKey(SourceChannel, on_delete=models.CASCADE, related_name="skipped_videos")
    platform_id = models.CharField(max_length=64)
    title = models.CharField(max_length=300, blank=True, default="")
    reason = models.CharField(max_length=16, choices=SkipReason.choices)
    first_seen_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    seen_at = models.DateTimeField(default=timezone.now, editable=False)
    retry_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    class Meta:
        """A video is recorded once."""

        ordering = ["-seen_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "platform_id"], name="skipped_video_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title or self.platform_id}: {self.get_reason_display()}"
