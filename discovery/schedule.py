"""When a channel's list and a video's numbers are read again. Pure functions.

A young video is observed often, because its first hours decide its score and its velocity; an old one rarely,
while it serves as a baseline. All times are rounded up to common slots, so that one call reads many videos.
"""

import math
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

SLOT = timedelta(minutes=15)
# How long a video is observed, and serves as a baseline.
BASELINE_FOR = timedelta(days=90)
# Up to which age a video is observed how often.
LOOKS = (
    (timedelta(hours=2), timedelta(minutes=30)),
    (timedelta(hours=6), timedelta(hours=1)),
    (timedelta(hours=24), timedelta(hours=2)),
    (timedelta(days=3), timedelta(hours=6)),
    (timedelta(days=7), timedelta(hours=12)),
    (timedelta(days=30), timedelta(days=1)),
    (BASELINE_FOR, timedelta(days=3)),
)
# How often a channel's list is read, by the age of its newest video.
LISTINGS = (
    (timedelta(days=3), timedelta(hours=2)),
    (timedelta(days=14), timedelta(hours=6)),
    (timedelta(days=90), timedelta(hours=12)),
)
_LIST_RARELY = timedelta(days=1)
# A listing reads pages of so many videos, and at most so many pages. More are read in the next listing.
LISTED, MOST_PAGES = 50, 3
_RECENT = timedelta(days=7)
# A missing video may return: it is checked often at first, and then once a day.
_GONE_LATELY = timedelta(days=2)
_GONE_OFTEN, _GONE_RARELY = timedelta(hours=2), timedelta(days=1)
# A stream or premiere is checked until it has ended.
_ON_AIR = timedelta(minutes=30)
_DAY = timedelta(days=1)


def look_at(
    *,
    published_at: datetime,
    at: datetime,
    pace: float = 1.0,
    is_on_air: bool = False,
    gone_at: datetime | None = None,
) -> datetime | None:
    """Return when a video that was observed ``at`` is due again; None once it is too old.

    ``pace`` stretches all intervals, see ``api_budget.pace``.
    """
    every = _look_every(published_at=published_at, at=at, is_on_air=is_on_air, gone_at=gone_at)
    return None if every is None else slot(at + every * pace)


def list_at(*, newest_at: datetime | None, at: datetime, pace: float = 1.0) -> datetime:
    """Return when a channel whose list was read ``at`` is due again. ``newest_at``: its newest video."""
    return slot(at + _list_every(newest_at=newest_at, at=at) * pace)


def retry_at(*, since: datetime, at: datetime, pace: float = 1.0) -> datetime:
    """Return when a video that could not be read ``at``, nor at any time ``since``, is requested again."""
    every = _GONE_OFTEN if at - since < _GONE_LATELY else _GONE_RARELY
    return slot(at + every * pace)


def units_a_day(
    *,
    published: Iterable[datetime],
    at: datetime,
    ids_per_call: int,
    waiting: int = 0,
    is_behind: bool = False,
) -> float:
    """Return the planned cost of a channel whose videos were published then, in units per day.

    One unit for each page of its list, and its share of full calls that read videos, see ``reads_a_day``.
    If its list ``is_behind``, each listing reads all pages that it may.
    """
    moments = list(published)
    every = _list_every(newest_at=max(moments, default=None), at=at)
    pages = MOST_PAGES if is_behind else _pages_per_listing(published=moments, at=at, every=every)
    return _DAY / every * pages + reads_a_day(published=moments, at=at, waiting=waiting) / ids_per_call


def reads_a_day(*, published: Iterable[datetime], at: datetime, waiting: int = 0) -> float:
    """Return how often a day videos of a channel are read: known ones, and ``waiting`` ones once."""
    everies = (_look_every(published_at=moment, at=at) for moment in published)
    return waiting + sum(_DAY / every for every in everies if every is not None)


def unfilled_calls(*, reads: float, ids_per_call: int) -> float:
    """Return how many calls a day that many reads take beyond full ones.

    Reads at random slots: each slot with at least one takes a call.
    """
    slots = _DAY / SLOT
    return max(0.0, slots * (1 - math.exp(-reads / slots)) - reads / ids_per_call)


def slot(moment: datetime) -> datetime:
    """Round up to the next common slot."""
    since = moment - datetime(2020, 1, 1, tzinfo=UTC)
    return moment + (-since % SLOT)


def _pages_per_listing(*, published: Iterable[datetime], at: datetime, every: timedelta) -> int:
    """Return how many pages a listing reads of a channel that goes on publishing as it did lately."""
    new = sum(at - moment < _RECENT for moment in published) * (every / _RECENT)
    return min(MOST_PAGES, 1 + math.floor(new / LISTED))


def _look_every(
    *, published_at: datetime, at: datetime, is_on_air: bool = False, gone_at: datetime | None = None
) -> timedelta | None:
    age = at - published_at
    if age >= BASELINE_FOR:
        return None
    if gone_at is not None:
        return _GONE_OFTEN if at - gone_at < _GONE_LATELY else _GONE_RARELY
    if is_on_air:
        return _ON_AIR
    return next(every for until, every in LOOKS if age < until)


def _list_every(*, newest_at: datetime | None, at: datetime) -> timedelta:
    if newest_at is None:
        return _LIST_RARELY
    return next((every for until, every in LISTINGS if at - newest_at < until), _LIST_RARELY)
