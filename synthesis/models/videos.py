"""A video, its scenes, and the drafts of its script."""

from collections.abc import Mapping
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from accounts.models import WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from foundation.documents import DocumentColumn
from foundation.ids import PrefixedIdField
from foundation.state_machine import StateMachineModel
from foundation.versions import VersionedModel
from synthesis.content import (
    LISTS,
    MINIMUM_S,
    TEXTS,
    TITLE_LENGTH,
    VIDEO_TEXTS,
    Layout,
    Origin,
    Script,
    ScriptKind,
    ScriptLength,
    ScriptOptions,
    Tone,
    Transition,
    has_blank,
)


class VideoStatus(models.TextChoices):
    """The status of a video, from idea to file."""

    DRAFT = "draft", "Draft"
    IN_PRODUCTION = "in_production", "In production"
    READY = "ready", "Ready"
    ARCHIVED = "archived", "Archived"


class VideoQuerySet(WorkspaceOwnedQuerySet["Video"]):
    """Queries on videos."""


class Video(WorkspaceOwnedModel, StateMachineModel, VersionedModel):
    """A script cut into scenes, and the look and sound of the video.

    ``livemode`` is False if it was made from sandbox data. ``version`` is the optimistic lock: it counts
    people's edits of this row.
    """

    TRANSITIONS: ClassVar[Mapping[str, frozenset[str]]] = {
        VideoStatus.DRAFT: frozenset({VideoStatus.IN_PRODUCTION, VideoStatus.ARCHIVED}),
        VideoStatus.IN_PRODUCTION: frozenset({VideoStatus.READY, VideoStatus.DRAFT}),
        VideoStatus.READY: frozenset({VideoStatus.IN_PRODUCTION, VideoStatus.ARCHIVED}),
        VideoStatus.ARCHIVED: frozenset({VideoStatus.DRAFT, VideoStatus.READY}),
    }

    id = PrefixedIdField(prefix="vid")
    title = models.CharField(max_length=TITLE_LENGTH)
    status = models.CharField(max_length=16, choices=VideoStatus.choices, default=VideoStatus.DRAFT)
    idea = models.ForeignKey(
        "discovery.Idea", on_delete=models.SET_NULL, null=True, blank=True, related_name="videos"
    )
    language = models.CharField(
        max_length=VIDEO_TEXTS["language"].max_length,
        default="en",
        help_text="A BCP 47 language tag, such as en or pt-BR.",
    )
    voice = models.CharField(
        max_length=VIDEO_TEXTS["voice"].max_length,
        blank=True,
        help_text="If empty, the best voice for the language is used.",
    )
    caption_style = models.CharField(
        max_length=16, default="bold", blank=True, help_text="If empty, there are no captions."
    )
    mood = models.CharField(
        max_length=16,
        default="calm",
        blank=True,
        help_text="The mood of the music. If empty, there is no music.",
    )
    preset = models.CharField(max_length=16, default="standard")
    seed = models.PositiveBigIntegerField(default=0, help_text="Determines palette, pictures, and music.")
    post_text = models.TextField(blank=True, help_text="The text to publish with the video.")
    livemode = models.BooleanField(default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = VideoQuerySet.as_manager()

    class Meta:
        """Sorted newest first; indexed by workspace and status."""

        indexes = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="video_by_workspace"),
            models.Index(fields=["workspace", "status", "-created_at"], name="video_by_status"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_editable(self) -> bool:
        """True unless a render is in progress or the video is archived."""
        return self.status in {VideoStatus.DRAFT, VideoStatus.READY}


class Writer(models.TextChoices):
    """The writer of a script."""

    GEMINI = "gemini", "Gemini"
    OPENAI = "openai", "OpenAI"
    OFFLINE = "offline", "Offline writer"
    PERSON = "person", "You"


class DraftStatus(models.TextChoices):
    """The status of a draft."""

    QUEUED = "queued", "Queued"
    RUNNING = "running", "Writing"
    SUCCEEDED = "succeeded", "Written"
    FAILED = "failed", "Failed"


class ScriptDraftQuerySet(WorkspaceOwnedQuerySet["ScriptDraft"]):
    """Queries on drafts."""

    def open(self) -> Self:
        """Drafts that are queued or being written."""
        return self.filter(status__in=[DraftStatus.QUEUED, DraftStatus.RUNNING])


class ScriptDraft(WorkspaceOwnedModel, StateMachineModel):
    """One request for a video's script: writer, model and result.

    ``topic``, ``kind``, ``tone`` and ``target_s`` are the options that were requested. ``note`` is the reason
    why a fallback writer wrote it, or why it differs from the request. ``is_outline``: its narration has
    blanks that a person has to fill.
    """

    TRANSITIONS: ClassVar[Mapping[str, frozenset[str]]] = {
        DraftStatus.QUEUED: frozenset({DraftStatus.RUNNING, DraftStatus.FAILED}),
        DraftStatus.RUNNING: frozenset({DraftStatus.SUCCEEDED, DraftStatus.FAILED, DraftStatus.QUEUED}),
    }

    id = PrefixedIdField(prefix="scr")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="script_drafts")
    status = models.CharField(max_length=16, choices=DraftStatus.choices, default=DraftStatus.QUEUED)
    writer = models.CharField(max_length=16, choices=Writer.choices, blank=True)
    model = models.CharField(max_length=80, blank=True)
    topic = models.CharField(
        max_length=TITLE_LENGTH,
        blank=True,
        default="",
        db_default="",
        help_text="Replaces the title.",
    )
    kind = models.CharField(max_length=16, choices=ScriptKind.choices, blank=True, default="", db_default="")
    tone = models.CharField(max_length=16, choices=Tone.choices, default=Tone.PLAIN, db_default=Tone.PLAIN)
    target_s = models.PositiveSmallIntegerField(
        default=ScriptLength.SHORT, db_default=ScriptLength.SHORT, help_text="The requested seconds."
    )
    prompt_version = models.CharField(max_length=16, blank=True)
    input_tokens = models.PositiveIntegerField(null=True, blank=True)
    output_tokens = models.PositiveIntegerField(null=True, blank=True)
    script = DocumentColumn["Script | None"](Script, null=True, blank=True)
    is_outline = models.BooleanField(default=False, db_default=False)
    note = models.CharField(max_length=300, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, help_text="When a postponed attempt is due.")
    livemode = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = ScriptDraftQuerySet.as_manager()

    class Meta:
        """At most one open draft per video."""

        constraints = [
            models.UniqueConstraint(
                fields=["video"],
                condition=models.Q(status__in=["queued", "running"]),
                name="script_draft_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_writer_display()} for {self.video_id}"

    @property
    def options(self) -> ScriptOptions:
        """The options that were requested."""
        return ScriptOptions(
            topic=self.topic,
            kind=ScriptKind(self.kind) if self.kind else "",
            tone=Tone(self.tone),
            target_s=self.target_s,
        )


class SceneStatus(models.TextChoices):
    """The status of a scene."""

    EMPTY = "empty", "Empty"
    READY_TO_RENDER = "ready_to_render", "Ready to render"
    QUEUED = "queued", "Queued"
    RENDERING = "rendering", "Rendering"
    SUCCEEDED = "succeeded", "Rendered"
    FAILED = "failed", "Failed"
    LOCKED = "locked", "Locked"


class SceneQuerySet(WorkspaceOwnedQuerySet["Scene"]):
    """Queries on scenes."""

    def in_order(self) -> Self:
        """In the order of the video."""
        return self.order_by("position", "pk")


class Scene(WorkspaceOwnedModel, StateMachineModel, VersionedModel):
    """One part of a video: narration, picture and minimum length.

    It lasts as long as its narration, and at least ``minimum_s``. ``version`` is the optimistic lock: it
    counts people's edits.
    """

    _AGAIN = frozenset({SceneStatus.EMPTY, SceneStatus.READY_TO_RENDER})
    TRANSITIONS: ClassVar[Mapping[str, frozenset[str]]] = {
        SceneStatus.EMPTY: frozenset({SceneStatus.READY_TO_RENDER}),
        SceneStatus.READY_TO_RENDER: frozenset({SceneStatus.EMPTY, SceneStatus.QUEUED, SceneStatus.LOCKED}),
        SceneStatus.QUEUED: frozenset(
            {SceneStatus.RENDERING, SceneStatus.SUCCEEDED, SceneStatus.FAILED, SceneStatus.READY_TO_RENDER}
        ),
        SceneStatus.RENDERING: frozenset(
            {SceneStatus.QUEUED, SceneStatus.SUCCEEDED, SceneStatus.FAILED, SceneStatus.READY_TO_RENDER}
        ),
        SceneStatus.SUCCEEDED: _AGAIN | {SceneStatus.QUEUED, SceneStatus.LOCKED},
        SceneStatus.FAILED: _AGAIN | {SceneStatus.QUEUED},
        SceneStatus.LOCKED: frozenset({SceneStatus.READY_TO_RENDER, SceneStatus.SUCCEEDED}),
    }

    id = PrefixedIdField(prefix="scn")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="scenes")
    position = models.PositiveSmallIntegerField(help_text="The place in the video, from 1.")
    status = models.CharField(max_length=16, choices=SceneStatus.choices, default=SceneStatus.EMPTY)
    narration = models.TextField(blank=True, max_length=TEXTS["narration"].max_length)
    kicker = models.CharField(max_length=TEXTS["kicker"].max_length, blank=True)
    headline = models.CharField(max_length=TEXTS["headline"].max_length, blank=True)
    body = models.CharField(max_length=TEXTS["body"].max_length, blank=True)
    items = ArrayField(
        models.CharField(max_length=LISTS["items"].max_length),
        default=list,
        blank=True,
        size=LISTS["items"].max_items,
    )
    figure = models.CharField(max_length=TEXTS["figure"].max_length, blank=True)
    figure_label = models.CharField(max_length=TEXTS["figure_label"].max_length, blank=True)
    accent_words = ArrayField(
        models.CharField(max_length=LISTS["accent_words"].max_length),
        default=list,
        blank=True,
        size=LISTS["accent_words"].max_items,
    )
    visual_prompt = models.CharField(max_length=TEXTS["visual_prompt"].max_length, blank=True)
    layout = models.CharField(max_length=16, choices=Layout.choices, default=Layout.STATEMENT)
    transition = models.CharField(max_length=8, choices=Transition.choices, default=Transition.FADE)
    origin = models.CharField(max_length=16, choices=Origin.choices, default=Origin.MOTION)
    engine = models.CharField(
        max_length=TEXTS["engine"].max_length,
        blank=True,
        db_default="",
        help_text="The engine for a generated picture. If empty, the best available one is used.",
    )
    asset = models.ForeignKey(
        "synthesis.Asset",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="scenes",
        help_text="The file to show. For a generated picture, the picture to start from.",
    )
    clip = models.ForeignKey(
        "synthesis.Asset", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    recording = models.ForeignKey(
        "synthesis.Asset",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="narrated_scenes",
        help_text="A recording of the narration, used instead of the voice.",
    )
    recorded_narration = models.TextField(
        blank=True, db_default="", default="", help_text="The narration when the recording was added."
    )
    minimum_s = models.FloatField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = SceneQuerySet.as_manager()

    class Meta:
        """One scene per position in a video; scenes with an uploaded picture need its file."""

        constraints = [
            # Deferred to the end of the transaction, so that two scenes can swap positions.
            models.UniqueConstraint(
                fields=["video", "position"],
                name="scene_one_per_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=~models.Q(origin__in=["uploaded", "stock"]) | models.Q(asset__isnull=False),
                name="scene_of_files_has_one",
            ),
            models.CheckConstraint(
                condition=models.Q(minimum_s__gte=MINIMUM_S.least, minimum_s__lte=MINIMUM_S.most),
                name="scene_minimum_is_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"Scene {self.position} of {self.video_id}"

    @property
    def is_locked(self) -> bool:
        """True if it must not be changed."""
        return self.status == SceneStatus.LOCKED

    @property
    def has_blank(self) -> bool:
        """True if the narration still holds a blank of an outline."""
        return has_blank(self.narration)

    @property
    def has_content(self) -> bool:
        """True if it has narration or a picture."""
        is_described = self.origin == Origin.GENERATED and bool(self.visual_prompt.strip())
        says = bool(self.narration.strip() or self.headline.strip())
        return says or bool(self.figure or self.items or self.asset_id) or is_described

    @property
    def recording_s(self) -> float:
        """The length of its own recording in seconds; 0 without one."""
        return (self.recording.duration_s or 0.0) if self.recording else 0.0

    @property
    def is_recording_old(self) -> bool:
        """True if the narration was changed since its recording was added."""
        return bool(self.recording_id) and self.narration.split() != self.recorded_narration.split()
