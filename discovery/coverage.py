"""Which niches and channels of a workspace are watched: the oldest ones, up to the plan's limit.

The others are paused. If a platform is live, its niches of sample data are not watched, and vice versa.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from django.db.models import Q

from accounts.models import Workspace, WorkspaceOwnedQuerySet
from billing.coverage import Covered, Reach
from billing.models import Standing
from discovery import platforms
from discovery.errors import OtherSourceError
from discovery.models import SUPPLIED, Niche, SourceChannel, WatchedChannel
from foundation.vendors import Mode


def _collected_channels() -> WorkspaceOwnedQuerySet[WatchedChannel]:
    # Channels whose data is handed over cost no calls.
    return WatchedChannel.objects.exclude(source__origin__in=SUPPLIED)


NICHES = Covered(
    key="discovery.niches",
    one="niche",
    many="niches",
    remove="Remove",
    beyond="kept but not scanned",
    rows=Niche.objects.all,
)
CHANNELS = Covered(
    key="discovery.watched_channels",
    one="watched channel",
    many="watched channels",
    remove="Remove",
    beyond="kept but not scanned",
    rows=_collected_channels,
)
_PER_READ = 200


def reach_over(*, listed: Sequence[Niche]) -> Reach:
    """Return the reach of NICHES from niches of one workspace that were read ``with_standing``. No query."""
    return NICHES.reach_by(standing=_standing_of(listed[0]) if listed else Standing())


def is_of_other_source(niche: Niche) -> bool:
    """True for sample data if its platform is live, and for live data if the sandbox replaces it.

    If neither is set up, it is False: each niche then reports that its platform is off.
    """
    mode = platforms.of(niche).mode
    return mode is not Mode.OFF and niche.livemode != (mode is Mode.LIVE)


def require_own_source(niche: Niche) -> None:
    """Raise OtherSourceError if ``is_of_other_source``."""
    if is_of_other_source(niche):
        platform = platforms.of(niche)
        raise OtherSourceError(
            platform=platform.name, setting=platform.key_setting, is_sample=not niche.livemode
        )


def require_active(*, niche: Niche) -> None:
    """Raise WorkspaceReadOnlyError or PlanLimitError for a paused niche, and OtherSourceError."""
    require_own_source(niche)
    NICHES.require_active(
        niche,
        way_out=f"“{niche.name}” is newer than those. Unfollow another one, or upgrade.",
    )


def due_niches(*, at: datetime, most: int) -> list[Niche]:
    """Return the niches whose round is due and that are not paused, longest waiting first."""
    rows = Niche.objects.due(at=at).filter(_of_own_source()).placed().with_standing()
    # Paused niches stay due, so that they can resume at once. Skip them, or they would fill the batch.
    active = (niche for niche in rows.iterator(chunk_size=_PER_READ) if _is_within(niche))
    return list(islice(active, most))


def _of_own_source() -> Q:
    """Niches that their platform can serve. A platform that is off counts, so that its niches report it."""
    found = Q()
    for platform in platforms.collected():
        is_off, is_live = platform.mode is Mode.OFF, platform.mode is Mode.LIVE
        found |= Q(platform=platform.key) if is_off else Q(platform=platform.key, livemode=is_live)
    return found


def _is_within(niche: Niche) -> bool:
    limit = NICHES.reach_by(standing=_standing_of(niche)).limit
    return limit is None or niche.place < limit


def _standing_of(niche: Niche) -> Standing:
    # A workspace without a purchase has no row.
    return getattr(niche.workspace, "standing", None) or Standing(workspace=niche.workspace)


def collected(*, channels: Sequence[SourceChannel]) -> frozenset[int]:
    """Return the ids of those channels that the plan of at least one of their workspaces covers.

    A workspace's plan covers a channel if neither the channel nor all of its niches are paused.
    """
    watchers = defaultdict(list)
    rows = WatchedChannel.objects.filter(source__in=channels, niches__isnull=False)
    for pk, source, workspace, niche in rows.values_list("pk", "source", "workspace", "niches"):
        watchers[source].append((workspace, pk, niche))
    paused = _Paused()
    return frozenset(
        source
        for source, found in watchers.items()
        if any(paused.covers(workspace, pk, niche) for workspace, pk, niche in found)
    )


class _Paused:
    """Paused niches and channels by workspace, each read once."""

    def __init__(self) -> None:
        self._by_workspace: dict[str, frozenset[str]] = {}

    def covers(self, workspace_id: str, channel_id: str, niche_id: str) -> bool:
        """True if neither of the two is paused."""
        if workspace_id not in self._by_workspace:
            workspace = Workspace.objects.get(pk=workspace_id)
            paused = CHANNELS.paused(workspace=workspace) | NICHES.paused(workspace=workspace)
            self._by_workspace[workspace_id] = paused
        return not self._by_workspace[workspace_id] & {channel_id, niche_id}
