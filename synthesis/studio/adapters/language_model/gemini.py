"""Scripts by Gemini, through Google's own client."""

import httpx2
from google import genai
from google.genai import types
from google.genai.errors import APIError
from pydantic import ValidationError

from foundation import gemini_errors
from foundation.errors import UpstreamError, UpstreamUnavailableError
from synthesis.content import Script
from synthesis.studio.adapters.assignment import Assignment
from synthesis.studio.adapters.base import RefusedError, UnusableAnswerError, Written
from synthesis.studio.adapters.language_model.material import material
from synthesis.studio.adapters.language_model.reading import script_in, unreadable

SYSTEM = "Gemini"
WRITER = "gemini"
# Finish reasons for a failure.
UNFINISHED = {
    "MAX_TOKENS": "Gemini's script was cut off at its length limit.",
    "LANGUAGE": "Gemini does not support this language.",
}
TRY_AGAIN = {408, 429, 500, 502, 503, 504}

_BY_STATUS = {
    401: gemini_errors.KEY_REJECTED,
    403: gemini_errors.KEY_REJECTED,
    404: "Gemini does not have this model. Your administrator can check GEMINI_MODEL.",
}


class Gemini:
    """A LanguageModel backed by the Gemini API."""

    def __init__(
        self, *, api_key: str, base_url: str, model: str, livemode: bool, timeout_s: float = 60.0
    ) -> None:
        self._api_key = api_key
        self._options = types.HttpOptions(
            base_url=base_url,
            timeout=int(timeout_s * 1000),
            # Otherwise the client sends the key to whatever address a redirect names.
            client_args={"follow_redirects": False},
        )
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
            with genai.Client(api_key=self._api_key, http_options=self._options, enterprise=False) as client:
                return client.models.generate_content(
                    model=self._model, contents=material(assignment=assignment), config=config
                )
        except APIError as error:
            raise _upstream(error) from error
        except httpx2.HTTPError as error:
            raise UpstreamUnavailableError(
                f"{SYSTEM} can't be reached.", system=SYSTEM, cause=type(error).__name__
            ) from error
        except (ValueError, TypeError, AttributeError, RecursionError, ValidationError) as error:
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
    if reason in gemini_errors.DECLINED:
        raise RefusedError(reason, system=SYSTEM)
    if reason not in gemini_errors.FINISHED:
        sentence = UNFINISHED.get(reason, f"{SYSTEM} stopped before the script was written ({reason}).")
        raise UnusableAnswerError(sentence, system=SYSTEM, reason=reason)


def _text(response: types.GenerateContentResponse) -> str:
    content = response.candidates[0].content if response.candidates else None
    parts = (content.parts if content else None) or []
    return "".join(part.text for part in parts if part.text and not part.thought)


def _upstream(error: APIError) -> UpstreamError:
    if error.code in TRY_AGAIN:
        return UpstreamUnavailableError(
            f"{SYSTEM} is unavailable right now.",
            system=SYSTEM,
            retry_after_s=gemini_errors.wait_s(error),
            upstream_status=error.code,
        )
    message = gemini_errors.key_problem(error)
    return UpstreamError(
        message or _BY_STATUS.get(error.code, f"{SYSTEM} rejected the request."),
        system=SYSTEM,
        upstream_status=error.code,
        upstream_message=error.message,
    )
