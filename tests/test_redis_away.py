"""Every page and endpoint while Redis is unavailable: reads and free changes work, spending waits."""

import itertools

import pytest
from celery import Celery
from celery.app import app_or_default
from django.core import mail
from django.test import Client

from accounts import throttles
from foundation import circuits
from tests import world
from tests.test_isolation import WITH_ROWS, WITHOUT_ROWS, ask, browser_of, is_sign_in, program_of, text_of
from tests.world import World

PASSWORD = "correct horse battery"
NOWHERE = "redis://127.0.0.1:9"
# Costs money or quota: refused until requests can be counted again.
SPENDS = {
    "videos/<str:pk>/script/write/",
    "videos/<str:pk>/render/",
    "renders/<str:pk>/retry/",
    "settings/billing/checkout/",
    "settings/billing/change/",
    "api/v1/videos/<str:video_id>/script/",
    "api/v1/renders/",
    "api/v1/renders/<str:render_id>/retry/",
    "api/v1/checkout-sessions/",
    "discover/candidates/<str:candidate_id>/analysis/",
    "analyses/new/",
    "analyses/<str:analysis_id>/again/",
    "analyses/<str:analysis_id>/retry/",
    "api/v1/analyses/",
    "api/v1/analyses/<str:analysis_id>/retry/",
}


@pytest.fixture(autouse=True)
def _away(settings, tmp_path):
    """Nothing listens at the URLs of the cache, the limits and the broker."""
    settings.MEDIA_ROOT = tmp_path
    settings.CACHE_URL = f"{NOWHERE}/1"
    settings.CACHES = {
        **settings.CACHES,
        "default": {**settings.CACHES["default"], "LOCATION": settings.CACHE_URL},
    }
    throttles._script.cache_clear()
    circuits.of.cache_clear()
    usual = app_or_default()
    deaf = Celery("deaf", broker=f"{NOWHERE}/0", set_as_current=False)
    deaf.set_current()
    yield
    usual.set_current()
    deaf.close()
    throttles._script.cache_clear()
    circuits.of.cache_clear()


@pytest.fixture
def mine(db) -> World:
    return world.full("owner@example.com")


def clients_of(owner: World, *, is_rest: bool) -> list[Client]:
    return [browser_of(owner), program_of(owner)] if is_rest else [browser_of(owner)]


def test_every_page_and_every_list_is_shown(mine):
    browser, program = browser_of(mine), program_of(mine)
    lost = []

    for route in WITH_ROWS + WITHOUT_ROWS:
        for path in route.paths(mine):
            response = (program if route.is_rest else browser).get(path)
            text_of(response)
            if response.status_code >= 500 or is_sign_in(response):
                lost.append(f"{route.pattern} answered {response.status_code}")

    assert lost == []


def test_a_change_is_made_and_only_what_spends_is_refused(mine):
    refused, broken = set(), []

    for route in WITH_ROWS + WITHOUT_ROWS:
        for path, client in itertools.product(route.paths(mine), clients_of(mine, is_rest=route.is_rest)):
            response = ask(client, "POST", path, mine)
            text_of(response)
            if response.status_code == 503 and response["Retry-After"] == "5":
                refused.add(route.pattern)
            elif response.status_code >= 500 and response.status_code != 502:
                broken.append(f"{route.pattern} answered {response.status_code}")

    assert broken == []
    assert refused == SPENDS


@pytest.mark.django_db
def test_people_sign_up_in_out_and_reset_their_password():
    client = Client()

    signed_up = client.post("/accounts/signup/", {"email": "ada@example.com", "password1": PASSWORD})
    signed_out = client.post("/accounts/logout/")
    gone = client.get("/settings/profile/")
    signed_in = client.post("/accounts/login/", {"login": "ada@example.com", "password": PASSWORD})
    back = client.get("/settings/profile/")
    reset = Client().post("/accounts/password/reset/", {"email": "ada@example.com"})

    assert (signed_up.status_code, signed_out.status_code, signed_in.status_code) == (302, 302, 302)
    assert is_sign_in(gone)
    assert back.status_code == 200
    assert reset.status_code == 302
    assert [message.to for message in mail.outbox] == [["ada@example.com"]] * 2


@pytest.mark.django_db
def test_a_session_that_ended_meanwhile_stays_ended_when_redis_returns(settings):
    def use(address):
        settings.CACHES = {
            **settings.CACHES,
            "default": {**settings.CACHES["default"], "LOCATION": address},
        }

    client = Client()
    use(settings.REDIS_URL)
    client.post("/accounts/signup/", {"email": "ada@example.com", "password1": PASSWORD})
    assert client.get("/settings/profile/").status_code == 200
    kept = client.cookies["sessionid"].value
    use(settings.CACHE_URL)
    client.post("/accounts/logout/")
    use(settings.REDIS_URL)
    client.cookies["sessionid"] = kept

    assert is_sign_in(client.get("/settings/profile/"))


@pytest.mark.django_db
def test_guessing_a_password_stays_limited(mine):
    client = Client()

    def sign_in(password):
        client.post("/accounts/login/", {"login": mine.owner.email, "password": password})
        return "_auth_user_id" in client.session

    for _ in range(5):
        assert not sign_in("not the password")

    assert not sign_in(PASSWORD)
