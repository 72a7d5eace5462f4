"""Scripts by Gemini, through Google's own client."""

import re
from typing import Any

import httpx2
from google import genai
from google.genai import types
from google.genai.errors import APIError
from pydantic import ValidationError

from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.upstream import retry_after_s
from synthesis.content import Script
from synthesis.studio.adapters.assignment import Assignment
from synthesis.studio.adapters.base import RefusedError, UnusableAnswerError, Written
from synthesis.studio.adapters.language_model.material import material
from synthesis.studio.adapters.language_model.reading import script_in, unreadable

SYSTEM = "Gemini"
WRITER = "gemini"
# Finish reasons for a refusal.
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
# Finish reasons for a failure.
UNFINISHED = {
    "MAX_TOKENS": "Gemini's script was cut off at its length limit.",
    "LANGUAGE": "Gemini does not support this language.",
}
FINISHED = frozenset({"STOP", "FINISH_REASON_UNSPECIFIED"})
TRY_AGAIN = {408, 429, 500, 502, 503, 504}

_KEYS = "https://aistudio.google.com/apikey"
_KEY = f"Gemini rejected the API key. Your administrator can check GEMINI_API_KEY at {_KEYS}."
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
_BY_STATUS = {
    401: _KEY,
    403: _KEY,
    404: "Gemini does not have this model. Your administrator can check GEMINI_MODEL.",
}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)s")


class Gemini:
    """A LanguageModel backed by the Gemini API."""

    def __init__(
        self, *, api_key: str, base_url: str, model: str, livemode: bool, timeout_s: float = 60.0
    ) -> None:
        self._api_key = api_key
        self._options = types.HttpOptions(base_url=base_url, timeout=int(timeout_s * 1000))
        self._model = model
        self._livemode = livemode

    def write(self, *, assignment: Assignment) -> Written:
        """See LanguageModel."""
        response = self._ask(assignment)
        _require_finished(response)
        usage = response.usage_metadata
        return Written(
            script=script_in(_text(response), system=SYSTEM),
            writer=WRITER,
            model=response.model_version or self._model,
            input_tokens=usage.prompt_token_count if usage else None,
            output_tokens=usage.candidates_token_count if usage else None,
            livemode=self._livemode,
        )

    def _ask(self, assignment: Assignment) -> types.GenerateContentResponse:
        config = types.GenerateContentConfig(
            system_instruction=assignment.instructions,
            response_mime_type="application/json",
            response_json_schema=Script.model_json_schema(),
            seed=assignment.seed % 2**31,
        )
        try:
            # One client for one call, closed after it.
            with genai.Client(api_key=self._api_key, http_options=self._options) as client:
                return client.models.generate_content(
                    model=self._model, contents=material(assignment=assignment), config=config
                )
        except APIError as error:
            raise _upstream(error) from error
        except httpx2.HTTPError as error:
            raise UpstreamUnavailableError(
                f"{SYSTEM} can't be reached.", system=SYSTEM, cause=type(error).__name__
            ) from error
        except (ValueError, ValidationError) as error:
            # The client parses answers itself and lets any error of its parser through.
            raise unreadable(system=SYSTEM) from error


def _require_finished(response: types.GenerateContentResponse) -> None:
    """Raise RefusedError for an answer that was withheld, UnusableAnswerError for an incomplete one."""
    feedback = response.prompt_feedback
    if feedback and feedback.block_reason:
        raise RefusedError(str(feedback.block_reason.value), system=SYSTEM)
    if not response.candidates:
        raise UnusableAnswerError(f"{SYSTEM} answered without a script.", system=SYSTEM, reason="empty")
    finish = response.candidates[0].finish_reason
    reason = finish.value if finish else "STOP"
    if reason in DECLINED:
        raise RefusedError(reason, system=SYSTEM)
    if reason not in FINISHED:
        sentence = UNFINISHED.get(reason, f"{SYSTEM} stopped before the script was written ({reason}).")
        raise UnusableAnswerError(sentence, system=SYSTEM, reason=reason)


def _text(response: types.GenerateContentResponse) -> str:
    content = response.candidates[0].content if response.candidates else None
    parts = (content.parts if content else None) or []
    return "".join(part.text for part in parts if part.text and not part.thought)


def _upstream(error: APIError) -> UpstreamError:
    described = _described(error)
    if error.code in TRY_AGAIN:
        headers = getattr(error.response, "headers", None) or {}
        asked = [_retry_delay_s(described), retry_after_s(headers.get("Retry-After"))]
        return UpstreamUnavailableError(
            f"{SYSTEM} is unavailable right now.",
            system=SYSTEM,
            retry_after_s=max((seconds for seconds in asked if seconds is not None), default=None),
            upstream_status=error.code,
        )
    reasons = _reasons(described)
    message = next((_BY_REASON[reason] for reason in reasons if reason in _BY_REASON), None)
    return UpstreamError(
        message or _BY_STATUS.get(error.code, f"{SYSTEM} rejected the request."),
        system=SYSTEM,
        upstream_status=error.code,
        upstream_message=error.message,
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
