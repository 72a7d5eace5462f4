"""What Gemini's errors mean for one video: an outage, a video that can't be watched, or a wrong setup."""

import re
from typing import Any

from google.genai.errors import APIError

from discovery.adapters.vision.gemini_estimates import SYSTEM
from discovery.errors import UnwatchableError, VisionSetupError, VisionUnavailableError
from foundation.errors import UpstreamError
from foundation.upstream import retry_after_s

_TRY_AGAIN = frozenset({408, 429, 499, 500, 502, 503, 504})
_KEY = (
    "Gemini rejected the API key. Your administrator can check GEMINI_API_KEY at "
    "https://aistudio.google.com/apikey."
)
_RESTRICTED = (
    "The restrictions of Gemini's API key do not allow this use. Your administrator can change the "
    "restrictions of GEMINI_API_KEY in the Google Cloud console, under Credentials."
)
_OFF = (
    "The Gemini API is not enabled for the key's project. Your administrator can enable the "
    "Generative Language API in the Google Cloud console."
)
_BILLING = (
    "Billing is off for the project of Gemini's key. Your administrator can check it in the "
    "Google Cloud console, under Billing."
)
_MODEL = (
    "Gemini has no model of this name, or has shut it down. Your administrator can set GEMINI_VISION_MODEL "
    "to a current one."
)
_BY_REASON = {
    "API_KEY_INVALID": _KEY,
    "API_KEY_EXPIRED": _KEY,
    "CREDENTIALS_MISSING": _KEY,
    "accessNotConfigured": _OFF,
    "SERVICE_DISABLED": _OFF,
    "API_KEY_SERVICE_BLOCKED": _RESTRICTED,
    "API_KEY_HTTP_REFERRER_BLOCKED": _RESTRICTED,
    "API_KEY_IP_ADDRESS_BLOCKED": _RESTRICTED,
    "API_KEY_ANDROID_APP_BLOCKED": _RESTRICTED,
    "API_KEY_IOS_APP_BLOCKED": _RESTRICTED,
    "BILLING_DISABLED": _BILLING,
    "CONSUMER_SUSPENDED": _BILLING,
}
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
_ABOUT_KEY = re.compile(r"api.?key|unregistered callers|credential|billing", re.IGNORECASE)
_DURATION = re.compile(r"(\d+(?:\.\d+)?)s")


def is_outage(error: APIError) -> bool:
    """True if a retry may help."""
    return error.code in _TRY_AGAIN


def meaning(error: APIError, *, is_public_video: bool) -> UpstreamError:
    """Return our error for Gemini's. ``is_public_video``: the request was about a public video."""
    described = _described(error)
    if is_outage(error):
        return _outage(error, described)
    message = str(error.message or "")
    setup = next((_BY_REASON[reason] for reason in _reasons(described) if reason in _BY_REASON), None)
    if setup is None and _ABOUT_LENGTH.search(message):
        return UnwatchableError(_TOO_LONG, system=SYSTEM, reason="too_long")
    if setup is None and is_public_video and _is_about_video(error.code, message):
        return UnwatchableError(_NOT_PUBLIC, system=SYSTEM, reason="not_public")
    setup = setup or {401: _KEY, 403: _KEY, 404: _MODEL}.get(error.code)
    facts: dict[str, Any] = {"upstream_status": error.code, "upstream_message": message[:500]}
    if setup:
        return VisionSetupError(setup, system=SYSTEM, **facts)
    return UpstreamError(f"{SYSTEM} rejected the request.", system=SYSTEM, **facts)


def _is_about_video(status: int, message: str) -> bool:
    if status == 403:
        return not _ABOUT_KEY.search(message)
    return status in (400, 404) and _ABOUT_VIDEO.search(message) is not None


def _outage(error: APIError, described: dict[str, Any]) -> VisionUnavailableError:
    headers = getattr(error.response, "headers", None) or {}
    asked = [_retry_delay_s(described), retry_after_s(headers.get("Retry-After"))]
    return VisionUnavailableError(
        f"{SYSTEM} has reached its rate limit."
        if error.code == 429
        else f"{SYSTEM} is unavailable right now.",
        system=SYSTEM,
        retry_after_s=max((seconds for seconds in asked if seconds is not None), default=None),
        upstream_status=error.code,
    )


def _described(error: APIError) -> dict[str, Any]:
    document = error.details
    described = document.get("error") if isinstance(document, dict) else None
    return described if isinstance(described, dict) else {}


def _places(described: dict[str, Any]) -> list[dict[str, Any]]:
    listed = [described.get("details"), described.get("errors")]
    return [
        place for places in listed if isinstance(places, list) for place in places if isinstance(place, dict)
    ]


def _reasons(described: dict[str, Any]) -> list[str]:
    reasons = [str(place["reason"]) for place in _places(described) if place.get("reason")]
    if "API key not valid" in str(described.get("message", "")):
        reasons.append("API_KEY_INVALID")
    return reasons


def _retry_delay_s(described: dict[str, Any]) -> int | None:
    """The seconds of a RetryInfo, such as "34s" or "2.5s", rounded up."""
    for place in _places(described):
        match = _DURATION.fullmatch(str(place.get("retryDelay", "")))
        if match:
            return -int(-float(match[1]) // 1)
    return None
