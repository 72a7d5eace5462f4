"""The providers that DISCOVERY_PLUGINS names, checked when a process starts."""

import functools
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from discovery import platforms
from discovery.plugins.base import Provider

_TEXTS = {"name": 60, "platform": 12, "licence": 600}
_LIMITS = {"runs_a_day": 288, "videos_a_day": 1_000_000}
_METHODS = ("channels", "videos")


def every() -> Sequence[Provider]:
    """Return the installed providers. Raises ImproperlyConfigured, naming what is wrong."""
    return _load(tuple(settings.DISCOVERY_PLUGINS))


def named(name: str) -> Provider | None:
    """Return the installed provider of that name, or None."""
    return next((each for each in every() if each.name == name), None)


@functools.cache
def _load(paths: tuple[str, ...]) -> Sequence[Provider]:
    found = [_created(path) for path in paths]
    names = [each.name for each in found]
    for path, provider in zip(paths, found, strict=True):
        if names.count(provider.name) > 1:
            raise _wrong(path, f"another plug-in has the same name, {provider.name}")
    return found


def _created(path: str) -> Provider:
    try:
        provider: Provider = import_string(path)()
    except Exception as error:
        # A plug-in may raise anything. Its operator needs to know which one it was.
        raise _wrong(path, f"it can't be created: {type(error).__name__}: {error}") from error
    _check(path, provider)
    return provider


def _check(path: str, provider: Provider) -> None:
    for name, longest in _TEXTS.items():
        value = getattr(provider, name, None)
        if not isinstance(value, str) or not 0 < len(value) <= longest:
            raise _wrong(path, f"{name} must be a text of at most {longest} characters")
    for name, most in _LIMITS.items():
        value = getattr(provider, name, None)
        if not isinstance(value, int) or not 0 < value <= most:
            raise _wrong(path, f"{name} must be a number from 1 to {most:,}")
    for name in _METHODS:
        if not callable(getattr(provider, name, None)):
            raise _wrong(path, f"the method {name} is missing")
    if provider.platform not in platforms.REGISTRY:
        known = ", ".join(platforms.REGISTRY)
        raise _wrong(path, f"there is no platform {provider.platform!r}; there are {known}")


def _wrong(path: str, problem: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"DISCOVERY_PLUGINS: {path}: {problem}.")
