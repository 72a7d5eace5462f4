"""Analyses of single videos: what was measured, and what a model said about it."""

from collections.abc import Mapping
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User, Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from discovery.findings import LONGEST_EVIDENCE, LONGEST_STATEMENT, FindingKind, Resolution
from discovery.models.candidates import Candidate
from foundation.ids import PrefixedIdField
from foundation.state_machine import StateMachineModel

TITLE_LENGTH = 300
NOTE_LENGTH = 300
FAILURE_LENGTH = 500
# Below this mean confidence, the page warns about the findings.
LOW_CONFIDENCE = 0.5


class AnalysisStatus(models.TextChoices):
    """The status of an analysis."""

    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    SUCCEEDED = "succeeded", "Done"
    FAILED = "failed", "Failed"
    CANCELED = "canceled", "Canceled"


class AnalysisStage(models.TextChoices):
    """The step of an analysis that is due or runs."""

    FETCHING = "fetching", "Fetching info"
    MEASURING = "measuring", "Measuring"
    WATCHING = "watching", "Watching"
    CHECKING = "checking", "Checking"


class Origin(models.TextChoices):
    """Whether a statement was measured or is a model's opinion. The two are never mixed."""

    MEASURED = "measured", "Measured"
    OPINION = "opinion", "Model opinion"


UNFINISHED = (AnalysisStatus.QUEUED, AnalysisStatus.RUNNING)
# An analysis with one of these counts against the month's quota.
COUNTED = (*UNFINISHED, AnalysisStatus.SUCCEEDED)


class AnalysisQuerySet(WorkspaceOwnedQuerySet["Analysis"]):
    """Queries for analyses."""

    def unfinished(self) -> Self:
        """Analyses that are queued or running."""
        return self.filter(status__in=UNFINISHED)

    def counted(self) -> Self:
        """Analyses that count against the quota: unfinished and succeeded ones."""
        return self.filter(status__in=COUNTED)

    def succeeded(self) -> Self:
        """Analyses with findings."""
        return self.filter(status=AnalysisStatus.SUCCEEDED)

    def for_list(self) -> Self:
        """Without the long columns."""
        return self.select_related("candidate").defer("measured", "words")


class Analysis(StateMachineModel, WorkspaceOwnedModel):
    """One run of watching one video.

    ``subject`` names the video: "candidate:cnd_…", or the reference of an app above, such as "video:vid_…". A
    further run of the same subject is a new row with the next ``number``. ``words`` are its captions and
    ``measured`` its measurements, as in ``discovery.measuring.values``; ``unmeasured`` says why there are
    none. Costs are in millionths of a US dollar. Tokens and costs are those of all calls of the run;
    ``estimated_microusd`` is the part of the cost for calls whose tokens are not known. ``budgeted_microusd``
    is what the budget of the day ``budget_on`` counts for it. ``agreement`` is the share of findings that
    this run and the one before have in common, from 0 to 1.
    """

    TRANSITIONS: ClassVar[Mapping[str, frozenset[str]]] = {
        AnalysisStatus.QUEUED: frozenset(
            {AnalysisStatus.RUNNING, AnalysisStatus.FAILED, AnalysisStatus.CANCELED}
        ),
        AnalysisStatus.RUNNING: frozenset(
            {AnalysisStatus.SUCCEEDED, AnalysisStatus.FAILED, AnalysisStatus.CANCELED}
        ),
    }

    id = PrefixedIdField(prefix="ana")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="analyses")
    candidate = models.ForeignKey(
        Candidate, on_delete=models.SET_NULL, null=True, blank=True, related_name="analyses"
    )
    subject = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField()
    retry_of = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="retried_by"
    )
    requested_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    title = models.CharField(max_length=TITLE_LENGTH)
    owner = models.CharField(max_length=200, blank=True, help_text="The channel; empty for own videos.")
    language = models.CharField(max_length=16, blank=True)
    platform = models.CharField(max_length=12, blank=True)
    platform_id = models.CharField(max_length=64, blank=True)
    is_long = models.BooleanField(default=False, help_text="True for wide videos.")
    duration_s = models.FloatField(null=True, blank=True)
    page_url = models.CharField(max_length=500, blank=True)
    play_url = models.CharField(max_length=500, blank=True, help_text="Plays an own video.")
    file_key = models.CharField(max_length=200, blank=True, help_text="The key of an own video's file.")
    mime_type = models.CharField(max_length=80, blank=True)
    words = models.JSONField(default=list, blank=True)

    status = models.CharField(max_length=9, choices=AnalysisStatus.choices, default=AnalysisStatus.QUEUED)
    stage = models.CharField(max_length=9, choices=AnalysisStage.choices, default=AnalysisStage.FETCHING)
    failure = models.CharField(max_length=FAILURE_LENGTH, blank=True)
    failure_code = models.CharField(max_length=40, blank=True)

    measured = models.JSONField(null=True, blank=True)
    measurement_version = models.PositiveSmallIntegerField(null=True, blank=True)
    unmeasured = models.CharField(max_length=NOTE_LENGTH, blank=True)

    resolution = models.CharField(max_length=6, choices=Resolution.choices, default=Resolution.LOW)
    estimate_microusd = models.PositiveIntegerField()
    estimated_model = models.CharField(max_length=80, blank=True)
    provider = models.CharField(max_length=24, blank=True)
    model = models.CharField(max_length=80, blank=True)
    prompt_version = models.CharField(max_length=24, blank=True)
    input_tokens = models.PositiveIntegerField(null=True, blank=True)
    output_tokens = models.PositiveIntegerField(null=True, blank=True)
    cost_microusd = models.PositiveIntegerField(default=0)
    estimated_microusd = models.PositiveIntegerField(default=0, db_default=0)
    watched_s = models.FloatField(null=True, blank=True)
    dropped = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    agreement = models.FloatField(null=True, blank=True)

    budget_on = models.DateField()
    budgeted_microusd = models.PositiveIntegerField(default=0)
    starts = models.PositiveSmallIntegerField(default=0, help_text="Starts of the current stage.")
    tries = models.PositiveSmallIntegerField(default=0, help_text="Failed tries of the current stage.")
    answers = models.PositiveSmallIntegerField(default=0, help_text="Unusable answers of the model.")
    fence = models.PositiveIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    deadline_at = models.DateTimeField()

    # The sandbox's model may have watched a live video.
    is_of_live_video = models.BooleanField(default=True)
    livemode = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = AnalysisQuerySet.as_manager()

    class Meta:
        """A subject has at most one unfinished run. An ended run says when and, if it failed, why."""

        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "subject", "number"], name="analysis_number_once_per_subject"
            ),
            models.UniqueConstraint(
                fields=["workspace", "subject"],
                condition=Q(status__in=UNFINISHED),
                name="analysis_one_unfinished_per_subject",
            ),
            models.CheckConstraint(
                name="analysis_end_is_whole",
                condition=Q(status__in=UNFINISHED, finished_at=None)
                | Q(status=AnalysisStatus.CANCELED, finished_at__isnull=False)
                | (Q(status=AnalysisStatus.FAILED, finished_at__isnull=False) & ~Q(failure=""))
                | (Q(status=AnalysisStatus.SUCCEEDED, finished_at__isnull=False) & ~Q(model="")),
            ),
            models.CheckConstraint(
                name="analysis_measured_has_version",
                condition=Q(measured=None, measurement_version=None)
                | Q(measured__isnull=False, measurement_version__isnull=False),
            ),
            models.CheckConstraint(
                name="analysis_agreement_is_a_share",
                condition=Q(agreement=None) | Q(agreement__gte=0, agreement__lte=1),
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "-created_at"], name="analysis_by_workspace"),
            models.Index(fields=["due_at"], name="analysis_due", condition=Q(status__in=UNFINISHED)),
        ]

    def __str__(self) -> str:
        return f"{self.title}, run {self.number}"

    @property
    def is_own(self) -> bool:
        """True for a video of the workspace itself."""
        return bool(self.file_key)

    @property
    def doing(self) -> str:
        """What an unfinished one waits for or does, in words."""
        is_queued = self.status == AnalysisStatus.QUEUED
        return "Waiting for a worker" if is_queued else self.get_stage_display()

    @property
    def elapsed_s(self) -> float:
        """Seconds from the request to the end, or to now."""
        return ((self.finished_at or timezone.now()) - self.created_at).total_seconds()


class FindingQuerySet(WorkspaceOwnedQuerySet["Finding"]):
    """Queries for findings."""

    def in_order(self) -> Self:
        """In the order of their time in the video."""
        return self.order_by("starts_ms", "position")

    def with_idea(self) -> Self:
        """With ``made_idea_id``: the id of the idea that uses it, or None. There is at most one."""
        return self.annotate(made_idea_id=F("ideas__pk"))


class Finding(WorkspaceOwnedModel):
    """One statement about one stretch of a video, in milliseconds from its start.

    ``confidence`` is the model's own, from 0 to 1. ``reported_wrong_at``: a member says that it is wrong.
    """

    id = PrefixedIdField(prefix="fnd")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="findings")
    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="findings")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=FindingKind.choices)
    starts_ms = models.PositiveIntegerField()
    ends_ms = models.PositiveIntegerField()
    statement = models.CharField(max_length=LONGEST_STATEMENT)
    evidence = models.CharField(max_length=LONGEST_EVIDENCE, blank=True)
    confidence = models.FloatField()
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.OPINION)
    reported_wrong_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    report_note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = FindingQuerySet.as_manager()

    # Set by ``with_idea``.
    made_idea_id: str | None

    class Meta:
        """A finding lies in one stretch. Only a reported one has a note."""

        constraints = [
            models.UniqueConstraint(fields=["analysis", "position"], name="finding_position_once"),
            models.CheckConstraint(
                name="finding_ends_after_its_start", condition=Q(ends_ms__gte=F("starts_ms"))
            ),
            models.CheckConstraint(
                name="finding_confidence_is_a_share", condition=Q(confidence__gte=0, confidence__lte=1)
            ),
            models.CheckConstraint(
                name="finding_note_is_of_a_report",
                condition=Q(report_note="") | Q(reported_wrong_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["workspace", "-created_at"], name="finding_by_workspace")]

    def __str__(self) -> str:
        return self.statement

    @property
    def starts_s(self) -> float:
        """When it starts, in seconds."""
        return self.starts_ms / 1000

    @property
    def starts_at(self) -> str:
        """When it starts, as a clock: 0:01.8."""
        return clock(self.starts_ms)

    @property
    def span(self) -> str:
        """The stretch, as clocks: 0:01.8–0:04.2. One clock for a moment."""
        starts, ends = clock(self.starts_ms), clock(self.ends_ms)
        return starts if starts == ends else f"{starts}–{ends}"


def clock(milliseconds: int) -> str:
    """Format a time in a video with tenths of a second: 0:01.8, 12:05.0."""
    minutes, tenths = divmod(milliseconds // 100, 600)
    return f"{minutes}:{tenths // 10:02}.{tenths % 10}"


class AnalysisBudget(models.Model):
    """What analyses of all workspaces cost on one day in UTC: spent, and held for unfinished ones."""

    day_on = models.DateField(unique=True)
    used_microusd = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day_on:%Y-%m-%d}: {self.used_microusd / 1_000_000:.2f} USD"
