"""Responses for the status page and the load balancer."""

import time

import pytest
from django.core.cache import cache

from ettametta import status, tasks


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()
    status._lines.cache_clear()


@pytest.mark.django_db
@pytest.mark.parametrize(("age_s", "words"), [(None, "ready"), (60, "ready"), (120, "degraded")])
def test_workers_that_do_nothing_are_told_of(client, monkeypatch, age_s, words):
    if age_s is not None:
        tasks.canary()
        later = time.time() + age_s
        monkeypatch.setattr(time, "time", lambda: later)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["status"]) == (200, words)
    (line,) = [line for line in status.lines() if line.name == "Background work"]
    assert line.is_working == (words == "ready")
