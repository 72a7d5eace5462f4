"""Gemini watches a public video or a file of ours, through Google's own client."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
from google import genai
from google.genai import types
from google.genai.errors import APIError
from pydantic import ValidationError

from discovery.adapters.vision import answers, gemini_errors, gemini_files
from discovery.adapters.vision.answers import Given
from discovery.adapters.vision.base import Estimate, Subject, Watched
from discovery.adapters.vision.gemini_estimates import PROVIDER, SYSTEM, GeminiEstimator, window_note
from discovery.adapters.vision.plain_text import visible
from discovery.adapters.vision.prices import FRAMES_PER_S, MOST_OUTPUT_TOKENS, Prices, plausible
from discovery.adapters.vision.prompt import Prompt, compose
from discovery.adapters.vision.schema import Answer
from discovery.errors import (
    UnusableFindingsError,
    VisionRefusedError,
    VisionUnavailableError,
)
from discovery.findings import Resolution
from foundation import circuits
from foundation.errors import DomainError
from foundation.gemini_errors import DECLINED, FINISHED

_RESOLUTIONS = {
    Resolution.LOW: types.MediaResolution.MEDIA_RESOLUTION_LOW,
    Resolution.MEDIUM: types.MediaResolution.MEDIA_RESOLUTION_MEDIUM,
}
# The client parses responses itself and lets any error of its parser through.
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError, ValidationError)
# As a part of the body, because the client parses the text of an answer to ``response_json_schema``, and an
# error of that parser would lose a response that was paid for.
_SCHEMA = types.HttpOptions(
    extra_body={"generationConfig": {"responseJsonSchema": Answer.model_json_schema()}}
)
_OPEN_S = 20.0
_LONGEST_CODE = 60


class Gemini:
    """A Watcher backed by the Gemini API. ``longest_s`` is how much of a longer video is watched."""

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str,
        model: str,
        prices: Prices,
        livemode: bool,
        longest_s: float,
        timeout_s: float = 300.0,
    ) -> None:
        self._api_key = api_key
        self._options = types.HttpOptions(
            base_url=base_url,
            timeout=int(timeout_s * 1000),
            # Otherwise the client sends the key to whatever address a redirect names.
            client_args={"follow_redirects": False},
        )
        self._model = model
        self._prices = prices
        self._livemode = livemode
        self._estimator = GeminiEstimator(model=model, prices=prices, longest_s=longest_s)
        self._circuit = circuits.of(f"{SYSTEM} vision", base_url, open_s=_OPEN_S)

    def estimate(self, *, subject: Subject) -> Estimate:
        """See Watcher."""
        return self._estimator.estimate(subject=subject)

    def watch(self, *, subject: Subject, key: str, is_last_try: bool = False) -> Watched:
        """See Watcher."""
        watched_s = self._window_s(subject)
        prompt = compose(subject=subject, watched_s=watched_s)
        with self._client(subject) as client:
            response = self._asked(client, subject, prompt, key=key, is_last_try=is_last_try)
        return answers.watched(
            given=self._given(response),
            subject=subject,
            prompt=prompt,
            prices=self._prices,
            watched_s=watched_s,
            note=window_note(subject=subject, watched_s=watched_s),
        )

    def _window_s(self, subject: Subject) -> float:
        if not subject.url:
            gemini_files.require_file(subject)
        return self._estimator.watched_s(subject=subject)

    @contextmanager
    def _client(self, subject: Subject) -> Iterator[genai.Client]:
        """A client for one run, closed after it. Its errors become ours, and silence opens the circuit."""
        if not self._circuit.allows():
            raise VisionUnavailableError(
                f"{SYSTEM} can't be reached.", system=SYSTEM, retry_after_s=round(_OPEN_S)
            )
        try:
            with genai.Client(api_key=self._api_key, http_options=self._options, enterprise=False) as client:
                yield client
        except APIError as error:
            self._circuit.note_success()
            raise gemini_errors.meaning(error, is_public_video=bool(subject.url)) from error
        except httpx2.HTTPError as error:
            self._circuit.note_failure(type(error).__name__)
            raise VisionUnavailableError(
                f"{SYSTEM} can't be reached.", system=SYSTEM, cause=type(error).__name__
            ) from error
        except _UNREADABLE as error:
            raise UnusableFindingsError(
                f"{SYSTEM} did not return findings.", system=SYSTEM, reason="unreadable"
            ) from error
        except DomainError:
            self._circuit.note_success()
            raise
        else:
            self._circuit.note_success()

    def _asked(
        self, client: genai.Client, subject: Subject, prompt: Prompt, *, key: str, is_last_try: bool
    ) -> types.GenerateContentResponse:
        if subject.url:
            return self._generated(client, subject, prompt, address=subject.url, mime_type=None)
        with gemini_files.lent(client, subject=subject, key=key, is_last_try=is_last_try) as file:
            return self._generated(client, subject, prompt, address=file.uri or "", mime_type=file.mime_type)

    def _generated(
        self,
        client: genai.Client,
        subject: Subject,
        prompt: Prompt,
        *,
        address: str,
        mime_type: str | None,
    ) -> types.GenerateContentResponse:
        watched_s = self._window_s(subject)
        video = types.Part(
            file_data=types.FileData(file_uri=address, mime_type=mime_type),
            video_metadata=types.VideoMetadata(
                fps=FRAMES_PER_S,
                start_offset="0s" if watched_s < subject.duration_s else None,
                end_offset=f"{watched_s:g}s" if watched_s < subject.duration_s else None,
            ),
        )
        return client.models.generate_content(
            model=self._model,
            contents=[types.Content(role="user", parts=[video, types.Part(text=prompt.material)])],
            config=types.GenerateContentConfig(
                system_instruction=prompt.instructions,
                response_mime_type="application/json",
                http_options=_SCHEMA,
                media_resolution=_RESOLUTIONS[subject.resolution],
                max_output_tokens=MOST_OUTPUT_TOKENS,
                # The model has no tools, whatever the video's texts ask it to call.
                automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
            ),
        )

    def _given(self, response: types.GenerateContentResponse) -> Given:
        """The answer. Raises VisionRefusedError for one that was withheld."""
        tokens = _tokens(response)
        reason = _finish(response)
        blocked = _blocked(response)
        if blocked or reason in DECLINED:
            read, written = tokens or (0, 0)
            cost = self._prices.cost_microusd(input_tokens=read, output_tokens=written)
            raise VisionRefusedError(
                system=SYSTEM, reason=blocked or reason, cost_microusd=cost, tokens=(read, written)
            )
        return Given(
            text=_text(response),
            system=SYSTEM,
            provider=PROVIDER,
            model=response.model_version or self._model,
            tokens=tokens,
            livemode=self._livemode,
            stopped_as="" if reason in FINISHED else reason,
        )


def _tokens(response: types.GenerateContentResponse) -> tuple[int, int] | None:
    """Tokens read, and tokens written; None if they are not reported. Thoughts are charged as written."""
    usage = response.usage_metadata
    if usage is None:
        return None
    written = (usage.candidates_token_count or 0) + (usage.thoughts_token_count or 0)
    return plausible(usage.prompt_token_count, written)


def _blocked(response: types.GenerateContentResponse) -> str:
    feedback = response.prompt_feedback
    return str(feedback.block_reason.value) if feedback and feedback.block_reason else ""


def _finish(response: types.GenerateContentResponse) -> str:
    finish = response.candidates[0].finish_reason if response.candidates else None
    return visible(str(finish.value))[:_LONGEST_CODE] if finish else "STOP"


def _text(response: types.GenerateContentResponse) -> str:
    content = response.candidates[0].content if response.candidates else None
    parts = (content.parts if content else None) or []
    return "".join(part.text for part in parts if part.text and not part.thought)
