"""A world for the discovery bench: workspaces, shared channels, their videos, snapshots and candidates.

Sizes of workspaces follow Zipf's law. Small tables are filled through the models, large ones by statements
that generate their rows in the database, without indexes, which are built afterwards.
"""

import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from accounts.models import Membership, Role, User, Workspace
from billing.models import Standing
from discovery import platforms, schedule
from discovery.models import Niche
from foundation import ids
from foundation.vendors import Mode
from loadtests import discovery_titles

_CONSTRAINTS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
    WHERE (conrelid = ANY(%s::regclass[]) OR confrelid = ANY(%s::regclass[]))
        AND contype IN ('p', 'u', 'f', 'c')
    ORDER BY contype = 'p' DESC, conname
"""
_INDEXES = """
    SELECT indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = ANY(%s::regclass[])
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))
"""
_SQL = Path(__file__).with_name("discovery_world.sql")
_BIG = ("discovery_sourcevideo", "discovery_snapshot", "discovery_candidate")
# Channels in one niche.
_IN_NICHE = 12
_SHARED = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large a world is.

    ``watched``: channels on watchlists, one for each workspace that has it. ``longest``: videos of a channel.
    """

    workspaces: int
    watched: int
    longest: int

    @property
    def planted(self) -> dict[str, tuple[int, int]]:
        """Channels for cases of the bench: their numbers of videos, and of workspaces that watch them."""
        return {
            "3 videos": (3, 1),
            "30 videos": (30, 1),
            "240 videos": (240, 1),
            f"{self.longest:,} videos": (self.longest, 1),
            "10 watchers": (30, 10),
            f"{self.workspaces} watchers": (30, self.workspaces),
        }


SMALL = Size(workspaces=500, watched=1_900, longest=2_000)
FULL = Size(workspaces=500, watched=36_500, longest=20_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Channel:
    number: int
    name: str
    videos: int
    language: str
    region: str


def load(size: Size) -> None:
    """Fill an empty database."""
    chance = random.Random(2)  # noqa: S311 - the same world each time
    workspaces = _open_workspaces(size)
    watching, channels = _watching(size, chance)
    with connection.cursor() as cursor:
        _prepare(cursor)
        _copy(
            cursor,
            "bench_channel",
            [(each.number, each.name, each.videos, each.language, each.region) for each in channels],
        )
        _copy(cursor, "bench_watch", _watchlists(workspaces, watching))
        _copy(cursor, "bench_phrase", discovery_titles.phrases(chance))
        _copy(cursor, "bench_look", _looks())
        with _without_indexes(cursor):
            for statement in _SQL.read_text(encoding="utf-8").split(";\n"):
                if statement.strip():
                    _run(cursor, statement)
        _run(cursor, "VACUUM ANALYZE")


def counts() -> dict[str, int]:
    """The number of rows of each table of discovery."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reltuples::bigint FROM pg_class "
            "WHERE relkind = 'r' AND relname LIKE 'discovery%' AND reltuples > 0 ORDER BY reltuples DESC"
        )
        return dict(cursor.fetchall())


def _open_workspaces(size: Size) -> list[Workspace]:
    """Create them with an owner, oldest and largest first. Large ones have large plans."""
    workspaces = [Workspace(name=f"Bench {number}") for number in range(size.workspaces)]
    users = [
        User(email=f"bench{number}@ettametta.test", name=f"Bench {number}")
        for number in range(size.workspaces)
    ]
    Workspace.objects.bulk_create(workspaces)
    User.objects.bulk_create(users)
    Membership.objects.bulk_create(
        Membership(workspace=workspace, user=user, role=Role.OWNER)
        for workspace, user in zip(workspaces, users, strict=True)
    )
    Standing.objects.bulk_create(
        Standing(workspace=workspace, assigned_plan="empire", assigned_reason="Bench")
        for workspace in workspaces
    )
    return workspaces


def _watching(size: Size, chance: random.Random) -> tuple[list[list[int]], list[_Channel]]:
    """Return the channels of each workspace, by number, and all channels."""
    weights = [rank**-0.8 * (1 - rank / (size.workspaces + 5)) for rank in range(1, size.workspaces + 1)]
    scale = size.watched / sum(weights)
    channels: list[_Channel] = []
    watching: list[list[int]] = [[] for _ in weights]
    for name, (videos, watchers) in size.planted.items():
        channels.append(_channel(len(channels), name, videos, chance))
        # Not the largest workspaces, so that their size does not depend on the planted ones.
        for place in range(watchers):
            watching[(place + 4) % size.workspaces].append(channels[-1].number)
    shared = []
    for _ in range(max(40, size.watched // 60)):
        channels.append(_channel(len(channels), "", _videos(chance), chance))
        shared.append(channels[-1].number)
    for place, weight in enumerate(weights):
        for _ in range(max(1, round(weight * scale))):
            if chance.random() < _SHARED:
                watching[place].append(shared[int(len(shared) * chance.random() ** 2)])
            else:
                channels.append(_channel(len(channels), "", _videos(chance), chance))
                watching[place].append(channels[-1].number)
    return [list(dict.fromkeys(each)) for each in watching], channels


def _channel(number: int, name: str, videos: int, chance: random.Random) -> _Channel:
    language = chance.choices(discovery_titles.LANGUAGES, discovery_titles.SHARES)[0]
    region = chance.choice(["US", "US", "GB", "DE", "IN", "JP", "BR", ""])
    return _Channel(number=number, name=name, videos=videos, language=language, region=region)


def _videos(chance: random.Random) -> int:
    return min(240, max(3, round(chance.lognormvariate(3.22, 0.6))))


def _watchlists(
    workspaces: Sequence[Workspace], watching: Sequence[Sequence[int]]
) -> list[tuple[object, ...]]:
    """Create the niches, and return rows of a watched channel's id, workspace, niche and number."""
    key, livemode = platforms.default_key(), _livemode()
    niches: list[Niche] = []
    rows: list[tuple[object, ...]] = []
    for workspace, numbers in zip(workspaces, watching, strict=True):
        for place, number in enumerate(numbers):
            if place % _IN_NICHE == 0:
                niches.append(
                    Niche(
                        workspace=workspace,
                        name=f"Niche {place // _IN_NICHE + 1}",
                        platform=key,
                        livemode=livemode,
                        searched_at=timezone.now(),
                        next_round_at=None,
                        outcome="succeeded",
                    )
                )
            rows.append((ids.new("chn"), workspace.pk, niches[-1].pk, number))
    Niche.objects.bulk_create(niches, batch_size=1000)
    return rows


def _livemode() -> bool:
    return platforms.named(platforms.default_key()).mode is Mode.LIVE


def _looks() -> Iterator[tuple[float]]:
    """The ages in hours at which a video is looked at."""
    age = timedelta(minutes=30)
    while age < schedule.BASELINE_FOR:
        yield (age.total_seconds() / 3600,)
        age += next(every for until, every in schedule.LOOKS if age < until)


def _prepare(cursor: CursorWrapper) -> None:
    for statement in (
        "SET maintenance_work_mem = '1GB'",
        "SET work_mem = '256MB'",
        "SET session_replication_role = replica",
        "SELECT setseed(0.5)",
        "CREATE TEMP TABLE bench_channel (number int, name text, videos int, language text, region text)",
        "CREATE TEMP TABLE bench_watch (id text, workspace_id text, niche_id text, number int)",
        "CREATE TEMP TABLE bench_phrase (language text, number int, words text)",
        "CREATE TEMP TABLE bench_look (age_h float)",
        f"CREATE TEMP TABLE bench_livemode AS SELECT {_livemode()} AS livemode",
    ):
        cursor.execute(statement)


def _copy(cursor: CursorWrapper, table: str, rows: Iterable[Sequence[object]]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.execute(f"ANALYZE {table}")


def _run(cursor: CursorWrapper, statement: str) -> None:
    began = time.perf_counter()
    cursor.execute(statement)
    words = " ".join(statement.split())[:60]
    sys.stdout.write(f"  {time.perf_counter() - began:6.1f} s  {cursor.rowcount:>10,}  {words}\n")
    sys.stdout.flush()


@contextmanager
def _without_indexes(cursor: CursorWrapper) -> Iterator[None]:
    """Drop the large tables' constraints and indexes, and build them again at the end."""
    constraints, indexes = _defined(cursor, _CONSTRAINTS), _defined(cursor, _INDEXES)
    for table, name, _ in constraints:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name} CASCADE")
    for _, name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    # Primary keys are defined first, because foreign keys refer to them.
    for table, name, definition in constraints:
        _run(cursor, f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    for _, _, definition in indexes:
        _run(cursor, definition)


def _defined(cursor: CursorWrapper, query: str) -> list[tuple[str, str, str]]:
    cursor.execute(query, [list(_BIG)] * query.count("%s"))
    return list(cursor.fetchall())
