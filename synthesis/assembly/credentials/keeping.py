"""Keeps the credentials of a file that will be converted, which removes them."""

import base64
import uuid
from dataclasses import dataclass
from pathlib import Path

from foundation.media import children
from synthesis.assembly import processes
from synthesis.assembly.credentials import reading, signing, talking
from synthesis.credentials import Report

# The type of what is kept.
MIME_TYPE = "application/c2pa"
# Credentials have some kilobytes, or some hundred with the credentials of ingredients.
MOST_BYTES = 2 * 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The credentials of a file: what they say, and an ingredient of that id for the manifest of a video."""

    report: Report
    id: str
    archive: bytes


def keep(path: Path, *, mime_type: str, title: str) -> Kept | None:
    """Keep the file's credentials; None if it has none. Anyone can read the ``title``.

    Raises UnreadableError, and UpstreamUnavailableError if this machine is too busy.
    """
    report = reading.read(path, mime_type=mime_type)
    if report is None:
        return None
    name = f"xmp:iid:{uuid.uuid4()}"
    request = {
        "task": "keeping",
        "path": str(path.resolve()),
        "mime_type": mime_type,
        "title": title,
        "id": name,
    }
    limits = processes.Limits(memory_bytes=signing.memory_for(path.stat().st_size), file_bytes=0)
    with children.in_turn():
        try:
            answer = talking.talk(
                request, limits=limits, timeout_s=reading.TIMEOUT_S, should_stop=lambda: False
            )
        except talking.EndedError as error:
            raise reading.unreadable(cause=error.message) from error
    archive = base64.b64decode(answer.get("archive", ""))
    if not 0 < len(archive) <= MOST_BYTES:
        raise reading.unreadable(cause=answer.get("failed", "too large"))
    return Kept(report=report, id=name, archive=archive)
