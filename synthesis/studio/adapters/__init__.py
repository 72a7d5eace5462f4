"""Which language models write scripts, picked from settings."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from synthesis.studio.adapters.base import LanguageModel
from synthesis.studio.adapters.language_model.offline import OfflineWriter

SANDBOX_KEY = "sandbox"
_OFFLINE = "offline"


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
    from synthesis.studio.adapters.language_model.gemini import Gemini

    is_live = bool(settings.GEMINI_API_KEY)
    return Gemini(
        api_key=settings.GEMINI_API_KEY or SANDBOX_KEY,
        base_url=settings.GEMINI_API_URL if is_live else _sandbox("GEMINI_API_KEY"),
        model=settings.GEMINI_MODEL,
        livemode=is_live,
    )


def _openai() -> LanguageModel:
    from synthesis.studio.adapters.language_model.openai import OpenAI

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
