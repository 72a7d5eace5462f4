"""The rate limit counts exactly, and knows what to do while it cannot count."""

import threading

import pytest
from django.test import override_settings

from accounts import throttles
from foundation import ids
from foundation.errors import UpstreamUnavailableError


def take(owner):
    """One request that looks."""
    rate = throttles.take(owner=owner, changes=False)
    assert rate is not None
    return rate


@pytest.fixture
def someone():
    return ids.new("wsp")


@pytest.fixture
def without_redis():
    """Redis is away: nothing listens on this port."""
    throttles._script.cache_clear()
    with override_settings(CACHE_URL="redis://127.0.0.1:9/1"):
        yield
    throttles._script.cache_clear()


@override_settings(API_REQUESTS_PER_MINUTE=3)
def test_the_limit_is_counted_down_and_then_refused(someone):
    left = [take(someone).remaining for _ in range(3)]

    assert left == [2, 1, 0]
    with pytest.raises(throttles.RateExceededError) as refusal:
        throttles.take(owner=someone, changes=False)
    assert 1 <= refusal.value.retry_after_s <= 20


@override_settings(API_REQUESTS_PER_MINUTE=1)
def test_owners_do_not_share_a_limit(someone):
    throttles.take(owner=someone, changes=False)

    assert take(ids.new("wsp")).remaining == 0


@override_settings(API_REQUESTS_PER_MINUTE=600)
def test_room_comes_back_with_time(someone):
    rate = take(someone)

    assert (rate.limit, rate.remaining, rate.reset_s) == (600, 599, 1)


@override_settings(API_REQUESTS_PER_MINUTE=20)
def test_two_hundred_at_once_pass_exactly_as_often_as_allowed(someone):
    passed: list[bool] = []
    start = threading.Barrier(20)

    def ask() -> None:
        start.wait(timeout=20)
        for _ in range(10):
            try:
                throttles.take(owner=someone, changes=True)
                passed.append(True)
            except throttles.RateExceededError:
                passed.append(False)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # One more is earned in every three seconds that the machine takes over it.
    assert 20 <= passed.count(True) <= 22


def test_without_redis_looking_goes_on_and_changing_waits(someone, without_redis):
    assert throttles.take(owner=someone, changes=False) is None
    with pytest.raises(UpstreamUnavailableError) as refusal:
        throttles.take(owner=someone, changes=True)
    assert refusal.value.retry_after_s


def test_each_answer_says_how_many_requests_are_left(program):
    response = program().get("/api/v1/me/")

    assert response.headers["RateLimit-Limit"] == "600"
    assert int(response.headers["RateLimit-Remaining"]) < 600
    assert int(response.headers["RateLimit-Reset"]) >= 1


@override_settings(API_REQUESTS_PER_MINUTE=2)
def test_too_many_requests_are_told_when_to_come_back(program):
    client = program()
    for _ in range(2):
        assert client.get("/api/v1/me/").status_code == 200

    refused = client.get("/api/v1/me/")

    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limit_exceeded")
    assert refused.json()["retryable"] is True
    assert int(refused.headers["Retry-After"]) >= 1
    assert refused.headers["RateLimit-Remaining"] == "0"
