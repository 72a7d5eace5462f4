"""What becomes of a post to the simulated TikTok: its states, and the events that it sends."""

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import requests

from sandbox.tests.conftest import move_clock
from sandbox.tests.tiktok_world import (
    POST,
    call,
    code,
    make_clip,
    permit,
    post,
    poster,
    posts,
    status,
    videos,
)
from sandbox.tiktok import callbacks


@pytest.fixture(scope="module")
def clip() -> bytes:
    return make_clip()


@pytest.fixture
def token(sandbox_url) -> str:
    """An access token with all permissions."""
    return poster(sandbox_url)


# --- states -----------------------------------------------------------------------------------------------


def test_a_post_is_processed_then_moderated_then_public(sandbox_url, token, clip):
    publish_id = post(sandbox_url, token, clip)
    assert status(sandbox_url, token, publish_id)["status"] == "PROCESSING_UPLOAD"

    move_clock(sandbox_url, 10)
    found = status(sandbox_url, token, publish_id)
    assert (found["status"], found["publicaly_available_post_id"]) == ("PUBLISH_COMPLETE", [])

    move_clock(sandbox_url, 70)
    (post_id,) = status(sandbox_url, token, publish_id)["publicaly_available_post_id"]
    newest = videos(sandbox_url, token, fields="id,title,duration,is_aigc").json()["data"]["videos"][0]
    assert newest == {"id": str(post_id), "title": POST["title"], "duration": 1, "is_aigc": True}
    assert requests.get(f"{sandbox_url}/tiktok/@mokaandmiles/video/{post_id}", timeout=10).ok

    requests.post(f"{sandbox_url}/_sandbox/tiktok/posts/{publish_id}/remove", timeout=5)
    body = {"filters": {"video_ids": [str(post_id)]}}
    assert videos(sandbox_url, token, body, path="query", fields="id").json()["data"]["videos"] == []
    assert requests.get(f"{sandbox_url}/tiktok/@mokaandmiles/video/{post_id}", timeout=10).status_code == 404


def test_a_private_post_never_has_a_public_id(sandbox_url, token, clip):
    publish_id = post(sandbox_url, token, clip, privacy_level="SELF_ONLY")
    move_clock(sandbox_url, 500)

    assert status(sandbox_url, token, publish_id)["publicaly_available_post_id"] == []


def test_a_draft_waits_in_the_inbox_until_its_owner_posts_it(sandbox_url, token, clip):
    publish_id = post(sandbox_url, token, clip, path="inbox/video/init")
    move_clock(sandbox_url, 10)
    assert status(sandbox_url, token, publish_id)["status"] == "SEND_TO_USER_INBOX"

    requests.post(f"{sandbox_url}/_sandbox/tiktok/posts/{publish_id}/finish", timeout=5)

    assert status(sandbox_url, token, publish_id)["status"] == "PUBLISH_COMPLETE"


def test_a_rejected_file_says_why(sandbox_url, token, clip):
    permit(sandbox_url, next_failure="internal")
    ids = [
        post(sandbox_url, token, clip),
        post(sandbox_url, token, b"x" * 1000),
        post(sandbox_url, token, clip),
    ]
    move_clock(sandbox_url, 10)

    found = [status(sandbox_url, token, publish_id) for publish_id in ids]

    assert [each.get("fail_reason") for each in found] == ["internal", "file_format_check_failed", None]
    assert posts(sandbox_url)["count"] == 1


def test_another_accounts_post_is_none_of_ones_business(sandbox_url, token, clip):
    publish_id = post(sandbox_url, token, clip)
    other = poster(sandbox_url, "desk_notes")
    wanted = {"publish_id": publish_id}

    assert code(call(sandbox_url, other, "status/fetch", wanted)) == (
        400, "token_not_authorized_for_specified_publish_id")  # fmt: skip
    assert code(call(sandbox_url, token, "status/fetch", {"publish_id": "v"})) == (400, "invalid_publish_id")


# --- webhooks ---------------------------------------------------------------------------------------------


@pytest.fixture
def inbox():
    """A web server that keeps what it receives. Returns its URL, and the list."""
    received: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((self.headers["TikTok-Signature"], body))
            # The first one is refused, and is sent again.
            self.send_response(500 if len(received) == 1 else 200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hooks/", received
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_signature_is_that_of_the_contract():
    body = (
        '{"client_key":"ck","event":"post.publish.complete","create_time":1733040000,"user_openid":"o1",'
        '"content":"{\\"publish_id\\":\\"v_pub_file~v2.1\\"}"}'
    )

    assert callbacks.signature("tt_client_secret", body, at=1733040000) == (
        "t=1733040000,s=d9f7a6e67da18712eb6bc41dbf234c2a799f31c8b491f74bbf58f813647403e7"
    )


def test_events_are_signed_and_sent_until_they_are_accepted(sandbox_url, token, clip, inbox):
    address, received = inbox
    publish_id = post(sandbox_url, token, clip)
    permit(sandbox_url, webhook_url=address, client_secret="a-secret")
    move_clock(sandbox_url, 10)
    requests.post(f"{sandbox_url}/_sandbox/tiktok/webhooks", timeout=5)
    move_clock(sandbox_url, 100)

    sent = requests.post(f"{sandbox_url}/_sandbox/tiktok/webhooks", timeout=5).json()["events"]

    assert [(each["event"], each["attempts"]) for each in sent] == [
        ("post.publish.complete", 2), ("post.publish.publicly_available", 1)]  # fmt: skip
    (first, body), again, _ = received
    at, signed = (part.partition("=")[2] for part in first.split(","))
    assert signed == hmac.new(b"a-secret", f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    assert again[1] == body
    assert json.loads(json.loads(body)["content"]) == {"publish_id": publish_id}


def test_ending_a_consent_in_the_app_is_an_event(sandbox_url, token, inbox):
    address, received = inbox
    permit(sandbox_url, webhook_url=address)

    requests.delete(f"{sandbox_url}/_sandbox/tiktok/authorizations/mokaandmiles", timeout=5)

    assert json.loads(received[0][1])["event"] == "authorization.removed"
    assert code(call(sandbox_url, token, "creator_info/query")) == (401, "access_token_invalid")


def test_posts_survive_the_process(own_sandbox, clip):
    token = poster(own_sandbox.url)
    publish_id = post(own_sandbox.url, token, clip)

    own_sandbox.kill()
    own_sandbox.start()

    assert status(own_sandbox.url, token, publish_id)["uploaded_bytes"] == len(clip)
