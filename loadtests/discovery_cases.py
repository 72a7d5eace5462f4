"""The cases of the discovery bench. Each is a list of actions with the product's own code."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.test import Client, override_settings
from django.utils import timezone

from accounts import api_keys
from accounts.models import User, Workspace
from discovery import candidates, collection, coverage, platforms, scores, source_videos, tasks
from discovery.models import Broadcast, Candidate, CandidateQuerySet, Decision, Niche, SourceChannel
from discovery.platforms.base import Counts, Platform, SeenVideo
from ettametta import home
from foundation import pagination
from loadtests.discovery_titles import COMMON
from loadtests.discovery_world import Size

LIST_MS = 25.0
_HORIZONS = {"24 h": 1, "7 d": 7, "30 d": 30}
_ORDERS = ("-score_low", "-velocity", "-views", "-published_at")
_LIMIT = 25
# How many rows are skipped before a page: by number, or as a share of the list.
_DEPTHS = (0.03, 0.3, 0.98)


@dataclass(frozen=True, slots=True)
class Case:
    """Actions that are measured together. Each returns its number of rows. None: without a limit."""

    name: str
    actions: Sequence[Callable[[], int]]
    limit_ms: float | None = None


class Cases:
    """The cases for one world. ``workspaces``: the largest ones, and others by chance."""

    def __init__(self, *, size: Size, workspaces: int) -> None:
        self._size = size
        self._chance = random.Random(3)  # noqa: S311 - the same cases each time
        everyone = list(Workspace.objects.order_by("pk"))
        self.largest = everyone[:3]
        self._chosen = [*self.largest, *self._chance.sample(everyone[3:], workspaces - 3)]
        self._now = timezone.now()

    def all(self) -> Iterator[Case]:
        """Yield every case, reading ones first."""
        yield from self._lists()
        yield from self._filters()
        yield from self._words()
        yield from self._pages()
        yield from self._merges()
        yield from self._rescoring()
        yield from self._timetable()

    def _lists(self) -> Iterator[Case]:
        for name, days in _HORIZONS.items():
            for order in _ORDERS:
                yield self._list(f"list {name}, by {order[1:]}", order=order, days=days)
        for order in _ORDERS:
            yield self._list(f"API list without horizon, by {order[1:]}", order=order, days=None, is_api=True)

    def _filters(self) -> Iterator[Case]:
        chosen: dict[str, dict[str, Any]] = {
            "format": {"format": "short"},
            "language (frequent)": {"language": "en"},
            "language (rare)": {"language": "ru"},
            "region": {"region": "JP"},
            "score from 1.5": {"min_score": 1.5},
            "score from 5": {"min_score": 5.0},
            "baseline from 15": {"min_baseline": 15},
            "saved": {"decision": Decision.SAVED},
            "dismissed": {"decision": Decision.DISMISSED},
            "five filters": {
                "format": "long", "language": "de", "region": "DE", "min_score": 2.0, "min_baseline": 10
            },
        }  # fmt: skip
        for name, filters in chosen.items():
            for days in (7, 30):
                yield self._list(f"{name}, {days} d", order="-score_low", days=days, **filters)
        for order in _ORDERS:
            yield self._niches(order)

    def _words(self) -> Iterator[Case]:
        for name, words in {
            "common": COMMON,
            "rare": ("K1234", "X2", "Z59", "Kaffeemühle", "xyzzy"),
            "short": ("in", "a", "の", "की"),
            "two words": ("best coffee", "朝の習慣", "why nobody", "घर पर"),
        }.items():
            for days in (30, None):
                acts = [act for word in words for act in self._listing("-score_low", days, words=word)]
                yield Case(f"words ({name}), {f'{days} d' if days else 'API'}", acts, LIST_MS)

    def _list(self, name: str, *, order: str, days: int | None, is_api: bool = False, **filters: Any) -> Case:
        return Case(name, list(self._listing(order, days, is_api=is_api, **filters)), LIST_MS)

    def _listing(
        self, order: str, days: int | None, *, is_api: bool = False, **filters: Any
    ) -> Iterator[Callable[[], int]]:
        for workspace in self._chosen:
            since = self._now - timedelta(days=days) if days else None
            found = candidates.find(workspace=workspace, since=since, **filters)
            yield from _at_depths(
                found, order, CandidateQuerySet.for_api if is_api else CandidateQuerySet.for_row
            )

    def _niches(self, order: str) -> Case:
        acts: list[Callable[[], int]] = []
        for workspace in self._chosen:
            niche = self._chance.choice(list(Niche.objects.for_workspace(workspace)))
            since = self._now - timedelta(days=30)
            found = candidates.find(workspace=workspace, niche=niche, since=since)
            acts += _at_depths(found, order, CandidateQuerySet.for_row)
        return Case(f"niche, 30 d, by {order[1:]}", acts, LIST_MS)

    def _pages(self) -> Iterator[Case]:
        browsers = [self._browser(workspace) for workspace in self._chosen]
        shown = [self._some(workspace) for workspace in self._chosen]
        pages = [_get(each, "/discover/?horizon=30d") for each in browsers]
        yield Case("page Discover", pages)
        yield Case("page Discover, cached", pages)
        drawers = [f"/discover/candidates/{each}/" for each in shown]
        yield Case("drawer", [_get(each, path) for each, path in zip(browsers, drawers, strict=True)])
        clients = [self._client(workspace) for workspace in self._chosen]
        yield Case("API request", [_get(each, "/api/v1/candidates/?limit=50") for each in clients])
        yield Case("API snapshots", [
            _get(each, f"/api/v1/candidates/{candidate}/snapshots/")
            for each, candidate in zip(clients, shown, strict=True)
        ])  # fmt: skip
        yield Case("Home's outliers", [
            partial(_outliers, workspace)
            for workspace in self._chosen
        ], LIST_MS)  # fmt: skip

    def _browser(self, workspace: Workspace) -> Client:
        browser = Client()
        browser.force_login(User.objects.get(memberships__workspace=workspace))
        return browser

    def _client(self, workspace: Workspace) -> Client:
        owner = User.objects.get(memberships__workspace=workspace)
        _key, secret = api_keys.issue(
            workspace=workspace, issued_by=owner, name="Bench", scopes=api_keys.all_scopes()
        )
        return Client(headers={"Authorization": f"Bearer {secret}"})

    def _some(self, workspace: Workspace) -> str:
        found = Candidate.objects.for_workspace(workspace).order_by("-score_low").values_list("pk", flat=True)
        return self._chance.choice(list(found[:50]))

    def _merges(self) -> Iterator[Case]:
        for name, (_, watchers) in self._size.planted.items():
            channel = SourceChannel.objects.get(title=name)
            if watchers == 1 and name != "30 videos":
                continue
            yield Case(
                f"merge 20 new videos, {channel.watchers.count()} watchers",
                [_undone(partial(_merge, channel, number)) for number in range(5)],
            )

    def _rescoring(self) -> Iterator[Case]:
        for name in self._size.planted:
            channel = SourceChannel.objects.get(title=name)
            yield Case(f"rescore, {name}", [_undone(partial(_rescore, channel))] * 5)

    def _timetable(self) -> Iterator[Case]:
        platform = platforms.named(platforms.default_key())
        yield Case("claim a batch", [_undone(partial(_claim, platform))] * 5)
        yield Case("due niches", [lambda: len(coverage.due_niches(at=timezone.now(), most=50))] * 5)
        yield Case("beat: collect_due", [_undone(_beat)] * 5)
        yield Case("purge of expired statistics", [_undone(_purge)])


def _at_depths(
    found: CandidateQuerySet, order: str, wide: Callable[[CandidateQuerySet], CandidateQuerySet]
) -> Iterator[Callable[[], int]]:
    """Yield reading the first page, and pages further down."""
    yield partial(_page, found, order, None, wide)
    count = found.order_by().count()
    keys = found.only("pk", order[1:])
    for depth in _DEPTHS:
        skipped = int(depth * count)
        if skipped >= _LIMIT:
            cursor = pagination.paginate(keys, order=order, limit=skipped).next_cursor
            yield partial(_page, found, order, cursor, wide)


def _page(
    found: CandidateQuerySet,
    order: str,
    cursor: str | None,
    wide: Callable[[CandidateQuerySet], CandidateQuerySet],
) -> int:
    page = pagination.paginate(found, order=order, cursor=cursor, limit=_LIMIT, wide=wide)
    return len(page.rows)


def _outliers(workspace: Workspace) -> int:
    return len(home.outliers(workspace=workspace))


def _get(client: Client, path: str) -> Callable[[], int]:
    def act() -> int:
        answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")
        return len(answer.content)

    return act


def _undone(act: Callable[[], int]) -> Callable[[], int]:
    """Roll back what the action writes."""

    def undone() -> int:
        with transaction.atomic():
            rows = act()
            transaction.set_rollback(True)
        return rows

    return undone


def _merge(channel: SourceChannel, number: int) -> int:
    now = timezone.now()
    seen = [_seen(channel, f"new{number}x{each}", now) for each in range(20)]
    source_videos.ingest(channel=channel, seen=seen, at=now)
    candidates.add_for_watchers(channel=channel, platform_ids=[each.platform_id for each in seen])
    scores.publish(channel=channel)
    return 1


def _seen(channel: SourceChannel, platform_id: str, at: datetime) -> SeenVideo:
    return SeenVideo(
        platform_id=platform_id,
        channel_id=channel.platform_id,
        title="Espresso for beginners",
        description="",
        tags=[],
        language="en",
        thumbnail_url="",
        published_at=at - timedelta(hours=1),
        duration_s=30,
        is_short=True,
        counts=Counts(views=1000, likes=10, comments=1),
        broadcast=Broadcast.NONE,
    )


def _rescore(channel: SourceChannel) -> int:
    # As after an observation of some videos.
    now = timezone.now()
    observed = channel.videos.order_by("-published_at")[:50].values("pk")
    channel.videos.filter(pk__in=observed).update(views=F("views") + 1, observed_at=now)
    scores.rescore(channel=channel, at=now)
    return 1


def _claim(platform: Platform) -> int:
    batch = collection.claim(platform=platform)
    return 0 if batch is None else len(batch.channels)


def _beat() -> int:
    tasks.collect_due()
    return 0


def _purge() -> int:
    # Six hours' snapshots have expired.
    with override_settings(YOUTUBE_DERIVED_METRICS_ACCEPTED=False):
        source_videos.purge_old(at=timezone.now())
    return 0
