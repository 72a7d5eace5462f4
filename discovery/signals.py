"""Signals that discovery sends to apps above it, which it does not import."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.dispatch import Signal

from discovery.measuring.values import Word

# Sent with ``workspace`` and ``reference``, such as "video:vid_…". The app that owns such videos returns an
# OwnFile, or None if the workspace has no such video; all others return None. A receiver may raise
# AnalysisRefusedError.
own_file_requested = Signal()
# Sent with ``workspace``, ``most`` and ``with_texts``. A receiver returns the workspace's newest videos, at
# most that many, as a list of Work. Texts are needed only when something has changed.
works_requested = Signal()
# Sent with ``idea``. A receiver returns the hooks that were written with the newest script of a video made
# from it, as a list of WrittenHook.
hooks_requested = Signal()
# Sent with ``idea``. A receiver returns the videos that were made from it, newest first, as a list of Made.
made_requested = Signal()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A video of the workspace. ``version`` changes with its text, which is empty unless it was asked for."""

    id: str
    title: str
    url: str
    made_at: datetime
    version: str
    idea_id: str | None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A video that was made from an idea. ``url`` is a path of the product."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenHook:
    """A way to open a video that a script writer offered. ``kind`` and ``writer`` are names for people."""

    kind: str
    text: str
    writer: str
