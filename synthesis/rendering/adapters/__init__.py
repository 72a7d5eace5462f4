"""The kinds of renderers: the capabilities of each, and its client, from the row and the settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings

from foundation import vendors
from foundation.errors import UpstreamError
from foundation.vendors import Access
from synthesis.models import RendererKind
from synthesis.rendering.adapters import generated_video, openai_videos, render_node
from synthesis.rendering.adapters.base import RendererClient, Traits
from synthesis.rendering.adapters.openai_videos import OpenAIVideosClient
from synthesis.rendering.adapters.render_node import RenderNodeClient

# A video takes a minute or two there, and each poll counts as a request.
_POLL_EVERY_S = 5.0
_POLL_EVERY_IN_SANDBOX_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A renderer's address and credentials. Those of video APIs come from the settings."""

    base_url: str = ""
    token: str = ""
    slots: int = 1
    livemode: bool = True


@dataclass(frozen=True, slots=True)
class _Kind:
    traits: Traits
    client: Callable[[Connection], RendererClient]


def client(*, kind: str, connection: Connection) -> RendererClient:
    """Make the client of a renderer of this kind.

    Raises UpstreamError for an API that this installation has no access to.
    """
    return _KINDS[RendererKind(kind)].client(connection)


def traits(*, kind: str) -> Traits:
    """The capabilities of every renderer of this kind. Needs no connection."""
    return _KINDS[RendererKind(kind)].traits


def _render_node(connection: Connection) -> RendererClient:
    return RenderNodeClient(base_url=connection.base_url, token=connection.token)


def _openai_videos(connection: Connection) -> RendererClient:
    return OpenAIVideosClient(base_url=connection.base_url, token=connection.token, slots=connection.slots)


def _gemini_omni(connection: Connection) -> RendererClient:
    from synthesis.rendering.adapters.generated_video.calling import VideoApi
    from synthesis.rendering.adapters.generated_video.omni import ENGINE, GeminiOmniClient

    access = _access("gemini_omni", connection)
    return GeminiOmniClient(
        api=VideoApi(
            system="Gemini Omni",
            engine=ENGINE,
            model=settings.GEMINI_VIDEO_MODEL,
            microusd_per_s=settings.GEMINI_VIDEO_MICROUSD_PER_S,
            slots=settings.VIDEO_API_SLOTS,
            key_hint="Gemini rejected the API key. Your administrator can check GEMINI_API_KEY.",
            model_hint="Gemini does not have this model. Your administrator can check GEMINI_VIDEO_MODEL.",
            poll_every_s=_POLL_EVERY_S if access.is_live else _POLL_EVERY_IN_SANDBOX_S,
        ),
        api_key=access.key,
        base_url=access.base_url,
    )


def _veo(connection: Connection) -> RendererClient:
    from datetime import datetime

    from google.oauth2.credentials import Credentials

    from synthesis.rendering.adapters.generated_video.calling import VideoApi
    from synthesis.rendering.adapters.generated_video.veo import ENGINE, VeoClient

    access = _access("veo", connection)
    hint = "Agent Platform rejected the credentials. Your administrator can check "
    return VeoClient(
        api=VideoApi(
            system="Veo",
            engine=ENGINE,
            model=settings.VEO_MODEL,
            microusd_per_s=settings.VEO_MICROUSD_PER_S,
            slots=settings.VIDEO_API_SLOTS,
            key_hint=f"{hint}GOOGLE_APPLICATION_CREDENTIALS and GOOGLE_CLOUD_PROJECT.",
            model_hint="Agent Platform does not have this model. Your administrator can check VEO_MODEL.",
            poll_every_s=_POLL_EVERY_S if access.is_live else _POLL_EVERY_IN_SANDBOX_S,
        ),
        project=access.key,
        location=settings.GOOGLE_CLOUD_LOCATION,
        base_url=access.base_url,
        credentials=None
        if access.is_live
        else Credentials(  # type: ignore[no-untyped-call]
            token=vendors.SANDBOX_KEY,
            expiry=datetime(2100, 1, 1),  # noqa: DTZ001 - as the client compares it
        ),
    )


_KINDS: Mapping[RendererKind, _Kind] = {
    RendererKind.RENDER_NODE: _Kind(render_node.TRAITS, _render_node),
    RendererKind.OPENAI_VIDEOS: _Kind(openai_videos.TRAITS, _openai_videos),
    RendererKind.GEMINI_OMNI: _Kind(generated_video.TRAITS, _gemini_omni),
    RendererKind.VEO: _Kind(generated_video.TRAITS, _veo),
}


def _access(name: str, connection: Connection) -> Access:
    vendor = vendors.named(name)
    access = vendor.access(is_live=connection.livemode)
    if access is None:
        empty = " and ".join(vendor.missing) if connection.livemode else "SANDBOX_URL"
        raise UpstreamError(f"This video API is no longer set up: {empty} is empty.", system="settings")
    return access
