"""Signals of synthesis."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.dispatch import Signal

from foundation.numbers import Figure

# Sent after the commit, with ``video`` and ``render``, when a render has succeeded. It may be sent more than
# once.
video_ready = Signal()
# Sent with ``video``. A receiver returns numbers about what the video brought, as a list of Highlight, to be
# shown on its page.
highlights_requested = Signal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlight:
    """A number about a video, for its page. ``format`` is the figure component's, and ``url`` a path."""

    label: str
    figure: Figure
    format: str
    url: str


def highlights(*, video: object) -> Sequence[Highlight]:
    """Return the numbers that apps above have about the video."""
    answers: list[tuple[Any, Any]] = highlights_requested.send(sender=None, video=video)
    return [each for _, answer in answers for each in answer or ()]
