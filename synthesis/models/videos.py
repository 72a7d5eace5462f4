"""A video, its scenes, and the drafts of its script."""

from collections.abc import Mapping
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from accounts.models import WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from foundation.ids import PrefixedIdField
from foundation.state_machine import StateMachineModel
from foundation.versions import VersionedModel
from synthesis.choices import Layout, Origin, Structure, Transition
from synthesis.content import LISTS, MINIMUM_S, TEXTS, TITLE_LENGTH, VIDEO_TEXTS, has_blank


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
        max_length=16,
        default="auto",
        blank=True,
        help_text="The style of the captions; auto: that of the theme. If empty, there are no captions.",
    )
    theme = models.CharField(
        max_length=16,
        default="",
        db_default="",
        blank=True,
        help_text="The look that all scenes share. If empty, it is chosen by the topic.",
    )
    grades_stock = models.BooleanField(
        default=True,
        db_default=True,
        help_text="Whether the colours of stock clips and photos are graded to the theme.",
    )
    mood = models.CharField(
        max_length=16,
        default="calm",
        blank=True,
        help_text="The mood of the music. If empty, there is no music.",
    )
    music_track = models.ForeignKey(
        "synthesis.Asset",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="scored_videos",
        help_text="A music file, used instead of the mood.",
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
        SceneStatus.SUCCEEDED: _AGAIN | {SceneStatus.QUEUED, SceneStatus.LOCKED, SceneStatus.FAILED},
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
    structure = models.CharField(
        max_length=16, choices=Structure.choices, default=Structure.STATEMENT, db_default=Structure.STATEMENT
    )
    layout = models.CharField(
        max_length=16,
        choices=Layout.choices,
        blank=True,
        default="",
        help_text="If empty, chosen by what the scene says.",
    )
    object_names = ArrayField(
        models.CharField(max_length=LISTS["object_names"].max_length),
        default=list,
        db_default=[],
        blank=True,
        size=LISTS["object_names"].max_items,
    )
    transition = models.CharField(max_length=8, choices=Transition.choices, default=Transition.AUTO)
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
    still = models.ForeignKey(
        "synthesis.Asset",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="A JPEG of how the scene looks.",
    )
    still_digest = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="The digest of what the still shows.",
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
    finding = models.ForeignKey(
        "discovery.Finding",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="scenes",
        help_text="The finding about another video that the scene was written to use.",
    )
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
    def is_drawn(self) -> bool:
        """True if its picture is motion graphics."""
        return self.origin == Origin.MOTION

    @property
    def is_generated(self) -> bool:
        """True if a model generates its picture."""
        return self.origin == Origin.GENERATED

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
