"""The account's voices, cached: a page never waits for ElevenLabs, and an outage keeps the last list."""

import hashlib
import logging
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from pydantic import BaseModel, Field

from foundation import bulkhead, messages
from foundation.errors import UpstreamError
from foundation.upstream import UpstreamClient
from foundation.vendors import Access
from synthesis.assembly.speech import paid

logger = logging.getLogger(__name__)

SYSTEM = "ElevenLabs"
VENDOR = "elevenlabs"
REFRESH = "synthesis.refresh_voices"
TIMEOUT_S = 8.0
FRESH_S = 3600
KEPT_S = 30 * 24 * 3600
# After a request for the list, successful or not, the next one waits this long.
PAUSE_S = 60
MOST_VOICES = 100
# Raised when an entry changes, because cached lists outlive a deployment.
SHAPE = 1
LONGEST_TEXT = 60


class Entry(BaseModel):
    """One of the account's voices."""

    voice_id: str = Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")
    name: str
    labels: dict[str, str | None] | None = None

    def label(self, *names: str) -> str:
        """The first of these labels that the voice has."""
        found = [(self.labels or {}).get(name) for name in names]
        return next((text.strip()[:LONGEST_TEXT] for text in found if text), "")


class _Raw(BaseModel):
    """A page of the list. Each entry is checked on its own."""

    voices: list[dict[str, Any]]


def known() -> tuple[Entry, ...]:
    """The voices, at most an hour old if ElevenLabs responds.

    In a web request, an old list is returned and a worker refreshes it. Elsewhere, it is refreshed at once.
    Without a list, and without a response, there are none.
    """
    access = paid.access_to(VENDOR)
    if access is None:
        return ()
    kept = cache.get(_key(access))
    if kept is None or timezone.now().timestamp() - kept["at"] > FRESH_S:
        if bulkhead.is_in_request():
            _request_refresh(access)
        else:
            refresh()
            kept = cache.get(_key(access))
    return tuple(Entry(**entry) for entry in kept["voices"]) if kept else ()


def refresh() -> None:
    """Fetch the list, at most once a minute. A failure is logged, and the last list stays."""
    access = paid.access_to(VENDOR)
    if access is None or not cache.add(f"{_key(access)}:fetched", True, PAUSE_S):
        return
    try:
        entries = _fetch(access)
    except UpstreamError as error:
        logger.warning("voices not listed", extra={"system": error.system, "cause": error.message})
        return
    kept = {"at": timezone.now().timestamp(), "voices": [entry.model_dump() for entry in entries]}
    cache.set(_key(access), kept, KEPT_S)


def client(access: Access, *, timeout_s: float) -> UpstreamClient:
    """An HTTP client with the key."""
    return UpstreamClient(
        SYSTEM, base_url=access.base_url, headers={"xi-api-key": access.key}, timeout_s=timeout_s
    )


def _request_refresh(access: Access) -> None:
    if cache.add(f"{_key(access)}:requested", True, PAUSE_S):
        messages.send(REFRESH)


def _fetch(access: Access) -> list[Entry]:
    response = client(access, timeout_s=TIMEOUT_S).request(
        "GET", "/v2/voices", params={"page_size": MOST_VOICES}
    )
    raw = paid.parsed(response.content, answer=_Raw, system=SYSTEM)
    entries = [_entry(each) for each in raw.voices[:MOST_VOICES]]
    return [entry for entry in entries if entry is not None]


def _entry(raw: dict[str, Any]) -> Entry | None:
    try:
        return Entry.model_validate(raw)
    except ValueError:
        logger.warning("voice not listed", extra={"system": SYSTEM})
        return None


def _key(access: Access) -> str:
    account = hashlib.sha256(f"{access.base_url} {access.key}".encode()).hexdigest()[:16]
    return f"elevenlabs-voices:{SHAPE}:{account}"
