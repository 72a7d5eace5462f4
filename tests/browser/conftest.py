"""Chromium, with pages that fail their test if the browser reports a problem."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from accounts.models import User
from synthesis.models import Renderer, RendererKind
from synthesis.rendering import renderers

# Possible locations of the system's Chromium. On a Mac it is not a command.
PLACES = ("chromium", "google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
# Without Chromium's own sandbox, since tests may run as root in a container; without telemetry.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDE = {"width": 1440, "height": 900}
ACTS_WITHIN_MS = 60_000
# What htmx writes about a request that a newer one replaces, or that is on its way when the page is left.
# About one that fails, Chromium writes, too.
ABORTED = ("htmx:sendAbort", "htmx:sendError", "htmx:afterRequest")

Opener = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One Chromium for these tests only: while it runs, this thread has a running event loop."""
    # Django refuses queries in a thread with an event loop. The tests' own queries never run inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=ACTS_WITHIN_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(args=ARGUMENTS, executable_path=_chromium())
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def _chromium() -> str:
    found = next(filter(None, map(shutil.which, PLACES)), None)
    if found is None:
        pytest.fail("The browser tests need Chromium (on Debian: apt install chromium).")
    return found


@pytest.fixture
def open_page(chromium: Browser, live_server) -> Iterator[Opener]:
    """Opens a page in a separate context. Every problem that the browser reports fails the test at its end.

    With ``is_cut_off`` the test disconnects the page, and problems are expected.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(*, signed_in: User | None = None, is_cut_off: bool = False, **options) -> Page:
        context = chromium.new_context(base_url=live_server.url, **{"viewport": WIDE, **options})
        context.set_default_timeout(ACTS_WITHIN_MS)
        contexts.append(context)
        if signed_in is not None:
            session = _session_of(signed_in)
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        if not is_cut_off:
            _listen(page, complaints)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _session_of(user: User) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


def _complaint(page: Page, said: ConsoleMessage) -> list[str]:
    is_problem = said.type in ("error", "warning") and not said.text.startswith(ABORTED)
    return [f"{page.url}: {said.text}"] if is_problem else []


def _listen(page: Page, complaints: list[str]) -> None:
    """Collect script errors, violations of the content security policy, and unexpected responses."""
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("console", lambda said: complaints.extend(_complaint(page, said)))
    page.on(
        "response",
        lambda answer: complaints.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
    )


@pytest.fixture
def node(render_node_url: str, transactional_db: None) -> Renderer:
    renderers.probe_all()
    return Renderer.objects.get(kind=RendererKind.RENDER_NODE)
