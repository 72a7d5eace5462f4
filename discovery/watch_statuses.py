"""The collection status of niches, for the pages that show it: their scans, and what hinders them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from discovery import coverage, platforms, states
from discovery.models import Candidate, CollectionState, Niche, Outcome, WatchedChannel
from foundation.vendors import Mode


@dataclass(frozen=True, slots=True)
class Idle:
    """Niches of one platform that are not scanned, by name."""

    platform: str
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far first scans are: channels, those that are done, and the videos found so far."""

    channels: int
    channels_done: int
    videos: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchStatus:
    """The collection status of some niches.

    ``samples`` are those with sample data that are not scanned, since their platform is live here;
    ``without_key`` are those with live data while the sandbox replaces the platform. ``progress`` is that of
    first scans; None before they have found channels.
    """

    last_scan_at: datetime | None
    next_scan_at: datetime | None
    is_scanning: bool
    is_first_scan: bool
    progress: Progress | None
    problem: str
    outcome: str
    search_resumes_at: datetime | None
    samples: Sequence[Idle]
    without_key: Sequence[Idle]


def of_niches(listed: Sequence[Niche], *, paused: frozenset[str] = frozenset()) -> WatchStatus:
    """Return the status of these niches, read ``with_collection``: their scans, and the last problem.

    A scan finds channels for a niche, or collects its channels. Niches with an id in ``paused`` are ignored
    for the next one.
    """
    scanned = [niche.last_scan_at for niche in listed if niche.last_scan_at]
    idle = [niche for niche in listed if coverage.is_of_other_source(niche)]
    listed = [niche for niche in listed if niche.pk not in paused and niche not in idle]
    keys = dict.fromkeys(niche.platform for niche in listed)
    found = {key: states.shown(platforms.named(key)) for key in keys}
    outcome, problem = _problem(listed, found.values())
    is_paused = any(states.is_paused(state) for state in found.values())
    return WatchStatus(
        last_scan_at=max(scanned, default=None),
        next_scan_at=min(
            (at for niche in listed if (at := _next_at(niche, found[niche.platform])) is not None),
            default=None,
        ),
        is_scanning=any(niche.is_scanning or (_is_awaited(niche) and not is_paused) for niche in listed),
        is_first_scan=any(_is_awaited(niche) for niche in listed),
        progress=_progress([niche for niche in listed if _is_awaited(niche)]),
        problem=problem,
        outcome=outcome,
        search_resumes_at=next(
            (niche.search_resumes_at for niche in listed if niche.search_resumes_at), None
        ),
        samples=_by_platform(niche for niche in idle if not niche.livemode),
        without_key=_by_platform(niche for niche in idle if niche.livemode),
    )


def _progress(awaited: Sequence[Niche]) -> Progress | None:
    channels_known = sum(niche.channels_known for niche in awaited)
    if not channels_known:
        return None
    watched = WatchedChannel.objects.filter(niches__in=awaited)
    return Progress(
        channels=channels_known,
        channels_done=channels_known - sum(niche.channels_new for niche in awaited),
        videos=Candidate.objects.filter(channel__in=watched).count(),
    )


def _problem(listed: Sequence[Niche], found: Iterable[CollectionState]) -> tuple[str, str]:
    """Return outcome and problem: of a platform if there is one, otherwise of a niche."""
    for state in found:
        if state.problem and platforms.of(state).mode is not Mode.OFF:
            return state.outcome, state.problem
    troubled = next((niche for niche in listed if niche.problem), None)
    return (troubled.outcome, troubled.problem) if troubled else ("", "")


def _next_at(niche: Niche, state: CollectionState) -> datetime | None:
    """When its next scan begins: as soon as the platform is collected again."""
    due = [at for at in (niche.next_scan_at, niche.next_round_at) if at is not None]
    return max(min(due), state.resumes_at or min(due)) if due else None


def _by_platform(idle: Iterable[Niche]) -> list[Idle]:
    names: dict[str, list[str]] = {}
    for niche in idle:
        names.setdefault(niche.platform_name, []).append(niche.name)
    return [Idle(platform, listed) for platform, listed in names.items()]


def _is_awaited(niche: Niche) -> bool:
    """True from the creation of a niche until its first scan has ended, successful or not."""
    return niche.outcome == Outcome.NEVER or niche.channels_new > 0
