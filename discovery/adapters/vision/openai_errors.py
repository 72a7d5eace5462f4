"""What OpenAI's errors and unfinished answers mean for one video."""

import openai
from openai.types.responses import Response

from discovery.adapters.vision.plain_text import visible
from discovery.errors import (
    UnusableFindingsError,
    VisionRefusedError,
    VisionSetupError,
    VisionUnavailableError,
)
from foundation.errors import UpstreamError
from foundation.upstream import retry_after_s

SYSTEM = "OpenAI"
_LONGEST_CODE = 60

_BY_CODE = {
    "insufficient_quota": (
        "OpenAI's credit is used up. Your administrator can add some at "
        "https://platform.openai.com/settings/organization/billing."
    ),
    "billing_hard_limit_reached": (
        "OpenAI's spending limit is reached. Your administrator can raise it at "
        "https://platform.openai.com/settings/organization/limits."
    ),
    "unsupported_country_region_territory": "OpenAI is not available in this installation's country.",
}
_BY_STATUS = {
    401: "OpenAI rejected the API key. Your administrator can check OPENAI_API_KEY at "
    "https://platform.openai.com/api-keys.",
    403: "The OpenAI API key may not use this model. Your administrator can check OPENAI_API_KEY "
    "and OPENAI_VISION_MODEL.",
    404: "OpenAI has no model of this name, or has shut it down. Your administrator can set "
    "OPENAI_VISION_MODEL to a current one.",
}
# Codes of a response that failed after it was accepted, for which a retry may help.
_FAILED_FOR_NOW = frozenset({"server_error", "rate_limit_exceeded", "vector_store_timeout"})
_DECLINED = frozenset({"invalid_prompt", "image_content_policy_violation"})


def meaning(error: openai.APIStatusError) -> UpstreamError:
    """Return our error for an error status."""
    status, code = error.status_code, error.code or ""
    known = _BY_CODE.get(code)
    if known is None and (status in {408, 409, 429} or status >= 500):
        return VisionUnavailableError(
            f"{SYSTEM} is unavailable right now.",
            system=SYSTEM,
            retry_after_s=_retry_after_s(error),
            upstream_status=status,
        )
    if code in _DECLINED:
        return VisionRefusedError(system=SYSTEM, reason=code)
    known = known or _BY_STATUS.get(status)
    if known:
        return VisionSetupError(known, system=SYSTEM, upstream_status=status)
    return UpstreamError(
        f"{SYSTEM} rejected the request.",
        system=SYSTEM,
        upstream_status=status,
        upstream_message=error.message[:500],
    )


def require_answer(response: Response) -> str:
    """Raise an error for an answer that was withheld or failed. Return why it is incomplete, if it is."""
    for item in response.output:
        if item.type == "message" and any(part.type == "refusal" for part in item.content):
            raise VisionRefusedError(system=SYSTEM, reason="refusal")
    if response.error:
        raise _failed(response.error.code)
    reason = response.incomplete_details.reason if response.incomplete_details else None
    if reason == "content_filter":
        raise VisionRefusedError(system=SYSTEM, reason=reason)
    if response.status in (None, "completed"):
        return ""
    return visible(str(reason or response.status))[:_LONGEST_CODE]


def _failed(code: str) -> UpstreamError:
    code = visible(code)[:_LONGEST_CODE]
    if code in _FAILED_FOR_NOW:
        return VisionUnavailableError(f"{SYSTEM} is unavailable right now.", system=SYSTEM, code=code)
    if code in _DECLINED:
        return VisionRefusedError(system=SYSTEM, reason=code)
    return UnusableFindingsError(
        f"{SYSTEM} stopped before its findings were complete ({code}).", system=SYSTEM, reason=code
    )


def _retry_after_s(error: openai.APIStatusError) -> int | None:
    headers = error.response.headers
    milliseconds = headers.get("retry-after-ms", "")
    if milliseconds.isascii() and milliseconds.isdigit():
        return -(-int(milliseconds) // 1000)
    return retry_after_s(headers.get("Retry-After"))
