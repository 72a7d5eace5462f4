"""Discount codes in the shop: created once, ended once, whatever is lost or interrupted."""

import threading
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Notification
from commerce import platforms
from commerce.errors import DiscountTakenError, ScopeMissingError
from commerce.models import DiscountCode, DiscountStatus, StoreStatus
from commerce.offers import discounting, discounts, offers
from commerce.platforms import ShopDiscount
from commerce.tasks import work_on_discounts
from commerce.tests.offering import Addresses, Bench, bench, publication_of
from foundation.errors import UpstreamError, UpstreamUnavailableError

OUTAGE = UpstreamUnavailableError("The shop does not answer.", system="Shop")


@dataclass
class Shelf:
    """The discounts of a shop, and the errors of its next answers, given before or after the work is done."""

    codes: dict[str, ShopDiscount] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    errors: list[Exception] = field(default_factory=list)
    lost_answers: int = 0
    calls: int = 0

    def create_discount(self, *, code, percent, title, product_ids):
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        if self.titles.setdefault(code.upper(), title) != title:
            raise DiscountTakenError("The shop uses this code.", system="Shop")
        shop_id = str(len(self.titles))
        found = self.codes.setdefault(
            code.upper(), ShopDiscount(shop_id=shop_id, code=code, percent=percent, is_active=True)
        )
        if self.lost_answers:
            self.lost_answers -= 1
            raise OUTAGE
        return found

    def end_discount(self, *, shop_id):
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        for code, found in self.codes.items():
            if found.shop_id == shop_id:
                self.codes[code] = found.model_copy(update={"is_active": False})

    @property
    def active(self) -> list[str]:
        return [code for code, found in self.codes.items() if found.is_active]


class Shops(Addresses):
    """The platform of that shop."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def client(self, **_: object) -> Shelf:
        return self.shelf


@pytest.fixture
def shelf(monkeypatch) -> Shelf:
    made = Shelf()
    monkeypatch.setitem(platforms.REGISTRY, "shopify", Shops(made))
    return made


@pytest.fixture
def made(db) -> Bench:
    return bench()


def turn() -> DiscountCode:
    """Take one turn at the only code, whenever it is due."""
    DiscountCode.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    row = DiscountCode.objects.get()
    discounting.work(discount_id=row.pk)
    row.refresh_from_db()
    return row


def wait_s(row: DiscountCode) -> float:
    return (row.due_at - timezone.now()).total_seconds()


@pytest.fixture
def wanted(made) -> DiscountCode:
    made.offer(scene=made.scene, scene_discount_percent=10)
    return DiscountCode.objects.get()


def test_a_wanted_code_is_created_once(wanted, shelf):
    row = turn()
    discounting.work(discount_id=row.pk)

    assert (row.status, row.shop_id, row.lease_until) == (DiscountStatus.ACTIVE, "1", None)
    assert (shelf.active, shelf.calls) == ([wanted.code], 1)


def test_a_lost_answer_makes_no_second_code(wanted, shelf):
    shelf.lost_answers = 1
    assert turn().status == DiscountStatus.WANTED

    assert turn().status == DiscountStatus.ACTIVE
    assert shelf.active == [wanted.code]


def test_a_refusal_after_a_lost_answer_leaves_no_code_behind_in_the_shop(wanted, shelf):
    shelf.lost_answers = 1
    turn()
    shelf.errors = [UpstreamError("The shop is frozen.", system="Shop")]
    row = turn()
    assert (row.status, shelf.active) == (DiscountStatus.FAILED, [wanted.code])

    discounts.end(discount=row)
    assert turn().status == DiscountStatus.ENDED
    assert shelf.active == []


def test_a_worker_that_dies_before_the_call_leaves_it_to_the_next(wanted, shelf):
    shelf.errors = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        turn()

    row = DiscountCode.objects.get()
    assert row.may_exist
    assert turn().status == DiscountStatus.ACTIVE


def test_the_sweep_finds_codes_whose_message_was_lost(wanted):
    assert discounting.due_ids() == [wanted.pk]


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_call(shelf):
    made, start = bench(), threading.Barrier(2)
    made.offer(scene_discount_percent=10)
    row = DiscountCode.objects.get()

    def work() -> None:
        start.wait()
        discounting.work(discount_id=row.pk)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert shelf.calls == 1
    assert DiscountCode.objects.get().status == DiscountStatus.ACTIVE


def test_the_code_of_a_scene_that_the_shop_uses_already_is_replaced(wanted, shelf):
    shelf.titles[wanted.code] = "Black Friday"

    assert turn().status == DiscountStatus.WANTED
    row = turn()

    assert (row.status, row.code != wanted.code) == (DiscountStatus.ACTIVE, True)


@pytest.mark.parametrize("is_post", [True, False])
def test_a_code_that_people_have_seen_is_not_replaced(made, shelf, is_post):
    offer = made.offer(post_discount_percent=10)
    if is_post:
        discounts.for_post(offer=offer, publication=publication_of(made), code="NIA10")
    else:
        discounts.wanted(offer=offer, code="NIA10", percent=10)
    shelf.titles["NIA10"] = "Black Friday"

    row = turn()

    assert (row.status, row.code, row.problem) == (
        DiscountStatus.FAILED, "NIA10", "The shop uses this code.",
    )  # fmt: skip


def test_a_missing_permission_is_said_and_waits_for_a_reconnect(wanted, shelf):
    shelf.errors = [ScopeMissingError(system="Shop")]
    row = turn()

    assert row.status == DiscountStatus.WANTED
    assert "Reconnect the shop under Shop" in row.problem
    assert wait_s(row) > 3000
    assert turn().problem == ""


def test_outages_are_tried_again_later_and_later(wanted, shelf):
    shelf.errors = [OUTAGE, OUTAGE, OUTAGE]
    waits = [wait_s(turn()) for _ in range(3)]

    assert waits == sorted(waits)
    assert turn().status == DiscountStatus.ACTIVE


def test_a_refusal_fails_with_its_reason_until_a_person_retries(wanted, shelf):
    shelf.errors = [UpstreamError("Too many discounts.", system="Shop")]
    row = turn()
    assert (row.status, row.problem) == (DiscountStatus.FAILED, "Too many discounts.")

    discounts.retry(discount=row)

    assert turn().status == DiscountStatus.ACTIVE


def failed_codes() -> list[tuple[str, str, str]]:
    told = Notification.objects.filter(event="discount.failed")
    return [(row.subject, row.text, row.url) for row in told]


def test_a_code_that_fails_for_good_is_told_once_with_its_offer(wanted, shelf):
    shelf.errors = [OUTAGE, *[UpstreamError("Too many discounts.", system="Shop")] * 2]
    turn()
    assert failed_codes() == []

    discounts.retry(discount=turn())
    turn()

    offer = wanted.offer
    said = f"Too many discounts. The video “{offer.video.title}” promises 10% off with it."
    assert failed_codes() == [(wanted.pk, said, f"/videos/{offer.video_id}/offers/#title-{offer.pk}")]


def test_a_code_of_a_post_that_another_discount_uses_is_told_with_the_post(made, shelf):
    offer, publication = made.offer(post_discount_percent=10), publication_of(made)
    discounts.for_post(offer=offer, publication=publication, code="NIA10")
    shelf.titles["NIA10"] = "Black Friday"

    turn()

    [(_, text, _)] = failed_codes()
    assert text.startswith("The shop uses this code. The post “")


def test_a_code_that_was_never_created_in_a_disconnected_shop_is_told(wanted, shelf, made):
    made.store.move_to(StoreStatus.REVOKED)

    assert turn().status == DiscountStatus.FAILED
    assert len(failed_codes()) == 1


def test_a_removed_offer_ends_its_code_in_the_shop(wanted, shelf, made):
    turn()
    offers.remove(offer=wanted.offer, actor=made.user)

    assert turn().status == DiscountStatus.ENDED
    assert shelf.active == []


def test_a_code_whose_creation_was_not_confirmed_is_ended_in_the_shop_too(wanted, shelf, made):
    shelf.lost_answers = 1
    turn()
    offers.remove(offer=wanted.offer, actor=made.user)

    assert turn().status == DiscountStatus.ENDED
    assert (shelf.active, list(shelf.codes)) == ([], [wanted.code])


def test_a_code_that_is_ended_during_its_creation_ends_afterwards(wanted, shelf, made, monkeypatch):
    create = shelf.create_discount

    def create_and_remove(**content):
        found = create(**content)
        offers.remove(offer=wanted.offer, actor=made.user)
        return found

    monkeypatch.setattr(shelf, "create_discount", create_and_remove)
    assert turn().status == DiscountStatus.ENDING
    assert turn().status == DiscountStatus.ENDED
    assert shelf.active == []


def test_a_disconnected_shop_is_said_for_codes_that_it_still_has(wanted, shelf, made):
    turn()
    offers.remove(offer=wanted.offer, actor=made.user)
    made.store.move_to(StoreStatus.REVOKED)

    row = turn()

    assert row.status == DiscountStatus.ENDED
    assert "End it in the shop's admin" in row.problem


def test_the_timetable_ends_codes_of_canceled_posts(made, shelf):
    offer, publication = made.offer(post_discount_percent=10), publication_of(made, status="canceled")
    discounts.for_post(offer=offer, publication=publication, code="MUG2345")

    work_on_discounts()

    assert DiscountCode.objects.get().status == DiscountStatus.ENDED


def test_a_post_that_gets_its_code_back_while_the_shop_ends_it_keeps_it(made, shelf, monkeypatch):
    offer, publication = made.offer(post_discount_percent=10), publication_of(made)
    again = {"offer": offer, "publication": publication, "code": "MUG2345"}
    discounts.for_post(**again)
    turn()
    discounts.end_for_post(publication=publication)

    def end_slowly(*, shop_id: str) -> None:
        discounts.for_post(**again)

    monkeypatch.setattr(shelf, "end_discount", end_slowly)
    turn()

    assert turn().status == DiscountStatus.ACTIVE
