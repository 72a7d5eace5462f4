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

_LACKS_PERMISSION = (
    "This connection lacks a permission to read your videos. Reconnect the account, and keep every "
    "permission on."
)
_CLIENT = (
    "TikTok rejects this installation's app. Your administrator needs to check TIKTOK_API_KEY and "
    "TIKTOK_CLIENT_SECRET; see Settings, Integrations."
)
_SENTENCES = {
    "scope_not_authorized": _LACKS_PERMISSION,
    "scope_permission_missed": _LACKS_PERMISSION,
    "invalid_client": _CLIENT,
    "unauthorized_client": _CLIENT,
}


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
    sentence = _SENTENCES.get(problem.code) or f"TikTok refused: {said}."
    return UpstreamError(sentence, system=SYSTEM, **known)


def _facts(error: UpstreamError) -> dict[str, Any]:
    return {name: value for name, value in error.context.items() if name not in ("system", "retry_after_s")}
