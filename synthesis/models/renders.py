"""Quotes, renders and attempts: one production of a video, and each attempt at one scene."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from foundation.documents import DocumentColumn
from foundation.ids import PrefixedIdField
from foundation.state_machine import StateMachineModel
from synthesis.content import Blocker, QuoteItem, SceneContent, SceneTiming, VideoContent


class Quote(WorkspaceOwnedModel):
    """The time and quota that a render will take. A render consumes its quote.

    ``items`` has one entry per scene; ``blocked`` lists code and message of each blocker.
    """

    id = PrefixedIdField(prefix="quo")
    video = models.ForeignKey("synthesis.Video", on_delete=models.CASCADE, related_name="quotes")
    fingerprint = models.CharField(max_length=64, help_text="The fingerprint of the quoted content.")
    items = DocumentColumn(list[QuoteItem], default=list)
    duration_s = models.FloatField()
    p50_s = models.FloatField(help_text="The p50 estimate of the render time, in seconds.")
    p90_s = models.FloatField(help_text="The p90 estimate of the render time, in seconds.")
    starts_in_s = models.FloatField(default=0)
    n = models.PositiveIntegerField(
        help_text="The number of earlier attempts behind the estimate. 0: default values are used."
    )
    videos = models.PositiveSmallIntegerField(
        default=1, help_text="Videos that the render takes from the quota."
    )
    blocked = DocumentColumn(list[Blocker], default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.pk

    @property
    def is_expired(self) -> bool:
        """True once it is no longer valid."""
        return self.expires_at <= timezone.now()

    @property
    def is_blocked(self) -> bool:
        """True if the render would be refused."""
        return bool(self.blocked)


class RenderStatus(models.TextChoices):
    """The status of a render or an attempt."""

    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    SUCCEEDED = "succeeded", "Succeeded"
    FAILED = "failed", "Failed"
    CANCELED = "canceled", "Canceled"


OPEN = (RenderStatus.QUEUED, RenderStatus.RUNNING)
_LIFE: Mapping[str, frozenset[str]] = {
    RenderStatus.QUEUED: frozenset(
        {RenderStatus.RUNNING, RenderStatus.SUCCEEDED, RenderStatus.FAILED, RenderStatus.CANCELED}
    ),
    RenderStatus.RUNNING: frozenset(
        {RenderStatus.QUEUED, RenderStatus.SUCCEEDED, RenderStatus.FAILED, RenderStatus.CANCELED}
    ),
}


class Stage(models.TextChoices):
    """The present step of a running render."""

    NARRATING = "narrating", "Recording the narration"
    RENDERING = "rendering", "Rendering scenes"
    ASSEMBLING = "assembling", "Assembling"
    CHECKING = "checking", "Checking"


class Lane(models.TextChoices):
    """The two lanes of a render: control moves attempts, media makes sound and pictures."""

    CONTROL = "control", "Control"
    MEDIA = "media", "Media"


class RenderQuerySet(WorkspaceOwnedQuerySet["Render"]):
    """Queries on renders."""

    def unfinished(self) -> Self:
        """Renders that have not ended."""
        return self.filter(status__in=OPEN)

    def outages(self) -> list[Any]:
        """Storage outages that renders wait for: ``outage``, number of ``renders``, and ``since`` when."""
        waiting = self.unfinished().exclude(outage="").order_by().values("outage")
        return list(waiting.annotate(renders=models.Count("pk"), since=models.Min("outage_since")))


class Render(WorkspaceOwnedModel, StateMachineModel):
    """One production of a video.

    ``content`` is the video as it was when the render was requested; later edits do not change it. Each lane
    has a lease and a fencing token: a claim increments the lane's token, and writes succeed only with the
    latest token.
    """

    TRANSITIONS: ClassVar[Mapping[str, frozenset[str]]] = {
        **_LIFE,
        RenderStatus.RUNNING: _LIFE[RenderStatus.RUNNING] - {RenderStatus.QUEUED},
        RenderStatus.QUEUED: _LIFE[RenderStatus.QUEUED] - {RenderStatus.SUCCEEDED},
    }

    id = PrefixedIdField(prefix="rnd")
    video = models.ForeignKey("synthesis.Video", on_delete=models.CASCADE, related_name="renders")
    quote = models.OneToOneField(Quote, on_delete=models.PROTECT, related_name="render")
    retry_of = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="retried_as"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    number = models.PositiveIntegerField(
        help_text="The number of the render among those of its video, from 1."
    )
    status = models.CharField(max_length=16, choices=RenderStatus.choices, default=RenderStatus.QUEUED)
    stage = models.CharField(max_length=16, choices=Stage.choices, default=Stage.NARRATING)
    stage_changed_at = models.DateTimeField(default=timezone.now, editable=False)
    content = DocumentColumn(VideoContent)
    fingerprint = models.CharField(max_length=64)
    timeline = DocumentColumn(
        list[SceneTiming],
        default=list,
        help_text="Start and length of each scene. Empty until the narration is recorded.",
    )
    scenes_total = models.PositiveSmallIntegerField()
    scenes_done = models.PositiveSmallIntegerField(default=0)
    segments_done = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(
        max_length=300, blank=True, help_text="Why it failed, in a sentence. Otherwise empty."
    )
    failure_code = models.CharField(max_length=40, blank=True)
    technical_detail = models.TextField(blank=True)
    timings = models.JSONField(default=dict, help_text="Seconds spent, by step.")
    livemode = models.BooleanField(default=True)
    paid_s = models.PositiveIntegerField(
        default=0,
        db_default=0,
        help_text="Seconds of paid video: as quoted; after the render has ended, as requested.",
    )
    final_asset = models.ForeignKey(
        "synthesis.Asset", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    poster = models.ForeignKey(
        "synthesis.Asset", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    thumbnail = models.ForeignKey(
        "synthesis.Asset", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    subtitles = models.ForeignKey(
        "synthesis.Asset", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    control_fence = models.PositiveIntegerField(default=0)
    control_lease_until = models.DateTimeField(null=True, blank=True)
    media_fence = models.PositiveIntegerField(default=0)
    media_lease_until = models.DateTimeField(null=True, blank=True)
    failed_starts = models.PositiveSmallIntegerField(
        default=0, help_text="Consecutive starts of media steps without progress."
    )
    outage = models.CharField(
        max_length=20,
        blank=True,
        db_default="",
        help_text="Why files currently cannot be stored. Otherwise empty.",
    )
    outage_since = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(
        default=timezone.now,
        help_text="When the sweeper enqueues it again, unless a worker claims it first.",
    )
    deadline_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = RenderQuerySet.as_manager()

    class Meta:
        """At most one unfinished render per video."""

        constraints = [
            models.UniqueConstraint(
                fields=["video"], condition=models.Q(status__in=OPEN), name="render_one_at_a_time"
            ),
            models.UniqueConstraint(fields=["video", "number"], name="render_numbered_once"),
            models.CheckConstraint(
                condition=~models.Q(status="succeeded") | models.Q(final_asset__isnull=False),
                name="render_succeeded_has_file",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(status__in=OPEN), name="render_unfinished_by_due"
            ),
            models.Index(fields=["workspace", "status", "-created_at"], name="render_by_workspace"),
        ]

    def __str__(self) -> str:
        return f"Render {self.number} of {self.video_id}"

    @property
    def quota_reference(self) -> str:
        """The reference of this render in billing."""
        return f"render:{self.pk}"

    @property
    def scenes(self) -> tuple[SceneContent, ...]:
        """The scenes as they were when the render was requested, in order."""
        return self.content.scenes

    @property
    def elapsed_s(self) -> float:
        """Seconds from the request until now, or until the render ended."""
        return ((self.finished_at or timezone.now()) - self.created_at).total_seconds()

    @property
    def progress(self) -> int:
        """Progress in percent. Rendering counts for half, assembly for two fifths."""
        if self.status == RenderStatus.SUCCEEDED:
            return 100
        if self.status == RenderStatus.QUEUED:
            return 0
        drawn = self.scenes_done / max(1, self.scenes_total)
        joined = self.segments_done / max(1, self.scenes_total)
        finishing = {Stage.NARRATING: 0, Stage.CHECKING: 97}.get(Stage(self.stage))
        return finishing if finishing is not None else min(95, round(5 + 50 * drawn + 40 * joined))


class AttemptQuerySet(WorkspaceOwnedQuerySet["Attempt"]):
    """Queries on attempts."""

    def waiting(self) -> Self:
        """Attempts without a renderer, oldest first."""
        return self.filter(status=RenderStatus.QUEUED, renderer=None).order_by("created_at", "position", "pk")

    def unfinished(self) -> Self:
        """Attempts that have not ended."""
        return self.filter(status__in=OPEN)

    def in_flight(self) -> Self:
        """Attempts that take up a slot of a renderer."""
        return self.filter(status__in=OPEN, renderer__isnull=False)

    def to_cancel(self) -> Self:
        """Ended attempts whose job on the renderer is not canceled yet."""
        return self.filter(
            status__in=[RenderStatus.FAILED, RenderStatus.CANCELED],
            renderer__isnull=False,
            submitted_at__isnull=False,
            stop_asked_at=None,
        )


class Attempt(WorkspaceOwnedModel, StateMachineModel):
    """One attempt to render one scene, submitted to a renderer under the attempt's id.

    ``request_sha256`` is the digest of the request, by which an earlier clip is found and reused.
    """

    TRANSITIONS: ClassVar[Mapping[str, frozenset[str]]] = _LIFE

    id = PrefixedIdField(prefix="atm")
    render = models.ForeignKey(Render, on_delete=models.CASCADE, related_name="attempts")
    scene = models.ForeignKey(
        "synthesis.Scene", on_delete=models.SET_NULL, null=True, related_name="attempts"
    )
    scene_key = models.CharField(max_length=40, help_text="The scene's id, kept when the scene is deleted.")
    position = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(
        default=1, help_text="The number of the attempt among those of its scene, from 1."
    )
    status = models.CharField(max_length=16, choices=RenderStatus.choices, default=RenderStatus.QUEUED)
    renderer = models.ForeignKey(
        "synthesis.Renderer", on_delete=models.PROTECT, null=True, blank=True, related_name="attempts"
    )
    job_id = models.CharField(max_length=300, blank=True)
    request = models.JSONField(
        help_text="The request to the renderer, without fields that differ between attempts."
    )
    request_sha256 = models.CharField(max_length=64)
    engine = models.CharField(max_length=40)
    size = models.CharField(max_length=12)
    frames = models.PositiveIntegerField()
    weight = models.PositiveSmallIntegerField(default=1, help_text="The dispatch weight of the plan.")
    has_reserve = models.BooleanField(
        default=False, db_default=False, help_text="True if the plan has reserved slots."
    )
    at_once = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="The plan's limit of concurrent attempts. If empty, there is no limit.",
    )
    expected_s = models.FloatField(
        default=0, db_default=0, help_text="The median render time of similar attempts, in seconds."
    )
    progress = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(
        max_length=40, blank=True, db_default="", help_text="The current step, as the renderer reports it."
    )
    step = models.PositiveIntegerField(null=True, blank=True)
    steps = models.PositiveIntegerField(null=True, blank=True)
    eta_s = models.FloatField(
        null=True, blank=True, help_text="Seconds until it is finished, as the renderer reports them."
    )
    paid_s = models.PositiveIntegerField(default=0, db_default=0, help_text="Seconds of paid video.")
    cost_microusd = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="The cost of the request to this installation, in millionths of USD."
    )
    is_reused = models.BooleanField(
        default=False, help_text="True if the clip of an earlier attempt is reused."
    )
    clip = models.ForeignKey(
        "synthesis.Asset", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    recipe = models.JSONField(null=True, blank=True, help_text="The recipe, as the renderer reports it.")
    error_code = models.CharField(max_length=60, blank=True)
    error = models.CharField(max_length=500, blank=True)
    seconds_spent = models.FloatField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    unreachable_since = models.DateTimeField(null=True, blank=True)
    stop_asked_at = models.DateTimeField(
        null=True, blank=True, help_text="When the cancellation was sent to the renderer."
    )

    objects: ClassVar = AttemptQuerySet.as_manager()

    class Meta:
        """Attempts of a scene are numbered. Clips are found by the digest of their request."""

        constraints = [
            models.UniqueConstraint(fields=["render", "scene_key", "number"], name="attempt_numbered_once"),
            models.UniqueConstraint(
                fields=["render", "scene_key"],
                condition=models.Q(status__in=OPEN),
                name="attempt_one_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(status="queued", renderer__isnull=True),
                name="attempt_waiting",
            ),
            # For a loose index scan: dispatch reads one row per workspace, however many attempts are waiting.
            models.Index(
                fields=["engine", "workspace", "created_at", "position", "id"],
                condition=models.Q(status="queued", renderer__isnull=True),
                name="attempt_waiting_by_turn",
            ),
            models.Index(fields=["renderer"], condition=models.Q(status__in=OPEN), name="attempt_in_flight"),
            models.Index(fields=["workspace", "request_sha256"], name="attempt_by_request"),
            models.Index(fields=["engine", "size", "-finished_at"], name="attempt_history"),
        ]

    def __str__(self) -> str:
        return f"Attempt {self.number} of scene {self.position}"
