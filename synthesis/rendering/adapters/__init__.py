"""Which system stands behind a renderer, picked from settings."""

from django.conf import settings

from foundation.errors import UpstreamError
from synthesis.rendering.adapters.base import RendererClient
from synthesis.rendering.adapters.openai_videos import OpenAIVideosClient
from synthesis.rendering.adapters.render_node import RenderNodeClient

SANDBOX_KEY = "sandbox"
# A video takes a minute or two there, and looking counts as a request.
_POLL_EVERY_S = 5.0
_POLL_EVERY_IN_SANDBOX_S = 0.5


def client(*, kind: str, base_url: str, token: str, slots: int, livemode: bool) -> RendererClient:
    """What talks to one render node, or to a video API, whose address and keys are settings.

    Raises UpstreamError for an API that this installation has no access to.
    """
    if kind == "gemini_omni":
        return _gemini_omni(is_live=livemode)
    if kind == "veo":
        return _veo(is_live=livemode)
    if kind == "openai_videos":
        return OpenAIVideosClient(base_url=base_url, token=token, slots=slots)
    return RenderNodeClient(base_url=base_url, token=token)


def _gemini_omni(*, is_live: bool) -> RendererClient:
    from synthesis.rendering.adapters.generated_video.calling import Vendor
    from synthesis.rendering.adapters.generated_video.omni import ENGINE, GeminiOmniClient

    return GeminiOmniClient(
        vendor=Vendor(
            system="Gemini Omni",
            engine=ENGINE,
            model=settings.GEMINI_VIDEO_MODEL,
            microusd_per_s=settings.GEMINI_VIDEO_MICROUSD_PER_S,
            slots=settings.VIDEO_API_SLOTS,
            key_hint="Gemini does not accept the key. Whoever runs this installation can check "
            "GEMINI_API_KEY.",
            model_hint="Gemini does not know the model. Whoever runs this installation can check "
            "GEMINI_VIDEO_MODEL.",
            poll_every_s=_POLL_EVERY_S if is_live else _POLL_EVERY_IN_SANDBOX_S,
        ),
        api_key=_required("GEMINI_API_KEY") if is_live else SANDBOX_KEY,
        base_url=settings.GEMINI_API_URL if is_live else _required("SANDBOX_URL"),
    )


def _veo(*, is_live: bool) -> RendererClient:
    from datetime import datetime

    from google.oauth2.credentials import Credentials

    from synthesis.rendering.adapters.generated_video.calling import Vendor
    from synthesis.rendering.adapters.generated_video.veo import ENGINE, VeoClient

    hint = "Agent Platform does not accept the credentials. Whoever runs this installation can check "
    return VeoClient(
        vendor=Vendor(
            system="Veo",
            engine=ENGINE,
            model=settings.VEO_MODEL,
            microusd_per_s=settings.VEO_MICROUSD_PER_S,
            slots=settings.VIDEO_API_SLOTS,
            key_hint=f"{hint}GOOGLE_APPLICATION_CREDENTIALS and GOOGLE_CLOUD_PROJECT.",
            model_hint="Veo's model is not known there. Whoever runs this installation can check VEO_MODEL.",
            poll_every_s=_POLL_EVERY_S if is_live else _POLL_EVERY_IN_SANDBOX_S,
        ),
        project=_required("GOOGLE_CLOUD_PROJECT") if is_live else SANDBOX_KEY,
        location=settings.GOOGLE_CLOUD_LOCATION,
        base_url=settings.VEO_API_URL if is_live else _required("SANDBOX_URL"),
        credentials=None
        if is_live
        else Credentials(  # type: ignore[no-untyped-call]
            token=SANDBOX_KEY,
            expiry=datetime(2100, 1, 1),  # noqa: DTZ001 - as the client compares it
        ),
    )


def _required(name: str) -> str:
    value: str = getattr(settings, name)
    if not value:
        raise UpstreamError(f"This video API is not set up any more: {name} is empty.", system="settings")
    return value
