"""What Gemini says when it does not answer: the cause, and when a retry may help."""

import re
from typing import Any

from google.genai.errors import APIError

from foundation.upstream import retry_after_s

# Finish reasons of an answer that was withheld.
DECLINED = frozenset(
    {
        "SAFETY",
        "RECITATION",
        "PROHIBITED_CONTENT",
        "BLOCKLIST",
        "SPII",
        "MODEL_ARMOR",
        "ESCALATION",
        "IMAGE_SAFETY",
        "IMAGE_PROHIBITED_CONTENT",
        "IMAGE_RECITATION",
    }
)
# Finish reasons of a complete answer.
FINISHED = frozenset({"STOP", "FINISH_REASON_UNSPECIFIED"})
KEY_REJECTED = (
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
_BY_REASON = {
    "API_KEY_INVALID": KEY_REJECTED,
    "API_KEY_EXPIRED": KEY_REJECTED,
    "CREDENTIALS_MISSING": KEY_REJECTED,
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
_DURATION = re.compile(r"(\d+(?:\.\d+)?)s")


def key_problem(error: APIError) -> str | None:
    """Return what is wrong with the key or its project, and who can fix it; None if it is neither."""
    return next((_BY_REASON[reason] for reason in _reasons(error) if reason in _BY_REASON), None)


def wait_s(error: APIError) -> int | None:
    """Return the seconds after which Gemini wants a retry: the longer of RetryInfo and ``Retry-After``."""
    headers = getattr(error.response, "headers", None) or {}
    asked = [_retry_delay_s(error), retry_after_s(headers.get("Retry-After"))]
    return max((seconds for seconds in asked if seconds is not None), default=None)


def _described(error: APIError) -> dict[str, Any]:
    document = error.details
    described = document.get("error") if isinstance(document, dict) else None
    return described if isinstance(described, dict) else {}


def _places(error: APIError) -> list[dict[str, Any]]:
    described = _described(error)
    listed = [described.get("details"), described.get("errors")]
    return [
        place for places in listed if isinstance(places, list) for place in places if isinstance(place, dict)
    ]


def _reasons(error: APIError) -> list[str]:
    reasons = [str(place["reason"]) for place in _places(error) if place.get("reason")]
    if "API key not valid" in str(_described(error).get("message", "")):
        reasons.append("API_KEY_INVALID")
    return reasons


def _retry_delay_s(error: APIError) -> int | None:
    """The seconds of a RetryInfo, such as "34s" or "2.5s", rounded up."""
    for place in _places(error):
        match = _DURATION.fullmatch(str(place.get("retryDelay", "")))
        if match:
            return -int(-float(match[1]) // 1)
    return None
