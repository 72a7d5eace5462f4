"""Cache and broker while Redis is killed, hangs, is emptied or refuses: no error, and no long wait."""

import time

import pytest
from celery import Celery
from celery.app import app_or_default

from foundation import caching, circuits, messages
from foundation.caching import ResilientRedisCache
from tests import stores, waiting


@pytest.fixture
def server(tmp_path):
    running = stores.Redis(tmp_path / "redis")
    yield running
    running.kill()


@pytest.fixture
def store(server):
    circuits.of.cache_clear()
    yield ResilientRedisCache(server.url(), {})
    circuits.of.cache_clear()


def took_s(function):
    began_at = time.monotonic()
    function()
    return time.monotonic() - began_at


def require_empty(store):
    """Every cache call behaves as with an empty cache that stores nothing."""
    store.set("a", 1)
    assert store.add("a", 1) is True
    assert store.get("a", "default") == "default"
    assert store.get_many(["a", "b"]) == {}
    assert store.set_many({"a": 1}) == ["a"]
    assert store.get_or_set("a", 7) == 7
    assert store.touch("a") is False
    assert store.delete("a") is False
    assert store.has_key("a") is False
    assert "a" not in store
    with pytest.raises(ValueError, match="not found"):
        store.incr("a")
    with pytest.raises(ValueError, match="not found"):
        store.decr("a")
    store.delete_many(["a"])
    store.clear()
    assert store.answers() is False


def test_a_cache_that_answers_is_djangos_own(store):
    store.set("a", {"b": 1})

    assert store.get("a") == {"b": 1}
    assert store.add("a", 2) is False
    assert store.set_many({"n": 1}) == []
    assert store.incr("n", 2) == 3
    assert store.get_many(["a", "n", "x"]) == {"a": {"b": 1}, "n": 3}
    assert store.touch("n", 60)
    assert store.delete("n")
    assert store.answers()
    with pytest.raises(ValueError, match="not found"):
        store.incr("n")


def test_a_killed_redis_is_an_empty_cache_and_is_back_at_once(store, server):
    store.set("a", 1)
    server.kill()

    require_empty(store)
    server.start()

    waiting.until(store.answers, within_s=circuits.OPEN_S + 1, what="the cache is used again")
    store.set("a", 2)
    assert store.get("a") == 2


def test_a_redis_that_hangs_costs_one_timeout_and_then_nothing(store, server):
    store.set("a", 1)
    server.hang()

    first_s = took_s(lambda: store.get("a"))
    others_s = took_s(lambda: [store.get("a") for _ in range(100)])

    assert caching.TIMEOUT_S <= first_s < 2.5 * caching.TIMEOUT_S
    assert others_s < caching.TIMEOUT_S
    require_empty(store)
    server.go_on()
    waiting.until(store.answers, within_s=circuits.OPEN_S + 1, what="the cache is used again")
    assert store.get("a") == 1


def test_an_emptied_redis_is_an_empty_cache(store, server):
    store.set("a", 1)

    server.client().flushall()

    assert store.get("a") is None
    assert store.answers()


def test_connections_that_were_cut_are_replaced_unnoticed(store, server):
    store.set("a", 1)

    server.client().client_kill_filter(_type="normal", skipme=True)

    assert store.get("a") == 1


def test_a_redis_that_takes_no_writes_is_read_all_the_same(store, server):
    store.set("a", 1)
    server.client().config_set("maxmemory", "1")

    store.set("a", "a much longer value" * 100)

    assert store.get("a") == 1


def test_a_wrong_password_is_an_outage_too(server):
    circuits.of.cache_clear()
    stranger = ResilientRedisCache(server.url().replace(":@", ":x").replace("redis://:", "redis://:x"), {})

    require_empty(stranger)


# --- the circuit ----------------------------------------------------------------------------------


def test_an_open_circuit_lets_one_caller_try_after_a_while():
    circuit = circuits.Circuit("store", open_s=0.1)
    circuit.note_failure("test")

    assert not circuit.allows()
    waiting.until(circuit.allows, within_s=1, what="one caller may try")
    assert not circuit.allows(), "the others wait for the first one's outcome"
    circuit.note_success()
    assert circuit.allows()
    assert circuit.allows()


# --- hints ----------------------------------------------------------------------------------------


@pytest.fixture
def broker(server, celery_app_of):
    return celery_app_of(server.url())


@pytest.fixture
def celery_app_of():
    usual = app_or_default()
    made = []

    def make(url):
        app = Celery("hints", broker=url, set_as_current=False)
        app.set_current()
        made.append(app)
        return app

    circuits.of.cache_clear()
    yield make
    usual.set_current()
    circuits.of.cache_clear()
    for app in made:
        app.close()


def send_many():
    for _ in range(100):
        messages.send("test.hint", "id_3")


def test_a_message_is_sent_or_dropped_without_a_delay(broker, server):
    messages.send("test.hint", "id_1")
    assert server.client().llen("celery") == 1

    server.hang()
    first_s = took_s(lambda: messages.send("test.hint", "id_2"))
    others_s = took_s(send_many)
    server.go_on()

    assert first_s < 1
    assert others_s < 0.2


def test_hints_go_out_again_as_soon_as_the_broker_is_back(broker, server):
    messages.send("test.hint", "id_1")
    server.kill()
    assert took_s(lambda: messages.send("test.hint", "id_2")) < 1
    server.start()

    def arrives():
        messages.send("test.hint", "id_3")
        return server.client().llen("celery") > 0

    waiting.until(arrives, within_s=circuits.OPEN_S + 1, what="a hint arrives")


def test_a_broker_that_was_never_reachable_causes_no_delay(celery_app_of):
    celery_app_of("redis://127.0.0.1:9/0")

    assert took_s(lambda: messages.send("test.hint", "id")) < 1
