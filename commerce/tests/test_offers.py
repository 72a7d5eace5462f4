"""Offers: adding, changing and removing products of videos and scenes."""

import threading

import pytest
from django.db import connection

from accounts.models import AuditEntry
from billing.errors import PlanLimitError, WorkspaceReadOnlyError
from billing.models import Standing
from commerce.errors import (
    CodeInUseError,
    OfferedAlreadyError,
    OfferRemovedError,
    OtherVideoError,
    ProductGoneError,
    VariantNeededError,
)
from commerce.models import DiscountCode, DiscountStatus, Link, LinkPlacement, Offer, ProductStatus
from commerce.offers import codes, discounts, links, offers
from commerce.tests.offering import Bench, bench, publication_of
from foundation.versions import EditedElsewhereError
from publishing.models import PublicationStatus


@pytest.fixture
def made(db) -> Bench:
    return bench()


def change(offer: Offer, made: Bench, **content):
    kept = {
        "variant": offer.variant,
        "to_checkout": offer.to_checkout,
        "post_discount_percent": offer.post_discount_percent,
        "scene_discount_percent": offer.scene_discount_percent,
    }
    return offers.change(offer=offer, actor=made.user, **{"version": offer.version, **kept, **content})


# --- offers ------------------------------------------------------------------------------------------------


def test_a_product_is_offered_once_per_scene_and_once_for_the_video(made):
    made.offer()
    made.offer(scene=made.scene)

    for scene in (None, made.scene):
        with pytest.raises(OfferedAlreadyError):
            made.offer(scene=scene)
    assert [row.scene for row in offers.of_video(video=made.video)] == [None, made.scene]


def test_a_removed_product_can_be_offered_again(made):
    first = made.offer()
    offers.remove(offer=first, actor=made.user)

    assert made.offer() != first


@pytest.mark.django_db(transaction=True)
def test_two_people_who_add_a_product_at_once_make_one_offer():
    made, outcomes, start = bench(), [], threading.Barrier(2)

    def add() -> None:
        try:
            start.wait()
            outcomes.append(made.offer(scene=made.scene, scene_discount_percent=10).pk)
        except OfferedAlreadyError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes)[1] == "refused"
    assert (Offer.objects.count(), DiscountCode.objects.count()) == (1, 1)


@pytest.mark.parametrize("status", [ProductStatus.ARCHIVED, ProductStatus.DELETED])
def test_a_product_that_is_not_for_sale_is_not_offered(made, status):
    made.mug.status = status
    made.mug.save()

    with pytest.raises(ProductGoneError):
        made.offer()


def test_scene_and_variant_must_be_of_the_video_and_the_product(made):
    other = bench("mo@example.com")

    with pytest.raises(OtherVideoError):
        made.offer(scene=other.scene)
    with pytest.raises(OtherVideoError):
        made.offer(variant=other.blue)
    with pytest.raises(OtherVideoError):
        made.offer(product=other.mug)


def test_an_edit_of_an_older_version_changes_nothing(made):
    offer = made.offer()
    change(offer, made, variant=made.blue)

    with pytest.raises(EditedElsewhereError):
        change(offer, made, variant=None)
    assert Offer.objects.get().variant == made.blue


def test_a_checkout_needs_a_variant(made):
    with pytest.raises(VariantNeededError):
        made.offer(to_checkout=True)
    with pytest.raises(VariantNeededError):
        change(made.offer(), made, to_checkout=True)


def test_a_removed_offer_is_not_changed(made):
    offer = offers.remove(offer=made.offer(), actor=made.user)

    with pytest.raises(OfferRemovedError):
        change(offer, made)


def test_removing_twice_is_recorded_once(made):
    offer = made.offer()
    for _ in range(2):
        offers.remove(offer=offer, actor=made.user)

    assert AuditEntry.objects.filter(action="offer.removed").count() == 1


def test_a_paused_shop_gets_no_new_offers_links_or_codes(made):
    offer, publication = made.offer(post_discount_percent=10), publication_of(made)
    Standing.objects.update(assigned_plan="")

    for refused in (
        lambda: made.offer(scene=made.scene),
        lambda: change(offer, made),
        lambda: links.for_publication(publication=publication, offer=offer),
        lambda: discounts.wanted(offer=offer, publication=publication),
    ):
        with pytest.raises(PlanLimitError):
            refused()


def test_a_read_only_workspace_offers_nothing_new_and_can_remove(made):
    offer = made.offer()
    Standing.objects.update(status="read_only", subscription_id="sub_x", plan="creator", assigned_plan="")

    with pytest.raises(WorkspaceReadOnlyError):
        made.offer(scene=made.scene)
    assert offers.remove(offer=offer, actor=made.user).removed_at


def test_offers_of_a_deleted_scene_stay_with_their_links_and_codes(made):
    other = made.video.scenes.get(position=2)
    rows = [made.offer(scene=scene, scene_discount_percent=10) for scene in (made.scene, other)]
    made.offer()

    made.scene.delete()
    other.delete()

    kept = offers.of_video(video=made.video)
    assert [row.scene_gone_at is not None for row in kept] == [False, True, True]
    assert all(discounts.of(offer=row) for row in rows)


# --- discount codes ----------------------------------------------------------------------------------------


def test_the_code_of_a_scene_is_a_word_of_the_title_and_digits_that_are_clear(made):
    made.offer(scene=made.scene, scene_discount_percent=15)

    row = DiscountCode.objects.get()
    assert row.code.startswith("MUG")
    assert set(row.code.removeprefix("MUG")) <= set("23456789")
    assert (row.percent, row.status, row.publication) == (15, DiscountStatus.WANTED, None)


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("The Blue Ceramic Pour-Over Dripper Set", "DRIPPER"),
        ("Été", "ETE"),
        ("Gooseneck kettle with a thermometer", "KETTLE"),
        ("Krug, blau (1 l)", "KRUG"),
        ("Tasse de porcelaine", "TASSE"),
        ("抹茶碗", "SAVE"),
        ("<b>Tasse</b>'; DROP", "TASSE"),
        ("Donaudampfschifffahrt", "DONAUDAMPF"),
    ],
)
def test_codes_have_letters_that_every_keyboard_has(title, word):
    assert codes.word_of(title) == word


def test_a_chosen_code_that_another_discount_has_is_refused_whatever_its_case(made):
    made.offer(scene=made.scene, scene_discount_percent=10, scene_code="NIA10")

    with pytest.raises(CodeInUseError):
        made.offer(scene_discount_percent=10, scene_code="nia10")
    assert Offer.objects.count() == 1


def test_another_percentage_ends_the_code_of_a_scene_and_makes_another(made):
    offer = made.offer(scene=made.scene, scene_discount_percent=10)
    DiscountCode.objects.update(status=DiscountStatus.ACTIVE, shop_id="1", may_exist=True)

    change(offer, made, scene_discount_percent=20)

    found = DiscountCode.objects.order_by("pk").values_list("percent", "status")
    assert list(found) == [(10, DiscountStatus.ENDING), (20, DiscountStatus.WANTED)]


def test_codes_of_posts_keep_their_percentage(made):
    offer, publication = made.offer(post_discount_percent=10), publication_of(made)
    row = discounts.wanted(offer=offer, publication=publication)

    change(offer, made, post_discount_percent=None)

    assert discounts.of(offer=offer, publication=publication) == row


def test_removing_an_offer_ends_all_of_its_codes(made):
    offer, publication = made.offer(post_discount_percent=10, scene_discount_percent=5), publication_of(made)
    discounts.wanted(offer=offer, publication=publication)
    DiscountCode.objects.filter(publication=None).update(status=DiscountStatus.ACTIVE, shop_id="1")

    offers.remove(offer=offer, actor=made.user)

    found = DiscountCode.objects.order_by("pk").values_list("status", flat=True)
    # One that the shop never had is ended at once.
    assert list(found) == [DiscountStatus.ENDING, DiscountStatus.ENDED]


def test_canceling_a_post_ends_its_codes(made):
    offer, publication = made.offer(post_discount_percent=10, scene_discount_percent=5), publication_of(made)
    discounts.wanted(offer=offer, publication=publication)
    publication.move_to(PublicationStatus.CANCELED)

    discounts.end_canceled()

    assert discounts.of(offer=offer, publication=publication) is None
    assert discounts.of(offer=offer) is not None


def test_a_post_gets_its_ended_code_back(made):
    offer, publication = made.offer(post_discount_percent=10), publication_of(made)
    first = discounts.for_post(offer=offer, publication=publication, code="MUG2345")
    discounts.end_for_post(publication=publication)

    again = discounts.for_post(offer=offer, publication=publication, code="MUG2345")

    assert (again.pk, again.status) == (first.pk, DiscountStatus.WANTED)


# --- links -------------------------------------------------------------------------------------------------


def test_a_post_has_one_link_per_offer_and_its_placement_can_change(made):
    offer, publication = made.offer(), publication_of(made)
    first = links.for_publication(publication=publication, offer=offer)

    again = links.for_post(
        publication=publication, offer=offer, code="abcdefghjk", placement=LinkPlacement.COMMENT
    )
    links.for_publication(publication=publication, offer=offer)

    again.refresh_from_db()
    assert (first.placement, again.placement) == (LinkPlacement.NOWHERE, LinkPlacement.COMMENT)
    assert (again.pk, again.code) == (first.pk, first.code)
    assert set(Link.objects.filter(offer=offer)) == {first, links.own(offer=offer)}


def test_a_post_of_another_video_gets_no_link(made):
    other = bench("mo@example.com")

    with pytest.raises(OtherVideoError):
        links.for_publication(publication=publication_of(other), offer=made.offer())


def test_the_line_of_a_link_names_product_discount_and_address(made, settings):
    offer, publication = made.offer(post_discount_percent=10), publication_of(made)
    code = discounts.for_post(offer=offer, publication=publication, code="MUG2345")
    link = links.for_post(
        offer=offer, publication=publication, code="abcdefghjk", placement=LinkPlacement.TEXT, discount=code
    )

    assert links.text_of(link) == f"Espresso mug (10% off with MUG2345): {settings.SITE_URL}/go/abcdefghjk"


@pytest.mark.parametrize(("language", "words"), [("en-GB", "10% off with MUG2345"), ("pl", "-10%: MUG2345")])
def test_only_english_posts_have_the_discount_in_english(language, words):
    line = links.line(title="Mug", url="https://x.example", percent=10, code="MUG2345", language=language)

    assert line == f"Mug ({words}): https://x.example"


def test_a_long_title_does_not_fill_the_post():
    line = links.line(title="Mug\n" * 100, url="https://x.example/go/a")

    assert line.startswith("Mug Mug")
    assert len(line) < 110
