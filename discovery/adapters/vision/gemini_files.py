"""A file of ours at Gemini while it is watched: uploaded once for each run, then deleted.

The file's name is made from the run's key, so that a repeated step finds it instead of uploading another.
"""

import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
from google import genai
from google.genai import types
from google.genai.errors import APIError

from discovery.adapters.vision import gemini_errors
from discovery.adapters.vision.base import Subject
from discovery.adapters.vision.gemini_estimates import SYSTEM
from discovery.errors import UnwatchableError, VideoNotReadyError, VisionUnavailableError

logger = logging.getLogger(__name__)

# Gemini's limit for one file on the free tier.
MOST_BYTES = 2 * 1024**3
_LOOK_AGAIN_AFTER_S = 3
_LOOK_EVERY_S, _MOST_LOOKS = 2.0, 30
_ENDED = ("ACTIVE", "FAILED")
_TAKEN = 409


def name_of(*, key: str) -> str:
    """The name of the run's file: letters and digits only, because the client reads no others from a URI."""
    return "em" + hashlib.sha256(key.encode()).hexdigest()[:30]


@contextmanager
def lent(client: genai.Client, *, subject: Subject, key: str, is_last_try: bool) -> Iterator[types.File]:
    """The run's file, uploaded now or before, and deleted afterwards unless a retry will need it.

    Raises UnwatchableError, VideoNotReadyError while the file is being processed, VisionUnavailableError if
    that takes too long for a file that can't be found again, and the client's errors.
    """
    file = _ready(client, subject=subject, key=key)
    is_needed_again = False
    try:
        yield file
    except (APIError, httpx2.HTTPError) as error:
        is_permanent = isinstance(error, APIError) and not gemini_errors.is_outage(error)
        is_needed_again = not is_permanent and not is_last_try
        raise
    finally:
        if not is_needed_again:
            _delete(client, file)


def require_file(subject: Subject) -> Path:
    """Return the path of the file to upload. Raises UnwatchableError if it is missing or too large."""
    path = subject.path
    if path is None or not path.is_file():
        raise UnwatchableError("The file is gone. Upload it again.", system=SYSTEM, reason="file_unreadable")
    if path.stat().st_size > MOST_BYTES:
        raise UnwatchableError(
            "The file is larger than 2 GB, which Gemini does not accept. Export it smaller, or trim it.",
            system=SYSTEM,
            reason="too_large",
        )
    return path


def _ready(client: genai.Client, *, subject: Subject, key: str) -> types.File:
    name = name_of(key=key)
    file = _existing(client, name) or _uploaded(client, subject=subject, name=name)
    if file.name != f"files/{name}":
        # The vendor chose a name of its own, by which a repeated step would not find the file.
        file = _awaited(client, file)
        if _state(file) not in _ENDED:
            _delete(client, file)
            raise VisionUnavailableError("Gemini did not process the file in time.", system=SYSTEM)
    state = _state(file)
    if state == "FAILED":
        _delete(client, file)
        raise UnwatchableError(
            "Gemini could not read the file. Export it again as MP4 with H.264, or try another file.",
            system=SYSTEM,
            reason="file_unreadable",
        )
    if state != "ACTIVE":
        raise VideoNotReadyError(
            "Gemini is still processing the file.", system=SYSTEM, retry_after_s=_LOOK_AGAIN_AFTER_S
        )
    return file


def _awaited(client: genai.Client, file: types.File) -> types.File:
    """The file once it was processed, or as it is after a minute."""
    for _ in range(_MOST_LOOKS):
        file = client.files.get(name=file.name or "")
        if _state(file) in _ENDED:
            break
        time.sleep(_LOOK_EVERY_S)
    return file


def _state(file: types.File) -> str:
    return file.state.value if file.state else ""


def _delete(client: genai.Client, file: types.File) -> None:
    """Delete the file. Gemini deletes by itself what is left after two days."""
    try:
        client.files.delete(name=file.name or "")
    except (APIError, httpx2.HTTPError) as error:
        logger.warning("file not deleted", extra={"system": SYSTEM, "cause": type(error).__name__})


def _existing(client: genai.Client, name: str) -> types.File | None:
    try:
        return client.files.get(name=name)
    except APIError as error:
        # Gemini reports an unknown file as forbidden. An error of the setup shows at the upload, too.
        if gemini_errors.is_outage(error):
            raise
        return None


def _uploaded(client: genai.Client, *, subject: Subject, name: str) -> types.File:
    config = types.UploadFileConfig(name=name, mime_type=subject.mime_type or "video/mp4", display_name=name)
    try:
        return client.files.upload(file=require_file(subject), config=config)
    except APIError as error:
        if error.code == _TAKEN:
            return client.files.get(name=name)
        raise
