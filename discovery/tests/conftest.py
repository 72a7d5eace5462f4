"""A workspace with members, and rows that need no collection."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.test import Client
from django.utils import timezone

from accounts import api_keys, workspaces
from accounts.models import User, Workspace
from discovery import niches
from discovery.models import Candidate, Niche, Snapshot, WatchedChannel
from foundation import circuits

NOW = timezone.now()


@pytest.fixture
def owner(db: None) -> User:
    """The workspace's owner."""
    return User.objects.create_user("maker@example.test", "a-long-password")


@pytest.fixture
def workspace(owner: User) -> Workspace:
    """A workspace on the Free plan."""
    return workspaces.open_workspace(owner=owner, name="Studio")


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
    row = WatchedChannel.objects.create(
        workspace=niche.workspace,
        platform_id="UC" + "a" * 22,
        uploads_id="UU" + "a" * 22,
        title="Crema Lab",
        livemode=False,
    )
    row.niches.add(niche)
    return row


@pytest.fixture
def make_candidate(channel: WatchedChannel) -> Callable[..., Candidate]:
    """Creates candidates of the channel; ``observations`` are (age in hours, views)."""

    def make(
        number: int = 1, *, observations: Sequence[tuple[float, int]] = (), age_h: float = 48, **fields: Any
    ) -> Candidate:
        row = Candidate.objects.create(
            **{
                "workspace": channel.workspace,
                "channel": channel,
                "platform_id": f"vid{number:08}",
                "title": f"Video {number}",
                "published_at": NOW - timedelta(hours=age_h),
                "duration_s": 40,
                "format": "short",
                "livemode": False,
                "views": observations[-1][1] if observations else None,
                "observed_at": NOW,
                **fields,
            }
        )
        for seen_age_h, views in observations:
            Snapshot.objects.create(
                candidate=row,
                views=views,
                observed_at=row.published_at + timedelta(hours=seen_age_h),
                counting_regime="unified_starts",
            )
        return row

    return make


@pytest.fixture
def closed_circuits() -> Iterator[None]:
    """No vendor counts as silent, before and after the test."""
    circuits.of.cache_clear()
    yield
    circuits.of.cache_clear()


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
