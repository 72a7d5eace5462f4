"""After any sequence of operations, every balance is the sum of its ledger."""

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing import quotas
from billing.errors import (
    AdjustmentTooLargeError,
    QuotaExhaustedError,
    ReservationClosedError,
    ReservationUnknownError,
)
from billing.models import QuotaPeriod, Reservation, ReservationStatus

REFERENCES = st.sampled_from([f"render:{number}" for number in range(8)])
DEEDS = st.one_of(
    st.tuples(st.just("reserve"), REFERENCES, st.integers(1, 3)),
    st.tuples(st.just("commit"), REFERENCES, st.just(0)),
    st.tuples(st.just("release"), REFERENCES, st.just(0)),
    st.tuples(st.just("grant"), st.just(""), st.integers(1, 3)),
    st.tuples(st.just("adjust"), st.just(""), st.integers(-3, 3)),
)
REFUSALS = (QuotaExhaustedError, ReservationClosedError, ReservationUnknownError, AdjustmentTooLargeError)


def do(workspace, deed, reference, videos):
    match deed:
        case "reserve":
            quotas.reserve(workspace=workspace, reference=reference, videos=videos)
        case "commit":
            quotas.commit(reference=reference, reason="over")
        case "release":
            quotas.release(reference=reference, reason="over")
        case "grant":
            quotas.grant(workspace=workspace, videos=videos, reason="a gift")
        case "adjust":
            quotas.adjust(workspace=workspace, videos=videos, reason="a correction", actor=None)


# All examples share the fixture's workspace: the property must hold regardless of earlier operations.
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(DEEDS, max_size=25))
def test_any_order_of_operations_adds_up_and_never_oversells(workspace, deeds):
    for deed, reference, videos in deeds:
        try:
            do(workspace, deed, reference, videos)
        except REFUSALS:
            pass
        left = quotas.usage(workspace=workspace).left
        assert left is not None
        assert left >= 0

    assert quotas.discrepancies() == []


def test_the_command_succeeds_for_a_consistent_ledger(workspace, capsys):
    quotas.reserve(workspace=workspace, reference="render:1")

    call_command("check_balances")

    assert "match their ledgers" in capsys.readouterr().out


def test_the_command_names_a_wrong_total(workspace, capsys):
    quotas.reserve(workspace=workspace, reference="render:1")
    period = QuotaPeriod.objects.get()
    QuotaPeriod.objects.update(used=1)

    with pytest.raises(CommandError, match="2 periods don't match their ledger"):
        call_command("check_balances")

    assert f"{period.pk}: used is 1, expected 0" in capsys.readouterr().err


def test_a_reservation_without_its_ledger_entry_is_detected(workspace):
    quotas.reserve(workspace=workspace, reference="render:1")

    Reservation.objects.update(status=ReservationStatus.COMMITTED)

    assert {entry.total for entry in quotas.discrepancies()} == {"held", "used"}
