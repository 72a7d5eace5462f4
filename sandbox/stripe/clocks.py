"""Test clocks: customers with their own time."""

from typing import Any

from sandbox.stripe import changes, errors, renewals
from sandbox.stripe.lifecycle import DAY_S
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work, new_id

_KIND = "test_helpers.test_clock"
_LATEST = 4_102_444_800  # The year 2100.


def create(work: Work, given: dict[str, Any]) -> Doc:
    _check(given["frozen_time"])
    clock: Doc = {
        "id": new_id("clock"),
        "object": _KIND,
        "created": work.at,
        "deletes_after": work.at + 30 * DAY_S,
        "frozen_time": given["frozen_time"],
        "livemode": False,
        "name": given.get("name"),
        "status": "ready",
        "status_details": {},
    }
    return changes.created(work, clock, event="test_helpers.test_clock.created")


def advance(work: Work, given: dict[str, Any], identifier: str) -> Doc:
    """Advance the clock. Everything due until then happens first, in order."""
    clock = work.records.require(_KIND, identifier)
    to = given["frozen_time"]
    _check(to)
    if to <= clock["frozen_time"]:
        message = "The new frozen_time must be later than the present one."
        raise errors.invalid(message, param="frozen_time")
    while renewals.pass_time(work, test_clock=identifier, until=to):
        pass
    clock["frozen_time"] = to
    return changes.created(work, clock, event="test_helpers.test_clock.ready")


def delete(work: Work, _: dict[str, Any], identifier: str) -> Doc:
    """Delete the clock and all its customers."""
    clock = work.records.require(_KIND, identifier)
    work.records.store.change("DELETE FROM stripe_objects WHERE test_clock = ?", (identifier,))
    return changes.removed(work, clock, event="test_helpers.test_clock.deleted")


def _check(frozen_time: int) -> None:
    if not 0 < frozen_time < _LATEST:
        raise errors.invalid("Invalid timestamp.", param="frozen_time")
