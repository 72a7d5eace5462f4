"""Maps errors of YouTube and Google's token endpoint to ours (contract of 2026-11)."""

import json
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import requests
from django.utils import timezone

from foundation.errors import UpstreamError, UpstreamUnavailableError
from publishing.errors import AccessRefusedError, ConnectionLostError, PlatformQuotaError
from publishing.platforms import values
from publishing.platforms.youtube.words import NO_CHANNEL, SYSTEM

_PACIFIC = ZoneInfo("America/Los_Angeles")
_DAILY = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_BUSY = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "uploadRateLimitExceeded"})
_BUSY_S = 30
SIGN_UP = "youtubeSignupRequired"
LACKS_SCOPE = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})
# Errors about the account itself, which another access token does not resolve.
_ABOUT_ACCOUNT = frozenset(
    {
        SIGN_UP,
        "accountDelegationForbidden",
        "authenticatedUserAccountClosed",
        "authenticatedUserAccountSuspended",
    }
)

_LACKS_PERMISSION = (
    "This connection lacks a permission required to publish. Reconnect the channel, and keep every "
    "permission selected."
)
_NOT_ENABLED = (
    "The YouTube Data API is not enabled in this installation's Google Cloud project. Your administrator "
    "needs to enable it in the Google Cloud console, under APIs and services."
)
_CLIENT = (
    "Google rejects this installation's OAuth client. Your administrator needs to check "
    "GOOGLE_OAUTH_CLIENT_ID and GOOGLE_OAUTH_CLIENT_SECRET; see Settings, Integrations."
)

_SENTENCES = {
    SIGN_UP: NO_CHANNEL,
    "uploadLimitExceeded": "The channel has reached YouTube's upload limit for today. Try again in 24 hours.",
    "invalidTitle": "YouTube rejected the title. Shorten it, and remove < and >.",
    "invalidDescription": "YouTube rejected the description. Shorten it, and remove < and >.",
    "invalidTags": "YouTube rejected the tags. Use fewer or shorter tags.",
    "invalidCategoryId": "YouTube rejected the video's category.",
    "invalidPublishAt": "YouTube rejected the publication time.",
    "invalidVideoMetadata": "YouTube rejected the video's details. Check each field.",
    "mediaBodyRequired": "YouTube received no file. Try again.",
    "commentsDisabled": "Comments are off for this video on YouTube.",
    "commentTextTooLong": "YouTube rejected the comment as too long.",
    "commentTextRequired": "YouTube rejected the comment as empty.",
    "playlistNotFound": "The playlist no longer exists on YouTube.",
    "playlistContainsMaximumNumberOfVideos": "The playlist is full: YouTube allows no more videos in it.",
    "playlistItemsNotAccessible": "YouTube does not let this account change the playlist.",
    "videoNotFound": "YouTube no longer has the video.",
    "insufficientPermissions": _LACKS_PERMISSION,
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": _LACKS_PERMISSION,
    "accountDelegationForbidden": "This account can't act for the channel. Ask its owner to connect it.",
    "authenticatedUserAccountClosed": "The YouTube account of this channel was closed.",
    "authenticatedUserAccountSuspended": "The YouTube account of this channel is suspended.",
    "accessNotConfigured": _NOT_ENABLED,
    "SERVICE_DISABLED": _NOT_ENABLED,
    # Last, because the others are more specific if both are present.
    "forbidden": "YouTube does not allow this account to do that. Check the channel in YouTube Studio.",
}
_TOKEN_SENTENCES = {
    "invalid_client": _CLIENT,
    "unauthorized_client": _CLIENT,
    "deleted_client": _CLIENT,
    "disabled_client": _CLIENT,
    "redirect_uri_mismatch": (
        "Google does not know this installation's URL. Your administrator needs to add SITE_URL followed by "
        "/connections/youtube/callback/ to the OAuth client's redirect addresses."
    ),
    "invalid_scope": "Google does not recognize a requested permission.",
    "admin_policy_enforced": "The administrator of this Google account does not allow this connection.",
    "org_internal": "This installation's OAuth client accepts only its own organisation.",
}


def of_api(error: UpstreamError) -> UpstreamError:
    """Return our error for an API response that is not a success."""
    status = error.context.get("upstream_status")
    reasons, message = _read(error)
    if reasons & _DAILY:
        return PlatformQuotaError(
            system=SYSTEM, renewed="at midnight Pacific", retry_after_s=_until_midnight_pacific_s()
        )
    if isinstance(error, UpstreamUnavailableError):
        return error
    if reasons & _BUSY:
        return UpstreamUnavailableError(
            "YouTube is limiting our requests.", system=SYSTEM, retry_after_s=_BUSY_S
        )
    if status == requests.codes.unauthorized and not reasons & _ABOUT_ACCOUNT:
        return AccessRefusedError(system=SYSTEM)
    if status == requests.codes.conflict:
        # The request had no effect: "alreadyExists" refers to the session, and another can be opened.
        return UpstreamUnavailableError("YouTube had a temporary error.", system=SYSTEM, **_facts(error))
    return _explained(error, reasons, message) if reasons else error


def _explained(error: UpstreamError, reasons: frozenset[str], message: str) -> UpstreamError:
    reason = next((known for known in _SENTENCES if known in reasons), min(reasons))
    sentence = _SENTENCES.get(reason) or f"YouTube refused: {message.rstrip('.') or reason}."
    return UpstreamError(sentence, system=SYSTEM, reason=reason, **_facts(error))


def of_tokens(error: UpstreamError) -> UpstreamError:
    """Return our error for a token endpoint's response that is not a success.

    Only *invalid_grant* means that the consent was revoked.
    """
    if isinstance(error, UpstreamUnavailableError):
        return error
    document = _document(error)
    code, message = str(document.get("error", "")), str(document.get("error_description", ""))
    if code == "invalid_grant":
        return ConnectionLostError(system=SYSTEM)
    explained = _TOKEN_SENTENCES.get(code) or f"Google refused the sign-in: {message or code or 'no reason'}."
    return UpstreamError(explained, system=SYSTEM, reason=code, **_facts(error))


def _facts(error: UpstreamError) -> dict[str, Any]:
    return {name: value for name, value in error.context.items() if name != "system"}


def _document(error: UpstreamError) -> dict[str, Any]:
    try:
        document = json.loads(values.refused_with(error))
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _read(error: UpstreamError) -> tuple[frozenset[str], str]:
    """Return every reason in the response, in the old and the new format, and its message."""
    described = _document(error).get("error")
    if not isinstance(described, dict):
        return frozenset(), ""
    places = [*_list(described.get("errors")), *_list(described.get("details"))]
    reasons = {str(place["reason"]) for place in places if isinstance(place, dict) and place.get("reason")}
    return frozenset(reasons), str(described.get("message", ""))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _until_midnight_pacific_s() -> int:
    now = timezone.now().astimezone(_PACIFIC)
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((midnight - now).total_seconds()) + 60
