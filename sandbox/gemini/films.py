"""Requested videos: the clock determines their progress, and the prompt their result."""

import asyncio
import re
import secrets
from enum import StrEnum
from pathlib import Path

from starlette.requests import Request

from sandbox import context
from sandbox.gemini_state import Film
from sandbox.media import films
from sandbox.writing.brief import Brief

# By the sandbox's clock. A real service takes a minute or two.
BEGINS_AFTER_S = 0.5
ENDS_AFTER_S = 2.5
_WORD = re.compile(r"\[sandbox:(zero|fail|incomplete|budget)\]")
_SIZES = {"360p": (360, 640), "720p": (720, 1280), "1080p": (1080, 1920)}
# Videos are drawn one at a time: two in parallel would each take twice as long.
_DRAWING = asyncio.Lock()


class State(StrEnum):
    """A video's progress and result."""

    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    ZERO = "zero"
    FAILED = "fail"
    INCOMPLETE = "incomplete"
    BUDGET = "budget"


def order(request: Request, *, model: str, prompt: str, seconds: int, size: tuple[int, int]) -> Film:
    """Store a request for a video. It progresses with the clock."""
    film = Film(
        id=secrets.token_hex(8),
        model=model,
        prompt=prompt,
        seconds=seconds,
        size=size,
        created_at=context.now(request),
    )
    context.of(request).films.by_id[film.id] = film
    return film


def size_of(resolution: str, aspect_ratio: str) -> tuple[int, int] | None:
    """Return width and height in pixels; None for an unsupported size."""
    upright = _SIZES.get(resolution)
    if upright is None or aspect_ratio not in {"9:16", "16:9"}:
        return None
    return upright if aspect_ratio == "9:16" else (upright[1], upright[0])


def state(request: Request, film: Film) -> State:
    """Return the progress. ``[sandbox:…]`` in the prompt determines the result."""
    if film.is_canceled:
        return State.CANCELLED
    age_s = context.now(request) - film.created_at
    if age_s < BEGINS_AFTER_S:
        return State.QUEUED
    return State.IN_PROGRESS if age_s < ENDS_AFTER_S else _end(film)


async def file(request: Request, film: Film) -> Path:
    """Return the video. Drawn on the first request."""
    path = context.of(request).data_dir / "films" / f"{film.id}.mp4"
    async with _DRAWING:
        if not path.exists():
            await asyncio.to_thread(
                films.draw, prompt=film.prompt, seconds=film.seconds, size=film.size, path=path
            )
    return path


def _end(film: Film) -> State:
    if Brief(instructions="", material=film.prompt).is_forbidden:
        return State.REFUSED
    word = _WORD.search(film.prompt)
    return State(word[1]) if word else State.COMPLETED
