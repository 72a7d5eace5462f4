"""Which niches and channels of a workspace are watched: the oldest ones, as far as its plan reaches.

Where a platform is live, its niches of sample data are not watched, and the other way round. The others are
paused.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from django.db.models import Q

from billing.coverage import Covered, Reach
from billing.models import Standing
from discovery import platforms
from discovery.errors import OtherSourceError
from discovery.models import Niche, WatchedChannel
from foundation.vendors import Mode

NICHES = Covered(
    key="discovery.niches",
    one="niche",
    many="niches",
    remove="Remove",
    beyond="kept, and not scanned",
    rows=Niche.objects.all,
)
CHANNELS = Covered(
    key="discovery.watched_channels",
    one="watched channel",
    many="watched channels",
    remove="Remove",
    beyond="kept, and not scanned",
    rows=WatchedChannel.objects.all,
)
_PER_READ = 200


def reach_over(*, listed: Sequence[Niche]) -> Reach:
    """The reach of NICHES without another query, out of niches of one workspace read ``with_standing``."""
    return NICHES.reach_by(standing=_standing_of(listed[0]) if listed else Standing())


def is_of_other_source(niche: Niche) -> bool:
    """True for sample data where its platform is live, and for live data where the sandbox stands in for it.

    Where neither is set up, no niche is of another source: each says that its platform is off.
    """
    mode = platforms.of(niche).mode
    return mode is not Mode.OFF and niche.livemode != (mode is Mode.LIVE)


def require_own_source(niche: Niche) -> None:
    """Raise OtherSourceError for a niche of another source."""
    if is_of_other_source(niche):
        platform = platforms.of(niche)
        raise OtherSourceError(
            platform=platform.name, setting=platform.key_setting, is_sample=not niche.livemode
        )


def require_active(*, niche: Niche) -> None:
    """Raise WorkspaceReadOnlyError or PlanLimitError for a niche that is paused, and OtherSourceError."""
    require_own_source(niche)
    NICHES.require_active(
        niche,
        way_out=f"“{niche.name}” is newer than those. Stop following another one, or choose a larger plan.",
    )


def due_niches(*, at: datetime, most: int) -> list[Niche]:
    """Those whose next round has come and that are not paused, longest waiting first."""
    rows = Niche.objects.due(at=at).filter(_of_own_source()).placed().with_standing()
    # Paused niches stay due, so that they go on at once; they are read over, or they would block the way.
    active = (niche for niche in rows.iterator(chunk_size=_PER_READ) if _is_within(niche))
    return list(islice(active, most))


def _of_own_source() -> Q:
    """Niches that their platform can be asked about. One that is off is asked, so that each niche says so."""
    found = Q()
    for platform in platforms.all():
        is_off, is_live = platform.mode is Mode.OFF, platform.mode is Mode.LIVE
        found |= Q(platform=platform.key) if is_off else Q(platform=platform.key, livemode=is_live)
    return found


def _is_within(niche: Niche) -> bool:
    limit = NICHES.reach_by(standing=_standing_of(niche)).limit
    return limit is None or niche.place < limit


def _standing_of(niche: Niche) -> Standing:
    # Whose workspace never bought anything has no row.
    return getattr(niche.workspace, "standing", None) or Standing(workspace=niche.workspace)
