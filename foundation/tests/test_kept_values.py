"""Values kept in the cache until their group changes."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from foundation import kept_values
from foundation.kept_values import KeptValues

NUMBERS: KeptValues[int] = KeptValues(name="numbers", for_s=60)
SHORT: KeptValues[int] = KeptValues(name="short", for_s=0)
DEADLINE_S = 20


class Maker:
    """Computes 1, 2 and so on, and counts them."""

    def __init__(self):
        self.made = 0

    def __call__(self):
        self.made += 1
        return self.made


@pytest.fixture
def make():
    return Maker()


@pytest.fixture
def redis_away(settings):
    """Redis is unavailable: nothing listens on this port."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:9/0"}}


def get(make, *, group="a", key="k", kept=NUMBERS):
    return kept.get(group=group, key=key, make=make)


def test_a_value_is_computed_once(make):
    assert [get(make), get(make)] == [1, 1]


def test_keys_and_groups_have_values_of_their_own(make):
    assert [get(make), get(make, key="other"), get(make, group="b")] == [1, 2, 3]


@pytest.mark.parametrize("at_once", [True, False])
def test_a_change_outdates_the_values_of_its_group_only(make, db, at_once):
    get(make)
    get(make, group="b")

    kept_values.change(groups=["a"], at_once=at_once)

    assert [get(make), get(make, group="b")] == [3, 2]


def test_a_value_expires(make):
    assert [get(make, kept=SHORT), get(make, kept=SHORT)] == [1, 2]


def test_a_value_computed_before_the_commit_is_dropped_after_it(make, transactional_db):
    with transaction.atomic():
        kept_values.change(groups=["a"], at_once=True)
        assert get(make) == 1

    assert get(make) == 2


def test_an_error_is_passed_on_and_blocks_nobody(make):
    def fail():
        raise LookupError

    with pytest.raises(LookupError):
        get(fail)

    assert get(make) == 1


@pytest.fixture
def computing(db):
    """Changes the group and has one caller compute its value meanwhile. Call it with ``at_once``."""
    began, may_end = threading.Event(), threading.Event()

    def slowly():
        began.set()
        assert may_end.wait(DEADLINE_S)
        return 100

    with ThreadPoolExecutor() as pool:

        def start(at_once):
            kept_values.change(groups=["a"], at_once=at_once)
            found = pool.submit(get, slowly)
            assert began.wait(DEADLINE_S)
            return found, may_end, pool

        yield start
        may_end.set()


def test_while_one_caller_computes_the_others_get_the_previous_value(make, computing):
    get(make)
    found, may_end, _ = computing(at_once=False)

    assert get(make) == 1
    may_end.set()
    assert found.result(DEADLINE_S) == 100
    assert get(make) == 100


def test_after_a_change_at_once_nobody_gets_the_previous_value(make, computing):
    get(make)
    computing(at_once=True)

    assert get(make) == 2


def test_a_caller_without_a_value_waits_for_the_one_that_computes_it(make, computing):
    found, may_end, pool = computing(at_once=True)
    waiting = pool.submit(get, make)

    may_end.set()

    assert (found.result(DEADLINE_S), waiting.result(DEADLINE_S)) == (100, 100)
    assert make.made == 0


def test_without_redis_each_caller_computes(make, redis_away, db):
    kept_values.change(groups=["a"], at_once=True)

    assert [get(make), get(make)] == [1, 2]
    assert NUMBERS.tallies(days=1) == []


def test_lookups_are_counted_by_day(make):
    for _ in range(4):
        get(make)

    (today,) = NUMBERS.tallies(days=2)

    assert (today.current, today.previous, today.computed, today.hit_rate) == (3, 0, 1, 0.75)
