"""Renderers (render nodes, video servers and video APIs) and the webhooks of nodes."""

from typing import Self

from django.db import models
from django.utils import timezone

from foundation.ids import PrefixedIdField
from foundation.secrets import EncryptedTextField


class RendererStatus(models.TextChoices):
    """The result of the last probe. Any status may follow any other."""

    STARTING = "starting", "Starting"
    READY = "ready", "Ready"
    BUSY = "busy", "Busy"
    DRAINING = "draining", "Draining"
    LOST = "lost", "Not responding"


class RendererKind(models.TextChoices):
    """The API of a renderer. ``rendering.adapters`` has the capabilities of each kind."""

    RENDER_NODE = "render_node", "Render node"
    OPENAI_VIDEOS = "openai_videos", "OpenAI Videos API server"
    GEMINI_OMNI = "gemini_omni", "Gemini Omni"
    VEO = "veo", "Veo"


class RendererQuerySet(models.QuerySet["Renderer"]):
    """Queries on renderers."""

    def usable(self) -> Self:
        """The renderers that accept work, in a stable order."""
        usable = [RendererStatus.READY, RendererStatus.BUSY]
        return self.filter(status__in=usable).order_by("created_at", "pk")


class Renderer(models.Model):
    """A render node, a video server or a video API: its address, our credentials, and its last probe.

    ``slots`` is the maximum number of attempts that it may hold. ``livemode`` is False for renderers of the
    sandbox.
    """

    id = PrefixedIdField(prefix="nod")
    name = models.CharField(max_length=80)
    kind = models.CharField(
        max_length=16,
        choices=RendererKind.choices,
        default=RendererKind.RENDER_NODE,
        db_default="render_node",
    )
    base_url = models.CharField(max_length=300)
    is_configured = models.BooleanField(
        default=False, db_default=False, editable=False, help_text="Set by RENDER_NODE_URL."
    )
    token = EncryptedTextField(blank=True)
    webhook_secret = EncryptedTextField(blank=True)
    status = models.CharField(max_length=16, choices=RendererStatus.choices, default=RendererStatus.STARTING)
    status_changed_at = models.DateTimeField(default=timezone.now, editable=False)
    status_note = models.CharField(max_length=300, blank=True)
    is_draining = models.BooleanField(default=False, help_text="Finish current work and accept no new work.")
    engines = models.JSONField(default=list, blank=True, help_text="The engines that it reports.")
    capabilities = models.JSONField(
        default=list,
        db_default=[],
        blank=True,
        help_text="Sizes, lengths and presets of each model, as reported.",
    )
    slots = models.PositiveSmallIntegerField(default=2)
    turns = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Attempts assigned so far. Dispatch reserves some turns."
    )
    device = models.CharField(max_length=200, blank=True, db_default="", help_text="As reported.")
    queued = models.PositiveIntegerField(
        null=True, blank=True, help_text="The length of its own queue, including jobs of other clients."
    )
    livemode = models.BooleanField(default=True, db_default=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RendererQuerySet.as_manager()

    class Meta:
        """Unique by address and kind: one address may serve several APIs, as the sandbox does."""

        constraints = [models.UniqueConstraint(fields=["kind", "base_url"], name="renderer_once")]

    def __str__(self) -> str:
        return self.name


class RendererEvent(models.Model):
    """A webhook from a render node. Stored once per event id of the sender; it triggers a poll."""

    id = PrefixedIdField(prefix="evt")
    renderer = models.ForeignKey(Renderer, on_delete=models.CASCADE, related_name="events")
    webhook_id = models.CharField(max_length=200)
    type = models.CharField(max_length=60)
    attempt_key = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """Unique by event id."""

        constraints = [models.UniqueConstraint(fields=["renderer", "webhook_id"], name="renderer_event_once")]
        indexes = [models.Index(fields=["received_at"], name="renderer_event_by_age")]

    def __str__(self) -> str:
        return f"{self.type} {self.webhook_id}"
