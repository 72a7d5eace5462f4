"""Requests to the Stripe stand-in: keys, parameters, repeats, pages, and faults."""

import base64
import threading

import pytest
import requests
import stripe

from sandbox.tests.conftest import put_faults
from sandbox.tests.stripe_world import KEY, client, make_customer, make_plan, subscribe


@pytest.fixture
def api(sandbox_url):
    return client(sandbox_url)


def get(url, path, key=KEY):
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return requests.get(f"{url}/stripe/v1/{path}", headers=headers, timeout=5)


def post(url, path, form, *, idempotency_key):
    headers = {"Authorization": f"Bearer {KEY}", "Idempotency-Key": idempotency_key}
    return requests.post(f"{url}/stripe/v1/{path}", data=form, headers=headers, timeout=5)


# --- keys -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key", ["", "sk_live_abcdefgh12345678", "sk_test_invalid", "pk_test_abc", "nonsense"]
)
def test_anything_but_a_test_key_is_refused_without_being_repeated(sandbox_url, key):
    answer = get(sandbox_url, "account", key=key)

    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "invalid_request_error"
    assert not key or key not in answer.text


def test_the_official_client_sees_a_refused_key_as_such(sandbox_url):
    with pytest.raises(stripe.AuthenticationError, match=r"Invalid API Key provided: sk_live_\*+"):
        client(sandbox_url, key="sk_live_abcdefgh12345678").customers.list()


@pytest.mark.parametrize("key", ["sk_test_abc", "rk_test_abc"])
def test_a_key_may_come_by_basic_authentication(sandbox_url, key):
    credentials = base64.b64encode(f"{key}:".encode()).decode()

    answer = requests.get(
        f"{sandbox_url}/stripe/v1/account", headers={"Authorization": f"Basic {credentials}"}, timeout=5
    )

    assert answer.json()["object"] == "account"


def test_an_answer_carries_its_number_and_version(sandbox_url):
    answer = get(sandbox_url, "account")

    assert answer.headers["Request-Id"].startswith("req_")
    assert answer.headers["Stripe-Version"] == stripe.api_version


def test_the_journal_holds_neither_keys_nor_card_numbers(sandbox_url, api):
    api.payment_methods.create(
        {
            "type": "card",
            "card": {"number": "4242424242424242", "exp_month": 1, "exp_year": 2030, "cvc": "123"},
        }
    )

    journal = requests.get(f"{sandbox_url}/_sandbox/requests?path=payment_methods", timeout=5)

    assert journal.json()["requests"][-1]["caller"] == "sk_t"
    assert KEY not in journal.text
    assert "4242" not in journal.text


# --- what is refused ----------------------------------------------------------------------------------


def test_an_unknown_id_is_404(api):
    with pytest.raises(stripe.InvalidRequestError, match="No such customer: 'cus_x'") as refusal:
        api.customers.retrieve("cus_x")

    assert (refusal.value.http_status, refusal.value.code, refusal.value.param) == (
        404,
        "resource_missing",
        "id",
    )


def test_an_unknown_id_in_a_parameter_is_400(api):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        api.subscriptions.create({"customer": make_customer(api).id, "items": [{"price": "price_x"}]})

    assert (refusal.value.http_status, refusal.value.param) == (400, "items[0][price]")


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"foo": "1"}, "foo"),
        ({"address": {"planet": "Mars"}}, "address[planet]"),
        ({"preferred_locales": ["en"], "tax": {"x": "1"}}, "tax[x]"),
        (
            {"invoice_settings": {"custom_fields": [{"name": "a", "value": "b", "colour": "c"}]}},
            "invoice_settings[custom_fields][0][colour]",
        ),
    ],
)
def test_an_unknown_parameter_is_refused_at_any_depth(api, params, param):
    with pytest.raises(stripe.InvalidRequestError, match="Received unknown parameter") as refusal:
        api.customers.create(params)

    assert (refusal.value.code, refusal.value.param) == ("parameter_unknown", param)


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"unit_amount": 100}, "currency"),
        ({"unit_amount": "1.5", "currency": "usd"}, "unit_amount"),
        ({"unit_amount": -1, "currency": "usd"}, "unit_amount"),
        ({"unit_amount": 100, "currency": "usd", "recurring": {"interval": "decade"}}, "recurring[interval]"),
        ({"unit_amount": 100, "currency": "usd", "active": "maybe"}, "active"),
        ({"unit_amount": 100, "currency": "usd", "product": "prod_x"}, "product"),
    ],
)
def test_a_wrong_value_is_refused_by_its_name(api, params, param):
    product = api.products.create({"name": "Creator"})

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        api.prices.create({"product": product.id, **params})

    assert refusal.value.param == param


def test_what_the_sandbox_cannot_do_is_refused_and_not_left_out(api):
    customer = make_customer(api)

    with pytest.raises(stripe.InvalidRequestError, match="sandbox does not support"):
        subscribe(api, customer, make_plan(api), backdate_start_date=1)


def test_an_unknown_address_is_404_in_stripes_shape(sandbox_url):
    answer = get(sandbox_url, "unicorns")

    assert answer.status_code == 404
    assert "Unrecognized request URL (GET: /v1/unicorns)" in answer.json()["error"]["message"]


def test_an_empty_value_takes_a_field_or_a_key_away(api):
    customer = api.customers.create({"name": "Ada", "metadata": {"a": "1", "b": "2"}})

    customer = api.customers.update(customer.id, {"name": "", "metadata": {"a": ""}})

    assert customer.name is None
    assert customer.metadata.to_dict() == {"b": "2"}


# --- repeats ------------------------------------------------------------------------------------------


def test_the_same_request_with_the_same_key_is_answered_the_same(sandbox_url, api):
    first = post(sandbox_url, "customers", {"name": "Ada"}, idempotency_key="k1")
    second = post(sandbox_url, "customers", {"name": "Ada"}, idempotency_key="k1")

    assert second.json() == first.json()
    assert second.headers["Idempotent-Replayed"] == "true"
    assert second.headers["Original-Request"] == first.headers["Request-Id"]
    assert len(api.customers.list().data) == 1


def test_a_refusal_is_repeated_too(sandbox_url):
    first = post(sandbox_url, "customers", {"foo": "1"}, idempotency_key="k1")
    second = post(sandbox_url, "customers", {"foo": "1"}, idempotency_key="k1")

    assert (first.status_code, second.status_code, second.text) == (400, 400, first.text)
    assert "Idempotent-Replayed" not in first.headers


@pytest.mark.parametrize(("path", "form"), [("customers", {"name": "Bea"}), ("products", {"name": "Ada"})])
def test_a_key_is_good_for_one_request_only(sandbox_url, path, form):
    post(sandbox_url, "customers", {"name": "Ada"}, idempotency_key="k1")

    answer = post(sandbox_url, path, form, idempotency_key="k1")

    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "idempotency_error")


def test_of_two_requests_at_once_with_one_key_one_is_carried_out(sandbox_url, api):
    answers = []
    threads = [
        threading.Thread(
            target=lambda: answers.append(
                post(sandbox_url, "customers", {"name": "Ada"}, idempotency_key="k1")
            )
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(api.customers.list().data) == 1


# --- expanding and paging -------------------------------------------------------------------------------


def test_ids_are_expanded_along_a_path(api):
    subscription = subscribe(api, make_customer(api), make_plan(api))

    found = api.subscriptions.retrieve(
        subscription.id,
        {"expand": ["customer", "latest_invoice.payments.data.payment.payment_intent.latest_charge"]},
    )

    payment = found.latest_invoice.payments.data[0].payment
    assert found.customer.email == "ada@example.com"
    assert payment.payment_intent.latest_charge.amount == 1900


def test_a_list_is_expanded_in_each_of_its_entries(api):
    make_plan(api)

    prices = api.prices.list({"expand": ["data.product", "data.currency_options", "data.tiers"]})

    assert prices.data[0].product.name == "Creator"
    assert prices.data[0].currency_options["usd"].unit_amount == 1900


def test_what_cannot_be_expanded_is_refused(api):
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        api.customers.retrieve(make_customer(api).id, {"expand": ["unicorn"]})


def test_fields_that_are_shown_on_request_are_not_shown_without(api):
    customer = make_customer(api)

    assert "sources" not in api.customers.retrieve(customer.id)
    assert api.customers.retrieve(customer.id, {"expand": ["sources"]}).sources.data == []


def test_a_secret_cannot_be_expanded(api):
    endpoint = api.webhook_endpoints.create({"url": "http://127.0.0.1:1/", "enabled_events": ["*"]})

    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        api.webhook_endpoints.retrieve(endpoint.id, {"expand": ["signing"]})


def test_a_list_is_read_page_by_page_in_both_directions(api):
    ids = [api.customers.create({"name": str(number)}).id for number in range(5)]

    first = api.customers.list({"limit": 2})
    second = api.customers.list({"limit": 2, "starting_after": first.data[-1].id})
    back = api.customers.list({"limit": 2, "ending_before": second.data[0].id})

    assert [one.id for one in first.data] == [ids[4], ids[3]]
    assert ([one.id for one in second.data], second.has_more) == ([ids[2], ids[1]], True)
    assert ([one.id for one in back.data], back.has_more) == ([ids[4], ids[3]], False)
    assert [one.id for one in api.customers.list({"limit": 2}).auto_paging_iter()] == ids[::-1]


@pytest.mark.parametrize("limit", [0, 101])
def test_a_page_has_its_limits(api, limit):
    with pytest.raises(stripe.InvalidRequestError):
        api.customers.list({"limit": limit})


def test_a_filter_that_is_not_there_is_refused(api):
    with pytest.raises(stripe.InvalidRequestError, match="sandbox does not support"):
        api.prices.list({"recurring": {"interval": "month"}})


# --- faults -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "error", "code"),
    [
        ({"kind": "status", "status": 500}, stripe.APIError, None),
        ({"kind": "status", "status": 429}, stripe.RateLimitError, "rate_limit"),
        ({"kind": "quotaExceeded"}, stripe.RateLimitError, "rate_limit"),
        ({"kind": "invalid_grant"}, stripe.AuthenticationError, "api_key_expired"),
        ({"kind": "drop_before_commit"}, stripe.APIConnectionError, None),
    ],
)
def test_a_fault_reads_as_stripes(sandbox_url, api, fault, error, code):
    put_faults(sandbox_url, {"match": {"path": "^/stripe/v1/customers"}, **fault})

    with pytest.raises(error) as refusal:
        api.customers.list()

    told = refusal.value.json_body or {"error": {}}
    assert told["error"].get("code") == code


@pytest.mark.parametrize("kind", ["malformed", "wrong_content_type", "truncated"])
def test_a_spoiled_answer_is_an_error_of_the_connection_or_the_api(sandbox_url, api, kind):
    put_faults(sandbox_url, {"match": {"path": "^/stripe/v1/customers"}, "kind": kind})

    with pytest.raises((stripe.APIError, stripe.APIConnectionError)):
        api.customers.list()


def test_a_lost_answer_is_found_again_by_its_key(sandbox_url, api):
    put_faults(sandbox_url, {"kind": "drop_after_commit", "match": {"method": "POST", "path": "customers"}})
    with pytest.raises(requests.ConnectionError):
        post(sandbox_url, "customers", {"name": "Ada"}, idempotency_key="k1")

    answer = post(sandbox_url, "customers", {"name": "Ada"}, idempotency_key="k1")

    assert answer.headers["Idempotent-Replayed"] == "true"
    assert len(api.customers.list().data) == 1


def test_the_clients_own_retry_does_not_create_twice(sandbox_url, api):
    put_faults(sandbox_url, {"kind": "drop_after_commit", "match": {"method": "POST", "path": "customers"}})
    retrying = stripe.StripeClient(
        KEY, base_addresses={"api": f"{sandbox_url}/stripe"}, max_network_retries=2
    )

    customer = retrying.v1.customers.create({"name": "Ada"})

    assert [one.id for one in api.customers.list().data] == [customer.id]


def test_a_reset_forgets_everything(sandbox_url, api):
    make_plan(api)

    requests.post(f"{sandbox_url}/_sandbox/reset", timeout=5).raise_for_status()

    assert api.prices.list().data == []
    assert requests.get(f"{sandbox_url}/_sandbox/stripe/events", timeout=5).json()["count"] == 0
