"""Signals that billing sends to apps above it, which it does not import."""

from dataclasses import dataclass

from django.dispatch import Signal

# Sent with ``workspace``. A receiver returns a list of Holding: the workspace's usage of plan limits.
holdings_requested = Signal()
# Sent with ``workspace``, in the transaction that updates its standing: its plan may have changed.
plan_refreshed = Signal()
# Sent with ``workspace`` and ``references`` of ledger entries. A receiver returns the ones of its app, as
# Work by reference.
work_requested = Signal()


@dataclass(frozen=True, slots=True)
class Work:
    """The work that a video was reserved for: its name and its URL."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Holding:
    """A workspace's usage of a plan limit. ``key`` is the limit; ``what`` names the things ("niches").

    ``beyond`` describes what happens to those beyond the limit ("kept but not scanned").
    """

    key: str
    what: str
    count: int
    beyond: str
