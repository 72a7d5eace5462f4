"""What rendering needs of render nodes and video APIs, in its own words."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from render_node.contract import Model, Video, VideoRequest


class Engine(Model):
    """A model that renders scenes. ``microusd_per_s`` is the price of a second of video, if it has one."""

    microusd_per_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is true of every renderer of one kind, known without a call. The defaults are the cautious ones.

    ``is_idempotent``: submitting a key again finds its job; elsewhere it would render, and charge, twice.
    ``is_paid``: each second of video costs money, so that nothing is retried without a person.
    ``is_replaceable``: a job that it refuses or has no slot for goes back to the queue, for another.
    ``describes_clips``: its answers state the clip's size and length; the files of others are probed.
    ``signs_webhooks``: it reports changes by signed webhook.
    ``spare_slots``: slots beyond what it renders at a time. One keeps a node from idling between two jobs.
    """

    is_idempotent: bool = False
    is_paid: bool = False
    is_replaceable: bool = False
    describes_clips: bool = False
    signs_webhooks: bool = False
    spare_slots: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RendererHealth:
    """What a renderer reports of itself. ``slots`` is how many attempts it may hold at a time.

    ``queued`` is the length of its own queue, with other clients' jobs; None where it does not say. ``note``
    is what keeps it from rendering, in a sentence.
    """

    is_ready: bool
    slots: int
    engines: tuple[Engine, ...]
    device: str = ""
    queued: int | None = None
    note: str = ""


class UnconfirmedError(Exception):
    """The request was sent and may have been accepted. Sending it again could render it twice."""


class RendererClient(Protocol):
    """The API of one renderer. Every call may raise the two upstream errors."""

    @property
    def traits(self) -> Traits: ...

    @property
    def poll_every_s(self) -> float:
        """The least time between two polls of a job."""

    def health(self) -> RendererHealth:
        """Whether it accepts jobs, and for which engines."""

    def submit(self, *, key: str, request: VideoRequest) -> Video:
        """Start a job under our key.

        An idempotent renderer finds the first job when key and request come again. With any other, an
        upstream error means that nothing was accepted, and UnconfirmedError that this is unknown.
        """

    def poll(self, *, job_id: str, request: VideoRequest) -> Video | None:
        """The job's present state; None when the renderer does not know it."""

    def fetch(self, *, job_id: str, destination: Path) -> str:
        """Write the finished file to ``destination``, whole or not at all, and return its SHA-256."""

    def cancel(self, *, key: str, job_id: str) -> None:
        """Stop the job of this key; with an idempotent renderer also one that is still to arrive."""
