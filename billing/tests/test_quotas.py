"""Quotas: no video is sold twice, none is lost, and the ledger explains each change."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from billing import plans, quotas, subscriptions
from billing.errors import (
    AdjustmentTooLargeError,
    QuotaExhaustedError,
    ReservationClosedError,
    ReservationUnknownError,
)
from billing.models import (
    EntryKind,
    LedgerEntry,
    LedgerIsAppendOnlyError,
    QuotaPeriod,
    Reservation,
    ReservationStatus,
)


def left(workspace):
    return quotas.usage(workspace=workspace).left


def kinds(workspace):
    return list(
        LedgerEntry.objects.for_workspace(workspace).order_by("created_at").values_list("kind", flat=True)
    )


def assert_ledger_adds_up(workspace):
    for period in QuotaPeriod.objects.for_workspace(workspace):
        total = period.entries.aggregate(total=Sum("videos"))["total"] or 0
        assert total == period.balance


def last_month(workspace):
    """Move the current period back by one, as if the month had changed since."""
    period = QuotaPeriod.objects.for_workspace(workspace).get()
    QuotaPeriod.objects.filter(pk=period.pk).update(
        starts_at=(period.starts_at - timedelta(days=1)).replace(day=1), ends_at=period.starts_at
    )


def test_a_new_workspace_has_the_videos_of_the_free_plan(workspace):
    usage = quotas.usage(workspace=workspace)

    assert (usage.used, usage.held, usage.limit, usage.left) == (0, 0, 5, 5)
    assert usage.resets_on.day == 1
    assert usage.resets_on > timezone.now().date()


def test_looking_at_usage_writes_nothing(workspace):
    quotas.usage(workspace=workspace)

    assert not QuotaPeriod.objects.exists()


def test_a_reservation_is_held_then_used(workspace):
    reservation = quotas.reserve(workspace=workspace, reference="render:1")
    assert (reservation.status, left(workspace)) == (ReservationStatus.HELD, 4)

    quotas.commit(reference="render:1", reason="Video delivered")

    usage = quotas.usage(workspace=workspace)
    assert (usage.used, usage.held, usage.left) == (1, 0, 4)
    assert kinds(workspace) == ["grant", "reserve", "commit"]


def test_a_released_reservation_gives_its_video_back(workspace):
    quotas.reserve(workspace=workspace, reference="render:1")

    quotas.release(reference="render:1", reason="The render failed")

    assert left(workspace) == 5
    entry = LedgerEntry.objects.get(kind=EntryKind.RELEASE)
    assert (entry.videos, entry.reason, entry.balance_after) == (1, "The render failed", 5)


def test_the_same_reference_reserves_once(workspace):
    first = quotas.reserve(workspace=workspace, reference="render:1")
    again = quotas.reserve(workspace=workspace, reference="render:1")

    assert again == first
    assert left(workspace) == 4


def test_a_reference_that_was_released_is_not_reserved_anew(workspace):
    quotas.reserve(workspace=workspace, reference="render:1")
    quotas.release(reference="render:1", reason="The render failed")

    assert quotas.reserve(workspace=workspace, reference="render:1").status == ReservationStatus.RELEASED
    assert left(workspace) == 5


@pytest.mark.parametrize("end", [quotas.commit, quotas.release])
def test_ending_twice_counts_once(workspace, end):
    quotas.reserve(workspace=workspace, reference="render:1")
    end(reference="render:1", reason="over")
    before = left(workspace)

    end(reference="render:1", reason="over, once more")

    assert left(workspace) == before
    assert len(kinds(workspace)) == 3


@pytest.mark.parametrize(
    ("first", "then"), [(quotas.commit, quotas.release), (quotas.release, quotas.commit)]
)
def test_what_ended_one_way_cannot_end_the_other(workspace, first, then):
    quotas.reserve(workspace=workspace, reference="render:1")
    first(reference="render:1", reason="over")
    before = left(workspace)

    with pytest.raises(ReservationClosedError):
        then(reference="render:1", reason="the other way")

    assert left(workspace) == before


@pytest.mark.parametrize("end", [quotas.commit, quotas.release])
def test_an_unknown_reference_is_refused(workspace, end):
    with pytest.raises(ReservationUnknownError):
        end(reference="render:never", reason="over")


def test_the_refusal_says_how_many_and_when_the_next_ones_come(workspace):
    for number in range(5):
        quotas.reserve(workspace=workspace, reference=f"render:{number}")
        quotas.commit(reference=f"render:{number}", reason="Video delivered")

    with pytest.raises(QuotaExhaustedError) as refusal:
        quotas.reserve(workspace=workspace, reference="render:6")

    resets_on = quotas.usage(workspace=workspace).resets_on
    assert refusal.value.message.startswith(
        f"You have used all 5 videos this month. Your quota resets on {resets_on.day} {resets_on:%B}."
    )
    assert refusal.value.context["available"] == 0
    assert not Reservation.objects.filter(reference="render:6").exists()


def test_the_refusal_tells_used_from_set_aside(workspace):
    for number in range(5):
        quotas.reserve(workspace=workspace, reference=f"render:{number}")

    with pytest.raises(QuotaExhaustedError, match="reserved for running renders"):
        quotas.reserve(workspace=workspace, reference="render:6")


def test_asking_for_more_than_is_left_takes_nothing(workspace):
    with pytest.raises(QuotaExhaustedError, match="This needs 6 videos, and you have 5 left"):
        quotas.reserve(workspace=workspace, reference="batch:1", videos=6)

    assert left(workspace) == 5


def test_a_refused_reservation_leaves_the_callers_transaction_usable(workspace):
    with transaction.atomic():
        with pytest.raises(QuotaExhaustedError):
            quotas.reserve(workspace=workspace, reference="batch:1", videos=6)
        quotas.reserve(workspace=workspace, reference="render:1")

    assert left(workspace) == 4


def test_workspaces_do_not_share_videos(workspace, stranger):
    quotas.reserve(workspace=workspace, reference="render:1", videos=5)

    assert left(stranger) == 5


def test_a_new_month_brings_new_videos(workspace):
    quotas.reserve(workspace=workspace, reference="render:1", videos=5)
    last_month(workspace)

    assert left(workspace) == 5
    quotas.reserve(workspace=workspace, reference="render:2")
    assert left(workspace) == 4


def test_what_is_given_back_to_a_month_that_is_over_lapses(workspace):
    quotas.reserve(workspace=workspace, reference="render:1")
    last_month(workspace)
    quotas.reserve(workspace=workspace, reference="render:2")

    quotas.release(reference="render:1", reason="The render failed")

    assert left(workspace) == 4
    then = Reservation.objects.get(reference="render:1").period
    assert then.balance == 0
    last = then.entries.order_by("-created_at", "-pk")[:2]
    assert [(line.kind, line.videos, line.balance_after) for line in last] == [
        ("lapse", -1, 0), ("release", 1, 1),
    ]  # fmt: skip
    assert_ledger_adds_up(workspace)


def test_a_grant_adds_videos_once_for_each_reference(workspace):
    for _ in range(2):
        quotas.grant(workspace=workspace, videos=3, reason="Sorry for the outage", reference="incident:7")

    assert left(workspace) == 8


def test_an_adjustment_names_who_did_it_and_why(workspace, owner):
    quotas.adjust(workspace=workspace, videos=-2, reason="Entered twice", actor=owner)

    entry = LedgerEntry.objects.get(kind=EntryKind.ADJUST)
    assert (entry.videos, entry.reason, entry.actor, entry.balance_after) == (-2, "Entered twice", owner, 3)
    assert left(workspace) == 3


def test_an_adjustment_cannot_take_what_is_set_aside(workspace, owner):
    quotas.reserve(workspace=workspace, reference="render:1", videos=4)

    with pytest.raises(AdjustmentTooLargeError, match="You can remove at most 1 video"):
        quotas.adjust(workspace=workspace, videos=-2, reason="Too many", actor=owner)

    assert left(workspace) == 1


def test_without_a_limit_videos_are_counted_and_never_refused(workspace):
    quotas.reserve(workspace=workspace, reference="render:0")
    subscriptions.assign(workspace=workspace, plan=plans.EMPIRE, reason="A gift", actor=None)

    for number in range(1, 9):
        quotas.reserve(workspace=workspace, reference=f"render:{number}")

    usage = quotas.usage(workspace=workspace)
    assert (usage.held, usage.limit, usage.left) == (9, None, None)


def test_an_abandoned_reservation_is_given_back(workspace):
    quotas.reserve(workspace=workspace, reference="render:1")
    Reservation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert quotas.release_expired() == 1
    assert quotas.release_expired() == 0
    assert left(workspace) == 5
    assert LedgerEntry.objects.get(kind=EntryKind.RELEASE).reason == "The render stopped without a result"


def test_running_work_extends_its_reservation(workspace):
    quotas.reserve(workspace=workspace, reference="render:1")
    Reservation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    quotas.extend(reference="render:1")

    assert quotas.release_expired() == 0
    assert left(workspace) == 4


def test_extending_never_shortens(workspace):
    before = quotas.reserve(workspace=workspace, reference="render:1").expires_at

    quotas.extend(reference="render:1", until=timezone.now())

    assert Reservation.objects.get().expires_at == before


def test_the_ledger_cannot_be_rewritten_through_the_model(workspace):
    quotas.reserve(workspace=workspace, reference="render:1")
    entry = LedgerEntry.objects.get(kind=EntryKind.RESERVE)

    with pytest.raises(LedgerIsAppendOnlyError):
        entry.save()
    with pytest.raises(LedgerIsAppendOnlyError):
        entry.delete()
    with pytest.raises(LedgerIsAppendOnlyError):
        LedgerEntry.objects.for_workspace(workspace).update(videos=0)
    with pytest.raises(LedgerIsAppendOnlyError):
        LedgerEntry.objects.for_workspace(workspace).delete()


@pytest.mark.parametrize(
    "statement", ["UPDATE billing_ledgerentry SET videos = 9", "DELETE FROM billing_ledgerentry"]
)
def test_the_database_refuses_to_rewrite_the_ledger(workspace, statement):
    quotas.reserve(workspace=workspace, reference="render:1")

    with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_deleting_a_person_keeps_their_ledger_entries(workspace, owner):
    quotas.adjust(workspace=workspace, videos=1, reason="A gift", actor=owner)

    owner.delete()

    assert LedgerEntry.objects.get(kind=EntryKind.ADJUST).actor is None
