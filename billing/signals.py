"""What apps above are asked and told. Billing does not know who they are."""

from dataclasses import dataclass

from django.dispatch import Signal

# Sent with ``workspace``. A receiver returns a list of Holding: what the workspace has of things that plans
# limit.
holdings_asked_for = Signal()
# Sent with ``workspace``, in the transaction that follows its subscription: its plan may be another one now.
plan_followed = Signal()
# Sent with ``workspace`` and ``references`` of ledger entries. A receiver returns those it knows as Work, by
# reference.
works_asked_for = Signal()


@dataclass(frozen=True, slots=True)
class Work:
    """What a video was set aside for: how people call it, and where it is."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Holding:
    """How many of something a workspace has. ``key`` is the plan's limit; ``what`` names them ("niches").

    ``beyond`` says what becomes of those that a plan does not cover ("kept, and not scanned").
    """

    key: str
    what: str
    count: int
    beyond: str
