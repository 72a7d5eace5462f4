"""Every response of Google and YouTube while a video is sent: its result, and the number of videos."""

import pytest
import requests
from django.utils import timezone

from foundation.errors import UpstreamUnavailableError
from publishing import access_tokens, publications
from publishing.models import Connection, ConnectionStatus, PublicationStatus, PublishAttempt
from publishing.tests.answers import LOOK, OPEN, PUT, TOKEN, google, in_a_thread, turn
from publishing.tests.test_delivery import run
from tests.waiting import until

NO_CHANNEL = "This Google account has no YouTube channel. Create one first."


def status_of(publication):
    publication.connection.refresh_from_db()
    return publication.connection.status


# --- tokens -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("match", [OPEN, PUT, LOOK], ids=["open", "send", "look"])
def test_a_rejected_token_is_refreshed_once_and_the_upload_continues(sent, faults, uploads, match):
    faults({"match": match, **google(401, "authError")})
    before = sent.connection.access_token

    run(sent)

    assert sent.status == PublicationStatus.PUBLISHED
    assert status_of(sent) == ConnectionStatus.ACTIVE
    assert sent.connection.access_token != before
    assert uploads() == 1


@pytest.mark.parametrize("match", [OPEN, PUT, LOOK], ids=["open", "send", "look"])
def test_a_channel_is_not_lost_while_its_consent_holds(sent, faults, uploads, match):
    faults({"match": match, **google(401, "authError", times=6)})

    turn(sent, 3)

    assert status_of(sent) == ConnectionStatus.ACTIVE
    assert "reconnect the channel" in sent.evidence["reason"]
    run(sent)
    assert sent.status == PublicationStatus.PUBLISHED
    assert uploads() == 1


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"kind": "answer", "status": 401, "body": {"error": "invalid_client"}}, "OAuth client"),
        ({"kind": "answer", "status": 400, "body": {"error": "unauthorized_client"}}, "OAuth client"),
        ({"kind": "answer", "status": 400, "body": {"error": "invalid_request"}}, "refused the sign-in"),
        (
            {
                "kind": "answer",
                "status": 403,
                "body": {"error": "access_denied", "error_description": "not invalid_grant"},
            },
            "not invalid_grant",
        ),
    ],
)
def test_only_invalid_grant_ends_a_connection(connection, sent, faults, fault, words):
    faults({"match": TOKEN, "times": None, **fault})
    Connection.objects.update(access_expires_at=timezone.now())

    turn(sent)

    assert sent.status == PublicationStatus.FAILED
    assert words in sent.failure
    assert status_of(sent) == ConnectionStatus.ACTIVE


@pytest.mark.parametrize(
    "fault",
    [google(500), google(429, retry_after_s=9), {"kind": "truncated"}, {"kind": "wrong_content_type"},
     {"kind": "drop_before_commit"}, {"kind": "drop_after_commit"}],
    ids=["500", "429", "cut", "proxy", "hung up", "lost"],
)  # fmt: skip
def test_an_unavailable_token_endpoint_is_retried(connection, sent, faults, uploads, fault):
    faults({"match": TOKEN, **fault})
    Connection.objects.update(access_expires_at=timezone.now())

    turn(sent)
    assert sent.status == PublicationStatus.SUBMITTING
    assert sent.evidence["reason"]

    run(sent)
    assert sent.status == PublicationStatus.PUBLISHED
    assert uploads() == 1


@pytest.mark.django_db(transaction=True)
def test_rejected_old_tokens_do_not_undo_a_reconnection(connection, faults, requests_to, sandbox_url):
    """The channel is reconnected while a worker's refresh with the old token is under way."""
    requests.post(f"{sandbox_url}/revoke", data={"token": connection.refresh_token}, timeout=10)
    Connection.objects.update(access_expires_at=timezone.now())
    faults({"match": TOKEN, "kind": "slow", "delay_s": 1})
    before = requests_to("/token")
    refusals = []

    def renew():
        try:
            access_tokens.get(connection=Connection.objects.get(pk=connection.pk))
        except UpstreamUnavailableError as error:
            refusals.append(error.message)

    with in_a_thread(renew):
        until(lambda: requests_to("/token") > before, within_s=10, what="a token was asked for")
        connection.refresh_token = "the token of the reconnection"
        connection.save(update_fields=["refresh_token"])

    assert refusals == ["The channel was just reconnected."]
    assert Connection.objects.get(pk=connection.pk).status == ConnectionStatus.ACTIVE


# --- opening a session -----------------------------------------------------------------------------------

HALF_A_CHARACTER = {
    "kind": "answer",
    "status": 400,
    "body": {"error": {"message": "Half \ud83d\0.", "errors": [{"reason": "somethingOdd"}]}},
}


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (google(401, "youtubeSignupRequired"), NO_CHANNEL),
        (google(400, "uploadLimitExceeded"), "24 hours"),
        (google(400, "invalidTitle"), "title"),
        (google(400, "invalidDescription"), "description"),
        (google(400, "invalidTags"), "tags"),
        (google(400, "invalidCategoryId"), "category"),
        (google(400, "invalidPublishAt"), "publication time"),
        (google(400, "mediaBodyRequired"), "no file"),
        (google(400, "somethingNew", message="Something new."), "YouTube refused: Something new."),
        (HALF_A_CHARACTER, "YouTube refused: Half \ufffd."),
        (google(403, "forbidden"), "YouTube Studio"),
        (google(403, "insufficientPermissions"), "permission"),
        (google(403, "forbidden", detail="ACCESS_TOKEN_SCOPE_INSUFFICIENT"), "permission"),
        (google(403, "accountDelegationForbidden"), "owner"),
        (google(403, "authenticatedUserAccountClosed"), "closed"),
        (google(403, "authenticatedUserAccountSuspended"), "suspended"),
        (google(403, "accessNotConfigured"), "not enabled"),
        ({"kind": "answer", "status": 403, "body": "<html>"}, "rejected"),
    ],
    ids=lambda value: value.get("reason", "no reason") if isinstance(value, dict) else "",
)  # fmt: skip
def test_a_refusal_to_open_an_upload_is_explained(sent, faults, uploads, fault, words):
    faults({"match": OPEN, **fault})

    turn(sent)

    assert sent.status == PublicationStatus.FAILED
    assert words in sent.failure
    assert status_of(sent) == ConnectionStatus.ACTIVE
    assert uploads() == 0


@pytest.mark.parametrize(
    "fault",
    [google(409, "alreadyExists"), google(403, "rateLimitExceeded"), google(403, "userRateLimitExceeded"),
     google(403, "quotaExceeded"), google(429), google(500), google(503), {"kind": "answer", "body": {}},
     {"kind": "drop_after_commit"}, {"kind": "drop_before_commit"}],
    ids=["409", "rate", "user rate", "quota", "429", "500", "503", "no address", "lost", "hung up"],
)  # fmt: skip
def test_an_upload_that_was_not_opened_is_opened_later(sent, faults, uploads, fault):
    faults({"match": OPEN, **fault})

    turn(sent)
    assert sent.status == PublicationStatus.SUBMITTING
    assert sent.evidence["reason"]
    assert sent.evidence["until"]

    run(sent)
    assert sent.status == PublicationStatus.PUBLISHED
    assert uploads() == 1


# --- sending ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 410])
def test_a_session_lost_during_the_upload_is_replaced(large, faults, uploads, status):
    faults({"match": {**PUT, "nth": 2}, **google(status, "notFound")})

    run(large)

    assert large.status == PublicationStatus.PUBLISHED
    assert uploads() == 1
    assert PublishAttempt.objects.filter(publication=large).count() == 2


def test_a_repeatedly_interrupted_upload_fails_with_an_explanation(large, faults, uploads):
    faults({"match": PUT, **google(404, "notFound"), "times": None})

    run(large)

    assert large.status == PublicationStatus.FAILED
    assert "interrupted the upload 6 times" in large.failure
    assert uploads() == 0


@pytest.mark.parametrize(
    "fault",
    [google(308), google(500), google(503), google(429), {"kind": "truncated"},
     {"kind": "drop_before_commit"}],
    ids=["308 without Range", "500", "503", "429", "cut", "hung up"],
)  # fmt: skip
def test_a_piece_without_a_response_is_sent_again_in_the_same_session(large, faults, uploads, fault):
    faults({"match": {**PUT, "nth": 2}, **fault})

    run(large)

    assert large.status == PublicationStatus.PUBLISHED
    assert uploads() == 1
    assert PublishAttempt.objects.filter(publication=large).count() == 1


def test_a_refusal_during_an_upload_fails_and_a_retry_makes_one_video(large, faults, uploads, user):
    faults({"match": {**PUT, "nth": 2}, **google(403, "forbidden")})

    turn(large)
    assert large.status == PublicationStatus.FAILED

    run(publications.publish(publication=large, actor=user))
    assert uploads() == 1


@pytest.mark.parametrize("status", [400, 403, 404, 409, 410, 429, 500, 503])
def test_an_error_response_to_a_finished_upload_is_resolved_as_published(sent, faults, uploads, status):
    """The video was made, although the response says otherwise."""
    faults({"match": PUT, "kind": "drop_after_commit", "status": status})

    turn(sent)
    assert sent.status == PublicationStatus.SUBMITTED_UNCONFIRMED

    run(sent)
    assert sent.status == PublicationStatus.PUBLISHED
    assert uploads() == 1


def test_refused_last_bytes_fail_once_the_session_proves_incomplete(sent, faults, uploads, user):
    faults({"match": PUT, **google(403, "uploadLimitExceeded")})

    turn(sent)
    assert sent.status == PublicationStatus.SUBMITTED_UNCONFIRMED

    turn(sent)
    assert sent.status == PublicationStatus.FAILED
    assert "24 hours" in sent.failure
    run(publications.publish(publication=sent, actor=user))
    assert uploads() == 1


def test_a_complete_session_without_a_video_is_polled_again(sent, faults, uploads):
    whole = sent.render.final_asset.size_bytes
    full = {"kind": "answer", "status": 308, "body": {}, "headers": {"Range": f"bytes=0-{whole - 1}"}}
    faults({"match": PUT, **full, "times": 3})

    turn(sent, 3)
    assert sent.status == PublicationStatus.SUBMITTED_UNCONFIRMED
    assert PublishAttempt.objects.get(publication=sent).final_sent

    run(sent)
    assert sent.status == PublicationStatus.PUBLISHED
    assert uploads() == 1
