"""The machines that draw, and what they tell us."""

from collections.abc import Mapping
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from foundation.ids import PrefixedIdField
from foundation.secrets import EncryptedTextField
from foundation.state_machine import StateMachineModel


class NodeStatus(models.TextChoices):
    """Whether a node can be given work."""

    STARTING = "starting", "Starting"
    READY = "ready", "Ready"
    BUSY = "busy", "Busy"
    DRAINING = "draining", "Draining"
    LOST = "lost", "Not answering"


class NodeKind(models.TextChoices):
    """Which language a node is spoken to in. The last two are paid by the second and never asked twice."""

    RENDER_NODE = "render_node", "Render node"
    OPENAI_VIDEOS = "openai_videos", "Server of the OpenAI Videos shape"
    GEMINI_OMNI = "gemini_omni", "Gemini Omni"
    VEO = "veo", "Veo"


class RenderNodeQuerySet(models.QuerySet["RenderNode"]):
    """How nodes are looked up."""

    def usable(self) -> Self:
        """Those that may be given work, in a stable order."""
        return self.filter(status__in=[NodeStatus.READY, NodeStatus.BUSY]).order_by("created_at", "pk")


class RenderNode(StateMachineModel):
    """Whatever draws scenes: where it is, how we prove who we are to it, and when it last answered.

    ``slots`` is how many attempts it holds at once: for a render node the one it draws and one waiting, so
    that it never idles; for a video API as many as may run side by side. ``livemode`` is False for the
    sandbox's.
    """

    _ANY = frozenset(NodeStatus.values)
    TRANSITIONS: ClassVar[Mapping[str, frozenset[str]]] = {
        NodeStatus.STARTING: _ANY - {NodeStatus.STARTING},
        NodeStatus.READY: _ANY - {NodeStatus.READY},
        NodeStatus.BUSY: _ANY - {NodeStatus.BUSY},
        NodeStatus.DRAINING: _ANY - {NodeStatus.DRAINING},
        NodeStatus.LOST: _ANY - {NodeStatus.LOST},
    }

    id = PrefixedIdField(prefix="nod")
    name = models.CharField(max_length=80)
    kind = models.CharField(
        max_length=16, choices=NodeKind.choices, default=NodeKind.RENDER_NODE, db_default="render_node"
    )
    base_url = models.CharField(max_length=300)
    is_configured = models.BooleanField(
        default=False, db_default=False, editable=False, help_text="Follows RENDER_NODE_URL."
    )
    token = EncryptedTextField(blank=True)
    webhook_secret = EncryptedTextField(blank=True)
    status = models.CharField(max_length=16, choices=NodeStatus.choices, default=NodeStatus.STARTING)
    status_note = models.CharField(max_length=300, blank=True)
    is_draining = models.BooleanField(default=False, help_text="Finish what is there and take nothing new.")
    drawing_models = models.JSONField(
        default=list, blank=True, help_text="What it draws with, as it told us."
    )
    capabilities = models.JSONField(
        default=list,
        db_default=[],
        blank=True,
        help_text="Sizes, lengths and presets of each model, as it told us.",
    )
    slots = models.PositiveSmallIntegerField(default=2)
    turns = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Attempts it was given; some turns are kept for somebody."
    )
    device = models.CharField(max_length=200, blank=True, db_default="", help_text="As it told us.")
    queued = models.PositiveIntegerField(
        null=True, blank=True, help_text="What waits on the node itself, also of others."
    )
    livemode = models.BooleanField(default=True, db_default=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RenderNodeQuerySet.as_manager()

    @property
    def is_paid(self) -> bool:
        """True when each second of video costs money."""
        return self.kind in {NodeKind.GEMINI_OMNI, NodeKind.VEO}

    class Meta:
        """One address may speak several languages, as the sandbox does."""

        constraints = [models.UniqueConstraint(fields=["kind", "base_url"], name="node_once")]

    def __str__(self) -> str:
        return self.name


class NodeEvent(models.Model):
    """A webhook as a node sent it: a prompt to look, kept once for each id of the sender."""

    id = PrefixedIdField(prefix="evt")
    node = models.ForeignKey(RenderNode, on_delete=models.CASCADE, related_name="events")
    webhook_id = models.CharField(max_length=200)
    type = models.CharField(max_length=60)
    attempt_key = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """The same event is kept once."""

        constraints = [models.UniqueConstraint(fields=["node", "webhook_id"], name="node_event_once")]
        indexes = [models.Index(fields=["received_at"], name="node_event_by_age")]

    def __str__(self) -> str:
        return f"{self.type} {self.webhook_id}"
