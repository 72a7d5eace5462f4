"""One worker at a time per row; a late worker cannot write. The rows belong to another app."""

import threading
from datetime import timedelta

import pytest
from django.db import connection as database
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Workspace
from discovery.models import Niche
from foundation import leases
from foundation.leases import LostLeaseError

TERMS = leases.Terms(rows=lambda: Niche.objects.exclude(name="over"), lasts=timedelta(seconds=60))


@pytest.fixture
def row(db):
    return Niche.objects.create(workspace=Workspace.objects.create(name="w"), name="desks")


@pytest.fixture
def take(row):
    """Claims the row, which must be free."""

    def claim(**fields):
        found = leases.claim(terms=TERMS, pk=row.pk, **fields)
        assert found is not None
        return found

    return claim


@pytest.fixture
def late(take):
    """A claim that expired and whose row another worker has claimed since."""
    first = take()
    run_out()
    take()
    return first


def run_out():
    Niche.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_claim_raises_the_fence_and_sets_what_it_is_given(row, take):
    claim = take(failures=F("failures") + 2)

    row.refresh_from_db()
    assert (row.fence, claim.fence, row.failures) == (1, 1, 2)
    assert timedelta(seconds=55) < row.lease_until - timezone.now() <= timedelta(seconds=60)


@pytest.mark.parametrize("jump", [timedelta(hours=2), timedelta(hours=-2)])
def test_a_worker_with_a_wrong_clock_has_the_lease_as_long_as_others(row, take, monkeypatch, jump):
    wrong = timezone.now() + jump
    monkeypatch.setattr(timezone, "now", lambda: wrong)

    take()

    assert leases.claim(terms=TERMS, pk=row.pk) is None
    monkeypatch.undo()
    row.refresh_from_db()
    assert timedelta(seconds=55) < row.lease_until - timezone.now() <= timedelta(seconds=60)


def test_a_held_row_cannot_be_claimed(row, take):
    take()

    assert leases.claim(terms=TERMS, pk=row.pk) is None


def test_a_row_that_is_not_due_or_has_ended_cannot_be_claimed(row):
    assert leases.claim(terms=TERMS, pk=row.pk, due=Q(failures=7)) is None
    Niche.objects.update(name="over")
    assert leases.claim(terms=TERMS, pk=row.pk) is None


def test_what_ran_out_is_claimed_under_a_higher_fence(take):
    first = take()
    run_out()

    assert take().fence == first.fence + 1


def test_rows_without_a_valid_lease_are_found(row, take):
    assert Niche.objects.filter(leases.free()).exists()
    take()
    assert not Niche.objects.filter(leases.free()).exists()
    run_out()
    assert Niche.objects.filter(leases.free()).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_claims_at_once_one_wins(row):
    won: list[bool] = []
    start = threading.Barrier(2)

    def claim():
        try:
            start.wait(timeout=5)
            won.append(leases.claim(terms=TERMS, pk=row.pk) is not None)
        finally:
            database.close()

    threads = [threading.Thread(target=claim) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(won) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_being_claimed_is_not_waited_for(row):
    outcome: list[bool] = []

    def claim():
        try:
            outcome.append(leases.claim(terms=TERMS, pk=row.pk) is not None)
        finally:
            database.close()

    with transaction.atomic():
        assert leases.lock(terms=TERMS, pk=row.pk) is not None
        other = threading.Thread(target=claim)
        other.start()
        other.join(timeout=5)

    assert outcome == [False]


def test_the_holder_writes_and_holds_for_longer(row, take):
    claim = take()
    Niche.objects.update(lease_until=timezone.now() + timedelta(seconds=1))

    leases.write(claim=claim, failures=3)

    row.refresh_from_db()
    assert row.failures == 3
    assert row.lease_until > timezone.now() + timedelta(seconds=50)


@pytest.mark.parametrize("act", [leases.write, leases.require])
def test_a_late_worker_is_stopped(late, act):
    with pytest.raises(LostLeaseError), transaction.atomic():
        act(claim=late)


def test_a_late_worker_changes_nothing(row, late):
    assert not leases.is_held(claim=late)
    assert not leases.renew(claim=late, failures=9)
    assert not leases.release(claim=late, failures=9)

    row.refresh_from_db()
    assert (row.failures, row.fence) == (0, 2)
    assert row.lease_until > timezone.now()


def test_ended_work_has_no_holder(take):
    claim = take()
    Niche.objects.update(name="over")

    assert not leases.is_held(claim=claim)


def test_a_released_row_is_free(row, take):
    assert leases.release(claim=take(), failures=1)

    row.refresh_from_db()
    assert (row.lease_until, row.failures) == (None, 1)
    assert take()


@pytest.mark.django_db(transaction=True)
def test_a_required_row_stays_as_it_is_until_the_transaction_ends(row, take):
    claim, order = take(), []

    def rename():
        try:
            Niche.objects.update(name="chairs")
            order.append("renamed")
        finally:
            database.close()

    with transaction.atomic():
        leases.require(claim=claim)
        other = threading.Thread(target=rename)
        other.start()
        other.join(timeout=0.3)
        order.append("ended")
    other.join(timeout=5)

    assert order == ["ended", "renamed"]


@pytest.mark.django_db(transaction=True)
def test_the_heartbeat_notices_a_loss(take):
    with leases.heartbeat(claim=take()) as beat:
        assert not beat.is_lost
        run_out()
        take()
        beat.join(timeout=5)

    assert beat.is_lost


@pytest.mark.django_db(transaction=True)
def test_the_heartbeat_renews(row, take, monkeypatch):
    monkeypatch.setattr(leases, "RENEW_EVERY_S", 1)
    claim = take()
    before = Niche.objects.get().lease_until
    renewed = Niche.objects.filter(lease_until__gt=before)

    with leases.heartbeat(claim=claim):
        deadline = timezone.now() + timedelta(seconds=5)
        while not renewed.exists() and timezone.now() < deadline:
            threading.Event().wait(0.05)

    assert renewed.exists()


@pytest.fixture
def three(row):
    """Three rows, of which the second has the highest fence."""
    others = [Niche.objects.create(workspace=row.workspace, name=name, fence=7) for name in ("b", "c")]
    return [row, *others]


def batch(*, most=10):
    return leases.claim_batch(terms=TERMS, due=lambda rows: rows.order_by("name"), most=most)


def test_a_batch_takes_as_many_rows_as_asked_for_under_one_higher_fence(three):
    taken = batch(most=2)

    assert (len(taken.pks), taken.fence) == (2, 8)
    assert set(Niche.objects.filter(fence=8).values_list("pk", flat=True)) == taken.pks
    assert len(batch().pks) == 1
    assert batch() is None


def test_the_holder_of_a_batch_renews_all_of_it(three):
    taken = batch()
    run_out()

    leases.write_batch(batch=taken)

    assert not Niche.objects.filter(lease_until__lt=timezone.now()).exists()


def test_a_worker_that_lost_one_row_of_a_batch_is_stopped(three):
    taken = batch()
    run_out()
    leases.claim(terms=TERMS, pk=three[1].pk)

    with pytest.raises(LostLeaseError), transaction.atomic():
        leases.write_batch(batch=taken)


@pytest.mark.django_db(transaction=True)
def test_two_batches_at_once_share_no_row(three):
    taken = []

    def work():
        taken.append(batch(most=2))
        database.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    pks = [pk for found in taken if found is not None for pk in found.pks]
    assert len(pks) == len(set(pks))
