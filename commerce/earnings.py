"""What the apps below show of orders: beside posts, videos and scenes."""

from collections.abc import Collection

from django.urls import reverse

from accounts.models import Workspace
from commerce import revenue
from commerce.models import Store
from commerce.revenue import Revenue, Sums
from publishing.signals import About, Earned, Earnings
from synthesis.models import Video
from synthesis.signals import Highlight


def of(*, workspace: Workspace, about: About, ids: Collection[str], publication_id: str = "") -> Earnings:
    """Return what posts, videos, or the scenes of one video earned, as ``earnings_requested`` asks."""
    found = _sums(workspace, about, ids, publication_id)
    if not found and not Store.objects.for_workspace(workspace).listed().exists():
        return Earnings(
            note="No shop is connected, so no orders are counted.",
            url=reverse("commerce:shop"),
            action="Connect a shop",
        )
    return Earnings(by_id={key: [_earned(each) for each in rows] for key, rows in found.items()})


def highlights_of(*, video: Video) -> list[Highlight]:
    """Return the orders and amounts that the video brought, each currency by itself."""
    url = reverse("publishing:video-results", args=[video.pk])
    found = []
    for each in revenue.by_video(workspace=video.workspace, ids=[video.pk]).get(video.pk, []):
        found.append(Highlight(label="Orders", figure=each.count, format="compact", url=url))
        found.append(Highlight(label="Revenue", figure=each.amount, format="amount", url=url))
    return found


def _sums(workspace: Workspace, about: About, ids: Collection[str], publication_id: str) -> Sums:
    if about is About.POSTS:
        return revenue.by_publication(workspace=workspace, ids=ids)
    if about is About.VIDEOS:
        return revenue.by_video(workspace=workspace, ids=ids)
    videos = Video.objects.for_workspace(workspace).filter(pk__in=ids)
    return {
        scene_id: rows
        for video in videos
        for scene_id, rows in revenue.by_scene(video=video, publication_id=publication_id).items()
    }


def _earned(found: Revenue) -> Earned:
    orders = "1 order" if found.orders == 1 else f"{found.orders:,} orders"
    return Earned(count=found.count, amount=found.amount, words=f"{orders}, {found.words}")
