"""Rate limits count exactly, follow the plan, and have a defined fallback while they can't count."""

import threading

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test import override_settings

from accounts import throttles
from accounts.models import ApiKey, Role, Workspace
from foundation import ids
from foundation.errors import UpstreamUnavailableError


def take(workspace, key=None):
    """One read request."""
    rate = throttles.take_request(workspace=workspace, key=key, spends=False)
    assert rate is not None
    return rate


def take_many(count, workspace, key=None):
    """This many read requests."""
    for _ in range(count):
        take(workspace, key)


def key_of(workspace):
    """A key that is not in the database: counting needs only its id."""
    return ApiKey(id=ids.new("key"), workspace=workspace)


def ask_at_once(workspace, key):
    """Two hundred requests from twenty threads. Returns whether each one passed."""
    passed: list[bool] = []
    start = threading.Barrier(20)

    def ask() -> None:
        start.wait(timeout=20)
        for _ in range(10):
            try:
                throttles.take_request(workspace=workspace, key=key, spends=True)
                passed.append(True)
            except throttles.RateExceededError:
                passed.append(False)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return passed


@pytest.fixture
def somewhere():
    """A workspace that is not in the database. Its limits are set for all workspaces."""
    return Workspace(id=ids.new("wsp"))


@pytest.fixture
def without_redis():
    """Redis is unavailable: nothing listens on this port."""
    throttles._script.cache_clear()
    with override_settings(CACHE_URL="redis://127.0.0.1:9/1"):
        yield
    throttles._script.cache_clear()


# --- counting -------------------------------------------------------------------------------------


@override_settings(API_REQUESTS_PER_MINUTE=3)
def test_the_limit_is_counted_down_and_then_refused(somewhere):
    left = [take(somewhere).remaining for _ in range(3)]

    assert left == [2, 1, 0]
    with pytest.raises(throttles.RateExceededError) as refusal:
        take(somewhere)
    assert 1 <= refusal.value.retry_after_s <= 20


@override_settings(API_REQUESTS_PER_MINUTE=1)
def test_workspaces_do_not_share_a_limit(somewhere):
    take(somewhere)

    assert take(Workspace(id=ids.new("wsp"))).remaining == 0


@override_settings(API_REQUESTS_PER_MINUTE=600)
def test_requests_become_available_over_time(somewhere):
    rate = take(somewhere)

    assert (rate.limit, rate.remaining, rate.reset_s) == (600, 599, 1)


@override_settings(API_REQUESTS_PER_MINUTE=20)
def test_two_hundred_at_once_pass_exactly_as_often_as_a_workspace_may(somewhere):
    passed = ask_at_once(somewhere, key=None)

    # One more becomes available in every three seconds that a slow machine takes.
    assert 20 <= passed.count(True) <= 22


@pytest.mark.django_db(transaction=True)
def test_two_hundred_at_once_pass_exactly_as_often_as_a_key_of_the_plan_may():
    workspace = Workspace(id=ids.new("wsp"))

    passed = ask_at_once(workspace, key_of(workspace))

    # Free: 60 for each key, and one more becomes available every second.
    assert 60 <= passed.count(True) <= 66


def test_without_redis_requests_pass_but_spending_is_refused(workspace, without_redis):
    assert throttles.take_request(workspace=workspace, key=None, spends=False) is None
    with pytest.raises(UpstreamUnavailableError) as refusal:
        throttles.take_request(workspace=workspace, key=None, spends=True)
    assert refusal.value.retry_after_s


# --- workspace and key ----------------------------------------------------------------------------


def test_two_keys_have_each_their_own_limit_and_share_the_workspaces(workspace):
    first, second = key_of(workspace), key_of(workspace)
    with pytest.raises(throttles.RateExceededError) as refusal:
        take_many(90, workspace, first)
    assert refusal.value.context["counted"] == "api_key"

    take_many(50, workspace, second)
    take_many(10, workspace)

    with pytest.raises(throttles.RateExceededError) as refusal:
        take_many(40, workspace, second)
    assert refusal.value.context["counted"] == "workspace"
    assert refusal.value.rate.limit == 120


def test_a_request_refused_for_the_key_is_not_counted_for_the_workspace(workspace):
    greedy, modest = key_of(workspace), key_of(workspace)
    take_many(60, workspace, greedy)
    for _ in range(40):
        with pytest.raises(throttles.RateExceededError):
            take_many(10, workspace, greedy)

    take_many(60, workspace, modest)


@override_settings(API_REQUESTS_PER_MINUTE=1)
def test_a_request_refused_for_the_workspace_is_not_counted_for_the_key(somewhere):
    key = key_of(somewhere)
    take(somewhere)

    with pytest.raises(throttles.RateExceededError):
        take(somewhere, key)

    kept = redis.Redis.from_url(settings.CACHE_URL).keys(f"rate:{{{somewhere.pk}}}*")
    assert len(kept) == 1
    assert [name for name in kept if key.pk.encode() in name] == []


@override_settings(API_REQUESTS_PER_MINUTE=1)
def test_no_plan_helps_where_the_installation_sets_the_limit(workspace):
    take(workspace)

    with pytest.raises(throttles.RateExceededError) as refusal:
        take(workspace)

    assert "plan" not in refusal.value.message


# --- REST -----------------------------------------------------------------------------------------


def test_each_response_contains_the_remaining_requests(program):
    response = program().get("/api/v1/me/")

    assert response.headers["RateLimit-Limit"] == "60"
    assert response.headers["RateLimit-Remaining"] == "59"
    assert int(response.headers["RateLimit-Reset"]) >= 1


def test_the_headers_describe_the_tighter_of_the_two_limits(program, page, workspace):
    assert page.get("/api/v1/me/").headers["RateLimit-Limit"] == "120"
    take_many(100, workspace)

    response = program().get("/api/v1/me/")

    assert response.headers["RateLimit-Limit"] == "120"
    assert int(response.headers["RateLimit-Remaining"]) < 59


@override_settings(API_REQUESTS_PER_MINUTE=2)
def test_too_many_requests_get_retry_after(program):
    client = program()
    for _ in range(2):
        assert client.get("/api/v1/me/").status_code == 200

    refused = client.get("/api/v1/me/")

    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limit_exceeded")
    assert refused.json()["retryable"] is True
    assert int(refused.headers["Retry-After"]) >= 1
    assert refused.headers["RateLimit-Remaining"] == "0"


def test_a_refusal_names_the_limit_and_a_remedy(program, workspace):
    client = program()
    key = ApiKey.objects.get(workspace=workspace)
    with pytest.raises(throttles.RateExceededError):
        take_many(90, workspace, key)

    refused = client.get("/api/v1/me/")

    assert refused.status_code == 429
    assert refused.json()["counted"] == "api_key"
    assert "exceeded the limit of 60 requests a minute with this API key" in refused.json()["detail"]
    assert "Upgrade for a higher limit." in refused.json()["detail"]
    assert refused.headers["RateLimit-Limit"] == "60"


# --- pages ----------------------------------------------------------------------------------------


@override_settings(API_REQUESTS_PER_MINUTE=2)
def test_too_many_pages_are_refused_with_a_retry_time(page):
    for _ in range(2):
        assert page.get("/settings/members/").status_code == 200

    refused = page.get("/settings/members/", headers={"Referer": "http://testserver/settings/members/"})

    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
    assert "limit of 2 pages a minute. Try again in" in refused.content.decode()
    assert 'href="/settings/members/"' in refused.content.decode()


def test_a_page_that_is_refused_offers_a_larger_plan(page, workspace, owner):
    def use_up():
        while True:
            throttles.take_page(workspace=workspace, person=owner)

    def look_when_there_is_no_room():
        with pytest.raises(throttles.RateExceededError):
            use_up()
        return page.get("/settings/members/")

    # One becomes available every tenth of a second: a slow machine may get the page once or twice.
    answers = (look_when_there_is_no_room() for _ in range(20))
    refused = next(answer for answer in answers if answer.status_code == 429)

    assert "See plan and usage" in refused.content.decode()


@override_settings(API_REQUESTS_PER_MINUTE=1)
def test_people_of_a_workspace_do_not_share_the_limit_of_pages(page, browser, join):
    colleague = browser(join(Role.VIEWER).user)
    page.get("/settings/members/")

    assert colleague.get("/settings/members/").status_code == 200
    assert colleague.get("/settings/members/").status_code == 429


@override_settings(API_REQUESTS_PER_MINUTE=1)
def test_pages_and_requests_are_counted_apart(page, program):
    page.get("/settings/members/")

    assert program().get("/api/v1/me/").status_code == 200


@override_settings(API_REQUESTS_PER_MINUTE=1)
def test_without_redis_no_page_is_refused(page, without_redis):
    statuses = [page.get("/settings/members/").status_code for _ in range(3)]
    renamed = page.post("/settings/profile/", {"name": "Nia"})

    assert statuses == [200, 200, 200]
    assert renamed.status_code == 302
