"""What of a workspace's niches and channels is watched: the oldest ones, as far as its plan reaches.

Where YouTube is live, niches of sample data are not watched, and the other way round. The others are paused.
Nothing of that is written down, so that a larger plan, or a paid bill, sets them going at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from accounts.models import Workspace
from billing import entitlements
from billing.errors import PlanLimitError, WorkspaceReadOnlyError
from billing.models import Standing
from discovery import adapters
from discovery.errors import OtherSourceError
from discovery.models import Niche, WatchedChannel

NICHES_LIMIT = "discovery.niches"
CHANNELS_LIMIT = "discovery.watched_channels"
_PER_READ = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many of its niches and channels a workspace has watched; None is all of them."""

    niches: int | None
    channels: int | None
    is_read_only: bool

    @property
    def niche_words(self) -> str:
        """Why a niche is paused."""
        return self._words(self.niches, "niche")

    @property
    def channel_words(self) -> str:
        """Why a channel is paused."""
        return self._words(self.channels, "watched channel")

    def beyond(self, oldest_first: Sequence[Niche]) -> frozenset[str]:
        """Of all the niches of the workspace, those that are paused."""
        if self.niches is None:
            return frozenset()
        return frozenset(niche.pk for niche in oldest_first[self.niches :])

    def _words(self, limit: int | None, what: str) -> str:
        if self.is_read_only:
            return "Paused: this workspace is read-only until its bill is paid"
        return f"Paused: your plan covers {limit} {what}{'' if limit == 1 else 's'}"


def reach_of(*, workspace: Workspace) -> Reach:
    """How far the workspace's plan reaches now."""
    return _reach_by(entitlements.standing_of(workspace=workspace))


def reach_over(*, listed: Sequence[Niche]) -> Reach:
    """The same without another query, out of niches of one workspace that were read ``with_standing``."""
    return _reach_by(_standing_of(listed[0]) if listed else Standing())


def paused_niches(*, workspace: Workspace, reach: Reach) -> frozenset[str]:
    """Ids of the workspace's niches that are not scanned."""
    return _beyond(Niche.objects.for_workspace(workspace), reach.niches)


def paused_channels(*, workspace: Workspace, reach: Reach) -> frozenset[str]:
    """Ids of the workspace's channels that are left out of each scan."""
    return _beyond(WatchedChannel.objects.for_workspace(workspace), reach.channels)


def is_paused(*, niche: Niche, reach: Reach) -> bool:
    """True when the niche is not scanned."""
    return niche.pk in paused_niches(workspace=niche.workspace, reach=reach)


def is_of_other_source(niche: Niche) -> bool:
    """True for sample data where YouTube is live, and for live data where the sandbox stands in for it.

    Where neither is set up, no niche is of another source: each says that YouTube is off.
    """
    mode = adapters.mode()
    return mode is not adapters.Mode.OFF and niche.livemode != (mode is adapters.Mode.LIVE)


def require_active(*, niche: Niche) -> None:
    """Raise WorkspaceReadOnlyError or PlanLimitError for a niche that is paused, and OtherSourceError."""
    if is_of_other_source(niche):
        raise OtherSourceError(is_sample=not niche.livemode)
    reach = reach_of(workspace=niche.workspace)
    if reach.is_read_only:
        raise WorkspaceReadOnlyError()
    if reach.niches is not None and is_paused(niche=niche, reach=reach):
        raise PlanLimitError(
            f"{reach.niche_words}, and “{niche.name}” is newer than those. Stop following another one, or "
            "choose a larger plan.",
            key=NICHES_LIMIT,
            limit=reach.niches,
        )


def due_niches(*, at: datetime, most: int) -> list[Niche]:
    """Those whose next round has come and that are not paused, longest waiting first."""
    rows = Niche.objects.due(at=at).placed().with_standing()
    if adapters.mode() is not adapters.Mode.OFF:
        rows = rows.filter(livemode=adapters.is_live())
    # Paused niches stay due, so that they go on at once; they are read over, or they would block the way.
    active = (niche for niche in rows.iterator(chunk_size=_PER_READ) if _is_within(niche))
    return list(islice(active, most))


def _is_within(niche: Niche) -> bool:
    reach = _reach_by(_standing_of(niche))
    return reach.niches is None or niche.place < reach.niches


def _standing_of(niche: Niche) -> Standing:
    # Whose workspace never bought anything has no row.
    return getattr(niche.workspace, "standing", None) or Standing(workspace=niche.workspace)


def _reach_by(standing: Standing) -> Reach:
    if standing.is_read_only:
        return Reach(niches=0, channels=0, is_read_only=True)
    limits = entitlements.plan_by(standing).limits
    return Reach(niches=limits[NICHES_LIMIT], channels=limits[CHANNELS_LIMIT], is_read_only=False)


def _beyond(rows: QuerySet[Any], limit: int | None) -> frozenset[str]:
    if limit is None:
        return frozenset()
    return frozenset(rows.order_by("created_at", "pk").values_list("pk", flat=True)[limit:])
