"""What people are notified of when a render ends."""

from django.urls import reverse

from accounts.notifications import Event, notify, register
from synthesis.models import Render

SUCCEEDED = register(
    Event(
        key="render.succeeded",
        group="Studio",
        title="A video is ready",
        hint="A render that you started has finished.",
    )
)
FAILED = register(
    Event(
        key="render.failed",
        group="Studio",
        title="A render failed",
        hint="A render that you started ended without a video.",
        email=True,
    )
)


def succeeded(*, render: Render) -> None:
    """Notify the person who started the render that its video is ready."""
    _tell(render, SUCCEEDED, title=f"“{render.video.title}” is ready", text="The render has finished.")


def failed(*, render: Render) -> None:
    """Notify the person who started the render that it failed."""
    _tell(render, FAILED, title=f"The render of “{render.video.title}” failed", text=render.failure)


def _tell(render: Render, event: Event, *, title: str, text: str) -> None:
    notify(
        workspace=render.workspace,
        event=event,
        subject=render.pk,
        once=render.pk,
        title=title,
        text=text,
        url=reverse("synthesis:video", args=[render.video_id]),
        people=[render.requested_by_id] if render.requested_by_id else None,
    )
