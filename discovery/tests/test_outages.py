"""Rounds of collection that fail as a whole, and internal errors."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from discovery import channels, niches, tasks
from discovery.models import (
    ApiBudget,
    ChannelStatus,
    CollectionState,
    Niche,
    Outcome,
)
from discovery.tests.first_rounds import small_niche
from discovery.tests.rounds import collect_again, observed_again, sources_of


@pytest.fixture
def niche(workspace):
    return small_niche(workspace)


def test_a_problem_of_the_key_is_shown_and_stops_further_calls(scanned, faults, asked):
    Niche.objects.filter(pk=scanned.pk).update(searched_at=None, searched_words=[])
    calls = asked("/youtube/v3/")
    faults(kind="status", status=403, reason="accessNotConfigured", detail="SERVICE_DISABLED")

    collect_again(scanned)

    assert scanned.outcome == Outcome.REFUSED
    assert "is not enabled" in scanned.problem
    assert asked("/youtube/v3/") == calls + 1
    assert not sources_of(scanned).exclude(status=ChannelStatus.WATCHED).exists()


def test_a_failing_round_backs_off(sandbox_url, niche, faults):
    faults(kind="status", status=503)
    waits = []
    for _ in range(7):
        collect_again(niche)
        waits.append(round((niche.next_round_at - timezone.now()) / timedelta(minutes=5)))

    assert waits[:4] == [1, 2, 4, 8]
    assert waits[-1] == 24
    faults(path="nothing", kind="slow")
    collect_again(niche)
    assert niche.failures == 0


def refuse_to_write(column, table, when):
    """A database that refuses one write, like an internal error."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RAISE division_by_zero; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER refuse BEFORE UPDATE OF {column} ON {table} "
            f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION pg_temp.refuse()"
        )


def test_an_internal_error_is_shown_and_backs_off(scanned, member, asked, caplog):
    refuse_to_write("collected_at", "discovery_sourcechannel", "NEW.collected_at <> OLD.collected_at")
    collected_at = sources_of(scanned)[0].collected_at
    waits = []
    for _ in range(3):
        collect_again(scanned)
        resumes_at = CollectionState.objects.get().resumes_at
        assert resumes_at is not None
        waits.append(round((resumes_at - timezone.now()) / timedelta(minutes=5)))

    assert CollectionState.objects.get().outcome == Outcome.FAILED
    assert waits == [1, 2, 4]
    row = sources_of(scanned)[0]
    assert (row.collected_at, row.lease_until) == (collected_at, None)
    assert "collection failed" in caplog.text
    page = member.get(f"/discover/niches/{scanned.pk}/").content.decode()
    assert "An internal error stopped the scan" in page
    # It cannot be restarted at once, not even with the button.
    calls = asked("/youtube/v3/")
    niches.request_round(niche=scanned)
    tasks.collect_niche(scanned.pk)
    assert asked("/youtube/v3/") == calls


def test_an_internal_error_with_one_channel_stops_no_other(scanned, caplog):
    bad = sources_of(scanned)[0]
    refuse_to_write("listed_at", "discovery_sourcechannel", f"OLD.id = {bad.pk}")

    collect_again(scanned)
    bad.refresh_from_db()

    assert scanned.outcome == Outcome.SUCCEEDED
    assert (bad.status, bad.problem) == (ChannelStatus.UNREADABLE, channels.OUR_ERROR)
    assert observed_again(scanned) == set(sources_of(scanned).values_list("pk", flat=True))


@pytest.mark.parametrize(
    "fault", [{"kind": "redirect"}, {"kind": "drop_before_commit"}, {"kind": "truncated"}]
)
def test_each_call_is_counted_once_and_sent_once(sandbox_url, niche, faults, asked, fault):
    faults(path="playlistItems", times=2, **fault)

    collect_again(niche)

    booked = sum(ApiBudget.objects.values_list("used", flat=True))
    assert booked == asked("/youtube/v3/")
    assert niche.outcome == Outcome.SUCCEEDED
