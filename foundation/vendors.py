"""Outside systems: live, in the sandbox, replaced by a local one, or off. Settings decide.

``settings.VENDORS`` declares the systems by name. ``named(...).access()`` gives an adapter its system's URL
and keys; other code needs only ``mode``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

# The sandbox takes any key.
SANDBOX_KEY = "sandbox"


class Mode(StrEnum):
    """How this installation reaches a system."""

    LIVE = "live"
    SANDBOX = "sandbox"
    LOCAL = "local"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A system's URL and its keys, in the order of their declaration."""

    base_url: str
    keys: tuple[str, ...]
    is_live: bool

    @property
    def key(self) -> str:
        """The first key, for systems that have only one."""
        return self.keys[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """One outside system. It is live once each setting named in ``keys`` has a value.

    ``url`` is the setting that holds its URL; ``sandbox_path`` is the path of its stand-in in the sandbox.
    ``stand_in`` is the mode without keys: the sandbox, something on this machine (LOCAL), or nothing (OFF).
    """

    keys: tuple[str, ...]
    url: str
    sandbox_path: str = ""
    stand_in: Mode = Mode.SANDBOX

    @property
    def mode(self) -> Mode:
        """The current mode."""
        return decide(has_keys=not self.missing, stand_in=self.stand_in, sandbox_url=settings.SANDBOX_URL)

    @property
    def is_live(self) -> bool:
        """True when calls go to the system itself."""
        return not self.missing

    @property
    def missing(self) -> list[str]:
        """The settings among ``keys`` that are empty."""
        return [key for key in self.keys if not getattr(settings, key)]

    def access(self, *, is_live: bool | None = None) -> Access | None:
        """How the system is reached; None if it is not available.

        ``is_live`` selects the system itself or its sandbox stand-in, whatever the current mode: work that
        began with one continues with it.
        """
        live = self.is_live if is_live is None else is_live
        return self._live() if live else self._sandbox()

    def _live(self) -> Access | None:
        if self.missing:
            return None
        keys = tuple(str(getattr(settings, key)) for key in self.keys)
        return Access(base_url=getattr(settings, self.url), keys=keys, is_live=True)

    def _sandbox(self) -> Access | None:
        if not settings.SANDBOX_URL:
            return None
        keys = (SANDBOX_KEY,) * len(self.keys)
        return Access(base_url=f"{settings.SANDBOX_URL}{self.sandbox_path}", keys=keys, is_live=False)


def named(name: str) -> Vendor:
    """Return the system of that name. Raises KeyError for an unknown name, which is a bug."""
    declared: Mapping[str, Vendor] = settings.VENDORS
    return declared[name]


def decide(*, has_keys: bool, stand_in: Mode, sandbox_url: str) -> Mode:
    """Decide a system's mode. For settings that depend on it; other code uses ``Vendor.mode``."""
    if has_keys:
        return Mode.LIVE
    if stand_in is Mode.SANDBOX and not sandbox_url:
        return Mode.OFF
    return stand_in
