"""Webhooks: signed, retried until accepted, and sent to no other host."""

import base64
import sqlite3
import time
from email.utils import formatdate

import pytest
from standardwebhooks import Webhook

from render_node import addresses, errors
from render_node.config import Config
from render_node.tests.conftest import LONG, SECRET, SMALL, free_port, wait_for

NEWER = "whsec_" + base64.b64encode(b"the secret that comes after it").decode()


def verified(call, secret=SECRET):
    headers, body = call
    return Webhook(secret).verify(body, headers)


def deliveries(node, **filters):
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return node.call("GET", f"/v1/webhooks/deliveries?{query}").json["data"]


def tries_of(node, video):
    return [each for delivery in deliveries(node, video_id=video["id"]) for each in delivery["tries"]]


def delivery_that_is(node, video, state):
    """The one delivery of a video, once it has that state."""

    def look():
        found = deliveries(node, video_id=video["id"], state=state)
        return found[0] if found else None

    return wait_for(look)


def rewrite(node, statement, *values):
    """Change a row in the node's database, as a jump of the clock would."""
    connection = sqlite3.connect(node.folder / "renders.sqlite3", timeout=30)
    with connection:
        connection.execute(statement, values)
    connection.close()


def test_a_finished_video_is_announced_with_a_valid_signature(node, receiver):
    video = node.submit(webhook_url=receiver.url + "/hook?node=1", key="announced")
    wait_for(lambda: receiver.calls)

    event = verified(receiver.calls[0])
    assert event["type"] == "video.completed"
    assert event["data"] == {"id": video["id"], "idempotency_key": "announced"}
    assert node.video(video["id"])["status"] == "completed"


def test_a_webhook_is_repeated_under_its_id_until_it_is_accepted(node, receiver):
    receiver.statuses += [500, 503, 302]
    node.submit(webhook_url=receiver.url)
    wait_for(lambda: len(receiver.calls) == 4)

    assert len({headers["webhook-id"] for headers, _ in receiver.calls}) == 1
    assert len({body for _, body in receiver.calls}) == 1
    assert all(verified(call)["type"] == "video.completed" for call in receiver.calls)


def test_a_receiver_that_is_gone_is_not_called_again(node, receiver):
    receiver.statuses += [410]
    node.submit(webhook_url=receiver.url)
    wait_for(lambda: receiver.calls)
    node.wait_until(node.submit(webhook_url=receiver.url)["id"], "completed")
    wait_for(lambda: len(receiver.calls) == 2)

    assert len({headers["webhook-id"] for headers, _ in receiver.calls}) == 2


def test_a_cancelled_video_is_announced(node, receiver):
    video = node.submit(LONG, webhook_url=receiver.url)
    node.call("POST", f"/v1/videos/{video['id']}/cancel")
    wait_for(lambda: receiver.calls)

    assert verified(receiver.calls[0])["type"] == "video.cancelled"


def test_webhooks_not_sent_before_a_kill_are_sent_after_it(own_node, receiver):
    node = own_node()
    receiver.statuses += [500] * 3
    node.submit(webhook_url=receiver.url)
    wait_for(lambda: receiver.calls)
    node.kill()
    node.start()
    wait_for(lambda: len(receiver.calls) >= 4)

    assert len({headers["webhook-id"] for headers, _ in receiver.calls}) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/hook",
        "http://0x7f000001/hook",
        "http://2130706433/hook",
        "http://[::1]/hook",
        "http://127.0.0.1.example.com/hook",
        "http://127.0.0.1@example.com/hook",
        "http://user:secret@127.0.0.1/hook",
        "http://127.0.0.1:99999/hook",
        "file:///etc/passwd",
        "gopher://127.0.0.1/hook",
        "127.0.0.1/hook",
    ],
)
def test_only_configured_hosts_are_called(node, url):
    answer = node.call("POST", "/v1/videos", {**SMALL, "webhook_url": url})

    assert (answer.status, answer.json["code"]) == (422, "webhook_host_refused")
    assert answer.json["error"]["param"] == "webhook_url"


def test_a_node_without_a_secret_refuses_webhook_urls(own_node, receiver):
    node = own_node(RENDER_NODE_WEBHOOK_SECRET="")
    answer = node.call("POST", "/v1/videos", {**SMALL, "webhook_url": receiver.url})

    assert answer.json["code"] == "webhook_host_refused"


# --- signatures, backoff and the clock --------------------------------------------------------------


def test_during_rotation_a_webhook_has_a_signature_for_each_secret(own_node, receiver):
    node = own_node(RENDER_NODE_WEBHOOK_SECRET=f"{NEWER} {SECRET}")
    node.submit(webhook_url=receiver.url)
    wait_for(lambda: receiver.calls)

    assert verified(receiver.calls[0], NEWER) == verified(receiver.calls[0], SECRET)
    first, second = receiver.calls[0][0]["webhook-signature"].split(" ")
    only_newer = {**receiver.calls[0][0], "webhook-signature": first}
    assert Webhook(NEWER).verify(receiver.calls[0][1], only_newer)
    assert first != second


def test_retries_back_off_until_the_last_attempt(own_node, receiver):
    node = own_node(RENDER_NODE_WEBHOOK_RETRY_S="0.00002")
    receiver.statuses += [500] * 20
    video = node.submit(webhook_url=receiver.url)

    delivery = delivery_that_is(node, video, "given_up")
    at = [each["at"] for each in delivery["tries"]]
    assert [each["answer"] for each in delivery["tries"]] == ["500"] * 10
    assert at[9] - at[8] > 0.34
    assert at[9] - at[8] > at[7] - at[6]


def test_retry_after_in_seconds_is_followed(node, receiver):
    receiver.statuses += [503]
    receiver.headers["Retry-After"] = "1"
    delivery = delivery_that_is(node, node.submit(webhook_url=receiver.url), "delivered")

    first, second = (each["at"] for each in delivery["tries"])
    assert second - first >= 1


def test_retry_after_as_a_date_is_followed(node, receiver):
    receiver.statuses += [503]
    receiver.headers["Retry-After"] = formatdate(time.time() + 3, usegmt=True)
    delivery = delivery_that_is(node, node.submit(webhook_url=receiver.url), "delivered")

    first, second = (each["at"] for each in delivery["tries"])
    assert second - first >= 1


@pytest.mark.parametrize("jump_s", [-90_000, 90_000])
def test_a_clock_change_does_not_delay_a_webhook(own_node, receiver, jump_s):
    node = own_node(RENDER_NODE_WEBHOOK_RETRY_S="60")
    receiver.statuses += [500]
    video = node.submit(webhook_url=receiver.url)
    wait_for(lambda: tries_of(node, video))
    # The clock was set back or forward after the next attempt was scheduled for a minute later.
    rewrite(node, "UPDATE deliveries SET next_try_at = next_try_at - ?", jump_s)

    assert len(delivery_that_is(node, video, "delivered")["tries"]) == 2


def test_a_clock_change_does_not_look_like_a_hang(own_node):
    node = own_node(RENDER_NODE_LEASE_S="1.5")
    video = node.submit(LONG, num_frames=400)
    node.wait_until(video["id"], "in_progress")
    for jump_s in (1e7, -2e7):
        rewrite(
            node,
            "UPDATE renders SET started_at = started_at + ?, created_at = created_at + ?",
            jump_s,
            jump_s,
        )

    assert node.wait_until(video["id"], "completed", within_s=40)["attempt"] == 1


# --- hosts --------------------------------------------------------------------------------------------


def test_one_dead_receiver_does_not_keep_the_others_waiting(node, receiver):
    dead = node.submit(webhook_url=f"http://localhost:{free_port()}/nobody")
    alive = node.submit(webhook_url=receiver.url)

    assert delivery_that_is(node, alive, "delivered")
    delivery = delivery_that_is(node, dead, "pending")
    wait_for(lambda: tries_of(node, dead))
    assert tries_of(node, dead)[0]["answer"] == "ConnectionRefusedError"
    assert delivery["url"].endswith("/nobody")


def config(*hosts):
    return Config(token="t", data_dir=None, webhook_secrets=(SECRET,), webhook_hosts=hosts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("host", "is_allowed"),
    [
        ("hooks.example.com", True),
        ("a.b.example.com", True),
        ("example.com", False),
        ("example.com.evil.org", False),
        ("notexample.com", False),
        ("169.254.169.254", False),
    ],
)
def test_a_pattern_covers_the_names_below_it(host, is_allowed):
    try:
        addresses.check(f"https://{host}/hook", config=config("*.example.com"))
    except errors.WebhookHostError:
        assert not is_allowed
    else:
        assert is_allowed


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/"]
)
def test_wildcards_match_no_ip_address(url):
    with pytest.raises(errors.WebhookHostError):
        addresses.check(url, config=config("*"))


def test_a_wildcard_host_that_resolves_to_a_private_address_is_not_called():
    with pytest.raises(addresses.ForbiddenAddressError):
        addresses.connect("http://localhost:1/", config=config("*"), timeout_s=1)


def test_a_listed_host_may_be_private_until_it_is_removed_from_the_list():
    addresses.connect("http://localhost:1/", config=config("localhost"), timeout_s=1).close()
    with pytest.raises(addresses.ForbiddenAddressError):
        addresses.connect("http://localhost:1/", config=config("example.com"), timeout_s=1)


def test_a_private_address_is_recorded_in_the_delivery_log(own_node):
    node = own_node(RENDER_NODE_WEBHOOK_HOSTS="*")
    video = node.submit(webhook_url="http://localhost:1/hook")
    wait_for(lambda: tries_of(node, video))

    assert tries_of(node, video)[0]["answer"] == "ForbiddenAddressError"


# --- delivery log -------------------------------------------------------------------------------------


def test_the_log_lists_each_attempt_and_a_webhook_can_be_retried(node, receiver):
    receiver.statuses += [410]
    video = node.submit(webhook_url=receiver.url)
    given_up = delivery_that_is(node, video, "given_up")
    again = node.call("POST", f"/v1/webhooks/deliveries/{given_up['id']}/retry").json
    delivered = delivery_that_is(node, video, "delivered")

    assert (given_up["type"], given_up["url"], given_up["video_id"]) == (
        "video.completed",
        receiver.url,
        video["id"],
    )
    assert [each["answer"] for each in delivered["tries"]] == ["410", "204"]
    assert again["id"] == given_up["id"] == receiver.calls[1][0]["webhook-id"]
    assert all(each["took_s"] >= 0 for each in delivered["tries"])


def test_the_log_comes_in_pages(node, receiver):
    videos = [node.submit(webhook_url=receiver.url) for _ in range(3)]
    for video in videos:
        delivery_that_is(node, video, "delivered")
    first = node.call("GET", "/v1/webhooks/deliveries?limit=2").json
    second = node.call("GET", f"/v1/webhooks/deliveries?limit=1&after={first['last_id']}").json

    listed = [each["video_id"] for each in first["data"] + second["data"]]
    assert listed == [video["id"] for video in reversed(videos)]
    assert first["has_more"]


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "msg_0/retry"), ("GET", "?after=msg_0"), ("POST", "x/retry")]
)
def test_an_unknown_webhook_is_refused(node, method, path):
    answer = node.call(method, "/v1/webhooks/deliveries" + ("" if path[0] == "?" else "/") + path)

    assert (answer.status, answer.json["code"]) == (404, "delivery_not_found")


def test_metrics_count_pending_webhooks_and_their_age(own_node, receiver):
    node = own_node(RENDER_NODE_WEBHOOK_RETRY_S="600")
    receiver.statuses += [500]
    video = node.submit(webhook_url=receiver.url)
    wait_for(lambda: tries_of(node, video))
    figures = node.call("GET", "/metrics").body.decode()

    assert "render_node_webhooks_pending 1" in figures
    assert 'render_node_webhook_tries_total{answer="500"} 1' in figures
    assert float(figures.split("\nrender_node_oldest_webhook_seconds ")[1].split()[0]) > 0
