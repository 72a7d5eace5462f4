"""Billing in the browser and over REST: permissions, and the text of each state."""

import re
import time
import uuid
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import api_keys
from accounts.models import Membership, Role, User
from billing import checkout
from billing.models import Checkout, Standing
from billing.tests.shop import FAILS_LATER
from foundation import bulkhead

BACKEND = "django.contrib.auth.backends.ModelBackend"
CHANGING = ("checkout", "plan-change", "plan-cancel", "plan-resume", "portal")


def browser(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def page(owner, workspace):
    return browser(owner)


@pytest.fixture
def subscribed(shop, workspace, owner):
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))
    return Standing.objects.get()


def member(workspace, role):
    user = User.objects.create_user(f"{role}@example.com", "x")
    Membership.objects.create(workspace=workspace, user=user, role=role)
    return browser(user)


def shown(client, name="usage", **query):
    return client.get(reverse(f"billing:{name}"), query).content.decode()


def post(client, name, **fields):
    return client.post(reverse(f"billing:{name}"), fields)


def program(workspace, user, *scopes):
    _, secret = api_keys.issue(workspace=workspace, issued_by=user, name="p", scopes=scopes)
    return Client(headers={"Authorization": f"Bearer {secret}"})


# --- in the browser ----------------------------------------------------------------------------------


def test_an_owner_goes_to_pay_and_comes_back_with_the_plan(shop, page, workspace, settings):
    assert "Choose Creator" in shown(page)

    there = post(page, "checkout", plan="creator")
    assert there["Location"].startswith(shop.url)
    back = shop.pay(there["Location"])
    landed = page.get(back.headers["Location"].removeprefix(settings.SITE_URL))

    assert landed.status_code == 302
    text = shown(page)
    assert "You are on the Creator plan." in text
    assert "Next invoice" in text
    assert "50 videos left" in text


def test_a_buyer_who_does_not_pay_sees_their_present_plan(page, shop):
    page.get(reverse("billing:checkout-return"))

    assert "You left the payment page without paying. Your plan has not changed." in shown(page)


def test_an_outage_on_the_buyers_return_shows_a_message_and_no_error(shop, page, workspace, owner):
    session = shop.buy(workspace, owner)
    shop.sabotage({"kind": "status", "match": {"path": "^/stripe/"}, "times": None})

    assert page.get(reverse("billing:checkout-return"), {"session_id": session}).status_code == 302

    assert "If you paid, your plan changes here within minutes" in shown(page)


def test_an_outage_at_the_start_of_a_purchase_shows_a_page(shop, page):
    shop.sabotage({"kind": "status", "match": {"path": "^/stripe/"}, "times": None})

    answer = post(page, "checkout", plan="creator")

    assert answer.status_code == 503
    assert "Nothing was charged" in answer.content.decode()


def test_while_stripe_hangs_only_the_buyer_waits_for_seconds(shop, page, monkeypatch):
    monkeypatch.setattr(bulkhead, "WAIT_S", 1.0)
    monkeypatch.setattr(bulkhead, "AT_ONCE", 1)
    monkeypatch.setattr(bulkhead, "_slots", [])
    shop.sabotage({"kind": "slow", "match": {"path": "^/stripe/"}, "delay_s": 8, "times": None})

    def timed(act):
        began = time.monotonic()
        return act(), time.monotonic() - began

    waited, waited_s = timed(lambda: post(page, "checkout", plan="creator"))
    refused, refused_s = timed(lambda: post(page, "checkout", plan="creator"))
    seen, seen_s = timed(lambda: page.get(reverse("billing:usage")))

    assert (waited.status_code, refused.status_code, seen.status_code) == (503, 503, 200)
    assert "this was not sent" in refused.content.decode()
    assert refused["Retry-After"] == "5"
    # Far below the eight seconds that Stripe takes, and far above the page's own time on a busy machine.
    assert 0.9 < waited_s < 7
    assert refused_s < 5
    assert seen_s < 5


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_members_without_the_role_view_and_cannot_pay(shop, workspace, subscribed, role):
    client = member(workspace, role)

    text = shown(client)
    assert "Owners and admins" in text
    assert "Card and invoices" not in text
    assert "Invoices" not in text
    assert [post(client, name, plan="empire", nonce="n").status_code for name in CHANGING] == [403] * 5
    assert Standing.objects.get().plan == "creator"


def test_an_admin_pays_as_an_owner_does(shop, workspace):
    assert post(member(workspace, Role.ADMIN), "checkout", plan="creator").status_code == 302


def test_without_stripe_the_page_says_who_decides(page, workspace, settings):
    settings.STRIPE_SECRET_KEY = ""

    text = shown(page)

    assert "Plans are managed by your administrator." in text
    assert "Choose Creator" not in text
    assert post(page, "checkout", plan="creator").status_code == 409


def test_before_the_catalogue_is_published_nothing_is_offered(page, sandbox_url):
    assert "Not on sale yet." in shown(page)


def test_the_change_is_explained_before_it_is_made(shop, page, workspace, subscribed):
    text = shown(page, "plan-change", plan="empire")
    assert "You pay the difference" in text

    assert post(page, "plan-change", plan="empire", nonce="n1").status_code == 302

    assert "You are on the Empire plan." in shown(page)
    assert "is credited" in shown(page, "plan-change", plan="creator")


def test_canceling_shows_the_end_and_can_be_undone(shop, page, workspace, subscribed):
    assert "All your work is kept" in shown(page, "plan-cancel")

    post(page, "plan-cancel", nonce="n1")
    text = shown(page)
    assert "Ends soon" in text
    assert "Resume plan" in text

    post(page, "plan-resume", nonce="n2")
    assert "Next invoice" in shown(page)


def test_a_declined_card_is_a_page_that_says_what_to_do(shop, page, subscribed):
    shop.replace_card(subscribed.customer_id, FAILS_LATER)

    answer = post(page, "plan-change", plan="empire", nonce="n1")

    assert answer.status_code == 402
    assert "Nothing has changed" in answer.content.decode()


def test_the_portal_is_reached_and_left(shop, page, workspace, subscribed):
    assert post(page, "portal")["Location"].startswith(shop.url)
    shop.client.subscriptions.update(subscribed.subscription_id, {"cancel_at_period_end": True})

    page.get(reverse("billing:portal-return"))

    assert "Ends soon" in shown(page)


def test_leaving_the_portal_while_stripe_is_away_is_no_error(shop, page, subscribed):
    shop.sabotage({"kind": "status", "match": {"path": "^/stripe/"}, "times": None})

    assert page.get(reverse("billing:portal-return")).status_code == 302


def test_invoices_are_listed_with_their_links(shop, page, subscribed):
    shop.deliver_and_apply()

    text = shown(page)

    assert "$29" in text
    assert "/stripe/invoices/" in text
    assert "Paid" in text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "past_due", "past_due_since": timezone.now()}, "The last payment failed."),
        ({"status": "read_only"}, "This workspace is read-only"),
    ],
)
def test_an_owed_payment_stands_on_every_page(page, workspace, fields, words):
    Standing.objects.create(workspace=workspace, plan="creator", subscription_id="sub_1", amount_minor=2900,
                            currency="usd", **fields)  # fmt: skip

    for path in ("/", "/discover/", "/videos/", reverse("accounts:profile"), reverse("billing:usage")):
        assert words in page.get(path).content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "trialing", "trial_ends_at": timezone.now() + timedelta(days=5)},
        {"status": "active"},
        {"status": "active", "cancels_at": timezone.now() + timedelta(days=5)},
        {"status": "past_due", "past_due_since": timezone.now()},
        {"status": "past_due", "past_due_since": timezone.now() - timedelta(days=90)},
        {"status": "read_only"},
        {"status": "canceled"},
        {"status": "none", "unknown_price": "price_x"},
        {"status": "active", "is_doubled": True},
        {"status": "active", "amount_minor": None},
    ],
)
def test_every_state_has_a_page(page, workspace, fields):
    facts = {
        "plan": "creator",
        "subscription_id": "sub_1",
        "customer_id": "cus_1",
        "amount_minor": 2900,
        "currency": "usd",
        "period_starts_at": timezone.now() - timedelta(days=3),
        "period_ends_at": timezone.now() + timedelta(days=27),
    }
    Standing.objects.create(workspace=workspace, **(facts | fields))

    answer = page.get(reverse("billing:usage"))

    assert answer.status_code == 200
    assert "None" not in answer.content.decode()


def test_dates_are_those_of_the_workspace(page, workspace):
    workspace.time_zone = "Pacific/Auckland"
    workspace.save()
    Standing.objects.create(
        workspace=workspace, status="active", plan="creator", subscription_id="sub_1", amount_minor=2900,
        currency="usd", period_starts_at=datetime.fromisoformat("2026-11-26T20:00:00+00:00"),
        period_ends_at=datetime.fromisoformat("2099-12-26T20:00:00+00:00"),
    )  # fmt: skip

    assert "27 December 2099" in shown(page)


def test_what_is_owed_is_said_in_money_and_waits_on_the_home_page(shop, page, workspace, subscribed):
    shop.replace_card(subscribed.customer_id, FAILS_LATER)
    shop.turn_clock(subscribed.period_ends_at + timedelta(hours=2))
    shop.deliver_and_apply()

    text = shown(page)
    assert "You owe $29." in text
    assert re.search(
        r'class="button button--primary[^"]*"\s+href="[^"]*/stripe/invoices/[^"]*"[^>]*>Pay \$29<', text
    )
    assert "plan-change" not in text
    assert reverse("billing:plan-change") not in text
    assert "Available after the open payment is paid." in text
    assert "A payment is overdue" in page.get("/").content.decode()


# --- over REST ---------------------------------------------------------------------------------------


def test_the_subscription_is_told(workspace, owner, shop, subscribed):
    told = program(workspace, owner, "account:read").get("/api/v1/subscription/").json()

    assert (told["status"], told["plan"], told["price_cents"], told["currency"]) == (
        "active",
        "creator",
        2900,
        "usd",
    )
    assert told["period_ends_at"].endswith("Z")
    assert told["cancels_at"] is None


def test_without_a_subscription_there_is_none(workspace, owner):
    told = program(workspace, owner, "account:read").get("/api/v1/subscription/").json()

    assert (told["status"], told["plan"], told["is_read_only"]) == ("none", "free", False)


def test_a_program_starts_a_purchase_that_a_person_pays(shop, workspace, owner):
    client = program(workspace, owner, "billing:write")

    made = client.post("/api/v1/checkout-sessions/", {"plan": "creator"}, content_type="application/json")

    assert made.status_code == 201
    assert shop.pay(made.json()["url"]).status_code == 303


def test_a_named_request_starts_one_purchase(shop, workspace, owner):
    client = program(workspace, owner, "billing:write")
    name = {"Idempotency-Key": str(uuid.uuid4())}

    answers = [
        client.post("/api/v1/checkout-sessions/", {"plan": "creator"}, "application/json", headers=name)
        for _ in range(2)
    ]

    assert answers[0].json() == answers[1].json()
    assert Checkout.objects.count() == 1


def test_the_catalogue_over_rest_has_the_published_prices(shop, workspace, owner):
    told = program(workspace, owner, "account:read").get("/api/v1/plans/").json()["data"]

    assert [(plan["id"], plan["price_cents"], plan["is_for_sale"]) for plan in told] == [
        ("free", 0, False),
        ("creator", 2900, True),
        ("empire", 9900, True),
    ]


@pytest.mark.parametrize(
    ("plan", "status", "code"),
    [("gold", 422, "invalid"), ("free", 422, "invalid"), ("empire", 409, "plan_not_for_sale")],
)
def test_what_cannot_be_bought_is_a_problem_document(sandbox_url, workspace, owner, plan, status, code):
    client = program(workspace, owner, "billing:write")

    answer = client.post("/api/v1/checkout-sessions/", {"plan": plan}, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_the_portal_over_rest_needs_a_subscription(shop, workspace, owner):
    client = program(workspace, owner, "billing:write")
    assert client.post("/api/v1/portal-sessions/", {}, content_type="application/json").status_code == 409

    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))

    assert client.post("/api/v1/portal-sessions/", {}, content_type="application/json").json()["url"]


def test_an_editors_key_buys_nothing(shop, workspace):
    editor = User.objects.create_user("editor@example.com", "x")
    Membership.objects.create(workspace=workspace, user=editor, role=Role.EDITOR)
    client = program(workspace, editor, "billing:write")

    answer = client.post("/api/v1/checkout-sessions/", {"plan": "creator"}, content_type="application/json")

    assert answer.status_code == 403
