"""Fixtures for all tests: the prepared database, and the product's other processes."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
import redis
import requests
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.template.backends import jinja2
from django.test import TransactionTestCase
from django.test.signals import template_rendered

from tests import flushing, product


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run slow files first, so that two test processes end at about the same time.

    Among those, run the fault tests first: they kill a render node at an address that later tests share.
    """
    long_files = {
        item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("browser")
    }
    items.sort(key=lambda item: ("faults" not in item.path.parts, item.path not in long_files))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Exclude everything imported so far from garbage collection: some tests collect explicitly and often."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None) -> None:
    """Does nothing: tests/servers.py has created the database. pytest-django would migrate for a minute."""


@pytest.fixture(scope="session", autouse=True)
def _quick_flush() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: flushing.delete_rows())
        yield


@pytest.fixture(scope="session")
def sandbox_url() -> Iterator[str]:
    """The URL of a running sandbox. Its faults, clock and uploads are reset after each test."""
    with product.sandbox() as url:
        yield url


@pytest.fixture(scope="session")
def _cached() -> Iterator[redis.Redis]:
    with redis.Redis.from_url(settings.CACHE_URL) as client:
        yield client


@pytest.fixture(autouse=True)
def _empty_cache(_cached: redis.Redis) -> None:
    """Clear cached values and counters before each test."""
    # Most tests cache nothing. Clearing takes ten times as long as counting.
    if _cached.dbsize():
        cache.clear()


@pytest.fixture(autouse=True)
def _fresh_sandbox(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "sandbox_url" in request.fixturenames:
        url = request.getfixturevalue("sandbox_url")
        requests.post(f"{url}/_sandbox/reset", timeout=10).raise_for_status()


@pytest.fixture(scope="session")
def render_node_url() -> Iterator[str]:
    """The URL of a running render node."""
    with product.render_node() as url:
        yield url


@pytest.fixture(scope="session")
def _worker() -> Iterator[product.Worker]:
    worker = product.Worker()
    yield worker
    worker.stop()


@pytest.fixture
def celery_worker(_worker: product.Worker, transactional_db: None) -> Iterator[None]:
    """A worker for every queue runs the tasks of this test. It is started once and shared by tests."""
    _worker.begin()
    yield
    _worker.end()


@pytest.fixture(scope="session", autouse=True)
def _contexts_of_pages() -> Iterator[None]:
    """Give Django's test client the context of Jinja2 pages, as it gets that of Django templates."""
    render = jinja2.Template.render

    def reported(
        self: jinja2.Template, context: dict[str, Any] | None = None, request: HttpRequest | None = None
    ) -> str:
        html: str = render(self, context=context, request=request)
        template_rendered.send(sender=self, template=self, context=context or {})
        return html

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Template, "render", reported)
        yield
