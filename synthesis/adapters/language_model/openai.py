"""Scripts by OpenAI, through its own client."""

import openai
from openai.types.responses import ParsedResponse
from pydantic import ValidationError

from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.upstream import retry_after_s
from synthesis.adapters.base import RefusedError, Written
from synthesis.adapters.language_model.material import material
from synthesis.adapters.script import Assignment, Script

SYSTEM = "OpenAI"
WRITER = "openai"


class OpenAI:
    """A LanguageModel backed by OpenAI's Responses API."""

    def __init__(
        self, *, api_key: str, base_url: str, model: str, livemode: bool, timeout_s: float = 60.0
    ) -> None:
        # Retrying belongs to the task.
        self._client = openai.OpenAI(api_key=api_key, base_url=base_url, timeout=timeout_s, max_retries=0)
        self._model = model
        self._livemode = livemode

    def write(self, *, assignment: Assignment) -> Written:
        """See LanguageModel."""
        response = self._ask(assignment)
        self._check_accepted(response)
        script = response.output_parsed
        if script is None:
            raise _unreadable()
        return Written(
            script=script,
            writer=WRITER,
            model=response.model,
            input_tokens=response.usage.input_tokens if response.usage else None,
            output_tokens=response.usage.output_tokens if response.usage else None,
            livemode=self._livemode,
        )

    def _ask(self, assignment: Assignment) -> ParsedResponse[Script]:
        try:
            return self._client.responses.parse(
                model=self._model,
                instructions=assignment.instructions,
                input=material(assignment=assignment),
                text_format=Script,
                store=False,
            )
        except openai.APIStatusError as error:
            raise _upstream(error) from error
        except openai.APIConnectionError as error:
            raise UpstreamUnavailableError(
                f"{SYSTEM} cannot be reached.", system=SYSTEM, cause=type(error).__name__
            ) from error
        except (openai.OpenAIError, ValidationError, ValueError, AttributeError) as error:
            # Half an answer, one that is not the schema's, or a proxy's page, which the client trips over.
            raise _unreadable() from error

    @staticmethod
    def _check_accepted(response: ParsedResponse[Script]) -> None:
        for item in response.output:
            if item.type == "message" and any(part.type == "refusal" for part in item.content):
                raise RefusedError("refusal")
        details = response.incomplete_details
        if details and details.reason == "content_filter":
            raise RefusedError("content_filter")


def _unreadable() -> UpstreamError:
    return UpstreamError(
        f"{SYSTEM} answered something that is not a script. Try again, or write it yourself.", system=SYSTEM
    )


def _upstream(error: openai.APIStatusError) -> UpstreamError:
    status = error.status_code
    if status in {408, 409, 429} or status >= 500:
        return UpstreamUnavailableError(
            f"{SYSTEM} is not available just now.",
            system=SYSTEM,
            retry_after_s=retry_after_s(error.response.headers.get("Retry-After")),
            upstream_status=status,
        )
    sentences = {
        401: "OpenAI does not accept the key. Whoever runs this installation can check OPENAI_API_KEY.",
        403: "OpenAI does not accept the key. Whoever runs this installation can check OPENAI_API_KEY.",
        404: "OpenAI does not know the model. Whoever runs this installation can check OPENAI_MODEL.",
    }
    message = sentences.get(status, f"{SYSTEM} refused the request.")
    return UpstreamError(message, system=SYSTEM, upstream_status=status, upstream_message=error.message)
