"""What rendering asks of render nodes and video APIs, in its own words."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from render_node.contract import Model, Video, VideoRequest


class Engine(Model):
    """A model that scenes are drawn with. ``microusd_per_s`` is what a second of it costs us, if anything."""

    microusd_per_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RendererHealth:
    """What a render node says of itself. ``slots`` is how many attempts it may hold at a time.

    ``queued`` is what waits on it, also of others; None where it does not say. ``note`` is what keeps it from
    drawing, in a sentence.
    """

    is_ready: bool
    slots: int
    engines: tuple[Engine, ...]
    device: str = ""
    queued: int | None = None
    note: str = ""


class UnconfirmedError(Exception):
    """What was sent may have been accepted, and nobody can say. Sending it again could make it twice."""


class RendererClient(Protocol):
    """Whatever draws scenes. Every call may raise the two upstream errors.

    Where ``finds_by_key`` is False, submitting the same key again would draw a second time. ``poll_every_s``
    is how often it wants to be asked at most.
    """

    @property
    def finds_by_key(self) -> bool: ...

    @property
    def poll_every_s(self) -> float: ...

    def health(self) -> RendererHealth:
        """Whether it would draw what it is given, and with what."""

    def submit(self, *, key: str, request: VideoRequest) -> Video:
        """Have it drawn under our own key.

        With ``finds_by_key`` the same key and request again finds the first. Without, an upstream error
        means that nothing was accepted, and UnconfirmedError is raised where that is not known.
        """

    def poll(self, *, job_id: str, request: VideoRequest) -> Video | None:
        """How far it is with what was asked for; None when nothing is known of it any more."""

    def fetch(self, *, job_id: str, destination: Path) -> str:
        """Write the finished file to ``destination``, whole or not at all, and return its SHA-256."""

    def cancel(self, *, key: str, job_id: str) -> None:
        """Stop what was submitted under the key; with ``finds_by_key`` also what will be."""
