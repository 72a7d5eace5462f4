"""The dispatch policy: each rule, and all rules together in a rush of a thousand workspaces."""

import itertools

import pytest

from loadtests import fair_share
from synthesis.rendering.dispatch.policy import PATIENCE_S, TURNS, FairQueue, Slot, WorkspaceQueue

ENGINE = "wan"


def queue(workspace, *, engine=ENGINE, weight=1, work_s=10.0, since=0.0, **fields):
    return WorkspaceQueue(
        workspace=workspace, engine=engine, weight=weight, work_s=work_s, waiting_since=since, **fields
    )


def turns(fair, *, count, slots=4, engines=(ENGINE,), now=0.0, share=0.0, held=0):
    """The workspaces that get the next slots of a node. No attempt finishes."""
    given = []
    for turn in range(count):
        slot = Slot(
            engines=frozenset(engines), turn=turn, slots=slots, reserved_held=held, reserved_share=share
        )
        choice = fair.choose(slot=slot, now=now)
        if choice is None:
            break
        fair.give(choice=choice, slot=slot, now=now)
        held += int(choice.queue.has_reserve)
        given.append(choice.queue.workspace)
    return given


def queue_of(*queues, clocks=None, held=None):
    return FairQueue(queues=queues, clocks=clocks or {}, held=held or {})


def test_turns_follow_weights():
    given = turns(queue_of(queue("free"), queue("creator", weight=2), queue("empire", weight=4)), count=70)

    assert (given.count("free"), given.count("creator"), given.count("empire")) == (10, 20, 40)


def test_work_counts_and_not_its_number():
    given = turns(queue_of(queue("long", work_s=60), queue("short", work_s=20)), count=40)

    assert given.count("short") == pytest.approx(3 * given.count("long"), abs=3)


def test_an_estimate_of_zero_is_not_a_free_turn():
    given = turns(queue_of(queue("nothing", work_s=0), queue("little", work_s=1)), count=20)

    assert given.count("nothing") == 10


def test_a_workspace_that_returns_after_a_pause_is_not_ahead():
    fair = queue_of(queue("old", time_s=500, since=1), queue("back", since=2), clocks={ENGINE: 500})

    given = turns(fair, count=20)

    assert given.count("back") == 10
    assert set(given[:2]) == {"old", "back"}


def test_a_workspace_that_received_much_waits():
    fair = queue_of(queue("busy", time_s=530), queue("quiet", time_s=500), clocks={ENGINE: 500})

    assert turns(fair, count=4) == ["quiet", "quiet", "quiet", "busy"]


def test_a_plan_limits_concurrent_attempts():
    fair = queue_of(queue("free", at_once=2), held={"free": 1})

    assert turns(fair, count=5) == ["free"]


def test_engines_of_one_node_share_its_turns():
    """A workspace that uses two engines gets no larger share of the node than one that uses one."""
    fair = queue_of(queue("both"), queue("both", engine="ltx"), queue("one"))

    given = turns(fair, count=20, engines=(ENGINE, "ltx"))

    assert given.count("one") == 10


def test_turns_on_another_node_cost_nothing_here():
    fair = queue_of(queue("mixed"), queue("mixed", engine="motion"), queue("other"))
    turns(fair, count=50, engines=("motion",))

    assert turns(fair, count=4).count("mixed") == 2


class TestReserve:
    """A quarter of the slots is Empire's while it has work."""

    def test_the_reserve_is_filled_first(self):
        fair = queue_of(queue("free", since=-9), queue("empire", weight=4, time_s=900, has_reserve=True))

        assert turns(fair, count=4, slots=8, share=0.25) == ["empire", "empire", "free", "free"]

    def test_the_reserve_is_lent_while_unused(self):
        assert turns(queue_of(queue("free")), count=8, slots=8, share=0.25) == ["free"] * 8

    def test_less_than_a_slot_is_every_fourth_turn(self):
        fair = queue_of(queue("free"), queue("empire", time_s=900, has_reserve=True))

        given = [turns(fair, count=1, slots=2, share=0.25)[0]]
        given += [
            next_choice(fair, turn=turn, slots=2, share=0.25, held=0) for turn in range(1, 8)
        ]  # each is finished before the next is given

        assert given == ["empire", "free", "free", "free"] * 2


def next_choice(fair, *, turn, slots, share, held):
    slot = Slot(engines=frozenset({ENGINE}), turn=turn, slots=slots, reserved_held=held, reserved_share=share)
    choice = fair.choose(slot=slot, now=0.0)
    fair.give(choice=choice, slot=slot, now=0.0)
    return choice.queue.workspace


def longest_wait(*, patience, newcomers=30, slots=2, work_s=10.0):
    """The wait of a workspace whose time is far ahead, while a new workspace with a high weight joins at each
    step.
    """
    fair = queue_of(queue("patient", time_s=1e9, since=0.0), clocks={ENGINE: 0.0})
    numbers = itertools.count()
    for number in range(newcomers):
        fair.queues[f"first{number}", ENGINE] = queue(f"first{number}", weight=4)
    now = 0.0
    for turn in itertools.count():
        fresh = f"fresh{next(numbers)}"
        fair.queues[fresh, ENGINE] = queue(fresh, weight=4, since=now)
        slot = Slot(engines=frozenset({ENGINE}), turn=turn if patience else 1, slots=slots)
        choice = fair.choose(slot=slot, now=now)
        assert choice is not None
        if choice.queue.workspace == "patient" or now > 1e5:
            return now
        fair.give(choice=choice, slot=slot, now=now)
        fair.remove(choice.queue)
        now += work_s / slots
    return now


def test_no_workspace_waits_longer_than_the_bound():
    bound_s = PATIENCE_S + TURNS * (30 + 2) * 10.0 / 2

    assert PATIENCE_S < longest_wait(patience=True) <= bound_s


def test_without_patience_they_would_wait_forever():
    assert longest_wait(patience=False) > 1e5


def test_a_thousand_workspaces_are_served_fairly():
    found = fair_share.measure(seed=1)

    assert found.seen.most_waiting > 700
    assert found.p95_s <= fair_share.MOST_OF_IDEAL * found.ideal_p95_s
    assert PATIENCE_S < found.longest_free_s <= found.bound_s
    assert found.empires_share >= 1
    assert found.idle_s == 0
