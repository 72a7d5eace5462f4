"""Scripts that are written for videos."""

from collections.abc import Mapping
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from accounts.models import WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from foundation.documents import DocumentColumn
from foundation.ids import PrefixedIdField
from foundation.state_machine import StateMachineModel
from synthesis.choices import ScriptKind, ScriptLength, Tone
from synthesis.content import TITLE_LENGTH, Script, ScriptOptions
from synthesis.models.videos import Video


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
