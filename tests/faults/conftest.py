"""The product's processes, each of which may be killed, and work for them in several workspaces."""

import sys
from collections.abc import Iterator

import pytest
import requests

# Imported, since fixtures of another app's tests are not discovered from here.
from publishing.tests.conftest import clip_bytes
from synthesis.models import Renderer, RendererKind, RendererStatus
from synthesis.rendering import renderers
from tests import waiting
from tests.faults import victims
from tests.faults.victims import Victim

__all__ = ["clip_bytes"]


def running(victim: Victim) -> Iterator[Victim]:
    victim.start()
    try:
        yield victim
    finally:
        # Captured, and shown by pytest if a test fails.
        sys.stdout.write(f"--- the end of {victim.name}'s log ---\n{victim.stop()}\n")


@pytest.fixture
def worker(transactional_db) -> Iterator[Victim]:
    yield from running(victims.worker())


@pytest.fixture
def node(transactional_db) -> Iterator[Victim]:
    for victim in running(victims.render_node()):
        waiting.until(_answers, within_s=60, what="the render node answers")
        yield victim


@pytest.fixture
def sabotage(sandbox_url):
    """Configure faults in the sandbox."""

    def ask(*rules):
        requests.put(f"{sandbox_url}/_sandbox/faults", json=list(rules), timeout=10).raise_for_status()

    return ask


@pytest.fixture
def uploads(sandbox_url):
    """The titles of everything that was posted."""

    def titles() -> list[str]:
        found = requests.get(f"{sandbox_url}/_sandbox/uploads", timeout=10).json()["uploads"]
        return [upload["title"] for upload in found]

    return titles


def _answers() -> bool:
    renderers.probe_all()
    return Renderer.objects.filter(kind=RendererKind.RENDER_NODE, status=RendererStatus.READY).exists()
