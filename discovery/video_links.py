"""Videos that people add by URL: looked up by a worker, listed without numbers.

They belong to the workspace's own list and not to a niche, and cost nothing of the plan's watched channels.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User, Workspace
from discovery import candidates, channels, list_changes, pictures, platforms, scores, supplied
from discovery.errors import NotAddedByUrlError, TooManyVideosAddedError
from discovery.models import Candidate, ChannelOrigin, DatedBy, LinkStatus, VideoLink
from discovery.platforms.base import Counts, Described, VideoAddress
from discovery.supplied import SuppliedChannel, SuppliedVideo, Supplier
from foundation import leases, messages
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.leases import LostLeaseError

logger = logging.getLogger(__name__)

LOOK_UP_VIDEO = "discovery.look_up_video"
# How many videos a workspace may add within a day: these are calls to a service without an agreed limit.
MOST_A_DAY = 200
_MOST_TRIES = 5
_SOONEST, _LATEST = timedelta(seconds=30), timedelta(hours=1)
_AT_ONCE = 100
_LEASE = leases.Terms(rows=lambda: VideoLink.objects.unfinished(), lasts=timedelta(seconds=60))
_OUR_ERROR = "An internal error occurred. Your administrator can find details in the log."


@transaction.atomic
def add(*, workspace: Workspace, url: str, user: User | None = None) -> VideoLink:
    """Add the video at the URL. It is looked up as soon as a worker is free.

    Adding the same video again returns the same row; if it was not public or failed, or its candidate was
    removed, it is looked up again. Raises UnreadableAddressError, NotAddedByUrlError for a platform whose
    channels are watched instead, and TooManyVideosAddedError.
    """
    platform, address = platforms.video_at(url)
    describer = platform.describer()
    if describer is None:
        raise NotAddedByUrlError(platform=platform.name)
    Workspace.objects.select_for_update().get(pk=workspace.pk)
    rows = VideoLink.objects.for_workspace(workspace)
    known = rows.filter(platform=platform.key, address=address.address, livemode=describer.livemode).first()
    if known is not None:
        return _again(known)
    if rows.filter(created_at__gte=timezone.now() - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TooManyVideosAddedError(most=MOST_A_DAY)
    link = VideoLink.objects.create(
        workspace=workspace,
        platform=platform.key,
        address=address.address,
        livemode=describer.livemode,
        added_by=user,
    )
    enqueue(link=link)
    return link


@transaction.atomic
def remove(*, link: VideoLink) -> None:
    """Delete the row, and the video from the workspace's list. Ideas made from it stay."""
    candidate = link.candidate
    link.delete()
    if candidate is None:
        return
    channel = candidate.source.channel
    candidate.source.delete()
    list_changes.decided(workspace=candidate.workspace_id)
    if not channel.videos.exists():
        for watched in list(channel.watchers.all()):
            channels.unwatch(watched=watched)


def enqueue(*, link: VideoLink) -> None:
    """Notify the workers after the commit. A periodic task finds rows whose message was lost."""
    messages.send_on_commit(LOOK_UP_VIDEO, link.pk)


def resume_stalled() -> int:
    """Enqueue the due look-ups that no worker has. Returns how many."""
    due = VideoLink.objects.unfinished().filter(leases.free(), due_at__lte=timezone.now())
    rows = list(due.values_list("pk", flat=True)[:_AT_ONCE])
    for pk in rows:
        messages.send(LOOK_UP_VIDEO, pk)
    return len(rows)


def look_up(*, link_id: str) -> None:
    """Look the video up and list it. Late, duplicate or concurrent calls have no effect."""
    is_due = Q(due_at__lte=timezone.now())
    claim = leases.claim(terms=_LEASE, pk=link_id, due=is_due, tries=F("tries") + 1)
    if claim is None:
        return
    link = VideoLink.objects.select_related("workspace").get(pk=link_id)
    try:
        _look_up(claim, link)
    except LostLeaseError:
        logger.warning("look-up lease lost", extra={"link_id": link_id})
    except UpstreamUnavailableError as error:
        _put_off(claim, link, error)
    except UpstreamError as error:
        _end(claim, LinkStatus.FAILED, problem=error.message)
    except Exception:
        # Otherwise the timetable would repeat it without end.
        _end(claim, LinkStatus.FAILED, problem=_OUR_ERROR)
        raise


def _look_up(claim: leases.Claim[VideoLink], link: VideoLink) -> None:
    platform = platforms.of(link)
    describer = platform.describer()
    if describer is None or describer.livemode != link.livemode:
        words = f"{platform.name} is set up differently since this video was added. Add it again."
        _end(claim, LinkStatus.FAILED, problem=words)
        return
    found = describer.describe(address=link.address)
    if found is None:
        words = (
            f"{platform.name} shows no public video at this URL: it is private, deleted, or never existed."
        )
        _end(claim, LinkStatus.NOT_PUBLIC, problem=words)
        return
    with transaction.atomic():
        leases.require(claim=claim)
        candidate = _store(link, found)
        _end(claim, LinkStatus.ADDED, candidate=candidate)
    pictures.make_copies(source=candidate.source)


def _store(link: VideoLink, found: Described) -> Candidate:
    now = timezone.now()
    address = platforms.address_of(link)
    supplier = Supplier(origin=ChannelOrigin.LINKED, workspace=link.workspace, livemode=link.livemode)
    [video] = supplied.store(supplier=supplier, videos=[_video(link, address, found, at=now)])
    supplied.without_numbers(video=video)
    watched = supplied.watch(workspace=link.workspace, channel=video.channel)
    candidates.add_for(watched=watched, since=video.published_at)
    scores.publish(channel=video.channel)
    return Candidate.objects.select_related("source").get(workspace=link.workspace, source=video)


def _video(link: VideoLink, address: VideoAddress, found: Described, *, at: datetime) -> SuppliedVideo:
    handle = found.handle or address.handle
    channel = SuppliedChannel(
        platform=link.platform, platform_id=f"@{handle}"[:64], title=found.channel_title, handle=handle
    )
    return SuppliedVideo(
        channel=channel,
        platform_id=address.platform_id,
        title=found.title or "Without a title",
        published_at=address.published_at or link.created_at,
        dated_by=DatedBy.ID if address.published_at else DatedBy.ADDITION,
        duration_s=0,
        format=supplied.format_of(address=address, duration_s=0),
        counts=Counts(views=None, likes=None, comments=None),
        observed_at=at,
        thumbnail_url=found.thumbnail_url,
    )


def _again(link: VideoLink) -> VideoLink:
    is_listed = link.status == LinkStatus.ADDED and link.candidate_id is not None
    if not is_listed and link.status != LinkStatus.LOOKING_UP:
        link.move_to(LinkStatus.LOOKING_UP, problem="", tries=0, due_at=timezone.now())
        enqueue(link=link)
    return link


def _end(
    claim: leases.Claim[VideoLink],
    status: LinkStatus,
    *,
    problem: str = "",
    candidate: Candidate | None = None,
) -> None:
    leases.release(
        claim=claim,
        status=status,
        status_changed_at=timezone.now(),
        problem=problem[:300],
        candidate=candidate,
    )


def _put_off(claim: leases.Claim[VideoLink], link: VideoLink, error: UpstreamUnavailableError) -> None:
    if link.tries >= _MOST_TRIES:
        _end(claim, LinkStatus.FAILED, problem=error.message)
        return
    wait = min(_LATEST, _SOONEST * 4 ** (link.tries - 1))
    wait = max(wait, timedelta(seconds=min(error.retry_after_s or 0, _LATEST.total_seconds())))
    leases.release(claim=claim, due_at=timezone.now() + wait, problem=error.message[:300])
    logger.info("look-up put off", extra={"link_id": link.pk, "tries": link.tries})


def url_of(link: VideoLink) -> str:
    """The video's URL on its platform."""
    address = platforms.address_of(link)
    return platforms.of(link).video_url(platform_id=address.platform_id, format="", livemode=link.livemode)


def listed(*, workspace: Workspace, limit: int) -> list[VideoLink]:
    """Return the workspace's added videos, newest first."""
    rows = VideoLink.objects.for_workspace(workspace).select_related("candidate")
    return list(rows.order_by("-created_at", "-pk")[:limit])
