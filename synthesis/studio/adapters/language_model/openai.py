"""Scripts by OpenAI, through its own client."""

import openai
from openai.types.responses import ResponseFormatTextJSONSchemaConfigParam

from foundation import openai_answers, openai_errors
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.openai_answers import Answer
from synthesis.content import Script
from synthesis.studio.adapters.assignment import Assignment
from synthesis.studio.adapters.base import RefusedError, UnusableAnswerError, Written
from synthesis.studio.adapters.language_model.material import material
from synthesis.studio.adapters.language_model.reading import script_in, unreadable

SYSTEM = "OpenAI"
WRITER = "openai"

_BY_CODE = {
    **openai_errors.BY_CODE,
    "context_length_exceeded": "The idea is too long for OpenAI's model. Shorten it, or write it yourself.",
}
_BY_STATUS = {
    401: openai_errors.KEY_REJECTED,
    403: "The OpenAI API key may not use this model. Your administrator can check OPENAI_API_KEY "
    "and OPENAI_MODEL.",
    404: "OpenAI does not have this model. Your administrator can check OPENAI_MODEL.",
}
_FORMAT = ResponseFormatTextJSONSchemaConfigParam(
    type="json_schema", name="Script", strict=True, schema=Script.model_json_schema()
)


class OpenAI:
    """A LanguageModel backed by OpenAI's Responses API."""

    def __init__(
        self, *, api_key: str, base_url: str, model: str, livemode: bool, timeout_s: float = 60.0
    ) -> None:
        self._api_key = api_key
        self._base_url = base_url
        self._timeout_s = timeout_s
        self._model = model
        self._livemode = livemode

    def write(self, *, assignment: Assignment) -> Written:
        """See LanguageModel."""
        answer = self._ask(assignment)
        _require_finished(answer)
        return Written(
            script=script_in(answer.text, system=SYSTEM),
            writer=WRITER,
            model=answer.model or self._model,
            input_tokens=answer.usage.input_tokens,
            output_tokens=answer.usage.output_tokens,
            livemode=self._livemode,
        )

    def _client(self) -> openai.OpenAI:
        """A client for one call, closed after it. Retries belong to the task."""
        return openai.OpenAI(
            api_key=self._api_key,
            base_url=self._base_url,
            timeout=self._timeout_s,
            max_retries=0,
            http_client=openai.DefaultHttpxClient(follow_redirects=False),
        )

    def _ask(self, assignment: Assignment) -> Answer:
        # Not the client's own parsing, which fails on a truncated answer before its reason can be read.
        try:
            with self._client() as client:
                response = client.responses.with_raw_response.create(
                    model=self._model,
                    instructions=assignment.instructions,
                    input=material(assignment=assignment),
                    text={"format": _FORMAT},
                    store=False,
                )
        except openai.APIStatusError as error:
            raise _upstream(error) from error
        except openai.APIConnectionError as error:
            raise UpstreamUnavailableError(
                f"{SYSTEM} can't be reached.", system=SYSTEM, cause=type(error).__name__
            ) from error
        try:
            return openai_answers.read(response.content)
        except ValueError as error:
            raise unreadable(system=SYSTEM) from error


def _require_finished(answer: Answer) -> None:
    """Raise an error for an answer that was withheld, failed, or is incomplete."""
    if answer.is_refused:
        raise RefusedError("refusal", system=SYSTEM)
    if answer.error:
        raise _failed(answer.error.code or "unknown")
    reason = answer.incomplete_details.reason
    if reason == "content_filter":
        raise RefusedError(reason, system=SYSTEM)
    if reason == "max_output_tokens":
        raise UnusableAnswerError(
            "OpenAI's script was cut off at its length limit.", system=SYSTEM, reason=reason
        )
    if answer.stopped_as:
        raise UnusableAnswerError(
            f"{SYSTEM} stopped before the script was written ({answer.stopped_as}).",
            system=SYSTEM,
            reason=answer.stopped_as,
        )


def _failed(code: str) -> Exception:
    if code in openai_errors.FAILED_FOR_NOW:
        return UpstreamUnavailableError(f"{SYSTEM} is unavailable right now.", system=SYSTEM, code=code)
    if code == "invalid_prompt":
        return RefusedError(code, system=SYSTEM)
    return UnusableAnswerError(
        f"{SYSTEM} stopped before the script was written ({code}).", system=SYSTEM, reason=code
    )


def _upstream(error: openai.APIStatusError) -> UpstreamError:
    status = error.status_code
    known = _BY_CODE.get(error.code or "")
    if known is None and openai_errors.is_outage(error):
        return UpstreamUnavailableError(
            f"{SYSTEM} is unavailable right now.",
            system=SYSTEM,
            retry_after_s=openai_errors.wait_s(error),
            upstream_status=status,
        )
    message = known or _BY_STATUS.get(status, f"{SYSTEM} rejected the request.")
    return UpstreamError(message, system=SYSTEM, upstream_status=status, upstream_message=error.message)
