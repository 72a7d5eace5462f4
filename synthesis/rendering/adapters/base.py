"""The interface of renderers: clients, capabilities, health."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeGuard, runtime_checkable

from render_node.contract import Model, StillRequest, Video, VideoRequest


class Engine(Model):
    """A model that renders scenes. ``microusd_per_s`` is the price of a second of video, if any."""

    microusd_per_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """Capabilities of every renderer of one kind, known without a call. The defaults are conservative.

    ``is_idempotent``: submitting a key again finds its job. Otherwise the job is rendered, and charged,
    twice.
    ``is_paid``: each second of video costs money, so only a person may retry.
    ``is_replaceable``: a job that it refuses or has no slot for goes back to the queue, for another renderer.
    ``describes_clips``: its responses state the clip's size and length; clips of other renderers are probed.
    ``signs_webhooks``: it reports changes by signed webhook.
    ``spare_slots``: slots beyond what it renders at a time. One keeps a node busy between two jobs.
    """

    is_idempotent: bool = False
    is_paid: bool = False
    is_replaceable: bool = False
    describes_clips: bool = False
    signs_webhooks: bool = False
    spare_slots: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RendererHealth:
    """The health that a renderer reports. ``slots`` is how many attempts it may hold at a time.

    ``queued`` is the length of its own queue, including other clients' jobs; None if it does not report one.
    ``note`` says in a sentence why it is not ready.
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
        """The least number of seconds between two polls of a job."""

    def health(self) -> RendererHealth:
        """Whether the renderer accepts jobs, and for which engines."""

    def submit(self, *, key: str, request: VideoRequest) -> Video:
        """Start a job under our idempotency key.

        An idempotent renderer returns the first job when the same key and request are sent again. With any
        other renderer, an upstream error means that the job was not accepted, and UnconfirmedError that this
        is unknown.
        """

    def poll(self, *, job_id: str, request: VideoRequest) -> Video | None:
        """The present state of the job; None if the renderer does not know it."""

    def fetch(self, *, job_id: str, destination: Path) -> str:
        """Write the finished file to ``destination``, whole or not at all. Returns its SHA-256."""

    def cancel(self, *, key: str, job_id: str) -> None:
        """Cancel the job of this key. An idempotent renderer also cancels a job that has not arrived yet."""


@runtime_checkable
class StillClient(Protocol):
    """The API of a renderer that draws single pictures of scenes."""

    def still(self, *, request: StillRequest) -> bytes:
        """Draw the picture, as a JPEG. May raise the two upstream errors."""


def draws_stills(client: RendererClient) -> TypeGuard[StillClient]:
    """True if the renderer draws single pictures of scenes."""
    return isinstance(client, StillClient)
