"""Client of Gemini Omni: video by the Interactions API, with an API key."""

import base64
import hashlib
from pathlib import Path
from typing import Any

from google import genai
from google.genai import types

from foundation.errors import UpstreamError
from render_node.contract import FrameTime, Video, VideoError, VideoRequest, VideoStatus
from synthesis.rendering.adapters.base import RendererHealth
from synthesis.rendering.adapters.generated_video import TRAITS, calling
from synthesis.rendering.adapters.generated_video.calling import SIZES, VideoApi
from synthesis.rendering.adapters.openai_videos import decoded

ENGINE = "gemini-omni"
SHORTEST_S, LONGEST_S = 3, 15
FRAME_TIME = FrameTime(p50_s=0.4, p90_s=1.2)
_WAITING = {"queued": VideoStatus.QUEUED, "in_progress": VideoStatus.IN_PROGRESS}
_SENTENCES = {
    "incomplete": "Generation stopped before the video was finished.",
    "budget_exceeded": "The project's budget at Google is used up.",
    "requires_action": "The model asked a question instead of generating the video.",
    "requires_continuation": "Generation stopped before the video was finished.",
    "failed": "The video could not be generated.",
    "completed": "No video was returned. Usually, this means that the prompt or picture was declined.",
}


class GeminiOmniClient:
    """A RendererClient for Gemini Omni. It has no field for negative prompts, so they go into the prompt."""

    traits = TRAITS

    def __init__(self, *, api: VideoApi, api_key: str, base_url: str) -> None:
        # Kept on the object: a client without a reference closes itself in the middle of a call.
        self._client = genai.Client(
            api_key=api_key, http_options=calling.http_options(base_url=base_url), enterprise=False
        )
        self._api = api

    @property
    def poll_every_s(self) -> float:
        """See RendererClient."""
        return self._api.poll_every_s

    def health(self) -> RendererHealth:
        """Requests the model, which checks the API key and is free of charge."""
        calling.call(self._api, lambda: self._client.models.get(model=self._api.model))
        return calling.health(
            self._api,
            title="Gemini Omni",
            shortest_s=SHORTEST_S,
            longest_s=LONGEST_S,
            frame_time=FRAME_TIME,
            has_sound=True,
        )

    def submit(self, *, key: str, request: VideoRequest) -> Video:
        """See RendererClient. ``key`` is sent as a label, to find the job in Google's console."""
        interaction = calling.create(
            self._api,
            lambda: self._client.interactions.create(
                model=self._api.model,
                input=_input(request),
                response_format={
                    "type": "video",
                    "aspect_ratio": "9:16",
                    "duration": f"{calling.seconds_of(request)}s",
                    "resolution": SIZES[request.size or "720x1280"],
                    "delivery": "uri",
                },
                generation_config={"video_config": {"task": _task(request)}},
                labels={"attempt": key.lower()[:63]},
                background=True,
                store=True,
            ),
        )
        return self._video(interaction, request)

    def poll(self, *, job_id: str, request: VideoRequest) -> Video | None:
        """See RendererClient."""
        interaction = self._get(job_id)
        return None if interaction is None else self._video(interaction, request)

    def fetch(self, *, job_id: str, destination: Path) -> str:
        """See RendererClient."""
        interaction = self._get(job_id)
        film = None if interaction is None else interaction.output_video
        if film is None:
            raise UpstreamError(f"{self._api.system} has no such video.", system=self._api.system)
        if film.data:
            return calling.written(destination, base64.b64decode(film.data))
        if not (film.uri or "").startswith("https://"):
            raise UpstreamError(
                f"{self._api.system} stored the video where this installation can't read it.",
                system=self._api.system,
                address=film.uri,
            )
        return self._downloaded(film.uri, destination)

    def cancel(self, *, key: str, job_id: str) -> None:
        """Cancel the job, as far as it is not finished."""
        if job_id:
            try:
                calling.call(self._api, lambda: self._client.interactions.cancel(id=job_id))
            except UpstreamError as error:
                # The job has ended, or Google has purged it.
                if error.context.get("upstream_status") not in {400, 404, 409}:
                    raise

    def _get(self, job_id: str) -> Any:
        try:
            return calling.call(self._api, lambda: self._client.interactions.get(id=job_id))
        except UpstreamError as error:
            if error.context.get("upstream_status") == 404:
                return None
            raise

    def _video(self, interaction: Any, request: VideoRequest) -> Video:
        status, error = _outcome(interaction)
        return calling.video(
            self._api,
            request,
            job_id=interaction.id or "",
            status=status,
            error=error,
            made_by=str(interaction.model or ""),
        )

    def _downloaded(self, address: str, destination: Path) -> str:
        partial = destination.with_name(destination.name + ".part")
        try:
            calling.call(
                self._api,
                lambda: self._client.files.download(file=types.Video(uri=address), destination=str(partial)),
            )
            with partial.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            partial.replace(destination)
        finally:
            partial.unlink(missing_ok=True)
        return digest


def _input(request: VideoRequest) -> list[Any]:
    text = request.prompt
    if request.negative_prompt:
        text = f"{text}\n\nDo not show: {request.negative_prompt}."
    words = {"type": "text", "text": text}
    if request.input_reference is None:
        return [words]
    mime_type, picture = decoded(request.input_reference)
    image = {"type": "image", "mime_type": mime_type, "data": base64.b64encode(picture).decode()}
    return [image, words]


def _task(request: VideoRequest) -> str:
    return "text_to_video" if request.input_reference is None else "image_to_video"


def _outcome(interaction: Any) -> tuple[VideoStatus, VideoError | None]:
    status = str(interaction.status)
    if status in _WAITING:
        return _WAITING[status], None
    if status == "cancelled":
        return VideoStatus.CANCELLED, None
    if status == "completed" and interaction.output_video is not None:
        return VideoStatus.COMPLETED, None
    reasons = [str(each.message) for each in interaction.errors or [] if each.message]
    # A model that refuses returns text instead of a video.
    reasons = reasons or [text for text in [(interaction.output_text or "").strip()] if text]
    reason = " ".join(reasons) or _SENTENCES.get(status, _SENTENCES["failed"])
    return VideoStatus.FAILED, calling.refused(reason)
