"""Webhooks of Shopify that are larger than any form: accepted up to 8 MiB, and applied."""

import json

import pytest
from django.test import Client

from commerce.models import Order, ShopEvent
from commerce.platforms import MOST_HOOK_BYTES
from commerce.tests import ordering
from commerce.tests.conftest import apply_all
from commerce.tests.shopify import headers
from commerce.tests.test_shopify_webhooks import order, refund

SHOP = "sol.myshopify.com"
MB = 1024 * 1024


def deliver(document, *, fill=0, is_forged=False):
    """Deliver an order of the sandbox, with so many bytes of a field that is not read."""
    body = json.dumps({**document, "note": "x" * fill}).encode()
    sent = headers("orders/updated", body, secret="other" if is_forged else "sandbox", Shop_Domain=SHOP)
    return Client().post("/hooks/shopify/", body, content_type="application/json", headers=sent)


@pytest.mark.django_db
def test_an_order_with_hundreds_of_lines_and_refunds_is_applied():
    seller = ordering.seller()
    lines = [{"product_id": number % 60 + 1, "properties": ["x" * 4000]} for number in range(600)]
    paid = {"kind": "refund", "status": "success", "amount": "0.10", "currency": "EUR"}
    refunds = [refund(id=number, transactions=[paid], note="x" * 4000) for number in range(1, 301)]
    document = order(line_items=lines, refunds=refunds)
    assert 3 * MB < len(json.dumps(document)) < MOST_HOOK_BYTES

    answer = deliver(document)
    apply_all()

    assert answer.status_code == 200
    row = Order.objects.get(store=seller.store)
    assert (row.total_minor, row.refunded_minor, row.net_minor) == (3120, 3000, 120)
    assert len(row.product_ids) == 60


@pytest.mark.django_db
def test_the_signature_covers_every_byte_of_a_large_webhook():
    assert deliver(order(), fill=3 * MB).status_code == 200
    assert deliver(order(), fill=3 * MB, is_forged=True).status_code == 401


@pytest.mark.django_db
def test_a_larger_webhook_is_refused_in_one_line():
    answer = deliver(order(), fill=MOST_HOOK_BYTES)

    assert (answer.status_code, answer["Content-Type"]) == (413, "text/plain")
    assert answer.text == "The request body is larger than this address accepts.\n"
    assert not ShopEvent.objects.exists()
