"""A repeated request runs its action once."""

import threading

import pytest
from django.db import connection as database

from accounts.models import Workspace
from foundation import idempotency
from foundation.idempotency import Answer


class Kept:
    """A store for one owner."""

    def __init__(self):
        self.answers = {}

    def find(self, key):
        return self.answers.get(key)

    def keep(self, key, fingerprint, answer):
        self.answers[key] = (fingerprint, answer)


def ask(store, *, key="k", fingerprint="f", act=lambda: Answer(201, "made")):
    return idempotency.once(owner="w", key=key, fingerprint=fingerprint, store=store, act=act)


@pytest.mark.django_db
def test_the_second_time_gives_the_first_answer():
    store, calls = Kept(), []

    def act_as(number: int, answer: Answer):
        def act() -> Answer:
            calls.append(number)
            return answer

        return act

    first = ask(store, act=act_as(1, Answer(201, "made")))
    second = ask(store, act=act_as(2, Answer(500, "again")))

    assert first == (Answer(201, "made"), False)
    assert second == (Answer(201, "made"), True)
    assert calls == [1]


@pytest.mark.django_db
def test_another_request_under_the_key_is_refused():
    store = Kept()
    ask(store)

    with pytest.raises(idempotency.KeyReusedError):
        ask(store, fingerprint="other")


@pytest.mark.django_db
def test_an_action_that_fails_leaves_no_trace_and_the_key_free():
    store = Kept()

    def fail():
        Workspace.objects.create(name="half made")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(store, act=fail)

    assert not Workspace.objects.exists()
    assert ask(store)[1] is False


@pytest.mark.django_db(transaction=True)
def test_while_the_first_is_at_work_the_second_is_told_to_wait():
    store, started, release = Kept(), threading.Event(), threading.Event()

    def slow():
        started.set()
        release.wait(5)
        return Answer(201, "made")

    def first():
        try:
            ask(store, act=slow)
        finally:
            database.close()

    thread = threading.Thread(target=first)
    thread.start()
    started.wait(5)
    with pytest.raises(idempotency.InFlightError):
        ask(store)
    release.set()
    thread.join()

    assert ask(store)[1] is True


@pytest.mark.parametrize("key", ["", " ", "a b", "ü", "x" * 256, "a\n"])
def test_an_unusable_key_is_refused(key):
    with pytest.raises(idempotency.UnusableKeyError):
        idempotency.check_key(key)


def test_the_fingerprint_does_not_depend_on_the_order_of_members():
    one = idempotency.fingerprint(method="POST", path="/x", body={"a": 1, "b": 2})
    two = idempotency.fingerprint(method="POST", path="/x", body={"b": 2, "a": 1})
    other = idempotency.fingerprint(method="POST", path="/x", body={"a": 1, "b": 3})

    assert one == two != other
