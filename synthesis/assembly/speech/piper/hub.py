"""The source of Piper voices over HTTP: its index, and files that are fetched in parts and can be resumed."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from pydantic import BaseModel, TypeAdapter, ValidationError

from foundation.errors import UpstreamError
from foundation.upstream import UpstreamClient
from synthesis.assembly.speech.piper.catalogue import REVISION, Listed

SYSTEM = "The source of voices"
TIMEOUT_S = 60.0
PART_BYTES = 8 * 1024 * 1024
MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class File(BaseModel):
    """A file of a voice, as the index lists it."""

    size_bytes: int
    md5_digest: str


class Entry(BaseModel):
    """A voice of the index: its files by path."""

    files: dict[str, File]


@dataclass(frozen=True, slots=True)
class _Response:
    """A response, and the address that sent it."""

    status: int
    content: bytes
    address: str


_INDEX = TypeAdapter(dict[str, Entry])


class Hub:
    """The pinned revision of the source. Redirects are followed, to https or to the same host only."""

    def __init__(self) -> None:
        self._base_url = f"{settings.PIPER_VOICES_URL}/{REVISION}/"

    def index(self) -> dict[str, Entry]:
        """All voices by name. Raises the upstream errors."""
        try:
            return _INDEX.validate_json(self._get(f"{self._base_url}voices.json").content)
        except ValidationError as error:
            raise UpstreamError(f"{SYSTEM} sent an unreadable index.", system=SYSTEM) from error

    def card(self, voice: Listed) -> str:
        """The model card. Raises the upstream errors."""
        return self._get(f"{self._base_url}{voice.folder}/MODEL_CARD").content.decode(errors="replace")

    def fetch(self, path: str, file: File, *, to: Path) -> None:
        """Download a file to ``to`` and verify it. An interrupted download is continued.

        Raises the upstream errors; a file that differs from the index is deleted.
        """
        part = to.with_name(f"{to.name}.part")
        address = f"{self._base_url}{path}"
        with part.open("ab") as target:
            while (size := target.tell()) < file.size_bytes:
                last = min(size + PART_BYTES, file.size_bytes) - 1
                response = self._get(address, headers={"Range": f"bytes={size}-{last}"})
                target.write(_checked(response, size=size, last=last, whole=file.size_bytes))
                # Where the file really is: the next part needs no redirect.
                address = response.address
            os.fsync(target.fileno())
        if _md5(part) != file.md5_digest or part.stat().st_size != file.size_bytes:
            part.unlink()
            raise UpstreamError(
                f"{path} differs from the index and was deleted. Run the command again.", system=SYSTEM
            )
        part.replace(to)

    def _get(self, address: str, headers: dict[str, str] | None = None) -> _Response:
        for _ in range(MOST_REDIRECTS):
            parts = urlsplit(address)
            client = UpstreamClient(
                SYSTEM, base_url=f"{parts.scheme}://{parts.netloc}", headers=headers, timeout_s=TIMEOUT_S
            )
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            response = client.request("GET", path, expect={200, 206, *_REDIRECTS})
            if response.status_code not in _REDIRECTS:
                return _Response(response.status_code, response.content, address)
            address = self._redirected(address, response.headers.get("Location", ""))
        raise UpstreamError(f"{SYSTEM} redirects in a circle.", system=SYSTEM)

    def _redirected(self, address: str, location: str) -> str:
        target = urljoin(address, location)
        if urlsplit(target).scheme != "https" and urlsplit(target).netloc != urlsplit(self._base_url).netloc:
            raise UpstreamError(f"{SYSTEM} redirects to an insecure address.", system=SYSTEM)
        return target


def _checked(response: _Response, *, size: int, last: int, whole: int) -> bytes:
    """The part that was asked for. A server without support for parts sends the whole file."""
    if response.status == 206 and len(response.content) == last + 1 - size:
        return response.content
    if response.status == 200 and len(response.content) == whole and size == 0:
        return response.content
    raise UpstreamError(f"{SYSTEM} sent another part of the file.", system=SYSTEM)


def _md5(path: Path) -> str:
    # The index has only this digest; it detects damage. The pinned revision protects from changes.
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
