"""Outside systems: live, in the sandbox, replaced by something local, or off. Decided here, from settings.

``settings.VENDORS`` declares the systems by name. ``named(...).access()`` tells an adapter where its system
is and with which keys; everything else needs only ``mode``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

# The sandbox takes any key.
SANDBOX_KEY = "sandbox"


class Mode(StrEnum):
    """Who answers for a system on this installation."""

    LIVE = "live"
    SANDBOX = "sandbox"
    LOCAL = "local"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Where a system is, and the keys it is asked with, in the order in which they are declared."""

    base_url: str
    keys: tuple[str, ...]
    is_live: bool

    @property
    def key(self) -> str:
        """The first of the keys, where one is all there is."""
        return self.keys[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """One outside system. It is live once each of ``keys``, which are names of settings, has a value.

    ``url`` is the setting that holds its address, ``sandbox_path`` the path of its stand-in in the sandbox.
    ``stand_in`` is what there is without keys: the sandbox, something on this machine (LOCAL), or nothing
    (OFF).
    """

    keys: tuple[str, ...]
    url: str
    sandbox_path: str = ""
    stand_in: Mode = Mode.SANDBOX

    @property
    def mode(self) -> Mode:
        """Who answers now."""
        return decide(has_keys=not self.missing, stand_in=self.stand_in, sandbox_url=settings.SANDBOX_URL)

    @property
    def is_live(self) -> bool:
        """True when the system itself is asked."""
        return not self.missing

    @property
    def missing(self) -> list[str]:
        """The settings among ``keys`` that are empty."""
        return [key for key in self.keys if not getattr(settings, key)]

    def access(self, *, is_live: bool | None = None) -> Access | None:
        """How the system is reached; None when it is not.

        ``is_live`` chooses between the system itself and its stand-in in the sandbox, whichever is configured
        now: work that was begun with one goes on with it.
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
    """The system of that name. An unknown name is a bug: KeyError."""
    declared: Mapping[str, Vendor] = settings.VENDORS
    return declared[name]


def decide(*, has_keys: bool, stand_in: Mode, sandbox_url: str) -> Mode:
    """Who answers for a system. For settings that depend on it; everything else asks ``Vendor.mode``."""
    if has_keys:
        return Mode.LIVE
    if stand_in is Mode.SANDBOX and not sandbox_url:
        return Mode.OFF
    return stand_in
