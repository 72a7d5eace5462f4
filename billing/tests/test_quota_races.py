"""Concurrency: each of the last videos is reserved once, and each end counts once."""

import contextlib
import threading

import pytest
from django.db import connection

from billing import plans, quotas, subscriptions
from billing.errors import QuotaExhaustedError, ReservationClosedError
from billing.models import LedgerEntry, Reservation

pytestmark = pytest.mark.django_db(transaction=True)


def left(workspace):
    return quotas.usage(workspace=workspace).left


def kinds(workspace):
    return list(
        LedgerEntry.objects.for_workspace(workspace).order_by("created_at").values_list("kind", flat=True)
    )


def in_parallel(count, act):
    """Run ``act(n)`` in ``count`` threads that start together. Returns each result, or its refusal's code."""
    outcomes: list[str] = []
    start = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            start.wait(timeout=20)
            act(number)
            outcomes.append("done")
        except (QuotaExhaustedError, ReservationClosedError) as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_two_requests_for_the_last_video_cannot_both_have_it(workspace):
    quotas.reserve(workspace=workspace, reference="render:first", videos=4)

    outcomes = in_parallel(2, lambda n: quotas.reserve(workspace=workspace, reference=f"render:{n}"))

    assert outcomes == ["done", "quota_exhausted"]
    assert left(workspace) == 0


def test_fifty_requests_for_ten_videos_get_exactly_ten(workspace):
    quotas.grant(workspace=workspace, videos=5, reason="Room for ten")

    outcomes = in_parallel(50, lambda n: quotas.reserve(workspace=workspace, reference=f"render:{n}"))

    assert outcomes == ["done"] * 10 + ["quota_exhausted"] * 40
    assert left(workspace) == 0
    assert quotas.discrepancies() == []


def test_two_hundred_requests_for_five_videos_get_exactly_five(workspace):
    def ask(thread: int) -> None:
        for number in range(8):
            with contextlib.suppress(QuotaExhaustedError):
                quotas.reserve(workspace=workspace, reference=f"render:{thread}:{number}")

    in_parallel(25, ask)

    assert Reservation.objects.count() == 5
    usage = quotas.usage(workspace=workspace)
    assert (usage.held, usage.left) == (5, 0)
    assert quotas.discrepancies() == []


def test_an_upgrade_amid_requests_sells_nothing_twice(workspace):
    def ask(thread: int) -> None:
        if thread == 0:
            subscriptions.assign(workspace=workspace, plan=plans.CREATOR, reason="Now", actor=None)
            return
        for number in range(10):
            with contextlib.suppress(QuotaExhaustedError):
                quotas.reserve(workspace=workspace, reference=f"render:{thread}:{number}")

    in_parallel(11, ask)
    for number in range(50):
        with contextlib.suppress(QuotaExhaustedError):
            quotas.reserve(workspace=workspace, reference=f"render:late:{number}")

    assert Reservation.objects.count() == 50
    assert quotas.discrepancies() == []


def test_ten_threads_with_one_reference_take_one_video(workspace):
    outcomes = in_parallel(10, lambda _: quotas.reserve(workspace=workspace, reference="render:1"))

    assert outcomes == ["done"] * 10
    assert left(workspace) == 4


def test_an_end_told_by_many_at_once_counts_once(workspace):
    quotas.reserve(workspace=workspace, reference="render:1")

    def end(number):
        verb = quotas.commit if number % 2 else quotas.release
        verb(reference="render:1", reason="over")

    outcomes = in_parallel(8, end)

    assert outcomes.count("done") == 4
    assert len(kinds(workspace)) == 3
    assert quotas.discrepancies() == []


def test_reserving_and_ending_at_once_never_lock_each_other_out(workspace):
    quotas.grant(workspace=workspace, videos=95, reason="Room for a hundred")

    def work(number):
        quotas.reserve(workspace=workspace, reference=f"render:{number}")
        quotas.release(reference=f"render:{number}", reason="over")

    assert in_parallel(20, work) == ["done"] * 20
    assert left(workspace) == 100
    assert quotas.discrepancies() == []
