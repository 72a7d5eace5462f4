"""Orders beside posts, scenes and videos: each currency by itself, and why there are none."""

import pytest
from django.test import Client
from django.utils import timezone

from commerce.models import ClickHour, Store
from commerce.tests.ordering import Seller, euros, seller

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Seller:
    """A seller of whose second scene eleven orders in euros and one in dollars came."""
    found = seller()
    post, scene = found.posts[0], found.scenes[1]
    offer = found.offer(scene=scene)
    link = found.link("23456789ab", post=post, offer=offer)
    for n in range(11):
        found.report(shop_id=f"1{n}", note_code=link.code, total=euros(28.40))
    found.report(shop_id="2", note_code=link.code, total=euros(40, "USD"))
    return found


@pytest.fixture
def member(made) -> Client:
    client = Client()
    client.force_login(made.owner)
    return client


def page(member: Client, path: str) -> str:
    answer = member.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_results_of_a_video_say_what_each_scene_brought(made, member):
    shown = page(member, f"/videos/{made.video.pk}/results/")

    assert "Scene 2 brought 11 orders, €312.40 and 1 order, $40." in shown
    assert "Scene 1 brought" not in shown
    assert "Each currency by itself." in shown


def test_the_results_of_a_post_show_its_own_orders_only(made, member):
    with_orders, without = (page(member, f"/publications/{post.pk}/results/") for post in made.posts)

    assert "€312.40" in with_orders
    assert "No orders yet." in without


def test_the_page_of_a_post_says_what_it_brought(made, member):
    with_orders, without = (page(member, f"/publications/{post.pk}/") for post in made.posts)

    assert "11 orders, €312.40" in with_orders
    assert "orders" not in without.split("Results</a>")[1].split("</section>")[0]


def test_each_post_of_an_offer_has_its_orders_by_link_and_code(made, member):
    offer = made.offer(scene=made.scenes[1])
    made.link("post000002", post=made.posts[1], offer=offer)
    made.discount("SLOW10", post=made.posts[1], offer=offer)
    made.report(shop_id="3", discount_codes=("SLOW10",), total=euros(7))

    table = page(member, f"/videos/{made.video.pk}/offers/").split("<tbody>")[1]

    first, second = table.split("</tr>")[:2]
    assert ("€312.40" in first, "$40" in first, "€7" in first) == (True, True, False)
    assert ("€7" in second, "€312.40" in second) == (True, False)


def test_the_own_link_of_an_offer_has_its_clicks_and_orders(made, member):
    offer = made.offer()
    own = made.link("ownlink001", offer=offer)
    ClickHour.objects.create(
        workspace=made.workspace,
        link=own,
        hour=timezone.now().replace(minute=0, second=0, microsecond=0),
        clicks=3,
    )
    made.report(shop_id="3", note_code=own.code, total=euros(7))

    card = page(member, f"/videos/{made.video.pk}/offers/")

    assert "By this link: 3 clicks · €7 from 1 order, 1 certain, just now" in card


def test_the_overview_has_each_shop_by_itself_if_there_are_several(made, member):
    assert ">By shop<" not in page(member, "/shop/")
    Store.objects.create(
        workspace=made.workspace,
        platform="shopify",
        domain="second.myshopify.com",
        name="Second",
        currency="EUR",
    )

    shown = page(member, "/shop/")

    shops = shown.split(">By shop<")[1].split("</section>")[0]
    assert f"/shop/orders/?store={made.store.pk}" in shops
    assert ("€312.40" in shops, "Second" in shops.split("Posts with")[0]) == (True, False)


def test_offers_and_posts_without_orders_say_zero(made, member):
    offer = made.offer()
    made.link("post000002", post=made.posts[1], offer=offer)

    card = page(member, f"/videos/{made.video.pk}/offers/")
    row = next(each for each in page(member, "/shop/offers/").split("<tr") if "The whole video" in each)

    assert "€0" in card
    assert ("€0" in row, "None" in row) == (True, False)


def test_the_table_of_posts_has_orders_and_sorts_by_them(made, member):
    shown = page(member, "/analytics/?range=all&sort=orders")

    table = shown.split("<tbody>")[1]
    assert "11 orders, €312.40" in table
    assert "no orders yet" in table
    assert table.index("Grind finer") < table.index("Pour slower")


def test_the_page_of_a_video_shows_what_it_brought(made, member):
    shown = page(member, f"/videos/{made.video.pk}/")

    assert "What this video brought" in shown
    assert "€312.40" in shown


def test_without_a_shop_there_is_no_column_of_orders_and_the_results_say_why(made, member):
    Store.objects.all().delete()

    heads = page(member, "/analytics/?range=all").split("<thead>")[1].split("</thead>")[0]

    assert "Orders" not in heads
    assert "No shop is connected" in page(member, f"/videos/{made.video.pk}/results/")


def test_orders_of_another_workspace_are_not_shown(made):
    eve = seller("eve@example.com", domain="eve.myshopify.com")
    client = Client()
    client.force_login(eve.owner)

    assert "€312.40" not in page(client, f"/videos/{eve.video.pk}/results/")
