"""A workspace with members, and rows that need no collection."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from django.test import Client

from accounts import api_keys, workspaces
from accounts.models import User, Workspace
from billing.models import Standing
from discovery import niches
from discovery.models import Candidate, Niche, SourceChannel, WatchedChannel
from discovery.tests import factories, first_rounds
from discovery.tests.rounds import time_passes
from foundation import circuits


@pytest.fixture
def owner(db: None) -> User:
    """The workspace's owner."""
    return User.objects.create_user("maker@example.test", "a-long-password")


@pytest.fixture
def workspace(owner: User) -> Workspace:
    """A workspace on the Free plan."""
    return workspaces.open_workspace(owner=owner, name="Studio")


@pytest.fixture
def creator(workspace: Workspace) -> Workspace:
    """The workspace, on Creator."""
    Standing.objects.create(workspace=workspace, assigned_plan="creator", assigned_reason="test")
    workspace.remembered = None
    return workspace


@pytest.fixture
def stranger_workspace(db: None) -> Workspace:
    """Another user's workspace."""
    stranger = User.objects.create_user("stranger@example.test", "a-long-password")
    return workspaces.open_workspace(owner=stranger, name="Elsewhere")


@pytest.fixture
def member(client: Client, owner: User, workspace: Workspace) -> Client:
    """The owner's browser."""
    client.force_login(owner)
    return client


@pytest.fixture
def api(workspace: Workspace, owner: User) -> Client:
    """A program with a key of every scope."""
    _, secret = api_keys.issue(
        workspace=workspace, issued_by=owner, name="tests", scopes=api_keys.all_scopes()
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def niche(workspace: Workspace) -> Niche:
    """A niche that was never scanned."""
    return niches.create(workspace=workspace, name="Home coffee", keywords=["home coffee"])


@pytest.fixture
def channel(niche: Niche) -> WatchedChannel:
    """A channel on the niche's watchlist."""
    return factories.watched_channel(niche=niche)


@pytest.fixture
def source(channel: WatchedChannel) -> SourceChannel:
    """The channel as all workspaces share it."""
    assert channel.source is not None
    return channel.source


@pytest.fixture
def make_candidate(channel: WatchedChannel) -> Callable[..., Candidate]:
    """Creates candidates of the channel; ``observations`` are (age in hours, views)."""

    def make(number: int = 1, **fields: Any) -> Candidate:
        return factories.candidate(channel=channel, number=number, **fields)

    return make


@pytest.fixture
def closed_circuits() -> Iterator[None]:
    """No vendor counts as silent, before and after the test."""
    circuits.of.cache_clear()
    yield
    circuits.of.cache_clear()


@pytest.fixture
def scanned(sandbox_url: str, niche: Niche) -> Niche:
    """A niche whose channels and videos were all observed some hours ago."""
    first_rounds.collected(niche)
    time_passes(niche)
    return niche


@pytest.fixture
def faults(sandbox_url: str) -> Callable[..., None]:
    """Makes the sandbox fail: ``faults(kind="status", status=503)``."""

    def arrange(
        *, path: str = "/youtube/v3/", query: str = "", times: int | None = None, nth: int = 1, **rule: Any
    ) -> None:
        rules = [{"match": {"path": path, "query": query, "nth": nth}, "times": times, **rule}]
        requests.put(f"{sandbox_url}/_sandbox/faults", json=rules, timeout=10).raise_for_status()

    return arrange


@pytest.fixture
def asked(sandbox_url: str) -> Callable[[str], int]:
    """How often the sandbox was called under a path."""

    def count(path: str) -> int:
        answer = requests.get(f"{sandbox_url}/_sandbox/requests", params={"path": path}, timeout=10)
        return int(answer.json()["count"])

    return count
