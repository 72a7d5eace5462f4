"""OpenAI looks at single frames of a video, through its own client: the fallback during an outage."""

import base64
from collections.abc import Sequence

import openai
from openai.types.responses import (
    ResponseFormatTextJSONSchemaConfigParam,
    ResponseInputContentParam,
    ResponseInputParam,
)

from discovery.adapters.vision import answers, openai_errors, schema
from discovery.adapters.vision.answers import Given
from discovery.adapters.vision.base import Estimate, Frame, Subject, Watched
from discovery.adapters.vision.openai_errors import SYSTEM
from discovery.adapters.vision.prices import (
    MOST_OUTPUT_TOKENS,
    OUTPUT_TOKENS,
    TOKENS_PER_IMAGE,
    Prices,
    plausible,
    text_tokens,
)
from discovery.adapters.vision.prompt import Prompt, compose
from discovery.errors import UnusableFindingsError, UnwatchableError, VisionUnavailableError
from discovery.findings import Resolution
from foundation import openai_answers
from foundation.openai_answers import Answer

PROVIDER = "openai"
MOST_FRAMES = 40
_MOST_FRAME_BYTES = 2 * 1024**2
_JPEG = b"\xff\xd8\xff"
_FORMAT = ResponseFormatTextJSONSchemaConfigParam(
    type="json_schema", name="Answer", strict=True, schema=schema.Answer.model_json_schema()
)


class OpenAI:
    """A Watcher backed by OpenAI's Responses API. It sees frames only, and hears nothing."""

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str,
        model: str,
        prices: Prices,
        livemode: bool,
        timeout_s: float = 120.0,
    ) -> None:
        self._api_key = api_key
        self._base_url = base_url
        self._model = model
        self._prices = prices
        self._livemode = livemode
        self._timeout_s = timeout_s

    def estimate(self, *, subject: Subject) -> Estimate:
        """See Watcher."""
        frames = _sampled(subject.frames)
        prompt = compose(subject=subject, watched_s=subject.duration_s, from_frames=True)
        images = TOKENS_PER_IMAGE[subject.resolution] * len(frames)
        input_tokens = images + text_tokens(prompt.instructions, prompt.material)
        return Estimate(
            provider=PROVIDER,
            model=self._model,
            resolution=subject.resolution,
            input_tokens=input_tokens,
            output_tokens=OUTPUT_TOKENS,
            cost_microusd=self._prices.cost_microusd(input_tokens=input_tokens, output_tokens=OUTPUT_TOKENS),
            watched_s=subject.duration_s,
            note=_note(frames),
        )

    def watch(self, *, subject: Subject, key: str, is_last_try: bool = False) -> Watched:
        """See Watcher."""
        frames = _sampled(subject.frames)
        prompt = compose(subject=subject, watched_s=subject.duration_s, from_frames=True)
        response = self._asked(prompt, _content(prompt, frames, subject.resolution), key=key)
        stopped_as = openai_errors.require_answer(response)
        given = Given(
            text=response.text,
            system=SYSTEM,
            provider=PROVIDER,
            model=response.model or self._model,
            tokens=plausible(response.usage.input_tokens, response.usage.output_tokens),
            livemode=self._livemode,
            stopped_as=stopped_as,
        )
        return answers.watched(
            given=given,
            subject=subject,
            prompt=prompt,
            prices=self._prices,
            watched_s=subject.duration_s,
            note=_note(frames),
        )

    def _asked(self, prompt: Prompt, content: list[ResponseInputContentParam], *, key: str) -> Answer:
        asked: ResponseInputParam = [{"role": "user", "content": content}]
        try:
            # A client for one call, closed after it. Retries belong to the task.
            with openai.OpenAI(
                api_key=self._api_key,
                base_url=self._base_url,
                timeout=self._timeout_s,
                max_retries=0,
                http_client=openai.DefaultHttpxClient(follow_redirects=False),
            ) as client:
                response = client.responses.with_raw_response.create(
                    model=self._model,
                    instructions=prompt.instructions,
                    input=asked,
                    text={"format": _FORMAT},
                    max_output_tokens=MOST_OUTPUT_TOKENS,
                    store=False,
                    extra_headers={"X-Client-Request-Id": key},
                )
        except openai.APIStatusError as error:
            raise openai_errors.meaning(error) from error
        except openai.APIConnectionError as error:
            raise VisionUnavailableError(
                f"{SYSTEM} can't be reached.", system=SYSTEM, cause=type(error).__name__
            ) from error
        try:
            return openai_answers.read(response.content)
        except ValueError as error:
            raise UnusableFindingsError(
                f"{SYSTEM} did not return findings.", system=SYSTEM, reason="unreadable"
            ) from error


def _sampled(frames: Sequence[Frame]) -> list[Frame]:
    """At most MOST_FRAMES of the readable frames, evenly spread. Raises UnwatchableError without any."""
    readable = sorted((frame for frame in frames if _is_jpeg(frame)), key=lambda frame: frame.at_ms)
    if not readable:
        raise UnwatchableError("There are no frames to look at.", system=SYSTEM, reason="no_frames")
    if len(readable) <= MOST_FRAMES:
        return readable
    step = (len(readable) - 1) / (MOST_FRAMES - 1)
    return [readable[round(place * step)] for place in range(MOST_FRAMES)]


def _is_jpeg(frame: Frame) -> bool:
    if not frame.path.is_file() or frame.path.stat().st_size > _MOST_FRAME_BYTES:
        return False
    with frame.path.open("rb") as file:
        return file.read(len(_JPEG)) == _JPEG


def _content(
    prompt: Prompt, frames: Sequence[Frame], resolution: Resolution
) -> list[ResponseInputContentParam]:
    content: list[ResponseInputContentParam] = [{"type": "input_text", "text": prompt.material}]
    for frame in frames:
        data = base64.b64encode(frame.path.read_bytes()).decode()
        content.append({"type": "input_text", "text": f"Frame at {frame.at_ms / 1000:g} s:"})
        content.append(
            {
                "type": "input_image",
                "image_url": f"data:image/jpeg;base64,{data}",
                "detail": "low" if resolution == Resolution.LOW else "high",
            }
        )
    return content


def _note(frames: Sequence[Frame]) -> str:
    noun = "frame" if len(frames) == 1 else "frames"
    return f"{SYSTEM} looked at {len(frames)} single {noun}, without sound."
