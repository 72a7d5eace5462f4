"""The migrations that move channels, videos and observations to tables that all workspaces share."""

import os
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tests import stripe_mirror

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def database():
    """The URL of a database before the migrations."""
    with stripe_mirror.empty_database(f"former_{os.getpid()}") as address:
        stripe_mirror.manage("migrate", "discovery", "0001_initial", database=address)
        yield address


def insert(connection, table, **values):
    """Insert a row; columns without a value get a neutral one."""
    columns = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns "
        "WHERE table_name = %s AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'",
        [table],
    ).fetchall()
    neutral = {"boolean": False, "jsonb": "[]", "ARRAY": [], "timestamp with time zone": AT}
    row = {name: neutral.get(kind, 0 if "int" in kind else "") for name, kind in columns} | values
    names, places = ", ".join(row), ", ".join("%s" for _ in row)
    statement = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 - names from the test
    connection.execute(statement, list(row.values()))


def watch(connection, workspace, *, views, hours):
    """A workspace's former rows: a channel, a video and an observation."""
    seen_at = AT - timedelta(hours=hours)
    insert(connection, "accounts_workspace", id=workspace, name=workspace)
    insert(
        connection, "discovery_watchedchannel", id=f"chn_{workspace}", workspace_id=workspace,
        platform="youtube", platform_id="UC1", title="Crema Lab", status="watched", listed_at=seen_at,
    )  # fmt: skip
    insert(
        connection, "discovery_candidate", id=f"cnd_{workspace}", workspace_id=workspace,
        channel_id=f"chn_{workspace}", platform="youtube", platform_id="video1", title="Sour", format="short",
        broadcast="none", views=views, observed_at=seen_at, decision="saved", unscored="not_yet",
    )  # fmt: skip
    insert(
        connection, "discovery_snapshot", id=f"snp_{workspace}", candidate_id=f"cnd_{workspace}", views=views,
        observed_at=seen_at, counting_regime="starts",
    )  # fmt: skip


def test_two_workspaces_rows_become_one_channel_and_video_with_all_observations(database):
    with psycopg.connect(database) as connection:
        watch(connection, "wsp_a", views=100, hours=5)
        watch(connection, "wsp_b", views=150, hours=2)

    stripe_mirror.manage("migrate", "discovery", database=database)

    with psycopg.connect(database) as connection:
        videos = connection.execute(
            "SELECT video.id, video.views, channel.title FROM discovery_sourcevideo AS video "
            "JOIN discovery_sourcechannel AS channel ON channel.id = video.channel_id"
        ).fetchall()
        candidates = connection.execute(
            "SELECT source_id, decision, is_public FROM discovery_candidate ORDER BY id"
        ).fetchall()
        watched = connection.execute("SELECT count(*) FROM discovery_watchedchannel WHERE source_id > 0")
        seen = connection.execute("SELECT views FROM discovery_snapshot ORDER BY observed_at").fetchall()
        assert [row[1:] for row in videos] == [(150, "Crema Lab")]
        assert candidates == [(videos[0][0], "saved", True)] * 2
        assert watched.fetchone() == (2,)
        assert seen == [(100,), (150,)]
