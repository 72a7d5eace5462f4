"""Signals that publishing sends to apps above it, which it does not import."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.dispatch import Signal

from foundation.numbers import Figure


class About(StrEnum):
    """What earnings are asked for."""

    POSTS = "posts"
    VIDEOS = "videos"
    # The scenes of one video.
    SCENES = "scenes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """What orders in one currency brought: their number, and the amount in the currency's smallest unit.

    ``words`` is both for people: "11 orders, €312".
    """

    count: Figure
    amount: Figure
    words: str

    @property
    def explained(self) -> str:
        """How it was computed, and from which shops."""
        found = self.count
        parts = (f"Computed from {found.origin}", found.note, "" if found.livemode else "sandbox")
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earnings:
    """What posts, videos or scenes earned, by id: one Earned for each currency, which are never added.

    Those without orders are missing. ``note`` says why there can't be any, and ``url`` is the page where that
    changes, with the words of its link in ``action``; all empty if orders are counted.
    """

    by_id: Mapping[str, Sequence[Earned]] = field(default_factory=dict)
    note: str = ""
    url: str = ""
    action: str = ""


# Sent with ``workspace``, ``about`` (About) and ``ids``: of publications, videos, or of one video whose
# scenes are meant. ``publication_id`` restricts scenes to the orders of one post; empty for all. The app that
# counts orders returns Earnings; all others return None.
earnings_requested = Signal()
