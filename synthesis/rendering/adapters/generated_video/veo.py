"""Client of Veo on Google's Agent Platform, with the credentials of a Google Cloud project."""

from pathlib import Path
from typing import Any

from google import genai
from google.auth.credentials import Credentials
from google.genai import types

from foundation.errors import UpstreamError
from render_node.contract import FrameTime, Video, VideoError, VideoRequest, VideoStatus
from synthesis.rendering.adapters.base import RendererHealth
from synthesis.rendering.adapters.generated_video import TRAITS, calling
from synthesis.rendering.adapters.generated_video.calling import SIZES, VideoApi
from synthesis.rendering.adapters.openai_videos import decoded

ENGINE = "veo-3.1"
SHORTEST_S, STEP_S, LONGEST_S = 4, 2, 8
FRAME_TIME = FrameTime(p50_s=0.5, p90_s=1.5)


class VeoClient:
    """A RendererClient for Veo. A job cannot be canceled once it has begun."""

    traits = TRAITS

    def __init__(
        self,
        *,
        api: VideoApi,
        project: str,
        location: str,
        base_url: str = "",
        credentials: Credentials | None = None,
    ) -> None:
        # Kept on the object: a client without a reference closes itself in the middle of a call. Without
        # explicit credentials, its constructor searches for them.
        self._client = calling.call(
            api,
            lambda: genai.Client(
                enterprise=True,
                project=project,
                location=location,
                credentials=credentials,
                http_options=calling.http_options(base_url=base_url),
            ),
        )
        self._api = api

    @property
    def poll_every_s(self) -> float:
        """See RendererClient."""
        return self._api.poll_every_s

    def health(self) -> RendererHealth:
        """Requests the model, which checks the credentials and is free of charge."""
        calling.call(self._api, lambda: self._client.models.get(model=self._api.model))
        return calling.health(
            self._api,
            title="Veo 3.1",
            shortest_s=SHORTEST_S,
            longest_s=LONGEST_S,
            frame_time=FRAME_TIME,
            step_s=STEP_S,
        )

    def submit(self, *, key: str, request: VideoRequest) -> Video:
        """See RendererClient."""
        operation = calling.create(
            self._api,
            lambda: self._client.models.generate_videos(
                model=self._api.model, source=_source(request), config=_config(request)
            ),
        )
        return self._video(operation, request)

    def poll(self, *, job_id: str, request: VideoRequest) -> Video | None:
        """See RendererClient."""
        operation = self._get(job_id)
        return None if operation is None else self._video(operation, request)

    def fetch(self, *, job_id: str, destination: Path) -> str:
        """See RendererClient. The video is part of the response."""
        operation = self._get(job_id)
        film = None if operation is None else _film(operation)
        if film is None or not film.video_bytes:
            raise UpstreamError(
                f"{self._api.system} stored the video where this installation can't read it.",
                system=self._api.system,
                address=film.uri if film else None,
            )
        return calling.written(destination, film.video_bytes)

    def cancel(self, *, key: str, job_id: str) -> None:
        """Does nothing: Veo cannot cancel a job."""

    def _get(self, job_id: str) -> types.GenerateVideosOperation | None:
        asked = types.GenerateVideosOperation.model_validate({"name": job_id})
        try:
            return calling.call(self._api, lambda: self._client.operations.get(asked))
        except UpstreamError as error:
            if error.context.get("upstream_status") == 404:
                return None
            raise

    def _video(self, operation: types.GenerateVideosOperation, request: VideoRequest) -> Video:
        status, error = _outcome(operation)
        return calling.video(self._api, request, job_id=operation.name or "", status=status, error=error)


def _source(request: VideoRequest) -> types.GenerateVideosSource:
    if request.input_reference is None:
        return types.GenerateVideosSource(prompt=request.prompt)
    mime_type, picture = decoded(request.input_reference)
    return types.GenerateVideosSource(
        prompt=request.prompt, image=types.Image(image_bytes=picture, mime_type=mime_type)
    )


def _config(request: VideoRequest) -> types.GenerateVideosConfig:
    return types.GenerateVideosConfig(
        number_of_videos=1,
        duration_seconds=calling.seconds_of(request),
        aspect_ratio="9:16",
        resolution=SIZES[request.size or "720x1280"],
        negative_prompt=request.negative_prompt or None,
        person_generation="allow_adult",
        # The video gets its own narration and music, and a silent clip costs less.
        generate_audio=False,
        seed=request.seed,
    )


def _film(operation: types.GenerateVideosOperation) -> types.Video | None:
    films = (operation.response.generated_videos or []) if operation.response else []
    return films[0].video if films else None


def _outcome(operation: types.GenerateVideosOperation) -> tuple[VideoStatus, VideoError | None]:
    if not operation.done:
        return VideoStatus.IN_PROGRESS, None
    if operation.error:
        said: dict[str, Any] = operation.error
        return VideoStatus.FAILED, calling.refused(
            str(said.get("message") or "The video could not be generated.")
        )
    if _film(operation) is not None:
        return VideoStatus.COMPLETED, None
    reasons = (operation.response.rai_media_filtered_reasons or []) if operation.response else []
    return VideoStatus.FAILED, calling.refused(
        " ".join(reasons) or "The safety filter blocked the video without giving a reason."
    )
