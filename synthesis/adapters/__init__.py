"""Which system stands behind each of synthesis' Protocols, picked from settings."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from synthesis.adapters.base import LanguageModel, Renderer, Speech
from synthesis.adapters.language_model.offline import OfflineWriter
from synthesis.adapters.render_node import RenderNode
from synthesis.adapters.speech import OfflineSpeech

SANDBOX_KEY = "sandbox"


def reader() -> Speech:
    """What reads narration aloud."""
    return OfflineSpeech()


def renderer(*, base_url: str, token: str) -> Renderer:
    """What talks to one render node."""
    return RenderNode(base_url=base_url, token=token)


def offline_writer() -> LanguageModel:
    """Who writes scripts without any key or network."""
    return OfflineWriter()


def language_model() -> LanguageModel:
    """Who writes scripts: whom LANGUAGE_MODEL names, else whoever has a key, else the offline writer."""
    chosen = settings.LANGUAGE_MODEL or _with_a_key()
    makers = {"gemini": _gemini, "openai": _openai, "offline": offline_writer}
    if chosen not in makers:
        raise ImproperlyConfigured(f"LANGUAGE_MODEL is one of {', '.join(makers)}, not {chosen!r}.")
    return makers[chosen]()


def _with_a_key() -> str:
    if settings.GEMINI_API_KEY:
        return "gemini"
    return "openai" if settings.OPENAI_API_KEY else "offline"


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


def _sandbox(key: str) -> str:
    if not settings.SANDBOX_URL:
        raise ImproperlyConfigured(f"LANGUAGE_MODEL needs {key}, and there is no sandbox to stand in.")
    url: str = settings.SANDBOX_URL
    return url
