"""Scripts by Gemini, through Google's own client."""

import httpx2
from google import genai
from google.genai import types
from google.genai.errors import APIError
from pydantic import ValidationError

from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.upstream import retry_after_s
from synthesis.adapters.base import RefusedError, Written
from synthesis.adapters.language_model.material import material
from synthesis.adapters.script import Assignment, Script

SYSTEM = "Gemini"
WRITER = "gemini"
# How the API says that it did not finish because it would not.
DECLINED = {"SAFETY", "RECITATION", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "LANGUAGE"}
TRY_AGAIN = {408, 429, 500, 502, 503, 504}


class Gemini:
    """A LanguageModel backed by the Gemini API."""

    def __init__(
        self, *, api_key: str, base_url: str, model: str, livemode: bool, timeout_s: float = 60.0
    ) -> None:
        # Kept on the object: a client that nobody holds closes itself in the middle of a call.
        self._client = genai.Client(
            api_key=api_key,
            http_options=types.HttpOptions(base_url=base_url, timeout=int(timeout_s * 1000)),
        )
        self._model = model
        self._livemode = livemode

    def write(self, *, assignment: Assignment) -> Written:
        """See LanguageModel."""
        response = self._ask(assignment)
        self._check_accepted(response)
        usage = response.usage_metadata
        return Written(
            script=_script(response),
            writer=WRITER,
            model=response.model_version or self._model,
            input_tokens=usage.prompt_token_count if usage else None,
            output_tokens=usage.candidates_token_count if usage else None,
            livemode=self._livemode,
        )

    def _ask(self, assignment: Assignment) -> types.GenerateContentResponse:
        try:
            return self._client.models.generate_content(
                model=self._model,
                contents=material(assignment=assignment),
                config=types.GenerateContentConfig(
                    system_instruction=assignment.instructions,
                    response_mime_type="application/json",
                    response_json_schema=Script.model_json_schema(),
                    seed=assignment.seed % 2**31,
                ),
            )
        except APIError as error:
            raise _upstream(error) from error
        except httpx2.HTTPError as error:
            raise UpstreamUnavailableError(
                f"{SYSTEM} cannot be reached.", system=SYSTEM, cause=type(error).__name__
            ) from error
        except (ValueError, ValidationError) as error:
            # The client parses answers itself and lets through whatever its parser raises.
            raise _unreadable() from error

    @staticmethod
    def _check_accepted(response: types.GenerateContentResponse) -> None:
        feedback = response.prompt_feedback
        if feedback and feedback.block_reason:
            raise RefusedError(str(feedback.block_reason.value))
        if not response.candidates:
            raise RefusedError("no_candidates")
        reason = response.candidates[0].finish_reason
        if reason and reason.value in DECLINED:
            raise RefusedError(reason.value)


def _script(response: types.GenerateContentResponse) -> Script:
    try:
        return Script.model_validate_json(response.text or "")
    except (ValidationError, ValueError) as error:
        raise _unreadable() from error


def _unreadable() -> UpstreamError:
    return UpstreamError(
        f"{SYSTEM} answered something that is not a script. Try again, or write it yourself.", system=SYSTEM
    )


def _upstream(error: APIError) -> UpstreamError:
    if error.code in TRY_AGAIN:
        headers = getattr(error.response, "headers", None) or {}
        return UpstreamUnavailableError(
            f"{SYSTEM} is not available just now.",
            system=SYSTEM,
            retry_after_s=retry_after_s(headers.get("Retry-After")),
            upstream_status=error.code,
        )
    sentences = {
        401: "Gemini does not accept the key. Whoever runs this installation can check GEMINI_API_KEY.",
        403: "Gemini does not accept the key. Whoever runs this installation can check GEMINI_API_KEY.",
        404: "Gemini does not know the model. Whoever runs this installation can check GEMINI_MODEL.",
    }
    message = sentences.get(error.code, f"{SYSTEM} refused the request.")
    return UpstreamError(message, system=SYSTEM, upstream_status=error.code, upstream_message=error.message)
