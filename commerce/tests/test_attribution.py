"""What orders are credited to, with method, certainty and evidence."""

from datetime import timedelta

import pytest

from accounts.models import Notification
from commerce.models import Store
from commerce.tests.ordering import MADE, PLACED, a_product, seller


@pytest.fixture
def shop(db):
    return seller()


@pytest.fixture
def link(shop):
    """The link of the first post."""
    return shop.link("post000001", post=shop.posts[0])


@pytest.fixture
def scene_code(shop):
    """The code that the second scene shows."""
    return shop.discount("MUG10", offer=shop.offer(scene=shop.scenes[1]))


def visit(code, *, before=timedelta(days=2), is_ready=True):
    return {"visit_code": code, "visited_at": PLACED - before, "journey_is_ready": is_ready}


def found(shop):
    credit = shop.credit()
    return credit and (credit.method, credit.certainty)


def test_a_link_kept_in_the_order_is_certain(shop, link):
    shop.report(note_code=link.code)

    credit = shop.credit()
    assert found(shop) == ("note", "certain")
    assert (credit.publication, credit.link, credit.video) == (shop.posts[0], link, shop.video)
    assert credit.evidence == "The order carries the link of the post “Grind finer”."


def test_a_code_is_certain_whatever_its_case(shop, scene_code):
    shop.report(discount_codes=("mUg10",))

    credit = shop.credit()
    assert found(shop) == ("code", "certain")
    assert (credit.scene, credit.publication, credit.discount) == (shop.scenes[1], None, scene_code)
    assert credit.evidence == "The code MUG10 of scene 2 of “Morning coffee” was used."


def test_a_last_visit_within_seven_days_is_likely(shop, link):
    shop.report(**visit(link.code))

    assert found(shop) == ("link", "likely")
    assert shop.credit().evidence == (
        "The last visit, 2 days before the order, came through the link of the post “Grind finer”."
    )


@pytest.mark.parametrize(
    ("before", "method"),
    [
        (timedelta(days=7), ("link", "likely")),
        (timedelta(days=7, seconds=1), None),
        (timedelta(minutes=-4), ("link", "likely")),
        (timedelta(minutes=-6), None),
    ],
)
def test_a_visit_counts_for_seven_days_before_the_order(shop, link, before, method):
    shop.report(**visit(link.code, before=before))

    assert found(shop) == method


def test_a_visit_without_a_time_does_not_count(shop, link):
    shop.report(visit_code=link.code, journey_is_ready=True)

    assert shop.credit() is None


def test_the_page_that_the_purchase_began_with_is_possible(shop, link):
    shop.report(landing_code=link.code)

    assert found(shop) == ("referral", "possible")


def test_a_text_of_another_tool_in_the_form_of_our_codes_does_not_hide_ours(shop, link):
    shop.report(
        landing_codes=("summer2345", link.code),
        visit_codes=("summer2345", link.code),
        visited_at=PLACED,
        journey_is_ready=True,
    )

    order = shop.order()
    assert (order.landing_code, order.visit_code) == (link.code, link.code)
    assert found(shop) == ("link", "likely")


def test_of_several_clues_the_most_reliable_one_decides(shop, link):
    second = shop.link("post000002", post=shop.posts[1])
    shop.discount("POUR5", post=shop.posts[1])

    shop.report(note_code=link.code, discount_codes=("POUR5",), **visit(second.code))
    by_note = shop.credit()
    shop.report(shop_id="1002", discount_codes=("POUR5",), **visit(link.code))
    by_code = shop.credit("1002")

    assert (by_note.method, by_note.publication) == ("note", shop.posts[0])
    assert (by_code.method, by_code.publication) == ("code", shop.posts[1])


def test_a_code_of_a_scene_and_a_link_of_a_post_give_both(shop, link, scene_code):
    shop.report(discount_codes=("MUG10",), **visit(link.code))

    credit = shop.credit()
    assert (credit.scene, credit.publication) == (shop.scenes[1], shop.posts[0])
    assert (credit.link, credit.discount, credit.method) == (link, scene_code, "code")
    assert "MUG10" in credit.evidence
    assert "Grind finer" in credit.evidence


def test_of_two_codes_that_of_a_bought_product_decides(shop):
    plate = a_product(shop.store, "2", "Plate")
    shop.discount("PLATE5", offer=shop.offer(product=plate, scene=shop.scenes[0]))
    shop.discount("MUG10", offer=shop.offer(scene=shop.scenes[1]))

    shop.report(discount_codes=("PLATE5", "MUG10"), product_ids=("1",))

    assert shop.credit().discount.code == "MUG10"


def test_of_two_codes_of_one_product_that_of_a_post_decides_and_the_scene_is_kept(shop, scene_code):
    shop.discount("GRIND5", post=shop.posts[0])

    shop.report(discount_codes=("MUG10", "GRIND5"))

    credit = shop.credit()
    assert (credit.publication, credit.scene, credit.discount.code) == (
        shop.posts[0],
        shop.scenes[1],
        "GRIND5",
    )


def test_of_two_equal_codes_the_first_in_the_order_decides(shop):
    for code, post in zip(("AAA5", "BBB5"), shop.posts, strict=True):
        shop.discount(code, post=post)

    shop.report(discount_codes=("BBB5", "AAA5"))

    assert shop.credit().publication == shop.posts[1]


def test_a_clue_to_another_video_counts_less(shop, link):
    other = seller("ana@example.com", domain="ana.myshopify.com")
    offer = shop.offer()
    offer.pk, offer.video, offer._state.adding = None, other.video, True
    offer.workspace = shop.workspace
    offer.save()
    shop.discount("ELSE5", offer=offer)

    shop.report(note_code=link.code, discount_codes=("ELSE5",))

    credit = shop.credit()
    assert (credit.video, credit.discount) == (shop.video, None)
    assert credit.evidence.endswith(
        "the code ELSE5 of the video “Morning coffee” was used, which counts less."
    )


def test_a_link_of_another_workspace_never_counts(shop):
    other = seller("ana@example.com", domain="ana.myshopify.com")
    other.link("theirs0001", post=other.posts[0])

    shop.report(note_code="theirs0001", landing_code="theirs0001", **visit("theirs0001"))

    assert shop.credit() is None


def test_a_link_of_another_shop_of_the_workspace_never_counts(shop, link):
    second = Store.objects.create(
        workspace=shop.workspace,
        platform="shopify",
        domain="second.myshopify.com",
        name="Second",
        currency="EUR",
    )
    shop.store = second

    shop.report(note_code=link.code)

    assert shop.credit() is None


def test_a_code_of_another_workspace_with_the_same_shop_never_counts(shop):
    other = seller("ana@example.com")
    other.discount("MUG10", post=other.posts[0])

    shop.report(discount_codes=("MUG10",))

    assert shop.credit() is None


def test_a_code_that_the_shop_did_not_create_for_us_does_not_count(shop):
    shop.discount("SUMMER", shop_id="", status="failed")

    shop.report(discount_codes=("SUMMER",))

    assert shop.credit() is None


def test_an_order_from_before_the_code_does_not_count(shop, scene_code):
    shop.report(placed_at=MADE - timedelta(hours=1), discount_codes=("MUG10",))

    assert shop.credit() is None


def test_an_ended_code_still_counts(shop):
    shop.discount("MUG10", status="ended")

    shop.report(discount_codes=("MUG10",))

    assert found(shop) == ("code", "certain")


def test_a_removed_offer_still_gets_its_orders(shop, link):
    offer = link.offer
    offer.removed_at = MADE + timedelta(days=1)
    offer.save()

    shop.report(note_code=link.code)

    assert shop.credit().offer == offer


def test_a_later_report_that_knows_more_changes_the_credit(shop, link, scene_code):
    shop.report(**visit(link.code))
    likely = shop.credit()

    shop.report(after_s=60, discount_codes=("MUG10",))

    certain = shop.credit()
    assert (likely.method, certain.method, certain.pk) == ("link", "code", likely.pk)
    assert (certain.publication, certain.scene) == (shop.posts[0], shop.scenes[1])
    assert certain.decided_at > likely.decided_at


def test_visits_count_once_the_shop_is_sure_of_them(shop, link):
    shop.report(**visit(link.code, is_ready=False))
    before = shop.credit()

    shop.report(**visit(link.code))

    assert before is None
    assert found(shop) == ("link", "likely")


def test_what_an_earlier_report_knew_of_visits_is_kept(shop, link):
    shop.report(landing_code=link.code, **visit(link.code))

    shop.report(after_s=60)

    assert found(shop) == ("link", "likely")


@pytest.mark.parametrize("fields", [{"is_test": True}, {"canceled_at": PLACED}])
def test_test_and_canceled_orders_keep_their_credit(shop, link, fields):
    shop.report(note_code=link.code, **fields)

    assert found(shop) == ("note", "certain")


def test_very_long_codes_are_no_link(shop, link):
    shop.report(note_code=f"{link.code}{'x' * 300}", discount_codes=("y" * 300,))

    assert shop.credit() is None


def test_an_order_without_clues_is_credited_to_nothing(shop, link):
    shop.report()

    assert shop.credit() is None


def test_the_evidence_has_one_line_even_for_long_titles(shop):
    post = shop.posts[0]
    post.title = "Grind " * 30
    post.save()
    shop.link("post000001", post=post)

    shop.report(note_code="post000001")

    assert len(shop.credit().evidence) < 120


# --- notifications --------------------------------------------------------------------------------------


def notified():
    return Notification.objects.filter(event="publication.first_order")


def test_the_first_order_of_a_post_is_notified_once(shop, link):
    shop.report(note_code=link.code)
    shop.report(shop_id="1002", note_code=link.code)
    shop.report(shop_id="1003", note_code=link.code)

    assert [row.title for row in notified()] == ["“Grind finer” brought its first order"]
    assert notified().get().text == (
        "€50 in the shop Sol's mugs. The order carries the link of the post “Grind finer”."
    )


def test_a_test_order_is_not_notified(shop, link):
    shop.report(note_code=link.code, is_test=True)

    assert not notified().exists()


def test_an_order_of_a_scene_alone_is_not_notified(shop, scene_code):
    shop.report(discount_codes=("MUG10",))

    assert not notified().exists()
