"""The pages and endpoints of orders."""

import csv
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from commerce.models import Attribution, ForgottenOrder, Store
from commerce.orders.forgetting import forget
from commerce.tasks import prune_events
from commerce.tests.ordering import PLACED, euros, seller


@pytest.fixture
def shop(db):
    """A shop with an order by note, one by a scene's code, one without a clue, and a canceled one."""
    found = seller()
    found.link("post000001", post=found.posts[0])
    found.discount("MUG10", offer=found.offer(scene=found.scenes[1]))
    now = timezone.now()
    placed = [now - timedelta(days=n) for n in range(1, 5)]
    found.report(shop_id="1", name="#1", note_code="post000001", placed_at=placed[0])
    found.report(shop_id="2", name="#2", discount_codes=("mug10",), placed_at=placed[1])
    found.report(shop_id="3", name="#3", placed_at=placed[2])
    found.report(shop_id="4", name="#4", note_code="post000001", placed_at=placed[3], canceled_at=now)
    return found


@pytest.fixture
def member(shop):
    client = Client()
    client.force_login(shop.owner)
    return client


def shown(member, query=""):
    page = member.get(f"/shop/orders/{query}").content.decode()
    return [name for name in ("#1", "#2", "#3", "#4") if f"<bdi>{name}</bdi>" in page]


def test_the_page_says_how_each_order_was_credited(member):
    page = member.get("/shop/orders/").content.decode()

    assert "Link kept in the order: certain" in page
    assert "The code MUG10 of scene 2 of “Morning coffee” was used." in page
    assert "Canceled" in page
    assert "€100" in page


def test_each_order_leads_to_itself_in_the_shops_admin_until_its_customer_is_forgotten(shop, member):
    Store.objects.update(livemode=True, domain="moka.myshopify.com")
    url = "https://admin.shopify.com/store/moka/orders/1"

    def told() -> list[str]:
        return [row["admin_url"] for row in member.get("/api/v1/attributions/").json()["data"]]

    assert f'href="{url}"' in member.get("/shop/orders/").content.decode()
    assert url in told()

    forget(store=Store.objects.get(), order_shop_ids=["1"])

    assert f'href="{url}"' not in member.get("/shop/orders/").content.decode()
    assert (url in told(), "" in told()) == (False, True)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["#1", "#2", "#4"]),
        ("?credited=none", ["#3"]),
        ("?credited=all", ["#1", "#2", "#3", "#4"]),
        ("?method=code", ["#2"]),
        ("?method=nonsense&range=never&credited=x", ["#1", "#2", "#4"]),
        ("?publication=pub_nothing", []),
        ("?video=%00", []),
    ],
)
def test_the_page_filters_orders(member, query, names):
    assert shown(member, query) == names


def test_the_page_filters_by_what_orders_are_credited_to(shop, member):
    assert shown(member, f"?scene={shop.scenes[1].pk}") == ["#2"]
    assert shown(member, f"?publication={shop.posts[0].pk}") == ["#1", "#4"]
    assert shown(member, f"?store={shop.store.pk}&range=7d") == ["#1", "#2", "#4"]


def test_the_page_takes_a_fixed_number_of_queries(shop, member, django_assert_max_num_queries):
    for n in range(10, 25):
        shop.report(shop_id=str(n), note_code="post000001", placed_at=timezone.now())
    member.get("/shop/orders/")

    with django_assert_max_num_queries(9):
        member.get("/shop/orders/")


def test_the_page_continues_without_skipping_an_order(shop, member):
    for n in range(10, 40):
        shop.report(shop_id=str(n), name=f"#{n}", note_code="post000001", placed_at=PLACED)

    first = member.get("/shop/orders/?range=all")
    cursor = first.context["page"].next_cursor
    second = member.get("/shop/orders/", {"range": "all", "cursor": cursor})

    names = [row.name for page in (first, second) for row in page.context["page"].rows]
    assert len(names) == len(set(names)) == 33


def test_without_orders_the_page_says_when_they_come(member):
    Attribution.objects.all().delete()

    assert "No such orders in this period" in member.get("/shop/orders/").content.decode()


def test_an_empty_list_speaks_of_the_orders_that_it_would_have(shop, member):
    shop.report(shop_id="3", after_s=9, name="#3", note_code="post000001", placed_at=timezone.now())

    page = member.get("/shop/orders/?credited=none").content.decode()

    assert "Orders appear here if no link, code or visit connects them with a video." in page


def test_each_currency_has_a_row_of_numbers(shop, member):
    shop.report(shop_id="9", total=euros(29, "JPY"), note_code="post000001", placed_at=timezone.now())

    page = member.get("/shop/orders/").content.decode()

    assert page.count('<div class="analytics__cards">') == 2


def lines(member, query=""):
    answer = member.get(f"/shop/orders.csv{query}")
    return list(csv.DictReader(b"".join(answer.streaming_content).decode().splitlines()))


def test_the_csv_has_the_orders_of_the_page(member):
    rows = lines(member)

    assert [(row["order"], row["worth"], row["currency"], row["method"], row["counts"]) for row in rows] == [
        ("#1", "50.00", "EUR", "note", "True"),
        ("#2", "50.00", "EUR", "code", "True"),
        ("#4", "50.00", "EUR", "note", "False"),
    ]
    assert (rows[1]["scene"], rows[1]["discount_code"]) == ("2", "MUG10")


def test_the_csv_has_no_cell_that_a_spreadsheet_runs(shop, member):
    shop.posts[0].title = '=HYPERLINK("http://example.com")'
    shop.posts[0].save()
    shop.report(shop_id="3", after_s=9, name="+cmd|x", note_code="post000001", placed_at=timezone.now())

    rows = lines(member)

    assert {row["publication_title"][:2] for row in rows if row["publication"]} == {"'="}
    assert rows[0]["order"].startswith("'+")
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_an_amount_without_decimals_has_none_in_the_csv(shop, member):
    shop.report(shop_id="9", total=euros(29, "JPY"), placed_at=timezone.now())

    assert lines(member, "?credited=none")[0]["total"] == "2900"


# --- REST -----------------------------------------------------------------------------------------------


def listed(member, query=""):
    return member.get(f"/api/v1/attributions/{query}").json()["data"]


def test_the_api_lists_attributions_with_their_orders(shop, member):
    found = next(each for each in listed(member) if each["order"] == "#2")

    assert (found["method"], found["certainty"], found["scene"]) == ("code", "certain", shop.scenes[1].pk)
    assert (found["net_minor"], found["currency"], found["counts"]) == (5000, "EUR", True)
    assert (found["publication"], found["discount_code"], found["link"]) == (None, "MUG10", None)
    assert member.get(f"/api/v1/attributions/{found['id']}/").json() == found


def test_the_api_filters_attributions(shop, member):
    assert [each["order"] for each in listed(member, "?method=code")] == ["#2"]
    assert len(listed(member, f"?publication={shop.posts[0].pk}")) == 2
    assert listed(member, "?offer=ofr_nothing") == []
    assert member.get("/api/v1/attributions/?method=guess").status_code == 422


def test_the_api_sums_by_what_is_asked(shop, member):
    def totals(query):
        found = member.get(f"/api/v1/attributions/totals/{query}").json()["data"]
        return [(each["id"], each["orders"], each["net_minor"], each["currency"]) for each in found]

    assert totals("") == [(shop.workspace.pk, 2, 10000, "EUR")]
    assert totals("?by=publication") == [(shop.posts[0].pk, 1, 5000, "EUR")]
    assert totals(f"?by=scene&video={shop.video.pk}") == [(shop.scenes[1].pk, 1, 5000, "EUR")]
    assert totals("?since=2090-01-01T00:00:00Z") == []
    assert member.get("/api/v1/attributions/totals/?by=weather").status_code == 422


def test_the_list_of_the_api_takes_a_fixed_number_of_queries(shop, member, django_assert_max_num_queries):
    for n in range(10, 25):
        shop.report(shop_id=str(n), note_code="post000001", placed_at=timezone.now())

    with django_assert_max_num_queries(8):
        listed(member)


# --- forgotten customers --------------------------------------------------------------------------------


def test_a_forgotten_customers_order_keeps_its_amount_and_credit_only(shop):
    shop.report(
        shop_id="5", name="#5", visit_code="post000001", visited_at=PLACED - timedelta(days=1),
        landing_code="post000001", journey_is_ready=True,
    )  # fmt: skip

    count = forget(store=shop.store, order_shop_ids=["5", "unknown"])

    order, credit = shop.order("5"), shop.credit("5")
    assert count == 1
    assert (order.name, order.visit_code, order.landing_code, order.visited_at) == ("", "", "", None)
    assert (order.net_minor, credit.method, credit.publication) == (5000, "link", shop.posts[0])
    assert "visit" not in credit.evidence


def test_an_order_that_comes_after_its_customer_was_forgotten_has_its_amount_only(shop):
    forget(store=shop.store, order_shop_ids=["5", "6"])

    for after_s in (0, 60):
        shop.report(
            shop_id="5", after_s=after_s, name="#5", note_code="post000001", visit_code="post000001",
            visited_at=PLACED, placed_at=timezone.now(),
        )  # fmt: skip

    order = shop.order("5")
    assert (order.name, order.note_code, order.visit_code, order.visited_at) == ("", "", "", None)
    assert (order.net_minor, order.journey_due_at, shop.credit("5")) == (5000, None, None)
    assert list(ForgottenOrder.objects.values_list("shop_id", flat=True)) == ["6"]


def test_marks_of_orders_that_never_came_are_deleted_after_a_year(shop):
    forget(store=shop.store, order_shop_ids=["5", "6"])
    ForgottenOrder.objects.filter(shop_id="5").update(created_at=timezone.now() - timedelta(days=366))

    prune_events()

    assert list(ForgottenOrder.objects.values_list("shop_id", flat=True)) == ["6"]


def test_later_reports_bring_nothing_of_a_forgotten_customer_back(shop):
    forget(store=shop.store, order_shop_ids=["1"])

    shop.report(
        shop_id="1", after_s=60, name="#1", note_code="post000001", total=euros(60),
        visit_code="post000001", visited_at=PLACED, journey_is_ready=True, placed_at=timezone.now(),
    )  # fmt: skip

    order = shop.order("1")
    assert (order.name, order.note_code, order.visit_code, order.total_minor) == ("", "", "", 6000)
    assert shop.credit("1").publication == shop.posts[0]
