"""What OpenAI's errors and unfinished answers mean for one video."""

import openai

from discovery.adapters.vision.plain_text import visible
from discovery.errors import (
    UnusableFindingsError,
    VisionRefusedError,
    VisionSetupError,
    VisionUnavailableError,
)
from foundation import openai_errors
from foundation.errors import UpstreamError
from foundation.openai_answers import Answer

SYSTEM = "OpenAI"
_LONGEST_CODE = 60

_BY_STATUS = {
    401: openai_errors.KEY_REJECTED,
    403: "The OpenAI API key may not use this model. Your administrator can check OPENAI_API_KEY "
    "and OPENAI_VISION_MODEL.",
    404: "OpenAI has no model of this name, or has shut it down. Your administrator can set "
    "OPENAI_VISION_MODEL to a current one.",
}
_DECLINED = frozenset({"invalid_prompt", "image_content_policy_violation"})


def meaning(error: openai.APIStatusError) -> UpstreamError:
    """Return our error for an error status."""
    status, code = error.status_code, error.code or ""
    known = openai_errors.BY_CODE.get(code)
    if known is None and openai_errors.is_outage(error):
        return VisionUnavailableError(
            f"{SYSTEM} is unavailable right now.",
            system=SYSTEM,
            retry_after_s=openai_errors.wait_s(error),
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


def require_answer(answer: Answer) -> str:
    """Raise an error for an answer that was withheld or failed. Return why it is incomplete, if it is."""
    if answer.is_refused:
        raise VisionRefusedError(system=SYSTEM, reason="refusal")
    if answer.error:
        raise _failed(answer.error.code or "unknown")
    reason = answer.incomplete_details.reason
    if reason == "content_filter":
        raise VisionRefusedError(system=SYSTEM, reason=reason)
    return visible(answer.stopped_as)[:_LONGEST_CODE]


def _failed(code: str) -> UpstreamError:
    code = visible(code)[:_LONGEST_CODE]
    if code in openai_errors.FAILED_FOR_NOW:
        return VisionUnavailableError(f"{SYSTEM} is unavailable right now.", system=SYSTEM, code=code)
    if code in _DECLINED:
        return VisionRefusedError(system=SYSTEM, reason=code)
    return UnusableFindingsError(
        f"{SYSTEM} stopped before its findings were complete ({code}).", system=SYSTEM, reason=code
    )
