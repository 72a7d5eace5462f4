"""What becomes of a post to TikTok, in words: published, in the inbox, rejected or refused."""

from datetime import timedelta

import pytest
import requests
from django.utils import timezone

from publishing import connections, prompts
from publishing.models import Connection, ConnectionStatus, Publication, PublicationStatus, Tracking
from publishing.platforms.tiktok.account import Privacy
from publishing.platforms.tiktok.options import Delivery, TikTokOptions
from publishing.platforms.uploads import Heard
from publishing.results import reading, timetable
from publishing.tests.answers import turn
from publishing.tests.tiktok import INIT, PUT, STATUS, TO_EVERYONE, follow_up, refusal, run
from sandbox.tests.conftest import move_clock


@pytest.fixture
def sent(compose):
    """A post to everyone: its upload is due."""
    return compose()


def test_a_private_post_is_published_and_says_that_it_has_no_link(compose, sandbox_url, member):
    publication = run(compose(TO_EVERYONE.model_copy(update={"privacy": Privacy.ONLY_ME})), sandbox_url)

    assert publication.status == PublicationStatus.PUBLISHED
    assert publication.follow_up_at is None
    page = member.get(f"/publications/{publication.pk}/").content.decode()
    assert "TikTok gives no link to videos that are not for everyone." in page
    assert "Open the profile on TikTok" in page


def test_a_video_that_tiktok_took_down_is_counted_before_and_shown_as_gone(sent, sandbox_url, posts, member):
    run(sent, sandbox_url)
    move_clock(sandbox_url, 600)
    follow_up(sent)
    timetable.begin()

    def read():
        references = ("x", sent.platform_video_id)
        heard = Heard(account=sent.connection.channel_id, references=references, livemode=False)
        prompts.heed(platform="tiktok", heard=heard)
        reading.read(connection_id=sent.connection_id)
        return Tracking.objects.get()

    assert read().read_at is not None
    (made,) = posts()["posts"]
    requests.post(f"{sandbox_url}/_sandbox/tiktok/posts/{made['publish_id']}/remove", timeout=10)
    assert (read().missed_at is not None, read().gone_at) == (True, None)
    Tracking.objects.update(missed_at=timezone.now() - timedelta(hours=1))

    assert read().gone_at is not None
    page = member.get(f"/publications/{sent.pk}/").content.decode()
    assert "TikTok no longer shows this video: it was removed, or made private." in page


def test_a_post_without_a_link_yet_is_not_taken_for_gone(sent, sandbox_url):
    run(sent, sandbox_url)
    timetable.begin()
    Tracking.objects.update(due_at=timezone.now())

    reading.read(connection_id=sent.connection_id)

    assert Tracking.objects.get().missed_at is None


@pytest.fixture
def inbox(compose, sandbox_url):
    """A draft in the inbox of the account's owner."""
    publication = compose(TikTokOptions(delivery=Delivery.INBOX, consent=True))
    turn(publication, 2)
    move_clock(sandbox_url, 60)
    return turn(publication)


def test_a_draft_in_the_inbox_is_sent_and_not_published(inbox, member, posts):
    assert inbox.status == PublicationStatus.SUBMITTED_UNCONFIRMED
    assert inbox.next_poll_at > timezone.now() + timedelta(seconds=5)
    page = member.get(f"/publications/{inbox.pk}/").content.decode()
    assert "In your TikTok inbox: finish it in the app." in page
    assert "It is not on the channel" not in page
    assert "In your inbox" in member.get("/publications/").content.decode()
    assert (posts()["posts"][0]["is_draft"], posts()["posts"][0]["post_info"]) == (True, {})


def test_a_draft_that_its_owner_posts_is_published(inbox, sandbox_url, posts):
    publish_id = posts()["posts"][0]["publish_id"]
    requests.post(f"{sandbox_url}/_sandbox/tiktok/posts/{publish_id}/finish", timeout=10)

    turn(inbox)

    assert inbox.status == PublicationStatus.PUBLISHED
    assert inbox.follow_up_at is not None


def test_a_draft_that_its_owner_leaves_ends_after_a_week(inbox):
    Publication.objects.update(submitted_at=timezone.now() - timedelta(days=8))

    turn(inbox)

    assert inbox.status == PublicationStatus.FAILED
    assert "was not posted within 7 days" in inbox.failure


def test_an_outage_does_not_end_a_draft_in_the_inbox(inbox, faults):
    Publication.objects.update(submitted_at=timezone.now() - timedelta(days=2))
    faults({"match": STATUS, "kind": "status", "status": 503})

    turn(inbox)

    assert inbox.is_handed_over


def test_an_account_can_be_disconnected_while_a_draft_waits_in_its_inbox(inbox, user):
    connections.disconnect(connection=inbox.connection, actor=user)

    assert Connection.objects.get().status == ConnectionStatus.REVOKED


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("file_format_check_failed", "could not read the file"),
        ("duration_check_failed", "too long or too short"),
        ("frame_rate_check_failed", "frames a second"),
        ("picture_size_check_failed", "sides of 360"),
        ("publish_cancelled", "canceled"),
        ("auth_removed", "Reconnect"),
        ("spam_risk_too_many_posts", "15 posts a day"),
        ("spam_risk_text", "for spam"),
        ("new_reason", "TikTok rejected the video: new_reason."),
    ],
)
def test_a_rejected_file_is_explained_and_can_be_sent_again(sent, permit, posts, sandbox_url, reason, words):
    permit(next_failure=reason)

    run(sent, sandbox_url)

    assert sent.status == PublicationStatus.FAILED
    assert words in sent.failure
    assert sent.is_editable
    assert posts()["opened"] == 1


def test_an_internal_error_of_tiktok_is_sent_again(sent, permit, posts, sandbox_url):
    permit(next_failure="internal")

    run(sent, sandbox_url)

    assert sent.status == PublicationStatus.PUBLISHED
    assert (posts()["opened"], posts()["count"]) == (2, 1)


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("privacy_level_option_mismatch", 403, "does not offer this audience any more"),
        ("unaudited_client_can_only_post_to_private_accounts", 403, "has not audited"),
        ("reached_active_user_cap", 403, "Five accounts"),
        ("spam_risk_too_many_posts", 403, "15 posts a day"),
        ("spam_risk_user_banned_from_posting", 403, "does not let this account post"),
        ("scope_not_authorized", 401, "Reconnect"),
        ("invalid_param", 400, "rejected the post's details"),
        ("invalid_params", 400, "rejected the post's details"),
        ("url_ownership_unverified", 403, "administrator"),
        ("new_code", 400, "TikTok refused: No."),
    ],
)
def test_a_refused_post_is_explained_and_not_sent(sent, faults, posts, code, status, words):
    faults({"match": INIT, **refusal(code, status=status)})

    turn(sent)

    assert sent.status == PublicationStatus.FAILED
    assert words in sent.failure
    assert posts()["opened"] == 0


def test_a_full_inbox_is_explained(compose, permit):
    permit(pending_drafts=0)

    publication = turn(compose(TikTokOptions(delivery=Delivery.INBOX, consent=True)))

    assert "Five drafts wait in the TikTok inbox" in publication.failure


def test_a_ban_since_the_draft_stops_the_post(sent, permit, posts):
    permit(accounts={"mokaandmiles": {"problem": "spam_risk_user_banned_from_posting"}})

    turn(sent)

    assert "does not let this account post" in sent.failure
    assert posts()["opened"] == 0


def test_an_audience_that_the_account_lost_stops_the_post(sent, permit, posts):
    permit(accounts={"mokaandmiles": {"is_private": True}})

    turn(sent)

    assert "does not offer this audience" in sent.failure
    assert posts()["opened"] == 0


def test_a_rate_limit_waits(sent, faults, posts):
    faults({"match": INIT, "kind": "status", "status": 429, "retry_after_s": 77})

    turn(sent)

    assert sent.status == PublicationStatus.SUBMITTING
    assert 70 < (sent.next_poll_at - timezone.now()).total_seconds() < 78


def test_the_addresss_secret_is_unreadable_in_the_database(sent, faults):
    from django.db import connection as database

    faults({"match": PUT, "kind": "drop_before_commit"})
    turn(sent)

    with database.cursor() as cursor:
        cursor.execute("SELECT session_url FROM publishing_publishattempt")
        (stored,) = cursor.fetchone()
    assert stored.startswith("k1:")
    assert "upload_token" not in f"{sent.evidence} {sent.failure_detail}"
