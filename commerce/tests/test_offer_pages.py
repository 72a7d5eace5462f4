"""Pages of offers, and their files."""

import io
import re

import pytest
from django.test import Client
from PIL import Image

from accounts.models import Membership, Role, User
from commerce.models import (
    ClickHour,
    DiscountCode,
    DiscountStatus,
    Offer,
    ProductStatus,
    Store,
    StoreStatus,
)
from commerce.offers import discounts, links, qr_codes
from commerce.tests.offering import Bench, bench, product_of, publication_of


@pytest.fixture
def made(db) -> Bench:
    return bench()


@pytest.fixture
def member(made) -> Client:
    client = Client()
    client.force_login(made.user)
    return client


@pytest.fixture
def address(made) -> str:
    return f"/videos/{made.video.pk}/offers/"


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_a_product_is_put_on_a_scene_from_the_page(made, member, address):
    shown = text_of(member.get(address))
    assert made.mug.title in shown

    answer = member.post(
        address,
        {
            "product": made.mug.pk,
            "scene": made.scene.pk,
            "scene_discount_percent": "10",
            "scene_code": "nia5",
        },
    )

    assert answer.status_code == 302
    offer = Offer.objects.get()
    assert (offer.scene, offer.product) == (made.scene, made.mug)
    shown = text_of(member.get(address))
    assert "NIA5" in shown
    assert links.url_of(code=links.own(offer=offer).code) in shown


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"product": ""}, "Choose a product."),
        ({"post_discount_percent": "101"}, "less than or equal to 100"),
        ({"scene_code": "NIA 10"}, "3 to 24 letters from A to Z and digits"),
        ({"scene_code": "חלבה10"}, "3 to 24 letters from A to Z and digits"),
        ({"scene": "scn_none"}, "Select a valid choice"),
    ],
)
def test_a_form_with_a_mistake_says_so_and_keeps_the_rest(made, member, address, wrong, message):
    answer = member.post(address, {"product": made.mug.pk, "scene_discount_percent": "10"} | wrong)

    assert answer.status_code == 422
    assert message in text_of(answer)
    # The form stands below the offers and the picker: without the focus, nobody sees the message.
    assert 'role="alert" tabindex="-1" autofocus' in " ".join(answer.content.decode().split())
    assert not Offer.objects.exists()


def test_a_product_that_is_offered_already_is_refused_with_the_reason(made, member, address):
    made.offer()

    answer = member.post(address, {"product": made.mug.pk, "post_discount_percent": "37"})

    assert answer.status_code == 422
    assert "already offered in this video" in text_of(answer)
    assert 'value="37"' in text_of(answer)


def test_what_the_offer_refuses_is_said_beside_what_was_typed(made, member, address):
    made.offer(scene=made.scene, scene_discount_percent=10, scene_code="MUG5")
    typed = {"post_discount_percent": "37", "scene_discount_percent": "10", "scene_code": "MUG5"}

    added = member.post(address, {**typed, "product": made.mug.pk})
    offer = made.offer()
    version = {"version": str(offer.version)}
    changed = member.post(f"{address}{offer.pk}/", {**typed, **version})
    bare = member.post(f"{address}{offer.pk}/", {**typed, **version, "scene_code": "", "to_checkout": "on"})

    for answer, message in (
        (added, "The code MUG5 is in use already"),
        (changed, "The code MUG5 is in use already"),
        (bare, "Choose the variant"),
    ):
        assert answer.status_code == 422
        assert message in text_of(answer)
        assert 'value="37"' in text_of(answer)


def test_a_viewer_sees_offers_and_changes_nothing(made, address):
    viewer = User.objects.create_user("vera@example.com", "long enough to pass")
    Membership.objects.create(workspace=made.workspace, user=viewer, role=Role.VIEWER)
    made.offer()
    client = Client()
    client.force_login(viewer)

    shown = text_of(client.get(address))
    assert "Espresso mug" in shown
    assert "Add product" not in shown
    assert "Remove" not in shown
    assert client.post(address, {"product": made.mug.pk, "scene": made.scene.pk}).status_code == 403


def test_without_a_shop_the_page_leads_to_connecting_one(made, member, address):
    Store.objects.all().delete()

    assert "No shop connected" in text_of(member.get(address))


def test_the_page_shows_posts_with_their_links_codes_and_clicks(made, member, address):
    offer, publication = made.offer(post_discount_percent=10), publication_of(made)
    discounts.for_post(offer=offer, publication=publication, code="MUG2345")
    link = links.for_publication(publication=publication, offer=offer)
    ClickHour.objects.create(workspace=made.workspace, link=link, hour=offer.created_at, clicks=41)

    shown = text_of(member.get(address))

    assert f"/go/{link.code}" in shown
    assert "MUG2345" in shown
    assert shown.count(">41<") >= 1


def test_a_code_that_failed_says_why_and_is_tried_again(made, member, address):
    offer = made.offer(scene_discount_percent=10)
    DiscountCode.objects.update(status=DiscountStatus.FAILED, problem="The shop has too many discounts.")
    assert "The shop has too many discounts." in text_of(member.get(address))

    member.post(f"{address}{offer.pk}/codes/{DiscountCode.objects.get().pk}/retry/")

    assert DiscountCode.objects.get().status == DiscountStatus.WANTED


@pytest.mark.parametrize(
    ("status", "problem", "trigger"),
    [
        (DiscountStatus.WANTED, "", "every 3s"),
        (DiscountStatus.WANTED, "The shop has to be reconnected.", "every 30s"),
        (DiscountStatus.ACTIVE, "", ""),
        (DiscountStatus.FAILED, "The shop has too many discounts.", ""),
    ],
)
def test_offers_are_loaded_again_while_the_shop_creates_a_code(
    made, member, address, status, problem, trigger
):
    made.offer(scene_discount_percent=10)
    DiscountCode.objects.update(status=status, problem=problem)

    shown = text_of(member.get(address)).split('id="offers"')[1].split(">")[0]

    assert (f'hx-trigger="{trigger}"' in shown) if trigger else ("hx-get" not in shown)


def test_the_place_of_an_offer_is_not_called_optional(member, address):
    shown = text_of(member.get(address))

    assert "Optional" not in shown.split('for="id_scene"')[1].split("<select")[0]
    assert "Optional" in shown.split('for="id_scene_code"')[1].split("<input")[0]


def test_an_offer_is_changed_and_an_older_form_is_refused(made, member, address):
    offer = made.offer()
    path = f"{address}{offer.pk}/"
    assert "The one that the product" in text_of(member.get(path))
    form = {"version": "1", "variant": made.blue.pk, "post_discount_percent": "10"}

    assert member.post(path, form).status_code == 302
    assert member.post(path, form).status_code == 412
    offer.refresh_from_db()
    assert (offer.variant, offer.post_discount_percent) == (made.blue, 10)


def test_a_removed_offer_is_listed_under_removed(made, member, address):
    offer = made.offer()
    member.post(f"{address}{offer.pk}/remove/", {"version": "1"})
    assert "Espresso mug was removed" in text_of(member.get("/shop/offers/"))

    assert "Espresso mug" not in text_of(member.get("/shop/offers/"))
    assert "Espresso mug" in text_of(member.get("/shop/offers/?show=removed"))


@pytest.mark.parametrize("status", [ProductStatus.ARCHIVED, ProductStatus.DELETED])
def test_a_product_that_left_the_shop_keeps_its_card_with_a_note(made, member, address, status):
    made.offer()
    made.mug.status = status
    made.mug.save()

    assert "Not for sale" in text_of(member.get(address))


def test_offers_of_a_disconnected_shop_stay_on_the_page(made, member, address):
    made.offer()
    made.store.move_to(StoreStatus.REVOKED)

    assert "Espresso mug" in text_of(member.get(address))


def test_pages_take_as_many_queries_for_many_offers_as_for_one(
    made, member, address, django_assert_max_num_queries
):
    def count(path):
        with django_assert_max_num_queries(60) as queries:
            assert member.get(path).status_code == 200
        return len(queries)

    made.offer(scene_discount_percent=10)
    count(address)
    before = count(address), count("/shop/offers/")
    for n in range(4):
        product = product_of(made.store, shop_id=f"9{n}", title=f"Jug {n}", handle=f"jug-{n}")
        offer = made.offer(product=product, scene=made.scene, scene_discount_percent=10)
        links.for_publication(publication=publication_of(made), offer=offer)

    assert (count(address), count("/shop/offers/")) == before


def test_qr_codes_are_black_on_white_with_a_quiet_zone(made, member):
    link = links.own(offer=made.offer())

    png = member.get(f"/shop/links/{link.pk}/qr.png")
    picture = Image.open(io.BytesIO(png.content)).convert("L")
    assert png["Content-Disposition"] == f'attachment; filename="{link.code}.png"'
    assert picture.width == picture.height >= 500
    # The quiet zone is four modules of 16 pixels.
    assert picture.crop((0, 0, picture.width, 64)).getextrema() == (255, 255)
    assert picture.getpixel((64, 64)) == 0

    svg = member.get(f"/shop/links/{link.pk}/qr.svg").content
    assert svg.startswith(b"<svg")
    assert b"#fff" in svg
    assert member.get(f"/shop/links/{link.pk}/qr.gif").status_code == 404


def test_the_same_link_always_gives_the_same_picture():
    assert qr_codes.draw(url="https://x.example/go/a", kind="svg") == qr_codes.draw(
        url="https://x.example/go/a", kind="svg"
    )


def test_an_offer_shows_the_discount_that_its_posts_get(made, member, address):
    made.offer(post_discount_percent=10)

    assert "10% off in posts" in text_of(member.get(address))


def test_products_of_a_paused_shop_are_not_offered(made, member, address):
    newer = Store.objects.create(
        workspace=made.store.workspace, platform="shopify", domain="newer.myshopify.com", name="Newer shop",
        currency="JPY", livemode=False,
    )  # fmt: skip
    product_of(newer, shop_id="77", title="Tin kettle", handle="tin-kettle")

    shown = text_of(member.get(address))

    assert "Tin kettle" not in shown
    assert "Your plan does not cover <bdi>Newer shop</bdi>" in shown
    assert "Tin kettle" not in text_of(member.get("/shop/products/choices/?q=kettle"))
    stores = text_of(member.get(f"/videos/{made.video.pk}/merch/"))
    assert "Newer shop" not in stores


def test_a_refused_form_keeps_a_product_that_is_not_among_the_first(made, member, address):
    for n in range(25):
        product_of(made.store, shop_id=f"8{n}", title=f"A jug {n:02}", handle=f"a-jug-{n}")

    answer = member.post(address, {"product": made.mug.pk, "scene_code": "!"})

    assert re.search(rf'value="{made.mug.pk}" required checked', text_of(answer))
