"""The pages and endpoints of products, and their pictures."""

import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from commerce import tasks
from commerce.catalogue import pictures, products
from commerce.models import Offer, Product, ProductPicture, Store, StoreStatus, Variant
from commerce.platforms import Money
from commerce.tests.goods import at, report, shop, studio, variant
from sandbox.world import ids
from synthesis.models import Video

pytestmark = pytest.mark.django_db


@pytest.fixture
def mugs(workspace) -> Store:
    """A shop whose products were read an hour ago."""
    now = timezone.now()
    return shop(
        workspace=workspace,
        products_read_at=now - timedelta(hours=1),
        products_due_at=now + timedelta(hours=9),
    )


def text_of(answer) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_list_shows_products_with_status_price_and_where_they_are_offered(member, mugs):
    prices = (variant("11", price=1200), variant("12", price=1500))
    mug = products.apply(store=mugs, product=report("1", title="Blue mug", variants=prices))
    products.apply(store=mugs, product=report("2", title="Poster", status="archived", variants=()))
    video = Video.objects.create(workspace=mugs.workspace, title="Three espressos")
    Offer.objects.create(workspace=mugs.workspace, product=mug, video=video)

    page = text_of(member.get("/shop/products/"))

    assert "Blue mug" in page
    assert "€12 – €15" in page
    assert "1 video " in page
    assert "Archived" in page
    assert "No price" in page
    assert "all products read 1 h ago" in page


def test_the_list_is_filtered_by_words_status_and_shop(member, mugs):
    second = shop(workspace=mugs.workspace, domain="posters.myshopify.com", name="Posters")
    products.apply(store=mugs, product=report("1", title="Blue mug"))
    products.apply(store=mugs, product=report("2", title="Old mug", status="archived"))
    products.apply(store=second, product=report("3", title="Poster"))

    def titles(query: str) -> set[str]:
        page = text_of(member.get(f"/shop/products/?{query}"))
        return {title for title in ("Blue mug", "Old mug", "Poster") if f">{title}<" in page}

    assert titles("q=BLUE") == {"Blue mug"}
    assert titles("status=archived") == {"Old mug"}
    assert titles(f"store={second.pk}") == {"Poster"}
    assert titles("status=nonsense&store=nonsense&order=nonsense") == {"Blue mug", "Old mug", "Poster"}
    assert "No product matches" in text_of(member.get("/shop/products/?q=teapot"))


def test_the_list_continues_without_repeating_or_skipping(member, mugs):
    many = [report(str(n), title=f"Mug {n:03}") for n in range(60)]
    products.apply_many(store=mugs, reports=many, seen_at=at(1))
    first = member.get("/shop/products/").content.decode()
    next_url = first.partition('id="load-more"')[2].partition('href="')[2].partition('"')[0]

    second = member.get(next_url.replace("&amp;", "&")).content.decode()

    assert ">Mug 029<" in first
    assert ">Mug 030<" not in first
    assert second.count("table__row") == 30


def test_a_list_of_many_products_takes_as_many_queries_as_one_of_two(member, mugs):
    products.apply_many(store=mugs, reports=[report("1"), report("2", title="Cup")], seen_at=at(1))
    member.get("/shop/products/")
    with CaptureQueriesContext(connection) as few:
        member.get("/shop/products/?q=cup")
    now = timezone.now()
    Product.objects.bulk_create(
        Product(
            workspace=mugs.workspace, store=mugs, shop_id=f"x{n}", title=f"Thing {n}",
            words=f"thing {n} cup{n}", currency="EUR", shop_updated_at=now,
        )
        for n in range(1000)
    )  # fmt: skip

    with CaptureQueriesContext(connection) as many:
        page = text_of(member.get("/shop/products/?q=cup"))

    assert "Load more" in page
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"products_read_at": None, "products_began_at": at(0)}, "1 so far"),
        ({"products_problem": "The shop is frozen."}, "The shop is frozen."),
        ({"status": StoreStatus.NEEDS_RECONNECT, "status_note": "It refused."}, "Reconnect Mugs"),
        ({"products_began_at": at(0)}, "again. Shown as read 1 h ago"),
        ({"livemode": False}, "Sandbox"),
    ],
)
def test_the_list_says_how_current_it_is(member, mugs, fields, words):
    products.apply(store=mugs, product=report())
    Store.objects.update(**fields)

    assert words in text_of(member.get("/shop/products/"))


def test_the_list_asks_again_only_during_the_first_reading(member, mugs):
    assert 'hx-trigger="every 3s"' not in text_of(member.get("/shop/products/"))

    Store.objects.update(products_read_at=None, products_began_at=timezone.now())

    page = text_of(member.get("/shop/products/"))
    assert 'hx-trigger="every 3s"' in page
    assert "The first reading is running" in page


def test_without_a_shop_the_list_leads_to_connecting_one(member):
    assert "No shop connected" in text_of(member.get("/shop/products/"))


def test_a_product_page_shows_variants_prices_by_currency_and_its_offers(member, mugs):
    dollars = Money(amount_minor=1399, currency="USD")
    both = variant("11", sku="MUG-1", prices=(Money(amount_minor=1200, currency="EUR"), dollars))
    sold_out = variant("12", title="Red", price=1500, is_available=False)
    mug = products.apply(
        store=mugs, product=report(variants=(both, sold_out), url="https://mugs.example/products/mug")
    )
    video = Video.objects.create(workspace=mugs.workspace, title="Three espressos")
    Offer.objects.create(workspace=mugs.workspace, product=mug, video=video, removed_at=timezone.now())

    page = text_of(member.get(f"/shop/products/{mug.pk}/"))

    for words in ("MUG-1", "$13.99", "€15", "Sold out", "Three espressos", "its links still work"):
        assert words in page
    assert 'href="https://mugs.example/products/mug"' in page


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("archived", "Archived in the shop"),
        ("draft", "A draft in the shop"),
        ("active", "Not in the online store"),
    ],
)
def test_a_product_page_says_why_customers_cannot_buy_it(member, mugs, status, words):
    row = products.apply(store=mugs, product=report(status=status))

    assert words in text_of(member.get(f"/shop/products/{row.pk}/"))


def test_a_deleted_product_keeps_its_page_without_a_link_to_the_shop(member, mugs):
    row = products.apply(store=mugs, product=report(url="https://mugs.example/products/mug"))
    products.end(store=mugs, shop_id="1")

    page = text_of(member.get(f"/shop/products/{row.pk}/"))

    assert "Deleted in the shop" in page
    assert "https://mugs.example" not in page


def test_texts_of_shops_are_escaped_and_keep_their_direction(member, mugs):
    row = products.apply(
        store=mugs,
        product=report(title="<script>alert(1)</script> كوب", vendor="<b>x</b>", url="javascript:x"),
    )

    for address in ("/shop/products/", f"/shop/products/{row.pk}/"):
        page = text_of(member.get(address))
        assert "<script>alert" not in page
        assert "<b>x</b>" not in page
        assert "javascript:x" not in page


def test_reading_now_makes_the_shop_due(member, mugs):
    answer = member.post(f"/shop/stores/{mugs.pk}/read-products/")

    assert answer.status_code == 302
    mugs.refresh_from_db()
    assert mugs.products_due_at <= timezone.now()


def test_the_picker_searches_active_products_with_and_without_scripts(member, mugs):
    products.apply(store=mugs, product=report("1", title="Blue mug"))
    products.apply(store=mugs, product=report("2", title="Old mug", status="archived"))

    whole = text_of(member.get("/shop/products/choices/?q=mug"))
    part = text_of(member.get("/shop/products/choices/?q=mug", headers={"HX-Request": "true"}))

    assert "<html" in whole
    assert "<html" not in part
    for page in (whole, part):
        assert "Blue mug" in page
        assert "Old mug" not in page
    assert "No active product has “teapot”" in text_of(member.get("/shop/products/choices/?q=teapot"))


def test_the_picker_keeps_a_chosen_product_that_the_words_do_not_find(member, mugs):
    mug = products.apply(store=mugs, product=report("1", title="Blue mug"))
    products.apply(store=mugs, product=report("2", title="Poster", handle="poster"))

    page = text_of(member.get(f"/shop/products/choices/?q=poster&product={mug.pk}"))

    assert page.count('type="radio"') == 2
    assert page.count("checked") == 1
    assert "Blue mug" not in text_of(member.get("/shop/products/choices/?q=poster&product=pdt_unknown"))


def test_the_api_lists_products_by_filter_and_page(member, mugs):
    for n in range(3):
        products.apply(store=mugs, product=report(str(n), minute=n, title=f"Mug {n}"))
    products.end(store=mugs, shop_id="1")

    listed = member.get("/api/v1/products/?limit=1&order=-updated_at").json()
    rest = member.get(f"/api/v1/products/?limit=1&order=-updated_at&cursor={listed['next_cursor']}").json()

    assert [each["title"] for each in listed["data"] + rest["data"]] == ["Mug 2", "Mug 0"]
    assert not rest["has_more"]
    deleted = member.get("/api/v1/products/?status=deleted&q=MUG").json()["data"]
    assert [(each["title"], each["status"]) for each in deleted] == [("Mug 1", "deleted")]
    assert member.get("/api/v1/products/?status=sold").status_code in (400, 422)


def test_the_api_returns_a_product_with_its_variants_in_minor_units(member, mugs):
    row = products.apply(store=mugs, product=report(variants=(variant("12", position=2), variant("11"))))

    body = member.get(f"/api/v1/products/{row.pk}/").json()

    assert (body["lowest_minor"], body["currency"], body["store"]) == (1200, "EUR", mugs.pk)
    assert [each["shop_id"] for each in body["variants"]] == ["11", "12"]
    assert body["variants"][0]["prices"] == [{"amount_minor": 1200, "currency": "EUR"}]


def test_the_api_reads_products_again_only_of_a_connected_shop(member, mugs, bazaar):
    Store.objects.update(platform=bazaar.name)
    mugs.refresh_from_db()
    assert member.post(f"/api/v1/stores/{mugs.pk}/read-products/").status_code == 202
    mugs.move_to(StoreStatus.REVOKED)

    refused = member.post(f"/api/v1/stores/{mugs.pk}/read-products/")

    assert (refused.status_code, refused.json()["code"]) == (409, "store_inactive")


@pytest.mark.parametrize("path", ["/shop/products/{}/", "/api/v1/products/{}/"])
def test_products_of_other_workspaces_are_unknown(member, workspace, path):
    theirs = products.apply(store=shop(workspace=studio("other@example.com")), product=report())

    assert member.get(path.format(theirs.pk)).status_code == 404
    assert member.get("/api/v1/products/").json()["data"] == []


@pytest.fixture
def pictured(mugs, sandbox_url) -> Product:
    """A product of a sandbox shop whose picture exists in the sandbox."""
    Store.objects.update(livemode=False)
    mugs.refresh_from_db()
    return products.apply(
        store=mugs, product=report(image_url=f"{sandbox_url}/media/thumbnails/{ids.video_id(0, 40)}.jpg")
    )


def address(product: Product, width: int = 96, version: str = "") -> str:
    return f"/pictures/products/{product.pk}/{version or product.picture_version}-{width}.jpg"


def test_a_picture_is_stored_in_two_sizes_and_served_without_a_session(pictured):
    assert Client().get(address(pictured))["Content-Type"] == "image/svg+xml"

    tasks.store_picture(pictured.pk)

    for width in (96, 480):
        answer = Client().get(address(pictured, width))
        with Image.open(io.BytesIO(answer.content)) as picture:
            assert picture.size == (width, width)
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("wrong", [{"width": 97}, {"version": "guessed"}])
def test_guessed_addresses_of_pictures_are_unknown(pictured, wrong):
    assert Client().get(address(pictured, **wrong)).status_code == 404
    assert not cache.get(f"product-picture:{pictured.pk}")


def test_a_picture_elsewhere_is_refused_and_not_retried_today(pictured):
    Product.objects.update(image_url="https://internal.example/x.jpg")

    tasks.store_picture(pictured.pk)

    assert ProductPicture.objects.get().problem == "upstream_error"
    assert Client().get(address(Product.objects.get()))["Content-Type"] == "image/svg+xml"


def test_old_pictures_are_deleted(pictured):
    tasks.store_picture(pictured.pk)

    pictures.purge_old(at=timezone.now() + timedelta(days=31))

    assert not ProductPicture.objects.exists()


def test_a_product_with_a_hundred_variants_takes_few_queries(member, mugs):
    many = tuple(variant(str(n), title=f"Size {n}", position=n) for n in range(100))
    row = products.apply(store=mugs, product=report(variants=many))
    assert Variant.objects.count() == 100

    with CaptureQueriesContext(connection) as queries:
        page = text_of(member.get(f"/shop/products/{row.pk}/"))

    assert page.count("SKU") == 0
    assert "Size 99" in page
    assert len(queries) <= 10
