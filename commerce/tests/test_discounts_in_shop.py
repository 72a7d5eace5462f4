"""Discount codes and links with the simulated shop, counted there."""

from datetime import timedelta

import pytest
import requests
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from commerce import access_tokens
from commerce.models import DiscountCode, DiscountStatus
from commerce.offers import discounting, discounts, links, offers
from commerce.tests.offering import Bench, bench, publication_of
from sandbox.tests import shopify_world

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Safari/604.1"
)


@pytest.fixture
def made(db, sandbox_url) -> Bench:
    """A bench whose shop is the sandbox's, and whose product is one of its goods."""
    found = bench()
    found.store.domain = found.store.public_domain = shopify_world.GOODS
    found.store.access_token = "shpat_sandbox"
    found.store.save()
    product = access_tokens.call(store=found.store, work=lambda client: client.products()).products[0]
    found.mug.shop_id, found.mug.handle, found.mug.url = product.shop_id, product.handle, product.url
    found.mug.save()
    return found


def turn() -> DiscountCode:
    DiscountCode.objects.update(due_at=timezone.now() - timedelta(seconds=1), lease_until=None)
    row = DiscountCode.objects.get()
    discounting.work(discount_id=row.pk)
    row.refresh_from_db()
    return row


def in_shop(sandbox_url) -> list[tuple[str, str]]:
    found = shopify_world.control(sandbox_url, f"/shops/{shopify_world.GOODS}")["discounts"]
    return sorted((each["code"], each["status"]) for each in found)


def offered(made, **content):
    return made.offer(scene=made.scene, scene_discount_percent=15, scene_code="NIA15", **content)


def test_a_code_lives_in_the_shop_from_the_offer_to_its_removal(made, sandbox_url):
    before = in_shop(sandbox_url)
    offer = offered(made)
    assert turn().status == DiscountStatus.ACTIVE
    assert set(in_shop(sandbox_url)) - set(before) == {("NIA15", "ACTIVE")}

    offers.remove(offer=offer, actor=made.user)

    assert turn().status == DiscountStatus.ENDED
    assert ("NIA15", "EXPIRED") in in_shop(sandbox_url)


def test_a_lost_answer_of_the_shop_makes_no_second_code(made, sandbox_url):
    before = in_shop(sandbox_url)
    offered(made)
    rule = {"kind": "drop_after_commit", "match": {"method": "POST", "path": "/graphql.json$"}}
    requests.put(f"{sandbox_url}/_sandbox/faults", json=[rule], timeout=10).raise_for_status()
    assert turn().status == DiscountStatus.WANTED

    assert turn().status == DiscountStatus.ACTIVE
    assert len(in_shop(sandbox_url)) == len(before) + 1


def test_a_post_gets_its_code_back_in_the_shop(made, sandbox_url):
    offer, publication = made.offer(post_discount_percent=10), publication_of(made)
    code = {"offer": offer, "publication": publication, "code": "MUG2345"}
    discounts.for_post(**code)
    turn()
    discounts.end_for_post(publication=publication)
    assert turn().status == DiscountStatus.ENDED

    discounts.for_post(**code)

    assert turn().status == DiscountStatus.ACTIVE
    assert ("MUG2345", "ACTIVE") in in_shop(sandbox_url)


def test_a_click_leads_to_the_shop_with_the_discount_applied(made, sandbox_url):
    offer = offered(made)
    turn()
    cache.clear()

    link = links.own(offer=offer)
    found = Client().get(f"/go/{link.code}", headers={"User-Agent": PHONE})

    assert found["Location"].startswith(f"{sandbox_url}/shopify/shops/{shopify_world.GOODS}/discount/NIA15?")
    assert f"ref%3D{link.code}" in found["Location"]
