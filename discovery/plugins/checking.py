"""Values of a provider, checked one by one: a plug-in may return anything."""

from datetime import datetime, timedelta

from django.utils import timezone

from discovery import platforms, supplied
from discovery.models import DatedBy
from discovery.platforms.base import Counts
from discovery.plugins.base import LicensedChannel, LicensedVideo, Provider
from discovery.supplied import SuppliedChannel, SuppliedVideo
from foundation import foreign_texts

_LONGEST_ID = 64
_LONGEST_URL = 500
_MOST = 10**12
_LONGEST_S = 48 * 3600
_TOLERANCE = timedelta(minutes=10)


class ValueRefusedError(Exception):
    """A value is not stored. The message says why."""


def channel_of(provider: Provider, value: object) -> SuppliedChannel:
    """Return the channel. Raises ValueRefusedError."""
    if not isinstance(value, LicensedChannel):
        raise ValueRefusedError(f"a {type(value).__name__} instead of a LicensedChannel")
    return SuppliedChannel(
        platform=provider.platform,
        platform_id=_text("a channel's id", value.id, longest=_LONGEST_ID),
        title=_text("a channel's title", value.title),
        handle=_text("a channel's handle", value.handle, may_be_empty=True),
    )


def video_of(value: object, channels: dict[str, SuppliedChannel]) -> SuppliedVideo:
    """Return the video of a known channel. Raises ValueRefusedError."""
    if not isinstance(value, LicensedVideo):
        raise ValueRefusedError(f"a {type(value).__name__} instead of a LicensedVideo")
    # A plug-in may ignore the types.
    channel_id: object = value.channel_id
    channel = channels.get(channel_id) if isinstance(channel_id, str) else None
    if channel is None:
        raise ValueRefusedError("a video of a channel that channels() does not return")
    video_id = _text("a video's id", value.id, longest=_LONGEST_ID)
    address = platforms.named(channel.platform).video_named(video_id)
    if address is None:
        raise ValueRefusedError("a video's id that is not one of its platform")
    published_at = _moment("published_at", value.published_at)
    observed_at = _moment("observed_at", value.observed_at)
    if observed_at < published_at:
        raise ValueRefusedError("observed_at is before published_at")
    duration_s = _number("duration_s", value.duration_s, most=_LONGEST_S) or 0
    url = _text("thumbnail_url", value.thumbnail_url, may_be_empty=True)
    return SuppliedVideo(
        channel=channel,
        platform_id=video_id,
        title=_text("a title", value.title),
        published_at=published_at,
        dated_by=DatedBy.PLATFORM,
        duration_s=duration_s,
        format=supplied.format_of(address=address, duration_s=duration_s),
        counts=Counts(
            views=_number("views", value.views),
            likes=_number("likes", value.likes),
            comments=_number("comments", value.comments),
        ),
        observed_at=observed_at,
        thumbnail_url=url if url.startswith("https://") and len(url) <= _LONGEST_URL else "",
    )


def _text(what: str, value: object, *, longest: int | None = None, may_be_empty: bool = False) -> str:
    if not isinstance(value, str):
        raise ValueRefusedError(f"{what} is not a text")
    text = foreign_texts.line(value)
    if not text and not may_be_empty:
        raise ValueRefusedError(f"{what} is empty")
    if longest is not None and len(text) > longest:
        raise ValueRefusedError(f"{what} has more than {longest} characters")
    return text


def _number(what: str, value: object, *, most: int = _MOST) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise ValueRefusedError(f"{what} is not a whole number from 0 to {most:,}")
    return value


def _moment(what: str, value: object) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueRefusedError(f"{what} is not a time with a time zone")
    if not value.year >= 2005 or value > timezone.now() + _TOLERANCE:
        raise ValueRefusedError(f"{what} is before 2005 or in the future")
    return min(value, timezone.now())
