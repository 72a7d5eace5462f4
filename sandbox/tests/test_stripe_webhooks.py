"""Webhooks of the Stripe stand-in: signed, retried, and only to this machine."""

import json

import pytest
import requests
import stripe

from sandbox.tests.stripe_world import (
    client,
    deliveries,
    make_customer,
    make_plan,
    receiver,
    stop_clock,
    subscribe,
    switch,
    wait_until,
)


@pytest.fixture
def api(sandbox_url):
    return client(sandbox_url)


def listen(api, url, *events):
    return api.webhook_endpoints.create({"url": url, "enabled_events": list(events or ["*"])})


def release(url):
    return requests.post(f"{url}/_sandbox/stripe/deliveries/release", timeout=30).json()


def names(kept):
    return [json.loads(body)["data"]["object"]["name"] for _, body in kept.received]


def test_an_event_comes_signed_as_stripe_signs_it(sandbox_url, api):
    # The signature uses the real time, whatever the sandbox's clock says.
    stop_clock(sandbox_url, "2031-01-01T00:00:00Z")
    with receiver() as (kept, url):
        endpoint = listen(api, url)

        customer = api.customers.create({"email": "ada@example.com"})

        assert wait_until(lambda: kept.received)
    headers, body = kept.received[0]
    event = stripe.Webhook.construct_event(body, headers["Stripe-Signature"], endpoint.secret, tolerance=60)
    assert (event.type, event.data.object.id, event.livemode) == ("customer.created", customer.id, False)
    assert (event.api_version, event["request"]["id"][:4]) == (stripe.api_version, "req_")
    assert headers["User-Agent"] == "Stripe/1.0 (+https://stripe.com/docs/webhooks)"
    assert api.events.retrieve(event.id).to_dict() == event.to_dict()
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body + " ", headers["Stripe-Signature"], endpoint.secret)


def test_an_endpoints_secret_is_told_once(api):
    endpoint = listen(api, "http://127.0.0.1:1/")

    assert endpoint.secret.startswith("whsec_")
    assert "secret" not in api.webhook_endpoints.retrieve(endpoint.id)
    assert "secret" not in api.webhook_endpoints.list().data[0]
    assert "secret" not in api.webhook_endpoints.update(endpoint.id, {"metadata": {"a": "b"}})


def test_an_endpoint_hears_of_what_it_asked_for(sandbox_url, api):
    with receiver() as (kept, url):
        listen(api, url, "customer.updated")
        customer = api.customers.create({"name": "Ada"})
        api.customers.update(customer.id, {"name": "Bea"})

        release(sandbox_url)

    assert [json.loads(body)["type"] for _, body in kept.received] == ["customer.updated"]


def test_a_refused_event_is_sent_again(sandbox_url, api):
    with receiver(refusals=1) as (kept, url):
        listen(api, url)
        api.customers.create({"name": "Ada"})

        assert wait_until(lambda: len(kept.received) == 2)
        assert wait_until(lambda: deliveries(sandbox_url)[0]["status"] == "delivered")

    first, second = (json.loads(body)["id"] for _, body in kept.received)
    assert first == second
    assert deliveries(sandbox_url)[0]["attempts"] == 2


def test_an_unreachable_endpoint_is_retried(sandbox_url, api):
    listen(api, "http://127.0.0.1:1/nobody")

    api.customers.create({"name": "Ada"})

    assert wait_until(lambda: deliveries(sandbox_url)[0]["attempts"] == 1)
    found = deliveries(sandbox_url)[0]
    assert (found["status"], found["last_answer"].partition(":")[0]) == ("pending", "ConnectionRefusedError")


@pytest.mark.parametrize(
    "url", ["https://example.com/hook", "http://192.168.1.1/", "http://127.0.0.1.example.com/"]
)
def test_nothing_leaves_the_machine(sandbox_url, api, url):
    listen(api, url)

    api.customers.create({"name": "Ada"})

    assert wait_until(lambda: deliveries(sandbox_url)[0]["status"] == "failed")
    assert "loopback" in deliveries(sandbox_url)[0]["last_answer"]


def test_events_are_held_back_until_they_are_released(sandbox_url, api):
    switch(sandbox_url, deliver=False)
    with receiver() as (kept, url):
        listen(api, url)
        for name in ("Ada", "Bea"):
            api.customers.create({"name": name})
        held = len(kept.received)

        counts = release(sandbox_url)

        assert (held, sorted(names(kept))) == (0, ["Ada", "Bea"])
        assert counts == {"pending": 0, "delivered": 2, "failed": 0, "dropped": 0}


def test_events_can_come_twice_and_in_any_order(sandbox_url, api):
    switch(sandbox_url, copies=2, shuffle=True, deliver=False)
    expected = [f"number {number}" for number in range(20)]
    with receiver() as (kept, url):
        listen(api, url)
        for name in expected:
            api.customers.create({"name": name})

        release(sandbox_url)

    assert sorted(names(kept)) == sorted(expected * 2)
    assert names(kept)[:20] != expected


def test_events_can_be_lost(sandbox_url, api):
    switch(sandbox_url, drop_percent=100)
    with receiver() as (kept, url):
        listen(api, url)
        api.customers.create({"name": "Ada"})

        assert release(sandbox_url)["dropped"] == 1
        assert kept.received == []


def test_an_event_can_be_sent_again(sandbox_url, api):
    with receiver() as (kept, url):
        listen(api, url)
        api.customers.create({"name": "Ada"})
        release(sandbox_url)
        event = api.events.list().data[0]

        answer = requests.post(f"{sandbox_url}/_sandbox/stripe/events/{event.id}/resend", timeout=5)
        release(sandbox_url)

    assert answer.json() == {"queued": 1}
    assert names(kept) == ["Ada", "Ada"]


def test_a_disabled_endpoint_hears_nothing(sandbox_url, api):
    with receiver() as (kept, url):
        endpoint = listen(api, url)
        api.webhook_endpoints.update(endpoint.id, {"disabled": True})
        api.customers.create({"name": "Ada"})

        release(sandbox_url)

    assert kept.received == []


def test_a_test_can_have_something_signed(sandbox_url, api):
    endpoint = listen(api, "http://127.0.0.1:1/")
    payload = '{"object": "event"}'

    signed = requests.post(
        f"{sandbox_url}/_sandbox/stripe/sign", json={"endpoint": endpoint.id, "payload": payload}, timeout=5
    ).json()

    assert stripe.WebhookSignature.verify_header(payload, signed["header"], endpoint.secret, tolerance=60)


@pytest.mark.parametrize("settings", [{"copies": 0}, {"after_retries": "forgiven"}, {"unicorn": 1}])
def test_a_switch_that_makes_no_sense_is_refused(sandbox_url, settings):
    answer = requests.put(f"{sandbox_url}/_sandbox/stripe/settings", json=settings, timeout=5)

    assert answer.status_code == 400


def test_a_restart_forgets_neither_objects_nor_undelivered_events_nor_keys(own_sandbox):
    api = client(own_sandbox.url)
    switch(own_sandbox.url, deliver=False)
    with receiver() as (kept, url):
        endpoint = listen(api, url, "customer.subscription.created")
        customer = make_customer(api)
        subscription = subscribe(api, customer, make_plan(api))
        first = api.customers.create({"name": "Ada"}, {"idempotency_key": "k1"})

        own_sandbox.kill()
        own_sandbox.start()
        release(own_sandbox.url)

        headers, body = kept.received[0]
        event = stripe.Webhook.construct_event(body, headers["Stripe-Signature"], endpoint.secret)
        assert event.data.object.id == subscription.id
        assert api.subscriptions.retrieve(subscription.id).status == "active"
        assert api.customers.create({"name": "Ada"}, {"idempotency_key": "k1"}).id == first.id


def test_undelivered_events_leave_after_a_restart_without_being_asked(own_sandbox):
    api = client(own_sandbox.url)
    with receiver(refusals=1) as (kept, url):
        listen(api, url)
        api.customers.create({"name": "Ada"})
        assert wait_until(lambda: kept.received)

        own_sandbox.kill()
        own_sandbox.start()

        assert wait_until(lambda: len(kept.received) == 2)
