"""One row of an imported file as a supplied video."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from discovery import platforms, supplied
from discovery.errors import UnknownPlatformError, UnreadableAddressError
from discovery.imports import cells
from discovery.imports.refusals import RowRefusedError
from discovery.models import DatedBy
from discovery.platforms.base import Counts, Platform, VideoAddress
from discovery.supplied import SuppliedChannel, SuppliedVideo

_LONGEST_KEY = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A video with its numbers, and its shares, which only imports have."""

    video: SuppliedVideo
    shares: int | None


def read(values: Mapping[str, str], *, platform: str, at: datetime) -> Row:
    """Return the row's video. ``platform`` is that of an id without a URL; ``at`` the time of the upload.

    Raises RowRefusedError.
    """
    texts = {column: cells.require_text(column, text) for column, text in values.items()}
    found, address = _address(texts, platform)
    channel = _channel(texts, found, address)
    counts = Counts(
        views=cells.count("views", texts.get("views", "")),
        likes=cells.count("likes", texts.get("likes", "")),
        comments=cells.count("comments", texts.get("comments", "")),
    )
    shares = cells.count("shares", texts.get("shares", ""))
    duration_s = cells.duration("duration_s", texts.get("duration_s", ""))
    observed_at = cells.moment("observed_at", texts.get("observed_at", "")) or at
    published_at, dated_by = _published(texts, address)
    if published_at > observed_at:
        raise RowRefusedError("observed_at is before published_at", texts.get("observed_at", ""))
    video = SuppliedVideo(
        channel=channel,
        platform_id=address.platform_id,
        title=texts.get("title", "") or "Without a title",
        published_at=published_at,
        dated_by=dated_by,
        duration_s=duration_s,
        format=supplied.format_of(address=address, duration_s=duration_s),
        counts=counts,
        observed_at=observed_at,
    )
    return Row(video=video, shares=shares)


def _address(texts: Mapping[str, str], default: str) -> tuple[Platform, VideoAddress]:
    url, video_id = texts.get("url", ""), texts.get("video_id", "")
    if url:
        try:
            return platforms.video_at(url)
        except UnreadableAddressError as error:
            raise RowRefusedError(f"the URL is not that of a video: {error.message}"[:200], url) from None
    if not video_id:
        raise RowRefusedError("neither a URL nor a video id")
    platform = _platform(texts.get("platform", ""), default)
    address = platform.video_named(video_id)
    if address is None:
        raise RowRefusedError(f"this is not the id of a {platform.name} video", video_id)
    return platform, address


def _platform(name: str, default: str) -> Platform:
    try:
        return platforms.named(name.casefold().replace(" ", "") or default)
    except UnknownPlatformError:
        raise RowRefusedError("the platform is unknown", name) from None


def _channel(texts: Mapping[str, str], platform: Platform, address: VideoAddress) -> SuppliedChannel:
    title = texts.get("channel", "") or address.handle
    key = unicodedata.normalize("NFKC", title).casefold().removeprefix("@").strip()
    if not key:
        raise RowRefusedError("no channel")
    if len(key) > _LONGEST_KEY:
        raise RowRefusedError(f"channel has more than {_LONGEST_KEY} characters", title)
    return SuppliedChannel(platform=platform.key, platform_id=key, title=title, handle=address.handle)


def _published(texts: Mapping[str, str], address: VideoAddress) -> tuple[datetime, DatedBy]:
    stated = cells.moment("published_at", texts.get("published_at", ""))
    if stated is not None:
        return stated, DatedBy.PLATFORM
    if address.published_at is None:
        raise RowRefusedError("no published_at")
    return address.published_at, DatedBy.ID
