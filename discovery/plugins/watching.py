"""Licensed channels that workspaces watch."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import Workspace
from discovery import channels, supplied
from discovery.models import ChannelOrigin, ProviderState, SourceChannel, WatchedChannel
from discovery.plugins import loading
from discovery.plugins.base import Provider
from foundation.errors import NotFoundError

_MOST_LISTED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A provider, its state, and its first channels by title that match."""

    provider: Provider
    state: ProviderState | None
    channels: Sequence[SourceChannel]
    has_more: bool


def listed(*, workspace: Workspace, words: str = "") -> list[Listed]:
    """Return the installed providers. Each channel has ``is_watched``, whether the workspace watches it."""
    states = {state.name: state for state in ProviderState.objects.all()}
    return [_listed(each, states.get(each.name), workspace, words) for each in loading.every()]


@transaction.atomic
def watch(*, workspace: Workspace, channel_id: int) -> WatchedChannel:
    """Put the channel and its videos on the workspace's own list. Idempotent. Raises NotFoundError."""
    channel = _licensed().filter(pk=channel_id).first()
    if channel is None:
        raise NotFoundError()
    watched = supplied.watch(workspace=workspace, channel=channel)
    supplied.publish(channel=channel, at=timezone.now())
    return watched


def unwatch(*, workspace: Workspace, channel_id: int) -> None:
    """Take the channel and its videos from the workspace's list. Raises NotFoundError."""
    rows = WatchedChannel.objects.for_workspace(workspace)
    watched = rows.filter(source=channel_id, source__origin=ChannelOrigin.LICENSED).first()
    if watched is None:
        raise NotFoundError()
    channels.unwatch(watched=watched)


def _licensed() -> QuerySet[SourceChannel]:
    names = [provider.name for provider in loading.every()]
    return SourceChannel.objects.filter(origin=ChannelOrigin.LICENSED, owner__isnull=True, provider__in=names)


def _listed(provider: Provider, state: ProviderState | None, workspace: Workspace, words: str) -> Listed:
    rows = _licensed().filter(provider=provider.name, title__icontains=words)
    is_watched = Exists(WatchedChannel.objects.filter(workspace=workspace, source=OuterRef("pk")))
    found = list(
        rows.annotate(is_watched=is_watched).order_by("-is_watched", "title", "pk")[: _MOST_LISTED + 1]
    )
    return Listed(
        provider=provider,
        state=state,
        channels=found[:_MOST_LISTED],
        has_more=len(found) > _MOST_LISTED,
    )
