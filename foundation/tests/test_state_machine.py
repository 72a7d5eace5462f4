"""Rows that move through states."""

import threading

import pytest
from django.db import connection as database

from accounts.models import Workspace
from foundation.state_machine import IllegalMoveError
from publishing.models import Connection, ConnectionStatus


@pytest.fixture
def row(db):
    workspace = Workspace.objects.create(name="w")
    return Connection.objects.create(
        workspace=workspace, platform="youtube", channel_id="UC1", channel_title="c"
    )


def test_a_move_writes_the_status_and_its_fields(row):
    before = row.status_changed_at

    assert row.move_to(ConnectionStatus.NEEDS_RECONNECT, channel_title="d")

    found = Connection.objects.get()
    assert (found.status, found.channel_title) == (ConnectionStatus.NEEDS_RECONNECT, "d")
    assert found.status_changed_at > before


def test_a_move_that_the_table_lacks_is_refused(row):
    row.move_to(ConnectionStatus.REVOKED)

    with pytest.raises(IllegalMoveError, match="can't become"):
        row.move_to(ConnectionStatus.NEEDS_RECONNECT)


def test_a_stale_object_moves_nothing(row):
    late = Connection.objects.get()
    row.move_to(ConnectionStatus.REVOKED)

    assert late.move_to(ConnectionStatus.NEEDS_RECONNECT) is False
    assert late.status == ConnectionStatus.REVOKED
    assert Connection.objects.get().status == ConnectionStatus.REVOKED


@pytest.mark.django_db(transaction=True)
def test_of_many_movers_one_wins(row):
    won: list[bool] = []
    readers = [Connection.objects.get() for _ in range(8)]

    def move(reader):
        try:
            won.append(reader.move_to(ConnectionStatus.REVOKED))
        finally:
            database.close()

    threads = [threading.Thread(target=move, args=(reader,)) for reader in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(won) == [False] * 7 + [True]
