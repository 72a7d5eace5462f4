"""Buying a plan: start, pay and return. The plan is active before any event arrives."""

import threading

import pytest
from django.db import connection

from billing import catalogue, checkout, entitlements, mirror, plans, quotas
from billing.errors import (
    AlreadySubscribedError,
    CheckoutUnknownError,
    NoSubscriptionError,
    PaymentsOffError,
    PlanNotForSaleError,
    PlanUnknownError,
)
from billing.models import Checkout, CheckoutStatus, Standing
from billing.tests.shop import DECLINED
from foundation.errors import UpstreamUnavailableError

SESSIONS = "^/stripe/v1/checkout/sessions$"


def plan_of(workspace):
    return entitlements.plan_of(workspace=workspace).code


def start(workspace, owner, plan="creator"):
    return checkout.start(workspace=workspace, plan=plan, user=owner)


def test_a_buyer_who_returns_has_the_plan_before_any_event(shop, workspace, owner):
    session = shop.buy(workspace, owner)
    assert plan_of(workspace) == "free"

    assert checkout.finish(workspace=workspace, session_id=session)

    assert plan_of(workspace) == "creator"
    usage = quotas.usage(workspace=workspace)
    assert (usage.limit, usage.left) == (50, 50)
    assert Checkout.objects.get().status == CheckoutStatus.COMPLETED


def test_coming_back_twice_changes_nothing(shop, workspace, owner):
    session = shop.buy(workspace, owner)
    checkout.finish(workspace=workspace, session_id=session)
    before = Standing.objects.values().get()

    assert checkout.finish(workspace=workspace, session_id=session)

    after = Standing.objects.values().get()
    assert {**before, "looked_at": 0} == {**after, "looked_at": 0}


def test_an_event_before_the_return_is_as_good(shop, workspace, owner):
    session = shop.buy(workspace, owner)

    assert set(shop.deliver_and_apply()) == {200}

    assert plan_of(workspace) == "creator"
    assert checkout.finish(workspace=workspace, session_id=session)


def test_a_purchase_of_others_is_not_found(shop, workspace, owner, stranger):
    session = shop.buy(stranger, None)

    for unknown in (session, "cs_test_none"):
        with pytest.raises(CheckoutUnknownError):
            checkout.finish(workspace=workspace, session_id=unknown)
    assert (plan_of(workspace), plan_of(stranger)) == ("free", "free")


def test_a_buyer_who_returns_without_paying_has_no_plan(shop, workspace, owner):
    started = start(workspace, owner)

    assert not checkout.finish(workspace=workspace, session_id=started.session_id)

    assert plan_of(workspace) == "free"


def test_a_declined_card_buys_nothing(shop, workspace, owner):
    started = start(workspace, owner)

    answer = shop.pay(started.url, card=DECLINED)

    assert answer.status_code == 402
    assert "declined" in answer.text
    shop.deliver_and_apply()
    assert plan_of(workspace) == "free"


def test_two_tabs_share_one_purchase(shop, workspace, owner):
    first, second = start(workspace, owner), start(workspace, owner)

    assert first.session_id == second.session_id
    assert len(shop.client.checkout.sessions.list().data) == 1


def test_another_plan_in_another_tab_closes_the_first(shop, workspace, owner):
    first = start(workspace, owner)

    second = start(workspace, owner, plan="empire")

    states = {each.id: each.status for each in shop.client.checkout.sessions.list().data}
    assert states == {first.session_id: "expired", second.session_id: "open"}
    assert shop.pay(first.url).status_code != 303


def test_a_purchase_paid_in_another_tab_is_not_paid_again(shop, workspace, owner):
    shop.buy(workspace, owner)

    with pytest.raises(AlreadySubscribedError):
        start(workspace, owner, plan="empire")

    assert plan_of(workspace) == "creator"
    assert len(shop.client.subscriptions.list({"status": "all"}).data) == 1


def test_a_subscription_is_changed_and_not_bought_again(shop, workspace, owner):
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))

    with pytest.raises(AlreadySubscribedError):
        start(workspace, owner, plan="empire")


def test_an_expired_purchase_is_followed_by_a_fresh_one(shop, workspace, owner):
    first = start(workspace, owner)
    shop.client.checkout.sessions.expire(first.session_id)

    assert start(workspace, owner).session_id != first.session_id


def test_a_purchase_begun_under_other_keys_is_begun_anew(shop, workspace, owner):
    Checkout.objects.create(
        workspace=workspace, plan="creator", customer_id="cus_x", price_id="price_x", session_id="cs_other"
    )

    assert start(workspace, owner).session_id.startswith("cs_test_")


def test_a_test_mode_purchase_gives_no_plan_in_live_mode(shop, workspace, owner, settings):
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))
    assert plan_of(workspace) == "creator"

    settings.STRIPE_LIVE_MODE = True

    assert plan_of(workspace) == "free"
    assert not entitlements.standing_of(workspace=workspace).is_live


def test_a_restricted_key_is_enough(shop, workspace, owner, settings):
    settings.STRIPE_SECRET_KEY = "rk_test_" + "restricted" * 3
    asked = shop.requests_to("/stripe/v1/account")

    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))

    assert plan_of(workspace) == "creator"
    assert shop.requests_to("/stripe/v1/account") == asked


@pytest.mark.parametrize("kind", ["status", "drop_before_commit", "drop_after_commit"])
def test_an_outage_of_stripe_loses_nothing_and_opens_one_page(shop, workspace, owner, kind):
    shop.sabotage({"kind": kind, "match": {"method": "POST", "path": SESSIONS}})
    with pytest.raises(UpstreamUnavailableError, match="Nothing was charged"):
        start(workspace, owner)

    started = start(workspace, owner)

    assert started.url
    assert len(shop.client.checkout.sessions.list().data) == 1
    assert len(shop.client.customers.list().data) == 1
    assert Checkout.objects.count() == 1


@pytest.mark.parametrize("kind", ["status", "drop_after_commit"])
def test_an_outage_during_the_creation_of_a_customer_creates_one(shop, workspace, owner, kind):
    shop.sabotage({"kind": kind, "match": {"method": "POST", "path": "/v1/customers$"}})
    with pytest.raises(UpstreamUnavailableError):
        start(workspace, owner)

    start(workspace, owner)

    assert len(shop.client.customers.list().data) == 1


def test_events_apply_a_purchase_whose_return_failed(shop, workspace, owner):
    session = shop.buy(workspace, owner)
    shop.sabotage({"kind": "status", "match": {"path": SESSIONS[:-1]}})
    with pytest.raises(UpstreamUnavailableError):
        checkout.finish(workspace=workspace, session_id=session)

    shop.deliver_and_apply()

    assert plan_of(workspace) == "creator"


def test_a_customer_that_was_deleted_at_stripe_is_made_anew(shop, workspace, owner):
    gone = start(workspace, owner).customer_id
    Checkout.objects.all().delete()
    shop.client.customers.delete(gone)

    started = start(workspace, owner)

    assert started.customer_id != gone
    assert mirror.customer_of(workspace) == started.customer_id


@pytest.mark.django_db(transaction=True)
def test_four_presses_at_once_make_one_customer_and_one_page(shop, workspace, owner):
    found: list[str] = []
    barrier = threading.Barrier(4)

    def press() -> None:
        barrier.wait(timeout=20)
        try:
            found.append(start(workspace, owner).session_id)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert len(set(found)) == 1
    assert len(shop.client.customers.list().data) == 1


def test_a_coupon_of_everything_buys_a_plan(shop, workspace, owner, settings):
    settings.STRIPE_PROMOTION_CODES = True
    coupon = shop.client.coupons.create({"percent_off": 100, "duration": "forever"})
    shop.client.promotion_codes.create(
        {"code": "EVERYTHING", "promotion": {"type": "coupon", "coupon": coupon.id}}
    )

    session = shop.buy(workspace, owner, promotion_code="EVERYTHING")

    assert checkout.finish(workspace=workspace, session_id=session)
    assert set(shop.deliver_and_apply()) == {200}
    assert plan_of(workspace) == "creator"
    assert [invoice.total for invoice in mirror.invoices_of(workspace)] == [0]


def test_a_trial_is_given_once(shop, workspace, owner, settings):
    settings.STRIPE_TRIAL_DAYS = 14
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))
    standing = Standing.objects.get()
    assert (standing.state, plan_of(workspace)) == ("trialing", "creator")

    shop.client.subscriptions.cancel(standing.subscription_id)
    shop.deliver_and_apply()
    started = start(workspace, owner)

    assert plan_of(workspace) == "free"
    assert "trial_period_days" not in started.request["subscription_data"]


def test_promotion_codes_and_taxes_are_asked_for_where_they_are_set(shop, workspace, owner, settings):
    settings.STRIPE_PROMOTION_CODES = settings.STRIPE_AUTOMATIC_TAX = True

    started = start(workspace, owner)

    found = shop.client.checkout.sessions.retrieve(started.session_id)
    assert found.allow_promotion_codes
    assert found.automatic_tax.enabled


@pytest.mark.parametrize("plan", ["", "free", "gold"])
def test_what_is_not_sold_is_refused(shop, workspace, owner, plan):
    with pytest.raises(PlanUnknownError):
        start(workspace, owner, plan=plan)


def test_a_plan_without_a_price_is_refused_in_words(sandbox_url, workspace, owner):
    with pytest.raises(PlanNotForSaleError, match="Creator plan isn't for sale here yet"):
        start(workspace, owner)


def test_without_stripe_nothing_is_sold(workspace, owner, settings):
    settings.STRIPE_SECRET_KEY = ""

    with pytest.raises(PaymentsOffError, match="administrator"):
        start(workspace, owner)
    assert [offer.price for offer in catalogue.offers()] == ["$0", "$29", "$99"]
    assert not any(offer.price_id for offer in catalogue.offers())


def test_the_page_for_cards_needs_a_customer(shop, workspace, owner):
    with pytest.raises(NoSubscriptionError):
        checkout.open_portal(workspace=workspace)

    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))

    assert checkout.open_portal(workspace=workspace).startswith(shop.url)


def test_what_was_changed_in_the_portal_shows_on_the_way_back(shop, workspace, owner):
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))
    standing = Standing.objects.get()
    shop.client.subscriptions.update(standing.subscription_id, {"cancel_at_period_end": True})

    checkout.apply_portal_changes(workspace=workspace)

    standing.refresh_from_db()
    assert standing.cancels_at == standing.period_ends_at
    assert plan_of(workspace) == plans.CREATOR.code
