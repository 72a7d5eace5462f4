"""Which system stands behind each of synthesis' Protocols, picked from settings."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from foundation.errors import UpstreamError
from synthesis.adapters.base import LanguageModel, Renderer, Speech
from synthesis.adapters.language_model.offline import OfflineWriter
from synthesis.adapters.openai_videos import OpenAIVideos
from synthesis.adapters.render_node import RenderNode
from synthesis.adapters.speech import OfflineSpeech

SANDBOX_KEY = "sandbox"
_OFFLINE = "offline"
# A video takes a minute or two there, and looking counts as a request.
_LOOK_EVERY_S = 5.0
_LOOK_EVERY_IN_SANDBOX_S = 0.5


def reader() -> Speech:
    """What reads narration aloud."""
    return OfflineSpeech()


def renderer(*, kind: str, base_url: str, token: str, slots: int, livemode: bool) -> Renderer:
    """What talks to one render node, or to a video API, whose address and keys are settings.

    Raises UpstreamError for an API that this installation has no access to.
    """
    if kind == "gemini_omni":
        return _gemini_omni(is_live=livemode)
    if kind == "veo":
        return _veo(is_live=livemode)
    if kind == "openai_videos":
        return OpenAIVideos(base_url=base_url, token=token, slots=slots)
    return RenderNode(base_url=base_url, token=token)


def offline_writer() -> LanguageModel:
    """Who writes scripts without any key or network."""
    return OfflineWriter()


def language_model() -> LanguageModel:
    """Who writes scripts: whom LANGUAGE_MODEL names, else whoever has a key, else the offline writer."""
    return language_models()[0]


def language_models() -> list[LanguageModel]:
    """Who is asked for a script, in order: the one chosen, then the other vendor if it has a key."""
    chosen = _chosen_model()
    makers = {"gemini": _gemini, "openai": _openai, _OFFLINE: offline_writer}
    if chosen not in makers:
        raise ImproperlyConfigured(f"LANGUAGE_MODEL is one of {', '.join(makers)}, not {chosen!r}.")
    others = {"gemini": ("openai", settings.OPENAI_API_KEY), "openai": ("gemini", settings.GEMINI_API_KEY)}
    other, key = others.get(chosen, ("", ""))
    return [makers[chosen](), *([makers[other]()] if key else [])]


def writes_english_only() -> bool:
    """True where no language model is set up. Pages call this often, so it makes no client."""
    return _chosen_model() == _OFFLINE


def _chosen_model() -> str:
    return settings.LANGUAGE_MODEL or _with_a_key()


def _with_a_key() -> str:
    if settings.GEMINI_API_KEY:
        return "gemini"
    return "openai" if settings.OPENAI_API_KEY else _OFFLINE


def _gemini() -> LanguageModel:
    from synthesis.adapters.language_model.gemini import Gemini

    is_live = bool(settings.GEMINI_API_KEY)
    return Gemini(
        api_key=settings.GEMINI_API_KEY or SANDBOX_KEY,
        base_url=settings.GEMINI_API_URL if is_live else _sandbox("GEMINI_API_KEY"),
        model=settings.GEMINI_MODEL,
        livemode=is_live,
    )


def _openai() -> LanguageModel:
    from synthesis.adapters.language_model.openai import OpenAI

    is_live = bool(settings.OPENAI_API_KEY)
    return OpenAI(
        api_key=settings.OPENAI_API_KEY or SANDBOX_KEY,
        base_url=settings.OPENAI_API_URL if is_live else f"{_sandbox('OPENAI_API_KEY')}/openai/v1",
        model=settings.OPENAI_MODEL,
        livemode=is_live,
    )


def _gemini_omni(*, is_live: bool) -> Renderer:
    from synthesis.adapters.generated_video.calling import Vendor
    from synthesis.adapters.generated_video.omni import ENGINE, GeminiOmni

    return GeminiOmni(
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
            look_every_s=_LOOK_EVERY_S if is_live else _LOOK_EVERY_IN_SANDBOX_S,
        ),
        api_key=_required("GEMINI_API_KEY") if is_live else SANDBOX_KEY,
        base_url=settings.GEMINI_API_URL if is_live else _required("SANDBOX_URL"),
    )


def _veo(*, is_live: bool) -> Renderer:
    from datetime import datetime

    from google.oauth2.credentials import Credentials

    from synthesis.adapters.generated_video.calling import Vendor
    from synthesis.adapters.generated_video.veo import ENGINE, Veo

    hint = "Agent Platform does not accept the credentials. Whoever runs this installation can check "
    return Veo(
        vendor=Vendor(
            system="Veo",
            engine=ENGINE,
            model=settings.VEO_MODEL,
            microusd_per_s=settings.VEO_MICROUSD_PER_S,
            slots=settings.VIDEO_API_SLOTS,
            key_hint=f"{hint}GOOGLE_APPLICATION_CREDENTIALS and GOOGLE_CLOUD_PROJECT.",
            model_hint="Veo's model is not known there. Whoever runs this installation can check VEO_MODEL.",
            look_every_s=_LOOK_EVERY_S if is_live else _LOOK_EVERY_IN_SANDBOX_S,
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


def _sandbox(key: str) -> str:
    if not settings.SANDBOX_URL:
        raise ImproperlyConfigured(f"LANGUAGE_MODEL needs {key}, and there is no sandbox to stand in.")
    url: str = settings.SANDBOX_URL
    return url
