"""Signals that discovery sends to apps above it, which it does not import."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.dispatch import Signal

from discovery.measuring.values import Word

# Sent with ``workspace`` and ``reference``, such as "video:vid_…". The app that owns such videos returns an
# OwnFile, or None if the workspace has no such video; all others return None. A receiver may raise
# AnalysisRefusedError.
own_file_requested = Signal()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFile:
    """A video of the workspace: an upload, or a finished video.

    ``reference`` is the stable name that the app above uses. ``file_key`` is the key of the file in the
    default storage. ``page_url`` and ``play_url`` are paths of the product: the video's page, and its file
    for members. ``words`` are its captions.
    """

    reference: str
    title: str
    language: str
    duration_s: float | None
    is_long: bool
    page_url: str
    play_url: str
    file_key: str
    mime_type: str
    words: Sequence[Word] = ()
    livemode: bool = True
