"""Tests of keys by an operator: one request, and a message about its result."""

import pytest
import requests
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from ettametta import connection_tests
from tests import world


@pytest.fixture(autouse=True)
def _forget():
    cache.clear()


@pytest.fixture
def operator(db):
    owner = world.empty("ada@example.com").owner
    owner.is_staff = True
    owner.save()
    client = Client()
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def live(settings, sandbox_url):
    """Every service with a key, at the sandbox's URL."""
    settings.YOUTUBE_API_KEY = settings.GEMINI_API_KEY = settings.OPENAI_API_KEY = "a-key"
    settings.ELEVENLABS_API_KEY, settings.ELEVENLABS_API_URL = "a-key", f"{sandbox_url}/elevenlabs"
    settings.PEXELS_API_KEY, settings.PEXELS_API_URL = "a-key", f"{sandbox_url}/pexels"
    settings.YOUTUBE_API_URL = settings.GEMINI_API_URL = sandbox_url
    settings.OPENAI_API_URL = f"{sandbox_url}/openai/v1"
    settings.GOOGLE_OAUTH_CLIENT_ID, settings.GOOGLE_OAUTH_CLIENT_SECRET = "a-client", "its-secret"
    settings.GOOGLE_OAUTH_TOKEN_URL = f"{sandbox_url}/token"
    settings.TIKTOK_API_KEY, settings.TIKTOK_CLIENT_SECRET = "a-key", "its-secret"
    settings.TIKTOK_API_URL = f"{sandbox_url}/tiktok"
    return settings


@pytest.mark.parametrize(
    "name",
    [
        "YouTube discovery",
        "YouTube publishing",
        "TikTok",
        "Gemini",
        "Gemini vision",
        "Gemini speech",
        "Gemini Omni",
        "ElevenLabs",
        "OpenAI",
        "OpenAI vision",
        "Pexels",
    ],
)
def test_a_key_that_works_is_said_to_work(live, name):
    assert connection_tests.run(name=name).is_ok, connection_tests.latest(name=name)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "rejected the key"),
        (403, "no permission"),
        (404, "no such model"),
        (429, "rate limit"),
        (503, "outage"),
    ],
)
def test_a_refusal_is_put_into_words(live, sandbox_url, status, words):
    rule = {"match": {"path": "/openai/"}, "kind": "status", "status": status}
    requests.put(f"{sandbox_url}/_sandbox/faults", json=[rule], timeout=10).raise_for_status()

    result = connection_tests.run(name="OpenAI")

    assert result.is_ok is False
    assert words in result.words


def test_a_key_that_pexels_rejects_is_said_to_be_rejected(live):
    live.PEXELS_API_KEY = "invalid"

    assert "rejected the key" in connection_tests.run(name="Pexels").words


def test_a_wrong_client_secret_is_named(live):
    live.TIKTOK_CLIENT_SECRET = "invalid"

    assert "rejected the key" in connection_tests.run(name="TikTok").words


def test_a_key_that_elevenlabs_rejects_is_said_to_be_rejected(live):
    live.ELEVENLABS_API_KEY = "invalid"

    assert "rejected the key" in connection_tests.run(name="ElevenLabs").words


def test_a_service_that_is_not_there_is_an_outage(live):
    live.OPENAI_API_URL = "http://127.0.0.1:9"

    assert "did not respond" in connection_tests.run(name="OpenAI").words


def test_the_page_shows_the_result_and_never_the_key(operator, live):
    live.OPENAI_API_KEY = "sk-very-secret"

    operator.post(reverse("integration-tests"), {"name": "OpenAI"})
    waiting = operator.get(reverse("integrations")).content.decode()
    connection_tests.run(name="OpenAI")
    shown = operator.get(reverse("integrations")).content.decode()

    assert "Testing" in waiting
    assert "Reload this page to see the progress." in waiting
    assert "The service accepts the key." in shown
    assert "sk-very-secret" not in waiting + shown


def test_members_cannot_send_tests(db):
    owner = world.empty("eve@example.com").owner
    client = Client()
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")

    assert client.post(reverse("integration-tests"), {"name": "OpenAI"}).status_code == 403
    assert connection_tests.latest(name="OpenAI") is None


def test_an_unknown_name_tests_nothing(operator):
    assert operator.post(reverse("integration-tests"), {"name": "x" * 300}).status_code == 302
