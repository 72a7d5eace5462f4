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


class RenderNodeQuerySet(models.QuerySet["RenderNode"]):
    """How nodes are looked up."""

    def usable(self) -> Self:
        """Those that may be given work, in a stable order."""
        return self.filter(status__in=[NodeStatus.READY, NodeStatus.BUSY]).order_by("created_at", "pk")


class RenderNode(StateMachineModel):
    """One render node: where it is, how we prove who we are to it, and when it last answered.

    ``slots`` is how many attempts it holds at once: the one it draws and one waiting, so that it never idles.
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
    base_url = models.CharField(max_length=300, unique=True)
    token = EncryptedTextField(blank=True)
    webhook_secret = EncryptedTextField(blank=True)
    status = models.CharField(max_length=16, choices=NodeStatus.choices, default=NodeStatus.STARTING)
    status_note = models.CharField(max_length=300, blank=True)
    is_draining = models.BooleanField(default=False, help_text="Finish what is there and take nothing new.")
    drawing_models = models.JSONField(
        default=list, blank=True, help_text="What it draws with, as it told us."
    )
    slots = models.PositiveSmallIntegerField(default=2)
    answered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RenderNodeQuerySet.as_manager()

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
