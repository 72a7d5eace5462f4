"""Maps YouTube's errors to ours.

Google gives a reason in two places, sometimes in only one: ``errors[].reason`` in terms of the YouTube API,
and ``details[].reason`` in terms of Google Cloud. Both are read, and the message if neither helps.
"""

import http.client
import json
import re
from collections.abc import Mapping
from typing import Any

from googleapiclient.errors import HttpError

from discovery.errors import KeyRefusedError, QuotaExceededError
from discovery.platforms.youtube.budget import DAY_ENDS
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.upstream import retry_after_s

SYSTEM = "YouTube"

_DAY_IS_OVER = frozenset({"quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"})
_TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
_BROKEN = frozenset({"backendError", "internalError", "processingFailure", "SERVICE_UNAVAILABLE"})
_TRY_AGAIN = frozenset({408, 425, 429})
_CREDENTIALS = "Google Cloud console, APIs & Services, Credentials"
_INVALID = (
    f"The YouTube API key is invalid. Your administrator needs to set YOUTUBE_API_KEY from {_CREDENTIALS}."
)
_EXPIRED = (
    f"The YouTube API key has expired. Your administrator needs a new YOUTUBE_API_KEY from {_CREDENTIALS}."
)
_NOT_ENABLED = (
    "The YouTube Data API v3 is not enabled for the project of YOUTUBE_API_KEY. Your administrator can "
    "enable it in Google Cloud console, APIs & Services, Library."
)
_OTHER_API = (
    "The YouTube API key is restricted to other APIs. Your administrator needs to allow YouTube "
    f"Data API v3 for YOUTUBE_API_KEY in {_CREDENTIALS}."
)
_OTHER_PLACE = (
    "The YouTube API key is restricted to other addresses or apps. Your administrator needs to allow "
    f"this server's IP address for YOUTUBE_API_KEY in {_CREDENTIALS}."
)
_PROJECT = (
    "Google rejects the Cloud project of YOUTUBE_API_KEY. Your administrator needs to check "
    "its state and billing in Google Cloud console."
)
_MISSING = "YouTube received no API key. Your administrator needs to set YOUTUBE_API_KEY."
# Problems of the key, by reason.
_KEY = {
    "keyInvalid": _INVALID,
    "API_KEY_INVALID": _INVALID,
    "authError": _INVALID,
    "CREDENTIALS_MISSING": _INVALID,
    "ACCESS_TOKEN_TYPE_UNSUPPORTED": _INVALID,
    "keyExpired": _EXPIRED,
    "accessNotConfigured": _NOT_ENABLED,
    "SERVICE_DISABLED": _NOT_ENABLED,
    "API_KEY_SERVICE_BLOCKED": _OTHER_API,
    "ipRefererBlocked": _OTHER_PLACE,
    "API_KEY_IP_ADDRESS_BLOCKED": _OTHER_PLACE,
    "API_KEY_HTTP_REFERRER_BLOCKED": _OTHER_PLACE,
    "API_KEY_ANDROID_APP_BLOCKED": _OTHER_PLACE,
    "API_KEY_IOS_APP_BLOCKED": _OTHER_PLACE,
    "accountDisabled": _PROJECT,
    "accountDeleted": _PROJECT,
    "CONSUMER_SUSPENDED": _PROJECT,
    "CONSUMER_INVALID": _PROJECT,
    "BILLING_DISABLED": _PROJECT,
    "USER_PROJECT_DENIED": _PROJECT,
}
_KEY_MESSAGES = (
    ("api key expired", _EXPIRED),
    ("api key not valid", _INVALID),
    ("missing a valid api key", _MISSING),
    ("has not been used in project", _NOT_ENABLED),
)


class RefusedError(UpstreamError):
    """YouTube refused one request. ``reason`` is YouTube's own code."""

    def __init__(self, *, reason: str, upstream_status: int, message: str) -> None:
        super().__init__(
            f"YouTube refused the request ({reason}).",
            system=SYSTEM,
            upstream_status=upstream_status,
            upstream_body=message[:500],
        )
        self.reason = reason
        self.is_missing = upstream_status in (http.client.NOT_FOUND, http.client.GONE)
        self.is_invalid = upstream_status == http.client.BAD_REQUEST


def meaning(error: HttpError) -> UpstreamError:
    """Return our error for the refusal."""
    status, document = int(error.status_code), _document(error)
    message = str(document.get("message") or "")
    reasons = _reasons(document)
    if reasons & _DAY_IS_OVER or _is_daily_limit(document):
        return QuotaExceededError(platform=SYSTEM, day_ends=DAY_ENDS)
    words = _about_key(reasons, message)
    if words:
        return KeyRefusedError(words, platform=SYSTEM)
    is_redirect = status < http.client.BAD_REQUEST
    is_outage = status in _TRY_AGAIN or status >= http.client.INTERNAL_SERVER_ERROR or is_redirect
    if is_outage or reasons & (_TOO_FAST | _BROKEN):
        return UpstreamUnavailableError(
            "YouTube is busy or unavailable.",
            system=SYSTEM,
            retry_after_s=retry_after_s(error.resp.get("retry-after")),
            upstream_status=status,
        )
    return RefusedError(reason=_word(reasons, status), upstream_status=status, message=message)


def _document(error: HttpError) -> Mapping[str, Any]:
    try:
        body = json.loads(error.content)
    except ValueError:
        return {}
    found = body.get("error") if isinstance(body, dict) else None
    return found if isinstance(found, dict) else {}


def _listed(document: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = document.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _reasons(document: Mapping[str, Any]) -> set[str]:
    each = [*_listed(document, "errors"), *_listed(document, "details")]
    return {str(one["reason"]) for one in each if one.get("reason")}


def _is_daily_limit(document: Mapping[str, Any]) -> bool:
    """True for Google Cloud's error for a used-up daily allowance."""
    limits = [
        f"{one['metadata'].get('quota_limit', '')} {one['metadata'].get('quota_unit', '')}"
        for one in _listed(document, "details")
        if isinstance(one.get("metadata"), dict)
    ]
    return any("PerDay" in limit or "1/d/" in limit for limit in limits)


def _about_key(reasons: set[str], message: str) -> str | None:
    by_message = next((words for part, words in _KEY_MESSAGES if part in message.lower()), None)
    # Only the message distinguishes an expired key from an invalid one.
    return by_message or next((_KEY[reason] for reason in sorted(reasons) if reason in _KEY), None)


def _word(reasons: set[str], status: int) -> str:
    """Return one reason that can be shown, or the status."""
    shown = [reason for reason in sorted(reasons) if re.fullmatch(r"[A-Za-z_]{1,60}", reason)]
    return shown[0] if shown else str(status)
