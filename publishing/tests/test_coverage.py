"""After a downgrade: the oldest channels can be published to, the newer ones are paused."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import workspaces
from accounts.models import User
from billing.errors import PlanLimitError, WorkspaceReadOnlyError
from billing.models import Standing
from billing.signals import Holding, holdings_requested
from publishing import coverage, preflight, publications
from publishing.delivery import advancing
from publishing.models import Connection, ConnectionStatus, PublicationStatus


def connect_older(workspace, count):
    """Connect this many channels, older than all others."""
    return [
        Connection.objects.create(
            workspace=workspace,
            platform="youtube",
            channel_id=f"UC{number}",
            channel_title=f"Older {number}",
            created_at=timezone.now() - timedelta(days=30 - number),
            livemode=False,
        )
        for number in range(count)
    ]


def paused(workspace):
    return coverage.CONNECTIONS.paused(workspace=workspace)


@pytest.fixture
def beyond(connection, workspace):
    """The channel that was connected last, one more than Free covers."""
    connect_older(workspace, 2)
    return connection


@pytest.fixture
def larger_plan(workspace):
    """Moves the workspace to Creator."""

    def choose():
        Standing.objects.create(workspace=workspace, assigned_plan="creator")

    return choose


def test_the_oldest_channels_stay_open_and_the_newer_are_paused(workspace, db):
    connected = connect_older(workspace, 4)

    assert paused(workspace) == {connected[2].pk, connected[3].pk}


def test_a_disconnected_channel_does_not_count(workspace, db):
    connected = connect_older(workspace, 3)
    Connection.objects.filter(pk=connected[0].pk).update(status=ConnectionStatus.REVOKED)

    assert paused(workspace) == frozenset()


def test_a_larger_plan_resumes_them_at_once(workspace, larger_plan, db):
    connect_older(workspace, 4)

    larger_plan()

    assert paused(workspace) == frozenset()


def test_nothing_is_drafted_for_a_paused_channel(workspace, user, ready_video, beyond):
    with pytest.raises(PlanLimitError) as refusal:
        publications.draft(workspace=workspace, actor=user, video=ready_video, connection=beyond)

    assert refusal.value.message == (
        "Paused: your plan covers 2 connected accounts, and “Moka & Miles” is newer than those. "
        "Disconnect another one, or upgrade. Creator covers 10 connected accounts."
    )
    assert refusal.value.context == {"key": "publishing.connections", "limit": 2}


def test_nothing_is_posted_to_a_paused_channel(workspace, user, draft):
    connect_older(workspace, 2)

    with pytest.raises(PlanLimitError):
        publications.publish(publication=draft, actor=user)

    draft.refresh_from_db()
    assert draft.status == PublicationStatus.DRAFT


def test_nothing_is_published_while_the_bill_is_unpaid(workspace, user, draft):
    Standing.objects.create(workspace=workspace, status="read_only", subscription_id="sub_x")

    with pytest.raises(WorkspaceReadOnlyError):
        publications.publish(publication=draft, actor=user)


def test_a_larger_plan_allows_publishing(workspace, user, draft, larger_plan):
    connect_older(workspace, 2)
    larger_plan()

    assert publications.publish(publication=draft, actor=user).status == PublicationStatus.SUBMITTING


def test_a_draft_for_a_paused_channel_can_move_to_another(workspace, user, draft):
    older = connect_older(workspace, 2)

    publications.change(publication=draft, actor=user, version=1, title="Still being written")
    moved = publications.change(publication=draft, actor=user, version=2, connection=older[0])

    assert moved.connection == older[0]


def test_a_draft_cannot_move_to_a_paused_channel(workspace, draft, user):
    later = Connection.objects.create(
        workspace=workspace, platform="youtube", channel_id="UCx", channel_title="Later"
    )
    connect_older(workspace, 1)

    with pytest.raises(PlanLimitError):
        publications.change(publication=draft, actor=user, version=1, connection=later)


def test_a_publication_in_progress_to_a_paused_channel_is_delivered(workspace, user, draft, uploads):
    publications.publish(publication=draft, actor=user)
    connect_older(workspace, 2)

    advancing.advance(publication_id=draft.pk)

    draft.refresh_from_db()
    assert draft.platform_video_id
    assert uploads() == 1


def test_preflight_reports_that_the_plan_does_not_cover_it(workspace, draft):
    connect_older(workspace, 2)

    assert [found.code for found in preflight.blocking(preflight.check(publication=draft))] == ["plan"]


def test_the_channels_page_marks_paused_ones_and_links_to_the_plans(member, beyond):
    page = member.get("/connections/").content.decode()

    assert page.count("Paused: your plan covers 2 connected accounts. You can't publish to it.") == 1
    assert 'href="/settings/billing/"' in page


def test_the_channels_page_has_no_notice_within_the_plan(member, connection):
    assert "aused" not in member.get("/connections/").content.decode()


def test_the_composer_marks_paused_channels_and_selects_another(member, beyond, ready_video):
    page = member.get(f"/publications/new/?video={ready_video.pk}").content.decode()

    box = page.split(f'value="{beyond.pk}"')[1].split(">")[0]
    assert "YouTube (paused)" in page
    assert ("checked" in box, "disabled" in box) == (False, True)


def test_a_posted_choice_of_a_paused_channel_is_refused(member, beyond, ready_video):
    fields = {"channels": beyond.pk, "title": "Espresso"}

    answer = member.post(f"/publications/new/?video={ready_video.pk}", fields)

    assert answer.status_code == 402


def test_rest_marks_paused_channels(member, beyond):
    listed = member.get("/api/v1/connections/").json()["data"]

    assert {row["channel_title"]: row["is_paused"] for row in listed} == {
        "Older 0": False,
        "Older 1": False,
        "Moka & Miles": True,
    }
    assert member.get(f"/api/v1/connections/{beyond.pk}/").json()["is_paused"] is True


def test_rest_refuses_to_draft_for_a_paused_channel(member, beyond, ready_video):
    refused = member.post(
        "/api/v1/publications/",
        {"video": ready_video.pk, "connection": beyond.pk},
        content_type="application/json",
    )

    assert (refused.status_code, refused.json()["code"]) == (402, "plan_limit")


@pytest.mark.parametrize("address", ["/connections/", "/api/v1/connections/?limit=50"])
def test_the_lists_cost_the_same_for_any_number_of_channels(member, workspace, address):
    costs = []
    member.get(address)  # From here on, the page frame's values are cached.
    for count in (2, 20):
        Connection.objects.all().delete()
        connect_older(workspace, count)
        with CaptureQueriesContext(database) as queries:
            member.get(address)
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_billing_gets_the_workspaces_usage(workspace, db):
    connected = connect_older(workspace, 3)
    Connection.objects.filter(pk=connected[0].pk).update(status=ConnectionStatus.REVOKED)
    stranger = User.objects.create_user("sam@example.com")
    connect_older(workspaces.open_workspace(owner=stranger), 2)

    answers: list[tuple[Any, Any]] = holdings_requested.send(sender=None, workspace=workspace)
    told = [
        holding for _, holdings in answers for holding in holdings if holding.key.startswith("publishing.")
    ]

    beyond = "kept but can't be published to"
    assert told == [Holding(key="publishing.connections", what="connected accounts", count=2, beyond=beyond)]
