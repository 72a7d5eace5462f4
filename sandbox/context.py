"""What the stand-ins share while the process runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from starlette.requests import HTTPConnection

if TYPE_CHECKING:
    from sandbox.clock import Clock
    from sandbox.faults import Faults
    from sandbox.gemini.files import Files
    from sandbox.journal import Journal
    from sandbox.store import Store
    from sandbox.youtube.quota import Quota


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One sandbox's clock, memory and files."""

    clock: Clock
    faults: Faults
    files: Files
    journal: Journal
    quota: Quota
    store: Store
    data_dir: Path


def of(request: HTTPConnection) -> Context:
    """The context of the sandbox that answers this request."""
    return cast(Context, request.app.state.context)


def now(request: HTTPConnection) -> float:
    """The time this request asks about."""
    return of(request).clock.now_for(request)


def base_url(request: HTTPConnection) -> str:
    """The address the caller used, so that links lead back by the same way."""
    return str(request.base_url).rstrip("/")
