"""The videos of connected accounts: when they are read, what is handed over, and what a failure does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from discovery import own_channels
from publishing import connections, own_videos, tasks
from publishing.models import Connection, ConnectionStatus
from publishing.tests.answers import CHANNEL_LIST, in_a_thread
from publishing.tests.conftest import back_here
from publishing.tests.tiktok import LIST, TOKEN, USER, decide, refusal
from tests.waiting import until


@pytest.fixture
def account(sandbox_url, member, workspace):
    """A connected TikTok account."""
    member.get(back_here(decide(member.post("/connections/tiktok/start/")["Location"])))
    return Connection.objects.get(workspace=workspace, platform="tiktok")


def read(row):
    """Read the account now."""
    Connection.objects.filter(pk=row.pk).update(videos_due_at=timezone.now())
    own_videos.read(connection_id=row.pk)
    row.refresh_from_db()
    return row


def due_in(row):
    return row.videos_due_at - timezone.now()


def about(found, expected):
    return abs(found - expected) < timedelta(minutes=1)


def test_a_new_connection_is_due_at_once(account):
    assert own_videos.due_ids() == [account.pk]


def test_an_account_is_read_and_is_due_later(account):
    read(account)

    assert account.videos_problem == ""
    assert about(timezone.now() - account.videos_read_at, timedelta(0))
    assert about(due_in(account), timedelta(hours=1))
    assert own_videos.due_ids() == []


def test_a_reading_is_compared_on_the_page_of_own_channels(account, member, workspace):
    read(account)

    (channel,) = own_channels.listed(workspace=workspace)
    assert (channel.title, channel.platform, channel.livemode) == ("Moka & Miles", "tiktok", False)
    assert own_channels.newest(channel=channel).count() == own_channels.SHOWN
    page = member.get("/discover/my-channel/").content.decode()
    assert "Of your newest 30 TikToks, " in page
    assert "TikTok · 2" in " ".join(page.split())  # 2x,xxx followers.


def test_channels_of_two_platforms_are_kept_apart(account, connection, workspace):
    read(account)
    read(connection)

    found = own_channels.listed(workspace=workspace)
    assert [channel.platform for channel in found] == ["tiktok", "youtube"]


def test_disconnecting_deletes_what_was_read(account, user, workspace):
    read(account)

    connections.disconnect(connection=account, actor=user)

    assert own_channels.listed(workspace=workspace) == []


@pytest.mark.django_db(transaction=True)
def test_a_reading_that_ends_after_the_account_was_disconnected_stores_nothing(
    account, user, workspace, faults, requests_to
):
    faults({"match": LIST, "kind": "slow", "delay_s": 1})

    with in_a_thread(lambda: own_videos.read(connection_id=account.pk)):
        until(lambda: requests_to("/tiktok/v2/video/list/") > 0, within_s=10, what="the list was read")
        connections.disconnect(connection=Connection.objects.get(pk=account.pk), actor=user)

    assert own_channels.listed(workspace=workspace) == []


def test_a_channel_is_read_less_often_because_of_its_quota(connection):
    read(connection)

    assert connection.videos_read_at
    assert about(due_in(connection), timedelta(hours=6))


def test_a_reading_refreshes_the_accounts_name_and_picture(account):
    Connection.objects.update(channel_title="Old", avatar_url="", channel_handle="@old")

    read(account)

    assert (account.channel_title, account.channel_handle) == ("Moka & Miles", "@mokaandmiles")
    assert account.picture_url


@pytest.mark.parametrize(
    ("fault", "delay", "words"),
    [
        ({"match": LIST, "kind": "status", "status": 503}, timedelta(minutes=15), "unavailable"),
        ({"match": LIST, "kind": "wrong_content_type"}, timedelta(minutes=15), "unreadable"),
        (
            {"match": LIST, "kind": "status", "status": 429, "retry_after_s": 7200},
            timedelta(hours=2),
            "limiting",
        ),
        ({"match": USER, **refusal("scope_not_authorized", status=401)}, timedelta(hours=12), "permission"),
        ({"match": LIST, **refusal("new_code")}, timedelta(hours=12), "TikTok refused"),
    ],
)
def test_a_failure_is_shown_and_retried(account, member, faults, fault, delay, words):
    faults(fault)

    read(account)

    assert words in account.videos_problem
    assert account.status == ConnectionStatus.ACTIVE
    assert about(due_in(account), delay)
    assert words in member.get("/connections/").content.decode()

    read(account)
    assert account.videos_problem == ""


def test_an_exhausted_quota_is_waited_for(connection, faults):
    faults({"match": CHANNEL_LIST, "kind": "quotaExceeded"})

    read(connection)

    assert "quota is used up" in connection.videos_problem
    assert due_in(connection) <= timedelta(days=1)


def test_a_connection_that_has_ended_is_not_read_again(account, faults):
    faults({"match": TOKEN, "kind": "invalid_grant"})
    Connection.objects.update(access_expires_at=timezone.now())

    read(account)

    assert account.status == ConnectionStatus.NEEDS_RECONNECT
    Connection.objects.update(videos_due_at=timezone.now())
    assert own_videos.due_ids() == []


def test_another_account_at_the_same_token_is_not_taken_for_this_one(account, faults):
    edits = [{"path": ["data", "user", "open_id"], "value": "someone-else"}]
    faults({"match": USER, "kind": "rewrite", "edits": edits})

    read(account)

    assert account.videos_problem
    assert account.videos_read_at is None


@pytest.mark.django_db(transaction=True)
def test_two_workers_read_an_account_once(account, faults, requests_to):
    faults({"match": USER, "kind": "slow", "delay_s": 1})
    before = requests_to("/tiktok/v2/user/info/")

    with in_a_thread(lambda: own_videos.read(connection_id=account.pk)):
        own_videos.read(connection_id=account.pk)

    assert requests_to("/tiktok/v2/user/info/") == before + 1


def test_a_repeated_message_reads_once(account, requests_to):
    tasks.read_own_videos(account.pk)
    first = requests_to("/tiktok/v2/video/list/")

    tasks.read_own_videos(account.pk)

    assert requests_to("/tiktok/v2/video/list/") == first


def test_a_disconnected_account_is_not_read(account, user, requests_to):
    connections.disconnect(connection=account, actor=user)

    own_videos.read(connection_id=account.pk)

    assert requests_to("/tiktok/v2/video/list/") == 0


def test_a_paused_account_is_not_read(account, connection, workspace, requests_to):
    older = timezone.now() - timedelta(days=9)
    for n in range(3):
        Connection.objects.create(
            workspace=workspace, platform="youtube", channel_id=f"UC{n}", channel_title="x", created_at=older
        )

    read(account)

    assert requests_to("/tiktok/v2/video/list/") == 0
    assert due_in(account) > timedelta(minutes=50)
