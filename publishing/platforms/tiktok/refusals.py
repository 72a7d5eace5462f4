"""Maps TikTok's errors to ours (contract of 2026-11). Its API sends some errors with status 200."""

from typing import Any

from pydantic import ValidationError

from foundation.errors import UpstreamError, UpstreamUnavailableError
from publishing.errors import AccessRefusedError, ConnectionLostError
from publishing.platforms import values
from publishing.platforms.tiktok.payloads import Envelope, Problem, Tokens
from publishing.platforms.tiktok.words import SYSTEM

_BUSY_S = 60
_ACCESS = frozenset({"access_token_invalid", "access_token_expired"})
_BUSY = frozenset({"rate_limit_exceeded"})
_BROKEN = frozenset({"internal_error", "server_error", "temporarily_unavailable"})
# The refresh token, or the consent behind it, has ended.
_LOST = frozenset({"invalid_grant"})
SCOPE_MISSING = frozenset({"scope_not_authorized", "scope_permission_missed"})
# The upload is not known to this token: it is not this connection's any more, or it has expired.
UNKNOWN_UPLOAD = frozenset({"invalid_publish_id", "token_not_authorized_for_specified_publish_id"})
# Two spellings of the same code.
INVALID = frozenset({"invalid_param", "invalid_params"})
# Why the account can't post now, by code. Some codes have a suffix.
BANS = ("spam_risk", "reached_active_user_cap")

_LACKS_PERMISSION = (
    "This connection lacks a permission. Reconnect the account under Channels, and keep every permission on."
)
_CLIENT = (
    "TikTok rejects this installation's app. Your administrator needs to check TIKTOK_API_KEY and "
    "TIKTOK_CLIENT_SECRET; see Settings, Integrations."
)
_NOT_AUDITED = (
    "TikTok has not audited this installation's app, so it posts to private accounts only, for their owner. "
    "Make the account private in the TikTok app, choose “Only you”, or send the video to the inbox."
)
_BANNED = "TikTok does not let this account post right now. Open the TikTok app to see why."
INVALID_POST = "TikTok rejected the post's details. Check each field, and the caption's length."
_SENTENCES = {
    "scope_not_authorized": _LACKS_PERMISSION,
    "scope_permission_missed": _LACKS_PERMISSION,
    "invalid_client": _CLIENT,
    "unauthorized_client": _CLIENT,
    "privacy_level_option_mismatch": (
        "The account does not offer this audience any more. Open the draft, and choose another one."
    ),
    "url_ownership_unverified": "TikTok does not know the address of the file. Tell your administrator.",
    "unaudited_client_can_only_post_to_private_accounts": _NOT_AUDITED,
    "reached_active_user_cap": (
        "Five accounts have posted through this installation in the last 24 hours. TikTok accepts no more "
        "until it has audited the installation's app. Try again tomorrow."
    ),
    "spam_risk_too_many_posts": (
        "The account has reached TikTok's limit of about 15 posts a day from all apps. Try again tomorrow."
    ),
    "spam_risk_user_banned_from_posting": _BANNED,
    "spam_risk_too_many_pending_share": (
        "Five drafts wait in the TikTok inbox, and TikTok accepts no more within 24 hours. Post or delete "
        "one in the TikTok app, then try again."
    ),
    "spam_risk": "TikTok holds the post for spam. Wait a day, and change the caption or the video.",
    "invalid_publish_id": "TikTok no longer knows this upload.",
    "token_not_authorized_for_specified_publish_id": (
        "TikTok says that this upload belongs to another connection of the account."
    ),
}
# Why TikTok made no video of an upload, and whether sending it again may help.
_INTERNAL = "internal"
_FAIL_REASONS = {
    "file_format_check_failed": "TikTok could not read the file. Render the video again.",
    "duration_check_failed": "The video is too long or too short for the account. Make another version.",
    "frame_rate_check_failed": "TikTok accepts 23 to 60 frames a second. Render the video again.",
    "picture_size_check_failed": "TikTok accepts pictures with sides of 360 to 4096 pixels.",
    "video_pull_failed": "TikTok could not fetch the file. Try again.",
    "photo_pull_failed": "TikTok could not fetch the file. Try again.",
    "publish_cancelled": "The post was canceled in TikTok.",
    "auth_removed": "The permission to post was withdrawn in the TikTok app. Reconnect the account.",
    _INTERNAL: "TikTok had an internal error and made no post. Try again.",
}


def of_fail_reason(reason: str) -> tuple[str, bool]:
    """Return why TikTok made no video, as a sentence, and True if sending it again may help."""
    may_help = reason == _INTERNAL or reason.endswith("_pull_failed")
    known = _FAIL_REASONS.get(reason) or _sentence(reason)
    return known or f"TikTok rejected the video: {reason or 'no reason given'}.", may_help


def is_ban(code: str) -> bool:
    """True if the code says that the account can't post now."""
    return code.startswith(BANS)


def of_api(error: UpstreamError) -> UpstreamError:
    """Return our error for an API response that is not a success."""
    facts = _facts(error)
    try:
        problem = Envelope.model_validate_json(values.refused_with(error)).error
    except ValidationError:
        return error
    wait_s = error.retry_after_s if isinstance(error, UpstreamUnavailableError) else None
    is_outage = isinstance(error, UpstreamUnavailableError)
    return _explained(problem, is_outage=is_outage, retry_after_s=wait_s, facts=facts)


def of_problem(problem: Problem) -> UpstreamError:
    """Return our error for a problem in a response with status 200."""
    return _explained(problem, is_outage=False, retry_after_s=None, facts={})


def of_tokens(error: UpstreamError) -> UpstreamError:
    """Return our error for a token endpoint's response that is not a success."""
    if isinstance(error, UpstreamUnavailableError):
        return error
    try:
        tokens = Tokens.model_validate_json(values.refused_with(error))
    except ValidationError:
        return error
    return of_refused_tokens(tokens) if tokens.error else error


def of_refused_tokens(tokens: Tokens) -> UpstreamError:
    """Return our error for an error document of the token endpoint.

    Only *invalid_grant* means that the consent has ended.
    """
    if tokens.error in _LOST:
        return ConnectionLostError(system=SYSTEM)
    if tokens.error in _BROKEN | _BUSY:
        return UpstreamUnavailableError("TikTok is unavailable right now.", system=SYSTEM)
    said = tokens.error_description.rstrip(".") or tokens.error
    sentence = _SENTENCES.get(tokens.error) or f"TikTok refused the sign-in: {said}."
    return UpstreamError(sentence, system=SYSTEM, reason=tokens.error)


def _explained(
    problem: Problem, *, is_outage: bool, retry_after_s: int | None, facts: dict[str, Any]
) -> UpstreamError:
    known = {**facts, "reason": problem.code, "log_id": problem.log_id}
    if problem.code in _ACCESS:
        return AccessRefusedError(system=SYSTEM)
    if problem.code in _BUSY:
        wait_s = retry_after_s or _BUSY_S
        return UpstreamUnavailableError(
            "TikTok is limiting our requests.", system=SYSTEM, retry_after_s=wait_s, **known
        )
    if is_outage or problem.code in _BROKEN:
        return UpstreamUnavailableError(
            "TikTok is unavailable right now.", system=SYSTEM, retry_after_s=retry_after_s, **known
        )
    said = problem.message.rstrip(".") or problem.code
    return UpstreamError(_sentence(problem.code) or f"TikTok refused: {said}.", system=SYSTEM, **known)


def _sentence(code: str) -> str:
    if code in _SENTENCES:
        return _SENTENCES[code]
    return _SENTENCES["spam_risk"] if code.startswith("spam_risk") else ""


def _facts(error: UpstreamError) -> dict[str, Any]:
    return {name: value for name, value in error.context.items() if name not in ("system", "retry_after_s")}
