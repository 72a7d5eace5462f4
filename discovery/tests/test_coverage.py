"""After a downgrade: the oldest niches and channels are watched, the newer ones are paused."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from billing.errors import PlanLimitError, WorkspaceReadOnlyError
from billing.models import Standing
from billing.signals import Holding, holdings_requested
from discovery import collection, coverage, niches, tasks
from discovery.models import ChannelStatus, Niche, Outcome, SourceVideo, WatchedChannel

NOW = timezone.now()


def follow(workspace, count):
    """Create this many niches, oldest first. The newest have waited longest for their round."""
    return [
        Niche.objects.create(
            workspace=workspace,
            name=f"Niche {number}",
            created_at=NOW - timedelta(days=30 - number),
            next_round_at=NOW - timedelta(hours=number + 1),
            searched_at=NOW,
            livemode=False,
        )
        for number in range(count)
    ]


def fill_watchlists(workspace, count):
    """Add this many channels, all older than later ones."""
    WatchedChannel.objects.bulk_create(
        WatchedChannel(
            workspace=workspace,
            address=f"@channel{number}",
            created_at=NOW - timedelta(days=60),
        )
        for number in range(count)
    )


def paused(workspace):
    return coverage.NICHES.paused(workspace=workspace)


def text(response):
    return response.content.decode()


@pytest.fixture
def five(workspace):
    """Five niches. Free covers the oldest."""
    return follow(workspace, 5)


@pytest.fixture
def larger_plan(workspace):
    """Moves the workspace to Creator."""

    def choose():
        Standing.objects.create(workspace=workspace, assigned_plan="creator")

    return choose


@pytest.fixture
def unpaid(workspace):
    """The workspace's bill is unpaid."""
    return Standing.objects.create(workspace=workspace, status="read_only", subscription_id="sub_x")


# --- niches ---------------------------------------------------------------------------------------


def test_the_oldest_niches_stay_and_the_newer_are_paused(workspace, five):
    assert paused(workspace) == {niche.pk for niche in five[1:]}


def test_niches_created_at_once_have_a_stable_order(workspace):
    made = sorted(follow(workspace, 5), key=lambda niche: niche.pk)
    Niche.objects.update(created_at=NOW)

    assert paused(workspace) == {niche.pk for niche in made[1:]}
    assert {niche.pk for niche in coverage.due_niches(at=NOW, most=10)} == {niche.pk for niche in made[:1]}


def test_a_larger_plan_resumes_scans_at_once(workspace, five, larger_plan):
    larger_plan()

    assert paused(workspace) == frozenset()
    assert len(coverage.due_niches(at=NOW, most=10)) == 5


def test_another_workspaces_plan_does_not_count(workspace, stranger_workspace, five):
    Standing.objects.create(workspace=stranger_workspace, assigned_plan="empire")
    theirs = follow(stranger_workspace, 5)

    due = {niche.pk for niche in coverage.due_niches(at=NOW, most=20)}

    assert due == {niche.pk for niche in [five[0], *theirs]}


def test_paused_niches_do_not_block_other_niches(workspace, five):
    due = coverage.due_niches(at=NOW, most=2)

    # The one that is covered, although four others have waited longer.
    assert due == [five[0]]


def test_a_read_only_workspace_has_no_niche_due(workspace, five, unpaid):
    assert coverage.due_niches(at=NOW, most=10) == []


def test_an_expired_grace_period_applies_without_an_event(workspace, five):
    Standing.objects.create(
        workspace=workspace,
        status="past_due",
        plan="creator",
        subscription_id="sub_x",
        past_due_since=NOW - timedelta(days=365),
    )

    assert coverage.due_niches(at=NOW, most=10) == []


@pytest.mark.parametrize("rows", [3, 30])
def test_due_niches_take_one_query(workspace, larger_plan, rows):
    larger_plan()
    follow(workspace, rows)

    with CaptureQueriesContext(connection) as queries:
        coverage.due_niches(at=NOW, most=50)

    assert len(queries) == 1


def test_a_paused_niche_is_not_claimed_and_makes_no_calls(sandbox_url, five, asked):
    before = Niche.objects.filter(pk=five[4].pk).values().get()

    tasks.collect_due()
    tasks.collect_niche(five[4].pk)

    assert asked("/youtube/v3/") == 0
    assert Niche.objects.filter(pk=five[4].pk).values().get() == before


def test_a_read_only_workspace_spends_nothing_of_the_allowance(sandbox_url, niche, unpaid, asked):
    tasks.collect_niche(niche.pk)

    assert asked("/youtube/v3/") == 0


def test_a_started_round_continues_to_its_end(sandbox_url, workspace, niche):
    finding = collection.claim_niche(niche_id=niche.pk)
    assert finding is not None
    Standing.objects.create(workspace=workspace, status="read_only", subscription_id="sub_x")

    assert list(collection.find(finding)) == []

    niche.refresh_from_db()
    assert niche.outcome == Outcome.SUCCEEDED


def test_a_paused_niche_is_not_scanned_by_hand(five):
    with pytest.raises(PlanLimitError) as refusal:
        niches.scan(niche=five[3])

    assert refusal.value.message.startswith("Paused: your plan covers 1 niche, and “Niche 3” is newer")
    assert refusal.value.context == {"key": "discovery.niches", "limit": 1}


def test_no_manual_scan_while_the_bill_is_unpaid(five, unpaid):
    with pytest.raises(WorkspaceReadOnlyError):
        niches.scan(niche=five[0])


# --- channels -------------------------------------------------------------------------------------


def test_a_channel_beyond_the_plan_is_left_out_of_the_scan(
    sandbox_url, workspace, niche, channel, asked, larger_plan
):
    Niche.objects.update(searched_at=NOW)
    pending = niches.watch(niche=niche, address="@nobody-has-this-name")
    fill_watchlists(workspace, 15)

    tasks.collect_niche(niche.pk)

    niche.refresh_from_db()
    pending.refresh_from_db()
    assert niche.outcome == Outcome.SUCCEEDED
    assert asked("/youtube/v3/") == 0
    assert pending.status == ChannelStatus.PENDING

    larger_plan()
    niches.request_round(niche=niche)
    tasks.collect_niche(niche.pk)

    pending.refresh_from_db()
    assert asked("/youtube/v3/playlistItems") == 1
    assert pending.status == ChannelStatus.NOT_FOUND


def test_videos_of_a_channel_beyond_the_plan_are_not_observed(
    sandbox_url, workspace, niche, channel, make_candidate, asked
):
    Niche.objects.update(searched_at=NOW)
    candidate = make_candidate(observed_at=NOW - timedelta(hours=5))
    fill_watchlists(workspace, 15)

    tasks.collect_niche(niche.pk)

    assert asked("/youtube/v3/") == 0
    assert SourceVideo.objects.get(pk=candidate.source_id).gone_at is None


# --- what is said ---------------------------------------------------------------------------------


def test_the_page_of_a_paused_niche_explains_it_and_links_to_the_plans(member, five):
    page = text(member.get(f"/discover/niches/{five[4].pk}/"))

    assert "Paused: your plan covers 1 niche" in page
    assert 'href="/settings/billing/"' in page
    assert "Scan now" not in page


def test_the_page_of_a_covered_niche_has_no_notice(member, five):
    page = text(member.get(f"/discover/niches/{five[0].pk}/"))

    assert "Paused" not in page
    assert "Scan now" in page


def test_the_list_marks_paused_niches(member, five):
    page = text(member.get("/discover/"))

    assert "Paused: your plan covers 1 niche" in page
    assert "Niche 3 (paused)" in page
    assert "Niche 0 (paused)" not in page


def test_a_paused_niche_is_not_waited_for(member, five):
    Niche.objects.filter(pk=five[0].pk).update(outcome=Outcome.SUCCEEDED)

    assert 'hx-trigger="every 2s"' not in text(member.get("/discover/"))


def test_a_larger_plan_removes_the_notice(member, five, larger_plan):
    larger_plan()

    assert "aused" not in text(member.get("/discover/"))


def test_a_read_only_workspace_shows_its_niches_as_paused(member, five, unpaid):
    page = text(member.get(f"/discover/niches/{five[0].pk}/"))

    assert "Paused: this workspace is read-only until the open invoice is paid" in page


def test_a_watchlist_marks_paused_channels(member, workspace, niche, channel):
    fill_watchlists(workspace, 15)

    page = text(member.get(f"/discover/niches/{niche.pk}/"))

    assert "Paused: your plan covers 10 watched channels" in page


def test_rest_marks_paused_niches(api, five):
    listed = api.get("/api/v1/niches/").json()["data"]

    assert [niche["is_paused"] for niche in listed] == [False, True, True, True, True]
    assert api.get(f"/api/v1/niches/{five[3].pk}/").json()["is_paused"] is True
    assert api.get(f"/api/v1/niches/{five[0].pk}/").json()["is_paused"] is False


def test_rest_does_not_scan_a_paused_niche(api, five):
    refused = api.post(f"/api/v1/niches/{five[4].pk}/scan/")

    assert (refused.status_code, refused.json()["code"]) == (402, "plan_limit")


def test_the_list_over_rest_costs_the_same_for_any_number_of_niches(api, workspace):
    # The use of a key is recorded periodically.
    api.get("/api/v1/me/")
    costs = []
    for count in (2, 20):
        Niche.objects.all().delete()
        follow(workspace, count)
        with CaptureQueriesContext(connection) as queries:
            api.get("/api/v1/niches/?limit=50")
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_billing_gets_the_workspaces_usage(workspace, five, stranger_workspace):
    follow(stranger_workspace, 2)
    fill_watchlists(workspace, 4)

    answers: list[tuple[Any, Any]] = holdings_requested.send(sender=None, workspace=workspace)
    told = [
        holding for _, holdings in answers for holding in holdings if holding.key.startswith("discovery.")
    ]

    beyond = "kept but not scanned"
    assert told == [
        Holding(key="discovery.niches", what="niches", count=5, beyond=beyond),
        Holding(key="discovery.watched_channels", what="watched channels", count=4, beyond=beyond),
    ]
