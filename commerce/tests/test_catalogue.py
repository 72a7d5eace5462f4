"""Products as shops report them: in any order, repeated, deleted, and with odd data."""

import itertools
import threading

import pytest
from django.db import connection

from commerce.catalogue import products, searching
from commerce.models import Product, ProductStatus, Variant
from commerce.platforms import Money
from commerce.tests.goods import at, report, shop, studio, variant

pytestmark = pytest.mark.django_db


def known(store, shop_id: str = "1") -> Product:
    return Product.objects.get(store=store, shop_id=shop_id)


def test_a_reported_product_is_mirrored_with_its_variants_and_prices():
    store = shop()
    dollars = Money(amount_minor=1399, currency="USD")
    blue = variant("11", price=1200, sku="MUG-B")
    red = variant("12", title="Red", position=2, prices=(Money(amount_minor=1500, currency="EUR"), dollars))

    row = products.apply(store=store, product=report(variants=(blue, red), vendor="Ona"))

    assert (row.title, row.status, row.vendor, row.variant_count) == ("Mug", "active", "Ona", 2)
    assert (row.currency, row.lowest_minor, row.highest_minor) == ("EUR", 1200, 1500)
    assert row.variants.get(title="Red").prices == [Money(amount_minor=1500, currency="EUR"), dollars]


def test_reports_in_any_order_end_with_the_newest():
    reports = [
        report(minute=n, title=f"Mug {n}", status=("draft", "active", "archived")[n]) for n in range(3)
    ]
    outcomes = set()
    for number, order in enumerate(itertools.permutations(reports)):
        store = shop(workspace=studio(f"n{number}@example.com"))
        for each in (*order, order[0]):
            products.apply(store=store, product=each)
        outcomes.add((known(store).title, known(store).status, known(store).ended_at))

    assert outcomes == {("Mug 2", "archived", at(2))}


def test_a_repeated_report_changes_nothing():
    store = shop()
    first = products.apply(store=store, product=report())
    row = products.apply(store=store, product=report())

    assert row.pk == first.pk
    assert Product.objects.count() == Variant.objects.count() == 1


def test_one_batch_may_report_a_product_twice():
    store = shop()
    twice = [report(minute=5, title="New"), report(minute=1, title="Old"), report("2")]

    products.apply_many(store=store, reports=twice, seen_at=at(6))

    assert known(store).title == "New"
    assert Product.objects.count() == 2


def test_a_known_variant_keeps_its_id_and_a_removed_one_goes():
    store = shop()
    products.apply(store=store, product=report(variants=(variant("11"), variant("12"))))
    kept = Variant.objects.get(shop_id="11").pk

    products.apply(store=store, product=report(minute=1, variants=(variant("11", price=900), variant("13"))))

    assert set(Variant.objects.values_list("shop_id", flat=True)) == {"11", "13"}
    assert Variant.objects.get(pk=kept).prices[0].amount_minor == 900


def test_a_deleted_product_keeps_its_row_and_an_old_report_does_not_bring_it_back():
    store = shop()
    products.apply(store=store, product=report(minute=0))
    products.end(store=store, shop_id="1", at=at(10))

    products.apply(store=store, product=report(minute=5, title="Late"))

    row = known(store)
    assert (row.status, row.ended_at, row.title) == (ProductStatus.DELETED, at(10), "Mug")


def test_a_product_that_the_shop_still_has_returns():
    store = shop()
    products.apply(store=store, product=report(minute=0))
    products.end(store=store, shop_id="1", at=at(10))

    products.apply(store=store, product=report(minute=0), seen_at=at(11))

    assert (known(store).status, known(store).ended_at) == (ProductStatus.ACTIVE, None)


def test_a_deletion_is_dated_once_and_one_of_an_unknown_product_changes_nothing():
    store = shop()
    products.apply(store=store, product=report())
    for minute in (10, 20):
        products.end(store=store, shop_id="1", at=at(minute))
    products.end(store=store, shop_id="404")

    assert known(store).ended_at == at(10)
    assert Product.objects.count() == 1


def test_an_archived_product_says_since_when_and_a_restored_one_does_not():
    store = shop()
    for minute in (1, 2):
        products.apply(store=store, product=report(minute=minute, status="archived"))
    assert known(store).ended_at == at(1)

    products.apply(store=store, product=report(minute=3))

    assert (known(store).status, known(store).ended_at) == (ProductStatus.ACTIVE, None)


def test_products_of_one_shop_in_two_workspaces_are_apart():
    mine, others = shop(), shop(workspace=studio("other@example.com"))
    products.apply(store=mine, product=report())
    products.apply(store=others, product=report(title="Theirs"))

    products.end(store=others, shop_id="1")

    assert (known(mine).status, known(others).status) == (ProductStatus.ACTIVE, ProductStatus.DELETED)


def test_only_products_that_were_not_seen_since_then_end():
    store = shop()
    for shop_id in "123":
        products.apply(store=store, product=report(shop_id), seen_at=at(0))
    products.apply(store=store, product=report("2"), seen_at=at(30))
    assert set(products.unseen(store=store, since=at(20), most=10)) == {"1", "3"}

    products.end_unseen(store=store, since=at(20))

    ended = Product.objects.filter(status=ProductStatus.DELETED, ended_at=at(20))
    assert set(ended.values_list("shop_id", flat=True)) == {"1", "3"}


def test_an_old_report_still_shows_that_the_shop_has_the_product():
    store = shop()
    products.apply(store=store, product=report(minute=5))

    products.apply(store=store, product=report(minute=1), seen_at=at(30))

    assert known(store).seen_at == at(30)


@pytest.mark.parametrize(
    ("fields", "column", "value"),
    [
        ({"title": ""}, "title", "mug"),
        ({"title": " \x00\n", "handle": ""}, "title", "Untitled product"),
        ({"title": "🫖" * 300}, "title", "🫖" * 255),
        ({"title": "كوب\u202egnp.exe"}, "title", "كوبgnp.exe"),
        ({"url": "javascript:alert(1)"}, "url", ""),
        ({"url": "http://mugs.example/products/mug"}, "url", ""),
        ({"url": "https://mugs.example/" + "x" * 3000}, "url", ""),
        ({"image_url": "data:image/png;base64,AAAA"}, "image_url", ""),
        ({"image_alt": "x" * 100_000}, "image_alt", "x" * 512),
        ({"status": "unlisted"}, "status", "draft"),
        ({"variants": ()}, "lowest_minor", None),
        ({"variants": (variant(price=None),)}, "highest_minor", None),
        ({"variants": (variant(price=None),)}, "currency", "EUR"),
        ({"variants": (variant(price=10**30),)}, "lowest_minor", None),
        ({"variants": (variant(price=-5),)}, "lowest_minor", None),
        ({"variants": (variant(is_available=False),)}, "is_available", False),
        ({"variants": tuple(variant(str(n), position=n) for n in range(100))}, "variant_count", 100),
        ({"variants": (variant("11"), variant("11"))}, "variant_count", 1),
        ({"variants": (variant(price=5000, currency="JPY"),)}, "currency", "JPY"),
    ],
)
def test_odd_reports_are_stored_as_far_as_they_make_sense(fields, column, value):
    row = products.apply(store=shop(), product=report(**fields))

    assert getattr(row, column) == value


def test_prices_in_the_shops_former_currency_are_not_mixed_with_new_ones():
    mixed = (variant("11", price=900, currency="USD"), variant("12", price=1000, currency="EUR"))

    row = products.apply(store=shop(currency="USD"), product=report(variants=mixed))

    assert (row.currency, row.lowest_minor, row.highest_minor) == ("USD", 900, 900)


@pytest.mark.django_db(transaction=True)
def test_the_same_products_reported_by_two_workers_are_stored_once():
    store = shop()
    reports = [report(str(n), variants=(variant(f"{n}1"),)) for n in range(40)]
    failures = []

    def work(some) -> None:
        try:
            products.apply_many(store=store, reports=some, seen_at=at(1))
        except Exception as error:  # noqa: BLE001 - reported below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(some,)) for some in (reports, reports[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failures
    assert Product.objects.count() == Variant.objects.count() == 40


def found(workspace, words: str = "", **filters) -> set[str]:
    rows = searching.find(workspace=workspace, words=words, **filters)
    return set(rows.values_list("shop_id", flat=True))


def test_products_are_found_by_words_anywhere_in_any_case_and_with_or_without_accents():
    store = shop()
    products.apply(store=store, product=report("1", title="Café mug", vendor="Ona Ceramics"))
    products.apply(
        store=store,
        product=report("2", title="Poster", handle="poster", variants=(variant("21", sku="PO-100%"),)),
    )

    asked = {
        "CAFE": {"1"},
        "ceram mug": {"1"},
        "po-100%": {"2"},
        "100_": set(),
        "mug poster": set(),
        "": {"1", "2"},
    }
    assert {words: found(store.workspace, words) for words in asked} == asked


def test_products_are_found_by_status_and_shop():
    mine, second = shop(), None
    second = shop(workspace=mine.workspace, domain="posters.myshopify.com")
    products.apply(store=mine, product=report("1"))
    products.apply(store=mine, product=report("2", status="archived"))
    products.apply(store=second, product=report("3", status="draft"))
    products.end(store=mine, shop_id="1")

    assert found(mine.workspace) == {"2", "3"}
    assert found(mine.workspace, status="deleted") == {"1"}
    assert found(mine.workspace, store_id=second.pk) == {"3"}
    assert not found(studio("other@example.com"))


def test_products_of_a_disconnected_shop_are_not_listed():
    store = shop()
    products.apply(store=store, product=report())
    store.move_to("revoked")

    assert not found(store.workspace)


def test_only_active_products_are_offered_as_choices():
    store = shop()
    for shop_id, status in (("1", "active"), ("2", "draft"), ("3", "archived")):
        products.apply(store=store, product=report(shop_id, status=status))

    assert [each.shop_id for each in searching.choices(workspace=store.workspace, words="mug")] == ["1"]
