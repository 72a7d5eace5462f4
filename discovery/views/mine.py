"""The workspace's own channels against their normal, and what it has not made yet."""

from collections.abc import Iterable
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import WorkspaceRequest, workspace_required
from accounts.models import Role
from discovery import listings, own_channels, platforms
from discovery.models import Candidate, WatchedChannel
from discovery.views import rows
from discovery.views.filters import FilterLink

_SINCE = timedelta(days=30)
_NOT_MADE = 10


@require_safe
@workspace_required()
def my_channel_page(request: WorkspaceRequest) -> HttpResponse:
    """One connected channel: its newest videos, and what stands out elsewhere."""
    listed = own_channels.listed(workspace=request.workspace)
    chosen = next((each for each in listed if each.pk == request.GET.get("channel")), None)
    channel = chosen or next(iter(listed), None)
    not_made = own_channels.not_made(
        workspace=request.workspace, since=timezone.now() - _SINCE, limit=_NOT_MADE
    )
    context = {
        "channel": channel,
        "tabs": [_tab(each, current=channel) for each in listed] if len(listed) > 1 else [],
        "not_made_html": _rows_html(not_made),
        "here": request.get_full_path(),
        "may_edit": request.membership.may(Role.EDITOR),
        **(_of_channel(channel) if channel else {}),
    }
    return render(request, "discovery/my_channel_page.html", context)


def _of_channel(channel: WatchedChannel) -> dict[str, object]:
    platform = platforms.of(channel)
    return {
        "read_at": channel.source.collected_at if channel.source else None,
        "shown_most": own_channels.SHOWN,
        "summary": own_channels.summary(channel=channel),
        "raw_numbers_words": "" if platform.derives_metrics else platform.raw_numbers_words,
        "rows_html": _rows_html(own_channels.newest(channel=channel)),
    }


def _rows_html(found: Iterable[Candidate]) -> list[str]:
    return [rows.html_of(rows.row_of(line)) for line in listings.lines_of(list(found))]


def _tab(channel: WatchedChannel, *, current: WatchedChannel | None) -> FilterLink:
    return FilterLink(
        label=f"{channel.title} · {channel.platform_name}",
        url=f"{reverse('discovery:my-channel')}?channel={channel.pk}",
        is_current=channel == current,
    )
