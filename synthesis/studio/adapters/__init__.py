"""The language models that write scripts, chosen by settings."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from foundation import vendors
from synthesis.studio.adapters.base import LanguageModel
from synthesis.studio.adapters.language_model.offline import OfflineWriter
from synthesis.studio.adapters.language_model.offline import related as offline_topics

__all__ = [
    "OfflineWriter",
    "language_model",
    "language_models",
    "offline_topics",
    "offline_writer",
    "writes_english_only",
]

_OFFLINE = "offline"
_OTHER = {"gemini": "openai", "openai": "gemini"}


def offline_writer() -> LanguageModel:
    """The writer that needs neither key nor network."""
    return OfflineWriter()


def language_model() -> LanguageModel:
    """The first writer: the one that LANGUAGE_MODEL names, else one with a key, else the offline writer."""
    return language_models()[0]


def language_models() -> list[LanguageModel]:
    """The writers in order: the chosen one, then the other vendor if it has a key."""
    chosen = _chosen_model()
    makers = {"gemini": _gemini, "openai": _openai, _OFFLINE: offline_writer}
    if chosen not in makers:
        raise ImproperlyConfigured(f"LANGUAGE_MODEL must be one of {', '.join(makers)}, not {chosen!r}.")
    others = [name for name in [_OTHER.get(chosen)] if name and vendors.named(name).is_live]
    return [makers[name]() for name in [chosen, *others]]


def writes_english_only() -> bool:
    """True if the offline writer is chosen, or no model has a key. Pages call this often, so it makes no
    client.
    """
    return _chosen_model() == _OFFLINE


def _chosen_model() -> str:
    return settings.LANGUAGE_MODEL or _with_a_key()


def _with_a_key() -> str:
    return next((name for name in _OTHER if vendors.named(name).is_live), _OFFLINE)


def _gemini() -> LanguageModel:
    from synthesis.studio.adapters.language_model.gemini import Gemini

    access = _access("gemini")
    return Gemini(
        api_key=access.key,
        base_url=access.base_url,
        model=settings.GEMINI_MODEL,
        livemode=access.is_live,
    )


def _openai() -> LanguageModel:
    from synthesis.studio.adapters.language_model.openai import OpenAI

    access = _access("openai")
    return OpenAI(
        api_key=access.key,
        base_url=access.base_url,
        model=settings.OPENAI_MODEL,
        livemode=access.is_live,
    )


def _access(name: str) -> vendors.Access:
    vendor = vendors.named(name)
    access = vendor.access()
    if access is None:
        needed = " and ".join(vendor.missing)
        raise ImproperlyConfigured(f"LANGUAGE_MODEL needs {needed}, or a sandbox.")
    return access
