"""State that the stand-ins share while the process runs."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from starlette.requests import HTTPConnection

from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.gemini_state import Files, Films, Watches
from sandbox.journal import Journal
from sandbox.quota import Quota
from sandbox.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One sandbox's clock, memory and files."""

    clock: Clock
    faults: Faults
    files: Files
    films: Films
    journal: Journal
    quota: Quota
    store: Store
    watches: Watches
    data_dir: Path


def of(request: HTTPConnection) -> Context:
    """Return the context of the sandbox that handles this request."""
    return cast(Context, request.app.state.context)


def now(request: HTTPConnection) -> float:
    """Return the time of this request."""
    return of(request).clock.now_for(request)


def base_url(request: HTTPConnection) -> str:
    """Return the URL that the caller used, so that links lead back to the same host."""
    return str(request.base_url).rstrip("/")
