"""Changes of what workspaces' lists and drawers show, which end the validity of cached ones."""

from collections.abc import Iterable

from accounts.models import Workspace
from discovery.models import SourceChannel
from foundation import kept_values


def group_of(workspace_id: str) -> str:
    """The group of the workspace's cached values."""
    return f"discovery:{workspace_id}"


def decided(*, workspace: Workspace | str) -> None:
    """A person changed the workspace's lists, and sees that on the next page."""
    key = workspace if isinstance(workspace, str) else workspace.pk
    kept_values.change(groups=[group_of(key)], at_once=True)


def collected(*, channel: SourceChannel) -> None:
    """Numbers of the channel's videos changed, for all workspaces that watch it."""
    watchers = channel.watchers.order_by().values_list("workspace_id", flat=True)
    added(workspace_ids=watchers.distinct())


def added(*, workspace_ids: Iterable[str]) -> None:
    """Candidates of these workspaces were added or changed."""
    groups = [group_of(each) for each in sorted(set(workspace_ids))]
    if groups:
        kept_values.change(groups=groups, at_once=False)
