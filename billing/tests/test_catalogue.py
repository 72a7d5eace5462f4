"""Plans as products and prices: created once, changed in order, and read where they are shown."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from djstripe.models import WebhookEndpoint

from billing import catalogue, checkout, endpoints, entitlements, money, plans
from billing.models import Standing


def test_publishing_again_does_nothing(shop):
    asked = shop.requests_to("/stripe/v1/", "POST")

    assert catalogue.publish() == []

    assert shop.requests_to("/stripe/v1/", "POST") == asked
    assert len(shop.client.products.list().data) == 2
    assert len(shop.client.prices.list().data) == 2


def test_each_price_names_its_plan_and_is_found_by_its_key(shop):
    found = shop.client.prices.list({"lookup_keys": ["ettametta_creator_monthly"]}).data[0]

    assert (found.unit_amount, found.currency, found.recurring.interval) == (2900, "usd", "month")
    assert (found.metadata["tier"], found.product) == ("creator", "ettametta_creator")


def test_a_changed_price_is_new_and_old_subscribers_keep_theirs(shop, workspace, owner, settings, stranger):
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))
    settings.PLAN_PRICES_MINOR = {"creator": 3900}

    assert len(catalogue.publish()) == 1
    assert catalogue.publish() == []

    standing = Standing.objects.get()
    assert (standing.amount_minor, entitlements.plan_of(workspace=workspace).code) == (2900, "creator")
    assert catalogue.offer_of(plans.CREATOR).price == "$39"
    assert not shop.client.prices.retrieve(standing.price_id).active
    checkout.finish(workspace=stranger, session_id=shop.buy(stranger, None))
    assert Standing.objects.get(workspace=stranger).amount_minor == 3900
    shop.deliver_and_apply()
    assert catalogue.offer_of(plans.CREATOR).price == "$39", "events about the old price change nothing"


def test_a_price_may_go_back_to_what_it_was(shop, settings):
    settings.PLAN_PRICES_MINOR = {"creator": 3900}
    catalogue.publish()
    settings.PLAN_PRICES_MINOR = {}

    catalogue.publish()

    assert catalogue.offer_of(plans.CREATOR).price == "$29"


def test_another_currency_is_another_price(shop, settings):
    settings.PLAN_CURRENCY = "eur"

    catalogue.publish()

    assert [offer.price for offer in catalogue.offers()] == ["€0", "€29", "€99"]


def test_what_was_changed_by_hand_is_put_right(shop):
    shop.client.products.update("ettametta_empire", {"name": "Something else", "active": False})

    assert catalogue.publish() == ["product ettametta_empire changed"]

    found = shop.client.products.retrieve("ettametta_empire")
    assert (found.name, found.active) == ("ettametta Empire", True)


def test_the_command_says_what_it_did(sandbox_url, db, capsys):
    call_command("connect_stripe")
    first = capsys.readouterr().out
    call_command("connect_stripe")
    second = capsys.readouterr().out

    assert first.count("created") == 5
    assert "the catalogue is up to date" in second
    assert second.count("is up to date") == 2


def test_the_landing_page_shows_the_published_price(shop, settings):
    settings.PLAN_PRICES_MINOR = {"creator": 3950}
    catalogue.publish()

    shown = Client().get(reverse("home")).content.decode()

    assert "$39.50" in shown


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (2900, "usd", "$29"),
        (2950, "usd", "$29.50"),
        (0, "usd", "$0"),
        (-705, "eur", "−€7.05"),
        (1234500, "gbp", "£12,345"),
        (2900, "jpy", "¥2,900"),
        (2900, "chf", "29.00 CHF"),
        (1500, "kwd", "1.500 KWD"),
    ],
)
def test_money_is_written_in_its_currencys_way(amount, currency, words):
    assert money.in_words(amount, currency) == words


def test_an_endpoint_whose_secret_was_never_kept_is_replaced(shop, settings):
    """connect_stripe was killed after Stripe had created the endpoint."""
    WebhookEndpoint.objects.all().delete()
    (lost,) = (each.id for each in shop.client.webhook_endpoints.list().data)
    others = shop.client.webhook_endpoints.create(
        {
            "url": "https://other.example/hooks/stripe/5f0c2f0e-1111-4222-8333-444455556666/",
            "enabled_events": ["*"],
            "metadata": {"djstripe_uuid": "5f0c2f0e-1111-4222-8333-444455556666"},
        }
    )

    said = endpoints.ensure()

    assert f"endpoint {lost} deleted" in said
    (ours,) = WebhookEndpoint.objects.all()
    assert endpoints.secret_of(ours).startswith("whsec_")
    assert {each.id for each in shop.client.webhook_endpoints.list().data} == {ours.id, others.id}
    assert endpoints.ensure() == f"endpoint {ours.id} is up to date"


def test_an_endpoint_that_cannot_be_deleted_does_not_cost_the_new_one_its_secret(shop):
    WebhookEndpoint.objects.all().delete()
    shop.sabotage({"kind": "status", "match": {"method": "DELETE", "path": "/webhook_endpoints/"}})

    assert "not deleted" in endpoints.ensure()

    assert endpoints.secret_of(WebhookEndpoint.objects.get()).startswith("whsec_")
    assert "deleted: its secret was not stored" in endpoints.ensure()
    assert len(shop.client.webhook_endpoints.list().data) == 1


def test_another_accounts_key_does_not_lose_the_endpoints_secret(shop, settings):
    (ours,) = WebhookEndpoint.objects.all()
    right = settings.STRIPE_SECRET_KEY
    settings.STRIPE_SECRET_KEY = "sk_test_other_account"
    endpoints.ensure()

    settings.STRIPE_SECRET_KEY = right

    assert endpoints.ensure() == f"endpoint {ours.id} is up to date"
    assert endpoints.secret_of(ours)
