"""What Gemini's errors mean for one video: an outage, a video that can't be watched, or a wrong setup."""

import re
from typing import Any

from google.genai.errors import APIError

from discovery.adapters.vision.gemini_estimates import SYSTEM
from discovery.errors import UnwatchableError, VisionSetupError, VisionUnavailableError
from foundation import gemini_errors
from foundation.errors import UpstreamError

_TRY_AGAIN = frozenset({408, 429, 499})
_MODEL = (
    "Gemini has no model of this name, or has shut it down. Your administrator can set GEMINI_VISION_MODEL "
    "to a current one."
)
_BY_STATUS = {401: gemini_errors.KEY_REJECTED, 403: gemini_errors.KEY_REJECTED, 404: _MODEL}
_NOT_PUBLIC = (
    "Gemini can't watch this video. It is private, unlisted, deleted, restricted by age, or not available in "
    "Gemini's region."
)
_TOO_LONG = (
    "This video has more than Gemini's model takes in at once. Your administrator can lower "
    "VISION_WATCHED_MINUTES."
)
_ABOUT_LENGTH = re.compile(r"token count|exceeds the maximum number of tokens|too long", re.IGNORECASE)
_ABOUT_VIDEO = re.compile(r"video|file_?uri", re.IGNORECASE)
_ABOUT_MODEL = re.compile(r"models?/", re.IGNORECASE)
_ABOUT_KEY = re.compile(
    r"api.?key|unregistered callers|credential|billing|has not been used in project|is disabled|suspended",
    re.IGNORECASE,
)


def is_outage(error: APIError) -> bool:
    """True if a retry may help."""
    return error.code in _TRY_AGAIN or error.code >= 500


def meaning(error: APIError, *, is_public_video: bool) -> UpstreamError:
    """Return our error for Gemini's. ``is_public_video``: the request was about a public video."""
    if is_outage(error):
        return _outage(error)
    message = str(error.message or "")
    setup = gemini_errors.key_problem(error)
    if setup is None and _ABOUT_LENGTH.search(message):
        return UnwatchableError(_TOO_LONG, system=SYSTEM, reason="too_long")
    if setup is None and is_public_video and _is_about_video(error.code, message):
        return UnwatchableError(_NOT_PUBLIC, system=SYSTEM, reason="not_public")
    setup = setup or _BY_STATUS.get(error.code)
    facts: dict[str, Any] = {"upstream_status": error.code, "upstream_message": message[:500]}
    if setup:
        return VisionSetupError(setup, system=SYSTEM, **facts)
    return UpstreamError(f"{SYSTEM} rejected the request.", system=SYSTEM, **facts)


def _is_about_video(status: int, message: str) -> bool:
    if status == 403:
        return not _ABOUT_KEY.search(message)
    is_of_model = status == 404 and _ABOUT_MODEL.match(message) is not None
    return status in (400, 404) and not is_of_model and _ABOUT_VIDEO.search(message) is not None


def _outage(error: APIError) -> VisionUnavailableError:
    return VisionUnavailableError(
        f"{SYSTEM} has reached its rate limit."
        if error.code == 429
        else f"{SYSTEM} is unavailable right now.",
        system=SYSTEM,
        retry_after_s=gemini_errors.wait_s(error),
        upstream_status=error.code,
    )
